"""The only writer of suppression lists."""

from collections.abc import Iterable

from ninefold.customers.suppression.models import Suppression, SuppressionSecret
from ninefold.customers.suppression.rules import case_form, digests
from ninefold.people.organisations.models import Organisation


def suppress_cases(*, organisation: int, cases: Iterable[str]) -> int:
    """Keep orders and tickets of somebody who was erased away, in a space of their own among the hashes.

    Parameters
    ----------
    cases : those that no row gives to anybody else.
    """
    named = [case_form(case) for case in cases]
    if not named:
        return 0
    return suppress(organisation=Organisation.objects.get(pk=organisation), identifiers=named)


def suppress(*, organisation: Organisation, identifiers: Iterable[str]) -> int:
    """Keep some identifiers away from now on; those on the list already stay on it.

    Returns
    -------
    int
        How many hashes stand for them.
    """
    own, _made = SuppressionSecret.objects.get_or_create(organisation=organisation)
    hashed = sorted(digests(identifiers, secret=own.secret))
    Suppression.objects.bulk_create(
        (Suppression(organisation=organisation, digest=digest) for digest in hashed), ignore_conflicts=True
    )
    return len(hashed)
