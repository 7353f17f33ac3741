"""One look ahead: the season taken off, the best smoothing of the rest, and a range round it."""

from dataclasses import dataclass
from typing import get_args

import numpy as np

from cxstats.formulas.arrays import Vector
from cxstats.formulas.intervals import t_quantile
from cxstats.formulas.seasons import stl
from cxstats.formulas.smoothing import Shape, Smoothing, ahead, fit, tried, unsure


@dataclass(frozen=True, slots=True, eq=False)
class Outlook:
    """The next periods, without any test.

    Attributes
    ----------
    values, low, high : array of float, shape (horizon,)
        What is expected, and its range.
    best : Smoothing
        The smoothing with the smallest AICc.
    aicc : tuple of (str, float)
        Each model and its AICc.

    """

    values: Vector
    low: Vector
    high: Vector
    best: Smoothing
    aicc: tuple[tuple[str, float], ...]


def outlook(*, values: Vector, horizon: int, period: int | None, level: float) -> Outlook:
    """Look ahead from the end of a series.

    Parameters
    ----------
    values : array of float, shape (n,)
        One number a period; with a season at least 3 cycles, else 10 periods.
    horizon : int
        Periods ahead.
    period : int or None
        Periods of a cycle.
    level : float
        Confidence level, between 0 and 1.

    Returns
    -------
    Outlook
        `cxstats.trends.forecasts.forecast` tests it on the past of the series.

    References
    ----------
    Hyndman et al. (2008), Forecasting with Exponential Smoothing; Cleveland et al. (1990). Case 12.
    docs/methods/forecasts.md.

    Examples
    --------
    >>> series = np.array([30.0, 31, 29, 32, 30, 31, 33, 30, 32, 31, 30, 33])
    >>> found = outlook(values=series, horizon=2, period=None, level=0.95)
    >>> found.values.round(1).tolist(), found.best.shape
    ([31.0, 31.0], 'level')

    """
    season = np.zeros(len(values)) if period is None else stl(values=values, period=period).season
    rest = values - season
    shapes: tuple[Shape, ...] = get_args(Shape)
    grids = [tried(values=rest, shape=shape) for shape in shapes]
    fits = [fit(values=rest, shape=shape, grid=grid) for shape, grid in zip(shapes, grids, strict=True)]
    best = min(fits, key=lambda one: one.aicc)
    center, _ = ahead(fitted=best, horizon=horizon)
    variance = unsure(grids=grids, around=center, horizon=horizon)
    lost = 0 if period is None else period - 1  # the season was fitted too, and is not known better than this
    df = best.n - best.parameters - lost
    variance = variance * (best.n - best.parameters) / df + lost / best.n * best.sse / df
    reach = t_quantile(level=level, df=df) * np.sqrt(variance)
    if period is not None:
        center = center + as_last_cycle(values=season, horizon=horizon, period=period)
    names = tuple((model_name(shape=one.shape, period=period), one.aicc) for one in fits)
    return Outlook(center, center - reach, center + reach, best, names)


def as_last_cycle(*, values: Vector, horizon: int, period: int | None) -> Vector:
    """Repeat the last cycle: the seasonal naive forecast.

    Parameters
    ----------
    values : array of float, shape (n,)
        One number a period.
    horizon : int
        Periods ahead.
    period : int or None
        Periods of a cycle; without one the last value goes on.

    Returns
    -------
    array of float, shape (horizon,)

    Examples
    --------
    >>> as_last_cycle(values=np.array([1.0, 2, 3, 4]), horizon=3, period=2).tolist()
    [3.0, 4.0, 3.0]

    """
    cycle = 1 if period is None else period
    last: Vector = values[len(values) - cycle :]
    return last[np.arange(horizon) % cycle]


def model_name(*, shape: Shape, period: int | None) -> str:
    """Name a model in the letters of its literature.

    Parameters
    ----------
    shape : {"level", "trend", "damped"}
        Of the smoothing.
    period : int or None
        Periods of a cycle, taken off before.

    Returns
    -------
    str

    Examples
    --------
    >>> model_name(shape="damped", period=12)
    'STL + ETS(A,Ad,N)'

    """
    trend = {"level": "N", "trend": "A", "damped": "Ad"}[shape]
    return ("" if period is None else "STL + ") + f"ETS(A,{trend},N)"
