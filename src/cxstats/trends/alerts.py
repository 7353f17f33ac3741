"""Is the newest number out of the ordinary: alerts that say how many false ones to expect in a year."""

import math
from dataclasses import dataclass

import numpy as np
from scipy.special import ndtr, ndtri, stdtr, stdtrit

from cxstats.arguments import require_number, require_whole
from cxstats.formulas.arrays import Numbers, Vector
from cxstats.formulas.series import require_errors, require_series

OUTLIER = 0.0005
"""A number as far off as this is by chance once in 2,000 is left out of what later ones are compared with.
To leave out every alert would narrow the window and raise twice the false alerts that were asked for."""


@dataclass(frozen=True, slots=True)
class Alert:
    """A number that lies outside what came before it.

    Attributes
    ----------
    at : int
        Position in the series.
    value : float
        The number.
    expected, low, high : float
        What the numbers before it let expect, and the limits that it passed.
    p_value : float
        Chance that a number of a series in which nothing happens lies as far off.

    """

    at: int
    value: float
    expected: float
    low: float
    high: float
    p_value: float


@dataclass(frozen=True, slots=True)
class Alerts:
    """The alerts of a series, with the number of false ones to expect.

    Attributes
    ----------
    alerts : tuple of Alert
        In order of time.
    judged : int
        Numbers that had enough before them to be judged.
    per_look : float
        Chance of a false alert each time one number is looked at.
    per_year : float
        False alerts to expect in a year from all metrics together at this frequency, if nothing ever happens.
    expected_here : float
        False alerts to expect among the numbers judged here.
    method : str
        "prediction-t" where the spread is judged from the window, "prediction-z" with given errors.

    """

    alerts: tuple[Alert, ...]
    judged: int
    per_look: float
    per_year: float
    expected_here: float
    method: str


def false_alarms_per_year(*, width: float, looks_per_year: float, metrics: int = 1) -> float:
    """How many false alarms a rule of so many standard errors raises in a year.

    Parameters
    ----------
    width : float
        Standard errors on either side beyond which an alarm is raised, above 0.
    looks_per_year : float
        How often each metric is looked at: 365 for daily, 52 for weekly, 12 for monthly.
    metrics : int
        How many are looked at.

    Returns
    -------
    float
        Expected number; the numbers looked at are taken as normal, each look as a new number.

    Raises
    ------
    ValueError
        If an argument is not above 0.

    References
    ----------
    docs/methods/alerts.md.

    Examples
    --------
    >>> round(false_alarms_per_year(width=2, looks_per_year=365, metrics=20), 1)
    332.2
    >>> round(false_alarms_per_year(width=3, looks_per_year=52), 2)
    0.14

    """
    require_number(name="width", value=width, above=0)
    require_number(name="looks_per_year", value=looks_per_year, above=0)
    require_whole(name="metrics", value=metrics, least=1)
    return 2 * float(ndtr(-width)) * looks_per_year * metrics


def width_for(*, false_alarms: float, looks_per_year: float, metrics: int = 1) -> float:
    """How wide limits must be to raise no more than so many false alarms in a year.

    Parameters
    ----------
    false_alarms : float
        Expected number a year that is bearable, above 0 and below the number of looks.
    looks_per_year, metrics
        As for `false_alarms_per_year`.

    Returns
    -------
    float
        Standard errors on either side.

    Raises
    ------
    ValueError
        If an argument is not above 0, or there are no more looks than false alarms.

    References
    ----------
    docs/methods/alerts.md.

    Examples
    --------
    >>> round(width_for(false_alarms=4, looks_per_year=365, metrics=20), 2)
    3.46

    """
    return -float(ndtri(_per_look(false_alarms, looks_per_year, metrics) / 2))


