"""The weakest link: what the lowest touchpoint goes with beyond the mean, and which failing one with most."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from cxstats.arguments import require_number
from cxstats.compare.differences import mean_difference
from cxstats.estimate import Difference, Estimate
from cxstats.formulas.intervals import mean_t
from cxstats.formulas.least_squares import least_squares
from cxstats.journeys.scored import require_scores, require_spread, require_touchpoints
from cxstats.moments import of_answers
from cxstats.scores import share


@dataclass(frozen=True, slots=True)
class FailingTouchpoint:
    """One touchpoint below the threshold.

    Attributes
    ----------
    touchpoint : str
        Its name.
    failed : Estimate
        Share of the journeys that passed it where it failed; Wilson's limits.
    gap : Difference
        Outcome of the journeys where it alone failed ("now") less that of journeys where none failed
        ("before"); Welch's limits and p-value. Without value where there is no such journey.

    """

    touchpoint: str
    failed: Estimate
    gap: Difference


def weakest_link_effect(*, touchpoints: ArrayLike, outcome: ArrayLike, level: float = 0.95) -> Estimate:
    """Change of the outcome that goes with one point more at the weakest touchpoint, the mean held.

    Parameters
    ----------
    touchpoints : array, shape (n, k)
        Score of each touchpoint, one row a journey; NaN where a journey did not pass a touchpoint.
    outcome : array, shape (n,)
        Such as overall satisfaction.
    level : float
        Confidence level, between 0 and 1.

    Returns
    -------
    Estimate
        The coefficient of the lowest score in a regression on mean and lowest score; Student's limits with
        HC3 errors, `method` "hc3". Above 0, a journey with one failing touchpoint goes with a lower outcome
        than an even journey of the same mean; it does not say what mending the touchpoint would do.

    Raises
    ------
    ValueError
        If there are fewer than two touchpoints or four journeys, a score is infinite, an outcome missing, the
        outcome, the means or the lowest scores are all the same, or one follows from the other.

    References
    ----------
    MacKinnon & White (1985), Journal of Econometrics 29, 305-325. docs/methods/weakest-link.md.

    Examples
    --------
    >>> touchpoints = [[5, 4, 5], [4, 2, 4], [3, 3, 4], [5, 5, 1], [2, 3, 3], [4, 4, 4], [5, 1, 5], [3, 4, 5]]
    >>> effect = weakest_link_effect(touchpoints=touchpoints, outcome=[9, 5, 6, 4, 5, 8, 4, 8])
    >>> round(effect.value, 3), round(effect.low, 3), round(effect.high, 3)
    (1.314, 0.867, 1.762)

    """
    scores = require_touchpoints(touchpoints=touchpoints)
    y = require_scores(name="outcome", scores=outcome, n=len(scores))
    of_mean, lowest = np.nanmean(scores, axis=1), np.nanmin(scores, axis=1)
    require_spread(name="the mean of the touchpoints", scores=of_mean)
    require_spread(name="the lowest touchpoint", scores=lowest)
    if len(y) < 4:
        raise ValueError(f"at least 4 journeys are needed, not {len(y)}")
    if 1 - abs(np.corrcoef(of_mean, lowest)[0, 1]) < 1e-12:
        raise ValueError("the lowest touchpoint follows exactly from the mean: they cannot be told apart")
    design = np.column_stack([np.ones(len(y)), of_mean, lowest])
    fit = least_squares(design=design, y=y, w=np.ones(len(y)), errors="hc3")
    value = float(fit.values[-1])
    low, high = mean_t(mean=value, variance=float(fit.covariance[-1, -1]), df=fit.df, level=level)
    return Estimate(value, low, high, len(y), "hc3", level)


def failing_touchpoints(
    *,
    touchpoints: ArrayLike,
    outcome: ArrayLike,
    threshold: float,
    names: Sequence[str] | None = None,
    level: float = 0.95,
) -> tuple[FailingTouchpoint, ...]:
    """Which single failing touchpoint goes with how much lower an outcome.

    Parameters
    ----------
    touchpoints : array, shape (n, k)
        Score of each touchpoint, one row a journey; NaN where a journey did not pass a touchpoint.
    outcome : array, shape (n,)
        Such as overall satisfaction.
    threshold : float
        The lowest score of a touchpoint that has not failed.
    names : sequence of str, shape (k,), optional
        Of the touchpoints; their numbers from 1 if not given.
    level : float
        Confidence level, between 0 and 1.

    Returns
    -------
    tuple of FailingTouchpoint, shape (k,)
        In the order given. That is k looks at once: let `cxstats.compare.looks.judge` say which are real.

    Raises
    ------
    ValueError
        If there are fewer than two touchpoints, a score is infinite, an outcome missing or the same in all
        journeys, names are too few or many, or `threshold` or `level` is no such number.

    References
    ----------
    Welch (1947), Biometrika 34, 28-35. docs/methods/weakest-link.md.

    Examples
    --------
    >>> touchpoints = [[5, 5], [4, 5], [5, 4], [5, 2], [4, 1], [5, 3], [2, 5], [3, 4]]
    >>> found = failing_touchpoints(touchpoints=touchpoints, outcome=[9, 9, 8, 4, 3, 5, 7, 8], threshold=4)
    >>> [(one.touchpoint, one.failed.value, round(one.gap.value, 2)) for one in found]
    [('1', 0.25, -1.17), ('2', 0.375, -4.67)]

    """
    scores = require_touchpoints(touchpoints=touchpoints)
    k = scores.shape[1]
    named = [str(place) for place in range(1, k + 1)] if names is None else list(names)
    if len(set(named)) != k or len(named) != k:
        raise ValueError(f"{k} touchpoints need {k} different names, not {named!r}")
    require_number(name="threshold", value=threshold)
    y = require_scores(name="outcome", scores=outcome, n=len(scores))
    failed = scores < threshold
    often, visits = failed.sum(axis=1), (~np.isnan(scores)).sum(axis=0)
    without = of_answers(answers=y[often == 0])
    found = []
    for place, name in enumerate(named):
        alone = of_answers(answers=y[(often == 1) & failed[:, place]])
        of_all = share(successes=int(failed[:, place].sum()), n=int(visits[place]), level=level)
        gap = mean_difference(before=without, now=alone, level=level)
        found.append(FailingTouchpoint(name, of_all, gap))
    return tuple(found)
