"""Reading owners: who answers for a touchpoint or a journey, where, on a day."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Q, QuerySet

from ninefold.journeys.owners.models import Ownership
from ninefold.journeys.owners.rules import covered, in_force
from ninefold.journeys.touchpoints.models import Touchpoint
from ninefold.people.members.models import Member
from ninefold.people.organisations.models import Organisation
from ninefold.people.units.models import Unit


@dataclass(frozen=True, kw_only=True)
class Answering:
    """Who answers on a day.

    Attributes
    ----------
    ownership : what it rests on.
    owner : who owns it.
    cover : who answers in their place on that day; None where they do so themselves.
    unit : in which unit, with all below it; None for everywhere.
    """

    ownership: Ownership
    owner: Member
    cover: Member | None
    unit: Unit | None

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
    by_unit = {each.ownership.unit_id: each for each in answering}
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
    found = _read(Ownership.objects.filter(touchpoint=touchpoint), on=on)
    return nearest(found, unit=unit)


def owners_on(*, organisation: Organisation, on: date) -> Book:
    """Read who answers for what in an organisation on a day, in one query."""
    touchpoints: dict[int, list[Answering]] = {}
    journeys: dict[int, list[Answering]] = {}
    for each in _read(Ownership.objects.for_organisation(organisation), on=on):
        if each.ownership.touchpoint_id is not None:
            touchpoints.setdefault(each.ownership.touchpoint_id, []).append(each)
        elif each.ownership.journey_id is not None:
            journeys.setdefault(each.ownership.journey_id, []).append(each)
    return Book(
        on=on,
        touchpoints={number: tuple(found) for number, found in touchpoints.items()},
        journeys={number: tuple(found) for number, found in journeys.items()},
    )


def _read(rows: QuerySet[Ownership], *, on: date) -> list[Answering]:
    """Read what is in force on a day, everywhere first, then by the name of the unit."""
    days = rows.filter(since__lte=on).filter(Q(until=None) | Q(until__gte=on))
    found = [_answering(row, on=on) for row in days.select_related("member", "cover", "unit")]
    return sorted(found, key=lambda each: (each.unit is not None, str(each.unit or ""), each.ownership.pk))


def _answering(row: Ownership, *, on: date) -> Answering:
    cover = row.cover if covered(ownership=row, on=on) else None
    return Answering(ownership=row, owner=row.member, cover=cover, unit=row.unit)


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
