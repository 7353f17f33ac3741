"""Exponential smoothing with additive errors: level, trend and damped trend as one linear filter each.

For given smoothing parameters the one-step errors are linear in the level and slope at the start, so these
are found by least squares and only the parameters are searched for. Errors: ``theta(B) e = phi(B) (y - path
of the start)``.
"""

import itertools
import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, NamedTuple

import numpy as np
from scipy.linalg.lapack import dtbtrs
from scipy.optimize import minimize

from cxstats.formulas.arrays import Vector

Shape = Literal["level", "trend", "damped"]
BOUNDS = ((1e-4, 0.9999), (1e-4, 0.9999), (0.8, 0.98))
"""Of alpha, of beta as a share of alpha, and of phi."""

ALPHAS = (0.001, 0.05, 0.1, 0.17, 0.25, 0.35, 0.45, 0.55, 0.65, 0.75, 0.85, 0.95)
GRIDS: dict[Shape, tuple[tuple[float, ...], ...]] = {
    "level": (ALPHAS,),
    "trend": (ALPHAS[::2], (0.001, 0.05, 0.15, 0.3, 0.6)),
    "damped": (ALPHAS[::2], (0.001, 0.1, 0.3, 0.6), (0.82, 0.95)),
}
"""Where the likelihood is looked at, to start the search and to say how unsure the parameters are."""

NO_CHANCE = 1e-9
"""Parameters of a smaller weight are passed over: they would not be seen in any range that is shown."""


@dataclass(frozen=True, slots=True)
class Smoothing:
    """An exponential smoothing of a series with given or fitted parameters.

    Attributes
    ----------
    shape : str
        "level" is ETS(A,N,N), "trend" ETS(A,A,N), "damped" ETS(A,Ad,N).
    alpha, beta, phi : float
        Of the level, of the slope (beta = alpha times the share of textbooks; 0 without a slope), and
        damping (1 without).
    start, end : tuple of float
        Level and slope before the first and after the last point.
    start_spread : tuple of tuple of float
        Covariance of the start in units of the variance.
    sse : float
        Sum of squared one-step errors.
    n, parameters : int
        Points, and parameters with the starting states and without the variance.

    """

    shape: Shape
    alpha: float
    beta: float
    phi: float
    start: tuple[float, float]
    end: tuple[float, float]
    start_spread: tuple[tuple[float, ...], ...]
    sse: float
    n: int
    parameters: int

    @property
    def searched(self) -> tuple[float, ...]:
        """What `smoothed` was given: alpha, and as the shape has them beta / alpha and phi."""
        every = (self.alpha, self.beta / self.alpha, self.phi)
        return every[: len(GRIDS[self.shape])]

    @property
    def variance(self) -> float:
        """Of a one-step error, unbiased for the parameters fitted."""
        return self.sse / (self.n - self.parameters)

    @property
    def aicc(self) -> float:
        """Akaike's criterion for small samples, -2 log L without its constant; smaller is better."""
        k = self.parameters + 1
        return self.n * math.log(self.sse) + 2 * k + 2 * k * (k + 1) / (self.n - k - 1)


def tried(*, values: Vector, shape: Shape) -> tuple[Smoothing, ...]:
    """Smooth a series with every parameter of the grid of a shape.

    Parameters
    ----------
    values : numpy.ndarray, shape (n,)
        In order of time, n at least 10, and not explained without error.
    shape : {"level", "trend", "damped"}
        What is carried along.

    Returns
    -------
    tuple of Smoothing
        From the best of them `fit` starts; all of them say how unsure the parameters are (`unsure`).

    Examples
    --------
    >>> len(tried(values=np.array([3.0, 5, 4, 6, 5, 7, 6, 8, 7, 9]), shape="trend"))
    30

    """
    return tuple(smoothed(values=values, shape=shape, searched=at) for at in itertools.product(*GRIDS[shape]))


