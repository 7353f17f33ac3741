"""When the level of a metric changed: breaks, each with the periods in which it may really lie."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from cxstats.estimate import Difference
from cxstats.trends.change_points import change_points
from ninefold.understand.metrics.registry import Metric
from ninefold.understand.metrics.scoring import Score
from ninefold.understand.trends.control import FEWEST, Control, score_of
from ninefold.understand.trends.queries import Point

NOWHERE: Final = -1


@dataclass(frozen=True, kw_only=True)
class Level:
    """Periods through which nothing but noise moved the metric: first and last place, and the level."""

    first: int
    last: int
    value: float


@dataclass(frozen=True, kw_only=True)
class Change:
    """A break between two levels.

    Attributes
    ----------
    at : place of the first period of the new level.
    low, high : where the new level may have begun, with 95 %.
    old, new : the levels.
    by : new less old, with its interval; it takes the place of the break as given.
    """

    at: int
    low: int
    high: int
    old: float
    new: float
    by: Difference

    @property
    def told(self) -> bool:
        """Whether the interval of the change lies on one side of nothing."""
        return self.by.low is not None and self.by.high is not None and (self.by.low > 0 or self.by.high < 0)


@dataclass(frozen=True, kw_only=True)
class Levels:
    """The levels of a metric over the periods that may be judged.

    Attributes
    ----------
    changes : in order of time; none where one level explains all.
    looked : whether there were enough periods to look.
    """

    levels: tuple[Level, ...] = ()
    changes: tuple[Change, ...] = ()
    looked: bool = False


def levels_of(points: Sequence[Point], *, metric: Metric, control: Control) -> Levels:
    """Look for breaks; neighbours that differ by more than sampling widen the errors.

    Parameters
    ----------
    control : the chart of the same points. A single period that stands out in it is no level and left out.
    """
    places = _lasting(control)
    scores = [score for place in places if (score := score_of(points[place], metric=metric))]
    spread = _spread(scores)
    if len(places) < FEWEST or spread <= 0:
        return Levels()
    errors = [spread / math.sqrt(score.estimate.n) for score in scores]
    found = change_points([score.estimate.value or 0.0 for score in scores], errors=errors, dispersion=None)
    changes = tuple(
        Change(
            at=places[each.at],
            low=places[each.low],
            high=places[each.high],
            old=found.levels[nth],
            new=found.levels[nth + 1],
            by=each.change,
        )
        for nth, each in enumerate(found.breaks)
    )
    if not changes or not all(change.told for change in changes):
        return Levels(looked=True)
    return Levels(
        levels=_stretches(changes, places=places, values=found.levels), changes=changes, looked=True
    )


def _stretches(
    changes: Sequence[Change], *, places: Sequence[int], values: Sequence[float]
) -> tuple[Level, ...]:
    firsts = [places[0], *(change.at for change in changes)]
    lasts = [places[places.index(first) - 1] for first in firsts[1:]] + [places[-1]]
    return tuple(
        Level(first=first, last=last, value=value)
        for first, last, value in zip(firsts, lasts, values, strict=True)
    )


def _lasting(control: Control) -> tuple[int, ...]:
    """The periods judged without those that stand out alone, no neighbour on their side."""
    sides = {each.at: each.kind for each in control.outside if each.kind != "run"}
    sure = {each.at for each in control.sure}
    padded = (NOWHERE, *control.places, NOWHERE)
    return tuple(
        place
        for before, place, after in zip(padded, control.places, padded[2:], strict=False)
        if place not in sure or sides[place] in {sides.get(before), sides.get(after)}
    )


def _spread(scores: Sequence[Score]) -> float:
    """Standard deviation of single answers within their periods, of all periods together."""
    sums = [score.answers.moments for score in scores]
    n = sum(each.n for each in sums)
    within = sum(each.ss - each.s**2 / each.n for each in sums)
    return math.sqrt(max(0.0, within) / n) if n else 0.0
