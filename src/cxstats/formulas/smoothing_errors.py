"""One-step errors of exponential smoothings: one linear filter each, from the start that suits a series best.

For given parameters the errors are linear in the level and slope at the start, so that it is found by least
squares: ``theta(B) e = phi(B) (y - path of the start)``.
"""

from typing import NamedTuple

import numpy as np
from scipy.linalg.lapack import dtbtrs

from cxstats.formulas.arrays import Vector


class Started(NamedTuple):
    """Errors from the best start, for k sets of parameters, and the cross products by which it was found."""

    start: Vector  # shape (k, s): level, and slope where there is one
    errors: Vector  # shape (k, n)
    inner: Vector  # shape (k, s, s)

    @property
    def sse(self) -> Vector:
        """Sums of squared errors, shape (k,)."""
        found: Vector = np.maximum(np.einsum("kn,kn->k", self.errors, self.errors), 1e-300)
        return found


def parameters_of(*, searched: Vector) -> Vector:
    """Give alpha, beta and phi of what is searched for.

    Parameters
    ----------
    searched : array of float, shape (k, p)
        alpha, and where there are more columns beta / alpha and phi.

    Returns
    -------
    array of float, shape (k, 3)
        Without a slope beta is 0 and phi 1.

    Examples
    --------
    >>> parameters_of(searched=np.array([[0.5, 0.2]])).tolist()
    [[0.5, 0.1, 1.0]]

    """
    full = np.tile([0.0, 0.0, 1.0], (len(searched), 1))
    full[:, : searched.shape[1]] = searched
    full[:, 1] *= full[:, 0]
    return full


def damped_sums(*, phi: Vector, periods: int) -> Vector:
    """How many slopes a damped trend has moved on after each period.

    Parameters
    ----------
    phi : array of float, shape (k,)
        Damping.
    periods : int
        At least 1.

    Returns
    -------
    array of float, shape (k, periods)
        phi, phi + phi^2, and so on.

    Examples
    --------
    >>> damped_sums(phi=np.array([0.5, 1.0]), periods=2).tolist()
    [[0.5, 0.75], [1.0, 2.0]]

    """
    sums: Vector = np.cumsum(phi[:, None] ** np.arange(1.0, periods + 1), axis=1)
    return sums


def started(*, values: Vector, slope: bool, searched: Vector) -> Started:
    """Find the start that leaves the smallest errors, for many parameters at once.

    Parameters
    ----------
    values : array of float, shape (n,)
        In order of time.
    slope : bool
        Whether a slope is carried along.
    searched : array of float, shape (k, p)
        As `parameters_of` takes it.

    Returns
    -------
    Started

    References
    ----------
    Hyndman, Koehler, Ord & Snyder (2008), Forecasting with Exponential Smoothing, chapter 5.

    Examples
    --------
    >>> found = started(values=np.array([1.0, 2.0, 3.0, 5.0]), slope=False, searched=np.array([[0.5]]))
    >>> found.sse.round(3).tolist()
    [9.694]

    """
    parameters, n = parameters_of(searched=searched), len(values)
    columns = [np.broadcast_to(values, (len(parameters), n)), np.ones((len(parameters), n))]
    if slope:
        columns.append(damped_sums(phi=parameters[:, 2], periods=n))
    filtered = _filtered(np.stack(columns, axis=2), parameters, slope=slope)
    known, design = filtered[:, :, :1], filtered[:, :, 1:]
    turned = design.transpose(0, 2, 1)
    inner = turned @ design
    start = np.linalg.solve(inner, turned @ known).astype(np.float64, copy=False)
    return Started(start[:, :, 0], (known - design @ start)[:, :, 0], inner)


def _filtered(series: Vector, parameters: Vector, *, slope: bool) -> Vector:
    (alpha, beta, phi), one = parameters.T, np.ones(len(parameters))
    top, past = [one, -one], [one, alpha - 1]
    if slope:
        top = [one, -(1 + phi), phi]
        past = [one, alpha + phi * beta - 1 - phi, phi * (1 - alpha)]
    right = series.copy()
    for lag in range(1, len(top)):
        right[:, lag:] += top[lag][:, None, None] * series[:, :-lag]
    bands = np.repeat(np.stack(past, axis=1)[:, :, None], series.shape[1], axis=2)
    # LAPACK itself: what SciPy wraps round it costs eight times as much as these few numbers.
    return np.stack([dtbtrs(*each, uplo="L")[0] for each in zip(bands, right, strict=True)])
