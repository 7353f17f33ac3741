"""What goes with an ordered answer (very poor ... excellent), of which only the order counts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.special import chdtrc

from cxstats.drivers.joint import JointTest, hotelling
from cxstats.drivers.model_rows import checked_rows
from cxstats.drivers.ordinal_errors import Errors, covariance
from cxstats.drivers.ordinal_fit import Fitted, fit_rows
from cxstats.drivers.sampled import read_sample
from cxstats.drivers.terms import Term, wald_terms
from cxstats.formulas.cumulative_logit import Ordered


@dataclass(frozen=True, slots=True, eq=False)
class OrdinalFit:
    """A proportional-odds model, ``logit P(answer <= k) = threshold_k - x'coefficients``.

    Attributes
    ----------
    coefficients : tuple of Term, shape (p,)
        In the order of the predictors. Positive: the predictor goes with higher answers. exp(coefficient)
        is the ratio of odds of a higher answer, one unit of the predictor more against one less.
    thresholds : tuple of Term, shape (k - 1,)
        Ascending, named after the two answers they part: "1|2".
    covariance : ndarray, shape (p + k - 1, p + k - 1)
        Of coefficients, then thresholds (the order of R's vcov of polr).
    log_likelihood, null_log_likelihood : float
        Of the model, and of the thresholds alone.
    test : JointTest
        Of all coefficients against none: "likelihood-ratio", or "hotelling" where errors are not of the model
        (see `cxstats.drivers.joint.hotelling`).
    mcfadden : float
        1 - log_likelihood / null_log_likelihood: 0 when nothing goes with the answer.
    n : int
        Respondents: the sum of the weights, which are counts, or the rows with a weight where errors are
        robust.
    answers : tuple of float, shape (k,)
        The different answers found, ascending.
    errors : {"model", "robust", "jackknife"}
        Where the standard errors come from.

    """

    coefficients: tuple[Term, ...]
    thresholds: tuple[Term, ...]
    covariance: NDArray[np.float64]
    log_likelihood: float
    null_log_likelihood: float
    test: JointTest
    mcfadden: float
    n: int
    answers: tuple[float, ...]
    errors: Errors


def proportional_odds(
    *,
    predictors: ArrayLike,
    outcome: ArrayLike,
    weights: ArrayLike | None = None,
    names: Sequence[str] | None = None,
    errors: Errors = "model",
    clusters: ArrayLike | None = None,
    strata: ArrayLike | None = None,
    level: float = 0.95,
) -> OrdinalFit:
    """Fit a proportional-odds logit to ordered answers.

    Parameters
    ----------
    predictors : array_like, shape (n, p)
        One row a respondent; a yes/no predictor as 0 and 1; no column of ones.
    outcome : array_like, shape (n,)
        The answer: numbers of which only the order counts. Two different answers or more.
    weights : array_like, shape (n,), optional
        With model errors how many respondents a row stands for (as R's polr and clm take them), so that a
        table of cells with their counts gives the same fit as its rows; with robust errors weights of a
        sample survey, of which rows of weight 0 count as drawn (see `cxstats.drivers.sampled`).
    names : sequence of str, shape (p,), optional
        Of the predictors.
    errors : {"model", "robust", "jackknife"}
        "model": inverse of the observed information, intervals by the normal distribution (polr, clm).
        "robust": linearised (the sandwich with G/(G-1), as survey's svyolr), intervals by Student's t with
        G - H degrees of freedom; G is the number of clusters, or of rows, H that of strata. "jackknife": from
        one step of the search without each cluster (or row), t likewise; a little wider, and the one to take
        with fewer than 100 clusters. For either the joint test is an F of p and d - p + 1 degrees of freedom,
        W (d - p + 1) / (p d) with d = G - H, since W is far from chi-squared with few clusters.
    clusters, strata : array_like, shape (n,), optional
        Which rows were drawn together (households, accounts, agents), and from which part of the population;
        not for model errors. A cluster lies in one stratum, a stratum holds two clusters or more.
    level : float
        Confidence level of the Wald intervals, between 0 and 1.

    Returns
    -------
    OrdinalFit
        Coefficients and thresholds with method "proportional-odds", "proportional-odds-robust" or
        "proportional-odds-jackknife".

    Raises
    ------
    ValueError
        If the rows cannot be fitted (see `cxstats.drivers.model_rows`), the outcome is the
        same in every row, a predictor separates the answers so that no maximum exists, the search does not
        converge, clusters or strata are given with model errors or make no sample (see
        `cxstats.drivers.sampled`), there are not more clusters than predictors or they do not tell these
        apart, or `level` is not between 0 and 1.

    References
    ----------
    McCullagh (1980), JRSS B 42, 109-142; Venables & Ripley (2002), Modern Applied Statistics with S, 7.3
    (polr and its signs); Binder (1983), International Statistical Review 51, 279-292 (robust errors under
    weights). docs/methods/ordered-answers.md.

    Examples
    --------
    >>> wait = [0, 0, 0, 0, 5, 5, 5, 5, 9, 9, 9, 9]
    >>> rating = [3, 3, 3, 2, 3, 3, 2, 1, 2, 2, 1, 1]
    >>> fit = proportional_odds(predictors=wait, outcome=rating, names=["wait"])
    >>> round(fit.coefficients[0].value, 4), round(fit.coefficients[0].standard_error, 4)
    (-0.3859, 0.1893)
    >>> [(threshold.name, round(threshold.value, 4)) for threshold in fit.thresholds]
    [('1|2', -3.4292), ('2|3', -1.3321)]

    """
    _require_errors(errors, drawn=clusters is not None or strata is not None)
    rows = checked_rows(predictors=predictors, outcome=outcome, weights=weights, names=names)
    fitted = fit_rows(rows=rows)
    sample = None if errors == "model" else read_sample(rows=rows, clusters=clusters, strata=strata)
    spread, df = covariance(fitted=fitted, errors=errors, sample=sample)
    return _told(fitted, spread, df, errors=errors, level=level)


def _told(
    fitted: Fitted, spread: NDArray[np.float64], df: float | None, *, errors: Errors, level: float
) -> OrdinalFit:
    null, test = _null(fitted.data), _test(fitted, spread, df)
    n = fitted.respondents if errors == "model" else fitted.rows.y.size
    p, height = len(fitted.rows.names), fitted.top.log_likelihood
    found = wald_terms(
        names=[*fitted.rows.names, *(f"{below:g}|{above:g}" for below, above in pairwise(fitted.answers))],
        values=fitted.theta,
        variances=np.diag(spread),
        n=n,
        method="proportional-odds" if errors == "model" else f"proportional-odds-{errors}",
        level=level,
        df=df,
    )
    return OrdinalFit(
        coefficients=found[:p],
        thresholds=found[p:],
        covariance=spread,
        log_likelihood=height,
        null_log_likelihood=null,
        test=test,
        mcfadden=1 - height / null,
        n=n,
        answers=fitted.answers,
        errors=errors,
    )


def _require_errors(errors: str, *, drawn: bool) -> None:
    if errors not in {"model", "robust", "jackknife"}:
        raise ValueError(f"errors must be 'model', 'robust' or 'jackknife', not {errors!r}")
    if drawn and errors == "model":
        raise ValueError(
            "clusters and strata need errors='jackknife' or 'robust'; model errors take rows as independent"
        )


def _null(data: Ordered) -> float:
    counts = np.bincount(data.codes, data.w)
    return float(counts @ np.log(counts / counts.sum()))


def _test(fitted: Fitted, spread: NDArray[np.float64], df: float | None) -> JointTest:
    names, p = fitted.rows.names, len(fitted.rows.names)
    if df is not None:
        return hotelling(values=fitted.theta[:p], covariance=spread[:p, :p], df=df, names=names)
    statistic = max(0.0, 2 * (fitted.top.log_likelihood - _null(fitted.data)))
    return JointTest(statistic, p, float(chdtrc(p, statistic)), "likelihood-ratio")
