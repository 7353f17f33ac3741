"""Is a change real or noise, where it is known how the samples were drawn: weights, people, strata, raking.

Every difference is now minus before. Two groups side by side are compared likewise: one of them is "before".
"""

from __future__ import annotations

from typing import Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray

from cxstats.arguments import require_fraction
from cxstats.designs import Design, parts_of, require_answers
from cxstats.estimate import Difference
from cxstats.formulas.arrays import as_numbers
from cxstats.formulas.gaps import Gap
from cxstats.formulas.part_gaps import part_gap, shared
from cxstats.formulas.parts import Part

Kind = Literal["nps", "share", "mean"]
METHODS = {"nps": "square-and-add-design", "share": "newcombe-design", "mean": "welch-design"}


def design_difference(
    *, before: ArrayLike, now: ArrayLike, designs: tuple[Design, Design], kind: Kind, level: float = 0.95
) -> Difference:
    """Change between two samples, each of known design, of different people.

    Parameters
    ----------
    before, now : array-like of float, shape (n,) and (m,)
        Answers of each sample: -1, 0 and 1 for "nps", 0 and 1 for "share", the numbers for "mean".
    designs : pair of Design
        How the sample before and the sample now came about.
    kind : {"nps", "share", "mean"}
        Which score.
    level : float
        Confidence level, between 0 and 1.

    Returns
    -------
    Difference
        "welch-design" for means: t with Satterthwaite's degrees of freedom. "newcombe-design" and
        "square-and-add-design" for shares and NPS: the limits of `cxstats.designs.design_share` and
        `design_nps`, squared and added; the p-value takes each side as the independent answers that would be
        as sure. Means where nobody differs have no range.

    Raises
    ------
    ValueError
        As `cxstats.designs.design_mean`, or if answers do not fit `kind`, or `kind` is unknown.

    References
    ----------
    Lumley (2010), Complex Surveys, chapter 2; Zou & Donner (2008), Statistics in Medicine 27, 1693-1702.
    docs/methods/differences.md.

    Examples
    --------
    >>> designs = Design(weights=[1, 1, 2, 2], people=["a", "a", "b", "c"]), Design(weights=[1] * 5)
    >>> found = design_difference(before=[4, 5, 5, 7], now=[6, 8, 7, 9, 8], designs=designs, kind="mean")
    >>> round(found.value, 4), round(found.low, 4), round(found.high, 4), round(found.p_value, 4)
    (2.1, -0.5028, 4.7028, 0.0876)

    """
    require_fraction(name="level", value=level)
    if len(designs) != 2:
        raise ValueError(f"designs must be two, that of before and that of now, not {len(designs)!r}")
    for answers in (before, now):
        require_answers(answers, kind)
    old, new = (
        parts_of(answers=answers, design=design)[0][0]
        for answers, design in zip((before, now), designs, strict=True)
    )
    return _difference((old, new), part_gap(parts=(old, new), kind=kind, level=level), kind, level)


def group_difference(
    *,
    answers: ArrayLike,
    design: Design,
    before: ArrayLike,
    now: ArrayLike,
    kind: Kind,
    level: float = 0.95,
) -> Difference:
    """Change between two groups of answers of one sample, in both of which a person may stand.

    Parameters
    ----------
    answers : array-like of float, shape (n,)
        Those of the whole sample: -1, 0 and 1 for "nps", 0 and 1 for "share", the numbers for "mean".
    design : Design
        How the whole sample came about.
    before, now : array-like of bool, shape (n,)
        Which answers make each group; some may stand in none.
    kind : {"nps", "share", "mean"}
        Which score.
    level : float
        Confidence level, between 0 and 1.

    Returns
    -------
    Difference
        As `design_difference`, less what the groups share because the same people stand in both, or through
        strata and raked margins; the degrees of freedom count people of one, of the other and of both groups
        apart. A group of one person has no range, a group without answers no value either.

    Raises
    ------
    ValueError
        As `design_difference`, or if `before` or `now` is not one yes or no an answer.

    References
    ----------
    As `design_difference`; Binder (1983), International Statistical Review 51, 279-292.

    Examples
    --------
    >>> now = np.array([0, 0, 0, 1, 1, 1], dtype=bool)
    >>> design = Design(weights=[1] * 6, people=["a", "b", "c", "a", "b", "c"])
    >>> found = group_difference(answers=[4, 5, 7, 6, 6, 9], design=design, before=~now, now=now, kind="mean")
    >>> round(found.value, 4), round(found.low, 4), round(found.high, 4), round(found.p_value, 4)
    (1.6667, 0.2324, 3.1009, 0.0377)

    """
    require_fraction(name="level", value=level)
    require_answers(answers, kind)
    sides = _side("before", before, np.size(answers)), _side("now", now, np.size(answers))
    sizes = int(sides[0].sum()), int(sides[1].sum())
    if 0 in sizes:
        return Difference(None, None, None, None, *sizes, METHODS[kind], level)
    (old, new), draws = parts_of(answers=answers, design=design, insides=sides)
    if min(old.df, new.df) < 1:
        return _difference((old, new), None, kind, level)
    covariance, df = shared(parts=(old, new), draws=draws, standing=sides)
    gap = part_gap(parts=(old, new), kind=kind, level=level, covariance=covariance, df=df)
    return _difference((old, new), gap, kind, level)


def _difference(parts: tuple[Part, Part], gap: Gap | None, kind: Kind, level: float) -> Difference:
    (old, new), (low, high, p_value) = parts, gap or (None, None, None)
    return Difference(new.value - old.value, low, high, p_value, old.n, new.n, METHODS[kind], level)


def _side(name: str, values: ArrayLike, n: int) -> NDArray[np.bool_]:
    side = as_numbers(name=name, values=values)
    if side.shape != (n,) or not np.isin(side, (0, 1)).all():
        raise ValueError(f"{name} must be one yes or no an answer, {n!r} of them, not {values!r}")
    return side.astype(bool)
