"""Exponential smoothing with additive errors: level, trend and damped trend.

For given parameters the start is found by least squares (`smoothing_errors`), so that only the parameters are
searched for.
"""

import itertools
import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
from scipy.optimize import minimize

from cxstats.formulas.arrays import Vector
from cxstats.formulas.smoothing_errors import damped_sums, parameters_of, started

Shape = Literal["level", "trend", "damped"]
BOUNDS = ((1e-4, 0.9999), (1e-4, 0.9999), (0.8, 0.98))
"""Of alpha, of beta as a share of alpha, and of phi."""

STEP = 1e-5
"""By which the slope of the likelihood is taken; parameters stay further than this from 0 and 1."""

ALPHAS = (0.001, 0.05, 0.1, 0.17, 0.25, 0.35, 0.45, 0.55, 0.65, 0.75, 0.85, 0.95)
GRIDS: dict[Shape, tuple[tuple[float, ...], ...]] = {
    "level": (ALPHAS,),
    "trend": (ALPHAS[::2], (0.001, 0.05, 0.15, 0.3, 0.6)),
    "damped": (ALPHAS[::2], (0.001, 0.1, 0.3, 0.6), (0.82, 0.95)),
}
"""Where the likelihood is looked at, to start the search and to say how unsure the parameters are."""


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
        return _aicc(self.sse, n=self.n, parameters=self.parameters)


@dataclass(frozen=True, slots=True, eq=False)
class Smoothings:
    """Exponential smoothings of one series with many parameters at once, row by row as `Smoothing` has them.

    Attributes
    ----------
    shape : str
        What is carried along.
    searched : array of float, shape (k, p)
        alpha, and as the shape has them beta / alpha and phi.
    start, end : array of float, shape (k, s) and (k, 2)
        Level, and slope where the shape has one, before the first point; both after the last.
    start_spread : array of float, shape (k, s, s)
        Covariance of the start in units of the variance.
    sse : array of float, shape (k,)
        Sums of squared one-step errors.
    n : int
        Points.

    """

    shape: Shape
    searched: Vector
    start: Vector
    end: Vector
    start_spread: Vector
    sse: Vector
    n: int

    @property
    def parameters(self) -> int:
        """Parameters with the starting states and without the variance, of each."""
        return int(self.searched.shape[1] + self.start.shape[1])

    @property
    def variance(self) -> Vector:
        """Of the one-step errors, unbiased for the parameters fitted."""
        found: Vector = self.sse / (self.n - self.parameters)
        return found

    @property
    def lowest_aicc(self) -> float:
        """Akaike's criterion of the best."""
        return _aicc(float(self.sse.min()), n=self.n, parameters=self.parameters)

    def one(self, place: int) -> Smoothing:
        """Give one of them."""
        alpha, beta, phi = parameters_of(searched=self.searched[place : place + 1])[0].tolist()
        first = [*self.start[place].tolist(), 0.0]
        last = self.end[place].tolist()
        return Smoothing(
            shape=self.shape,
            alpha=alpha,
            beta=beta,
            phi=phi,
            start=(first[0], first[1]),
            end=(last[0], last[1]),
            start_spread=tuple(tuple(row) for row in self.start_spread[place].tolist()),
            sse=float(self.sse[place]),
            n=self.n,
            parameters=self.parameters,
        )


def tried(*, values: Vector, shape: Shape) -> Smoothings:
    """Smooth a series with every parameter of the grid of a shape.

    Parameters
    ----------
    values : numpy.ndarray, shape (n,)
        In order of time, n at least 10, and not explained without error.
    shape : {"level", "trend", "damped"}
        What is carried along.

    Returns
    -------
    Smoothings
        From the best of them `fit` starts; all of them say how unsure the parameters are (`unsure`).

    Examples
    --------
    >>> len(tried(values=np.array([3.0, 5, 4, 6, 5, 7, 6, 8, 7, 9]), shape="trend").sse)
    30

    """
    return _smoothed(values, shape, np.array(list(itertools.product(*GRIDS[shape]))))


