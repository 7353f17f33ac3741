"""The formulas of changes among people who answered twice: limits and p-values.

Every difference is now minus before. "Gained" are those who meet the condition now and did not before, "lost"
the other way round; whoever stayed the same says nothing about the change but counts for its precision.
"""

import math

from scipy.special import bdtr, ndtr

from cxstats.formulas.gaps import Gap
from cxstats.formulas.intervals import Limits, normal_quantile, wilson


def net_change_gap(*, n: int, s: float, ss: float, level: float) -> Gap:
    """Judge the mean step of n pairs after two invented ones, a step up and a step down, by z.

    Parameters
    ----------
    n : int
        Number of pairs, above 0.
    s, ss : float
        Sums of the steps (-2 to 2) and of their squares.
    level : float
        Confidence level, between 0 and 1.

    Returns
    -------
    Gap
        The limits lie within -2 and 2 and hold the plain mean step between them.

    Raises
    ------
    ValueError
        If `level` is not between 0 and 1.

    References
    ----------
    Bonett & Price (2012), Journal of Educational and Behavioral Statistics 37, 479-488.

    Examples
    --------
    >>> gap = net_change_gap(n=50, s=10, ss=14, level=0.95)
    >>> round(gap.low, 4), round(gap.high, 4), round(gap.p_value, 4)
    (0.0509, 0.3337, 0.0077)

    """
    plain, size = s / n, n + 2
    centre = s / size
    error = math.sqrt(((ss + 2) / size - centre**2) / size)
    reach = normal_quantile(level=level) * error
    low, high = min(plain, centre - reach), max(plain, centre + reach)
    return Gap(max(-2.0, low), min(2.0, high), 2 * float(ndtr(-abs(centre) / error)))


def newcombe_paired(*, both: int, lost: int, gained: int, n: int, z: float) -> Limits:
    """Newcombe's limits of the change of a share among the same people (method 10 for pairs).

    Parameters
    ----------
    both, lost, gained, n : int
        People who meet the condition twice, only before, only now; all people, above 0.
    z : float
        Normal quantile.

    Returns
    -------
    tuple of float
        The limits, within -1 and 1, with the plain change between them.

    References
    ----------
    Newcombe (1998), Statistics in Medicine 17, 2635-2650, method 10.

    Examples
    --------
    >>> low, high = newcombe_paired(both=36, lost=2, gained=12, n=50, z=1.959964)
    >>> round(low, 4), round(high, 4)
    (0.0569, 0.3404)

    """
    neither = n - both - lost - gained
    old, new = (both + lost) / n, (both + gained) / n
    (old_low, old_high), (new_low, new_high) = (wilson(p=share, n=n, z=z) for share in (old, new))
    phi = _agreement(both, lost, gained, neither)
    down = _hypotenuse(new - new_low, old_high - old, phi)
    up = _hypotenuse(new_high - new, old - old_low, phi)
    return max(-1.0, new - old - down), min(1.0, new - old + up)


def mcnemar_p(*, lost: int, gained: int) -> float:
    """Two-sided p-value of McNemar's test without continuity correction.

    Parameters
    ----------
    lost, gained : int
        People who changed sides.

    Returns
    -------
    float
        1 where nobody changed.

    References
    ----------
    McNemar (1947), Psychometrika 12, 153-157.

    Examples
    --------
    >>> round(mcnemar_p(lost=6, gained=16), 4)
    0.033

    """
    changed = lost + gained
    return 2 * float(ndtr(-abs(gained - lost) / math.sqrt(changed))) if changed else 1.0


def mcnemar_exact_p(*, lost: int, gained: int) -> float:
    """Two-sided p-value that as many gain as lose, by the binomial distribution.

    Parameters
    ----------
    lost, gained : int
        People who changed sides.

    Returns
    -------
    float
        Twice the smaller tail, at most 1.

    References
    ----------
    Fagerland, Lydersen & Laake (2013), BMC Medical Research Methodology 13:91.

    Examples
    --------
    >>> mcnemar_exact_p(lost=1, gained=7)
    0.0703125

    """
    return min(1.0, 2 * float(bdtr(min(lost, gained), lost + gained, 0.5)))


def _agreement(both: int, lost: int, gained: int, neither: int) -> float:
    """Correlation of the two answers, corrected for continuity towards none where it is positive."""
    margins = (both + lost) * (gained + neither) * (both + gained) * (lost + neither)
    if margins == 0:
        return 0.0
    cross = both * neither - lost * gained
    corrected = cross if cross < 0 else max(0.0, cross - (both + lost + gained + neither) / 2)
    return corrected / math.sqrt(margins)


def _hypotenuse(one: float, other: float, phi: float) -> float:
    return math.sqrt(max(0.0, one * one - 2 * phi * one * other + other * other))
