"""The covariance of a fit whose rows were drawn in clusters: linearised, or one left out at a time."""

from collections.abc import Callable
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from cxstats.formulas.strata import between_clusters

Floats = NDArray[np.float64]
Whole = NDArray[np.int64]


class Sample(NamedTuple):
    """How rows were drawn.

    Attributes
    ----------
    of_row : array of int, shape (n,)
        The cluster of each row that is fitted, numbered from 0.
    strata : array of int, shape (c,)
        The stratum of each cluster, numbered from 0, two or more clusters in each.
    df : int
        Degrees of freedom: clusters that hold a row that is fitted, less their strata.

    """

    of_row: Whole
    strata: Whole
    df: int


def degrees_of_freedom(*, of_row: Whole, strata: Whole) -> int:
    """Clusters that hold a row that counts, less the strata of these.

    Rows of weight 0 were drawn, and their clusters belong to the sums that are compared; but ten clusters
    that answered, and ninety that did not, tell no more of the spread than ten do.

    Parameters
    ----------
    of_row : array of int, shape (n,)
        The cluster of each row with a weight.
    strata : array of int, shape (c,)
        The stratum of each cluster drawn.

    Returns
    -------
    int

    References
    ----------
    As ``degf`` of R's survey package.

    Examples
    --------
    >>> degrees_of_freedom(of_row=np.array([0, 0, 1, 2]), strata=np.array([0, 0, 0, 0]))
    2

    """
    held = np.unique(of_row)
    return int(held.size - np.unique(strata[held]).size)


def linearised_covariance(*, scores: Floats, bread: Floats, sample: Sample) -> Floats:
    """Sandwich: what the clusters of a stratum add to the fit, about their mean.

    Parameters
    ----------
    scores : array of float, shape (n, m)
        Slope of each row's part of what is made largest or least, weights in it; the columns sum to 0.
    bread : array of float, shape (m, m)
        Inverse of the (weighted) information.
    sample : Sample
        How the rows were drawn.

    Returns
    -------
    array of float, shape (m, m)
        ``sum_h n_h / (n_h - 1) sum_c (s_hc - s_h)(s_hc - s_h)'`` of the clusters' sums of ``bread s``.

    References
    ----------
    Binder (1983), International Statistical Review 51, 279-292.

    Examples
    --------
    >>> pairs = Sample(np.array([0, 0, 1, 1]), np.array([0, 0]), 1)
    >>> scores = np.array([[2.0], [1.0], [-2.0], [-1.0]])
    >>> linearised_covariance(scores=scores, bread=np.eye(1), sample=pairs).round(9).tolist()
    [[36.0]]

    """
    return between_clusters(totals=_summed(scores @ bread, sample), strata=sample.strata)


def jackknifed_covariance(
    *, scores: Floats, information: Callable[[Whole], Floats], sample: Sample
) -> Floats:
    """Leave out one cluster at a time, by one step of Newton's search (exact for least squares).

    ``sum_h (n_h - 1) / n_h sum_c (t_hc - t)(t_hc - t)'``: t_hc is made without cluster c of stratum h, the
    others of h weighing ``n_h / (n_h - 1)`` times as much, and t is the mean of all.

    Parameters
    ----------
    scores : array of float, shape (n, m)
        As for `linearised_covariance`.
    information : callable
        Gives the information of some rows, by their places.
    sample : Sample
        How the rows were drawn.

    Returns
    -------
    array of float, shape (m, m)

    Raises
    ------
    ValueError
        If without one of the clusters the rest decides nothing.

    References
    ----------
    Shao & Tu (1995), The Jackknife and Bootstrap, section 5.1; Wolter (2007), Introduction to Variance
    Estimation, section 4.5 (strata).

    Examples
    --------
    >>> alone = Sample(np.arange(3), np.zeros(3, dtype=np.int64), 2)
    >>> scores = np.array([[1.0], [-2.0], [1.0]])
    >>> rows = lambda places: np.eye(1) * len(places)
    >>> jackknifed_covariance(scores=scores, information=rows, sample=alone).round(9).tolist()
    [[1.0]]

    """
    count, sizes = len(sample.strata), np.bincount(sample.strata)
    members = np.split(
        np.argsort(sample.of_row, kind="stable"), np.cumsum(np.bincount(sample.of_row, minlength=count))[:-1]
    )
    totals, of_rows = _summed(scores, sample), sample.strata[sample.of_row]
    of_strata = np.array([information(np.flatnonzero(of_rows == one)) for one in range(len(sizes))])
    whole, moves = of_strata.sum(axis=0), np.empty_like(totals)
    for cluster, stratum in enumerate(sample.strata.tolist()):
        more = 1 / (sizes[stratum] - 1)
        left = whole + more * of_strata[stratum] - (1 + more) * information(members[cluster])
        if np.linalg.eigvalsh(left)[0] <= 1e-10 * np.trace(whole):
            raise ValueError(
                f"without cluster {cluster} (in sorted order) the predictors no longer differ, so the "
                "jackknife has no error; leave out what one cluster alone has, or ask for linearised errors"
            )
        mates = totals[sample.strata == stratum].sum(axis=0)
        moves[cluster] = np.linalg.solve(left, more * mates - (1 + more) * totals[cluster])
    away = (moves - moves.mean(axis=0)) * np.sqrt(1 - 1 / sizes[sample.strata])[:, None]
    found: Floats = away.T @ away
    return found


def _summed(each: Floats, sample: Sample) -> Floats:
    """Sums over the clusters; one without a row that is fitted adds nothing."""
    count = len(sample.strata)
    return np.column_stack([np.bincount(sample.of_row, column, count) for column in each.T])
