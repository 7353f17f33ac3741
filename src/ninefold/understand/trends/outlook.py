"""What the next periods may bring, tested on the metric's own past against saying "as last time"."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from cxstats.trends.forecasts import SHORTEST, Forecast, forecast
from ninefold.kit.calendars import Period
from ninefold.understand.metrics.registry import Metric
from ninefold.understand.trends.control import judged_places, score_of, unbroken
from ninefold.understand.trends.queries import Point
from ninefold.understand.trends.stretches import Every

AHEAD: Final = 3
CYCLES: Final = 3
YEAR: Final[dict[Every, int]] = {"month": 12}
"""Periods of a season. Weeks have none here: a season of 52 would need more than three years of them."""


@dataclass(frozen=True, kw_only=True)
class Outlook:
    """What may come.

    Attributes
    ----------
    places : of the periods known, without a gap, among the points of the page.
    ahead : the periods told of.
    found : the forecast with its back-test; None where it is too short or nothing moves.
    seasonal : whether a season was taken out; the naive forecast then repeats the last year.
    needed : complete periods without a gap that are missing; 0 where there are enough.
    """

    places: tuple[int, ...]
    ahead: tuple[Period, ...]
    found: Forecast | None
    seasonal: bool
    needed: int = 0

    @property
    def helps(self) -> bool:
        """Whether the forecast did better on this metric's past than the naive one."""
        return self.found is not None and self.found.back_test.beats_naive

    def ends(self, step: int, *, axis: tuple[float, float], factor: float) -> tuple[float, float]:
        """The range of one period ahead, kept inside the scale of the metric.

        Parameters
        ----------
        axis, factor : the ends of the scale as the page shows it, and what a value is multiplied by there.

        Raises
        ------
        ValueError
            Where there is no forecast.
        """
        if self.found is None:
            raise ValueError("There is no forecast, so there are no ranges.")
        lowest, highest = (end / factor for end in axis)
        return max(lowest, self.found.low[step]), min(highest, self.found.high[step])


def outlook_of(points: Sequence[Point], *, metric: Metric, every: Every, ahead: Sequence[Period]) -> Outlook:
    """Forecast from the latest unbroken stretch of complete periods.

    Parameters
    ----------
    ahead : the periods after the last complete one, at least `AHEAD` of them.
    """
    places = unbroken(judged_places(points, metric=metric))
    coming = tuple(ahead[:AHEAD])
    season = YEAR.get(every)
    seasonal = season is not None and len(places) >= CYCLES * season + AHEAD
    fewest = SHORTEST + AHEAD + 3
    if len(places) < fewest:
        needed = fewest - len(places)
        return Outlook(places=places, ahead=coming, found=None, seasonal=False, needed=needed)
    scores = [score for place in places if (score := score_of(points[place], metric=metric))]
    values = [score.estimate.value or 0.0 for score in scores]
    try:
        found = forecast(values, horizon=AHEAD, period=season if seasonal else None)
    except ValueError:  # it never moves: there is nothing to forecast
        return Outlook(places=places, ahead=coming, found=None, seasonal=seasonal)
    return Outlook(places=places, ahead=coming, found=found, seasonal=seasonal)
