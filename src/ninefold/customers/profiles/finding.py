"""Finding customers: by what they are known by, by the beginning of it, or page by page."""

import re
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final, TypeVar

from django.db import connection
from django.db.models import Q, QuerySet

from ninefold.customers.profiles.choices import Kind
from ninefold.customers.profiles.models import Account, Customer, Identifier
from ninefold.customers.profiles.queries import accounts_of, called, spellings_of
from ninefold.customers.profiles.rules import normalised
from ninefold.customers.profiles.sightings import answers_of, in_sight, named_in_sight
from ninefold.engine.folding import fold
from ninefold.engine.sight import Sight
from ninefold.people.organisations.models import Organisation

SHOWN: Final = 50
SHORTEST_BEGINNING: Final = 3
_KEY: Final = re.compile(r"[0-9a-f]{4,32}")
# After every letter that an identifier can have.
_END: Final = "\U0010ffff"
# Where somebody can be reached: who sees a part of the facts must know it whole to find somebody by it.
_PRIVATE: Final = (Kind.EMAIL, Kind.PHONE)
Row = TypeVar("Row", Customer, Identifier)


@dataclass(frozen=True, kw_only=True)
class Listed:
    """One line of the list.

    Attributes
    ----------
    identifiers : those that the reader may see.
    answers, last : how many answers of the customer are in sight, and the day of the latest.
    """

    customer: Customer
    identifiers: tuple[Identifier, ...]
    account: Account | None
    answers: int
    last: date | None

    @property
    def title(self) -> str:
        """What the customer is called."""
        return called(customer=self.customer, identifiers=self.identifiers)


@dataclass(frozen=True, kw_only=True)
class Page:
    """Some customers, and from where the next page goes on; None where there is none."""

    customers: tuple[Listed, ...]
    after: str | None = None


def find(*, organisation: Organisation, words: str, sight: Sight) -> Page:
    """Find customers by an identifier, its beginning, or the beginning of the key; the closest first.

    Digits and letters may be of any script. Whoever sees a part of the facts finds customers of that part.
    """
    rows = _found(organisation, words, whole=sight.whole)
    return Page(customers=_listed(organisation, rows, sight=sight))


def listed(*, organisation: Organisation, sight: Sight, after: str = "") -> Page:
    """List the customers in sight, a page from a place on.

    Parameters
    ----------
    after
        The `after` of the page before. Whoever sees everything goes by the order in which customers came,
        the latest first; whoever sees a part goes by the names that the facts in sight call them.
    """
    if not sight.whole:
        return _listed_in_part(organisation, sight=sight, after=after)
    standing = Customer.objects.for_organisation(organisation).filter(merged_into=None).order_by("-pk")
    if after.isdecimal() and len(after) < 19:
        standing = standing.filter(pk__lt=int(after))
    rows = [*standing[: SHOWN + 1]]
    more = str(rows[SHOWN - 1].pk) if len(rows) > SHOWN else None
    return Page(customers=_listed(organisation, rows[:SHOWN], sight=sight), after=more)


def _listed_in_part(organisation: Organisation, *, sight: Sight, after: str) -> Page:
    names = named_in_sight(organisation=organisation, sight=sight, after=after, most=SHOWN)
    values = {normalised(kind, name) for name in names for kind in Kind}
    owned = Identifier.objects.for_organisation(organisation).filter(value__in=values)
    numbers = [
        each.customer.standing
        for each in owned.select_related("customer").order_by("value", "pk")
        if set(each.spellings) & set(names)
    ]
    found = Customer.objects.for_organisation(organisation).in_bulk([*dict.fromkeys(numbers)])
    rows = [found[number] for number in dict.fromkeys(numbers)]
    more = names[-1] if len(names) == SHOWN else None
    return Page(customers=_listed(organisation, rows, sight=sight, seen=frozenset(names)), after=more)


def _found(organisation: Organisation, words: str, *, whole: bool) -> list[Customer]:
    """Find at most a page of customers, exact hits before beginnings."""
    exact = {value for kind in Kind if (value := normalised(kind, words))}
    owned = Identifier.objects.for_organisation(organisation)
    numbers = _standing(owned.filter(value__in=exact))
    folded = fold(words)
    if _KEY.fullmatch(folded):
        customers = Customer.objects.for_organisation(organisation)
        keys = _beginning(customers, "key", folded).order_by("key")[:SHOWN]
        numbers += [each.standing for each in keys]
    if len(folded) >= SHORTEST_BEGINNING and len(set(numbers)) < SHOWN:
        open_to_all = owned if whole else owned.exclude(kind__in=_PRIVATE)
        numbers += _standing(_beginning(open_to_all, "value", folded).order_by("value")[:SHOWN])
    first = [*dict.fromkeys(numbers)][:SHOWN]
    found = Customer.objects.for_organisation(organisation).in_bulk(first)
    return [found[number] for number in first]


def _standing(identifiers: QuerySet[Identifier]) -> list[int]:
    return [each.customer.standing for each in identifiers.select_related("customer")]


def _beginning(rows: QuerySet[Row], column: str, text: str) -> QuerySet[Row]:
    """Keep the rows of which a column begins with a text; each database has its own way to use the index."""
    if connection.vendor == "sqlite":
        return rows.filter(**{f"{column}__gte": text, f"{column}__lt": text + _END})
    return rows.filter(**{f"{column}__startswith": text})


def _listed(
    organisation: Organisation,
    rows: Sequence[Customer],
    *,
    sight: Sight,
    seen: frozenset[str] | None = None,
) -> tuple[Listed, ...]:
    """Give customers with what a line of the list shows; who is out of sight is left out.

    `seen` are names that are known to be in sight; without it they are looked for.
    """
    known = identifiers_by_person(organisation=organisation, customers=[each.pk for each in rows])
    names = {name for each in known.values() for name in spellings_of(each)}
    if not sight.whole:
        if seen is None:
            seen = in_sight(organisation=organisation, spellings=names, sight=sight)
        known = {pk: visible(each, seen=seen) for pk, each in known.items()}
        rows, names = [each for each in rows if known.get(each.pk)], names & seen
    met = answers_of(organisation=organisation, spellings=names, sight=sight)
    accounts = accounts_of(customers=[each.pk for each in rows])
    lines = []
    for customer in rows:
        mine = [met[name] for name in spellings_of(known.get(customer.pk, ())) if name in met]
        days = [each.last for each in mine if each.last is not None]
        line = Listed(
            customer=customer,
            identifiers=known.get(customer.pk, ()),
            account=accounts[customer.pk],
            answers=sum(each.answers for each in mine),
            last=max(days, default=None),
        )
        lines.append(line)
    return tuple(lines)


def visible(identifiers: Iterable[Identifier], *, seen: Collection[str]) -> tuple[Identifier, ...]:
    """Keep the identifiers by which facts in sight call a customer; the others nobody in a part may see."""
    return tuple(each for each in identifiers if any(name in seen for name in each.spellings))


def identifiers_by_person(
    *, organisation: Organisation, customers: Collection[int]
) -> dict[int, tuple[Identifier, ...]]:
    """Give everything that several people are known by, in one query."""
    found: dict[int, list[Identifier]] = {}
    theirs = Q(customer__in=customers) | Q(customer__merged_into__in=customers)
    owned = Identifier.objects.for_organisation(organisation).filter(theirs)
    for each in owned.select_related("customer").order_by("pk"):
        found.setdefault(each.customer.standing, []).append(each)
    return {number: tuple(each) for number, each in found.items()}
