"""Is a point of a series news, or what this series always does: control charts of rules 1 and 2.

Every chart says how often it would raise an alarm about a series in which nothing happens.
"""

import math
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from cxstats.arguments import require_scale, require_whole
from cxstats.formulas.arrays import Numbers, Vector
from cxstats.formulas.chart_limits import (
    Limits,
    around,
    binomial_outside,
    moving_range_sd,
    new_point_outside,
    normal_outside,
    signals,
)
from cxstats.formulas.run_lengths import chance_of_signal, shewhart_run_length
from cxstats.formulas.series import require_counts, require_same_length, require_series

RUN = 9
"""Points in a row on one side of the centre that make a signal (Nelson's rule 2)."""


@dataclass(frozen=True, slots=True)
class Signal:
    """A point that breaks a rule.

    Attributes
    ----------
    at : int
        Position in the series, from 0.
    rule : str
        "beyond-limits" (rule 1) or "one-side" (rule 2); of EWMA and CUSUM, "above" or "below".

    """

    at: int
    rule: str


@dataclass(frozen=True, slots=True)
class FalseAlarms:
    """What a chart does on a series in which nothing happens.

    Attributes
    ----------
    per_point : float
        Chance that one stable point falls outside the limits: one of those behind the limits or, where there
        is a baseline, a new one. Of EWMA and CUSUM, 1 / `run_length`.
    run_length : float
        Mean number of points up to the first false alarm by any rule in force (ARL0).
    in_series : float
        Chance that a stable series of this length gets at least one alarm.

    """

    per_point: float
    run_length: float
    in_series: float


@dataclass(frozen=True, slots=True)
class ControlChart:
    """A series with its limits, its signals, and how often such signals would be false.

    Attributes
    ----------
    values : tuple of float, shape (k,)
        What is drawn, in order of time.
    center : float
        What the series does when nothing happens.
    lower, upper : tuple of float, shape (k,)
        Limits of each point.
    errors : tuple of float, shape (k,)
        Standard error of each point; the limits lie 3 of them from the centre, kept inside the scale.
    signals : tuple of Signal
        In order of time; empty when no rule is broken.
    false_alarms : FalseAlarms
        How often these rules speak without cause.
    method : str
        Slug of the chart.

    """

    values: tuple[float, ...]
    center: float
    lower: tuple[float, ...]
    upper: tuple[float, ...]
    errors: tuple[float, ...]
    signals: tuple[Signal, ...]
    false_alarms: FalseAlarms
    method: str


def xmr_chart(
    values: Numbers,
    *,
    baseline: int | None = None,
    run: int | None = RUN,
    scale: tuple[float, float] | None = None,
) -> ControlChart:
    """Chart of single values: a weekly score, a mean wait, whatever has one number a period.

    Parameters
    ----------
    values : array_like, shape (k,)
        One number a period, in order of time, k at least 3.
    baseline : int, optional
        Take centre and limits from the first so many points only, at least 3; all when not given. Points
        after it are judged by limits that do not know them, and alarm more often (see `false_alarms`).
    run : int or None
        Points in a row on one side that make a signal; None switches rule 2 off.
    scale : tuple of float, shape (2,), optional
        The least and the largest value there can be: no limit is drawn beyond, where no point could lie.

    Returns
    -------
    ControlChart
        `method` "xmr"; limits mean ± 3 mean|moving range| / 1.128.

    Raises
    ------
    ValueError
        If the series is too short, holds NaN, or nothing moves in it; if `baseline` or `run` is out of range;
        if `scale` is none, or a value lies beyond it.

    References
    ----------
    Wheeler & Chambers (1992), Understanding Statistical Process Control; Nelson (1984). Reference case 11.
    docs/methods/control-charts.md.

    Examples
    --------
    >>> chart = xmr_chart([52, 47, 49, 58, 50, 46, 54, 55, 51, 30])
    >>> chart.center, round(chart.lower[0], 2), [(one.at, one.rule) for one in chart.signals]
    (49.2, 30.88, [(9, 'beyond-limits')])
    >>> round(chart.false_alarms.per_point, 4), round(chart.false_alarms.run_length)
    (0.0027, 217)
    >>> ratings = xmr_chart([4.6, 4.9, 4.5, 4.8, 4.4], scale=(1, 5))
    >>> round(ratings.lower[0], 2), ratings.upper[0]
    (3.71, 5.0)

    """
    series = require_series(name="values", values=values, fewest=3)
    ends = _ends(scale, series)
    base = series[: _baseline(baseline, series)]
    sd = _moving(sd=moving_range_sd(values=base))
    errors = np.full(len(series), sd)
    outside = _outside(baseline=len(base), points=len(series))
    center = float(base.mean())
    return _chart(
        values=series, center=center, errors=errors, outside=outside, run=run, method="xmr", scale=ends
    )


