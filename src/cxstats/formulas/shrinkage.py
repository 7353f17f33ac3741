"""The formulas of shrinkage: how far groups truly differ, and what is likely true of each of them.

Model: the value y of a group lies around its true value with a known variance v; true values lie around a
common mean with variance tau^2. All arrays have shape (k,), one entry a group.
"""

import math
from collections.abc import Callable
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

_NODES, _FINER = 120, 80
# Of very many groups fewer nodes give every limit to a thousandth of its range, in half of the time.
_MANY, _FEWER = 500, 32
_STEPS = 200


class Posterior(NamedTuple):
    """What the data leave possible for tau^2, as nodes with chances, and what each would mean.

    `nodes`, `chances`, and the common mean at each node with its standard error, `means` and `mean_errors`,
    have shape (g,).
    """

    nodes: Floats
    chances: Floats
    means: Floats
    mean_errors: Floats

    def predictions(self, *, y: Floats, v: Floats) -> tuple[Floats, Floats]:
        """Give the true values of groups and their standard errors at each node, shape (g, k).

        Parameters
        ----------
        y, v : ndarray, shape (k,)
            Values of groups and their sampling variances: of all, or of some of them.

        Returns
        -------
        tuple of ndarray, shape (g, k)
            As `predictions` gives them for one tau^2.

        """
        kept = self.nodes[:, None] / (self.nodes[:, None] + v)
        values = kept * y + (1 - kept) * self.means[:, None]
        return values, np.sqrt(kept * v + ((1 - kept) * self.mean_errors[:, None]) ** 2)


def reml(*, y: Floats, v: Floats, stop: float | None = None) -> float:
    """Variance between the groups by restricted maximum likelihood.

    Parameters
    ----------
    y, v : ndarray, shape (k,)
        Values of the groups and their sampling variances, above 0; at least two groups.
    stop : float, optional
        End Fisher scoring at a step smaller than this, as other programs do (metafor: 1e-5), so that their
        figures can be had; without it the maximum is found to the last digit.

    Returns
    -------
    float
        tau^2, 0 where the groups differ no more than chance makes them.

    References
    ----------
    Viechtbauer (2005), Journal of Educational and Behavioral Statistics 30, 261-293; Harville (1977), JASA
    72, 320-338.

    Examples
    --------
    >>> y, v = np.array([0.5, 0.2, 0.4, 0.1]), np.array([0.01, 0.02, 0.01, 0.005])
    >>> round(reml(y=y, v=v), 6), round(reml(y=y, v=v, stop=1e-5), 6)
    (0.02723, 0.02723)

    """
    if stop is not None:
        return _scored(y, v, stop)
    nodes = np.concatenate([[0.0], _scale(y, v) * np.geomspace(1e-9, 1.0, _NODES)])
    best = int(np.argmax(_likelihood(y, v, nodes)))
    low, high = nodes[max(0, best - 1)], nodes[min(nodes.size - 1, best + 1)]
    return _halved(lambda tau2: _slope(y, v, tau2), low=float(low), high=float(high))


def paule_mandel(*, y: Floats, v: Floats) -> float:
    """Variance between the groups by Paule and Mandel: with it the squared deviations add up to k - 1.

    Parameters
    ----------
    y, v : ndarray, shape (k,)
        As in `reml`.

    Returns
    -------
    float
        tau^2, 0 where the groups differ no more than chance makes them. It needs no normal distribution, so
        that it serves as a check of `reml`.

    References
    ----------
    Paule & Mandel (1982), Journal of Research of the National Bureau of Standards 87, 377-385.

    Examples
    --------
    >>> y, v = np.array([0.5, 0.2, 0.4, 0.1]), np.array([0.01, 0.02, 0.01, 0.005])
    >>> round(paule_mandel(y=y, v=v), 6)
    0.024815

    """
    return _halved(lambda tau2: _deviations(y, v, tau2) - (y.size - 1), low=0.0, high=_scale(y, v))


def common_mean(*, y: Floats, v: Floats, tau2: float) -> tuple[float, float]:
    """Find the mean of the true values and its standard error.

    Parameters
    ----------
    y, v : ndarray, shape (k,)
        As in `reml`.
    tau2 : float
        Variance between the groups.

    Returns
    -------
    tuple of float
        Mean weighted by 1 / (v + tau^2), and its standard error.

    References
    ----------
    Viechtbauer (2010), Journal of Statistical Software 36(3).

    Examples
    --------
    >>> mean, error = common_mean(y=np.array([0.2, 0.4]), v=np.array([0.01, 0.01]), tau2=0.01)
    >>> round(mean, 4), round(error, 4)
    (0.3, 0.1)

    """
    weights = 1 / (v + tau2)
    return float(weights @ y / weights.sum()), float(weights.sum() ** -0.5)


def steady_error(*, y: Floats, v: Floats, tau2: float) -> float:
    """Standard error of the common mean that also holds where tau^2 is not well known, for Student's t.

    Parameters
    ----------
    y, v : ndarray, shape (k,)
        As in `reml`.
    tau2 : float
        Variance between the groups.

    Returns
    -------
    float
        That of `common_mean`, made larger where the groups lie further around it, never smaller; with k - 1
        degrees of freedom.

    References
    ----------
    Hartung & Knapp (2001), Statistics in Medicine 20, 3875-3889; Roever, Knapp & Friede (2015), BMC Medical
    Research Methodology 15:99, for never smaller.

    Examples
    --------
    >>> round(steady_error(y=np.array([0.2, 0.4]), v=np.array([0.01, 0.01]), tau2=0.0), 4)
    0.1

    """
    mean, error = common_mean(y=y, v=v, tau2=tau2)
    spread = float(((y - mean) ** 2 / (v + tau2)).sum()) / (y.size - 1)
    return error * math.sqrt(max(1.0, spread))


