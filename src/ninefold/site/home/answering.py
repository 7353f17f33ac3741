"""Who answers for what the Overview shows: owners of touchpoints, and what nobody owns or measures."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Final

from ninefold.journeys.maps.choices import Flag
from ninefold.journeys.maps.queries import flags_of, mapped_touchpoints
from ninefold.journeys.owners.queries import Book, owners_on
from ninefold.journeys.owners.telling import owners_text
from ninefold.journeys.touchpoints.choices import Where
from ninefold.journeys.touchpoints.models import Touchpoint
from ninefold.journeys.touchpoints.queries import touchpoint_names
from ninefold.people.members.models import Member
from ninefold.people.organisations.models import Organisation


@dataclass(frozen=True, kw_only=True)
class Gap:
    """A touchpoint of a journey that nobody answers for, or nobody measures, or both."""

    name: str
    unowned: bool
    unmeasured: bool


@dataclass(frozen=True, kw_only=True)
class Answering:
    """Who answers on a day.

    Attributes
    ----------
    owners : names of owners, by what the data call a touchpoint.
    mine : what the data call the touchpoints that the reader owns or covers.
    gaps : what nobody owns or measures, in the order of the journeys.
    """

    owners: Mapping[str, str] = field(default_factory=dict)
    mine: frozenset[str] = frozenset()
    gaps: tuple[Gap, ...] = ()


NOBODY: Final = Answering()


def answering(*, organisation: Organisation, member: Member, on: date) -> Answering:
    """Read who answers for which touchpoint on a day, in three queries however many there are."""
    book = owners_on(organisation=organisation, on=on)
    names = touchpoint_names(organisation=organisation)
    called = {number: places.get(Where.FEEDBACK, ()) for number, places in names.items()}
    owned = {number: owners for number, owners in book.touchpoints.items() if number in called}
    return Answering(
        owners={name: owners_text(owners) for number, owners in owned.items() for name in called[number]},
        mine=frozenset(
            name
            for number, owners in owned.items()
            if any(owner.member == member for owner in owners)
            for name in called[number]
        ),
        gaps=_gaps(mapped_touchpoints(organisation=organisation), book=book, called=called),
    )


def _gaps(
    touchpoints: Iterable[Touchpoint], *, book: Book, called: Mapping[int, Sequence[str]]
) -> tuple[Gap, ...]:
    """Name each touchpoint once, in however many journeys it stands."""
    found = []
    for each in touchpoints:
        owners, names = book.touchpoints.get(each.pk, ()), called.get(each.pk, ())
        flags = flags_of(each, owners=owners, feedback=names)
        found.append(
            Gap(name=each.name, unowned=Flag.NO_OWNER in flags, unmeasured=Flag.NOT_MEASURED in flags)
        )
    return tuple(gap for gap in found if gap.unowned or gap.unmeasured)
