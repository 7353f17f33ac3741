"""Which of two series moves first: correlations by lag of what is new in each, not of the series themselves.

Two series that drift go together at every lag, at lag 0 most of all. What tells which leads is what is new
in each period: so both are differenced, filtered by the past of x, and only then correlated. A lead is no
cause.
"""

from __future__ import annotations

from typing import Literal, NamedTuple

import numpy as np
from numpy.typing import ArrayLike

from cxstats.arguments import require_fraction, require_whole
from cxstats.formulas.arrays import Numbers, Vector, as_floats
from cxstats.formulas.cross_correlation import (
    autocovariances,
    autoregression,
    centred,
    correlation_limits,
    correlation_p,
    cross_correlations,
    effective_share,
    pair_correlations,
    whitened,
)
from cxstats.formulas.dependent_correlations import as_large_as
from cxstats.formulas.intervals import normal_quantile
from cxstats.formulas.many_looks import benjamini_hochberg
from cxstats.formulas.series import require_series
from cxstats.trends.lag_results import LagCorrelation, LeadLag

__all__ = ["LagCorrelation", "LeadLag", "lead_lag", "panel_lead_lag"]

FEWEST = 30
"""Periods that a single pair of series needs; with fewer a lead is not told from chance."""

FEWEST_IN_PANEL = 12
"""Periods that each unit of a panel needs."""

Method = Literal["prewhiten", "difference"]


def lead_lag(
    x: Numbers,
    y: Numbers,
    *,
    max_lag: int | None = None,
    method: Method = "prewhiten",
    differences: int = 1,
    alpha: float = 0.05,
    level: float = 0.95,
) -> LeadLag:
    """Find which of two series leads: x leads y by `lead` periods.

    Sign: a positive lead means that x moves first and y follows. R's ``ccf(x, y)`` shows the same at
    NEGATIVE lags.

    Parameters
    ----------
    x, y : array_like, shape (t,)
        Two series over the same periods, in order of time, t at least 30.
    max_lag : int, optional
        Largest lag to either side, from 0 to t / 4; 10 log10(t), at most t / 4, when not given.
    method : {"prewhiten", "difference"}
        "prewhiten": difference both, fit an autoregression to x (Yule-Walker, order by AIC), filter both by
        it, then correlate. "difference": difference only; the effective number of pairs pays for what past
        is left.
    differences : int
        How often to difference first: 0, 1 or 2. 0 only for series that surely do not drift.
    alpha : float
        False leads accepted, between 0 and 1.
    level : float
        Confidence level of the limits, between 0 and 1.

    Returns
    -------
    LeadLag
        The lead, or None; all lags with limits and adjusted p-values; and what the raw series would have
        shown.

    Raises
    ------
    ValueError
        If there are fewer than 30 periods, the series differ in length, hold NaN, or do not move once
        differenced; if another argument is out of range.

    References
    ----------
    Box, Jenkins & Reinsel (2008), Time Series Analysis, 4th ed., section 12.2; Haugh (1976), JASA 71,
    378-385; Benjamini & Hochberg (1995). docs/methods/lags.md.

    Examples
    --------
    >>> rng = np.random.default_rng(1)
    >>> x = np.cumsum(rng.normal(size=120))
    >>> y = np.concatenate((np.zeros(3), x[:-3])) + rng.normal(scale=0.5, size=120)  # follows x by 3
    >>> found = lead_lag(x, y)
    >>> found.lead, lead_lag(y, x).lead, found.lead_set
    (3, -3, (3,))

    """
    first = require_series(name="x", values=x, fewest=FEWEST)
    second = require_series(name="y", values=y, fewest=FEWEST)
    if len(first) != len(second):
        raise ValueError(f"x has {len(first)!r} periods and y {len(second)!r}: both must span the same ones")
    panels = first[None, :], second[None, :]
    asked = _Asked(max_lag, method, differences, alpha, level)
    return _found(panels, panels, asked, share=1.0)


def panel_lead_lag(
    x: ArrayLike,
    y: ArrayLike,
    *,
    common: bool = True,
    max_lag: int | None = None,
    method: Method = "prewhiten",
    differences: int = 1,
    alpha: float = 0.05,
    level: float = 0.95,
) -> LeadLag:
    """Find which of two measures leads inside the units of a panel: stores, teams, touchpoints.

    Each unit is compared with itself only (fixed effects), so that lasting differences between units, such as
    good stores in rich towns, count for nothing; with `common`, what happens to all units at once does not
    either.

    Parameters
    ----------
    x, y : array_like, shape (u, t)
        One row a unit, one column a period, without gaps; u at least 2, t at least 12, u t at least 30.
    common : bool
        Take the mean of all units off each period: weather, seasons and campaigns for all are then no lead.
    max_lag, method, differences, alpha, level
        As for `lead_lag`.

    Returns
    -------
    LeadLag
        As `lead_lag`, units pooled; the units are taken as independent of one another.

    Raises
    ------
    ValueError
        As `lead_lag`; also if the panels are too small or differ in shape.

    References
    ----------
    Arellano (2003), Panel Data Econometrics, chapter 2 (within estimation). docs/methods/lags.md.

    Examples
    --------
    >>> rng = np.random.default_rng(1)
    >>> x = np.cumsum(rng.normal(size=(8, 24)), axis=1) + 50 * np.arange(8)[:, None]
    >>> y = np.roll(x, 2, axis=1) + rng.normal(size=(8, 24))
    >>> panel_lead_lag(x[:, 2:], y[:, 2:]).lead
    2

    """
    first, second = (_panel(name, panel) for name, panel in (("x", x), ("y", y)))
    if first.shape != second.shape:
        raise ValueError(f"x has the shape {first.shape!r} and y {second.shape!r}: both must be the same")
    raw = first, second
    if common:
        first, second = first - first.mean(axis=0), second - second.mean(axis=0)
    asked = _Asked(max_lag, method, differences, alpha, level)
    return _found((first, second), raw, asked, share=1 - common / len(first))