def predictions(*, y: Floats, v: Floats, tau2: float) -> tuple[Floats, Floats]:
    """Best linear unbiased predictions of the true values, and their standard errors, tau^2 taken as known.

    Parameters
    ----------
    y, v : ndarray, shape (k,)
        As in `reml`.
    tau2 : float
        Variance between the groups.

    Returns
    -------
    tuple of ndarray, shape (k,)
        Values drawn towards the common mean, the more the noisier; the errors hold that of the mean too.

    References
    ----------
    Efron & Morris (1975), JASA 70, 311-319; Robinson (1991), Statistical Science 6, 15-32.

    Examples
    --------
    >>> values, errors = predictions(y=np.array([0.2, 0.4]), v=np.array([0.01, 0.01]), tau2=0.01)
    >>> values.round(4).tolist(), errors.round(4).tolist()
    ([0.25, 0.35], [0.0866, 0.0866])

    """
    mean, error = common_mean(y=y, v=v, tau2=tau2)
    kept = tau2 / (tau2 + v)
    return kept * y + (1 - kept) * mean, np.sqrt(kept * v + ((1 - kept) * error) ** 2)


def posterior(*, y: Floats, v: Floats) -> Posterior:
    """Find how likely each variance between the groups is, all of them equally likely before the data.

    Parameters
    ----------
    y, v : ndarray, shape (k,)
        As in `reml`, of at least four groups.

    Returns
    -------
    Posterior
        Nodes of tau^2 with their chances, proportional to the restricted likelihood.

    References
    ----------
    Morris & Tang (2011), Statistical Science 26, 271-287; Tak, Kelly & Morris (2017), Journal of Statistical
    Software 78(5), for this prior, chosen because its intervals hold their level.

    Examples
    --------
    >>> found = posterior(y=np.array([0.5, 0.2, 0.4, 0.1]), v=np.array([0.01, 0.02, 0.01, 0.005]))
    >>> round(float(found.chances.sum()), 6), found.means.shape == found.nodes.shape
    (1.0, True)

    """
    nodes = np.geomspace(1e-7, 1e5, _NODES) * _scale(y, v)
    reach = np.cumsum(_chances(y, v, nodes))
    # Once more, more finely, where the chances are.
    first, last = np.searchsorted(reach, [1e-7, 1 - 1e-7])
    nodes = np.geomspace(
        nodes[max(0, first - 1)], nodes[min(nodes.size - 1, last + 1)], _FINER if y.size < _MANY else _FEWER
    )
    weights = 1 / (v + nodes[:, None])
    total = weights.sum(axis=1)
    return Posterior(nodes, _chances(y, v, nodes), weights @ y / total, total**-0.5)


def _chances(y: Floats, v: Floats, nodes: Floats) -> Floats:
    logs = _likelihood(y, v, nodes) + np.log(np.gradient(nodes))
    chances = np.exp(logs - logs.max())
    return np.asarray(chances / chances.sum(), dtype=np.float64)


def _scale(y: Floats, v: Floats) -> float:
    """No variance between the groups can be likelier than this one: all they differ by, and more."""
    return float(np.var(y) * y.size + v.max())


def _likelihood(y: Floats, v: Floats, nodes: Floats) -> Floats:
    """Restricted log-likelihood at each node, shape (g,)."""
    weights = 1 / (v + nodes[:, None])
    total = weights.sum(axis=1)
    gaps = y - (weights @ y / total)[:, None]
    return np.asarray(
        0.5 * (np.log(weights).sum(axis=1) - np.log(total) - np.einsum("gk,gk,gk->g", weights, gaps, gaps)),
        dtype=np.float64,
    )


def _slope(y: Floats, v: Floats, tau2: float) -> float:
    """Slope of the restricted likelihood, up to a factor of 2."""
    weights = 1 / (v + tau2)
    gaps = y - weights @ y / weights.sum()
    return float((weights * gaps) @ (weights * gaps) - weights.sum() + weights @ weights / weights.sum())


def _scored(y: Floats, v: Floats, stop: float) -> float:
    """Fisher scoring from the moment estimator of Hedges, a step that would leave 0 behind halved."""
    tau2, step = max(0.0, float(np.var(y, ddof=1) - v.mean())), np.inf
    for _ in range(_STEPS):
        weights = 1 / (v + tau2)
        first, second, third = (float((weights**power).sum()) for power in (1, 2, 3))
        information = second - 2 * third / first + (second / first) ** 2
        step = _slope(y, v, tau2) / information
        while tau2 + step < 0:
            step /= 2
            if abs(step) < stop:
                return 0.0
        tau2 += step
        if abs(step) < stop:
            break
    return tau2


def _deviations(y: Floats, v: Floats, tau2: float) -> float:
    weights = 1 / (v + tau2)
    gaps = y - weights @ y / weights.sum()
    return float(weights @ gaps**2)


def _halved(gap: Callable[[float], float], *, low: float, high: float) -> float:
    """Find where a function that falls through 0 is 0, by halving; its start if it begins below."""
    if gap(low) <= 0:
        return low
    while low < (middle := (low + high) / 2) < high:
        if gap(middle) > 0:
            low = middle
        else:
            high = middle
    return low
