"""Recording what files say of customers: in bulk, and the same rows twice change nothing."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import islice
from typing import Final

from django.db import transaction

from ninefold.customers.consent.operations import ConsentLine, add_lines
from ninefold.customers.profiles.lots import Lot, lot_of
from ninefold.customers.profiles.models import LONGEST
from ninefold.customers.profiles.rows import CustomerRow, Problem, problem_of
from ninefold.customers.suppression.queries import suppressed
from ninefold.people.organisations.models import Organisation

# Rows of one transaction: few enough that nobody waits long for the database.
CHUNK: Final = 1_000


@dataclass(frozen=True, kw_only=True)
class Recorded:
    """What became of the rows.

    Attributes
    ----------
    new, changed, same : customers who were not known, of whom something was, and of whom nothing was new;
        a customer who stands in rows of several lots counts in each.
    torn : rows whose identifiers belong to several people; each was noted for the first of them, and
        somebody has to say whether they are one.
    erased : rows of people who were erased; they are left out.
    refused : places of the rows that could not be taken, from 0, and why.
    """

    new: int = 0
    changed: int = 0
    same: int = 0
    torn: int = 0
    erased: int = 0
    refused: tuple[tuple[int, Problem], ...] = ()

    def __add__(self, other: "Recorded") -> "Recorded":
        """Add up two lots of rows."""
        return Recorded(
            new=self.new + other.new,
            changed=self.changed + other.changed,
            same=self.same + other.same,
            torn=self.torn + other.torn,
            erased=self.erased + other.erased,
            refused=self.refused + other.refused,
        )


def record_customers(
    *, organisation: Organisation, rows: Iterable[CustomerRow], source: str, at: datetime
) -> Recorded:
    """Record customers with their identifiers, accounts, attributes and consent.

    A value that differs from what held at the row's moment becomes a line of the history; the same rows once
    more add nothing. Rows are stored a thousand at a time, each lot whole or not at all, so that a call that
    was interrupted is finished by another one; inside a transaction of the caller all lots are one.

    Parameters
    ----------
    rows
        Any number; they are read as they come.
    source
        Where they come from; the first 200 characters are kept.
    at
        The moment for rows that tell none of their own.

    Returns
    -------
    Recorded
        How many customers were new, changed or known as they are, and which rows were refused.
    """
    return sum(recorded_lots(organisation=organisation, rows=rows, source=source, at=at), Recorded())


def recorded_lots(
    *,
    organisation: Organisation,
    rows: Iterable[CustomerRow],
    source: str,
    at: datetime,
    beside: Callable[[Recorded], None] = lambda _lot: None,
) -> Iterator[Recorded]:
    """Record customers as `record_customers` does, and give each lot once it is stored.

    Parameters
    ----------
    beside
        Done in the transaction of each lot; what it raises undoes the lot and goes to the caller.
    """
    for first, lot in _lots(rows):
        with transaction.atomic():
            found = _recorded(organisation, lot, first=first, source=source[:LONGEST], at=at)
            beside(found)
        yield found


def _lots(rows: Iterable[CustomerRow]) -> Iterator[tuple[int, list[CustomerRow]]]:
    waiting, first = iter(rows), 0
    while lot := list(islice(waiting, CHUNK)):
        yield first, lot
        first += len(lot)


def _recorded(
    organisation: Organisation, rows: Sequence[CustomerRow], *, first: int, source: str, at: datetime
) -> Recorded:
    # One lot after the other: two files at once could otherwise both meet a customer for the first time.
    Organisation.objects.select_for_update(no_key=True).get(pk=organisation.pk)
    problems = [problem_of(row) for row in rows]
    sound = [row for row, problem in zip(rows, problems, strict=True) if problem is None]
    gone = suppressed(organisation=organisation.pk, values={value for row in sound for value in _called(row)})
    taken = [row for row in sound if gone.isdisjoint(_called(row))]
    lot = lot_of(organisation=organisation, rows=taken, at=at)
    touched = lot.place_in_accounts(at=at)
    lot.store_strangers()
    touched |= lot.store_identifiers() | lot.store_attributes(source=source)
    touched |= add_lines(organisation=organisation, lines=_consents(lot), source=source)
    counted = _counted(lot, touched=touched, problems=problems, first=first)
    return replace(counted, erased=len(sound) - len(taken))


def _called(row: CustomerRow) -> list[str]:
    return [value for _kind, value in row.known_by]


def _consents(lot: Lot) -> list[tuple[int, datetime, ConsentLine]]:
    return [(each.customer.pk, said.at or each.at, said) for each in lot.told for said in each.row.consents]


def _counted(lot: Lot, *, touched: set[int], problems: Sequence[Problem | None], first: int) -> Recorded:
    new = {customer.pk for customer in lot.new}
    everybody = {each.customer.pk for each in lot.told}
    return Recorded(
        new=len(new),
        changed=len(touched - new),
        same=len(everybody - new - touched),
        torn=lot.torn,
        refused=tuple((first + place, each) for place, each in enumerate(problems) if each is not None),
    )
