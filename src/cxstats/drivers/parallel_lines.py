"""Is one coefficient enough: does a predictor go with bad answers as with good ones (Brant's test)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import chdtrc, expit

from cxstats.drivers.joint import JointTest
from cxstats.drivers.model_rows import Floats, ModelRows, checked_rows
from cxstats.drivers.ordinal_fit import fit_rows


@dataclass(frozen=True, slots=True, eq=False)
class ParallelLines:
    """Brant's test of the assumption of proportional odds.

    Attributes
    ----------
    test : JointTest
        Of all predictors, (k - 2) p degrees of freedom. A small p-value: one line a predictor is not enough.
    predictors : tuple of (str, JointTest), shape (p,)
        Of each predictor alone, k - 2 degrees of freedom.
    slopes : ndarray, shape (k - 1, p)
        The coefficients above each threshold, fitted one by one; alike when the assumption holds.
    n : int
        Respondents: the sum of the weights.

    """

    test: JointTest
    predictors: tuple[tuple[str, JointTest], ...]
    slopes: Floats
    n: int


def parallel_lines(
    *,
    predictors: ArrayLike,
    outcome: ArrayLike,
    weights: ArrayLike | None = None,
    names: Sequence[str] | None = None,
) -> ParallelLines:
    """Test whether each predictor has one coefficient at all thresholds, by Brant's test.

    Parameters
    ----------
    predictors : array_like, shape (n, p)
        As for `cxstats.drivers.ordinal.proportional_odds`.
    outcome : array_like, shape (n,)
        The answer, three different ones or more.
    weights : array_like, shape (n,), optional
        How many respondents a row stands for.
    names : sequence of str, shape (p,), optional
        Of the predictors.

    Returns
    -------
    ParallelLines
        The joint test, one for each predictor, and the coefficients above each threshold.

    Raises
    ------
    ValueError
        If the rows cannot be fitted, there are only two different answers, or above one of the thresholds the
        answers are separated.

    References
    ----------
    Brant (1990), Biometrics 46, 1171-1178. docs/methods/ordered-answers.md.

    Examples
    --------
    >>> wait = [0, 0, 0, 0, 5, 5, 5, 5, 9, 9, 9, 9]
    >>> rating = [3, 3, 3, 1, 3, 3, 2, 1, 3, 2, 1, 1]
    >>> found = parallel_lines(predictors=wait, outcome=rating)
    >>> found.test.df, round(found.test.statistic, 4), round(found.test.p_value, 4)
    (1, 0.8756, 0.3494)

    """
    rows = checked_rows(predictors=predictors, outcome=outcome, weights=weights, names=names)
    answers = np.unique(rows.y)
    if answers.size < 3:
        raise ValueError(f"two answers have one line and nothing to test; found only {answers.tolist()!r}")
    scaled = replace(rows, x=(rows.x - rows.x.mean(axis=0)) / rows.x.std(axis=0))
    lines = np.array([_line(scaled, cut) for cut in answers[:-1].tolist()])
    spread = _joint_covariance(scaled, lines)
    p = rows.x.shape[1]
    slopes = lines[:, :p]
    each = [(name, _test(slopes, spread, [place])) for place, name in enumerate(rows.names)]
    return ParallelLines(
        _test(slopes, spread, list(range(p))),
        tuple(each),
        slopes / rows.x.std(axis=0),
        round(float(rows.w.sum())),
    )


def _line(rows: ModelRows, cut: float) -> Floats:
    try:
        return fit_rows(rows=replace(rows, y=(rows.y > cut).astype(float))).theta
    except ValueError as error:
        raise ValueError(f"answers above {cut:g} against the others: {error}") from error


def _joint_covariance(rows: ModelRows, lines: Floats) -> Floats:
    """Covariance of the slopes of all lines, shape (lines, p, lines, p)."""
    count, p = lines.shape[0], rows.x.shape[1]
    design = np.column_stack([rows.x, np.ones(rows.y.size)])
    above = expit(design @ (lines * np.append(np.ones(p), -1.0)).T)

    def crossed(lower: int, higher: int) -> Floats:
        part = rows.w * above[:, higher] * (1 - above[:, lower])
        product: Floats = design.T @ (part[:, None] * design)
        return product

    inverse = [np.linalg.inv(crossed(line, line)) for line in range(count)]
    whole = np.empty((count, p, count, p))
    for one in range(count):
        for other in range(count):
            block = inverse[one] @ crossed(min(one, other), max(one, other)) @ inverse[other]
            whole[one, :, other, :] = block[:p, :p]
    return whole


def _test(slopes: Floats, spread: Floats, places: list[int]) -> JointTest:
    lines = slopes.shape[0]
    contrasts = np.hstack([np.ones((lines - 1, 1)), -np.eye(lines - 1)])
    gaps = (contrasts @ slopes[:, places]).ravel()
    part = spread[:, places][:, :, :, places]
    covariance = np.einsum("al,lpmq,bm->apbq", contrasts, part, contrasts).reshape(gaps.size, gaps.size)
    statistic = max(0.0, float(gaps @ np.linalg.solve(covariance, gaps)))
    return JointTest(statistic, gaps.size, float(chdtrc(gaps.size, statistic)), "brant")
