"""The stretch of a scale that a row of interval bars shares."""

import math
from collections.abc import Sequence

from cxstats.estimate import Estimate
from ninefold.understand.metrics.registry import Metric

# An axis ends on a round number: one of these times a power of ten.
STEPS = (1, 2, 2.5, 5, 10)
PARTS = 8


def axis_of(
    *, metric: Metric, estimates: Sequence[Estimate], points: Sequence[float | None] = ()
) -> tuple[float, float]:
    """Find the shortest round stretch that holds all intervals, within the scale of the metric.

    Parameters
    ----------
    estimates : what is drawn, with their intervals.
    points : values drawn beside them, a ring or a target, as they are computed; None is passed over.

    Returns
    -------
    Both ends in the unit of the page; the whole scale where there is nothing to draw.
    """
    ends = [end for each in estimates for end in (each.low, each.value, each.high) if end is not None]
    shown = [end * metric.factor for end in [*ends, *(point for point in points if point is not None)]]
    low, high = metric.axis
    if not ends or min(shown) >= max(shown):
        return low, high
    step = _step((max(shown) - min(shown)) / PARTS)
    first = round(math.floor(round(min(shown) / step, 9)) * step, 9)
    last = round(math.ceil(round(max(shown) / step, 9)) * step, 9)
    return max(low, first), min(high, last)


def _step(rough: float) -> float:
    """The smallest round step that is not shorter than this."""
    size = 10.0 ** math.floor(math.log10(rough))
    return next(part * size for part in STEPS if part * size >= rough * (1 - 1e-9))
