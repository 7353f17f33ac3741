"""Intervals for all answers of one question at once, so that one may pick out the most striking of them."""

import math
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from scipy.special import pdtr

from cxstats.arguments import require_fraction
from cxstats.formulas.intervals import Limits, normal_quantile, wilson

Floats = NDArray[np.float64]


def goodman(*, counts: Sequence[int], level: float) -> tuple[Limits, ...]:
    """Goodman's simultaneous intervals: Wilson's, each at the k-th part of the error.

    Parameters
    ----------
    counts : sequence of int, shape (k,)
        How many chose each answer; not all 0.
    level : float
        Confidence that all k hold together, between 0 and 1.

    Returns
    -------
    tuple of pairs, shape (k,)
        The limits of each share.

    Raises
    ------
    ValueError
        If `level` is not between 0 and 1.

    References
    ----------
    Goodman (1965), Technometrics 7, 247-254.

    Examples
    --------
    >>> [(round(low, 4), round(high, 4)) for low, high in goodman(counts=[0, 3, 7], level=0.95)]
    [(0.0, 0.3643), (0.0868, 0.6589), (0.3411, 0.9132)]

    """
    n = sum(counts)
    z = normal_quantile(level=1 - (1 - require_fraction(name="level", value=level)) / len(counts))
    return tuple(wilson(p=count / n, n=n, z=z) for count in counts)


def sison_glaz(*, counts: Sequence[int], level: float) -> tuple[Limits, ...]:
    """Sison and Glaz's simultaneous intervals: the same number of answers added and taken everywhere.

    The smallest c is sought for which all counts stay within c of what was seen, with probability `level`.
    That probability is a product of truncated Poisson probabilities times an Edgeworth approximation of
    the probability that the truncated counts add up to n; between c and c + 1 it is interpolated.

    Parameters
    ----------
    counts : sequence of int, shape (k,)
        How many chose each answer; not all 0.
    level : float
        Confidence that all k hold together, between 0 and 1.

    Returns
    -------
    tuple of pairs, shape (k,)
        The limits of each share.

    Raises
    ------
    ValueError
        If `level` is not between 0 and 1.

    References
    ----------
    Sison & Glaz (1995), JASA 90, 366-369; May & Johnson (2000), Journal of Statistical Software 5(6).

    Examples
    --------
    >>> [(round(low, 4), round(high, 4)) for low, high in sison_glaz(counts=[50, 30, 20], level=0.95)]
    [(0.4, 0.6028), (0.2, 0.4028), (0.1, 0.3028)]

    """
    require_fraction(name="level", value=level)
    rates = np.asarray(counts, dtype=np.float64)
    n = float(rates.sum())
    below, above = 0, int(n)  # the probability grows with c: halve until two neighbours enclose the level
    while above - below > 1:
        middle = (below + above) // 2
        below, above = (middle, above) if _within(rates, middle) < level else (below, middle)
    lower, upper = _within(rates, below), _within(rates, above)
    part = min(1.0, (level - lower) / (upper - lower))
    return tuple(
        (max(0.0, (rate - below) / n), min(1.0, (rate + below + 2 * part) / n)) for rate in rates.tolist()
    )


def _within(rates: Floats, c: int) -> float:
    """Probability that every count of a multinomial stays within c of its expectation."""
    lowest, highest = np.maximum(rates - c, 0), rates + c
    inside = _poisson_between(rates, lowest, highest)
    # Factorial moments of a Poisson variable kept within [lowest, highest], orders 1 to 4.
    f1, f2, f3, f4 = (
        rates**order * _poisson_between(rates, lowest - order, highest - order) / inside
        for order in (1, 2, 3, 4)
    )
    variance = f2 + f1 - f1**2
    third = f3 + f2 * (3 - 3 * f1) + (f1 - 3 * f1**2 + 2 * f1**3)
    fourth = (
        f4
        + f3 * (6 - 4 * f1)
        + f2 * (7 - 12 * f1 + 6 * f1**2)
        + (f1 - 4 * f1**2 + 6 * f1**3 - 3 * f1**4)
        - 3 * variance**2
    )
    total = float(variance.sum())
    if total <= 0:
        return 0.0
    n = float(rates.sum())
    density = _edgeworth(
        x=(n - float(f1.sum())) / math.sqrt(total),
        skewness=float(third.sum()) / total**1.5,
        excess=float(fourth.sum()) / total**2,
    )
    poisson_n = math.exp(math.lgamma(n + 1) + n - n * math.log(n))  # 1 / P(Poisson(n) = n)
    return poisson_n * float(np.prod(inside)) * density / math.sqrt(total)


def _poisson_between(rates: Floats, lowest: Floats, highest: Floats) -> Floats:
    """P(lowest <= X <= highest) for Poisson X; bounds below 0 hold nothing."""
    upto = np.where(highest >= 0, pdtr(np.maximum(highest, 0), rates), 0.0)
    under = np.where(lowest >= 1, pdtr(np.maximum(lowest - 1, 0), rates), 0.0)
    return np.asarray(upto - under, dtype=np.float64)


def _edgeworth(*, x: float, skewness: float, excess: float) -> float:
    series = (
        1
        + skewness / 6 * (x**3 - 3 * x)
        + excess / 24 * (x**4 - 6 * x**2 + 3)
        + skewness**2 / 72 * (x**6 - 15 * x**4 + 45 * x**2 - 15)
    )
    return series * math.exp(-x * x / 2) / math.sqrt(2 * math.pi)