def fit(*, values: Vector, shape: Shape, grid: Sequence[Smoothing] = ()) -> Smoothing:
    """Fit one exponential smoothing by maximum likelihood.

    Parameters
    ----------
    values : numpy.ndarray, shape (n,)
        In order of time, n at least 10, and not explained without error.
    shape : {"level", "trend", "damped"}
        What is carried along.
    grid : sequence of Smoothing
        What `tried` gives for the same series and shape, where it is known already.

    Returns
    -------
    Smoothing
        The best near the best of a grid.

    References
    ----------
    Hyndman, Koehler, Ord & Snyder (2008), Forecasting with Exponential Smoothing, chapters 2 and 5.
    Reference case 12 (level of the Nile).

    Examples
    --------
    >>> fitted = fit(values=np.array([3.0, 5, 4, 6, 5, 7, 6, 8, 7, 9]), shape="trend")
    >>> round(fitted.end[1], 2)
    0.55

    """
    best = min(grid or tried(values=values, shape=shape), key=lambda one: one.sse)
    start = best.searched

    def loss(searched: Vector) -> float:
        return math.log(_started(values, shape, tuple(searched.tolist())).sse)

    found = minimize(loss, start, method="L-BFGS-B", bounds=BOUNDS[: len(start)], options={"gtol": 1e-9})
    return smoothed(values=values, shape=shape, searched=tuple(found.x.tolist()))


def smoothed(*, values: Vector, shape: Shape, searched: tuple[float, ...]) -> Smoothing:
    """Smooth a series with given parameters, its start found by least squares.

    Parameters
    ----------
    values : numpy.ndarray, shape (n,)
        In order of time.
    shape : {"level", "trend", "damped"}
        What is carried along.
    searched : tuple of float
        alpha, and as the shape has them beta / alpha and phi.

    Returns
    -------
    Smoothing
        With its errors summed.

    Examples
    --------
    >>> found = smoothed(values=np.array([1.0, 2.0, 3.0, 5.0]), shape="level", searched=(0.5,))
    >>> round(found.end[0], 3), round(found.sse, 3)
    (3.682, 9.694)

    """
    found = _started(values, shape, searched)
    (alpha, beta, phi), n = found.parameters, len(values)
    first = float(found.start[0]), float(found.start[1]) if shape != "level" else 0.0
    fading = phi ** np.arange(n - 1.0, -1, -1)
    carried = phi**n * first[1] + beta * float(fading @ found.errors)
    return Smoothing(
        shape=shape,
        alpha=alpha,
        beta=beta,
        phi=phi,
        start=first,
        end=(float(values[-1] - (1 - alpha) * found.errors[-1]), carried),
        start_spread=tuple(tuple(row) for row in np.linalg.inv(found.inner).tolist()),
        sse=found.sse,
        n=n,
        parameters=len(searched) + len(found.start),
    )


def ahead(*, fitted: Smoothing, horizon: int) -> tuple[Vector, Vector]:
    """Expected values of the periods to come and the variance of what will be seen, parameters known.

    Parameters
    ----------
    fitted : Smoothing
        As `fit` gives it.
    horizon : int
        Periods ahead, at least 1.

    Returns
    -------
    tuple of numpy.ndarray, each of shape (horizon,)
        ``l + (phi + ... + phi^h) b`` and ``s2 (1 + sum_{j<h} (alpha + beta (phi + ... + phi^j))^2)``. The
        term is alpha + beta j for a trend, not alpha beta as in some packages.

    References
    ----------
    Hyndman et al. (2008), table 6.2 (class 1).

    Examples
    --------
    >>> fitted = fit(values=np.array([3.0, 5, 4, 6, 5, 7, 6, 8, 7, 9]), shape="trend")
    >>> ahead(fitted=fitted, horizon=2)[0].round(1).tolist()
    [9.0, 9.5]

    """
    damped = _damped(fitted, horizon)
    gains = fitted.alpha + fitted.beta * damped
    spread = 1 + np.concatenate(([0.0], np.cumsum(gains[:-1] ** 2)))
    return fitted.end[0] + damped * fitted.end[1], fitted.variance * spread