def p_chart(
    successes: Numbers, n: Numbers, *, baseline: int | None = None, run: int | None = RUN
) -> ControlChart:
    """Chart of a share with a varying number of answers: top box, answered in time, complaints.

    Parameters
    ----------
    successes, n : array_like, shape (k,)
        How many of how many answers in each period, k at least 2, each n at least 1.
    baseline : int, optional
        Take the centre from the first so many periods only, at least 2; all when not given.
    run : int or None
        Points in a row on one side that make a signal; None switches rule 2 off.

    Returns
    -------
    ControlChart
        From 0 to 1, `method` "p"; limits p ± 3 sqrt(p (1 - p) / n[i]). The chance of a false alarm is that of
        the binomial distribution itself.

    Raises
    ------
    ValueError
        If counts are impossible, the series differ in length, or everybody answered alike.

    References
    ----------
    Montgomery (2009), Introduction to Statistical Quality Control, 6th ed., section 7.2. Reference case 11.
    docs/methods/control-charts.md.

    Examples
    --------
    >>> chart = p_chart([19, 14, 30, 15, 41], [120, 98, 143, 110, 154])
    >>> round(chart.center, 4), round(chart.lower[0], 4), round(chart.upper[0], 4), chart.signals
    (0.1904, 0.0829, 0.2979, ())

    """
    hits, sizes, p = _shares(successes, n, baseline)

    def outside(limits: Limits) -> float:
        return binomial_outside(p=p, n=sizes, limits=limits)

    values, errors = hits / sizes, np.sqrt(p * (1 - p) / sizes)
    return _chart(values=values, center=p, errors=errors, scale=(0, 1), outside=outside, run=run, method="p")


def laney_p_chart(
    successes: Numbers, n: Numbers, *, baseline: int | None = None, run: int | None = RUN
) -> ControlChart:
    """Chart of a share whose true value moves a little all the time: p chart for large samples.

    With thousands of answers a period the limits of a p chart are narrower than what any living process does.
    Here the moving range of the standardised shares says how much more than sampling moves them.

    Parameters
    ----------
    successes, n, baseline, run
        As for `p_chart`; k and `baseline` at least 3.

    Returns
    -------
    ControlChart
        From 0 to 1, `method` "laney-p"; limits p ± 3 s sqrt(p (1 - p) / n[i]) with s the mean moving range of
        z over 1.128. s may be below 1 and is taken as it is.

    Raises
    ------
    ValueError
        As `p_chart`; also if no share differs from its neighbour.

    References
    ----------
    Laney (2002), Quality Engineering 14, 531-537. Reference case 11. docs/methods/control-charts.md.

    Examples
    --------
    >>> chart = laney_p_chart([19, 14, 30, 15, 41], [120, 98, 143, 110, 154])
    >>> round(chart.lower[0], 4), round(chart.upper[0], 4)
    (0.0005, 0.3803)

    """
    hits, sizes, p = _shares(successes, n, baseline)
    require_series(name="successes", values=hits, fewest=3)
    sampling = np.sqrt(p * (1 - p) / sizes)
    known = _baseline(baseline, hits)
    spread = moving_range_sd(values=((hits / sizes - p) / sampling)[:known])
    return _chart(
        values=hits / sizes,
        center=p,
        errors=sampling * _moving(sd=spread),
        scale=(0, 1),
        outside=_outside(baseline=known, points=len(hits)),
        run=run,
        method="laney-p",
    )


