"""How sure shares and ranks are: errors from blocks or from rows, intervals, what is told from zero."""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from cxstats.drivers.coefficients import two_sided_p
from cxstats.formulas.many_looks import holm
from cxstats.formulas.sampling import degrees_of_freedom
from cxstats.formulas.strata import between_clusters

Floats = NDArray[np.float64]
Whole = NDArray[np.int64]

NOTHING = 1e-12
"""A share below this is 0 but for rounding."""


class Limits(NamedTuple):
    """Lower and upper limits, one a driver."""

    low: Floats
    high: Floats


class Ranks(NamedTuple):
    """Place of each driver, 1 being the largest share, and the places it may really have."""

    value: Whole
    low: Whole
    high: Whole


def jackknife_covariance(replicates: Floats) -> Floats:
    """Covariance of estimates from their values with one block of respondents left out at a time.

    ``(g - 1) / g * sum_b (t_b - t)(t_b - t)'`` with the mean t of the g values t_b.

    Parameters
    ----------
    replicates : array of float, shape (g, k)
        Values of k estimates without each of g blocks.

    Returns
    -------
    array of float, shape (k, k)
        With g - 1 degrees of freedom. Blocks hold whole respondents (or clusters), so that answers of one
        person may resemble each other.

    Raises
    ------
    ValueError
        If there are fewer than two blocks.

    References
    ----------
    Shao & Tu (1995), The Jackknife and Bootstrap, section 2.3 (delete-a-group); Kott (2001), Journal of
    Official Statistics 17, 521-526.

    Examples
    --------
    >>> jackknife_covariance(np.array([[3.0], [5.0], [4.0]])).round(4).tolist()
    [[1.3333]]

    """
    blocks = len(replicates)
    if blocks < 2:
        raise ValueError(f"an error needs at least two blocks that hold rows, not {blocks!r}")
    away = replicates - replicates.mean(axis=0)
    found: Floats = (blocks - 1) / blocks * (away.T @ away)
    return found


def design_covariance(
    scores: Floats,
    *,
    clusters: Whole | None = None,
    strata: Whole | None = None,
    weights: Floats | None = None,
) -> tuple[Floats, int]:
    """Covariance of estimates from what each row adds to them, summed over sampling clusters (linearisation).

    ``sum_h n_h / (n_h - 1) * sum_c (s_hc - s_h)(s_hc - s_h)'``: s_hc is the sum of cluster c of stratum h,
    s_h their mean, n_h the number of clusters; clusters are taken as drawn with replacement.

    Parameters
    ----------
    scores : array of float, shape (n, k)
        Linearised values of k estimates, one row a respondent, weights in them.
    clusters : array of int, shape (n,), optional
        Cluster of each row, 0 to c - 1; without it each row is its own.
    strata : array of int, shape (n,), optional
        Stratum of each row, 0 to h - 1; without it there is one.
    weights : array of float, shape (n,), optional
        Those in the scores; rows of weight 0 count as drawn, but not for the degrees of freedom.

    Returns
    -------
    tuple of array of float, shape (k, k), and int
        The covariance, and its degrees of freedom: clusters less strata (that hold a weight).

    Raises
    ------
    ValueError
        If a stratum holds one cluster alone, or a cluster lies in two strata.

    References
    ----------
    Binder (1983), International Statistical Review 51, 279-292; Lumley (2010), Complex Surveys, chapter 2.

    Examples
    --------
    >>> design_covariance(np.array([[1.0], [2.0], [-3.0]]))
    (array([[21.]]), 2)

    """
    of_row, of = numbered_clusters(len(scores), clusters=clusters, strata=strata)
    sums = scores
    if clusters is not None:
        sums = np.column_stack([np.bincount(of_row, weights=one, minlength=len(of)) for one in scores.T])
    held = of_row if weights is None else of_row[weights > 0]
    return between_clusters(totals=sums, strata=of), degrees_of_freedom(of_row=held, strata=of)


def numbered_clusters(n: int, *, clusters: Whole | None, strata: Whole | None) -> tuple[Whole, Whole]:
    """Give the cluster of each row, and the stratum of each cluster.

    Parameters
    ----------
    n : int
        Number of rows.
    clusters, strata : array of int, shape (n,), optional
        Numbered from 0, none left out; without them each row is a cluster, and there is one stratum.

    Returns
    -------
    tuple of array of int, shapes (n,) and (c,)

    Raises
    ------
    ValueError
        If a stratum holds one cluster alone, or a cluster lies in two strata.

    Examples
    --------
    >>> [one.tolist() for one in numbered_clusters(3, clusters=np.array([0, 0, 1]), strata=None)]
    [[0, 0, 1], [0, 0]]

    """
    of_row = np.arange(n) if clusters is None else clusters
    of = np.zeros(int(of_row.max()) + 1, dtype=np.int64)
    if strata is not None:
        of[of_row] = strata
        wrong = of_row[of[of_row] != strata]
        if len(wrong):
            raise ValueError(
                f"cluster number {wrong[0].item()!r} (in sorted order) lies in two strata: "
                "number clusters apart"
            )
    sizes = np.bincount(of)
    if sizes.min() < 2:
        alone = int(sizes.argmin())
        raise ValueError(
            f"stratum number {alone} (in sorted order) holds {sizes[alone].item()!r} cluster: merge it"
        )
    return of_row, of


