"""How much the sums of clusters differ within their strata: the variance of a sum over a sampling design."""

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]


def between_clusters(*, totals: Floats, strata: NDArray[np.int64], left: Floats | None = None) -> Floats:
    """Covariance of the sums of k numbers over sampling clusters drawn within strata.

    ``sum_h f_h n_h / (n_h - 1) * sum_c (s_hc - s_h)(s_hc - s_h)'``: s_hc is the total of cluster c of stratum
    h, s_h their mean, n_h their number.

    Parameters
    ----------
    totals : array of float, shape (c, k)
        Linearised values summed up over each cluster.
    strata : array of int, shape (c,)
        Stratum of each cluster, numbered from 0, two or more clusters in each.
    left : array of float, shape (h,), optional
        f_h, the part of the stratum that was not drawn (finite population correction); 1 without it, for
        clusters drawn with replacement.

    Returns
    -------
    array of float, shape (k, k)

    References
    ----------
    Binder (1983), International Statistical Review 51, 279-292; Lumley (2010), Complex Surveys, chapter 2.

    Examples
    --------
    >>> totals = np.array([[1.0], [2.0], [-3.0]])
    >>> between_clusters(totals=totals, strata=np.array([0, 0, 0])).round(9).tolist()
    [[21.0]]

    """
    away = from_stratum_means(totals=totals, strata=strata, left=left)
    found: Floats = away.T @ away
    return found


def from_stratum_means(*, totals: Floats, strata: NDArray[np.int64], left: Floats | None = None) -> Floats:
    """How far each cluster lies from the mean of its stratum, so that the squares add up to the variance.

    Parameters
    ----------
    totals, strata, left
        As in `between_clusters`.

    Returns
    -------
    array of float, shape (c, k)
        ``sqrt(f_h n_h / (n_h - 1)) (s_hc - s_h)``.

    Examples
    --------
    >>> totals = np.array([[1.0], [3.0]])
    >>> from_stratum_means(totals=totals, strata=np.array([0, 0])).ravel().round(4).tolist()
    [-1.4142, 1.4142]

    """
    sizes = np.bincount(strata)
    means = np.column_stack([np.bincount(strata, weights=one) for one in totals.T]) / sizes[:, None]
    more = sizes / (sizes - 1) * (1.0 if left is None else left)
    away: Floats = (totals - means[strata]) * np.sqrt(more)[strata][:, None]
    return away
