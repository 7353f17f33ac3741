"""How much of R2 goes with each driver: Lindeman, Merenda & Gold's shares, which are Shapley's, exactly."""

from __future__ import annotations

from math import comb

import numpy as np
from numpy.typing import ArrayLike, NDArray

from cxstats.drivers.checks import checked_spread

Floats = NDArray[np.float64]

MOST_EXACT = 18
"""Drivers up to which all subsets are fitted; above, `cxstats.drivers.johnson` stands in."""

AT_ONCE = 1 << 18
TINY = 1e-10


def lmg(correlation: ArrayLike) -> Floats:
    """Share of R2 that goes with each driver, averaged over all orders in which drivers can enter.

    ``LMG_j = sum over S without j of |S|! (p - 1 - |S|)! / p! * (R2(S and j) - R2(S))``. All 2^p subsets are
    fitted, but not each anew: the drivers are decided one after the other, and what the fits of a branch have
    in common (the matrix of what is left over, its Schur complement) is reckoned once, for all matrices at
    once.

    Parameters
    ----------
    correlation : array of float, shape (q, q) or (m, q, q)
        Correlation (or covariance) matrix of p = q - 1 drivers and, last, the outcome; or m of them.

    Returns
    -------
    array of float, shape (p,) or (m, p)
        Shares of R2, none negative but for rounding; they sum to R2. A driver that is wholly given by
        those already in the model adds nothing.

    Raises
    ------
    ValueError
        If there are fewer than 1 or more than 18 drivers, or the matrices are not square or
        belong to no data.

    References
    ----------
    Lindeman, Merenda & Gold (1980), Introduction to Bivariate and Multivariate Analysis, p. 119 ff.;
    Groemping (2006), Journal of Statistical Software 17(1). docs/methods/drivers.md.

    Examples
    --------
    >>> lmg([[1.0, 0.5, 0.6], [0.5, 1.0, 0.4], [0.6, 0.4, 1.0]]).round(4).tolist()
    [0.2867, 0.0867]

    """
    given = checked_spread(correlation)
    many = given if given.ndim == 3 else given[None]
    p = many.shape[-1] - 1
    if not 1 <= p <= MOST_EXACT:
        raise ValueError(
            f"from 1 to {MOST_EXACT} drivers are decomposed exactly, not {p!r}: see cxstats.drivers.johnson"
        )
    step = max(1, AT_ONCE >> p)  # as many matrices as the cache of a processor takes
    parts = [_averaged(r2_of_subsets(many[at : at + step]), p) for at in range(0, len(many), step)]
    found = np.concatenate(parts) if parts else np.empty((0, p))
    return found if given.ndim == 3 else found[0]


def r2_of_subsets(correlation: Floats) -> Floats:
    """R2 of the regression on every subset of the drivers.

    Parameters
    ----------
    correlation : array of float, shape (m, q, q)
        Correlation (or covariance) matrices of p = q - 1 drivers and, last, the outcome.

    Returns
    -------
    array of float, shape (2^p, m)
        Driver j is in the subset of row s where bit j of s is set.

    References
    ----------
    The upper triangle of what is left over, row by row, takes a Schur complement at each step: Golub & Van
    Loan (2013), Matrix Computations, section 3.2.

    Examples
    --------
    >>> both = np.array([[[1.0, 0.5, 0.6], [0.5, 1.0, 0.4], [0.6, 0.4, 1.0]]])
    >>> r2_of_subsets(both)[:, 0].round(4).tolist()
    [0.0, 0.36, 0.16, 0.3733]

    """
    many, q, _ = correlation.shape
    rows, columns = np.triu_indices(q)
    left = np.ascontiguousarray(correlation[:, rows, columns].T)[:, None, :]
    variances = np.diagonal(correlation, axis1=1, axis2=2).T
    for driver in range(q - 1):
        others, subsets = q - driver - 1, left.shape[1]
        pivot, row, rest = left[0], left[1 : others + 1], left[others + 1 :]
        free = pivot > TINY * variances[driver]
        slopes = row * np.divide(1.0, pivot, out=np.zeros_like(pivot), where=free)
        both = np.empty((len(rest), 2, subsets, many))
        both[:, 0] = rest
        at = 0
        for first in range(others):
            kept = slice(at, at + others - first)
            np.multiply(row[first:], slopes[first], out=both[kept, 1])
            np.subtract(rest[kept], both[kept, 1], out=both[kept, 1])
            at = kept.stop
        left = both.reshape(len(rest), 2 * subsets, many)
    outcome = variances[-1]
    fitted: Floats = 1.0 - np.divide(left[0], outcome, out=np.ones_like(left[0]), where=outcome > 0)
    return fitted


def _averaged(r2: Floats, p: int) -> Floats:
    """Average what each driver adds, from R2 of the subsets, shape (2^p, m), to shares, shape (m, p)."""
    joins = np.array([1 / (p * comb(p - 1, size)) for size in range(p)] + [0.0])
    stays = np.concatenate([[0.0], joins[:-1]])
    size = subset_sizes(p)
    without = joins[size] @ r2
    counted = r2 * (joins + stays)[size][:, None]
    shares = np.empty((p, r2.shape[1]))
    for driver in reversed(range(p)):  # the last driver's bit is the highest: halves with and without it
        half = len(counted) // 2
        shares[driver] = counted[half:].sum(axis=0) - without
        counted = counted[:half] + counted[half:]
    return shares.T


def subset_sizes(p: int) -> NDArray[np.int64]:
    """How many drivers are in each subset.

    Parameters
    ----------
    p : int
        Number of drivers.

    Returns
    -------
    array of int64, shape (2^p,)
        In the order of `r2_of_subsets`.

    Examples
    --------
    >>> subset_sizes(2).tolist()
    [0, 1, 1, 2]

    """
    sizes = np.zeros(1, dtype=np.int64)
    for _ in range(p):
        sizes = np.concatenate([sizes, sizes + 1])
    return sizes
