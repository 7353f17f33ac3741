"""Does a bad answer cost more than a good one gains: penalty-reward contrasts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray

from cxstats.arguments import require_fraction
from cxstats.drivers.model_rows import ModelRows, checked_rows
from cxstats.drivers.sampled import read_sample
from cxstats.drivers.terms import Term, wald_terms
from cxstats.estimate import FEWEST_TO_JUDGE
from cxstats.formulas.arrays import as_floats
from cxstats.formulas.least_squares import Fit, LeastErrors, least_squares
from cxstats.formulas.many_looks import holm
from cxstats.formulas.sampling import Sample

Label = Literal["must-be", "attractive"]

ALONE = ("hc3", "classical")
"""Errors that take rows as drawn one by one."""


@dataclass(frozen=True, slots=True)
class Contrast:
    """What low and high answers to one item go with, in points of the outcome.

    Attributes
    ----------
    name : str
        The item.
    penalty : Term
        Outcome of those with low answers less that of those in the middle, other items the same.
    reward : Term
        Outcome of those with high answers less that of those in the middle, other items the same.
    asymmetry : Term
        ``|penalty| - |reward|`` with its interval; `p_value` is that of the Wald test against 0.
    adjusted_p : float
        The same p-value after Holm's correction for all items looked at.
    label : {"must-be", "attractive"} or None
        "must-be": low answers cost surely more than high answers gain. "attractive": the other way round.
        None: the data do not tell, which is no sign that both are alike ("performance"), or fewer than
        `cxstats.estimate.FEWEST_TO_JUDGE` respondents answered low, or high.
    n_penalty, n_reward : int
        Respondents with low and with high answers.

    """

    name: str
    penalty: Term
    reward: Term
    asymmetry: Term
    adjusted_p: float
    label: Label | None
    n_penalty: int
    n_reward: int


@dataclass(frozen=True, slots=True, eq=False)
class PenaltyReward:
    """All items of a penalty-reward contrast, fitted together.

    Attributes
    ----------
    items : tuple of Contrast, shape (k,)
        In the order given.
    middle : Term
        Outcome expected of who answers all items in the middle (the intercept).
    family : int
        How many items were tested together: the k of Holm's correction.
    alpha : float
        Share of families with even one false label that was accepted.
    r2 : float
        Share of the outcome's variance that goes with the items.
    n : int
        Rows with a weight above 0.
    df : int
        Degrees of freedom of the t-tests: rows less coefficients, or clusters less strata.
    covariance : ndarray, shape (2 k + 1, 2 k + 1)
        Of intercept, penalty and reward of the first item, of the second, ...

    """

    items: tuple[Contrast, ...]
    middle: Term
    family: int
    alpha: float
    r2: float
    n: int
    df: int
    covariance: NDArray[np.float64]


def penalty_reward(
    *,
    items: ArrayLike,
    outcome: ArrayLike,
    penalty_up_to: float | Sequence[float],
    reward_from: float | Sequence[float],
    weights: ArrayLike | None = None,
    names: Sequence[str] | None = None,
    errors: LeastErrors = "hc3",
    clusters: ArrayLike | None = None,
    strata: ArrayLike | None = None,
    level: float = 0.95,
    alpha: float = 0.05,
) -> PenaltyReward:
    """Contrast what low and high answers to each item go with.

    The outcome is regressed by least squares on two dummies an item, together for all items: 1 for answers
    up to `penalty_up_to`, and 1 for answers from `reward_from` on; the answers between are the middle.
    Coefficients stay in points of the outcome (unstandardised), for a standardised dummy measures how
    common its answers are.

    Parameters
    ----------
    items : array_like, shape (n, k)
        Answers, one column an item.
    outcome : array_like, shape (n,)
        Overall score, in its own points.
    penalty_up_to, reward_from : float or sequence of float, shape (k,)
        The cut-offs, for all items or one each. The field agrees on none: report them beside the result.
    weights : array_like, shape (n,), optional
        Not negative. With clusters or strata, rows of weight 0 count as drawn (see
        `cxstats.drivers.sampled`).
    names : sequence of str, shape (k,), optional
        Of the items.
    errors : {"hc3", "classical", "linearised", "jackknife"}
        HC3 holds where low answers spread the outcome more than high ones, as they mostly do; it takes rows
        as independent. "jackknife" leaves out one cluster at a time (JK1, JKn) and is the one to take where
        rows were drawn in clusters; "linearised" is that of ``svyglm``, and too narrow with few clusters.
    clusters, strata : array_like, shape (n,), optional
        Which rows were drawn together (stores, agents, households), and from which part of the population;
        for the last two. A cluster lies in one stratum, a stratum holds two clusters or more.
    level : float
        Confidence level of the intervals, between 0 and 1.
    alpha : float
        An item is labelled where Holm's adjusted p-value is at most this and enough answered low and high.

    Returns
    -------
    PenaltyReward
        Terms with method "penalty-reward-hc3" and so on, by Student's t with n - 2k - 1 degrees of freedom,
        or with clusters less strata.

    Raises
    ------
    ValueError
        If the rows cannot be fitted (see `cxstats.drivers.model_rows.checked_rows`), a cut-off leaves
        nobody low, high or in the middle of an item, dummies repeat one another, one row alone determines a
        coefficient, clusters or strata make no sample or are given with "hc3" or "classical", or `errors`,
        `level` or `alpha` are not what they must be.

    References
    ----------
    Brandt (1987), in: Add Value to Your Service, AMA, 61-65; Matzler & Sauerwein (2002), International
    Journal of Service Industry Management 13, 314-332; Albayrak & Caber (2013), Tourism Management 34,
    43-48 (cut-offs); Holm (1979). docs/methods/penalty-reward.md.

    Examples
    --------
    >>> staff = [1, 1, 1, 3, 3, 3, 5, 5, 5, 3] * 4
    >>> overall = [2, 1, 3, 7, 8, 6, 8, 7, 9, 7] * 4
    >>> found = penalty_reward(items=staff, outcome=overall, penalty_up_to=2, reward_from=5, names=["staff"])
    >>> staff = found.items[0]
    >>> round(staff.penalty.value, 4), round(staff.reward.value, 4), round(staff.adjusted_p, 4), staff.label
    (-5.0, 1.0, 0.0, 'must-be')

    """
    _require_asked(errors, alpha, drawn=clusters is not None or strata is not None)
    rows = checked_rows(predictors=items, outcome=outcome, weights=weights, names=names)
    cuts = _each("penalty_up_to", penalty_up_to, rows), _each("reward_from", reward_from, rows)
    low, high = _dummies(rows, *cuts)
    sample = None if errors in ALONE else read_sample(rows=rows, clusters=clusters, strata=strata)
    fit = _regressed(_checked_dummies(rows, low, high), errors, sample)
    mixing, n = _mixing(fit.values), rows.y.size
    middle, *terms = wald_terms(
        names=["middle", *(name for name in rows.names for _ in range(3))],
        values=mixing @ fit.values,
        variances=np.diag(mixing @ fit.covariance @ mixing.T),
        n=n,
        method=f"penalty-reward-{errors}",
        level=level,
        df=fit.df,
    )
    return PenaltyReward(
        items=_contrasts(terms, low.sum(axis=0), high.sum(axis=0), alpha),
        middle=middle,
        family=len(rows.names),
        alpha=alpha,
        r2=fit.r2,
        n=n,
        df=fit.df,
        covariance=fit.covariance,
    )


def _require_asked(errors: str, alpha: float, *, drawn: bool) -> None:
    require_fraction(name="alpha", value=alpha)
    if errors not in {"hc3", "classical", "linearised", "jackknife"}:
        raise ValueError(f"errors must be 'hc3', 'classical', 'linearised' or 'jackknife', not {errors!r}")
    if drawn and errors in ALONE:
        raise ValueError(
            f"clusters and strata need errors='jackknife' or 'linearised': to {errors!r} rows are independent"
        )


def _regressed(dummies: ModelRows, errors: LeastErrors, sample: Sample | None) -> Fit:
    design = np.insert(dummies.x, 0, 1.0, axis=1)
    return least_squares(design=design, y=dummies.y, w=dummies.w, errors=errors, sample=sample)


def _contrasts(
    terms: Sequence[Term], n_low: NDArray[np.int64], n_high: NDArray[np.int64], alpha: float
) -> tuple[Contrast, ...]:
    """Put the terms of each item together, and label where the whole family allows it."""
    triples = list(zip(terms[0::3], terms[1::3], terms[2::3], strict=True))
    adjusted = holm(p_values=[asymmetry.p_value for _, _, asymmetry in triples])
    found = []
    for (penalty, reward, asymmetry), p_value, low, high in zip(
        triples, adjusted, n_low.tolist(), n_high.tolist(), strict=True
    ):
        real = p_value <= alpha and min(low, high) >= FEWEST_TO_JUDGE
        found.append(
            Contrast(
                name=penalty.name,
                penalty=penalty,
                reward=reward,
                asymmetry=asymmetry,
                adjusted_p=p_value,
                label=_label(penalty, reward, asymmetry) if real else None,
                n_penalty=low,
                n_reward=high,
            )
        )
    return tuple(found)


def _each(name: str, cuts: float | Sequence[float], rows: ModelRows) -> NDArray[np.float64]:
    taken = as_floats(name=name, values=cuts)
    wanted = len(rows.names)
    if taken.shape not in {(), (wanted,)} or not np.isfinite(taken).all():
        raise ValueError(f"{name} must be one number or {wanted}, one an item, not {cuts!r}")
    return np.broadcast_to(taken, (wanted,))


def _dummies(
    rows: ModelRows, lowest: NDArray[np.float64], highest: NDArray[np.float64]
) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
    if (lowest >= highest).any():
        place = int(np.argmax(lowest >= highest))
        raise ValueError(
            f"penalty_up_to must lie below reward_from, but is {lowest[place]:g} against {highest[place]:g} "
            f"for {rows.names[place]!r}"
        )
    low, high = rows.x <= lowest, rows.x >= highest
    for kind, chosen in (("low", low), ("high", high), ("middle", ~(low | high))):
        if not chosen.any(axis=0).all():
            place = int(np.argmin(chosen.any(axis=0)))
            raise ValueError(
                f"nobody gave a {kind} answer to {rows.names[place]!r} with cut-offs {lowest[place]:g} and "
                f"{highest[place]:g}; choose others or leave the item out"
            )
    return low, high


def _checked_dummies(rows: ModelRows, low: NDArray[np.bool_], high: NDArray[np.bool_]) -> ModelRows:
    """Look at the dummies as at any predictors: enough rows, none repeats the others."""
    pairs = np.stack([low, high], axis=2).reshape(rows.y.size, -1)
    names = [f"{name}, {kind}" for name in rows.names for kind in ("penalty", "reward")]
    return checked_rows(predictors=pairs, outcome=rows.y, weights=rows.w, names=names)


def _mixing(values: NDArray[np.float64]) -> NDArray[np.float64]:
    """Rows that pick the intercept, then penalty, reward and |penalty| - |reward| of each item."""
    signs = np.where(values < 0, -1.0, 1.0)
    pick = np.eye(values.size)
    rows = [pick[0]]
    for place in range(1, values.size, 2):
        penalty, reward = pick[place], pick[place + 1]
        rows += [penalty, reward, signs[place] * penalty - signs[place + 1] * reward]
    return np.array(rows)


def _label(penalty: Term, reward: Term, asymmetry: Term) -> Label | None:
    """Name the item where the larger side goes the way its name says."""
    if asymmetry.value > 0:
        return "must-be" if penalty.value < 0 else None
    return "attractive" if reward.value > 0 else None