def fit(*, values: Vector, shape: Shape, grid: Smoothings | None = None) -> Smoothing:
    """Fit one exponential smoothing by maximum likelihood.

    Parameters
    ----------
    values : numpy.ndarray, shape (n,)
        In order of time, n at least 10, and not explained without error.
    shape : {"level", "trend", "damped"}
        What is carried along.
    grid : Smoothings, optional
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
    known = tried(values=values, shape=shape) if grid is None else grid
    start, slope = known.searched[int(known.sse.argmin())], shape != "level"
    # The loss and what it would be a small step to either side of each parameter, in one go.
    steps = STEP * np.concatenate([np.zeros((1, len(start))), np.eye(len(start)), -np.eye(len(start))])

    def loss(searched: Vector) -> tuple[float, Vector]:
        found = np.log(started(values=values, slope=slope, searched=searched + steps).sse)
        up, down = np.split(found[1:], 2)
        return float(found[0]), (up - down) / (2 * STEP)

    bounds = BOUNDS[: len(start)]
    found = minimize(loss, start, jac=True, method="L-BFGS-B", bounds=bounds, options={"gtol": 1e-7})
    return _smoothed(values, shape, found.x[None]).one(0)


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
    return _smoothed(values, shape, np.array([searched])).one(0)


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
    searched, end = np.array([fitted.searched]), np.array([fitted.end])
    center, noise = _ahead(parameters_of(searched=searched), end, np.array([fitted.variance]), horizon)
    return center[0], noise[0]


def unsure(*, grids: Sequence[Smoothings], around: Vector, horizon: int) -> Vector:
    """Variance of what will be seen when shape, parameters and start are not known but were found.

    Every point of a grid of parameters forecasts; each is weighed by its likelihood within its shape and the
    shape by AICc. The variance is that of the mixture around the forecast that is shown.

    Parameters
    ----------
    grids : sequence of Smoothings
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
    lowest = np.array([grid.lowest_aicc for grid in grids])
    of_shape = np.exp(-(lowest - lowest.min()) / 2)
    total, variance = 0.0, np.zeros(horizon)
    for weight, grid in zip(of_shape, grids, strict=True):
        chances = np.exp(-grid.n / 2 * np.log(grid.sse / grid.sse.min()))
        chances *= weight / chances.sum()
        carried = parameters_of(searched=grid.searched)
        center, noise = _ahead(carried, grid.end, grid.variance, horizon)
        variance += chances @ (noise + _of_start(grid, carried, horizon) + (center - around) ** 2)
        total += float(chances.sum())
    return variance / total


def _aicc(sse: float, *, n: int, parameters: int) -> float:
    k = parameters + 1
    return n * math.log(sse) + 2 * k + 2 * k * (k + 1) / (n - k - 1)


def _smoothed(values: Vector, shape: Shape, searched: Vector) -> Smoothings:
    n, slope = len(values), shape != "level"
    found = started(values=values, slope=slope, searched=searched)
    alpha, beta, phi = parameters_of(searched=searched).T
    first = found.start[:, 1] if slope else 0.0
    fading = phi[:, None] ** np.arange(n - 1.0, -1, -1)
    level = values[-1] - (1 - alpha) * found.errors[:, -1]
    ended = phi**n * first + beta * np.einsum("kn,kn->k", fading, found.errors)
    return Smoothings(
        shape=shape,
        searched=searched,
        start=found.start,
        end=np.stack([level, ended], axis=1),
        start_spread=np.linalg.inv(found.inner).astype(np.float64, copy=False),
        sse=found.sse,
        n=n,
    )


def _ahead(carried: Vector, end: Vector, variance: Vector, horizon: int) -> tuple[Vector, Vector]:
    damped = damped_sums(phi=carried[:, 2], periods=horizon)
    gains = carried[:, :1] + carried[:, 1:2] * damped
    spread = np.ones_like(damped)
    spread[:, 1:] += np.cumsum(gains[:, :-1] ** 2, axis=1)
    return end[:, :1] + damped * end[:, 1:], variance[:, None] * spread


def _of_start(grid: Smoothings, carried: Vector, horizon: int) -> Vector:
    """Variance that the start, found from the same points, adds to each forecast."""
    (alpha, beta, phi), size = carried.T, grid.start.shape[1]
    carry = np.stack([1 - alpha, phi * (1 - alpha), -beta, phi * (1 - beta)], axis=1).reshape(-1, 2, 2)
    ends = np.linalg.matrix_power(carry, grid.n)[:, :, :size]
    damped = damped_sums(phi=carried[:, 2], periods=horizon)
    gradient = np.stack([np.ones_like(damped), damped], axis=2) @ ends
    added: Vector = np.einsum("khi,kij,khj->kh", gradient, grid.start_spread, gradient)
    return grid.variance[:, None] * added
