"""How sure the coefficients of a proportional-odds model are: by the model, linearised, or jackknifed."""

from typing import Literal

import numpy as np
from numpy.typing import NDArray

from cxstats.drivers.model_rows import Floats
from cxstats.drivers.ordinal_fit import Fitted
from cxstats.formulas.cumulative_logit import information, scores

Errors = Literal["model", "robust", "jackknife"]


def covariance(
    *, fitted: Fitted, errors: Errors, groups: NDArray[np.intp] | None
) -> tuple[Floats, float | None]:
    """Covariance of coefficients and thresholds, and the degrees of freedom that belong to it.

    Parameters
    ----------
    fitted : Fitted
        From `cxstats.drivers.ordinal_fit.fit_rows`.
    errors : {"model", "robust", "jackknife"}
        As for `cxstats.drivers.ordinal.proportional_odds`.
    groups : ndarray of int, shape (n,), or None
        The cluster of each row, numbered from 0; each row its own where there are none.

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
    >>> fitted = fit_rows(rows=checked_rows(predictors=[1, 2, 3, 4, 5, 6], outcome=[1, 2, 1, 2, 1, 2]))
    >>> [round(float(covariance(fitted=fitted, errors=kind, groups=None)[0][0, 0]), 2)
    ...  for kind in ("model", "robust", "jackknife")]
    [0.27, 0.25, 0.47]

    """
    bread = np.linalg.inv(fitted.top.information)
    if errors == "model":
        return fitted.back @ bread @ fitted.back.T, None
    each = fitted.data.w[:, None] * scores(theta=fitted.top.theta, data=fitted.data)
    codes = np.arange(len(each)) if groups is None else groups
    summed = np.column_stack([np.bincount(codes, column) for column in each.T]).astype(np.float64)
    count = len(summed)
    if errors == "robust":
        moved = summed @ bread * (count / (count - 1)) ** 0.5
    else:
        moved = _without_each(fitted, codes, summed) * ((count - 1) / count) ** 0.5
    natural = moved @ fitted.back.T
    return natural.T @ natural, count - 1


def _without_each(fitted: Fitted, codes: NDArray[np.intp], summed: Floats) -> Floats:
    """How far one Newton step without each cluster moves the coefficients, about the mean of the moves."""
    order = np.argsort(codes, kind="stable")
    starts = np.cumsum(np.bincount(codes))[:-1]
    moves = np.empty_like(summed)
    for group, rows in enumerate(np.split(order, starts)):
        data = fitted.data
        own = data._replace(x=data.x[rows], codes=data.codes[rows], w=data.w[rows])
        left = fitted.top.information - information(theta=fitted.top.theta, data=own)
        if np.linalg.eigvalsh(left)[0] <= 1e-10 * fitted.data.w.sum():
            raise ValueError(
                f"without cluster {group} (in sorted order) the predictors no longer differ, so the "
                "jackknife has no error; leave out what one cluster alone has, or ask for errors='robust'"
            )
        moves[group] = np.linalg.solve(left, summed[group])
    return np.asarray(moves - moves.mean(axis=0), dtype=np.float64)
