"""When did the level change: breaks of a series, each with the periods in which it may really lie."""

from collections.abc import Sequence
from dataclasses import dataclass
from reprlib import repr as short
from typing import Literal

import numpy as np

from cxstats.arguments import require_fraction, require_number, require_whole
from cxstats.estimate import Difference
from cxstats.formulas.arrays import Numbers, Vector
from cxstats.formulas.break_range import bai_perron_range
from cxstats.formulas.chart_limits import moving_range_sd
from cxstats.formulas.intervals import normal_quantile
from cxstats.formulas.segments import Costs, cheapest_cut, likelihood_ratio_range
from cxstats.formulas.series import require_errors, require_series

Range = Literal["likelihood-ratio", "bai-perron"]


@dataclass(frozen=True, slots=True)
class Break:
    """A change of level.

    Attributes
    ----------
    at : int
        Position of the first period of the new level, from 0; ``at - 1`` is the last of the old one.
    low, high : int
        Where the new level may have begun, first and last such position.
    change : Difference
        New level minus old, with the noise of both; its limits take the place of the break as given. No
        p-value: the break was searched for. `n_before` and `n_now` count periods.

    """

    at: int
    low: int
    high: int
    change: Difference


@dataclass(frozen=True, slots=True)
class ChangePoints:
    """The breaks of a series, and what a break had to gain to be called one.

    Attributes
    ----------
    breaks : tuple of Break
        In order of time; empty when one level explains the series.
    levels : tuple of float
        One more than breaks.
    errors : tuple of float, shape (k,)
        Standard error of each period that was reckoned with.
    dispersion : float
        How much more than these errors neighbours really differ, as a ratio of standard deviations; near 1
        when nothing but noise moves the series between breaks, 1 by construction without given errors. Well
        above 1, the breaks are too many: call again with ``dispersion=None``.
    penalty : float
        What one break had to save, in squared standard errors.
    method : str
        "change-points".
    interval : str
        Slug of the method of the ranges.
    level : float
        Confidence level of ranges and changes.

    """

    breaks: tuple[Break, ...]
    levels: tuple[float, ...]
    errors: tuple[float, ...]
    dispersion: float
    penalty: float
    method: str
    interval: str
    level: float


@dataclass(frozen=True, slots=True)
class BrokenPeriod:
    """The largest break of a series, in the words of its calendar.

    Attributes
    ----------
    period : str
        First period of the new level.
    earliest, latest : str
        Where the new level may have begun.
    change : Difference
        New level minus old.

    """

    period: str
    earliest: str
    latest: str
    change: Difference


def change_points(
    values: Numbers,
    *,
    errors: Numbers | None = None,
    dispersion: float | None = 1.0,
    penalty: float | None = None,
    shortest: int = 2,
    level: float = 0.95,
    interval: Range = "likelihood-ratio",
) -> ChangePoints:
    """Find when the level of a series changed, and how surely.

    Parameters
    ----------
    values : array_like, shape (k,)
        One number a period, in order of time.
    errors : array_like, shape (k,), optional
        Standard error of each number, such as sqrt(v / n[i]). Without them the noise is taken to be alike all
        along and judged from neighbours: mean moving range / 1.128.
    dispersion : float, optional
        How much larger the noise is than `errors` say, as a ratio of standard deviations; None measures it
        from neighbours and takes at least 1.
    penalty : float, optional
        What a break must save in squared standard errors; 3 log k when not given. 2 log k finds more, and
        more that is not there.
    shortest : int
        Fewest periods of a level, at least 1.
    level : float
        Confidence level, between 0 and 1.
    interval : {"likelihood-ratio", "bai-perron"}
        How ranges are made. "bai-perron" takes the noise from the series and allows no `errors`.

    Returns
    -------
    ChangePoints
        The exact optimum of cost + penalty x breaks.

    Raises
    ------
    ValueError
        If the series holds NaN or is shorter than two levels, an error is not above 0, nothing moves in a
        series without errors, or another argument is out of range.

    References
    ----------
    Killick, Fearnhead & Eckley (2012), JASA 107, 1590-1598; Siegmund (1986); Eo & Morley (2015); Bai & Perron
    (2003). Reference case 12. docs/methods/change-points.md.

    Examples
    --------
    >>> score = [31, 29, 30, 32, 30, 31, 24, 25, 23, 25, 24, 24]
    >>> found = change_points(score, errors=[1.5] * 12)
    >>> [(one.at, one.low, one.high) for one in found.breaks], [round(one, 1) for one in found.levels]
    ([(6, 6, 6)], [30.5, 24.2])
    >>> change_points([31, 29, 30, 32, 30, 31], errors=[1.5] * 6).breaks
    ()

    """
    series = require_series(name="values", values=values, fewest=2 * _shortest(shortest))
    require_fraction(name="level", value=level)
    given = None if errors is None else require_errors(errors=errors, series=series)
    _require_range(interval, given)
    noise, measured = _noise(series, given, dispersion)
    price = 3 * float(np.log(len(series))) if penalty is None else penalty
    require_number(name="penalty", value=price, above=0)
    costs = Costs.of(values=series, weights=noise**-2.0)
    cuts = cheapest_cut(costs=costs, penalty=price, shortest=shortest)
    return ChangePoints(
        breaks=_breaks(series, noise, costs, cuts, interval=interval, level=level),
        levels=_levels(series, noise, cuts),
        errors=tuple(noise.tolist()),
        dispersion=measured,
        penalty=price,
        method="change-points",
        interval=interval,
        level=level,
    )


