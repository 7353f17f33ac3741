"""Johnson's relative weights, which are Genizi's: the stand-in for LMG where drivers are too many for it."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

from cxstats.drivers.checks import checked_spread

Floats = NDArray[np.float64]


def johnson(correlation: ArrayLike) -> Floats:
    """Share of R2 that goes with each driver, by way of the nearest uncorrelated variables.

    With L the symmetric root of the drivers' correlations R and r their correlations with the outcome:
    ``w_j = sum_k L_jk^2 b_k^2`` with ``b = L^-1 r``. It takes p^3 steps where LMG takes 2^p.

    Parameters
    ----------
    correlation : array of float, shape (q, q) or (m, q, q)
        Correlation matrix of p = q - 1 drivers and, last, the outcome; or m of them.

    Returns
    -------
    array of float, shape (p,) or (m, p)
        Shares of R2; they sum to R2, and none is negative.

    Raises
    ------
    ValueError
        If the matrices are not square or have fewer than two rows, or the drivers' correlations are not those
        of any data (as happens to correlations of pairs with missing answers) or are perfectly collinear.

    References
    ----------
    Johnson (2000), Multivariate Behavioral Research 35, 1-19; Genizi (1993), Statistica Sinica 3, 407-420.
    Thomas et al. (2014) advise against it as a measure of its own; here it stands in above 18 drivers.

    Examples
    --------
    >>> johnson([[1.0, 0.5, 0.6], [0.5, 1.0, 0.4], [0.6, 0.4, 1.0]]).round(4).tolist()
    [0.2867, 0.0867]

    """
    given = checked_spread(correlation)
    if given.shape[-1] < 2:
        raise ValueError(f"correlation must be square and hold a driver, not have the shape {given.shape!r}")
    values, vectors = np.linalg.eigh(given[..., :-1, :-1])
    if values.size and values.min() < 1e-11:
        raise ValueError(
            "the drivers' correlations have an eigenvalue of "
            f"{values.min().item():.3g}: leave out one of those that say the same, or estimate them together"
        )
    turned = np.einsum("...ji,...j->...i", vectors, given[..., :-1, -1])
    root = np.sqrt(values)
    slopes = np.einsum("...ji,...i->...j", vectors, turned / root)
    half = np.einsum("...ji,...i,...ki->...jk", vectors, root, vectors)
    found: Floats = np.einsum("...jk,...k->...j", half**2, slopes**2)
    return found