def _panel(name: str, panel: ArrayLike) -> Vector:
    rows = as_floats(name=name, values=panel)
    if rows.ndim != 2 or rows.shape[0] < 2 or rows.shape[1] < FEWEST_IN_PANEL or rows.size < FEWEST:
        raise ValueError(
            f"{name} needs at least 2 units (rows) of {FEWEST_IN_PANEL} periods, 30 numbers in all, "
            f"not an array of shape {rows.shape!r}"
        )
    require_series(name=name, values=rows.ravel(), fewest=FEWEST)
    return rows


class _Asked(NamedTuple):
    max_lag: int | None
    method: str
    differences: int
    alpha: float
    level: float


def _found(
    panels: tuple[Vector, Vector], raw: tuple[Vector, Vector], asked: _Asked, *, share: float
) -> LeadLag:
    """Judge every lag; `share` of the pairs is left when a mean over units was taken off each period."""
    require_fraction(name="alpha", value=asked.alpha)
    most = _most(asked.max_lag, periods=panels[0].shape[1])
    x, y, order = _filtered(panels, asked.method, asked.differences)
    lags = _lags(x, y, most, asked.level, share=share)
    peak = max(lags, key=lambda one: abs(one.r))
    naive = cross_correlations(x=centred(panel=raw[0]), y=centred(panel=raw[1]), most=most)
    at = int(np.argmax(np.abs(naive)))
    return LeadLag(
        lead=peak.lag if peak.p_adjusted <= asked.alpha else None,
        lead_set=_lead_set(x, lags, peak, normal_quantile(level=asked.level)),
        peak=peak,
        lags=lags,
        raw_peak=at - most,
        raw_r=float(naive[at]),
        differences=asked.differences,
        order=order,
        n=x.size,
        alpha=asked.alpha,
        level=asked.level,
        method="prewhitened-ccf" if asked.method == "prewhiten" else "differenced-ccf",
    )


def _most(max_lag: int | None, *, periods: int) -> int:
    if max_lag is None:
        return min(int(10 * np.log10(periods)), periods // 4)
    return require_whole(
        name="max_lag (to a quarter of the periods)", value=max_lag, least=0, most=periods // 4
    )


def _filtered(panels: tuple[Vector, Vector], method: str, differences: int) -> tuple[Vector, Vector, int]:
    if method not in {"prewhiten", "difference"}:
        raise ValueError(f"method must be 'prewhiten' or 'difference', not {method!r}")
    require_whole(name="differences", value=differences, least=0, most=2)
    x, y = (centred(panel=np.diff(one, n=differences, axis=1)) for one in panels)
    for name, one, before in (("x", x, panels[0]), ("y", y, panels[1])):
        if np.abs(one).max() <= 1e-12 * np.abs(before).max():
            raise ValueError(f"{name} has a spread of {np.abs(one).max():g} once differenced: it never moves")
    if method == "difference":
        return x, y, 0
    most = min(int(10 * np.log10(x.shape[1])), x.shape[1] // 4)
    coefficients = autoregression(panel=x, most=most)
    x, y = (centred(panel=whitened(panel=one, coefficients=coefficients)) for one in (x, y))
    return x, y, len(coefficients)


def _lags(x: Vector, y: Vector, most: int, level: float, *, share: float) -> tuple[LagCorrelation, ...]:
    z = normal_quantile(level=level)
    places = range(-most, most + 1)
    found = cross_correlations(x=x, y=y, most=most).tolist()
    of_pairs = pair_correlations(x=x, y=y, most=most).tolist()
    worth = share * effective_share(x=x, y=y) * len(x)
    # The mean of every unit but one is a degree of freedom more than a single series spends.
    spent = (len(x) - 1) / len(x)
    pairs = [max(4.0, worth * (x.shape[1] - abs(lag) - spent)) for lag in places]
    p_values = [correlation_p(r=r, n=n) for r, n in zip(of_pairs, pairs, strict=True)]
    adjusted = benjamini_hochberg(p_values=p_values)
    return tuple(
        LagCorrelation(lag, r, own, *correlation_limits(r=own, n=n, z=z), n, p, q)
        for lag, r, own, n, p, q in zip(places, found, of_pairs, pairs, p_values, adjusted, strict=True)
    )


def _lead_set(x: Vector, lags: tuple[LagCorrelation, ...], peak: LagCorrelation, z: float) -> tuple[int, ...]:
    """Lags as good as the peak; x at two lags goes with itself as x does over their distance."""
    places = np.array([one.lag for one in lags])
    own = autocovariances(panel=x, most=len(lags) - 1)
    near = as_large_as(
        best=lags.index(peak),
        r=np.array([one.r_pairs for one in lags]),
        n=np.array([one.n_effective for one in lags]),
        between=(own / own[0])[np.abs(places - peak.lag)],
        z=z,
    )
    return tuple(one.lag for one, as_good in zip(lags, near, strict=True) if as_good)
