"""Errors of importances and coefficients: from the rows, from blocks of them, or from one sum alone."""

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from cxstats.drivers.coefficients import Regression, hc3_covariance, hc3_sums
from cxstats.drivers.gram import Gram
from cxstats.drivers.linearised import quadratic_forms, share_slopes, shares_of, slope_forms
from cxstats.drivers.rows import Rows
from cxstats.drivers.uncertainty import (
    design_covariance,
    enough_clusters,
    jackknife_covariance,
    numbered_clusters,
)
from cxstats.formulas.sampling import degrees_of_freedom

Floats = NDArray[np.float64]
Whole = NDArray[np.int64]

MOST_CLUSTERS = 20_000
"""Clusters up to which every one is left out once; beyond, linearisation says the same."""


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
    both, df = design_covariance(
        rows.scores(forms), clusters=rows.clusters, strata=rows.strata, weights=rows.weights
    )
    left = enough_clusters(df, p)
    if rows.plain:
        slopes = hc3_covariance(sums=hc3_sums(rows.table, fit=fit), fit=fit)
        return Errors(both, slopes, left, "linearised", "ols-hc3")
    return Errors(both[:p, :p], both[p:, p:], left, "linearised", "ols-linearised")


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
    return errors_without_blocks(blocks.but_each())


def errors_without_blocks(without: Gram) -> Errors:
    """Compare what is found without each block.

    Parameters
    ----------
    without : Gram
        Of all rows but those of one block, for each block: `cxstats.drivers.gram.Gram.but_each`, or
        `cxstats.drivers.missing_blocks.without_each_block` where answers are missing.

    Returns
    -------
    Errors
        With one degree of freedom less than there are blocks.

    References
    ----------
    Kott (2001), Journal of Official Statistics 17, 521-526.

    Examples
    --------
    >>> from cxstats.drivers.gram import gram
    >>> sums = gram([[1, 1], [2, 3], [3, 2], [4, 5]], names=("x", "y"), blocks=[0, 1, 2, 3])
    >>> errors_without_blocks(sums.but_each()).slug
    'jackknife'

    """
    replicates = _replicated(without)
    both, p = jackknife_covariance(replicates), replicates.shape[1] // 2
    return Errors(both[:p, :p], both[p:, p:], len(replicates) - 1, "jackknife", "ols-jackknife")


def errors_by_jackknife(rows: Rows) -> Errors:
    """Leave out one sampling cluster at a time: JK1, or JKn where there are strata.

    ``sum_h (n_h - 1) / n_h sum_c (t_hc - t)^2``: t_hc is made without cluster c of stratum h, the others of h
    weighing ``n_h / (n_h - 1)`` times as much, and t is the mean of all replicates.

    Parameters
    ----------
    rows : Rows
        The answers, without gaps.

    Returns
    -------
    Errors
        With clusters - strata - p degrees of freedom.

    Raises
    ------
    ValueError
        If answers are missing, there are more than 20,000 clusters or not more than strata and drivers, a
        stratum holds one cluster, or a cluster lies in two strata.

    References
    ----------
    Wolter (2007), Introduction to Variance Estimation, section 4.5; it is what ``as.svrepdesign`` of R's
    survey package does by default.

    Examples
    --------
    >>> from cxstats.drivers.rows import read_rows
    >>> nothing = {"names": None, "weights": None, "clusters": None, "strata": None, "not_visited": None}
    >>> rows = read_rows([[1], [2], [3], [4]], [1, 3, 2, 5], outcome_name="y", missing="refuse", **nothing)
    >>> found = errors_by_jackknife(rows)
    >>> found.df, found.slopes.round(4).tolist()
    (2, [[0.2832]])

    """
    if rows.patterns:
        raise ValueError(
            "the jackknife needs rows without gaps: say errors='linearised' or missing='listwise'"
        )
    clusters, strata = numbered_clusters(len(rows.table), clusters=rows.clusters, strata=rows.strata)
    if len(strata) > MOST_CLUSTERS:
        raise ValueError(
            f"the jackknife takes {MOST_CLUSTERS} clusters, not {len(strata)}: say errors='linearised'"
        )
    replicates, p = _replicated(_but_each_cluster(rows, clusters, strata)), rows.table.shape[1] - 1
    held = clusters if rows.weights is None else clusters[rows.weights > 0]
    df = enough_clusters(degrees_of_freedom(of_row=held, strata=strata), p)
    sizes = np.bincount(strata)[strata]
    away = (replicates - replicates.mean(axis=0)) * np.sqrt((sizes - 1) / sizes)[:, None]
    both = away.T @ away
    return Errors(both[:p, :p], both[p:, p:], df, "jackknife", "ols-jackknife")


def _but_each_cluster(rows: Rows, clusters: Whole, strata: Whole) -> Gram:
    """Sums without each cluster, the rest of its stratum weighing more in its place."""
    q, order = rows.table.shape[1], np.argsort(clusters, kind="stable")
    middle = np.asarray(rows.gram.centre)
    table = np.column_stack([np.ones(len(order)), rows.table[order] - middle])
    weigh = np.ones(len(order)) if rows.weights is None else rows.weights[order]
    ends = np.cumsum(np.bincount(clusters))
    parts = zip(np.split(table, ends[:-1]), np.split(weigh, ends[:-1]), strict=True)
    squares = np.array([(part.T * one) @ part for part, one in parts])
    of_stratum = np.zeros((int(strata.max()) + 1, q + 1, q + 1))
    np.add.at(of_stratum, strata, squares)
    sizes = np.bincount(strata)[strata]
    more = (sizes / (sizes - 1))[:, None, None]
    left = of_stratum.sum(axis=0) + (more - 1) * of_stratum[strata] - more * squares
    return replace(
        rows.gram,
        n=np.full(len(left), int(rows.gram.n)),
        w=left[:, 0, 0],
        ww=left[:, 0, 0],
        sums=left[:, 0, 1:],
        products=left[:, 1:, 1:],
    )


def _replicated(without: Gram) -> Floats:
    """Shares of R2 and slopes of each of many Grams, shape (g, 2 p)."""
    correlation, spread = without.correlation(), np.sqrt(np.diagonal(without.covariance(), axis1=1, axis2=2))
    betas = (np.linalg.pinv(correlation[:, :-1, :-1], hermitian=True) @ correlation[:, :-1, -1:])[..., 0]
    scale = np.divide(spread[:, -1:], spread[:, :-1], out=np.zeros_like(betas), where=spread[:, :-1] > 0)
    return np.column_stack([shares_of(correlation), betas * scale])


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
