"""The whole journey against its touchpoints: what foretells the outcome better, on one's own data."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import ArrayLike, NDArray

from cxstats.arguments import require_fraction, require_number
from cxstats.estimate import Estimate
from cxstats.formulas.intervals import mean_t
from cxstats.formulas.least_squares import Fit, LeastErrors, least_squares
from cxstats.formulas.nested import (
    NestedF,
    jackknifed,
    left_out_correlations,
    nested_f,
    partial_correlation,
    wald_f,
)
from cxstats.journeys.scored import require_scores, require_spread, require_touchpoints, summed

Floats = NDArray[np.float64]
TERMS: Final = ("journey", "weakest", "peak-end")
OUTCOME, MEAN, FIRST_TERM = 0, 1, 2


@dataclass(frozen=True, slots=True)
class Added:
    """What one term adds to the mean of the touchpoints.

    Attributes
    ----------
    term : str
        "journey" (the score of the whole), "weakest" (the lowest touchpoint) or "peak-end".
    coefficient : Estimate
        Change of the outcome that goes with one point more, the mean held; Student's limits with HC3 errors,
        `method` "hc3".
    partial_r2 : Estimate
        Share of what the mean leaves unexplained that the term explains; `method` "jackknife".
    test : NestedF
        Nested F test, the variance being the same in every row.
    robust_test : NestedF
        The same with HC3 errors, which holds where variances differ, too. This one should be judged by.

    """

    term: str
    coefficient: Estimate
    partial_r2: Estimate
    test: NestedF
    robust_test: NestedF


@dataclass(frozen=True, slots=True)
class WholeJourney:
    """The whole journey against its touchpoints.

    Attributes
    ----------
    n : int
        Journeys.
    touchpoints_r2, journey_r2 : Estimate
        Share of the outcome's variance that the mean of the touchpoints explains alone, and the score of the
        journey alone; `method` "jackknife".
    lead : Estimate
        The second less the first: above 0 the whole journey foretells better; `method` "jackknife".
    added : tuple of Added
        What each term adds to the mean, one at a time: journey, weakest, peak-end.
    together, robust_together : NestedF
        All three terms added at once, as `test` and `robust_test`.

    """

    n: int
    touchpoints_r2: Estimate
    journey_r2: Estimate
    lead: Estimate
    added: tuple[Added, ...]
    together: NestedF
    robust_together: NestedF


def journey_against_touchpoints(
    *, touchpoints: ArrayLike, journey: ArrayLike, outcome: ArrayLike, neutral: float, level: float = 0.95
) -> WholeJourney:
    """Compare how well the whole journey and its touchpoints foretell an outcome.

    Parameters
    ----------
    touchpoints : array, shape (n, k)
        Score of each touchpoint, one row a journey, columns in their order along the way; NaN where a
        journey did not pass a touchpoint (a missing answer is something else: leave such journeys out).
    journey : array, shape (n,)
        Score of the journey as a whole.
    outcome : array, shape (n,)
        What is to be foretold: overall satisfaction, intention to return, spending.
    neutral : float
        The score of a touchpoint that is neither good nor bad, such as 3 on a scale of 1 to 5; the peak of
        peak-end is the score furthest from it (the lower of two).
    level : float
        Confidence level, between 0 and 1.

    Returns
    -------
    WholeJourney
        What goes with the outcome; nothing here says what causes it.

    Raises
    ------
    ValueError
        If shapes do not fit, there are fewer than two touchpoints or too few journeys, a score is missing or
        infinite, scores are all the same, or a term follows exactly from others (as a journey's score that is
        the mean would).

    References
    ----------
    Seber & Lee (2003), section 4.3; MacKinnon & White (1985), Journal of Econometrics 29, 305-325;
    Miller (1974), Biometrika 61, 1-15. docs/methods/whole-journey.md.

    Examples
    --------
    >>> touchpoints = [[5, 4, 5], [4, 2, 4], [3, 3, 4], [5, 5, 1], [2, 3, 3], [4, 4, 4], [5, 1, 5], [3, 4, 5],
    ...                [2, 2, 4], [1, 3, 2]]
    >>> found = journey_against_touchpoints(touchpoints=touchpoints, journey=[5, 3, 3, 2, 3, 4, 2, 4, 3, 2],
    ...                                     outcome=[9, 5, 6, 4, 5, 8, 4, 8, 4, 3], neutral=3)
    >>> round(found.touchpoints_r2.value, 3), round(found.journey_r2.value, 3), round(found.lead.value, 3)
    (0.636, 0.886, 0.25)
    >>> [(each.term, round(each.partial_r2.value, 3), round(each.test.p_value, 4)) for each in found.added]
    [('journey', 0.842, 0.0005), ('weakest', 0.862, 0.0003), ('peak-end', 0.6, 0.0142)]

    """
    require_fraction(name="level", value=level)
    scores = require_touchpoints(touchpoints=touchpoints)
    n = len(scores)
    of_journey = summed(touchpoints=scores, neutral=require_number(name="neutral", value=neutral))
    require_spread(name="the mean of the touchpoints", scores=of_journey.mean)
    y = require_scores(name="outcome", scores=outcome, n=n)
    whole = require_scores(name="journey", scores=journey, n=n)
    terms = np.column_stack([whole, of_journey.weakest, of_journey.peak_end])
    for name, column in zip(TERMS, terms.T, strict=True):
        require_spread(name=name, scores=column)
    _require_independent(of_journey.mean, terms)
    base = _design(of_journey.mean)
    correlations = left_out_correlations(columns=np.column_stack([y, of_journey.mean, terms]))
    added = tuple(
        _added(place, base=base, terms=terms, y=y, correlations=correlations, level=level)
        for place in range(len(TERMS))
    )
    fits = [_fit(np.column_stack([base, terms]), y, errors=errors) for errors in ("classical", "hc3")]
    return WholeJourney(
        n=n,
        touchpoints_r2=_explained(MEAN, correlations=correlations, level=level),
        journey_r2=_explained(FIRST_TERM, correlations=correlations, level=level),
        lead=_lead(correlations=correlations, level=level),
        added=added,
        together=nested_f(base=_fit(base, y, errors="classical"), full=fits[0]),
        robust_together=wald_f(fit=fits[1], added=len(TERMS)),
    )


def _design(*columns: Floats) -> Floats:
    return np.column_stack([np.ones(len(columns[0])), *columns])


def _fit(design: Floats, y: Floats, *, errors: LeastErrors) -> Fit:
    return least_squares(design=design, y=y, w=np.ones(len(y)), errors=errors)


def _require_independent(mean: Floats, terms: Floats) -> None:
    n, needed = len(terms), terms.shape[1] + 3
    if n < needed:
        raise ValueError(
            f"at least {needed} journeys are needed for {terms.shape[1]} terms and a mean, not {n}"
        )
    columns = np.column_stack([mean, terms])
    scaled = (columns - columns.mean(axis=0)) / columns.std(axis=0)
    for last, name in enumerate(TERMS, start=1):
        if np.linalg.svd(scaled[:, : last + 1], compute_uv=False)[-1] < 1e-7 * n**0.5:
            raise ValueError(f"{name} follows exactly from the mean and the terms before it: leave it out")


def _added(
    place: int,
    *,
    base: Floats,
    terms: Floats,
    y: Floats,
    correlations: tuple[Floats, Floats],
    level: float,
) -> Added:
    design = np.column_stack([base, terms[:, place]])
    equal, robust = (_fit(design, y, errors=errors) for errors in ("classical", "hc3"))
    whole, left_out = (
        partial_correlation(correlations=each, of=OUTCOME, with_=FIRST_TERM + place, given=MEAN)
        for each in correlations
    )
    low, high = mean_t(
        mean=float(robust.values[-1]), variance=float(robust.covariance[-1, -1]), df=robust.df, level=level
    )
    return Added(
        TERMS[place],
        Estimate(float(robust.values[-1]), low, high, len(y), "hc3", level),
        _squared(float(whole), left_out, df=robust.df, level=level),
        nested_f(base=_fit(base, y, errors="classical"), full=equal),
        wald_f(fit=robust, added=1),
    )


def _explained(place: int, *, correlations: tuple[Floats, Floats], level: float) -> Estimate:
    whole, left_out = correlations
    n = len(left_out)
    return _squared(float(whole[OUTCOME, place]), left_out[:, OUTCOME, place], df=n - 2, level=level)


def _squared(value: float, left_out: Floats, *, df: int, level: float) -> Estimate:
    """Square a correlation and its limits; those on both sides of 0 hold 0."""
    limits = jackknifed(value=value, left_out=left_out, df=df, level=level)
    low, high = sorted(limit * limit for limit in limits)
    low = 0.0 if limits[0] <= 0 <= limits[1] else low
    return Estimate(value * value, low, high, len(left_out), "jackknife", level)


def _lead(*, correlations: tuple[Floats, Floats], level: float) -> Estimate:
    whole, left_out = (
        each[..., OUTCOME, FIRST_TERM] ** 2 - each[..., OUTCOME, MEAN] ** 2 for each in correlations
    )
    n = len(left_out)
    low, high = jackknifed(value=float(whole), left_out=left_out, df=n - 3, level=level)
    return Estimate(float(whole), low, high, n, "jackknife", level)
