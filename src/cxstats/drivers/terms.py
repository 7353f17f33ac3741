"""A term of a model: an estimate with the name it belongs to, its standard error and its test against 0."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtr, stdtr

from cxstats.estimate import Estimate
from cxstats.formulas.intervals import normal_quantile, t_quantile


@dataclass(frozen=True, slots=True, kw_only=True)
class Term(Estimate):
    """An estimate that belongs to something by name; also `n`, `method` and `level` as any estimate.

    Attributes
    ----------
    value, low, high : float
        The estimate and its limits.
    name : str
        Of the predictor, the threshold or the pair of constructs it belongs to.
    standard_error : float
        Its standard error.
    statistic : float
        `value` over `standard_error`: z, or t with clusters or few rows (see the function that made it). Of
        method "proportional-odds-profile" the signed root of the likelihood ratio against 0.
    p_value : float
        Two-sided, against 0, by the normal distribution or Student's t; by chi-squared with one degree of
        freedom for "proportional-odds-profile".

    """

    value: float
    low: float
    high: float
    name: str
    standard_error: float
    statistic: float
    p_value: float


def wald_terms(
    *,
    names: Sequence[str],
    values: NDArray[np.float64],
    variances: NDArray[np.float64],
    n: int,
    method: str,
    level: float,
    df: float | None = None,
) -> tuple[Term, ...]:
    """Give each value its Wald interval and test.

    Parameters
    ----------
    names : sequence of str, shape (k,)
        What each belongs to.
    values, variances : ndarray, shape (k,)
        Estimates and their squared standard errors, above 0.
    n : int
        Number of answers behind them.
    method : str
        Slug of the method.
    level : float
        Confidence level, between 0 and 1.
    df : float, optional
        Degrees of freedom of Student's t; the normal distribution where none are given.

    Returns
    -------
    tuple of Term, shape (k,)
        In the order given.

    Raises
    ------
    ValueError
        If a variance is 0, or `level` is not between 0 and 1.

    Examples
    --------
    >>> import numpy as np
    >>> one, = wald_terms(names=["speed"], values=np.array([2.0]), variances=np.array([1.0]), n=50,
    ...                          method="wald", level=0.95)
    >>> round(one.low, 2), round(one.high, 2), round(one.p_value, 4)
    (0.04, 3.96, 0.0455)

    """
    reach = normal_quantile(level=level) if df is None else t_quantile(level=level, df=df)
    if (variances <= 1e-28 * variances.max()).any():
        still = names[int(np.argmin(variances))]
        raise ValueError(f"the error of {still!r} is 0: nobody there differs from anybody; join more answers")
    found = []
    for name, value, variance in zip(names, values.tolist(), variances.tolist(), strict=True):
        error = variance**0.5
        ratio = value / error
        found.append(
            Term(
                value=value,
                low=value - reach * error,
                high=value + reach * error,
                n=n,
                method=method,
                level=level,
                name=name,
                standard_error=error,
                statistic=ratio,
                p_value=2 * float(ndtr(-abs(ratio)) if df is None else stdtr(df, -abs(ratio))),
            )
        )
    return tuple(found)
