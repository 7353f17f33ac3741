"""Cross-correlations of series with a past of their own: whitening, correlation by lag, what it is worth.

All functions take panels: one row a unit (a store, a team, or the one series there is), one column a period.
"""

import math
from collections.abc import Iterator

import numpy as np
from scipy.special import stdtr

from cxstats.formulas.arrays import Vector


def centred(*, panel: Vector) -> Vector:
    """Take each unit's mean off.

    Parameters
    ----------
    panel : numpy.ndarray, shape (u, t)
        One row a unit.

    Returns
    -------
    numpy.ndarray, shape (u, t)
        Rows of mean 0.

    Examples
    --------
    >>> centred(panel=np.array([[1.0, 3.0]]))
    array([[-1.,  1.]])

    """
    moved: Vector = panel - panel.mean(axis=1, keepdims=True)
    return moved


def autocovariances(*, panel: Vector, most: int) -> Vector:
    """Autocovariances by lag, pooled over the units.

    Parameters
    ----------
    panel : numpy.ndarray, shape (u, t)
        Rows of mean 0.
    most : int
        Largest lag.

    Returns
    -------
    numpy.ndarray, shape (most + 1,)
        Sums of products over u t, whatever the lag, which keeps the matrix of them positive.

    Examples
    --------
    >>> autocovariances(panel=np.array([[-1.0, 1.0]]), most=1)
    array([ 1. , -0.5])

    """
    t = panel.shape[1]
    sums = [float((panel[:, : t - lag] * panel[:, lag:]).sum()) for lag in range(most + 1)]
    return np.array(sums) / panel.size


def autoregression(*, panel: Vector, most: int) -> Vector:
    """Coefficients of the autoregression that AIC prefers, by Yule-Walker.

    Parameters
    ----------
    panel : numpy.ndarray, shape (u, t)
        Rows of mean 0 that are not all 0.
    most : int
        Largest order looked at.

    Returns
    -------
    numpy.ndarray, shape (p,)
        ``v[t] = c[0] v[t-1] + ... + c[p-1] v[t-p] + noise``; empty for noise.

    References
    ----------
    Durbin (1960), Review of the International Statistical Institute 28, 233-244 (the recursion); Akaike
    (1974).

    Examples
    --------
    >>> autoregression(panel=np.array([[1.0, -1.0, 1.0, -1.0, 1.0, -1.0, 1.0, -1.0]]), most=1)
    array([-0.875])

    """
    c = autocovariances(panel=panel, most=most)
    coefficients, variance = np.zeros(0), c[0]
    best, lowest = coefficients, panel.size * math.log(variance)
    for order in range(1, most + 1):
        step = (c[order] - coefficients @ c[order - 1 : 0 : -1]) / variance
        coefficients = np.append(coefficients - step * coefficients[::-1], step)
        variance *= 1 - step * step
        aic = panel.size * math.log(variance) + 2 * order
        if aic < lowest:
            best, lowest = coefficients, aic
    return best


def whitened(*, panel: Vector, coefficients: Vector) -> Vector:
    """What an autoregression leaves of a panel.

    Parameters
    ----------
    panel : numpy.ndarray, shape (u, t)
        Rows of mean 0.
    coefficients : numpy.ndarray, shape (p,)
        As `autoregression` gives them; those of another series filter this one alike.

    Returns
    -------
    numpy.ndarray, shape (u, t - p)
        Without the first p periods, whose past is not known.

    Examples
    --------
    >>> whitened(panel=np.array([[1.0, 2.0, 3.0]]), coefficients=np.array([0.5]))
    array([[1.5, 2. ]])

    """
    p, t = len(coefficients), panel.shape[1]
    left = panel[:, p:].copy()
    for lag, coefficient in enumerate(coefficients, start=1):
        left -= coefficient * panel[:, p - lag : t - lag]
    return left


def cross_correlations(*, x: Vector, y: Vector, most: int) -> Vector:
    """Correlation of x now with y some periods later, pooled over the units.

    Parameters
    ----------
    x, y : numpy.ndarray, shape (u, t)
        Rows of mean 0, neither all 0.
    most : int
        Largest lag to either side.

    Returns
    -------
    numpy.ndarray, shape (2 most + 1,)
        For lags -most to most: at lag k, of ``x[t]`` with ``y[t + k]``. R's ``ccf(x, y)`` shows this at -k.

    References
    ----------
    Box, Jenkins & Reinsel (2008), Time Series Analysis, 4th ed., section 12.1 (sums divided by the whole
    length).

    Examples
    --------
    >>> x, y = np.array([[3.0, -1, -1, -1]]), np.array([[-1.0, 3, -1, -1]])  # y follows x by one
    >>> cross_correlations(x=x, y=y, most=1).round(2).tolist()
    [-0.08, -0.33, 0.92]

    """
    scale = math.sqrt(float((x * x).sum()) * float((y * y).sum()))
    return np.array([float((of_x * of_y).sum()) for of_x, of_y in _pairs(x, y, most)]) / scale


