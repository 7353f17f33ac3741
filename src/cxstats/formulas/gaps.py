"""The formulas of differences between two groups of different people: limits and p-values.

Counts may be fractions, because weighted samples enter with their effective numbers.
Pairs are (before, now), and every difference is now minus before.
"""

import math
from typing import Literal, NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy.special import betaln, ndtr, ndtri, stdtr

from cxstats.arguments import require_fraction
from cxstats.formulas.arrays import Number
from cxstats.formulas.intervals import Limits, mean_t, normal_quantile
from cxstats.formulas.nps import adjusted_nps, nps_limits, nps_method
from cxstats.formulas.sums import NetCounts

Pair = tuple[float, float]
Counts = tuple[int, int]
NpsGapMethod = Literal["adjusted-wald", "square-and-add"]


class Gap(NamedTuple):
    """Limits of a difference and the two-sided p-value against none."""

    low: float
    high: float
    p_value: float


def nps_gap(
    *, before: NetCounts, now: NetCounts, level: float, method: NpsGapMethod = "adjusted-wald"
) -> Gap:
    """Compare two NPS after three invented answers on each side, by an unpooled z.

    Parameters
    ----------
    before, now : NetCounts
        Both with `n` above 0.
    level : float
        Confidence level, between 0 and 1.
    method : {"adjusted-wald", "square-and-add"}
        The second squares and adds what the limits of each NPS reach; the p-value is the same.

    Returns
    -------
    Gap
        The limits lie within -2 and 2; one that leaves the plain difference outside is widened to it.

    Raises
    ------
    ValueError
        If `level` is not between 0 and 1.

    References
    ----------
    Rocks (2016), arXiv 1601.07235; Lewis & Sauro (2021), MeasuringU; Zou & Donner (2008), Statistics in
    Medicine 27, 1693-1702.

    Examples
    --------
    >>> round(nps_gap(before=NetCounts(70, 50, 200), now=NetCounts(90, 30, 200), level=0.95).p_value, 4)
    0.0074

    """
    z = normal_quantile(level=level)
    old, old_variance = adjusted_nps(**before._asdict())
    new, new_variance = adjusted_nps(**now._asdict())
    centre, error = new - old, math.sqrt(old_variance + new_variance)
    plain = (now.promoters - now.detractors) / now.n - (before.promoters - before.detractors) / before.n
    p_value = 2 * float(ndtr(-abs(centre) / error))
    if method == "square-and-add":
        return Gap(*_nps_added(before, now, z), p_value)
    low, high = min(plain, centre - z * error), max(plain, centre + z * error)
    return Gap(max(-2.0, low), min(2.0, high), p_value)


def _nps_added(before: NetCounts, now: NetCounts, z: float) -> Limits:
    old, new = ((one.promoters - one.detractors) / one.n for one in (before, now))
    first, second = (
        nps_limits(method=nps_method(method="auto", n=one.n), **one._asdict(), z=z) for one in (before, now)
    )
    return newcombe(shares=(old, new), limits=(first, second), most=2.0)


def welch(*, gap: float, variances: Pair, dfs: Pair, level: float) -> Gap:
    """Compare two means whose variances need not be equal.

    Parameters
    ----------
    gap : float
        The difference of the means.
    variances : pair of float
        Squared standard errors of the two means, not both 0.
    dfs : pair of float
        Their degrees of freedom, above 0.
    level : float
        Confidence level, between 0 and 1.

    Returns
    -------
    Gap
        By Student's t with Satterthwaite's degrees of freedom.

    Raises
    ------
    ValueError
        If `level` is not between 0 and 1.

    References
    ----------
    Welch (1947), Biometrika 34, 28-35; Satterthwaite (1946), Biometrics Bulletin 2, 110-114.

    Examples
    --------
    >>> round(welch(gap=1.0, variances=(0.1, 0.1), dfs=(9, 9), level=0.95).p_value, 4)
    0.0382

    """
    total, df = sum(variances), satterthwaite_df(variances=variances, dfs=dfs)
    low, high = mean_t(mean=gap, variance=total, df=df, level=level)
    return Gap(low, high, 2 * float(stdtr(df, -abs(gap) / math.sqrt(total))))


def satterthwaite_df(*, variances: tuple[Number, Number], dfs: tuple[Number, Number]) -> Number:
    """Degrees of freedom of the sum of two variances.

    Parameters
    ----------
    variances : pair of float, or of ndarray of shape (k,)
        Squared standard errors of two means, not both 0.
    dfs : pair of float, or of ndarray of shape (k,)
        Their degrees of freedom, above 0.

    Returns
    -------
    float, or ndarray of shape (k,)
        Between the smaller of the two and their sum.

    References
    ----------
    Satterthwaite (1946), Biometrics Bulletin 2, 110-114.

    Examples
    --------
    >>> satterthwaite_df(variances=(0.5, 0.5), dfs=(9, 9))
    18.0

    """
    (one, two), (of_one, of_two) = variances, dfs
    return (one + two) * (one + two) / (one * one / of_one + two * two / of_two)