def enough_clusters(df: int, p: int) -> int:
    """Give the degrees of freedom that are left for intervals.

    Parameters
    ----------
    df : int
        Clusters less strata.
    p : int
        Drivers.

    Returns
    -------
    int
        ``df - p``.

    Raises
    ------
    ValueError
        If none is left.

    Examples
    --------
    >>> enough_clusters(40, 5)
    35

    """
    if df <= p:
        raise ValueError(
            f"{df!r} clusters beyond the strata say too little about {p!r} drivers: take fewer drivers"
        )
    return df - p


def share_limits(
    values: Floats, *, errors: Floats, reach: float, n_effective: float, about: Floats | None = None
) -> Limits:
    """Give intervals of shares, which lie between 0 and 1, have a skew near the ends and may be 0.

    On the scale ``arcsin(sqrt(share))``, where the error hardly depends on the share:
    ``sin(arcsin(sqrt(v)) +- reach * e / (2 sqrt(v (1 - v))))^2``, and 0 where the lower end passes 0.

    Parameters
    ----------
    values, errors : array of float, shape (k,)
        Shares (or R2) and their standard errors.
    reach : float
        How many errors to each side.
    n_effective : float
        Kish's effective number of answers; used where a share is exactly 0 and its error says nothing.
    about : array of float, shape (k,), optional
        Middle of the intervals on that scale, if not the shares themselves (the adjusted R2).

    Returns
    -------
    Limits
        Between 0 and 1; the share lies between them.

    References
    ----------
    Anscombe (1948), Biometrika 35, 246-254, for the scale. Coverage: docs/methods/drivers.md.

    Examples
    --------
    >>> values, errors = np.array([0.2, 0.004]), np.array([0.03, 0.004])
    >>> found = share_limits(values, errors=errors, reach=1.96, n_effective=400)
    >>> found.low.round(4).tolist(), found.high.round(4).tolist()
    ([0.1446, 0.0], [0.2618, 0.0156])

    """
    inside = np.clip(values, 0.0, 1.0)
    root = np.sqrt(inside * (1 - inside))
    wide = np.divide(errors, 2 * root, out=np.zeros_like(root), where=root > 0)
    wide = np.where(inside < NOTHING, 1 / np.sqrt(n_effective), wide)
    angle = np.arcsin(np.sqrt(inside if about is None else about))
    low = np.sin(np.clip(angle - reach * wide, 0.0, np.pi / 2)) ** 2
    high = np.sin(np.clip(angle + reach * wide, 0.0, np.pi / 2)) ** 2
    return Limits(np.minimum(low, inside), np.maximum(high, inside))


def ranks(values: Floats, *, covariance: Floats, df: float, level: float) -> Ranks:
    """Give the places of shares, and the places they may really have.

    A driver's best place is 1 + the number of drivers whose share is larger for certain, its last place is
    p - the number of those that are smaller for certain. "For certain" is judged for each driver among its
    p - 1 comparisons by Holm's procedure, on the square roots of the shares. Each comparison can only err in
    one direction, so one-sided p-values are held to ``1 - level``.

    Parameters
    ----------
    values : array of float, shape (p,)
        The shares.
    covariance : array of float, shape (p, p)
        Of the shares.
    df : float
        Its degrees of freedom.
    level : float
        Chance, at least, that a given driver's true place lies within its limits.

    Returns
    -------
    Ranks
        Equal shares share the better place.

    References
    ----------
    Al Mohamad, Goeman & van Zwet (2022), Biometrics 78, 1028-1038 (ranks from pairwise tests); Holm (1979).

    Examples
    --------
    >>> found = ranks(np.array([0.3, 0.1, 0.09]), covariance=np.eye(3) * 0.0004, df=99, level=0.95)
    >>> found.value.tolist(), found.low.tolist(), found.high.tolist()
    ([1, 2, 3], [1, 2, 2], [1, 3, 3])

    """
    inside = np.maximum(values, NOTHING)
    root = np.sqrt(inside)
    scaled = covariance / (4 * np.outer(root, root))
    variances = np.diagonal(scaled)
    error = np.sqrt(np.maximum(variances[:, None] + variances - 2 * scaled, 0.0))
    gap = root - root[:, None]  # positive where the column's driver is larger than the row's
    sure = np.divide(gap, error, out=np.zeros_like(gap), where=error > 0)
    p_values = two_sided_p(sure, df=df)
    value = 1 + (values > values[:, None]).sum(axis=1)
    low, high = np.ones_like(value), np.full_like(value, len(values))
    for driver in range(len(values)):
        others = np.arange(len(values)) != driver
        told = np.array(holm(p_values=(p_values[driver, others] / 2).tolist())) <= 1 - level
        low[driver] += (told & (gap[driver, others] > 0)).sum()
        high[driver] -= (told & (gap[driver, others] < 0)).sum()
    return Ranks(value, low, high)
