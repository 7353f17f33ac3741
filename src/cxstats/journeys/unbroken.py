"""A journey score that delight elsewhere cannot mend: the share of journeys without a failing touchpoint."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from cxstats.arguments import require_fraction, require_number
from cxstats.estimate import Estimate
from cxstats.formulas.arrays import count_row
from cxstats.formulas.intervals import normal_quantile, wilson
from cxstats.journeys.scored import require_touchpoints
from cxstats.moments import of_answers
from cxstats.scores import mean, share

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class JourneyScore:
    """Journeys scored by their weakest touchpoint, beside their mean.

    Attributes
    ----------
    unbroken : Estimate
        Share of the journeys all of whose touchpoints are at or above the threshold; Wilson's limits.
    mean : Estimate
        Mean over journeys of the mean of their touchpoints; Student's limits. It forgives a failing
        touchpoint for a good one, which `unbroken` does not.
    touchpoints : tuple of Estimate, shape (k,)
        Share of each touchpoint at or above the threshold, of the journeys that passed it; Wilson's limits.
    if_independent : Estimate
        The product of these shares: what `unbroken` would be if touchpoints failed independently of one
        another and every journey passed all. `method` "product".

    """

    unbroken: Estimate
    mean: Estimate
    touchpoints: tuple[Estimate, ...]
    if_independent: Estimate


def journey_score(*, touchpoints: ArrayLike, threshold: float, level: float = 0.95) -> JourneyScore:
    """Score journeys without letting a good touchpoint make up for a failing one.

    Parameters
    ----------
    touchpoints : array, shape (n, k)
        Score of each touchpoint, one row a journey; NaN where a journey did not pass a touchpoint.
    threshold : float
        The lowest score of a touchpoint that has not failed.
    level : float
        Confidence level, between 0 and 1.

    Returns
    -------
    JourneyScore
        With n journeys.

    Raises
    ------
    ValueError
        If there are fewer than two touchpoints, no journey, a journey or a touchpoint without score, an
        infinite score, or `threshold` or `level` is no such number.

    References
    ----------
    Dawes (1964), Psychological Bulletin 61, 104-106, for conjunctive scores. docs/methods/unbroken.md.

    Examples
    --------
    >>> found = journey_score(touchpoints=[[5, 5, 2], [4, 4, 4], [5, 3, 5], [4, 5, 4]], threshold=4)
    >>> found.unbroken.value, found.mean.value, [each.value for each in found.touchpoints]
    (0.5, 4.166666666666666, [1.0, 0.75, 0.75])
    >>> found.if_independent.value
    0.5625

    """
    scores = require_touchpoints(touchpoints=touchpoints)
    require_number(name="threshold", value=threshold)
    passed = ~np.isnan(scores)
    good = passed & (scores >= threshold)
    whole = (good == passed).all(axis=1)
    held, visits = good.sum(axis=0).tolist(), passed.sum(axis=0).tolist()
    return JourneyScore(
        share(successes=int(whole.sum()), n=len(scores), level=level),
        mean(moments=of_answers(answers=np.nanmean(scores, axis=1)), level=level),
        tuple(share(successes=some, n=n, level=level) for some, n in zip(held, visits, strict=True)),
        _product(np.array(held) / visits, pulls=_pulls(good, passed), n=min(visits), level=level),
    )


def product_of_shares(*, successes: Sequence[int], sizes: Sequence[int], level: float = 0.95) -> Estimate:
    """What a journey holds when each touchpoint holds its share: three touchpoints of .95 make .857.

    Parameters
    ----------
    successes, sizes : sequence of int, shape (k,)
        How many of how many answers at each touchpoint were good. Different people answered at each.
    level : float
        Confidence level, between 0 and 1.

    Returns
    -------
    Estimate
        The product, `method` "product": Wilson's limits for as many answers as its variance (delta method)
        is worth; `n` is the smallest size. It is the share of unbroken journeys only if touchpoints fail
        independently of one another.

    Raises
    ------
    ValueError
        If there are fewer than two touchpoints, lengths differ, a count is not whole, a size is 0 or too
        small, or `level` is not between 0 and 1.

    Examples
    --------
    >>> whole = product_of_shares(successes=[190, 190, 190], sizes=[200, 200, 200])
    >>> round(whole.value, 4), round(whole.low, 4), round(whole.high, 4)
    (0.8574, 0.8037, 0.8982)

    """
    some, of = count_row(name="successes", values=successes), count_row(name="sizes", values=sizes)
    if len(some) != len(of) or len(of) < 2:
        raise ValueError(
            f"2 or more touchpoints need a success and a size each, not {successes!r} of {sizes!r}"
        )
    shares, variance = [], 0.0
    for place, (held, n) in enumerate(zip(some, of, strict=True)):
        if not 0 < n >= held:
            raise ValueError(f"sizes[{place}] must be above 0 and hold the successes, not {held} of {n}")
        shares.append(held / n)
        variance += (1 - held / n) / held if held else 0.0
    value = float(np.prod(shares))
    return _limits(value, variance=value * value * variance, n=min(of), level=level)


def _pulls(good: NDArray[np.bool_], passed: NDArray[np.bool_]) -> Floats:
    """What each journey adds to the relative error of the product (n,); 0 where a touchpoint never held."""
    held = good.sum(axis=0)
    rates = held / passed.sum(axis=0)
    return np.asarray(((good - passed * rates) / np.where(held > 0, held, np.inf)).sum(axis=1))


def _product(shares: Floats, *, pulls: Floats, n: int, level: float) -> Estimate:
    value, size = float(np.prod(shares)), len(pulls)
    spread = float((pulls**2).sum()) * size / max(size - 1, 1)
    return _limits(value, variance=value * value * spread, n=n, level=level)


def _limits(value: float, *, variance: float, n: int, level: float) -> Estimate:
    require_fraction(name="level", value=level)
    worth = value * (1 - value) / variance if variance > 1e-14 else float(n)
    low, high = wilson(p=value, n=worth, z=normal_quantile(level=level))
    return Estimate(value, low, high, n, "product", level)
