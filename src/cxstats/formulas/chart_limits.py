"""The limits of Shewhart charts and the two signals they give."""

import math
from typing import NamedTuple

import numpy as np
from scipy.special import bdtr, ndtr, stdtr

from cxstats.formulas.arrays import Vector

D2 = 1.128
"""Mean range of two normal points in standard deviations, to the three digits of the tables in use."""

BEYOND, ONE_SIDE = "beyond-limits", "one-side"
"""The two rules: a point outside the limits, and so many points in a row on one side of the centre."""


class Limits(NamedTuple):
    """Lower and upper limit of each point."""

    lower: Vector
    upper: Vector


def moving_range_sd(*, values: Vector) -> float:
    """Standard deviation of single points from the ranges of neighbours.

    A shift of the level enters one range only, so the limits stay narrow around either level.

    Parameters
    ----------
    values : numpy.ndarray, shape (n,)
        In order of time, n at least 2.

    Returns
    -------
    float
        ``mean |x[i] - x[i-1]| / 1.128``.

    References
    ----------
    Wheeler & Chambers (1992), Understanding Statistical Process Control, chapter 3.

    Examples
    --------
    >>> round(moving_range_sd(values=np.array([1.0, 3.0, 2.0])), 4)
    1.3298

    """
    return float(np.abs(np.diff(values)).mean()) / D2


def around(*, center: float, errors: Vector, width: float, lowest: float, highest: float) -> Limits:
    """Put limits around a centre, kept inside the scale.

    Parameters
    ----------
    center : float
        Of the chart.
    errors : numpy.ndarray, shape (n,)
        Standard error of each point.
    width : float
        How many standard errors.
    lowest, highest : float
        Ends of the scale.

    Returns
    -------
    Limits
        One pair a point.

    Examples
    --------
    >>> around(center=0.1, errors=np.array([0.1]), width=3, lowest=0, highest=1)
    Limits(lower=array([0.]), upper=array([0.4]))

    """
    reach = width * errors
    return Limits(np.maximum(center - reach, lowest), np.minimum(center + reach, highest))


def signals(*, values: Vector, center: float, limits: Limits, run: int | None) -> list[tuple[int, str]]:
    """Name the points that break a rule.

    Parameters
    ----------
    values : numpy.ndarray, shape (n,)
        In order of time.
    center : float
        Of the chart; a point exactly on it ends a run.
    limits : Limits
        One pair a point.
    run : int or None
        Points in a row on one side that make a signal, at the last of them and at each further one.

    Returns
    -------
    list of tuple
        Position and rule, in order of time.

    References
    ----------
    Western Electric (1956), Statistical Quality Control Handbook; Nelson (1984), Journal of Quality
    Technology 16, 237-239, tests 1 and 2. Further tests would only add false alarms.

    Examples
    --------
    >>> wide = Limits(np.full(4, -9.0), np.array([9.0, 9.0, 9.0, 0.5]))
    >>> signals(values=np.ones(4), center=0.0, limits=wide, run=3)
    [(2, 'one-side'), (3, 'beyond-limits'), (3, 'one-side')]

    """
    found, length, side = [], 0, 0.0
    for at, value in enumerate(values):
        now = math.copysign(1, value - center) if value != center else 0.0
        length = length + 1 if now == side and now else abs(int(now))
        side = now
        if value < limits.lower[at] or value > limits.upper[at]:
            found.append((at, BEYOND))
        if run is not None and length >= run:
            found.append((at, ONE_SIDE))
    return found


def normal_outside(*, width: float) -> float:
    """Chance that a normal point falls outside known limits.

    Parameters
    ----------
    width : float
        Half width of the limits in standard deviations.

    Returns
    -------
    float
        On both sides together.

    Examples
    --------
    >>> round(normal_outside(width=3), 5)
    0.0027

    """
    return 2 * float(ndtr(-width))


def new_point_outside(*, width: float, baseline: int) -> float:
    """Chance that a new stable point falls outside XmR limits found from a few earlier ones.

    The centre has an error of its own (1/b) and so has the mean moving range, whose squared coefficient of
    variation is .826/(b-1): about a standard deviation with 1/2 / (.826/(b-1)) degrees of freedom.

    Parameters
    ----------
    width : float
        Half width of the limits in standard deviations.
    baseline : int
        Points that the limits come from, at least 3.

    Returns
    -------
    float
        On both sides together; simulated: .0109 at 20 points, .0053 at 50 (docs/methods/control-charts.md).

    References
    ----------
    Cryer & Ryan (1990), Journal of Quality Technology 22, 187-192, for the variance of the mean moving range.

    Examples
    --------
    >>> [round(new_point_outside(width=3, baseline=b), 4) for b in (20, 50, 100000)]
    [0.0117, 0.0055, 0.0027]

    """
    df = (baseline - 1) / (2 * 0.826)
    unbiased = 1 - 1 / (4 * df)  # c4: the standard deviation behind Student's t is a little too small
    return 2 * float(stdtr(df, -width / (unbiased * math.sqrt(1 + 1 / baseline))))


def binomial_outside(*, p: float, n: Vector, limits: Limits) -> float:
    """Chance that a stable share falls outside its limits, exactly, on average over the points.

    Parameters
    ----------
    p : float
        The true share.
    n : numpy.ndarray, shape (k,)
        Answers behind each point.
    limits : Limits
        One pair a point.

    Returns
    -------
    float
        From 0 to 1.

    Examples
    --------
    >>> round(binomial_outside(p=0.5, n=np.array([2.0]), limits=Limits(np.array([0.1]), np.array([0.9]))), 6)
    0.5

    """
    # bdtr sums up to and with its first argument: below means at most the last whole number under the limit
    below = np.ceil(limits.lower * n - 1e-9) - 1
    up_to = np.floor(limits.upper * n + 1e-9)
    low = np.where(below >= 0, bdtr(np.maximum(below, 0), n.astype(int), p), 0.0)
    return float((low + 1 - bdtr(up_to, n.astype(int), p)).mean())