def pair_correlations(*, x: Vector, y: Vector, most: int) -> Vector:
    """Correlation of those pairs that a lag leaves, which no lag pulls towards 0.

    `cross_correlations` divides the sum over the t - k pairs of lag k by sums over all t periods, so that a
    true correlation rho comes out near ``(1 - k/t) rho``. Here the pairs are set against their own sums.

    Parameters
    ----------
    x, y, most
        As for `cross_correlations`.

    Returns
    -------
    numpy.ndarray, shape (2 most + 1,)
        For lags -most to most; 0 where one series stands still over the pairs of a lag.

    Examples
    --------
    >>> x, y = np.array([[3.0, -1, -1, -1]]), np.array([[-1.0, 3, -1, -1]])  # y follows x by one
    >>> pair_correlations(x=x, y=y, most=1).round(2).tolist()
    [-0.17, -0.33, 1.0]

    """
    found = []
    for of_x, of_y in _pairs(x, y, most):
        scale = math.sqrt(float((of_x * of_x).sum()) * float((of_y * of_y).sum()))
        found.append(float((of_x * of_y).sum()) / scale if scale > 0 else 0.0)
    return np.clip(found, -1.0, 1.0)


def _pairs(x: Vector, y: Vector, most: int) -> Iterator[tuple[Vector, Vector]]:
    """For each lag from -most to most: what of x and of y stand that many periods apart."""
    t = x.shape[1]
    for lag in range(-most, most + 1):
        yield x[:, max(-lag, 0) : t - max(lag, 0)], y[:, max(lag, 0) : t - max(-lag, 0)]


def effective_share(*, x: Vector, y: Vector) -> float:
    """How much of their pairs two series are worth that each follow their own past.

    Parameters
    ----------
    x, y : numpy.ndarray, shape (u, t)
        Rows of mean 0, neither all 0.

    Returns
    -------
    float
        ``1 / (1 + 2 sum_j (1 - j/t) r_x(j) r_y(j))``, at most 1: what this makes of the pairs is their
        effective number.

    References
    ----------
    Bartlett (1946), JRSS Supplement 8, 27-41; Bayley & Hammersley (1946), ibid. 184-197.

    Examples
    --------
    >>> drift = centred(panel=np.arange(40.0)[None, :])
    >>> round(effective_share(x=drift, y=drift), 3)
    0.121

    """
    t = x.shape[1]
    most = min(t // 4, int(10 * math.log10(t)))
    of_x, of_y = (autocovariances(panel=one, most=most) for one in (x, y))
    shared = (of_x * of_y)[1:] / (of_x[0] * of_y[0]) * (1 - np.arange(1, most + 1) / t)
    return 1 / max(1.0, 1 + 2 * float(shared.sum()))


def correlation_p(*, r: float, n: float) -> float:
    """Two-sided p-value of a correlation against none.

    Parameters
    ----------
    r : float
        The correlation, from -1 to 1.
    n : float
        Effective number of pairs, above 2.

    Returns
    -------
    float
        By Student's t with n - 2 degrees of freedom.

    Examples
    --------
    >>> round(correlation_p(r=0.5, n=27), 4)
    0.0079

    """
    if abs(r) >= 1:
        return 0.0
    return 2 * float(stdtr(n - 2, -abs(r) * math.sqrt((n - 2) / (1 - r * r))))


def correlation_limits(*, r: float, n: float, z: float) -> tuple[float, float]:
    """Fisher's interval of a correlation.

    Parameters
    ----------
    r : float
        The correlation, from -1 to 1.
    n : float
        Effective number of pairs, above 3.
    z : float
        Normal quantile.

    Returns
    -------
    tuple of float
        The limits.

    References
    ----------
    Fisher (1921), Metron 1, 3-32.

    Examples
    --------
    >>> [round(limit, 3) for limit in correlation_limits(r=0.5, n=28, z=1.959964)]
    [0.156, 0.736]

    """
    if abs(r) >= 1:
        return r, r
    middle, reach = math.atanh(r), z / math.sqrt(n - 3)
    return math.tanh(middle - reach), math.tanh(middle + reach)
