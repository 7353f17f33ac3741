"""What is done once before the demo serves: as for any installation, plus the example company."""

import json
import sys
from collections.abc import Mapping
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

import click
from django.conf import settings
from django.utils.translation import gettext as _

from ninefold.demo.example.loading import load_example
from ninefold.demo.example.models import Example
from ninefold.demo.example.operations import Wanted, found_example, made_of
from ninefold.demo.example.queries import standing_example
from ninefold.kit.clock import now
from ninefold.people.members.links import invite
from ninefold.people.roles.choices import Role
from ninefold.people.roles.operations import invite_as
from ninefold.people.roles.queries import owners_of
from ninefold.site.catalogues import compile_stale
from ninefold.site.commands.admin_link import link_address
from ninefold.site.prepare import migrate


def main(arguments: list[str]) -> None:
    """Bring everything up to date, make the example, and print a one-time link while nobody owns it."""
    compile_stale(folders=[Path(folder) for folder in settings.LOCALE_PATHS])
    migrate()
    example = _example(json.loads(arguments[0]) if arguments else {})
    if example.loaded_at is None:
        click.echo(
            _("Making the example: %(count)d customers over 24 months.") % {"count": example.customers}
        )
        load_example(example=example, at=now(), progress=_unseen)
    organisation = example.organisation
    if owners_of(organisation=organisation).exists():
        return
    issue = partial(invite, organisation=organisation, by=None, note=_("the first visitor"), at=now())
    issued = invite_as(issue=issue, role=Role.OWNER, unit=None, access=None)
    click.echo(_("Open this link once to walk in: %(link)s") % {"link": link_address(issued)})


def _example(asked: Mapping[str, Any]) -> Example:
    """Find the example that stands, or found the one asked for; where another one stands, say so and end."""
    standing = standing_example()
    if standing is None:
        return found_example(wanted=Wanted(**asked), at=now())
    made = made_of(standing)
    if replace(made, **asked) == made:
        return standing
    told = _("Another example stands in %(folder)s. It was made by: ninefold demo %(options)s")
    advice = _("Start it without options, remove it on its page, or set NINEFOLD_HOME to another folder.")
    sys.exit(f"{told % {'folder': settings.HOME, 'options': made.options}}\n{advice}")


def _unseen(_share: float) -> None:
    """A terminal shows no bar: it is done in seconds."""
