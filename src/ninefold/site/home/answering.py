"""Who answers for what the Overview shows: owners of touchpoints, and what nobody owns or measures."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Final

from django.utils.translation import gettext as _

from ninefold.journeys.maps.choices import Flag
from ninefold.journeys.maps.queries import JourneyMap, journey_maps
from ninefold.journeys.owners.queries import Answering as Owner
from ninefold.journeys.owners.queries import owners_on
from ninefold.journeys.touchpoints.choices import Where
from ninefold.journeys.touchpoints.queries import touchpoint_names
from ninefold.people.members.models import Member
from ninefold.people.organisations.models import Organisation

NAMED = 2


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
    """Read who answers for which touchpoint on a day, in seven queries however many there are."""
    book = owners_on(organisation=organisation, on=on)
    names = touchpoint_names(organisation=organisation)
    called = {number: places.get(Where.FEEDBACK, ()) for number, places in names.items()}
    owned = {number: owners for number, owners in book.touchpoints.items() if number in called}
    return Answering(
        owners={name: _told(owners) for number, owners in owned.items() for name in called[number]},
        mine=frozenset(
            name
            for number, owners in owned.items()
            if any(owner.member == member for owner in owners)
            for name in called[number]
        ),
        gaps=_gaps(journey_maps(organisation=organisation, on=on)),
    )


def _told(owners: Sequence[Owner]) -> str:
    """Name who answers everywhere, else the first who answer in units."""
    everywhere = [owner.member.name for owner in owners if owner.unit is None]
    names = everywhere or list(dict.fromkeys(owner.member.name for owner in owners))
    shown = _(", ").join(names[:NAMED])
    return shown if len(names) <= NAMED else _("%(names)s and others") % {"names": shown}


def _gaps(maps: Iterable[JourneyMap]) -> tuple[Gap, ...]:
    """Name each touchpoint once, in however many journeys it stands."""
    steps = {step.touchpoint.pk: step for each in maps for step in each.steps}
    found = (
        Gap(
            name=step.touchpoint.name,
            unowned=Flag.NO_OWNER in step.flags,
            unmeasured=Flag.NOT_MEASURED in step.flags,
        )
        for step in steps.values()
    )
    return tuple(gap for gap in found if gap.unowned or gap.unmeasured)
