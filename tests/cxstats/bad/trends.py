"""Trends: calls in order, and what may be wrong with each argument."""

from collections.abc import Iterator
from math import nan

import numpy as np
from tests.cxstats.bad.arguments import (
    Argument,
    Call,
    call,
    count,
    counts,
    labels,
    number,
    one_of,
    part,
    row,
    table,
)
from tests.cxstats.bad.data import LEVEL, OTHER, SERIES

from cxstats.formulas.growing_seasons import fit_growing
from cxstats.trends.alerts import anomalies, false_alarms_per_year, width_for
from cxstats.trends.change_points import change_points, which_period_broke
from cxstats.trends.control_charts import laney_p_chart, nps_chart, p_chart, xmr_chart
from cxstats.trends.forecasts import forecast
from cxstats.trends.lags import lead_lag, panel_lead_lag
from cxstats.trends.small_shifts import cusum_chart, ewma_chart


def calls() -> Iterator[Call]:
    """Lines of the table."""
    series, n = row(SERIES), 60
    errors = row([1.0 + place % 2 for place in range(n)])
    of, hits = counts([100 + place % 7 for place in range(n)]), counts([40 + place % 5 for place in range(n)])
    baseline = {"baseline": count(24, least=1), "run": count(9, least=1)}
    # As wide as whatever the table puts among the values.
    scale = Argument(
        (-1e300, 1e300), {"text": ("a", "b"), "turned": (10, 1), "a gap": (nan, 10), "one number": 3}
    )
    yield call(xmr_chart, values=series, **baseline, scale=scale, rows=("values",))
    for chart in (p_chart, laney_p_chart):
        yield call(chart, successes=hits, n=of, **baseline, rows=("successes", "n"))
    yield call(
        nps_chart,
        promoters=hits,
        detractors=counts([20 + place % 3 for place in range(n)]),
        n=of,
        **baseline,
        rows=("promoters", "detractors", "n"),
    )
    middle = {"center": number(50.0, above=None, optional=True), "sd": number(1.0, optional=True)}
    yield call(ewma_chart, values=series, **middle, weight=number(0.2), width=number(3.0), rows=("values",))
    yield call(
        cusum_chart, values=series, **middle, allowance=number(0.5), decision=number(5.0), rows=("values",)
    )
    broken = {"errors": errors, "dispersion": number(1.0, optional=True), "level": LEVEL}
    yield call(
        change_points,
        values=series,
        **broken,
        penalty=number(8.0, optional=True),
        shortest=count(2, least=1),
        interval=one_of("likelihood-ratio"),
        rows=("values", "errors"),
    )
    periods = labels([f"week {place}" for place in range(n)], blank=True)
    yield call(
        which_period_broke, values=series, labels=periods, **broken, rows=("values", "labels", "errors")
    )
    lagged = {
        "max_lag": count(6),
        "method": one_of("prewhiten"),
        "differences": count(1),
        "alpha": part(0.05),
        "level": LEVEL,
    }
    yield call(lead_lag, x=series, y=row(OTHER), **lagged, rows=("x", "y"))
    units = np.random.default_rng(5).normal(size=(2, 12, 24))
    yield call(panel_lead_lag, x=table(units[0]), y=table(units[1]), **lagged)
    yield call(
        forecast,
        values=series,
        horizon=count(3, least=1),
        period=count(12, least=1),
        level=LEVEL,
        rows=("values",),
    )
    smoothing = Argument((0.3, 0.1, 0.2), {"text": "much", "two": (0.3, 0.1), "a gap": (0.3, nan, 0.2)})
    yield call(fit_growing, values=series, period=count(12, least=1), smoothing=smoothing, rows=("values",))
    asked = {"looks_per_year": number(52.0), "metrics": count(1, least=1)}
    yield call(false_alarms_per_year, width=number(3.0), **asked)
    yield call(width_for, false_alarms=number(1.0), **asked)
    yield call(
        anomalies,
        values=series,
        errors=errors,
        window=count(26, least=1),
        season=count(1, least=1),
        false_alarms=number(1.0),
        **asked,
        rows=("values", "errors"),
    )
