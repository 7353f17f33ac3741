"""Does a bad answer cost more than a good one gains: penalty-reward contrasts."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import ArrayLike, NDArray

from cxstats.arguments import require_fraction
from cxstats.drivers.coefficients import regression
from cxstats.drivers.contrasts import PenaltyReward, contrasts_of
from cxstats.drivers.gram import Gram, require_gram
from cxstats.drivers.model_rows import ModelRows, checked_rows
from cxstats.drivers.sampled import read_sample
from cxstats.drivers.uncertainty import jackknife_covariance
from cxstats.formulas.arrays import as_floats
from cxstats.formulas.least_squares import Fit, LeastErrors, least_squares
from cxstats.formulas.sampling import Sample

ALONE = ("hc3", "classical")
"""Errors that take rows as drawn one by one."""


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
    return contrasts_of(
        values=fit.values,
        covariance=fit.covariance,
        df=fit.df,
        n=rows.y.size,
        r2=fit.r2,
        names=rows.names,
        sides=np.stack([low.sum(axis=0), high.sum(axis=0)], axis=1),
        method=f"penalty-reward-{errors}",
        alpha=alpha,
        level=level,
    )


def penalty_reward_from_gram(
    gram: Gram, *, names: Sequence[str], level: float = 0.95, alpha: float = 0.05
) -> PenaltyReward:
    """Contrast what low and high answers go with from the sums of one pass over the data.

    Parameters
    ----------
    gram : Gram
        By block, without weights: for each item a column that is 1 for low answers and one that is 1 for
        high ones, item by item; the outcome last.
    names : sequence of str, shape (k,)
        Of the items.
    level, alpha : float
        As `penalty_reward` takes them.

    Returns
    -------
    PenaltyReward
        Terms with method "penalty-reward-jackknife": each block is left out in turn, Student's t with one
        degree of freedom less than there are blocks that hold rows.

    Raises
    ------
    ValueError
        If names stand twice; if the Gram has other columns than these, is not by block, or has weights; if
        fewer than two blocks hold rows; if nobody is low, high or in the middle of an item, with or without
        one of the blocks; if `level` or `alpha` are not between 0 and 1.

    References
    ----------
    Shao & Tu (1995), The Jackknife and Bootstrap, section 2.3; Brandt (1987); Holm (1979).
    docs/methods/penalty-reward.md.

    Examples
    --------
    >>> from cxstats.drivers.gram import gram
    >>> staff = np.array([1, 1, 2, 3, 3, 3, 5, 5, 5, 3] * 12)
    >>> overall = np.array([2, 1, 3, 7, 8, 6, 8, 7, 9, 7] * 12) + np.arange(120) // 7 % 2
    >>> sums = gram(np.column_stack([staff <= 2, staff >= 5, overall]).astype(int),
    ...             names=("low", "high", "overall"), blocks=np.arange(120) // 10)
    >>> staff = penalty_reward_from_gram(sums, names=["staff"]).items[0]
    >>> round(staff.penalty.value, 2), round(staff.reward.value, 2), staff.n_penalty, staff.label
    (-5.01, 0.99, 36, 'must-be')

    """
    require_gram(name="gram", value=gram)
    require_fraction(name="level", value=level)
    require_fraction(name="alpha", value=alpha)
    if len(set(names)) < len(names):
        raise ValueError(f"names must be different, not {tuple(names)!r}")
    if len(gram.names) != 2 * len(names) + 1:
        raise ValueError(
            f"{len(names)!r} items need {2 * len(names) + 1!r} columns, two each and the outcome, "
            f"not {gram.names!r}"
        )
    whole = gram.total()
    if not np.array_equal(whole.w, whole.n):
        raise ValueError("sums with weights do not tell how many answered low and high: sum without them")
    sides = np.rint(whole.sums[:-1]).astype(np.int64).reshape(-1, 2)
    _require_sides(sides, names=names, n=int(whole.n))
    replicates = _solved(gram.but_each())
    fit = regression(whole)
    return contrasts_of(
        values=np.concatenate(([fit.intercept], fit.slopes)),
        covariance=jackknife_covariance(replicates),
        df=len(replicates) - 1,
        n=fit.n,
        r2=fit.r2,
        names=names,
        sides=sides,
        method="penalty-reward-jackknife",
        alpha=alpha,
        level=level,
    )


def _require_sides(sides: NDArray[np.int64], *, names: Sequence[str], n: int) -> None:
    for name, (low, high) in zip(names, sides.tolist(), strict=True):
        for kind, count in (("low", low), ("high", high), ("middle", n - low - high)):
            if count <= 0:
                raise ValueError(
                    f"nobody gave a {kind} answer to {name!r}; choose other cut-offs or leave it out"
                )


def _solved(without: Gram) -> NDArray[np.float64]:
    """Intercept and slopes without each block, shape (blocks, 2 k + 1)."""
    spread, means = without.covariance(), without.means()
    try:
        slopes = np.linalg.solve(spread[:, :-1, :-1], spread[:, :-1, -1:])[..., 0]
    except np.linalg.LinAlgError:
        raise ValueError(
            "one block holds all low or all high answers to an item: join more answers"
        ) from None
    intercepts = means[:, -1] - np.einsum("bp,bp->b", means[:, :-1], slopes)
    return np.column_stack([intercepts, slopes])


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
