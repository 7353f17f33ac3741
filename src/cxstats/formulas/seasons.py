"""Taking the season out of a series: STL, the decomposition by local regression."""

from typing import NamedTuple

import numpy as np

from cxstats.formulas.arrays import Vector


class Decomposition(NamedTuple):
    """A series as season + trend + rest."""

    season: Vector
    trend: Vector
    rest: Vector


def stl(*, values: Vector, period: int, trend_window: int | None = None, passes: int = 2) -> Decomposition:
    """Split a series into a season that repeats, a smooth trend and the rest.

    Parameters
    ----------
    values : numpy.ndarray, shape (n,)
        In order of time, n at least twice the period.
    period : int
        Points of one cycle, at least 2.
    trend_window : int, optional
        Odd number of neighbours behind each point of the trend; the next odd number from 1.5 cycles on when
        not given.
    passes : int
        How often season and trend are fitted in turn.

    Returns
    -------
    Decomposition
        Three series of shape (n,) that add up to `values`.

    References
    ----------
    Cleveland, Cleveland, McRae & Terpenning (1990), Journal of Official Statistics 6, 3-73: periodic season,
    no robustness weights, every tenth of a window evaluated and joined by lines. Reference case 12.

    Examples
    --------
    >>> parts = stl(values=np.tile([1.0, 3.0], 8), period=2)
    >>> parts.season.round(2).tolist()[:2], round(float(parts.trend[5]), 2)
    ([-1.0, 1.0], 2.0)

    """
    n = len(values)
    long = 10 * n + 1  # a window so long that every cycle counts alike
    width = _odd(1.5 * period / (1 - 1.5 / long)) if trend_window is None else trend_window
    season, trend = np.zeros(n), np.zeros(n)
    for _ in range(passes):
        cycles = _cycles(values - trend, period, long)
        season = cycles[period:-period] - _low_pass(cycles, period)
        trend = _loess(values - season, window=width, degree=1)
    means = np.array([season[start::period].mean() for start in range(period)])
    season = means[np.arange(n) % period]
    return Decomposition(season, trend, values - season - trend)


def _odd(number: float) -> int:
    whole = int(np.ceil(number))
    return whole + 1 - whole % 2


def _cycles(values: Vector, period: int, window: int) -> Vector:
    """Smooth all Januaries, all Februaries and so on, and go one cycle beyond either end."""
    found = np.empty(len(values) + 2 * period)
    for start in range(period):
        part = values[start::period]
        k = len(part)
        at = _places(k, jump=-(-window // 10))
        inside = np.interp(np.arange(1, k + 1), at, _rows(k, window, 0, at) @ part)
        first, last = _rows(k, window, 0, np.array([0.0, k + 1.0])) @ part
        found[start::period][: k + 2] = (first, *inside, last)
    return found


def _low_pass(cycles: Vector, period: int) -> Vector:
    smooth = cycles
    for width in (period, period, 3):
        smooth = np.convolve(smooth, np.full(width, 1 / width), mode="valid")
    return _loess(smooth, window=_odd(period), degree=1)


def _loess(values: Vector, *, window: int, degree: int) -> Vector:
    n = len(values)
    at = _places(n, jump=-(-window // 10))
    smooth: Vector = np.interp(np.arange(1, n + 1), at, _rows(n, window, degree, at) @ values)
    return smooth


def _places(n: int, *, jump: int) -> Vector:
    at = np.arange(1, n + 1, jump, dtype=np.float64)
    return at if at[-1] == n else np.append(at, float(n))


def _rows(n: int, window: int, degree: int, at: Vector) -> Vector:
    """Weights of a local regression at places `at` on points 1 to n, one row a place."""
    x = np.arange(1.0, n + 1)
    left = np.clip(at - (window + 1) // 2 + 1, 1, max(1, n - window + 1))
    right = np.minimum(left + window - 1, n)
    reach = np.maximum(at - left, right - at) + max(0, window - n) // 2
    far = np.abs(x - at[:, None])
    near = np.where(far <= 0.001 * reach[:, None], 1.0, (1 - (far / reach[:, None]) ** 3) ** 3)
    inside = (far <= 0.999 * reach[:, None]) & (x >= left[:, None]) & (x <= right[:, None])
    weights = np.where(inside, near, 0.0)
    weights /= weights.sum(axis=1, keepdims=True)
    if degree == 1:
        centre = weights @ x
        spread = (weights * (x - centre[:, None]) ** 2).sum(axis=1)
        tilt = np.where(spread > (0.001 * (n - 1)) ** 2, (at - centre) / np.maximum(spread, 1e-12), 0.0)
        weights = weights * (1 + tilt[:, None] * (x - centre[:, None]))
    result: Vector = weights
    return result
