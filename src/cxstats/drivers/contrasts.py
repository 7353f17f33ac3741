"""What a penalty-reward contrast says: from coefficients and their covariance to terms and labels."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from cxstats.drivers.terms import Term, wald_terms
from cxstats.estimate import FEWEST_TO_JUDGE
from cxstats.formulas.many_looks import holm

Label = Literal["must-be", "attractive"]


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


def contrasts_of(
    *,
    values: NDArray[np.float64],
    covariance: NDArray[np.float64],
    df: int,
    n: int,
    r2: float,
    names: Sequence[str],
    sides: NDArray[np.int64],
    method: str,
    alpha: float,
    level: float,
) -> PenaltyReward:
    """Put coefficients together by item, test how unlike both sides are, and label where that allows it.

    Parameters
    ----------
    values, covariance : ndarray, shape (2 k + 1,) and (2 k + 1, 2 k + 1)
        Of intercept, penalty and reward of the first item, of the second, ...
    df : int
        Degrees of freedom of the covariance.
    n : int
        Rows counted.
    r2 : float
        Share of the outcome's variance that goes with the items.
    names : sequence of str, shape (k,)
        The items.
    sides : ndarray, shape (k, 2)
        How many answered low, and high.
    method : str
        Slug of the errors.
    alpha, level : float
        As `cxstats.drivers.penalty_reward.penalty_reward` takes them.

    Returns
    -------
    PenaltyReward
        With one contrast an item.

    Raises
    ------
    ValueError
        If the error of a term is 0.

    References
    ----------
    Holm (1979), Scandinavian Journal of Statistics 6, 65-70. docs/methods/penalty-reward.md.

    Examples
    --------
    >>> found = contrasts_of(values=np.array([7.0, -3.0, 0.5]), covariance=0.04 * np.eye(3), df=99, n=500,
    ...                      r2=0.4, names=["staff"], sides=np.array([[80, 120]]), alpha=0.05, level=0.95,
    ...                      method="penalty-reward-jackknife")
    >>> round(found.items[0].asymmetry.value, 2), found.items[0].label
    (2.5, 'must-be')

    """
    mixing = _mixing(values)
    middle, *terms = wald_terms(
        names=["middle", *(name for name in names for _ in range(3))],
        values=mixing @ values,
        variances=np.diag(mixing @ covariance @ mixing.T),
        n=n,
        method=method,
        level=level,
        df=df,
    )
    return PenaltyReward(
        items=_contrasts(terms, sides[:, 0], sides[:, 1], alpha),
        middle=middle,
        family=len(names),
        alpha=alpha,
        r2=r2,
        n=n,
        df=df,
        covariance=covariance,
    )


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
