"""Tests of several coefficients at once, with the correction that few clusters need."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import fdtrc

Floats = NDArray[np.float64]

SINGULAR = 1e-13
"""Smallest eigenvalue of the coefficients' correlations that is still more than rounding."""


@dataclass(frozen=True, slots=True)
class JointTest:
    """A test of several coefficients at once.

    Attributes
    ----------
    statistic : float
        Chi-squared; F where there is a `left`.
    df : int
        How many coefficients are tested: degrees of freedom of chi-squared, the first ones of F.
    p_value : float
        Chance of at least this much when nothing is there.
    method : str
        Slug: "likelihood-ratio", "brant", or "hotelling" (see `hotelling`).
    left : float or None
        The second degrees of freedom of F; None for chi-squared.

    """

    statistic: float
    df: int
    p_value: float
    method: str
    left: float | None = None


def hotelling(*, values: Floats, covariance: Floats, df: float, names: Sequence[str]) -> JointTest:
    """Test all coefficients against 0 where their covariance was estimated from few clusters.

    Hotelling's T2: the Wald statistic ``W = b' V^-1 b`` is no chi-squared where V itself has only `df`
    degrees of freedom. ``F = W (df - p + 1) / (p df)`` is compared with F of p and ``df - p + 1``; the plain
    ``W / p`` with F of p and `df` (regTermTest of R's survey package) rejects too often.

    Parameters
    ----------
    values : ndarray, shape (p,)
        The coefficients b.
    covariance : ndarray, shape (p, p)
        Theirs, V.
    df : float
        Degrees of freedom of V: clusters less strata, or fewer.
    names : sequence of str, shape (p,)
        Of the coefficients, for the message.

    Returns
    -------
    JointTest
        Method "hotelling".

    Raises
    ------
    ValueError
        If `df` is below p, or V is singular: nothing can then be said about all of them at once.

    References
    ----------
    Hotelling (1931), Annals of Mathematical Statistics 2, 360-378; Korn & Graubard (1990), The American
    Statistician 44, 270-276 (for surveys).

    Examples
    --------
    >>> found = hotelling(values=np.array([2.0, 0.0]), covariance=np.eye(2), df=9, names=["staff", "price"])
    >>> round(found.statistic, 4), found.df, found.left, round(found.p_value, 4)
    (1.7778, 2, 8, 0.2297)

    """
    p, left = values.size, df - values.size + 1
    if left < 1:
        raise ValueError(
            f"a test of {p} predictors together needs {p} degrees of freedom (clusters less strata), "
            f"not {df:g}: take fewer predictors, or more clusters"
        )
    error = np.sqrt(np.diagonal(covariance))
    scale = np.where(error > 0, error, 1.0)
    alike = covariance / np.outer(scale, scale)
    lowest, directions = np.linalg.eigh(alike)
    if lowest[0] < SINGULAR:
        same = tuple(name for name, part in zip(names, directions[:, 0], strict=True) if abs(part) > 1e-3)
        raise ValueError(
            f"it cannot be told how sure {same!r} are together (their covariance is singular): leave one out"
        )
    z = values / scale
    statistic = float(z @ np.linalg.solve(alike, z)) * left / (p * df)
    return JointTest(statistic, p, float(fdtrc(p, left, statistic)), "hotelling", left)
