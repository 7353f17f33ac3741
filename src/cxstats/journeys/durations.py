"""How long journeys take: quantiles, with limits that hold whatever the shape of the durations."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import ArrayLike, NDArray

from cxstats.arguments import require_fraction
from cxstats.estimate import Estimate
from cxstats.formulas.arrays import as_floats, count_row
from cxstats.formulas.order_statistics import quantile_ranks

USUAL = (0.1, 0.25, 0.5, 0.75, 0.9)


def duration_quantiles(
    *,
    values: ArrayLike,
    counts: ArrayLike | None = None,
    quantiles: Sequence[float] = USUAL,
    level: float = 0.95,
) -> tuple[Estimate, ...]:
    """Quantiles of durations with distribution-free limits.

    Parameters
    ----------
    values : array, shape (n,)
        Durations in any unit, or the different durations there are.
    counts : array of int, shape (n,), optional
        How many journeys lasted so long; 1 each if not given.
    quantiles : sequence of float, shape (k,)
        Each between 0 and 1; 0.5 is the median.
    level : float
        Confidence level, between 0 and 1.

    Returns
    -------
    tuple of Estimate, shape (k,)
        In the unit of `values`, `method` "order-statistics". The limits are two of the durations themselves,
        chosen so that they hold the quantile at least so often. A limit is None where so few durations
        allow none: the 0.9 quantile of 10 has no upper limit.

    Raises
    ------
    ValueError
        If there is no duration, one is negative, missing or infinite, a count is not whole, or a quantile or
        `level` is not between 0 and 1.

    References
    ----------
    David & Nagaraja (2003), Order Statistics, section 7.1; Hyndman & Fan (1996), type 7, for the value.
    docs/methods/durations.md.

    Examples
    --------
    >>> days = [1, 2, 2, 3, 3, 4, 5, 6, 7, 9, 12, 14, 15, 21, 30]
    >>> median, = duration_quantiles(values=days, quantiles=[0.5])
    >>> median.value, median.low, median.high
    (6.0, 3.0, 14.0)

    """
    lasted, upto = _sorted(values, counts)
    n = int(upto[-1]) if len(upto) else 0
    if n == 0:
        raise ValueError("there is no duration: values or counts are empty")
    require_fraction(name="level", value=level)

    def at(rank: int) -> float:
        return float(lasted[np.searchsorted(upto, rank)])

    found = []
    for q in quantiles:
        low, high = quantile_ranks(n=n, q=require_fraction(name="a quantile", value=q), level=level)
        place = (n - 1) * q + 1
        below = min(int(place), n - 1) if n > 1 else 1
        value = at(below) + (place - below) * (at(min(below + 1, n)) - at(below))
        limits = None if low is None else min(at(low), value), None if high is None else max(at(high), value)
        found.append(Estimate(value, *limits, n, "order-statistics", level))
    return tuple(found)


def _sorted(values: ArrayLike, counts: ArrayLike | None) -> tuple[NDArray[np.float64], NDArray[np.int64]]:
    """The different durations in their order, and how many journeys lasted no longer."""
    lasted = as_floats(name="values", values=values)
    wrong = np.flatnonzero(~(np.isfinite(lasted) & (lasted >= 0)))
    if len(wrong):
        raise ValueError(
            f"values[{int(wrong[0])}] must be a duration from 0 on, not {float(lasted[wrong[0]])!r}"
        )
    if lasted.ndim != 1:
        raise ValueError(f"values must be one row of durations, not of shape {lasted.shape!r}")
    whole = [1] * len(lasted) if counts is None else count_row(name="counts", values=counts)
    if len(whole) != len(lasted):
        raise ValueError(f"values and counts must be equally long, not {len(lasted)} and {len(whole)}")
    order = np.argsort(lasted, kind="stable")
    return lasted[order], np.cumsum(np.array(whole, dtype=np.int64)[order])
