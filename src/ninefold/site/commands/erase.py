"""`ninefold erase`: erase a person everywhere, or keep their answers without them."""

import sys
from typing import Any, NoReturn

import click
from django.utils import translation
from django.utils.translation import gettext as _

from ninefold.customers.erasure import operations
from ninefold.customers.erasure.choices import FIELD_NAMES, Kind
from ninefold.customers.erasure.models import Erasure
from ninefold.customers.erasure.queries import lines
from ninefold.customers.profiles.models import Customer
from ninefold.engine.anonymising import USUALLY_KEPT
from ninefold.kit.clock import now
from ninefold.kit.rinsing import StillBusyError
from ninefold.people.organisations.models import Organisation

BAD_INPUT = 2


@click.command()
@click.option("--customer", help="Key of a customer, as their page shows it, or its beginning.")
@click.option(
    "--identifier", "identifiers", multiple=True, help="What the data call the person; may be repeated."
)
@click.option("--keep-answers", is_flag=True, help="Keep the answers without the person.")
@click.option(
    "--keep",
    multiple=True,
    type=click.Choice(sorted(FIELD_NAMES)),
    help="With --keep-answers: what stays in them beside scores and days; may be repeated.",
)
@click.option("--organisation", help="Short name of the organisation, if there are several.")
@click.option("--dry-run", is_flag=True, help="Say what would go and change nothing.")
@click.option("--yes", is_flag=True, help="Do not ask whether you mean it.")
def erase(**given: Any) -> None:
    """Erase a person everywhere; a certificate tells what went."""
    organisation = _organisation(given["organisation"])
    with translation.override(organisation.language):
        erasure = _looked(organisation, given)
        _print(erasure.found["places"], nothing=_("Nothing of this person was found."))
        if given["dry_run"]:
            operations.call_off(erasure=erasure)
            return
        if not given["yes"] and not click.confirm(_("This cannot be taken back. Erase for good?")):
            operations.call_off(erasure=erasure)
            return
        _carry_out(erasure, given)


def _looked(organisation: Organisation, given: dict[str, Any]) -> Erasure:
    try:
        erasure = operations.ask(
            organisation=organisation,
            by=None,
            at=now(),
            identifiers=given["identifiers"],
            customer=_customer(organisation, given["customer"]),
            queued=False,
        )
    except operations.NobodyError:
        _fail(_("Say who is meant, with --customer or --identifier."))
    operations.look(erasure=erasure, at=now())
    erasure.refresh_from_db()
    return erasure


def _carry_out(erasure: Erasure, given: dict[str, Any]) -> None:
    kind = Kind.ANONYMISE if given["keep_answers"] else Kind.ERASE
    kept = given["keep"] or USUALLY_KEPT
    try:
        operations.confirm(erasure=erasure, kind=kind, kept=kept, by=None, at=now(), queued=False)
    except operations.ChangedError:
        operations.call_off(erasure=erasure)
        _fail(_("Nothing is erased: meanwhile somebody was merged or parted. Run the command once more."))
    try:
        operations.carry_out(erasure=erasure, at=now())
    except (operations.StillThereError, StillBusyError) as problem:
        operations.go_on(erasure=erasure, at=now())
        told = _("The erasure is not complete yet (%(why)s); the worker goes on with it.")
        _fail(told % {"why": type(problem).__name__})
    erasure.refresh_from_db()
    click.echo()
    _print(erasure.done, nothing=_("There was nothing to erase."))
    click.echo(_("Certificate %(key)s, checksum %(digest)s") % {"key": erasure.key, "digest": erasure.digest})


def _print(counts: dict[str, dict[str, int]], *, nothing: str) -> None:
    found = lines(counts)
    for line in found:
        click.echo(f"{line.count:>9,}  {line.place}: {line.what}")
    if not found:
        click.echo(nothing)


def _customer(organisation: Organisation, key: str | None) -> Customer | None:
    if key is None:
        return None
    found = list(
        Customer.objects.for_organisation(organisation).filter(key__startswith=key.strip().lower())[:2]
    )
    if len(found) != 1:
        _fail(_("There is no one customer whose key begins with %(key)s.") % {"key": key})
    return found[0]


def _organisation(slug: str | None) -> Organisation:
    found = Organisation.objects.order_by("pk")
    chosen = list((found.filter(slug=slug) if slug else found)[:2])
    if len(chosen) != 1:
        _fail(_("Name one organisation by its short name, with --organisation."))
    return chosen[0]


def _fail(problem: str) -> NoReturn:
    click.echo(problem, err=True)
    sys.exit(BAD_INPUT)