def unsure(*, grids: Sequence[Sequence[Smoothing]], around: Vector, horizon: int) -> Vector:
    """Variance of what will be seen when shape, parameters and start are not known but were found.

    Every point of a grid of parameters forecasts; each is weighed by its likelihood within its shape and the
    shape by AICc. The variance is that of the mixture around the forecast that is shown.

    Parameters
    ----------
    grids : sequence of sequence of Smoothing
        What `tried` gives of the series, for each shape.
    around : numpy.ndarray, shape (horizon,)
        The forecast that is shown.
    horizon : int
        Periods ahead.

    Returns
    -------
    numpy.ndarray, shape (horizon,)
        Larger than that of `ahead`, most of all in short series.

    References
    ----------
    Draper (1995), JRSS B 57, 45-97 (what ranges lose that take the model as known); Burnham & Anderson
    (2002), section 4.3 (weights by AICc).

    Examples
    --------
    >>> x = np.array([3.0, 5, 4, 6, 5, 7, 6, 8, 7, 9])
    >>> grids = [tried(values=x, shape=shape) for shape in ("level", "trend", "damped")]
    >>> center, known = ahead(fitted=fit(values=x, shape="trend"), horizon=3)
    >>> bool((unsure(grids=grids, around=center, horizon=3) > known).all())
    True

    """
    lowest = np.array([min(one.aicc for one in grid) for grid in grids])
    of_shape = np.exp(-(lowest - lowest.min()) / 2)
    total, variance = 0.0, np.zeros(horizon)
    for weight, grid in zip(of_shape, grids, strict=True):
        likeliest = min(one.sse for one in grid)
        chances = np.exp([-one.n / 2 * math.log(one.sse / likeliest) for one in grid])
        for chance, one in zip(weight * chances / chances.sum(), grid, strict=True):
            if chance < NO_CHANCE:
                continue
            center, noise = ahead(fitted=one, horizon=horizon)
            variance += chance * (noise + _of_start(one, horizon) + (center - around) ** 2)
            total += chance
    result: Vector = variance / total
    return result


class _Started(NamedTuple):
    """Errors from the start that suits a series best, and the cross products by which it was found."""

    parameters: tuple[float, float, float]  # alpha, beta, phi
    start: Vector
    errors: Vector
    inner: Vector

    @property
    def sse(self) -> float:
        return max(float(self.errors @ self.errors), 1e-300)


def _started(values: Vector, shape: Shape, searched: tuple[float, ...]) -> _Started:
    alpha, share, phi = (*searched, *(0.0, 1.0)[len(searched) - 1 :])[:3]
    beta, slope, n = alpha * share, shape != "level", len(values)
    columns = [values, np.ones(n)] + ([np.cumsum(phi ** np.arange(1.0, n + 1))] if slope else [])
    filtered = _filtered(np.stack(columns, axis=1), alpha, beta, phi, slope=slope)
    inner = filtered[:, 1:].T @ filtered[:, 1:]
    start = np.linalg.solve(inner, filtered[:, 1:].T @ filtered[:, 0]).astype(np.float64, copy=False)
    return _Started((alpha, beta, phi), start, filtered[:, 0] - filtered[:, 1:] @ start, inner)


def _damped(fitted: Smoothing, horizon: int) -> Vector:
    sums: Vector = np.cumsum(fitted.phi ** np.arange(1.0, horizon + 1))
    return sums


def _of_start(fitted: Smoothing, horizon: int) -> Vector:
    """Variance that the start, found from the same points, adds to each forecast."""
    spread = np.array(fitted.start_spread)
    size = len(spread)
    carry = np.array([[1, fitted.phi], [0, fitted.phi]]) - np.outer(
        [fitted.alpha, fitted.beta], [1, fitted.phi]
    )
    ends = np.linalg.matrix_power(carry, fitted.n)[:, :size]
    gradient = np.stack([np.ones(horizon), _damped(fitted, horizon)], axis=1) @ ends
    added: Vector = fitted.variance * np.einsum("hi,ij,hj->h", gradient, spread, gradient)
    return added


def _filtered(series: Vector, alpha: float, beta: float, phi: float, *, slope: bool) -> Vector:
    top, past = [1.0, -1.0], [1.0, alpha - 1]
    if slope:
        top, past = [1.0, -(1 + phi), phi], [1.0, alpha + phi * beta - 1 - phi, phi * (1 - alpha)]
    right = top[0] * series
    for lag in range(1, len(top)):
        right[lag:] += top[lag] * series[:-lag]
    bands = np.repeat(np.array(past)[:, None], len(series), axis=1)
    # LAPACK itself: what SciPy wraps round it costs eight times as much as these few numbers.
    result: Vector = dtbtrs(bands, right, uplo="L")[0]
    return result
