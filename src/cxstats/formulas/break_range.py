"""Where a break may really lie when the noise is judged from the series: the interval of Bai and Perron."""

import math

import numpy as np
from scipy.special import log_ndtr

from cxstats.formulas.arrays import Vector

FARTHEST = 60.0
"""Square root of the time up to which the largest value is looked for: beyond it, a chance below 1e-12."""


def bai_perron_range(
    *, at: int, change: float, variances: tuple[float, float], level: float
) -> tuple[int, int]:
    """Interval of a break from the limit distribution of its estimate, each side with a noise of its own.

    Parameters
    ----------
    at : int
        First point of the new level.
    change : float
        New level minus old, not 0.
    variances : tuple of float
        Of single points before and after, above 0.
    level : float
        Confidence level, between 0 and 1.

    Returns
    -------
    tuple of int
        Where the new level may have begun, from and to, before it is cut to the series.

    References
    ----------
    Bai (1997), Review of Economics and Statistics 79, 551-563; Bai & Perron (2003), Journal of Applied
    Econometrics 18, 1-22, section 3.4. The limit distribution is integrated from the joint density of the
    largest value of a Brownian motion with drift and its time.

    Examples
    --------
    >>> bai_perron_range(at=28, change=-248.0, variances=(15000.0, 15000.0), level=0.95)
    (25, 31)

    """
    tail = (1 - level) / 2
    scale = variances[0] / change**2
    ratio = variances[1] / variances[0]
    later = _time(tail, ratio=ratio) * scale
    # Seen from the other side, time runs in units of the other noise.
    earlier = _time(tail, ratio=1 / ratio) * scale * ratio
    return at - int(later) - 1, at + int(earlier) + 1


def _time(tail: float, *, ratio: float) -> float:
    """How far out the largest value lies on this side with a chance of `tail`.

    This side is a Brownian motion of variance `ratio` and drift -1/2 a unit of time, the other one of
    variance 1.
    """
    root = np.linspace(0, FARTHEST, 60_001)[1:] * max(1.0, math.sqrt(ratio))
    t = root**2
    step = root[1] - root[0]
    beyond = np.cumsum((_density(t, ratio) * 2 * root * step)[::-1])[::-1]
    return float(t[max(int(np.searchsorted(-beyond, -tail)) - 1, 0)])


def _density(t: Vector, ratio: float) -> Vector:
    """Density of the time t of the largest value, where that lies on this side.

    The largest value m of this side is reached at t with density ``h(t; m) / ratio`` (first passage), and
    beats the other side with chance 1 - exp(-m); the integral over m is one of normal tails.
    """
    return (_passage(t, ratio, 0.0) - _passage(t, ratio, 1.0)) / ratio


def _passage(t: Vector, ratio: float, rate: float) -> Vector:
    drift = 0.5 + rate * ratio
    z = drift * np.sqrt(t / ratio)
    lift = (drift**2 - 0.25) * t / (2 * ratio)
    peak = np.exp(lift - z * z / 2) * np.sqrt(ratio * t / (2 * math.pi))
    passed: Vector = (peak - drift * t * np.exp(lift + log_ndtr(-z))) / t
    return passed
