"""Has the level crept away: EWMA and CUSUM, which add up what a single point does not show."""

from dataclasses import dataclass

import numpy as np

from cxstats.arguments import require_number
from cxstats.formulas.arrays import Numbers, Vector
from cxstats.formulas.chart_limits import moving_range_sd
from cxstats.formulas.run_lengths import cusum_alarms, ewma_alarms
from cxstats.formulas.series import require_series
from cxstats.trends.control_charts import ControlChart, FalseAlarms, Signal


@dataclass(frozen=True, slots=True)
class CusumChart:
    """Two running sums of deviations from the centre, in standard deviations.

    Attributes
    ----------
    up : tuple of float, shape (k,)
        Sum of what lies more than `allowance` above the centre, at least 0.
    down : tuple of float, shape (k,)
        Sum of what lies more than `allowance` below it, at most 0.
    center, sd : float
        What the deviations are measured from and in.
    allowance, decision : float
        k and h.
    signals : tuple of Signal
        Points where a sum lies beyond the decision limit: "above" or "below".
    false_alarms : FalseAlarms
        Of both sides together.
    method : str
        "cusum".

    """

    up: tuple[float, ...]
    down: tuple[float, ...]
    center: float
    sd: float
    allowance: float
    decision: float
    signals: tuple[Signal, ...]
    false_alarms: FalseAlarms
    method: str = "cusum"


def ewma_chart(
    values: Numbers,
    *,
    center: float | None = None,
    sd: float | None = None,
    weight: float = 0.2,
    width: float = 3.0,
) -> ControlChart:
    """Chart of a moving average that forgets: finds shifts of about one standard deviation.

    Parameters
    ----------
    values : array_like, shape (k,)
        One number a period, in order of time, k at least 3.
    center, sd : float, optional
        Level and standard deviation of single points when nothing happens; without them the mean and the mean
        moving range / 1.128 of `values`.
    weight : float
        Of the newest point, above 0 and at most 1.
    width : float
        Half width of the limits in standard errors of the average, above 0.

    Returns
    -------
    ControlChart
        `values` are the averages, z[i] = weight x[i] + (1 - weight) z[i-1], started at the centre; `method`
        "ewma".

    Raises
    ------
    ValueError
        If the series is too short, holds NaN, or nothing moves; if another argument is out of range.

    References
    ----------
    Roberts (1959), Technometrics 1, 239-250; Lucas & Saccucci (1990), Technometrics 32, 1-12. Reference case
    11. docs/methods/small-shifts.md.

    Examples
    --------
    >>> chart = ewma_chart([52, 47, 49, 58, 50], center=50, sd=5)
    >>> [round(one, 2) for one in chart.values], round(chart.lower[0], 2), round(chart.upper[0], 2)
    ([50.4, 49.72, 49.58, 51.26, 51.01], 47.0, 53.0)
    >>> round(chart.false_alarms.run_length)
    554

    """
    series, middle, spread = _level(values, center, sd)
    require_number(name="weight", value=weight, above=0, most=1)
    require_number(name="width", value=width, above=0)
    averages, last = [], middle
    for value in series.tolist():
        last = weight * value + (1 - weight) * last
        averages.append(last)
    ages = np.arange(1, len(series) + 1)
    errors = spread * np.sqrt(weight / (2 - weight) * (1 - (1 - weight) ** (2.0 * ages)))
    lower, upper = middle - width * errors, middle + width * errors
    alarms = ewma_alarms(weight=weight, limit=width, points=len(series))
    return ControlChart(
        values=tuple(averages),
        center=middle,
        lower=tuple(lower.tolist()),
        upper=tuple(upper.tolist()),
        errors=tuple(errors.tolist()),
        signals=_beyond(np.array(averages), lower, upper),
        false_alarms=FalseAlarms(1 / alarms.run_length, *alarms),
        method="ewma",
    )


def cusum_chart(
    values: Numbers,
    *,
    center: float | None = None,
    sd: float | None = None,
    allowance: float = 0.5,
    decision: float = 5.0,
) -> CusumChart:
    """Chart of what has added up on either side: finds a lasting shift of one standard deviation soonest.

    Parameters
    ----------
    values : array_like, shape (k,)
        One number a period, in order of time, k at least 3.
    center, sd : float, optional
        As in `ewma_chart`.
    allowance : float
        k, in standard deviations, at least 0: half the shift worth finding.
    decision : float
        h, in standard deviations, above 0: 4 finds sooner and alarms falsely every 168 points, 5 every 465.

    Returns
    -------
    CusumChart
        ``up[i] = max(0, up[i-1] + z[i] - k)``, ``down[i] = min(0, down[i-1] + z[i] + k)``.

    Raises
    ------
    ValueError
        If the series is too short, holds NaN, or nothing moves; if another argument is out of range.

    References
    ----------
    Page (1954), Biometrika 41, 100-115; Montgomery (2009), section 9.1. Reference case 11.
    docs/methods/small-shifts.md.

    Examples
    --------
    >>> chart = cusum_chart([50, 40, 40, 40, 40], center=50, sd=5, decision=4)
    >>> chart.down, [(one.at, one.rule) for one in chart.signals]
    ((0.0, -1.5, -3.0, -4.5, -6.0), [(3, 'below'), (4, 'below')])

    """
    series, middle, spread = _level(values, center, sd)
    require_number(name="allowance", value=allowance, least=0)
    require_number(name="decision", value=decision, above=0)
    up, down, high, low = [], [], 0.0, 0.0
    for z in ((series - middle) / spread).tolist():
        high, low = max(0.0, high + z - allowance), min(0.0, low + z + allowance)
        up.append(high)
        down.append(low)
    alarms = cusum_alarms(allowance=allowance, decision=decision, points=len(series))
    sums = np.array(up), np.array(down)
    above = _beyond(sums[0], np.zeros(len(series)), np.full(len(series), decision))
    below = _beyond(sums[1], np.full(len(series), -decision), np.zeros(len(series)))
    return CusumChart(
        up=tuple(up),
        down=tuple(down),
        center=middle,
        sd=spread,
        allowance=allowance,
        decision=decision,
        signals=tuple(sorted(above + below, key=lambda one: one.at)),
        false_alarms=FalseAlarms(1 / alarms.run_length, *alarms),
    )


def _level(values: Numbers, center: float | None, sd: float | None) -> tuple[Vector, float, float]:
    series = require_series(name="values", values=values, fewest=3)
    middle = float(series.mean()) if center is None else require_number(name="center", value=center)
    spread = moving_range_sd(values=series) if sd is None else sd
    spread = require_number(name="sd (give one where nothing moves)", value=spread, above=0)
    return series, middle, spread


def _beyond(values: Vector, lower: Vector, upper: Vector) -> tuple[Signal, ...]:
    above, below = values > upper, values < lower
    return tuple(Signal(int(at), "above" if above[at] else "below") for at in np.flatnonzero(above | below))
