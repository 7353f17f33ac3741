"""What is done once before the demo serves: as for any installation, plus the example company."""

from functools import partial
from pathlib import Path

import click
from django.conf import settings
from django.utils.translation import gettext as _

from ninefold.demo.operations import demo_organisation
from ninefold.kit.clock import now
from ninefold.people.members.links import invite
from ninefold.people.roles.choices import Role
from ninefold.people.roles.operations import invite_as
from ninefold.people.roles.queries import owners_of
from ninefold.site.catalogues import compile_stale
from ninefold.site.commands.admin_link import link_address
from ninefold.site.prepare import migrate


def main(_arguments: list[str]) -> None:
    """Bring everything up to date, load the example, and print a one-time link while nobody owns it."""
    compile_stale(folders=[Path(folder) for folder in settings.LOCALE_PATHS])
    migrate()
    organisation = demo_organisation(at=now())
    if owners_of(organisation=organisation).exists():
        return
    issue = partial(invite, organisation=organisation, by=None, note=_("the first visitor"), at=now())
    issued = invite_as(issue=issue, role=Role.OWNER, unit=None, access=None)
    click.echo(_("Open this link once to walk in: %(link)s") % {"link": link_address(issued)})
