"""What the next periods will bring, with ranges, and whether that beats saying "as last year".

A forecast here is never given without its back-test: how it would have done at earlier moments of the same
series, beside the seasonal naive forecast, which repeats the last cycle.
"""

from dataclasses import dataclass

import numpy as np

from cxstats.arguments import require_whole
from cxstats.formulas.arrays import Numbers, Vector
from cxstats.formulas.outlook import as_last_cycle, model_name, outlook
from cxstats.formulas.series import require_series

SHORTEST = 10
"""Periods that a series without season needs before its first back-test."""

MOST_TESTS = 12
"""Earlier moments at which the back-test stands, the latest first."""


@dataclass(frozen=True, slots=True)
class BackTest:
    """How the same forecast would have done at earlier moments of this series.

    Attributes
    ----------
    mase : float or None
        Mean absolute error over that of the naive forecast one cycle ahead within the first part of the
        series (mean absolute scaled error). Below 1 is better than that; None where that never missed.
    mase_naive : float or None
        The same of the seasonal naive forecast over the very periods of the test.
    beats_naive : bool
        Whether `mase` is smaller than `mase_naive`. If not, the forecast adds nothing: show the naive one.
    held : float
        Share of the tested periods that lay within their range; few tests say little.
    moments : int
        At how many earlier moments it was tested.
    tests : int
        Periods tested, of all moments together.

    """

    mase: float | None
    mase_naive: float | None
    beats_naive: bool
    held: float
    moments: int
    tests: int


@dataclass(frozen=True, slots=True)
class Forecast:
    """The next periods of a series.

    Attributes
    ----------
    values, low, high : tuple of float, shape (horizon,)
        Expected values (of a series taken in logarithms, medians) and the limits of what will be seen.
    naive : tuple of float, shape (horizon,)
        The seasonal naive forecast: the last cycle again; without a season, the last value.
    model : str
        What was chosen, such as "STL + ETS(A,N,N)".
    aicc : tuple of (str, float)
        Every model looked at with its criterion, smaller being better.
    back_test : BackTest
        Read it first.
    n : int
        Periods known.
    level : float
        Confidence level of the limits.
    method : str
        "stl-ets", "ets", or the same with "log-" before it.

    """

    values: tuple[float, ...]
    low: tuple[float, ...]
    high: tuple[float, ...]
    naive: tuple[float, ...]
    model: str
    aicc: tuple[tuple[str, float], ...]
    back_test: BackTest
    n: int
    level: float
    method: str


def forecast(
    values: Numbers, *, horizon: int, period: int | None = None, log: bool = False, level: float = 0.95
) -> Forecast:
    """Forecast a series and test the forecast on its own past.

    Parameters
    ----------
    values : array_like, shape (n,)
        One number a period, in order of time. n at least 10 + horizon + 3, or with a season 3 cycles +
        horizon.
    horizon : int
        Periods ahead, at least 1.
    period : int, optional
        Periods of a cycle (12 for months, 7 for days, 52 for weeks); no season when not given.
    log : bool
        Forecast the logarithm: for series whose swings grow with their level. All values must be above 0.
    level : float
        Confidence level, between 0 and 1.

    Returns
    -------
    Forecast
        The season is taken out by STL, the rest forecast by the exponential smoothing (level, trend, damped
        trend) with the smallest AICc.

    Raises
    ------
    ValueError
        If the series is too short to be tested, holds NaN, does not move, or is not above 0 where its
        logarithm is asked for; if another argument is out of range.

    References
    ----------
    Hyndman et al. (2008), Forecasting with Exponential Smoothing; Cleveland et al. (1990); Hyndman & Koehler
    (2006), International Journal of Forecasting 22, 679-688 (MASE). Reference case 12.
    docs/methods/forecasts.md.

    Examples
    --------
    >>> score = [30, 31, 29, 32, 30, 31, 33, 30, 32, 31, 30, 33, 31, 32, 30, 31, 33, 32, 31, 32]
    >>> found = forecast(score, horizon=2)
    >>> found.model, [round(one, 1) for one in found.values], found.back_test.beats_naive
    ('ETS(A,N,N)', [31.2, 31.2], True)

    """
    series = require_series(name="values", values=values, fewest=2)
    _require(series, horizon, period, log=log)
    known = np.log(series) if log else series
    found = outlook(values=known, horizon=horizon, period=period, level=level)
    back = (np.exp if log else np.array)((found.values, found.low, found.high))
    name = model_name(shape=found.best.shape, period=period)
    return Forecast(
        values=tuple(back[0].tolist()),
        low=tuple(back[1].tolist()),
        high=tuple(back[2].tolist()),
        naive=tuple(as_last_cycle(values=series, horizon=horizon, period=period).tolist()),
        model=f"log {name}" if log else name,
        aicc=found.aicc,
        back_test=_back_test(series, horizon, period, level, log=log),
        n=len(series),
        level=level,
        method=("log-" if log else "") + ("ets" if period is None else "stl-ets"),
    )


def _require(series: Vector, horizon: int, period: int | None, *, log: bool) -> None:
    require_whole(name="horizon", value=horizon, least=1)
    if period is not None:
        require_whole(name="period (None without a season)", value=period, least=2)
    fewest = _first(period) + horizon + (3 if period is None else 0)
    if len(series) < fewest:
        raise ValueError(f"values needs at least {fewest!r} periods to be tested, not {len(series)!r}")
    if log and series.min() <= 0:
        raise ValueError(f"a logarithm needs values above 0, not {float(series.min())!r}")
    if np.ptp(series[: _first(period)]) == 0:
        raise ValueError(
            f"the first {_first(period)!r} values have a spread of 0.0: there is nothing to forecast"
        )


def _first(period: int | None) -> int:
    return SHORTEST if period is None else max(SHORTEST, 3 * period)


def _back_test(series: Vector, horizon: int, period: int | None, level: float, *, log: bool) -> BackTest:
    first, last = _first(period), len(series) - horizon
    moments = list(range(max(first, last - MOST_TESTS + 1), last + 1))
    cycle = 1 if period is None else period
    scale = float(np.abs(series[cycle : moments[0]] - series[: moments[0] - cycle]).mean())
    missed, naive, held = [], [], []
    for now in moments:
        true = series[now : now + horizon]
        found = outlook(
            values=np.log(series[:now]) if log else series[:now], horizon=horizon, period=period, level=level
        )
        low, center, high = (np.exp(one) if log else one for one in (found.low, found.values, found.high))
        missed.append(np.abs(true - center).mean())
        naive.append(np.abs(true - as_last_cycle(values=series[:now], horizon=horizon, period=period)).mean())
        held.append(((low <= true) & (true <= high)).mean())
    error, of_naive = float(np.mean(missed)), float(np.mean(naive))
    return BackTest(
        mase=error / scale if scale > 0 else None,
        mase_naive=of_naive / scale if scale > 0 else None,
        beats_naive=error < of_naive,
        held=float(np.mean(held)),
        moments=len(moments),
        tests=len(moments) * horizon,
    )
