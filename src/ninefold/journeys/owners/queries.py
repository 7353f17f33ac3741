"""Reading owners: who answers for a touchpoint or a journey, where, on a day."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final, NamedTuple

from django.db.models import Q, QuerySet

from ninefold.journeys.owners.models import Ownership
from ninefold.journeys.owners.rules import covered, in_force, lasts
from ninefold.journeys.touchpoints.models import Touchpoint
from ninefold.people.members.models import Member
from ninefold.people.organisations.models import Organisation
from ninefold.people.units.models import Unit


class Place(NamedTuple):
    """A unit by its number and name: a page may need thousands, and a whole row of each costs more."""

    number: int
    name: str


@dataclass(frozen=True, kw_only=True)
class Answering:
    """Who answers on a day.

    Attributes
    ----------
    ownership : the number of what it rests on.
    owner : who owns it. Members are read with their names alone.
    cover : who answers in their place on that day; None where they do so themselves.
    unit : in which unit, with all below it; None for everywhere.
    home : the unit that the owner belongs to, their department; None where they belong to none.
    """

    ownership: int
    owner: Member
    cover: Member | None
    unit: Place | None
    home: Place | None = None

    @property
    def member(self) -> Member:
        """Whom to turn to."""
        return self.cover or self.owner


@dataclass(frozen=True, kw_only=True)
class Book:
    """Who answers for everything there is, on one day: read once, asked often.

    Attributes
    ----------
    touchpoints, journeys : by the number of the touchpoint or journey; first everywhere, then by unit.
    """

    on: date
    touchpoints: Mapping[int, tuple[Answering, ...]]
    journeys: Mapping[int, tuple[Answering, ...]]

    def of_touchpoint(self, touchpoint: int, *, unit: Unit | None = None) -> Answering | None:
        """Find who answers for a touchpoint in a unit: the nearest unit upward, then everywhere."""
        return nearest(self.touchpoints.get(touchpoint, ()), unit=unit)

    def of_journey(self, journey: int, *, unit: Unit | None = None) -> Answering | None:
        """Find who answers for a journey in a unit."""
        return nearest(self.journeys.get(journey, ()), unit=unit)


def nearest(answering: Sequence[Answering], *, unit: Unit | None) -> Answering | None:
    """Choose the owner of the nearest unit upward, else the one everywhere."""
    by_unit = {each.unit and each.unit.number: each for each in answering}
    above = [] if unit is None else [int(number) for number in unit.path.split("/") if number]
    for number in (*reversed(above), None):
        if number in by_unit:
            return by_unit[number]
    return None


def owner_of(*, touchpoint: Touchpoint, unit: Unit | None, on: date) -> Answering | None:
    """Tell who answers for a touchpoint in a unit on a day, in one query.

    The nearest unit upward in its hierarchy decides, then the owner everywhere; while an owner is away their
    cover answers.

    Returns
    -------
    Answering or None
        None when nobody does.
    """
    read = _read(Ownership.objects.filter(touchpoint=touchpoint), on=on)
    return nearest([each for _touchpoint, _journey, each in read], unit=unit)


def owners_on(*, organisation: Organisation, on: date) -> Book:
    """Read who answers for what in an organisation on a day, in one query."""
    touchpoints: dict[int, list[Answering]] = {}
    journeys: dict[int, list[Answering]] = {}
    for touchpoint, journey, each in _read(Ownership.objects.for_organisation(organisation), on=on):
        for number, found in ((touchpoint, touchpoints), (journey, journeys)):
            if number is not None:
                found.setdefault(number, []).append(each)
    return Book(
        on=on,
        touchpoints={number: tuple(each) for number, each in touchpoints.items()},
        journeys={number: tuple(each) for number, each in journeys.items()},
    )


_WHO: Final = ("id", "organisation_id", "name")
_READ: Final = (
    "touchpoint", "journey", "pk", "organisation", "unit", "unit__name",
    "member", "member__name", "member__home", "member__home__name",
    "cover", "cover__name", "cover_since", "cover_until",
)  # fmt: skip


def _read(rows: QuerySet[Ownership], *, on: date) -> list[tuple[int | None, int | None, Answering]]:
    """Read what is in force on a day, of which touchpoint or journey; everywhere first, then by unit."""
    known: dict[int, Member] = {}

    def who(number: int, name: str, house: int) -> Member:
        if number not in known:
            known[number] = Member.from_db(rows.db, _WHO, (number, house, name))
        return known[number]

    found = []
    days = rows.filter(since__lte=on).filter(Q(until=None) | Q(until__gte=on)).values_list(*_READ)
    for touchpoint, journey, pk, house, unit, place, member, owner, *rest in days:
        home, department, cover, name, since, until = rest
        away = cover is not None and lasts(since=since, until=until, on=on)
        answering = Answering(
            ownership=pk,
            owner=who(member, owner, house),
            cover=who(cover, name, house) if away else None,
            unit=None if unit is None else Place(number=unit, name=place),
            home=None if home is None else Place(number=home, name=department),
        )
        found.append((touchpoint, journey, answering))
    return sorted(found, key=_in_order)


def _in_order(read: tuple[int | None, int | None, Answering]) -> tuple[bool, str, int]:
    unit = read[2].unit
    return unit is not None, unit.name if unit else "", read[2].ownership


@dataclass(frozen=True, kw_only=True)
class Held:
    """One ownership as a page lists it: past, present or to come.

    Attributes
    ----------
    now : whether it is in force on the day asked for.
    covered : whether a cover answers on that day.
    """

    ownership: Ownership
    now: bool
    covered: bool


def ownerships_of(
    *, touchpoint: Touchpoint | None = None, journey: int | None = None, on: date
) -> tuple[Held, ...]:
    """List all ownerships of a touchpoint or a journey, in one query; those that last stand first."""
    rows = Ownership.objects.filter(touchpoint=touchpoint, journey=journey)
    found = [
        Held(ownership=row, now=in_force(ownership=row, on=on), covered=covered(ownership=row, on=on))
        for row in rows.select_related("member", "cover", "unit")
    ]
    return tuple(
        sorted(found, key=lambda each: (_over(each.ownership, on), -each.ownership.since.toordinal()))
    )


def _over(ownership: Ownership, on: date) -> bool:
    return ownership.until is not None and ownership.until < on
