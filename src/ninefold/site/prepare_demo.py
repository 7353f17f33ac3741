"""What is done once before the demo serves: as for any installation, plus the example company."""

from pathlib import Path

import click
from django.conf import settings
from django.utils.translation import gettext as _

from ninefold.demo.operations import demo_organisation
from ninefold.kit.clock import now
from ninefold.people.members.links import invite
from ninefold.people.members.queries import anybody_there
from ninefold.site.catalogues import compile_stale
from ninefold.site.commands.admin_link import link_address
from ninefold.site.prepare import migrate


def main(_arguments: list[str]) -> None:
    """Bring everything up to date, load the example, and print a one-time link while nobody is a member."""
    compile_stale(folders=[Path(folder) for folder in settings.LOCALE_PATHS])
    migrate()
    organisation = demo_organisation(at=now())
    if anybody_there():
        return
    link = link_address(invite(organisation=organisation, by=None, note=_("the first visitor"), at=now()))
    click.echo(_("Open this link once to walk in: %(link)s") % {"link": link})