def anomalies(
    values: Numbers,
    *,
    errors: Numbers | None = None,
    window: int = 26,
    season: int = 1,
    false_alarms: float = 1.0,
    looks_per_year: float,
    metrics: int = 1,
) -> Alerts:
    """Raise an alert for each number that lies outside what the numbers before it let expect.

    Each number is compared with the `window` numbers before it. Left out are those as far off as chance puts
    one in 2,000, so that one outlier does not hide the next. Alerts that go on and on mean a new level: see
    `cxstats.trends.change_points`.

    Parameters
    ----------
    values : array_like, shape (k,)
        One number a period, in order of time.
    errors : array_like, shape (k,), optional
        Standard error of each number, if sampling is all that moves it. Without them the spread is that of
        the window, whatever moves it.
    window : int
        How many earlier numbers make the expectation, at least 5 (with errors at least 1).
    season : int
        Compare only with numbers a multiple of this apart: 7 compares Mondays with Mondays.
    false_alarms : float
        False alerts a year, over all metrics, that are bearable.
    looks_per_year : float
        How often each metric is looked at, such as 365 or 52.
    metrics : int
        How many metrics are looked at beside this one, this one included.

    Returns
    -------
    Alerts
        Each number's chance of a false alert is exactly that asked for when numbers are independent and
        normal.

    Raises
    ------
    ValueError
        If nothing can be judged because the series is shorter than the window, holds NaN, an error is not
        above 0, a whole window does not move, or another argument is out of range.

    References
    ----------
    Hahn & Meeker (1991), Statistical Intervals, section 4.7 (prediction interval of one further number).
    docs/methods/alerts.md.

    Examples
    --------
    >>> score = [30, 31, 29, 32, 30, 31, 33, 30, 32, 12, 31]
    >>> found = anomalies(score, window=8, looks_per_year=52, false_alarms=1)
    >>> [(one.at, round(one.expected, 1)) for one in found.alerts], found.judged, round(found.per_look, 4)
    ([(9, 31.0)], 3, 0.0192)

    """
    fewest = 5 if errors is None else 1
    require_whole(name="window", value=window, least=fewest)
    require_whole(name="season", value=season, least=1)
    series = require_series(name="values", values=values, fewest=window * season + 1)
    noise = None if errors is None else require_errors(errors=errors, series=series)
    chance = _per_look(false_alarms, looks_per_year, metrics)
    found: list[Alert] = []
    outliers: set[int] = set()
    judged = 0
    for at in range(len(series)):
        known = _before(at, season, window, outliers)
        if len(known) == window:
            judged += 1
            alert = _alert(series, noise, at, known, chance)
            found += [alert] if alert.p_value <= chance else []
            outliers |= {at} if alert.p_value <= OUTLIER else set()
    return Alerts(
        alerts=tuple(found),
        judged=judged,
        per_look=chance,
        per_year=chance * looks_per_year * metrics,
        expected_here=chance * judged,
        method="prediction-t" if noise is None else "prediction-z",
    )


def _per_look(false_alarms: float, looks_per_year: float, metrics: int) -> float:
    require_number(name="false_alarms", value=false_alarms, above=0)
    require_number(name="looks_per_year", value=looks_per_year, above=0)
    require_whole(name="metrics", value=metrics, least=1)
    chance = false_alarms / (looks_per_year * metrics)
    if chance >= 1:
        raise ValueError(
            f"false_alarms must be below the {looks_per_year * metrics:g} looks, not {false_alarms!r}"
        )
    return chance


def _before(at: int, season: int, window: int, marked: set[int]) -> list[int]:
    earlier = (place for place in range(at - season, -1, -season) if place not in marked)
    return [place for place, _ in zip(earlier, range(window), strict=False)]


def _alert(series: Vector, noise: Vector | None, at: int, known: list[int], chance: float) -> Alert:
    """Compare one number with those before it; an alert if its p-value is at most `chance`."""
    past, value = series[known], float(series[at])
    if noise is None:
        expected, spread = float(past.mean()), float(past.std(ddof=1)) * math.sqrt(1 + 1 / len(past))
        if spread == 0:
            raise ValueError(
                f"the {len(past)!r} numbers before position {at!r} have a spread of 0.0: give errors"
            )
        df = len(past) - 1
        p_value = 2 * float(stdtr(df, -abs(value - expected) / spread))
        reach = -float(stdtrit(df, chance / 2)) * spread
    else:
        weights = noise[known] ** -2.0
        expected = float(np.average(past, weights=weights))
        spread = math.hypot(float(noise[at]), 1 / math.sqrt(float(weights.sum())))
        p_value = 2 * float(ndtr(-abs(value - expected) / spread))
        reach = -float(ndtri(chance / 2)) * spread
    return Alert(at, value, expected, expected - reach, expected + reach, p_value)
