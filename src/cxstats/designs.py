"""Scores of a sample whose design is known: strata, people who answered several times, raked margins.

What `cxstats.scores` does from sums alone holds for a plain weighted sample. Where more is known of how the
sample came about, the errors are linearised with that knowledge: residuals instead of answers once the
weights were calibrated, one sum a person, strata apart.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass
from reprlib import repr as short
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray

from cxstats.arguments import require_fraction
from cxstats.estimate import Estimate
from cxstats.formulas.arrays import finite_row
from cxstats.formulas.draws import Draws, Sizes, draws_of, kinds_of
from cxstats.formulas.intervals import mean_t
from cxstats.formulas.parts import Part, nps_of, part_of, share_of

Floats = NDArray[np.float64]
Fields = Mapping[str, Sequence[Hashable]]


@dataclass(frozen=True, slots=True)
class Design:
    """How a sample came about.

    Attributes
    ----------
    weights : array-like of float, shape (n,)
        Final weight of each answer, above 0.
    strata : sequence, shape (n,), optional
        Stratum of each answer, where the sample was drawn from each apart.
    sizes : mapping of stratum to number, or number, optional
        Customers in each stratum, or in all where there are no strata; makes the errors smaller where a large
        part of them answered.
    people : sequence, shape (n,), optional
        Who gave each answer, where somebody may have given several; their answers count as one draw. Nobody
        stands in two strata.
    raked : mapping of str to sequence, shape (n,), optional
        The fields whose margins the weights were raked to (`cxstats.raking.rake`).
    before : array-like of float, shape (n,), optional
        The weights before raking; without them all were alike.
    residuals : {"weighted", "plain"}
        How the raked fields are taken out of the answers: by regression with the weights before raking, as
        theory asks and R's `calibrate` does, or without weights, as R's `rake` does, so that its figures can
        be had.

    """

    weights: ArrayLike
    strata: Sequence[Hashable] | None = None
    sizes: Sizes | None = None
    people: Sequence[Hashable] | None = None
    raked: Fields | None = None
    before: ArrayLike | None = None
    residuals: Literal["weighted", "plain"] = "weighted"


def design_mean(*, answers: ArrayLike, design: Design, level: float = 0.95) -> Estimate:
    """Mean of a sample of known design.

    Parameters
    ----------
    answers : array-like of float, shape (n,)
        One number an answer, without gaps.
    design : Design
        How the sample came about.
    level : float
        Confidence level, between 0 and 1.

    Returns
    -------
    Estimate
        On the scale of the answers, `method` "t-design", with the degrees of freedom of the design: people
        (or answers) less strata. Limits are None where everybody answered the same.

    Raises
    ------
    ValueError
        If an answer or a weight is not finite, a weight is not above 0, lengths differ, a stratum has only
        one person or no size, somebody stands in two strata, or `level` is not between 0 and 1.

    References
    ----------
    Deville & Saerndal (1992), JASA 87, 376-382, for raked weights; Lumley (2010), Complex Surveys, chapters
    2 and 7. docs/methods/raking.md.

    Examples
    --------
    >>> design = Design(weights=[1, 1, 2, 2], strata=["a", "a", "b", "b"])
    >>> found = design_mean(answers=[1, 3, 4, 6], design=design)
    >>> round(found.value, 4), round(found.low, 4), round(found.high, 4)
    (4.0, 0.793, 7.207)

    """
    require_fraction(name="level", value=level)
    one = parts_of(answers=answers, design=design)[0][0]
    low, high = (
        mean_t(mean=one.value, variance=one.variance, df=one.df, level=level)
        if one.variance
        else (None, None)
    )
    return Estimate(one.value, low, high, one.n, "t-design", level, one.n_effective)


def design_share(*, answers: ArrayLike, design: Design, level: float = 0.95) -> Estimate:
    """Share of a sample of known design.

    Parameters
    ----------
    answers : array-like of 0 and 1, shape (n,)
        Whether each answer meets the condition.
    design : Design
        How the sample came about.
    level : float
        Confidence level, between 0 and 1.

    Returns
    -------
    Estimate
        `method` is "logit-design", on the logit scale with the degrees of freedom of the design. Where
        nobody or everybody meets the condition, or people gave several answers each and fewer than five of
        them any of the rarer kind, it is Wilson's for no more answers than there are people (Kish's number of
        them, then in `n_effective`), "wilson-weighted".

    Raises
    ------
    ValueError
        As `design_mean`, or if an answer is neither 0 nor 1.

    References
    ----------
    Korn & Graubard (1999), Analysis of Health Surveys, section 3.2. docs/methods/raking.md.

    Examples
    --------
    >>> found = design_share(answers=[0, 1, 1, 0, 1, 0], design=Design(weights=[1, 1, 2, 2, 1, 1]))
    >>> round(found.value, 4), round(found.low, 4), round(found.high, 4)
    (0.5, 0.0803, 0.9197)

    """
    require_answers(answers, "share")
    return share_of(part=parts_of(answers=answers, design=design)[0][0], level=level)


def design_nps(*, answers: ArrayLike, design: Design, level: float = 0.95) -> Estimate:
    """Net Promoter Score of a sample of known design.

    Parameters
    ----------
    answers : array-like of -1, 0 and 1, shape (n,)
        Detractor, passive or promoter.
    design : Design
        How the sample came about.
    level : float
        Confidence level, between 0 and 1.

    Returns
    -------
    Estimate
        A fraction from -1 to 1. The interval is that of `cxstats.scores.nps` for as many answers as would be
        as precise, fewer for fewer degrees of freedom; `method` is "adjusted-wald-design", or
        "score-design" under 10 of them. Where everybody answered alike, or people gave several answers each
        and fewer than five of them any but the commonest, there are no more of them than people (Kish's
        number of them, then in `n_effective`).

    Raises
    ------
    ValueError
        As `design_mean`, or if an answer is none of -1, 0 and 1.

    References
    ----------
    Korn & Graubard (1998), Survey Methodology 24, 193-201; Rocks (2016), arXiv 1601.07235.
    docs/methods/raking.md.

    Examples
    --------
    >>> found = design_nps(answers=[1, 1, 0, -1] * 10, design=Design(weights=[1, 2, 1, 2] * 10))
    >>> round(found.value, 4), round(found.low, 4), round(found.high, 4)
    (0.1667, -0.1386, 0.4437)

    """
    require_answers(answers, "nps")
    return nps_of(part=parts_of(answers=answers, design=design)[0][0], level=level)


def parts_of(
    *, answers: ArrayLike, design: Design, insides: Sequence[NDArray[np.bool_] | None] = (None,)
) -> tuple[list[Part], Draws]:
    """Linearised means of parts of a sample, for those who compare them.

    Parameters
    ----------
    answers : array-like of float, shape (n,)
        One number an answer, without gaps.
    design : Design
        How the sample came about.
    insides : sequence of array of bool, shape (n,), or None
        Which answers make each part; None takes all.

    Returns
    -------
    list of Part, and Draws

    Raises
    ------
    ValueError
        As `design_mean`.

    Examples
    --------
    >>> parts, draws = parts_of(answers=[1, 3, 4, 6], design=Design(weights=[1, 1, 2, 2]))
    >>> parts[0].value, draws.df
    (4.0, 3)

    """
    design = _required(design)
    y, w = finite_row(name="answers", values=answers), _weights(design.weights, "weights")
    if y.size != w.size or y.size == 0:
        raise ValueError(f"there must be one weight an answer, and some, not {w.size!r} for {y.size!r}")
    draws = draws_of(n=y.size, strata=design.strata, people=design.people, sizes=design.sizes)
    out = None if design.raked is None else _taking_out(design, y.size)
    parts = [part_of(answers=y, weights=w, draws=draws, inside=inside, residuals=out) for inside in insides]
    return parts, draws


def _required(design: Design) -> Design:
    if isinstance(design, Design):
        return design
    raise ValueError(f"a Design must say how the sample came about, not {short(design)}")


def _taking_out(design: Design, n: int) -> Callable[[Floats], Floats]:
    """Prepare to take out what the raked fields account for, by regression with the weights before raking."""
    before = np.ones(n) if design.before is None else _weights(design.before, "before")
    if before.size != n:
        raise ValueError(f"there are {before.size!r} weights before raking for {n!r} answers")
    codes = [kinds_of(values, n, name)[0] for name, values in (design.raked or {}).items()]
    kinds = np.hstack([np.ones((n, 1)), *(np.eye(int(one.max()) + 1)[one] for one in codes)])
    if design.residuals not in {"weighted", "plain"}:
        raise ValueError(f"residuals must be 'weighted' or 'plain', not {design.residuals!r}")
    root = np.sqrt(before) if design.residuals == "weighted" else np.ones(n)

    def residuals(z: Floats) -> Floats:
        found = np.linalg.lstsq(kinds * root[:, None], z * root, rcond=None)[0]
        return np.asarray(z - kinds @ found, dtype=np.float64)

    return residuals


def _weights(values: ArrayLike, name: str) -> Floats:
    array = finite_row(name=name, values=values)
    if (array <= 0).any():
        raise ValueError(f"{name} must be above 0, not {float(array.min())!r}; leave such answers out")
    return array


def require_answers(answers: ArrayLike, kind: str) -> None:
    """Refuse answers that cannot be those of a score.

    Parameters
    ----------
    answers : array-like of float, shape (n,)
        The answers.
    kind : {"nps", "share", "mean"}
        Which score.

    Raises
    ------
    ValueError
        If an answer is not finite or not of the kind, or `kind` is unknown.

    Examples
    --------
    >>> require_answers([0, 1, 1], "share")

    """
    kinds = {"nps": (-1, 0, 1), "share": (0, 1), "mean": ()}.get(kind)
    if kinds is None:
        raise ValueError(f"kind must be 'nps', 'share' or 'mean', not {kind!r}")
    y = finite_row(name="answers", values=answers)
    wrong = y[~np.isin(y, kinds)] if kinds else y[:0]
    if wrong.size:
        raise ValueError(f"answers must be of {kinds!r}, not {float(wrong[0])!r}")