def newcombe(
    *, shares: Pair, limits: tuple[Limits, Limits], correlation: float = 0.0, most: float = 1.0
) -> Limits:
    """Combine the limits of two scores into the limits of their difference: square and add (method 10).

    Parameters
    ----------
    shares : pair of float
        The two shares, or other scores.
    limits : pair of limits
        Those of each share; Wilson's, for Newcombe's method itself.
    correlation : float
        Of the two, where the same people stand on both sides.
    most : float
        The largest difference there can be.

    Returns
    -------
    tuple of float
        The limits, within `most` to both sides, with the difference between them.

    References
    ----------
    Newcombe (1998), Statistics in Medicine 17, 873-890; for other limits than Wilson's: Zou & Donner (2008),
    Statistics in Medicine 27, 1693-1702.

    Examples
    --------
    >>> low, high = newcombe(shares=(0.3, 0.9), limits=((0.1078, 0.6032), (0.5958, 0.9821)))
    >>> round(low, 3), round(high, 3)
    (0.171, 0.809)

    """
    (old, new), ((old_low, old_high), (new_low, new_high)) = shares, limits
    below = _added(new - new_low, old_high - old, correlation)
    above = _added(new_high - new, old - old_low, correlation)
    return max(-most, new - old - below), min(most, new - old + above)


def _added(one: float, two: float, correlation: float) -> float:
    shared = 2 * correlation * one * two
    return math.sqrt(max(0.0, one * one + two * two - shared)) if shared else math.hypot(one, two)


def score_p(*, hits: Pair, sizes: Pair) -> float:
    """Two-sided p-value of the score test that two shares are equal (pooled z, no correction).

    Parameters
    ----------
    hits, sizes : pair of float
        How many of how many on each side; sizes above 0.

    Returns
    -------
    float
        1 when everybody or nobody on both sides meets the condition.

    References
    ----------
    Newcombe (1998), Statistics in Medicine 17, 873-890.

    Examples
    --------
    >>> round(score_p(hits=(48, 56), sizes=(80, 70)), 4)
    0.008

    """
    variance = pooled_variance(hits=hits, sizes=sizes)
    if variance <= 0:
        return 1.0
    return 2 * float(ndtr(-abs(hits[1] / sizes[1] - hits[0] / sizes[0]) / math.sqrt(variance)))


def pooled_variance(*, hits: tuple[Number, Number], sizes: tuple[Number, Number]) -> Number:
    """Variance of the difference of two shares if both were equal.

    Parameters
    ----------
    hits, sizes : pair of float, or of ndarray of shape (k,)
        How many of how many on each side; sizes above 0.

    Returns
    -------
    float, or ndarray of shape (k,)
        0 when everybody or nobody on both sides meets the condition.

    References
    ----------
    Newcombe (1998), Statistics in Medicine 17, 873-890.

    Examples
    --------
    >>> pooled_variance(hits=(2, 6), sizes=(8, 8))
    0.0625

    """
    pooled = (hits[0] + hits[1]) / (sizes[0] + sizes[1])
    return pooled * (1 - pooled) * (1 / sizes[0] + 1 / sizes[1])


def smallest_expected(*, hits: tuple[Number, Number], sizes: tuple[Number, Number]) -> Number:
    """Count the answers expected in the emptiest of the four cells if both shares were equal.

    Parameters
    ----------
    hits, sizes : pair of float, or of ndarray of shape (k,)
        How many of how many on each side; sizes above 0.

    Returns
    -------
    float, or ndarray of shape (k,)
        Under 5 the score test is not trusted.

    References
    ----------
    Cochran (1954), Biometrics 10, 417-451.

    Examples
    --------
    >>> smallest_expected(hits=(3, 9), sizes=(10, 10))
    4.0

    """
    total, everybody = hits[0] + hits[1], sizes[0] + sizes[1]
    return _smaller(*sizes) * _smaller(total, everybody - total) / everybody


def _smaller(one: Number, two: Number) -> Number:
    return (one + two - abs(one - two)) / 2


def fisher_p(*, hits: Counts, sizes: Counts) -> float:
    """Two-sided p-value of Fisher's exact test that two shares are equal.

    Parameters
    ----------
    hits, sizes : pair of int
        How many of how many on each side.

    Returns
    -------
    float
        Probability, with all margins fixed, of a table no likelier than the one seen.

    References
    ----------
    Fisher (1935), The logic of inductive inference, JRSS 98, 39-82.

    Examples
    --------
    >>> round(fisher_p(hits=(3, 9), sizes=(10, 10)), 4)
    0.0198

    """
    total, everybody = sum(hits), sum(sizes)
    first = max(0, total - sizes[1])
    possible = np.arange(first, min(sizes[0], total) + 1, dtype=np.float64)
    logs = _log_choose(sizes[0], possible) + _log_choose(sizes[1], total - possible)
    chances = np.exp(logs - _log_choose(everybody, np.float64(total)))
    seen = chances[hits[0] - first]
    return min(1.0, float(chances[chances <= seen * (1 + 1e-7)].sum()))  # equal chances differ by rounding


def _log_choose(n: int, k: NDArray[np.float64] | np.float64) -> NDArray[np.float64]:
    return np.asarray(-np.log1p(n) - betaln(n - k + 1, k + 1), dtype=np.float64)


def power_reach(*, power: float, alpha: float) -> float:
    """Count the standard errors a true change must be long to be found with this power.

    Parameters
    ----------
    power : float
        Chance that the change is called real, between 0 and 1.
    alpha : float
        Share of false alarms accepted by the two-sided test, between 0 and 1.

    Returns
    -------
    float
        ``z(1 - alpha / 2) + z(power)``, such as 2.80 for 80 % and 5 %.

    Raises
    ------
    ValueError
        If an argument is not between 0 and 1.

    References
    ----------
    Cohen (1988), Statistical Power Analysis, section 2.4.

    Examples
    --------
    >>> round(power_reach(power=0.8, alpha=0.05), 4)
    2.8016

    """
    require_fraction(name="power", value=power)
    return normal_quantile(level=1 - require_fraction(name="alpha", value=alpha)) + float(ndtri(power))
