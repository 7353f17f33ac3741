"""Cutting a series into levels: the cheapest cut of all, and how far each cut could be moved."""

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from cxstats.formulas.arrays import Vector

OVERSHOOT = 0.583
"""By how much a walk in normal steps jumps over a limit, in steps: what a series of periods misses of its
path."""

Places = int | NDArray[np.intp]


@dataclass(frozen=True, slots=True)
class Costs:
    """Weighted squared deviations from their own mean of any stretch of a series, each found in one step.

    Attributes
    ----------
    w, wx, wxx : numpy.ndarray, shape (n + 1,)
        Running sums of weight, weight times value and weight times value squared, from 0 on.

    """

    w: Vector
    wx: Vector
    wxx: Vector

    @classmethod
    def of(cls, *, values: Vector, weights: Vector) -> "Costs":
        """Prepare the running sums.

        Parameters
        ----------
        values, weights : numpy.ndarray, shape (n,)
            The series, and one over the noise variance of each point.

        Returns
        -------
        Costs
            Of the series moved to mean 0, which costs nothing and keeps the digits.

        """
        x = values - np.average(values, weights=weights)
        sums = [np.concatenate(([0.0], np.cumsum(part))) for part in (weights, weights * x, weights * x * x)]
        return cls(*sums)

    def between(self, start: Places, end: Places) -> Vector:
        """Cost of the stretches from `start` up to but without `end`.

        Parameters
        ----------
        start, end : int or numpy.ndarray of int
            Positions, each start below its end.

        Returns
        -------
        numpy.ndarray
            In units of the noise: about the number of points less one where the level does not change.

        """
        w, wx = self.w[end] - self.w[start], self.wx[end] - self.wx[start]
        spread: Vector = np.maximum(self.wxx[end] - self.wxx[start] - wx * wx / w, 0.0)
        return spread


def cheapest_cut(*, costs: Costs, penalty: float, shortest: int) -> tuple[int, ...]:
    """Find the breaks that make cost + penalty * number of breaks smallest, exactly.

    Parameters
    ----------
    costs : Costs
        Of the series.
    penalty : float
        Price of one break, above 0, in units of the noise.
    shortest : int
        Fewest points of a stretch, at least 1.

    Returns
    -------
    tuple of int
        Position of the first point of each new level, ascending.

    References
    ----------
    Jackson et al. (2005), IEEE Signal Processing Letters 12, 105-108 (optimal partitioning); Killick,
    Fearnhead & Eckley (2012), JASA 107, 1590-1598 (PELT). A start is given up only `shortest` points after
    it was beaten: at once, as some packages do, the best cut can be lost.

    Examples
    --------
    >>> x = np.array([0.0, 0, 0, 5, 5, 5])
    >>> cheapest_cut(costs=Costs.of(values=x, weights=np.ones(6)), penalty=4, shortest=1)
    (3,)

    """
    n = len(costs.w) - 1
    best, last = np.full(n + 1, math.inf), np.zeros(n + 1, dtype=np.intp)
    best[0] = -penalty
    starts, beaten = np.zeros(0, dtype=np.intp), np.zeros(0, dtype=np.intp)
    for end in range(shortest, n + 1):
        starts, beaten = np.append(starts, end - shortest), np.append(beaten, n + 1)
        prices = best[starts] + costs.between(starts, end)
        at = int(np.argmin(prices))
        best[end], last[end] = prices[at] + penalty, starts[at]
        beaten = np.where((prices >= best[end]) & (beaten > n), end, beaten)
        kept = end + 1 < beaten + shortest
        starts, beaten = starts[kept], beaten[kept]
    breaks, end = [], int(last[n])
    while end > 0:
        breaks.append(end)
        end = int(last[end])
    return tuple(reversed(breaks))


def likelihood_ratio_range(*, costs: Costs, start: int, at: int, end: int, level: float) -> tuple[int, int]:
    """Positions of a break that a likelihood ratio test would not refuse, its neighbours held.

    Around the true break twice the log likelihood ratio behaves as the largest value of two independent
    Brownian motions with drift, each exponential, so that its chance to stay below x is (1 - exp(-x/2))^2. A
    walk in steps stays lower than its limit, by .583 steps on either side.

    Parameters
    ----------
    costs : Costs
        Of the series.
    start, at, end : int
        The break, the one before it and the one after it (or the ends of the series).
    level : float
        Confidence level, between 0 and 1.

    Returns
    -------
    tuple of int
        First and last such position.

    References
    ----------
    Siegmund (1986), Annals of Statistics 14, 361-404 (both limits); Eo & Morley (2015), Quantitative
    Economics 6, 463-497.

    Examples
    --------
    >>> x = np.array([0.0, 0, 0, 0, 2, 5, 5, 5])
    >>> costs = Costs.of(values=x, weights=np.ones(8))
    >>> likelihood_ratio_range(costs=costs, start=0, at=5, end=8, level=0.95)
    (5, 5)

    """
    places = np.arange(start + 1, end)
    prices = costs.between(start, places) + costs.between(places, end)
    reach = max(0.0, -2 * math.log1p(-math.sqrt(level)) - 2 * OVERSHOOT * _surely(costs, start, at, end))
    kept = places[prices <= prices[at - start - 1] + reach]
    return int(kept[0]), int(kept[-1])


def _surely(costs: Costs, start: int, at: int, end: int) -> float:
    """Size of a break in standard deviations of a point, less one and a half of its own errors.

    A break that was searched for looks larger than it is; taken as it looks, the ranges would be too short.
    """
    before, after = costs.w[at] - costs.w[start], costs.w[end] - costs.w[at]
    old, new = (costs.wx[at] - costs.wx[start]) / before, (costs.wx[end] - costs.wx[at]) / after
    size = abs(float(new - old)) - 1.5 * math.sqrt(1 / before + 1 / after)
    return max(0.0, size) * math.sqrt((before + after) / (end - start))
