"""How sure the coefficients of a proportional-odds model are: by the model, linearised, or jackknifed."""

from typing import Literal

import numpy as np
from numpy.typing import NDArray

from cxstats.drivers.model_rows import Floats
from cxstats.drivers.ordinal_fit import Fitted
from cxstats.formulas.cumulative_logit import information, scores
from cxstats.formulas.sampling import Sample, jackknifed_covariance, linearised_covariance

Errors = Literal["model", "robust", "jackknife"]


def covariance(*, fitted: Fitted, errors: Errors, sample: Sample | None) -> tuple[Floats, float | None]:
    """Covariance of coefficients and thresholds, and the degrees of freedom that belong to it.

    Parameters
    ----------
    fitted : Fitted
        From `cxstats.drivers.ordinal_fit.fit_rows`.
    errors : {"model", "robust", "jackknife"}
        As for `cxstats.drivers.ordinal.proportional_odds`.
    sample : Sample or None
        How the rows were drawn; None for model errors.

    Returns
    -------
    ndarray, shape (p + k - 1, p + k - 1), and float or None
        None stands for the normal distribution.

    Raises
    ------
    ValueError
        If without one of the clusters the predictors no longer differ, so that the jackknife has no error.

    References
    ----------
    Binder (1983), International Statistical Review 51, 279-292; for the jackknife by one step Shao & Tu
    (1995), The Jackknife and Bootstrap, section 5.1.

    Examples
    --------
    >>> from cxstats.drivers.model_rows import checked_rows
    >>> from cxstats.drivers.ordinal_fit import fit_rows
    >>> from cxstats.drivers.sampled import read_sample
    >>> rows = checked_rows(predictors=[1, 2, 3, 4, 5, 6], outcome=[1, 2, 1, 2, 1, 2])
    >>> fitted, alone = fit_rows(rows=rows), read_sample(rows=rows, clusters=None, strata=None)
    >>> [round(float(covariance(fitted=fitted, errors=kind, sample=sample)[0][0, 0]), 2)
    ...  for kind, sample in (("model", None), ("robust", alone), ("jackknife", alone))]
    [0.27, 0.25, 0.47]

    """
    bread = np.asarray(np.linalg.inv(fitted.top.information), dtype=np.float64)
    if sample is None:
        return fitted.back @ bread @ fitted.back.T, None
    data, theta = fitted.data, fitted.top.theta
    each = data.w[:, None] * scores(theta=theta, data=data)

    def curve(rows: NDArray[np.int64]) -> Floats:
        own = data._replace(x=data.x[rows], codes=data.codes[rows], w=data.w[rows])
        return information(theta=theta, data=own)

    if errors == "robust":
        spread = linearised_covariance(scores=each, bread=bread, sample=sample)
    else:
        spread = jackknifed_covariance(scores=each, information=curve, sample=sample)
    return fitted.back @ spread @ fitted.back.T, sample.df
