"""Where a step or a stage goes by one push: earlier or later among its own, or to the stage beside."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from ninefold.journeys.maps.models import Stage, Step

EARLIER, LATER, BEFORE, AFTER = "earlier", "later", "before", "after"
_PUSHES: Final[Mapping[str, int]] = {EARLIER: -1, LATER: 1, BEFORE: -1, AFTER: 1}


@dataclass(frozen=True, kw_only=True)
class Target:
    """A place in a stage."""

    stage: Stage
    place: int


def target_of(*, step: Step, stages: Sequence[Stage], way: str) -> Target | None:
    """Work out where a step goes by a push; None where there is nothing further that way.

    Parameters
    ----------
    stages : those of its journey, in order.
    way : "earlier" or "later" within its stage, "before" or "after" to the end of the stage beside.
    """
    if way not in _PUSHES:
        return None
    here = next(place for place, stage in enumerate(stages) if stage.pk == step.stage_id)
    if way in {EARLIER, LATER}:
        place = step.position + _PUSHES[way]
        last = Step.objects.filter(stage=step.stage_id).count() - 1
        return Target(stage=stages[here], place=place) if 0 <= place <= last else None
    beside = here + _PUSHES[way]
    if not 0 <= beside < len(stages):
        return None
    return Target(stage=stages[beside], place=Step.objects.filter(stage=stages[beside]).count())


def dropped_at(*, stages: Sequence[Stage], stage: str, place: str) -> Target | None:
    """Read where a step was dropped by mouse; None where that cannot be."""
    there = next((each for each in stages if str(each.pk) == stage), None)
    if there is None or not place.isdecimal() or len(place) > 6:
        return None
    return Target(stage=there, place=int(place))
