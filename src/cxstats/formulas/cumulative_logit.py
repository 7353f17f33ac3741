"""The proportional-odds (cumulative logit) likelihood of ordered answers, and its maximum.

``logit P(answer <= k) = zeta_k - x'beta``. With the two ends a = zeta_k - x'beta and b = zeta_(k-1) -
x'beta of an answer k, its probability is F(a) - F(b) = F(a) F(-b) (1 - exp(b - a)), which keeps its digits
in both tails and makes all derivatives short. The logarithm is concave in (zeta, beta), so Newton's method
with halved steps finds the one maximum, or none exists.
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import linprog
from scipy.special import expit, log_expit, logit

Floats = NDArray[np.float64]


class Ordered(NamedTuple):
    """Ordered answers: predictors (n, p), codes from 0 (n,), weights (n,), categories, offset."""

    x: Floats
    codes: NDArray[np.intp]
    w: Floats
    categories: int
    offset: Floats | float = 0.0


class Maximum(NamedTuple):
    """Where the likelihood is highest: thresholds then slopes, its logarithm, the observed information."""

    theta: Floats
    log_likelihood: float
    information: Floats
    converged: bool


def log_likelihood(*, theta: Floats, data: Ordered) -> float:
    """Weighted log-likelihood of ordered answers.

    Parameters
    ----------
    theta : ndarray, shape (categories - 1 + p,)
        Thresholds, ascending, then slopes.
    data : Ordered
        The answers.

    Returns
    -------
    float
        Minus infinity where the thresholds do not ascend.

    References
    ----------
    McCullagh (1980), JRSS B 42, 109-142.

    Examples
    --------
    >>> import numpy as np
    >>> data = Ordered(np.zeros((4, 0)), np.array([0, 0, 1, 1]), np.ones(4), 2)
    >>> round(log_likelihood(theta=np.array([0.0]), data=data), 4)
    -2.7726

    """
    if (np.diff(theta[: data.categories - 1]) <= 0).any():
        return -np.inf
    upper, lower = _ends(theta, data)
    parts = log_expit(upper) + log_expit(-lower) + np.log(-np.expm1(lower - upper))
    return float(data.w @ parts)


def scores(*, theta: Floats, data: Ordered) -> Floats:
    """Slope of each row's own log-likelihood, without its weight.

    Parameters
    ----------
    theta : ndarray, shape (categories - 1 + p,)
        Thresholds, ascending, then slopes.
    data : Ordered
        The answers.

    Returns
    -------
    ndarray, shape (n, categories - 1 + p)
        One row an answer.

    Examples
    --------
    >>> import numpy as np
    >>> data = Ordered(np.zeros((2, 0)), np.array([0, 1]), np.ones(2), 2)
    >>> scores(theta=np.array([0.0]), data=data).ravel()
    array([ 0.5, -0.5])

    """
    cuts = data.categories - 1
    at_upper, at_lower, along = _slopes(theta, data)
    found = np.zeros((len(data.codes), cuts + data.x.shape[1]))
    below, above = data.codes < cuts, data.codes > 0
    found[below, data.codes[below]] = at_upper[below]
    found[above, data.codes[above] - 1] = at_lower[above]
    found[:, cuts:] = along[:, None] * data.x
    return found


def information(*, theta: Floats, data: Ordered) -> Floats:
    """Observed information: minus the second derivatives of the weighted log-likelihood.

    Parameters
    ----------
    theta : ndarray, shape (m,)
        Thresholds, ascending, then slopes.
    data : Ordered
        The answers.

    Returns
    -------
    ndarray, shape (m, m)
        Symmetric.

    Examples
    --------
    >>> import numpy as np
    >>> data = Ordered(np.zeros((4, 0)), np.array([0, 0, 1, 1]), np.ones(4), 2)
    >>> information(theta=np.array([0.0]), data=data)
    array([[1.]])

    """
    upper, lower = _ends(theta, data)
    k, cuts = data.categories, data.categories - 1
    at_upper, at_lower = data.w * expit(upper) * expit(-upper), data.w * expit(lower) * expit(-lower)
    gap = upper - lower
    shared = data.w / (_expm1(gap) * -np.expm1(-gap))
    up = np.bincount(data.codes, at_upper + shared, k)[:cuts]
    down = np.bincount(data.codes, at_lower + shared, k)[1:]
    between = np.bincount(data.codes, shared, k)[1:cuts]
    whole = np.zeros((cuts + data.x.shape[1],) * 2)
    whole[:cuts, :cuts] = np.diag(up + down) - np.diag(between, 1) - np.diag(between, -1)
    for place, column in enumerate(data.x.T, start=cuts):
        crossed = np.bincount(data.codes, at_upper * column, k)[:cuts]
        crossed = crossed + np.bincount(data.codes, at_lower * column, k)[1:]
        whole[:cuts, place] = whole[place, :cuts] = -crossed
    whole[cuts:, cuts:] = data.x.T @ ((at_upper + at_lower)[:, None] * data.x)
    return whole


def maximise(*, data: Ordered, start: Floats | None = None, steps: int = 60) -> Maximum:
    """Find the highest likelihood by Newton's method with halved steps.

    Parameters
    ----------
    data : Ordered
        The answers; predictors of about unit spread.
    start : ndarray, shape (m,), optional
        Where to begin; the thresholds of no effect otherwise.
    steps : int
        After how many to give up.

    Returns
    -------
    Maximum
        `converged` is False where the search gave up: see `separating`.

    References
    ----------
    Burridge (1981), JRSS B 43, 41-45: the logarithm is concave.

    Examples
    --------
    >>> import numpy as np
    >>> data = Ordered(np.zeros((4, 0)), np.array([0, 1, 1, 1]), np.ones(4), 2)
    >>> maximise(data=data).theta.round(4)
    array([-1.0986])

    """
    total = data.w.sum()
    if start is None:
        below = np.cumsum(np.bincount(data.codes, data.w, data.categories))[:-1] / total
        start = np.concatenate([logit(below), np.zeros(data.x.shape[1])])
        if not np.isfinite(start).all():
            return Maximum(start, -np.inf, np.zeros((start.size,) * 2), converged=False)
    theta, height = start, log_likelihood(theta=start, data=data)
    for _ in range(steps):
        curve = information(theta=theta, data=data)
        slope = _slope(theta, data)
        try:
            step = np.asarray(np.linalg.solve(curve, slope), dtype=np.float64)
        except np.linalg.LinAlgError:
            break
        if slope @ step <= 1e-20 * total:
            return Maximum(theta, height, curve, converged=True)
        theta, height = _climb(theta, step, height, data, near=bool(slope @ step <= 1e-8 * total))
    return Maximum(theta, height, information(theta=theta, data=data), converged=False)


def separating(*, data: Ordered) -> Floats | None:
    """Look for a direction in which the likelihood grows without end, so that it has no maximum.

    Parameters
    ----------
    data : Ordered
        The answers; predictors of about unit spread.

    Returns
    -------
    ndarray, shape (m,), or None
        The direction (thresholds, then slopes), or None where there is none and a maximum exists.

    References
    ----------
    Albert & Anderson (1984), Biometrika 71, 1-10; as a linear programme: Konis (2007), thesis, Oxford.

    Examples
    --------
    >>> import numpy as np
    >>> apart = Ordered(np.array([[-1.0], [-0.5], [0.5], [1.0]]), np.array([0, 0, 1, 1]), np.ones(4), 2)
    >>> bool(separating(data=apart)[1] > 0)
    True
    >>> separating(data=apart._replace(codes=np.array([0, 1, 0, 1]))) is None
    True

    """
    cuts = data.categories - 1
    kinds = np.unique(np.column_stack([data.codes, data.x]), axis=0)
    codes, x = kinds[:, 0].astype(int), kinds[:, 1:]
    marks = np.eye(cuts)
    grows = np.vstack(
        [
            np.hstack([marks[codes[codes < cuts]], -x[codes < cuts]]),
            -np.hstack([marks[codes[codes > 0] - 1], -x[codes > 0]]),
        ]
    )
    found = linprog(-grows.sum(axis=0), A_ub=-grows, b_ub=np.zeros(len(grows)), bounds=(-1, 1))
    direction: Floats = found.x
    return direction if (grows @ direction).max() > 1e-5 else None


def _ends(theta: Floats, data: Ordered) -> tuple[Floats, Floats]:
    cuts = data.categories - 1
    thresholds = np.concatenate([[-np.inf], theta[:cuts], [np.inf]])
    along = data.x @ theta[cuts:] + data.offset
    return thresholds[data.codes + 1] - along, thresholds[data.codes] - along


def _slopes(theta: Floats, data: Ordered) -> tuple[Floats, Floats, Floats]:
    upper, lower = _ends(theta, data)
    shared = 1 / _expm1(upper - lower)
    above, below = expit(upper), expit(lower)
    return 1 - above + shared, -(below + shared), above + below - 1


def _slope(theta: Floats, data: Ordered) -> Floats:
    k = data.categories
    at_upper, at_lower, along = (data.w * part for part in _slopes(theta, data))
    cuts = np.bincount(data.codes, at_upper, k)[:-1] + np.bincount(data.codes, at_lower, k)[1:]
    return np.concatenate([cuts, along @ data.x])


def _expm1(gap: Floats) -> Floats:
    return np.expm1(np.where(gap > 700, np.inf, gap))


def _climb(theta: Floats, step: Floats, height: float, data: Ordered, *, near: bool) -> tuple[Floats, float]:
    part = 1.0
    tried, reached = theta + step, log_likelihood(theta=theta + step, data=data)
    # Near the top the gain drowns in rounding, and whole steps double the digits.
    while not near and reached < height and part > 1e-9:
        part /= 2
        tried = theta + part * step
        reached = log_likelihood(theta=tried, data=data)
    return tried, reached
