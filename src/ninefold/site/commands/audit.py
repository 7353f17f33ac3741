"""`ninefold audit`: whether the audit logs are as they were written."""

import re
import sys

import click
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from ninefold.people.audit.queries import Checked, holds, verified
from ninefold.people.organisations.models import Organisation

_HEAD = re.compile(r"([0-9]{1,18}):([0-9a-f]{64})")
Head = tuple[int, str]


class HeadType(click.ParamType[Head]):
    """A head as this command prints it: NUMBER:DIGEST."""

    name = "NUMBER:DIGEST"

    def convert(self, value: str, param: click.Parameter | None, ctx: click.Context | None) -> Head:
        """Read a head."""
        found = _HEAD.fullmatch(value.strip().lower())
        if found is None:
            self.fail(
                _("%(text)s is no head; one looks like 17:3f0c… with 64 letters.") % {"text": value},
                param,
                ctx,
            )
        return int(found[1]), found[2]


@click.command()
@click.option(
    "--head",
    "heads",
    multiple=True,
    type=HeadType(),
    help="A head noted down earlier: check that it is in a chain still, that the end was not cut off.",
)
def audit(heads: tuple[Head, ...]) -> None:
    """Check the chain of every audit log; ends with 1 where one is broken or a head is gone."""
    organisations = list(Organisation.objects.order_by("slug"))
    sound = True
    for organisation in organisations:
        checked = verified(organisation=organisation)
        click.echo(f"{organisation.slug}: {_told(checked)}")
        sound = sound and checked.sound
    for number, digest in heads:
        there = any(holds(organisation=each, number=number, digest=digest) for each in organisations)
        told = _("is in its chain still") if there else _("is in no chain any more")
        click.echo(f"{number}:{digest}: {told}")
        sound = sound and there
    sys.exit(0 if sound else 1)


def _told(checked: Checked) -> str:
    entries = ngettext("%(count)s entry", "%(count)s entries", checked.entries) % {"count": checked.entries}
    head = f"{checked.number}:{checked.head}" if checked.number else _("no entry")
    if checked.fault is None:
        return _("%(entries)s, sound up to %(head)s") % {"entries": entries, "head": head}
    return _("%(entries)s, broken at %(number)s: %(reason)s; sound up to %(head)s") % {
        "entries": entries,
        "number": checked.broken_at,
        "reason": checked.fault.label,
        "head": head,
    }
