"""Least squares with the covariance of its coefficients, from the rows themselves."""

from typing import Literal, NamedTuple

import numpy as np
from numpy.typing import NDArray

from cxstats.formulas.sampling import Sample, jackknifed_covariance, linearised_covariance

Floats = NDArray[np.float64]
LeastErrors = Literal["hc3", "classical", "linearised", "jackknife"]


class Fit(NamedTuple):
    """Coefficients (m,), their covariance (m, m), degrees of freedom, share of the variance explained."""

    values: Floats
    covariance: Floats
    df: int
    r2: float


def least_squares(
    *, design: Floats, y: Floats, w: Floats, errors: LeastErrors, sample: Sample | None = None
) -> Fit:
    """Fit y by least squares on a design with a column of ones first.

    Parameters
    ----------
    design : ndarray, shape (n, m)
        Of full rank, n above m.
    y : ndarray, shape (n,)
        The outcome, not the same in every row.
    w : ndarray, shape (n,)
        Weights above 0.
    errors : {"hc3", "classical", "linearised", "jackknife"}
        "hc3" holds where the spread differs from row to row; "classical" takes it as one; the others hold
        where rows were drawn in clusters: see `cxstats.formulas.sampling`.
    sample : Sample, optional
        How the rows were drawn, for the last two.

    Returns
    -------
    Fit
        As R's lm with weights; the covariance is that of its vcov, of sandwich's vcovHC, type HC3, or of
        survey's svyglm ("linearised"). Degrees of freedom are n - m, or those of the sample.

    Raises
    ------
    ValueError
        If the outcome follows from the design without any error, a row determines a coefficient alone, so
        that HC3 errors do not exist, or without a cluster nothing is left that the jackknife could compare.

    References
    ----------
    MacKinnon & White (1985), Journal of Econometrics 29, 305-325; Long & Ervin (2000), The American
    Statistician 54, 217-224.

    Examples
    --------
    >>> import numpy as np
    >>> design = np.column_stack([np.ones(4), [0.0, 1, 2, 3]])
    >>> fit = least_squares(design=design, y=np.array([1.0, 2, 2, 4]), w=np.ones(4), errors="classical")
    >>> fit.values.round(4), np.sqrt(np.diag(fit.covariance)).round(4), fit.df, round(fit.r2, 4)
    (array([0.9, 0.9]), array([0.495 , 0.2646]), 2, 0.8526)

    """
    root = np.sqrt(w)
    q, r = np.linalg.qr(design * root[:, None])
    back = np.linalg.inv(r)
    values = back @ (q.T @ (y * root))
    left = (y - design @ values) * root
    df = y.size - design.shape[1]
    spread = w @ (y - np.average(y, weights=w)) ** 2
    if left @ left <= 1e-20 * spread:
        raise ValueError("the outcome follows exactly from the predictors; leave out what it is made of")
    r2 = float(1 - left @ left / spread)
    if sample is not None:
        covariance = _sampled(design * root[:, None], left, bread=back @ back.T, errors=errors, sample=sample)
        return Fit(values, covariance, sample.df, r2)
    covariance = back @ back.T * (left @ left / df) if errors == "classical" else _hc3(q, left, back)
    return Fit(values, covariance, df, r2)


def _hc3(q: Floats, left: Floats, back: Floats) -> Floats:
    free = 1 - (q * q).sum(axis=1)
    if free.min() < 1e-10:
        place = int(np.argmin(free))
        raise ValueError(
            f"row {place} alone determines a coefficient, so its error cannot be told; ask for classical "
            "errors, or choose cut-offs or predictors that more rows share"
        )
    each = q * (left / free)[:, None]
    found: Floats = back @ (each.T @ each) @ back.T
    return found


def _sampled(rows: Floats, left: Floats, *, bread: Floats, errors: LeastErrors, sample: Sample) -> Floats:
    """Covariance over the clusters; rows and what is left of the outcome are times the root of the weight."""
    scores = rows * left[:, None]
    if errors == "linearised":
        return linearised_covariance(scores=scores, bread=bread, sample=sample)

    def information(places: NDArray[np.int64]) -> Floats:
        some = rows[places]
        found: Floats = some.T @ some
        return found

    return jackknifed_covariance(scores=scores, information=information, sample=sample)
