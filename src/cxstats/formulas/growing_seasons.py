"""Exponential smoothing whose season and errors grow with the level: ETS(M,A,M).

One-step errors are shares of what was expected, so they are not linear in the start, and the start is
searched for together with the parameters. A batch of candidates runs through the series at once: that is one
gradient.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from scipy.optimize import minimize

from cxstats.arguments import require_fraction, require_number, require_whole
from cxstats.formulas.arrays import Numbers, Vector
from cxstats.formulas.seasons import stl
from cxstats.formulas.series import require_series

OPEN = (1e-4, 0.9999)
"""Of alpha, of beta as a share of alpha, and of gamma as a share of 1 - alpha."""

STARTS = ((0.3, 0.05, 0.3), (0.6, 0.02, 0.05), (0.1, 0.1, 0.7))
"""Where the search begins: the likelihood has more than one peak, with seasons that move and that stand."""

STEP = 1e-5
LEAST = 1e-3
"""Less of the mean of the series is never expected: errors would be shares of nothing."""


@dataclass(frozen=True, slots=True, eq=False)
class GrowingSeason:
    """A series smoothed with a level, a slope, and a season that multiplies them.

    Attributes
    ----------
    alpha, beta, gamma : float
        Of the level, of the slope and of the season.
    level, slope : float
        After the last point.
    season : array of float, shape (period,)
        Factors of the next cycle, the coming period first.
    sse : float
        Sum of squared one-step errors, each a share of what was expected.
    aicc : float
        Akaike's criterion for small samples, -2 log L without its constant; smaller is better.
    n, parameters : int
        Points, and parameters with the starting states and without the variance.

    """

    alpha: float
    beta: float
    gamma: float
    level: float
    slope: float
    season: Vector
    sse: float
    aicc: float
    n: int
    parameters: int

    @property
    def variance(self) -> float:
        """Of a one-step error, unbiased for the parameters fitted."""
        return self.sse / (self.n - self.parameters)


class _Run(NamedTuple):
    """What a batch of candidates ends with, each of shape (k,), the season (period, k)."""

    loss: Vector
    sse: Vector
    level: Vector
    slope: Vector
    season: Vector


def fit_growing(*, values: Numbers, period: int, smoothing: Sequence[float] | None = None) -> GrowingSeason:
    """Fit ETS(M,A,M) by maximum likelihood.

    Parameters
    ----------
    values : array_like, shape (n,)
        Above 0, in order of time; n at least three cycles, and 8 more than one.
    period : int
        Points of one cycle, at least 2.
    smoothing : sequence of float, optional
        alpha, beta and gamma, where they are known; only the start is searched for then. beta below alpha,
        gamma below 1 - alpha.

    Returns
    -------
    GrowingSeason
        The best of three searches.

    Raises
    ------
    ValueError
        If the series is too short, holds NaN or is not above 0; if the smoothing is out of its bounds.

    References
    ----------
    Hyndman, Koehler, Ord & Snyder (2008), Forecasting with Exponential Smoothing, chapters 2 and 5.
    Reference case 12: R's smoothing gives R's forecasts; its own search ends 12.8 of AICc short of this one.

    Examples
    --------
    >>> x = [10, 21, 11, 24, 13, 25, 13, 28, 15, 30, 14, 32, 17, 33]
    >>> fitted = fit_growing(values=x, period=2)
    >>> round(float(fitted.season[1] / fitted.season[0]), 1), round(fitted.slope, 1)
    (2.0, 0.8)

    """
    require_whole(name="period", value=period, least=2)
    series = require_series(name="values", values=values, fewest=max(3 * period, period + 8))
    if series.min() <= 0:
        raise ValueError(f"a season that multiplies needs values above 0, not {float(series.min())!r}")
    mean = float(series.mean())
    scaled = series / mean
    found = [_search(scaled, period, _first_guess(scaled, period, at), known=None) for at in STARTS]
    if smoothing is not None:
        known = _shares(smoothing)
        found = [_search(scaled, period, _first_guess(scaled, period, known), known=known)]
    best = min(found, key=lambda at: float(_run(scaled, period, at[None]).loss[0]))
    return _told(scaled, period, best, mean)


def ahead_growing(*, fitted: GrowingSeason, horizon: int) -> tuple[Vector, Vector]:
    """Expected values of the periods to come and the variance of what will be seen, parameters known.

    Parameters
    ----------
    fitted : GrowingSeason
        As `fit_growing` gives it.
    horizon : int
        Periods ahead, at least 1.

    Returns
    -------
    tuple of numpy.ndarray, each of shape (horizon,)
        ``(l + h b) s`` and ``s^2 (theta_h (1 + v) - (l + h b)^2)`` with ``theta_h = (l + h b)^2 + v
        sum_{j<h} ((alpha + beta j) sqrt(theta_{h-j}) + gamma_j (l + h b))^2``, gamma_j being gamma where j
        is whole cycles and else 0.

    References
    ----------
    Hyndman et al. (2008), section 6.4.3 (class 3), within one cycle. Beyond it theirs takes what one error
    does to the level and to the season as unrelated, which is too narrow; this keeps them together.
    Reference case 12.

    Examples
    --------
    >>> x = [10, 21, 11, 24, 13, 25, 13, 28, 15, 30, 14, 32, 17, 33]
    >>> ahead_growing(fitted=fit_growing(values=x, period=2), horizon=2)[0].round().tolist()
    [17.0, 36.0]

    """
    require_whole(name="horizon", value=horizon, least=1)
    steps, period, v = np.arange(1, horizon + 1), len(fitted.season), fitted.variance
    trend = fitted.level + steps * fitted.slope
    of_level = fitted.alpha + fitted.beta * steps
    of_season = np.where(steps % period == 0, fitted.gamma, 0.0)
    theta = np.empty(horizon)
    for h in range(horizon):
        moved = of_level[:h] * np.sqrt(theta[:h][::-1]) + of_season[:h] * trend[h]
        theta[h] = trend[h] ** 2 + v * float(moved @ moved)
    season = fitted.season[(steps - 1) % period]
    return season * trend, season**2 * (theta * (1 + v) - trend**2)


def _shares(smoothing: Sequence[float]) -> tuple[float, float, float]:
    """Write the smoothing as it is searched for, each within 0 and 1."""
    if not isinstance(smoothing, tuple | list) or len(smoothing) != 3:
        raise ValueError(f"smoothing needs alpha, beta and gamma, not {smoothing!r}")
    alpha, beta, gamma = (
        require_number(name=name, value=value)
        for name, value in zip(("alpha", "beta", "gamma"), smoothing, strict=True)
    )
    return (
        require_fraction(name="alpha", value=alpha),
        require_fraction(name="beta / alpha", value=beta / alpha),
        require_fraction(name="gamma / (1 - alpha)", value=gamma / (1 - alpha)),
    )


def _first_guess(scaled: Vector, period: int, smoothing: tuple[float, ...]) -> Vector:
    """Smoothing, then level and slope at the start, then every factor but the last: they sum to a cycle."""
    season = np.exp(stl(values=np.log(scaled), period=period).season[:period])
    season /= season.mean()
    rest = scaled / np.resize(season, len(scaled))
    few = max(10, 2 * period)
    slope, level = np.polyfit(np.arange(1, len(rest[:few]) + 1), rest[:few], 1)
    return np.array([*smoothing, level, slope, *season[:-1]])


def _search(scaled: Vector, period: int, guess: Vector, *, known: tuple[float, ...] | None) -> Vector:
    free = np.arange(0 if known is None else len(known), len(guess))
    bounds = [OPEN] * 3 + [(0.01, None), (None, None)] + [(0.01, float(period))] * (period - 1)

    def loss(searched: Vector) -> tuple[float, Vector]:
        batch = np.repeat(np.concatenate((guess[: free[0]], searched))[None], 2 * len(free) + 1, axis=0)
        up, down = np.arange(1, len(free) + 1), np.arange(len(free) + 1, 2 * len(free) + 1)
        batch[up, free] += STEP
        batch[down, free] -= STEP
        lost = _run(scaled, period, batch).loss
        return float(lost[0]), (lost[up] - lost[down]) / (2 * STEP)

    found = minimize(
        loss, guess[free], jac=True, method="L-BFGS-B", bounds=[bounds[at] for at in free], tol=1e-12
    )
    result: Vector = np.concatenate((guess[: free[0]], found.x))
    return result


def _run(scaled: Vector, period: int, batch: Vector) -> _Run:
    """-2 log L of every row of `batch`, up to a constant, and the states after the last point."""
    alpha, beta, gamma = _smoothing(batch)
    level, slope = batch[:, 3].copy(), batch[:, 4].copy()
    season = np.vstack((batch[:, 5:].T, period - batch[:, 5:].sum(axis=1)))
    squares, logs = np.zeros(len(batch)), np.zeros(len(batch))
    for at, seen in enumerate(scaled):
        now = at % period
        base = level + slope
        expected = np.maximum(base * season[now], LEAST)
        error = seen / expected - 1
        squares += error**2
        logs += np.log(expected)
        level = base * (1 + alpha * error)
        slope = slope + beta * base * error
        season[now] *= 1 + gamma * error
    squares = np.maximum(squares, 1e-300)
    return _Run(len(scaled) * np.log(squares) + 2 * logs, squares, level, slope, season)


def _smoothing(batch: Vector) -> tuple[Vector, Vector, Vector]:
    return batch[:, 0], batch[:, 1] * batch[:, 0], batch[:, 2] * (1 - batch[:, 0])


def _told(scaled: Vector, period: int, best: Vector, mean: float) -> GrowingSeason:
    run, n = _run(scaled, period, best[None]), len(scaled)
    alpha, beta, gamma = (float(one[0]) for one in _smoothing(best[None]))
    k = len(best) + 1
    return GrowingSeason(
        alpha=alpha,
        beta=beta,
        gamma=gamma,
        level=float(run.level[0]) * mean,
        slope=float(run.slope[0]) * mean,
        season=np.roll(run.season[:, 0], -(n % period)),
        sse=float(run.sse[0]),
        aicc=float(run.loss[0]) + 2 * n * math.log(mean) + 2 * k + 2 * k * (k + 1) / (n - k - 1),
        n=n,
        parameters=len(best),
    )
