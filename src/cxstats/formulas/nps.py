"""The intervals of the Net Promoter Score: adjusted Wald, score, and which of them holds when.

Counts may be fractions here, because a weighted sample enters with its effective number of answers.
"""

import math
from collections.abc import Callable
from typing import Literal

from cxstats.formulas.arrays import Number
from cxstats.formulas.intervals import Limits

SCORE_BELOW = 10
"""Under so many answers the adjusted Wald interval covers too little; the score interval holds."""

NpsMethod = Literal["auto", "adjusted-wald", "score"]


def nps_method(*, method: NpsMethod, n: float) -> Literal["adjusted-wald", "score"]:
    """Which interval a method means at this many answers.

    Parameters
    ----------
    method : {"auto", "adjusted-wald", "score"}
        "auto" takes the adjusted Wald interval from 10 answers on and the score interval below.
    n : float
        Number of answers.

    Returns
    -------
    {"adjusted-wald", "score"}
        The slug of the interval.

    Raises
    ------
    ValueError
        If `method` is unknown.

    Examples
    --------
    >>> nps_method(method="auto", n=9)
    'score'

    """
    if method == "auto":
        # Ten answers of equal weight may be reckoned to be worth 9.999999999999998.
        return "adjusted-wald" if n >= SCORE_BELOW - 1e-9 else "score"
    if method not in {"adjusted-wald", "score"}:
        raise ValueError(f"method must be 'auto', 'adjusted-wald' or 'score', not {method!r}")
    return method


def nps_limits(
    *, method: Literal["adjusted-wald", "score"], promoters: float, detractors: float, n: float, z: float
) -> Limits:
    """Limits of NPS by the named interval.

    Parameters
    ----------
    method : {"adjusted-wald", "score"}
        Slug of the interval.
    promoters, detractors, n : float
        Counts, `n` above 0.
    z : float
        Normal quantile.

    Returns
    -------
    tuple of float
        The limits, within -1 and 1, with the plain NPS between them.

    Examples
    --------
    >>> [round(limit, 4) for limit in nps_limits(method="score", promoters=1, detractors=1, n=2, z=1.959964)]
    [-0.8109, 0.8109]

    """
    formula = nps_adjusted_wald if method == "adjusted-wald" else nps_score
    return formula(promoters=promoters, detractors=detractors, n=n, z=z)


def adjusted_nps(*, promoters: Number, detractors: Number, n: Number) -> tuple[Number, Number]:
    """NPS and the variance of its mean after three invented answers, split 3/4, 3/2, 3/4.

    Parameters
    ----------
    promoters, detractors, n : float, or ndarray of shape (k,)
        Counts; all answers, not only the two kinds, make `n`.

    Returns
    -------
    tuple of float, or of ndarray of shape (k,)
        The adjusted NPS and the squared standard error it has.

    References
    ----------
    Rocks (2016), Interval estimation for the net promoter score, arXiv 1601.07235.

    Examples
    --------
    >>> adjusted_nps(promoters=0, detractors=0, n=3)
    (0.0, 0.041666666666666664)

    """
    size = n + 3
    value = (promoters - detractors) / size
    return value, ((promoters + detractors + 1.5) / size - value * value) / size


def nps_adjusted_wald(*, promoters: float, detractors: float, n: float, z: float) -> Limits:
    """Put limits around NPS by the adjusted Wald interval, clipped to -1 and 1.

    Parameters
    ----------
    promoters, detractors, n : float
        Counts, `n` above 0.
    z : float
        Normal quantile.

    Returns
    -------
    tuple of float
        The limits, with the plain NPS between them.

    References
    ----------
    Rocks (2016), arXiv 1601.07235.

    Examples
    --------
    >>> [round(limit, 4) for limit in nps_adjusted_wald(promoters=30, detractors=10, n=60, z=1.959964)]
    [0.133, 0.5019]

    """
    plain = (promoters - detractors) / n
    centre, variance = adjusted_nps(promoters=promoters, detractors=detractors, n=n)
    reach = z * math.sqrt(variance)
    # The invented answers pull the centre to 0; at low levels and few answers it could leave the NPS behind.
    return max(-1.0, min(plain, centre - reach)), min(1.0, max(plain, centre + reach))


def nps_score(*, promoters: float, detractors: float, n: float, z: float) -> Limits:
    """Score interval of NPS: the values that a score test would not refuse.

    A value d is kept when ``|NPS - d| <= z sqrt((2 q + d - d^2) / n)``, where q is the share of detractors
    that fits the counts best under NPS = d (restricted maximum likelihood, a root of a quadratic).

    Parameters
    ----------
    promoters, detractors, n : float
        Counts, `n` above 0.
    z : float
        Normal quantile.

    Returns
    -------
    tuple of float
        The limits, within -1 and 1, with the NPS between them.

    References
    ----------
    Tango (1998), Statistics in Medicine 17, 891-908; Rocks (2016), arXiv 1601.07235.

    Examples
    --------
    >>> [round(limit, 4) for limit in nps_score(promoters=8, detractors=1, n=10, z=1.959964)]
    [0.1195, 0.9165]

    """
    low = _score_low(promoters=promoters, detractors=detractors, n=n, z=z)
    high = -_score_low(promoters=detractors, detractors=promoters, n=n, z=z)
    return low, high


def _score_low(*, promoters: float, detractors: float, n: float, z: float) -> float:
    """Solve the score equation below the NPS; the upper limit is its mirror image."""
    value = (promoters - detractors) / n
    if value <= -1:
        return -1.0

    def gap(d: float) -> float:
        return (value - d) - z * math.sqrt(_restricted_variance(promoters, detractors, n, d))

    # At the NPS itself the gap can be 0 without being the limit (passives only), so start just below it.
    return _halved(gap, low=-1.0, high=value - 1e-12 * (value + 1))


def _halved(gap: Callable[[float], float], *, low: float, high: float) -> float:
    """Find where a function that starts above 0 and ends below it is 0, to the last digit, by halving.

    SciPy's solvers would cost every process 24 MB for this one root.
    """
    while low < (middle := (low + high) / 2) < high:
        if gap(middle) > 0:
            low = middle
        else:
            high = middle
    return low


def _restricted_variance(promoters: float, detractors: float, n: float, d: float) -> float:
    b = (promoters + detractors) - d * (2 * n - promoters + detractors)
    c = detractors * d * (1 - d)
    q = (b + math.sqrt(max(0.0, b * b + 8 * n * c))) / (4 * n)
    return max(0.0, (2 * q + d - d * d) / n)
