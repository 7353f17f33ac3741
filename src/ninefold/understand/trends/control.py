"""What is usual for a metric, and which periods lie outside of it."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from scipy.special import ndtr

from cxstats.compare.looks import judge
from cxstats.estimate import Difference, Verdict
from cxstats.trends.control_charts import (
    RUN,
    ControlChart,
    laney_p_chart,
    nps_chart,
    p_chart,
    xmr_chart,
)
from ninefold.understand.metrics.registry import Kind, Metric
from ninefold.understand.metrics.scoring import Score
from ninefold.understand.trends.queries import Point

FEWEST: Final = 8
"""Complete periods that limits need; with fewer they would say more of chance than of the metric."""

MANY: Final = 1000
"""Answers a period from which on sampling alone no longer explains how a living process moves."""

SURE: Final = 0.02
"""Chance of a single false alarm among all periods that a sentence of the page may carry. With the search for
breaks (`levels.py`) it stays under 1 in 20; `tests/understand/trends/test_silence.py` counts."""

VARIED, LIVELY = 4.0, 2.0


@dataclass(frozen=True, slots=True)
class Outside:
    """A period that breaks a rule of the chart.

    Attributes
    ----------
    at : its place among the points of the page.
    kind : "above" or "below" the limits, or "run": the last of so many on one side.
    length : of a run, how many periods.
    sure : whether it stands out even among all the periods looked at.
    """

    at: int
    kind: str
    length: int = 0
    sure: bool = False


@dataclass(frozen=True, kw_only=True)
class Control:
    """The control chart of a metric over the periods that may be judged.

    Attributes
    ----------
    chart : as `cxstats` gives it; None where nothing moves or the periods are too few.
    places : of the periods judged, among the points of the page.
    outside : what lies outside, in order of time.
    needed : periods that are missing for limits; 0 where there are enough.
    """

    chart: ControlChart | None
    places: tuple[int, ...]
    outside: tuple[Outside, ...] = ()
    needed: int = 0

    @property
    def looks(self) -> int:
        """How many periods were judged."""
        return len(self.places) if self.chart else 0

    @property
    def sure(self) -> tuple[Outside, ...]:
        """What stands out even among so many."""
        return tuple(each for each in self.outside if each.sure)

    def limits(self, place: int) -> tuple[float, float] | None:
        """The limits of a point of the page, None where it is not judged."""
        if self.chart is None or place not in self.places:
            return None
        at = self.places.index(place)
        return self.chart.lower[at], self.chart.upper[at]


def judged_places(points: Sequence[Point], *, metric: Metric) -> tuple[int, ...]:
    """Name the points that may be judged: complete ones, and those that may be shown."""
    return tuple(
        place for place, each in enumerate(points) if each.complete and score_of(each, metric=metric)
    )


def unbroken(places: Sequence[int]) -> tuple[int, ...]:
    """Give the latest places that follow one another.

    Examples
    --------
    >>> unbroken([0, 1, 3, 4, 5]), unbroken([])
    ((3, 4, 5), ())
    """
    first = len(places) - 1
    while first > 0 and places[first - 1] == places[first] - 1:
        first -= 1
    return tuple(places[max(0, first) :])


def score_of(point: Point, *, metric: Metric) -> Score | None:
    """The score of a period; None where nobody answered, or too few to be told."""
    found = None if point.group is None else point.group.scores[metric.slug]
    return None if found is None or found.few else found


def controlled(points: Sequence[Point], *, metric: Metric) -> Control:
    """Chart the periods that may be judged.

    Parameters
    ----------
    points : consecutive periods; a gap parts no run, for nothing is known of it.
    """
    places = judged_places(points, metric=metric)
    if len(places) < FEWEST:
        return Control(chart=None, places=places, needed=FEWEST - len(places))
    scores = [score for place in places if (score := score_of(points[place], metric=metric))]
    try:
        chart = _chart(scores, metric=metric)
    except ValueError:  # every period is the same: where nothing moves there are no limits
        return Control(chart=None, places=places)
    sure = _sure(chart, n=[score.estimate.n for score in scores])
    return Control(chart=chart, places=places, outside=_outside(chart, places=places, sure=sure))


def within(value: float, *, ends: tuple[float, float]) -> float:
    """Put a mean that rounding has carried beyond an end of its scale back on it.

    Examples
    --------
    >>> within(5.000000000000001, ends=(1.0, 5.0)), within(4.2, ends=(1.0, 5.0))
    (5.0, 4.2)
    """
    return min(max(value, ends[0]), ends[1])


def _chart(scores: Sequence[Score], *, metric: Metric) -> ControlChart:
    """Choose the chart as docs/methods/control-charts.md says which is for what."""
    n = [score.estimate.n for score in scores]
    ends = (metric.axis[0] / metric.factor, metric.axis[1] / metric.factor)
    values = [within(score.estimate.value or 0.0, ends=ends) for score in scores]
    many = float(np.median(n)) >= MANY
    if metric.kind is Kind.MEAN or (metric.kind is Kind.NPS and many):
        return xmr_chart(values, scale=ends)
    if metric.kind is Kind.NPS:
        return nps_chart([each.promoters for each in scores], [each.detractors for each in scores], n)
    hits = [round(score.answers.moments.s) for score in scores]
    if not many:
        return p_chart(hits, n)
    chart = laney_p_chart(hits, n)
    sampling = math.sqrt(chart.center * (1 - chart.center) / n[0])
    moves = chart.errors[0] / sampling
    # The named exception of Laney's chart: a share that moves much, of numbers that differ much.
    return xmr_chart(values, scale=ends) if moves > LIVELY and max(n) >= VARIED * min(n) else chart


def _outside(chart: ControlChart, *, places: Sequence[int], sure: Sequence[bool]) -> tuple[Outside, ...]:
    found = []
    for signal in chart.signals:
        above = chart.values[signal.at] > chart.center
        if signal.rule == "beyond-limits":
            kind = "above" if above else "below"
            found.append(Outside(at=places[signal.at], kind=kind, sure=sure[signal.at]))
        elif not _goes_on(chart, at=signal.at):
            found.append(Outside(at=places[signal.at], kind="run", length=_length(chart, at=signal.at)))
    return tuple(found)


def _side(chart: ControlChart, at: int) -> float:
    return float(np.sign(chart.values[at] - chart.center))


def _goes_on(chart: ControlChart, *, at: int) -> bool:
    """Whether the run has a further point: only its last one is told."""
    return at + 1 < len(chart.values) and _side(chart, at) == _side(chart, at + 1)


def _length(chart: ControlChart, *, at: int) -> int:
    first = at
    while first > 0 and _side(chart, first - 1) == _side(chart, at):
        first -= 1
    return max(RUN, at - first + 1)


def _sure(chart: ControlChart, *, n: Sequence[int]) -> list[bool]:
    """Judge all periods together (Holm), each as a difference from the centre in its standard error."""
    looks = [
        Difference(
            value=value - chart.center,
            low=value - chart.center - 3 * error,
            high=value - chart.center + 3 * error,
            p_value=2 * float(ndtr(-abs(value - chart.center) / error)),
            n_before=sum(n),
            n_now=answers,
            method=chart.method,
        )
        for value, error, answers in zip(chart.values, chart.errors, n, strict=True)
    ]
    family = judge(looks, alpha=SURE, method="holm")
    return [verdict in {Verdict.BETTER, Verdict.WORSE} for verdict in family.verdicts]
