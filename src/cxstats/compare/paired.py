"""Is a change real or noise when the same people answered twice: their own change, with its range.

Whoever answered only once says nothing here and must be left out by the caller, who says how many they were.
Every difference is now minus before; `n_before` and `n_now` are both the number of pairs.
"""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import ArrayLike

from cxstats.arguments import require_count, require_fraction
from cxstats.estimate import Difference, Moments, require_moments
from cxstats.formulas.arrays import as_floats
from cxstats.formulas.gaps import Gap, welch
from cxstats.formulas.intervals import normal_quantile
from cxstats.formulas.pairs import mcnemar_exact_p, mcnemar_p, net_change_gap, newcombe_paired
from cxstats.formulas.sums import mean_variance

FEW_CHANGED = 25
"""Under so many people who changed sides the normal distribution is not trusted for the p-value."""


def paired_nps(*, pairs: ArrayLike, level: float = 0.95) -> Difference:
    """Net change of the Net Promoter Score of people who answered twice.

    Parameters
    ----------
    pairs : array-like of int, shape (3, 3)
        How many people: rows are what they were before (detractor, passive, promoter), columns what they are
        now, in the same order.
    level : float
        Confidence level, between 0 and 1.

    Returns
    -------
    Difference
        From -2 to 2, `method` "adjusted-wald-paired": limits and p-value come from the mean step of all pairs
        and two invented ones, one a step up and one a step down; `value` is the plain change.

    Raises
    ------
    ValueError
        If `pairs` is not a 3 by 3 table of counts, or `level` is not between 0 and 1.

    References
    ----------
    Bonett & Price (2012), Journal of Educational and Behavioral Statistics 37, 479-488, for two answers; the
    same invented pairs for three. docs/methods/paired.md.

    Examples
    --------
    >>> change = paired_nps(pairs=[[20, 12, 8], [5, 40, 25], [3, 7, 80]])
    >>> round(change.value, 3), round(change.low, 3), round(change.high, 3), round(change.p_value, 4)
    (0.175, 0.082, 0.265, 0.0002)

    """
    require_fraction(name="level", value=level)
    counts = _table(pairs, size=3)
    n = int(counts.sum())
    if n == 0:
        return Difference(None, None, None, None, 0, 0, "adjusted-wald-paired", level)
    steps = np.subtract.outer([0, 1, 2], [0, 1, 2]).T  # of each cell: column less row
    s, ss = float((counts * steps).sum()), float((counts * steps**2).sum())
    gap = net_change_gap(n=n, s=s, ss=ss, level=level)
    return _difference(s / n, gap, n, "adjusted-wald-paired", level)


def paired_share(*, pairs: ArrayLike, level: float = 0.95) -> Difference:
    """Change of a share among people who answered twice.

    Parameters
    ----------
    pairs : array-like of int, shape (2, 2)
        How many people: rows are what they said before (no, yes), columns what they say now.
    level : float
        Confidence level, between 0 and 1.

    Returns
    -------
    Difference
        From -1 to 1. The limits are Newcombe's for pairs; the p-value is that of McNemar's test without
        correction ("newcombe-paired-mcnemar"), or the exact binomial one where fewer than 25 people changed
        sides ("newcombe-paired-exact").

    Raises
    ------
    ValueError
        If `pairs` is not a 2 by 2 table of counts, or `level` is not between 0 and 1.

    References
    ----------
    Newcombe (1998), Statistics in Medicine 17, 2635-2650, method 10; McNemar (1947), Psychometrika 12,
    153-157. docs/methods/paired.md.

    Examples
    --------
    >>> change = paired_share(pairs=[[80, 16], [6, 59]])
    >>> round(change.value, 4), round(change.low, 4), round(change.high, 4), round(change.p_value, 4)
    (0.0621, 0.0046, 0.1186, 0.0525)

    """
    z = normal_quantile(level=level)
    counts = _table(pairs, size=2)
    n, (lost, gained) = int(counts.sum()), (int(counts[1, 0]), int(counts[0, 1]))
    if n == 0:
        return Difference(None, None, None, None, 0, 0, "newcombe-paired-mcnemar", level)
    low, high = newcombe_paired(both=int(counts[1, 1]), lost=lost, gained=gained, n=n, z=z)
    if lost + gained < FEW_CHANGED:
        gap = Gap(low, high, mcnemar_exact_p(lost=lost, gained=gained))
        return _difference((gained - lost) / n, gap, n, "newcombe-paired-exact", level)
    gap = Gap(low, high, mcnemar_p(lost=lost, gained=gained))
    return _difference((gained - lost) / n, gap, n, "newcombe-paired-mcnemar", level)


def paired_mean(*, changes: Moments, level: float = 0.95) -> Difference:
    """Change of a mean among people who answered twice.

    Parameters
    ----------
    changes : Moments
        Unweighted sums of each person's answer now less their answer before (`cxstats.moments.of_answers`).
    level : float
        Confidence level, between 0 and 1.

    Returns
    -------
    Difference
        On the scale of the answers, `method` "t-paired". Limits and p-value are None with fewer than two
        pairs or where everybody changed by the same amount.

    Raises
    ------
    ValueError
        If the sums are impossible or `level` is not between 0 and 1.

    References
    ----------
    Student (1908), Biometrika 6, 1-25. docs/methods/paired.md.

    Examples
    --------
    >>> change = paired_mean(changes=Moments(n=5, s=4, ss=10))
    >>> round(change.value, 2), round(change.low, 2), round(change.high, 2), round(change.p_value, 3)
    (0.8, -0.82, 2.42, 0.242)

    """
    require_fraction(name="level", value=level)
    n, variance = require_moments(name="changes", value=changes).n, mean_variance(moments=changes)
    if n == 0:
        return Difference(None, None, None, None, 0, 0, "t-paired", level)
    value = changes.s / n
    if not variance:
        return Difference(value, None, None, None, n, n, "t-paired", level)
    # A second side that is known without error leaves Student's test of the first.
    gap = welch(gap=value, variances=(variance, 0.0), dfs=(n - 1, math.inf), level=level)
    return _difference(value, gap, n, "t-paired", level)


def _difference(value: float, gap: Gap, n: int, method: str, level: float) -> Difference:
    return Difference(value, *gap, n, n, method, level)


def _table(pairs: ArrayLike, *, size: int) -> np.ndarray[tuple[int, ...], np.dtype[np.float64]]:
    counts = as_floats(name="pairs", values=pairs)
    if counts.shape != (size, size):
        raise ValueError(f"pairs must be a table of {size} by {size}, not of shape {counts.shape!r}")
    for count in counts.ravel().tolist():
        require_count(name="each cell of pairs", value=count)
    return counts
