"""Reading consent: what counts now, and everything that was ever said."""

from collections.abc import Collection
from datetime import datetime

from django.db.models import Q, QuerySet

from ninefold.customers.consent.models import Consent
from ninefold.customers.consent.rules import Cell, Said, allowed
from ninefold.people.organisations.models import Organisation

# A line that a merge made counts for as long as the merge stands.
_STANDING = Q(merge=None) | Q(merge__undone_at=None)


def lines_of(*, organisation: Organisation, customers: Collection[int]) -> QuerySet[Consent]:
    """Select all that was said by these customers, who are one person; the latest first."""
    owned = Consent.objects.for_organisation(organisation).filter(customer__in=customers)
    return owned.filter(_STANDING).order_by("-at", "-pk")


def words_of(
    *, organisation: Organisation, customers: Collection[int], at: datetime | None = None
) -> dict[Cell, Said]:
    """Give the last word to each purpose and channel, in one query.

    Parameters
    ----------
    customers
        Numbers of all customers who are one person.
    at
        As of when; None for all that was said.
    """
    lines = lines_of(organisation=organisation, customers=customers)
    return latest(lines if at is None else lines.filter(at__lte=at))


def latest(lines: Collection[Consent] | QuerySet[Consent]) -> dict[Cell, Said]:
    """Give the last word to each purpose and channel among lines of which the latest comes first."""
    found: dict[Cell, Said] = {}
    for line in lines:
        said = Said(state=line.state, at=line.at, source=line.source, by=line.by, merge=line.merge_id)
        found.setdefault((line.purpose, line.channel), said)
    return found


def may_reach(
    *, organisation: Organisation, customers: Collection[int], purpose: str, channel: str, at: datetime
) -> bool:
    """Tell whether a person has agreed to a purpose by a channel; who said nothing has not."""
    words = words_of(organisation=organisation, customers=customers, at=at)
    return allowed(words, purpose=purpose, channel=channel)