def nps_chart(
    promoters: Numbers,
    detractors: Numbers,
    n: Numbers,
    *,
    baseline: int | None = None,
    run: int | None = RUN,
) -> ControlChart:
    """Chart of the Net Promoter Score with a varying number of answers.

    Parameters
    ----------
    promoters, detractors, n : array_like, shape (k,)
        Counts of each period, k at least 2; `n` counts passives too and is at least 1.
    baseline : int, optional
        Take the centre from the first so many periods only, at least 2; all when not given.
    run : int or None
        Points in a row on one side that make a signal; None switches rule 2 off.

    Returns
    -------
    ControlChart
        From -1 to 1, `method` "nps-u"; limits NPS ± 3 sqrt(v / n[i]), where v is the variance of the single
        answers of all periods together. Without detractors this is the p chart.

    Raises
    ------
    ValueError
        If counts are impossible, the series differ in length, or everybody answered alike.

    References
    ----------
    Montgomery (2009), section 7.3.2 (u chart, varying sample size); Rocks (2016), arXiv 1601.07235, for v.
    docs/methods/control-charts.md.

    Examples
    --------
    >>> chart = nps_chart([60, 70, 30], [20, 15, 45], [120, 130, 110])
    >>> round(chart.center, 4), round(chart.lower[2], 4), [one.at for one in chart.signals]
    (0.2222, -0.0025, [2])

    """
    plus = require_counts(name="promoters", values=promoters, fewest=2)
    minus = require_counts(name="detractors", values=detractors, fewest=2)
    sizes = require_counts(name="n", values=n, fewest=2, lowest=1)
    require_same_length(promoters=plus, detractors=minus, n=sizes)
    _require_parts(plus + minus, sizes, "promoters and detractors")
    known = _baseline(baseline, sizes, fewest=2)
    total = sizes[:known].sum()
    center = float((plus - minus)[:known].sum() / total)
    variance = _moving(sd=float((plus + minus)[:known].sum() / total) - center**2)
    return _chart(
        values=(plus - minus) / sizes,
        center=center,
        errors=np.sqrt(variance / sizes),
        scale=(-1, 1),
        outside=normal_outside(width=3),
        run=run,
        method="nps-u",
    )


def _chart(
    *,
    values: Vector,
    center: float,
    errors: Vector,
    scale: tuple[float, float] = (-math.inf, math.inf),
    outside: float | Callable[[Limits], float],
    run: int | None,
    method: str,
) -> ControlChart:
    if run is not None:
        require_whole(name="run (None for no such rule)", value=run, least=2)
    limits = around(center=center, errors=errors, width=3, lowest=scale[0], highest=scale[1])
    chance = outside if isinstance(outside, float) else outside(limits)
    found = signals(values=values, center=center, limits=limits, run=run)
    return ControlChart(
        values=tuple(values.tolist()),
        center=center,
        lower=tuple(limits.lower.tolist()),
        upper=tuple(limits.upper.tolist()),
        errors=tuple(errors.tolist()),
        signals=tuple(Signal(at, rule) for at, rule in found),
        false_alarms=FalseAlarms(
            per_point=chance,
            run_length=shewhart_run_length(outside=chance, run=run),
            in_series=chance_of_signal(outside=chance, run=run, points=len(values)),
        ),
        method=method,
    )


def _shares(successes: Numbers, n: Numbers, baseline: int | None) -> tuple[Vector, Vector, float]:
    hits = require_counts(name="successes", values=successes, fewest=2)
    sizes = require_counts(name="n", values=n, fewest=2, lowest=1)
    require_same_length(successes=hits, n=sizes)
    _require_parts(hits, sizes, "successes")
    known = _baseline(baseline, sizes, fewest=2)
    p = float(hits[:known].sum() / sizes[:known].sum())
    _moving(sd=p * (1 - p))
    return hits, sizes, p


def _require_parts(parts: Vector, sizes: Vector, name: str) -> None:
    wrong = np.flatnonzero(parts > sizes)
    if len(wrong):
        at = int(wrong[0])
        raise ValueError(f"{name} are {parts[at]:g} of only {sizes[at]:g} answers (position {at!r})")


def _baseline(baseline: int | None, values: Vector, *, fewest: int = 3) -> int:
    if baseline is None:
        return len(values)
    return require_whole(name="baseline", value=baseline, least=fewest, most=len(values))


def _ends(scale: tuple[float, float] | None, values: Vector) -> tuple[float, float]:
    if scale is None:
        return -math.inf, math.inf
    least, most = require_scale(name="scale", value=scale)
    if values.min() < least or values.max() > most:
        raise ValueError(f"values must lie within the scale, from {least:g} to {most:g}")
    return least, most


def _moving(*, sd: float) -> float:
    if not sd > 0:
        raise ValueError(f"the series has a spread of {sd!r}: where nothing moves no limits can be found")
    return sd


def _outside(*, baseline: int, points: int) -> float:
    """Say how often a stable point falls outside: one behind the limits, or with a baseline, a new one."""
    if baseline == points:
        return normal_outside(width=3)
    return new_point_outside(width=3, baseline=baseline)