def which_period_broke(
    values: Numbers,
    *,
    labels: Sequence[str],
    errors: Numbers | None = None,
    dispersion: float | None = 1.0,
    level: float = 0.95,
) -> BrokenPeriod | None:
    """Name the month in which a score broke, and the months in which it may have.

    Parameters
    ----------
    values, errors, dispersion, level
        As for `change_points`.
    labels : sequence of str, shape (k,)
        What each period is called.

    Returns
    -------
    BrokenPeriod or None
        Of the largest break, in standard errors of its change; None when there is none.

    Raises
    ------
    ValueError
        As `change_points`; also if labels and values differ in number.

    References
    ----------
    docs/methods/change-points.md.

    Examples
    --------
    >>> months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug"]
    >>> found = which_period_broke([31, 29, 30, 32, 24, 25, 23, 25], labels=months, errors=[1.5] * 8)
    >>> found.period, found.earliest, found.latest, round(found.change.value, 2)
    ('May', 'May', 'May', -6.25)

    """
    found = change_points(values, errors=errors, dispersion=dispersion, level=level)
    if np.shape(labels) != np.shape(found.errors):
        raise ValueError(f"labels must be one for each of {len(found.errors)!r} values, not {short(labels)}")
    if not found.breaks:
        return None
    largest = max(found.breaks, key=lambda one: _size(one.change))
    return BrokenPeriod(
        period=labels[largest.at],
        earliest=labels[largest.low],
        latest=labels[largest.high],
        change=largest.change,
    )


def _size(change: Difference) -> float:
    value, low, high = change.value or 0.0, change.low or 0.0, change.high or 0.0
    return abs(value) / (high - low)


def _shortest(shortest: int) -> int:
    return require_whole(name="shortest", value=shortest, least=1)


def _noise(series: Vector, given: Vector | None, dispersion: float | None) -> tuple[Vector, float]:
    """Standard error of each point, and how much more than the given ones neighbours differ."""
    if given is None:
        sd = moving_range_sd(values=series)
        if sd == 0:
            raise ValueError(f"neighbours differ by {sd!r}: give the errors of a series that hardly moves")
        return np.full(len(series), sd), 1.0
    steps = np.abs(np.diff(series)) / np.hypot(given[1:], given[:-1])
    measured = float(steps.mean() * np.sqrt(np.pi / 2))
    factor = max(1.0, measured)
    if dispersion is not None:
        factor = require_number(name="dispersion", value=dispersion, above=0)
    return given * factor, measured


def _require_range(interval: str, given: Vector | None) -> None:
    if interval not in {"likelihood-ratio", "bai-perron"}:
        raise ValueError(f"interval must be 'likelihood-ratio' or 'bai-perron', not {interval!r}")
    if interval == "bai-perron" and given is not None:
        raise ValueError("'bai-perron' judges the noise from the series: leave errors out")


def _levels(series: Vector, noise: Vector, cuts: tuple[int, ...]) -> tuple[float, ...]:
    edges = zip((0, *cuts), (*cuts, len(series)), strict=True)
    return tuple(float(np.average(series[i:j], weights=noise[i:j] ** -2.0)) for i, j in edges)


def _breaks(
    series: Vector, noise: Vector, costs: Costs, cuts: tuple[int, ...], *, interval: str, level: float
) -> tuple[Break, ...]:
    edges, found = (0, *cuts, len(series)), []
    for start, at, end in zip(edges[:-2], cuts, edges[2:], strict=True):
        if interval == "bai-perron":
            low, high = _bai_perron(series, (start, at, end), level)
        else:
            low, high = likelihood_ratio_range(costs=costs, start=start, at=at, end=end, level=level)
        found.append(Break(at, low, high, _change(series, noise, (start, at, end), level)))
    return tuple(found)


def _change(series: Vector, noise: Vector, stretch: tuple[int, int, int], level: float) -> Difference:
    start, at, end = stretch
    weights = noise**-2.0
    before, now = (slice(start, at), slice(at, end))
    value = float(
        np.average(series[now], weights=weights[now]) - np.average(series[before], weights=weights[before])
    )
    reach = normal_quantile(level=level) * float(np.sqrt(1 / weights[before].sum() + 1 / weights[now].sum()))
    return Difference(value, value - reach, value + reach, None, at - start, end - at, "change-points", level)


def _bai_perron(series: Vector, stretch: tuple[int, int, int], level: float) -> tuple[int, int]:
    start, at, end = stretch
    before, now = series[start:at], series[at:end]
    variances = float(before.var()), float(now.var())
    if min(variances) <= 0:
        raise ValueError("'bai-perron' needs noise on both sides of a break, and one has a variance of 0.0")
    change = float(now.mean() - before.mean())
    low, high = bai_perron_range(at=at, change=change, variances=variances, level=level)
    return max(low, start + 1), min(high, end - 1)
