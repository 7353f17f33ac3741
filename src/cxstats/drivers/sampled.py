"""How the rows of a model were drawn: read from the labels of clusters and strata."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from cxstats.drivers.checks import numbered_labels
from cxstats.drivers.model_rows import ModelRows
from cxstats.drivers.uncertainty import numbered_clusters
from cxstats.formulas.sampling import Sample, degrees_of_freedom


def read_sample(*, rows: ModelRows, clusters: ArrayLike | None, strata: ArrayLike | None) -> Sample:
    """Read the sampling clusters and strata of rows already checked.

    Rows of weight 0 count as drawn: they are the part of the sample that the analysis is not about, or that
    did not answer. Their clusters stand among those whose sums are compared; the degrees of freedom are of
    the clusters and strata that hold a weight (as ``degf`` of R's survey package has them).

    Parameters
    ----------
    rows : ModelRows
        From `cxstats.drivers.model_rows.checked_rows`.
    clusters, strata : array_like, shape (n,), optional
        One label a row given, those of weight 0 among them. Without clusters each row is its own.

    Returns
    -------
    Sample
        Of the rows that are fitted.

    Raises
    ------
    ValueError
        If there is not one label a row, a label is missing, a cluster lies in two strata, a stratum holds one
        cluster, or there are not more clusters with weight than strata.

    Examples
    --------
    >>> from cxstats.drivers.model_rows import checked_rows
    >>> rows = checked_rows(predictors=[1, 2, 4, 7, 9], outcome=[1, 2, 2, 3, 3], weights=[1, 1, 1, 1, 0])
    >>> read_sample(rows=rows, clusters=["a", "a", "b", "c", "d"], strata=None)
    Sample(of_row=array([0, 0, 1, 2]), strata=array([0, 0, 0, 0]), df=2)

    """
    n = rows.kept.size
    drawn = None if clusters is None else numbered_labels(clusters, name="clusters", n=n)
    layers = None if strata is None else numbered_labels(strata, name="strata", n=n)
    if drawn is not None and not drawn.any():
        raise ValueError(f"clusters must be at least two, but all rows belong to {np.asarray(clusters)[0]}")
    of_row, of = numbered_clusters(n, clusters=drawn, strata=layers)
    df = degrees_of_freedom(of_row=of_row[rows.kept], strata=of)
    if df < 1:
        raise ValueError("no more clusters than strata hold a weight, so that no error can be told")
    return Sample(of_row[rows.kept], of, df)
