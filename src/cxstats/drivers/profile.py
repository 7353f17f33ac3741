"""Intervals by the profile of the likelihood, for small samples and large effects."""

from __future__ import annotations

from collections.abc import Sequence
from math import copysign, sqrt

import numpy as np
from numpy.typing import ArrayLike
from scipy.optimize import brentq
from scipy.special import chdtrc

from cxstats.drivers.model_rows import checked_rows
from cxstats.drivers.ordinal_fit import Fitted, fit_rows
from cxstats.drivers.terms import Term
from cxstats.formulas.cumulative_logit import maximise
from cxstats.formulas.intervals import normal_quantile


def profile_intervals(
    *,
    predictors: ArrayLike,
    outcome: ArrayLike,
    weights: ArrayLike | None = None,
    names: Sequence[str] | None = None,
    level: float = 0.95,
) -> tuple[Term, ...]:
    """Coefficients of a proportional-odds logit with profile-likelihood intervals.

    An interval holds the values that a likelihood-ratio test does not reject, all else fitted anew for each.

    Parameters
    ----------
    predictors : array_like, shape (n, p)
        As for `cxstats.drivers.ordinal.proportional_odds`.
    outcome : array_like, shape (n,)
        The ordered answer.
    weights : array_like, shape (n,), optional
        How many respondents a row stands for.
    names : sequence of str, shape (p,), optional
        Of the predictors.
    level : float
        Confidence level, between 0 and 1.

    Returns
    -------
    tuple of Term, shape (p,)
        Method "proportional-odds-profile". `statistic` is the signed root of the likelihood ratio against 0
        and `p_value` that test's; `standard_error` is that of the observed information.

    Raises
    ------
    ValueError
        As for `cxstats.drivers.ordinal.proportional_odds`.

    References
    ----------
    Venzon & Moolgavkar (1988), Applied Statistics 37, 87-94. docs/methods/ordered-answers.md.

    Examples
    --------
    >>> wait = [0, 0, 0, 0, 5, 5, 5, 5, 9, 9, 9, 9]
    >>> rating = [3, 3, 3, 2, 3, 3, 2, 1, 2, 2, 1, 1]
    >>> one, = profile_intervals(predictors=wait, outcome=rating)
    >>> round(one.value, 3), round(one.low, 3), round(one.high, 3), round(one.p_value, 3)
    (-0.386, -0.832, -0.056, 0.02)

    """
    reach = normal_quantile(level=level)
    fitted = fit_rows(rows=checked_rows(predictors=predictors, outcome=outcome, weights=weights, names=names))
    return tuple(_profiled(fitted, place, reach, level) for place in range(fitted.rows.x.shape[1]))


def _profiled(fitted: Fitted, place: int, reach: float, level: float) -> Term:
    data, cuts = fitted.data, fitted.data.categories - 1
    value = float(fitted.top.theta[cuts + place])
    error = sqrt(float(np.linalg.inv(fitted.top.information)[cuts + place, cuts + place]))
    others = data._replace(x=np.delete(data.x, place, axis=1))
    start = np.delete(fitted.top.theta, cuts + place)

    def fall(at: float) -> float:
        top = maximise(data=others._replace(offset=data.x[:, place] * at), start=start)
        return max(0.0, 2 * (fitted.top.log_likelihood - top.log_likelihood))

    def limit(side: float) -> float:
        far = reach * error
        while fall(value + side * far) < reach**2:
            far *= 1.5
        edge = brentq(lambda way: fall(value + side * way) - reach**2, 0.0, far, xtol=1e-9 * error)
        return float(value + side * edge)

    spread = float(np.std(fitted.rows.x[:, place]))
    against_none = fall(0.0)
    return Term(
        value=value / spread,
        low=limit(-1.0) / spread,
        high=limit(1.0) / spread,
        n=fitted.respondents,
        method="proportional-odds-profile",
        level=level,
        name=fitted.rows.names[place],
        standard_error=error / spread,
        statistic=copysign(sqrt(against_none), value),
        p_value=float(chdtrc(1, against_none)),
    )
