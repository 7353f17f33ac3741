"""Two correlations that share one variable and the same rows: which is larger."""

import math

import numpy as np

from cxstats.formulas.arrays import Vector

MOST = 1 - 1e-12
"""Correlations nearer to 1 than this are taken for it, whose Fisher transform has no end."""


def as_large_as(*, best: int, r: Vector, n: Vector, between: Vector, z: float) -> list[bool]:
    """Which correlations cannot be told from one of them, each looked at alone; signs do not count.

    Parameters
    ----------
    best : int
        Place of the correlation that the others are set against.
    r : numpy.ndarray, shape (k,)
        Correlations of one variable with k others.
    n : numpy.ndarray, shape (k,)
        Effective number of pairs behind each, above 3.
    between : numpy.ndarray, shape (k,)
        Correlation of each of the k others with that of `best`.
    z : float
        Normal quantile.

    Returns
    -------
    list of bool, length k
        True where the difference of the two Fisher transforms is at most z of its standard errors.

    References
    ----------
    Dunn & Clark (1969), JASA 64, 366-377; Steiger (1980), Psychological Bulletin 87, 245-251.

    Examples
    --------
    >>> r, between = np.array([0.6, -0.5, 0.1]), np.array([1.0, 0.0, 0.0])
    >>> as_large_as(best=0, r=r, n=np.full(3, 80.0), between=between, z=1.96)
    [True, True, False]

    """
    size = np.minimum(np.abs(r), MOST)
    of_size = between * np.sign(r) * np.sign(r[best])
    sides, top = 1 - size**2, size[best]
    shared = of_size * (sides - top**2) - size * top * (sides - top**2 - of_size**2) / 2
    correlation = np.clip(shared / (sides * sides[best]), -1, 1)
    errors = 1 / np.sqrt(n - 3)
    variance = errors**2 + errors[best] ** 2 - 2 * correlation * errors * errors[best]
    ahead = math.atanh(top) - np.arctanh(size)
    near = ahead <= z * np.sqrt(np.maximum(variance, 0))
    near[best] = True
    return [bool(one) for one in near]
