"""From plain counts or arrays to the sums that every estimate is made of.

Ninefold's engine adds these sums up itself; whoever has counts or answers at hand starts here.
"""

from __future__ import annotations

from numpy.typing import ArrayLike

from cxstats.arguments import require_count
from cxstats.estimate import Moments
from cxstats.formulas.arrays import finite_row


def of_nps(*, promoters: int, passives: int, detractors: int) -> Moments:
    """Sum up answers to the NPS question, counted by kind.

    Parameters
    ----------
    promoters, passives, detractors : int
        Counts of answers 9-10, 7-8 and 0-6 on the scale from 0 to 10.

    Returns
    -------
    Moments
        Unweighted sums of +1, 0 and -1.

    Raises
    ------
    ValueError
        If a count is negative or not whole.

    Examples
    --------
    >>> of_nps(promoters=30, passives=20, detractors=10) == Moments(n=60, s=20, ss=40)
    True

    """
    plus = require_count(name="promoters", value=promoters)
    minus = require_count(name="detractors", value=detractors)
    n = plus + minus + require_count(name="passives", value=passives)
    return Moments(n=n, s=plus - minus, ss=plus + minus)


def of_share(*, successes: int, n: int) -> Moments:
    """Sum up answers that meet a condition or do not.

    Parameters
    ----------
    successes, n : int
        How many of how many.

    Returns
    -------
    Moments
        Unweighted sums of 1 and 0.

    Raises
    ------
    ValueError
        If a count is negative or not whole, or `successes` exceeds `n`.

    Examples
    --------
    >>> of_share(successes=43, n=50) == Moments(n=50, s=43, ss=43)
    True

    """
    hits, size = require_count(name="successes", value=successes), require_count(name="n", value=n)
    if hits > size:
        raise ValueError(f"successes must not exceed n, but {hits!r} of {size!r} were given")
    return Moments(n=size, s=hits, ss=hits)


def of_answers(*, answers: ArrayLike, weights: ArrayLike | None = None) -> Moments:
    """Sum up single answers: the numbers themselves for a mean, -1, 0, +1 for NPS, 0 and 1 for a share.

    Parameters
    ----------
    answers : array-like of float, shape (n,)
        One number an answer, without gaps.
    weights : array-like of float, shape (n,), optional
        One weight an answer, at least 0; an answer of weight 0 counts among the plain sums alone.

    Returns
    -------
    Moments
        The unweighted sums, and the weighted ones where there are weights.

    Raises
    ------
    ValueError
        If an answer or a weight is not finite, a weight is negative, or the lengths differ.

    Examples
    --------
    >>> of_answers(answers=[1, 2, 3]) == Moments(n=3, s=6, ss=14)
    True
    >>> of_answers(answers=[1, 2], weights=[1, 3]).wy
    7.0

    """
    y = finite_row(name="answers", values=answers)
    plain = Moments(n=y.size, s=float(y.sum()), ss=float((y * y).sum()))
    if weights is None:
        return plain
    w = finite_row(name="weights", values=weights)
    if w.size != y.size:
        raise ValueError(f"there are {w.size!r} weights for {y.size!r} answers")
    if (w < 0).any():
        raise ValueError(f"weights must not be negative, but one is {float(w.min())!r}")
    return plain + Moments(
        w=float(w.sum()),
        ww=float((w * w).sum()),
        wy=float((w * y).sum()),
        wyy=float((w * y * y).sum()),
        wwy=float((w * w * y).sum()),
        wwyy=float((w * w * y * y).sum()),
        n_weighted=int((w > 0).sum()),
    )
