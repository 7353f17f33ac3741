"""Where a journey passes from one department to another: who gives, who takes, and how many runs arrive."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from django.utils.translation import gettext as _

from cxstats.estimate import Estimate
from ninefold.engine.legs import Leg, Went
from ninefold.journeys.maps.queries import JourneyMap, MappedStep
from ninefold.journeys.owners.queries import Answering
from ninefold.journeys.owners.telling import NAMED
from ninefold.understand.journey_health.runs import share_of

Side = frozenset[tuple[str, int]]


@dataclass(frozen=True, kw_only=True)
class HandOver:
    """The way between two steps whose owners belong to different departments.

    Attributes
    ----------
    place : of the step that takes over, among the steps of the map, from 0.
    before, after : the two steps.
    giver, taker : the departments that own them, or the owners who belong to none; "" where nobody does.
    """

    place: int
    before: MappedStep
    after: MappedStep
    giver: str
    taker: str

    def leg(self, places: Mapping[int, int]) -> Leg | None:
        """Give the two places that events tell of; None where they tell of one alone, or of none."""
        ends = (places[self.before.touchpoint.pk], places[self.after.touchpoint.pk])
        known = self.before.event_names and self.after.event_names
        return ends if known and ends[0] != ends[1] else None


@dataclass(frozen=True, kw_only=True)
class Passed:
    """What the runs tell of a hand-over.

    Attributes
    ----------
    share : of the runs that had come to the step before, and are not open before the next, those that came
        to the next.
    seconds : half of these took longer from the one to the other; None where too few did, or none in order.
    """

    share: Estimate
    seconds: float | None


def hand_overs(mapped: JourneyMap) -> tuple[HandOver, ...]:
    """Find where a map changes hands: between steps in order, whatever their stages.

    Where nobody owns one of the two steps, nobody gives or takes there; between two such steps nothing is
    handed over.
    """
    found = []
    for place, (before, after) in enumerate(pairwise(mapped.steps), start=1):
        if _side(before.owners) != _side(after.owners):
            giver, taker = names_of(before.owners), names_of(after.owners)
            found.append(HandOver(place=place, before=before, after=after, giver=giver, taker=taker))
    return tuple(found)


def passed(told: Mapping[Leg, Went], *, threshold: int) -> dict[Leg, Passed]:
    """Hold back the hand-overs that too few people had come to, and waits of too few."""
    return {
        leg: Passed(
            share=share_of(went.went, all_of=went.n),
            seconds=went.seconds if went.went_people >= threshold else None,
        )
        for leg, went in told.items()
        if went.people >= threshold
    }


def names_of(owners: Sequence[Answering]) -> str:
    """Name the departments of owners, else the owners, in few words; "" where there are none."""
    names = list(dict.fromkeys(each.home.name if each.home else each.owner.name for each in _asked(owners)))
    shown = _(", ").join(names[:NAMED])
    return shown if len(names) <= NAMED else _("%(names)s and others") % {"names": shown}


def _side(owners: Sequence[Answering]) -> Side:
    """Tell departments and owners apart, whatever they are called."""
    return frozenset(
        ("unit", each.home.number) if each.home else ("member", each.owner.pk) for each in _asked(owners)
    )


def _asked(owners: Sequence[Answering]) -> Sequence[Answering]:
    """Those who answer everywhere, else all who do in some unit."""
    return [each for each in owners if each.unit is None] or owners
