"""Errors of importances and coefficients: from the rows, from blocks of them, or from one sum alone."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from cxstats.drivers.coefficients import Regression, hc3_covariance, hc3_sums
from cxstats.drivers.gram import Gram
from cxstats.drivers.linearised import quadratic_forms, share_slopes, shares_of, slope_forms
from cxstats.drivers.rows import Rows
from cxstats.drivers.uncertainty import design_covariance, jackknife_covariance

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False)
class Errors:
    """Covariances, and how they were found.

    Attributes
    ----------
    importance : array of float, shape (p, p), or None
        Of the parts of R2; None where one sum alone cannot tell.
    slopes : array of float, shape (p, p)
        Of the coefficients.
    df : int
        Degrees of freedom.
    slug, slopes_slug : str
        "linearised", "jackknife" or ""; "ols-hc3", "ols-linearised", "ols-jackknife" or "ols-classical".

    """

    importance: Floats | None
    slopes: Floats
    df: int
    slug: str
    slopes_slug: str


def errors_from_rows(rows: Rows, *, fit: Regression) -> Errors:
    """Linearise over the sampling clusters; HC3 for the coefficients of a plain sample.

    Parameters
    ----------
    rows : Rows
        The answers.
    fit : Regression
        Of their sums.

    Returns
    -------
    Errors
        With clusters - strata - p degrees of freedom.

    Raises
    ------
    ValueError
        If there are not more clusters than strata and drivers, or a stratum holds one cluster.

    References
    ----------
    Binder (1983), International Statistical Review 51, 279-292. docs/methods/drivers.md.

    Examples
    --------
    >>> from cxstats.drivers.coefficients import regression
    >>> from cxstats.drivers.rows import read_rows
    >>> nothing = {"names": None, "weights": None, "clusters": None, "strata": None, "not_visited": None}
    >>> rows = read_rows([[1], [2], [3], [4]], [1, 3, 2, 5], outcome_name="y", missing="refuse", **nothing)
    >>> found = errors_from_rows(rows, fit=regression(rows.gram))
    >>> found.df, found.slopes_slug, found.importance.round(4).tolist()
    (2, 'ols-hc3', [[0.0871]])

    """
    p = len(fit.names)
    spread = np.sqrt(np.diagonal(fit.covariance))
    forms = quadratic_forms(share_slopes(fit.correlation), correlation=fit.correlation, spread=spread)
    if not rows.plain:
        forms = np.concatenate([forms, slope_forms(fit.inverse, fit.slopes)])
    both, df = design_covariance(rows.scores(forms), clusters=rows.clusters, strata=rows.strata)
    if df <= p:
        raise ValueError(
            f"{df!r} clusters beyond the strata say too little about {p!r} drivers: take fewer drivers"
        )
    if rows.plain:
        slopes = hc3_covariance(sums=hc3_sums(rows.table, fit=fit), fit=fit)
        return Errors(both, slopes, df - p, "linearised", "ols-hc3")
    return Errors(both[:p, :p], both[p:, p:], df - p, "linearised", "ols-linearised")


def errors_from_blocks(blocks: Gram) -> Errors:
    """Leave out one block at a time: the delete-a-group jackknife.

    Parameters
    ----------
    blocks : Gram
        By block.

    Returns
    -------
    Errors
        With one degree of freedom less than there are blocks that hold rows.

    Raises
    ------
    ValueError
        If fewer than two blocks hold rows.

    References
    ----------
    Shao & Tu (1995), The Jackknife and Bootstrap, section 2.3; Kott (2001), Journal of Official Statistics
    17, 521-526.

    Examples
    --------
    >>> from cxstats.drivers.gram import gram
    >>> sums = gram([[1, 1], [2, 3], [3, 2], [4, 5]], names=("x", "y"), blocks=[0, 1, 2, 3])
    >>> found = errors_from_blocks(sums)
    >>> found.df, found.slopes_slug
    (3, 'ols-jackknife')

    """
    without = blocks.but_each()
    correlation, spread = without.correlation(), np.sqrt(np.diagonal(without.covariance(), axis1=1, axis2=2))
    importance = jackknife_covariance(shares_of(correlation))
    betas = (np.linalg.pinv(correlation[:, :-1, :-1], hermitian=True) @ correlation[:, :-1, -1:])[..., 0]
    scale = np.divide(spread[:, -1:], spread[:, :-1], out=np.zeros_like(betas), where=spread[:, :-1] > 0)
    slopes = jackknife_covariance(betas * scale)
    return Errors(importance, slopes, len(correlation) - 1, "jackknife", "ols-jackknife")


def errors_of_sums(fit: Regression) -> Errors:
    """Classical errors of the coefficients; none of the importances.

    Parameters
    ----------
    fit : Regression
        Of one Gram.

    Returns
    -------
    Errors
        With n - p - 1 degrees of freedom.

    Examples
    --------
    >>> from cxstats.drivers.coefficients import regression
    >>> from cxstats.drivers.gram import gram
    >>> sums = gram([[1, 1], [2, 3], [3, 2], [4, 5]], names=("x", "y"))
    >>> errors_of_sums(regression(sums)).slopes.round(4).tolist()
    [[0.27]]

    """
    return Errors(None, fit.classical_covariance(), fit.df, "", "ols-classical")
