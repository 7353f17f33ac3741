"""Front-line groups compared as if all had served the same customers and cases.

Within each group the answer is regressed on what a group cannot choose (whom it served, with which concern,
at what time). The groups' means are then moved to the same mix. This assumes that such a column goes with
the answer in the same way in every group, along a straight line, and that no other difference in mix
matters. Columns that a group can influence, such as waiting time, do not belong here: adjusting for them
hides what the group does well or badly.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.special import stdtr

from cxstats.arguments import require_fraction
from cxstats.estimate import Estimate
from cxstats.estimates import Differences, Estimates, Known, Limits, Places
from cxstats.formulas.arrays import as_floats
from cxstats.formulas.intervals import mean_t, t_quantile
from cxstats.league.shrinkage import FEWEST_GROUPS, Shrunk, shrink

Floats = NDArray[np.float64]

_ROUNDING = 1e-9


@dataclass(frozen=True, slots=True)
class CaseMix:
    """Groups before and after their mix is made the same, in the order given.

    Attributes
    ----------
    plain : Estimates, shape (k,)
        Mean answer of each group as it is.
    adjusted : Estimates, shape (k,)
        What it would be with the mix of all groups that can be compared; without value where the group's mix
        cannot be separated from the group itself, because nobody else has served the like.
    likely : Estimates, shape (k,)
        The same drawn towards the mean, as in `cxstats.league.shrinkage.shrink`; without value where not
        adjusted, or where there are fewer than four groups.
    others : Differences, shape (k,)
        Each adjusted mean minus that of all answers of the other groups that can be compared; without value
        where not adjusted, or where there is no other.
    effects : tuple of Estimate, shape (p,)
        How much one unit more of each column goes with, within groups; without value where a column cannot be
        separated from the others or from the groups.
    shrunk : Shrunk or None
        The groups with a value looked at together; None with fewer than four of them.
    variance : float
        Of single answers around the regression.

    """

    plain: Estimates
    adjusted: Estimates
    likely: Estimates
    others: Differences
    effects: tuple[Estimate, ...]
    shrunk: Shrunk | None
    variance: float


@dataclass(frozen=True, slots=True)
class _Within:
    """The regression within groups, from sums of squares around the groups' own means."""

    sizes: Floats
    columns: Floats  # means of the columns, shape (k, p)
    answers: Floats  # mean answers, shape (k,)
    effects: Floats
    inverse: Floats  # generalised, shape (p, p)
    blind: Floats  # directions nobody varies in within a group, shape (p, q)
    lost: NDArray[np.bool_]  # columns that have a part in one of these, shape (p,)
    variance: float
    df: int


def grams(
    *, groups: ArrayLike, columns: ArrayLike, answers: ArrayLike, counts: ArrayLike | None = None
) -> Floats:
    """Sums of squares and products of each group, from single answers or from counted equal ones.

    Parameters
    ----------
    groups : array-like of int, shape (n,)
        Number of the group of each answer, from 0 to k - 1.
    columns : array-like of float, shape (n, p)
        The case mix: numbers, or 0 and 1 for kinds (one kind fewer than there are).
    answers : array-like of float, shape (n,)
        The answers: -1, 0, +1 for NPS; 0, 1 for a share.
    counts : array-like of int, shape (n,), optional
        How many answers each row stands for.

    Returns
    -------
    ndarray, shape (k, p + 2, p + 2)
        For each group the sums of products of 1, the columns and the answer, as any engine can add them up.

    Raises
    ------
    ValueError
        If lengths differ, a number is not finite, or a group or a count is not whole or negative.

    Examples
    --------
    >>> grams(groups=[0, 0], columns=[[1], [2]], answers=[3, 5])[0].tolist()
    [[2.0, 3.0, 8.0], [3.0, 5.0, 13.0], [8.0, 13.0, 34.0]]

    """
    x, y = as_floats(name="columns", values=columns), as_floats(name="answers", values=answers)
    group = as_floats(name="groups", values=groups)
    count = np.ones(y.size) if counts is None else as_floats(name="counts", values=counts)
    if x.ndim != 2 or y.ndim != 1 or {x.shape[0], y.size, group.size, count.size} != {y.size}:
        raise ValueError(
            f"groups, columns, answers and counts must have as many rows as answers, {y.size!r}, "
            f"not {group.size!r}, {x.shape!r} and {count.size!r}"
        )
    for name, array in (("columns", x), ("answers", y)):
        if not np.isfinite(array).all():
            raise ValueError(f"{name} must be finite numbers, not {float(array[~np.isfinite(array)][0])!r}")
    for name, array in (("groups", group), ("counts", count)):
        wrong = ~((array >= 0) & (array == np.floor(array)) & np.isfinite(array))
        if wrong.any():
            raise ValueError(f"{name} must be whole numbers of at least 0, not {float(array[wrong][0])!r}")
    rows = np.column_stack([np.ones(y.size), x, y])
    places = group.astype(np.int64)
    found = np.zeros((int(places.max(initial=-1)) + 1, rows.shape[1], rows.shape[1]))
    for place in range(found.shape[0]):
        own = rows[places == place]
        found[place] = (own * count[places == place, None]).T @ own
    return found


def adjust(*, grams: ArrayLike, level: float = 0.95) -> CaseMix:
    """Compare groups as if all had the same case mix.

    Parameters
    ----------
    grams : array-like of float, shape (k, p + 2, p + 2)
        For each group the sums of products of 1, the p columns of the case mix, and the answer, in this order
        (`grams` makes them of rows).
    level : float
        Confidence level, between 0 and 1.

    Returns
    -------
    CaseMix
        `method` of the adjusted estimates and of the differences is "within-groups"; else it is "t" and
        "reml-integrated". Without a column (p = 0) nothing is moved, and groups are compared as they are.

    Raises
    ------
    ValueError
        If the sums are impossible or not finite, a group has no answers, a column is the same for everybody,
        there are no more answers than groups and columns, nobody differs from what the regression says, or
        `level` is not between 0 and 1.

    References
    ----------
    Zaslavsky, Zaborski, Ding, Shaul, Cioffi & Cleary (2001), Health Care Financing Review 22(3), 109-126, for
    case-mix adjustment within groups; Searle (1971), Linear Models, chapter 5, for what can be separated.
    docs/methods/league.md.

    Examples
    --------
    Two shops are about equally good at each kind of concern, but the second has more of the hard one (1):

    >>> rows = [(0, 0, 9), (0, 0, 9), (0, 0, 8), (0, 1, 5), (1, 0, 9), (1, 1, 6), (1, 1, 5), (1, 1, 4)]
    >>> shop, concern, answer = zip(*rows)
    >>> found = adjust(grams=grams(groups=shop, columns=[[one] for one in concern], answers=answer))
    >>> [round(one.value, 2) for one in found.plain], [round(one.value, 2) for one in found.adjusted]
    ([7.75, 6.0], [6.79, 6.96])

    """
    require_fraction(name="level", value=level)
    within = _regressed(_checked(grams))
    alike = _comparable(within)
    centre = np.average(within.columns[alike], axis=0, weights=within.sizes[alike])
    moved = within.columns - centre
    values = within.answers - moved @ within.effects
    spread = within.variance * (1 / within.sizes + np.einsum("kp,pq,kq->k", moved, within.inverse, moved))
    shrunk = None
    if alike.sum() >= FEWEST_GROUPS:
        shrunk = shrink(values=values[alike], variances=spread[alike], level=level)
    told = np.where(alike, values, np.nan)
    return CaseMix(
        plain=_estimates(within.answers, within.variance / within.sizes, within, slug="t", level=level),
        adjusted=_estimates(told, spread, within, slug="within-groups", level=level),
        likely=_likely(shrunk, alike=alike, level=level),
        others=_others(values, moved, alike, within, level=level),
        effects=_effects(within, level),
        shrunk=shrunk,
        variance=within.variance,
    )


def _checked(grams: ArrayLike) -> Floats:
    sums = as_floats(name="grams", values=grams)
    if sums.ndim != 3 or sums.shape[1] != sums.shape[2] or sums.shape[1] < 2 or not sums.shape[0]:
        raise ValueError(f"grams must have the shape (k, p + 2, p + 2), not {sums.shape!r}")
    if not np.isfinite(sums).all():
        raise ValueError(f"grams must be finite, but one sum is {float(sums[~np.isfinite(sums)][0])!r}")
    for place, one in enumerate(sums):
        if one[0, 0] < 1:
            raise ValueError(f"group {place} has {float(one[0, 0])!r} answers; leave it out")
    total = sums.sum(axis=0)
    spread = np.diag(total) - total[0] ** 2 / total[0, 0]
    still = np.flatnonzero(spread[1:-1] <= _ROUNDING * np.diag(total)[1:-1])
    if still.size:
        raise ValueError(f"column {int(still[0])} is the same for everybody; leave it out")
    return sums


def _regressed(sums: Floats) -> _Within:
    sizes, k, p = sums[:, 0, 0], sums.shape[0], sums.shape[1] - 2
    means = sums[:, 0, 1:] / sizes[:, None]
    around = (sums[:, 1:, 1:] - sizes[:, None, None] * means[:, :, None] * means[:, None, :]).sum(axis=0)
    total = sums.sum(axis=0)
    scale = np.sqrt(np.diag(total)[1:-1] - total[0, 1:-1] ** 2 / total[0, 0])  # above 0: checked
    roots, axes = (
        np.linalg.eigh(around[:p, :p] / np.outer(scale, scale)) if p else (np.zeros(0), np.zeros((0, 0)))
    )
    seen = roots > _ROUNDING
    inverse = (axes[:, seen] / roots[seen]) @ axes[:, seen].T / np.outer(scale, scale)
    effects = inverse @ around[:p, p]
    left, df = float(around[p, p] - effects @ around[:p, p]), int(sizes.sum()) - k - int(seen.sum())
    if df < 1:
        raise ValueError(f"{int(sizes.sum())!r} answers are too few for {k!r} groups and {p!r} columns")
    if left <= _ROUNDING * float(total[-1, -1]):
        raise ValueError("nobody differs from what the regression says: there is no noise to compare with")
    blind = axes[:, ~seen]
    return _Within(
        sizes=sizes,
        columns=means[:, :p],
        answers=means[:, p],
        effects=effects,
        inverse=inverse,
        blind=blind / scale[:, None],
        lost=np.abs(blind).max(axis=1, initial=0.0) > 1e-6,
        variance=left / df,
        df=df,
    )


def _comparable(within: _Within) -> NDArray[np.bool_]:
    """Find the largest set of groups whose mixes differ only in ways that vary within groups too."""
    # Along a blind direction only groups that stand at the same place can be told from their mix.
    places = np.round(within.columns @ within.blind * np.sqrt(within.sizes.sum()), 6) + 0.0
    _, kinds = np.unique(places, axis=0, return_inverse=True)
    answers = np.bincount(kinds.ravel(), weights=within.sizes)
    return np.asarray(kinds.ravel() == int(np.argmax(answers)), dtype=np.bool_)


def _estimates(values: Floats, variances: Floats, within: _Within, *, slug: str, level: float) -> Estimates:
    reach = t_quantile(level=level, df=within.df) * np.sqrt(variances)
    limits = Known(values - reach, values + reach)
    return Estimates(values, within.sizes.astype(np.int64), slug, limits, level)


@dataclass(frozen=True, slots=True, eq=False)
class _OfSome:
    """Limits of groups of which some alone were looked at together."""

    among: Limits
    order: NDArray[np.intp]  # the place of each group among those

    def __call__(self, places: Places) -> tuple[Floats, Floats]:
        """Give those at some places; of a group that was not looked at they mean nothing."""
        return self.among(self.order[places])


def _likely(shrunk: Shrunk | None, *, alike: NDArray[np.bool_], level: float) -> Estimates:
    """Give what is likely of all groups, of those that were not looked at nothing."""
    values = np.full(alike.size, np.nan)
    limits: Limits = Known(values, values)
    if shrunk is not None:
        values[alike] = shrunk.groups.values
        limits = _OfSome(shrunk.groups.limits, np.maximum(np.cumsum(alike) - 1, 0))
    return Estimates(values, np.ones(alike.size, np.int64), "reml-integrated", limits, level)


def _others(
    values: Floats, moved: Floats, alike: NDArray[np.bool_], within: _Within, *, level: float
) -> Differences:
    """Hold each group against all answers of the others, with the error of the effects in common."""
    total = float(within.sizes[alike].sum())
    told = alike & (within.sizes < total)
    n = within.sizes[told]
    rest = total - n
    # The mean of all is that of the group and the rest by their answers, so the gap is told by either.
    stretch = total / rest
    gaps = (values[told] - np.average(values[alike], weights=within.sizes[alike])) * stretch
    apart = moved[told] * stretch[:, None]
    errors = np.sqrt(
        within.variance * (1 / n + 1 / rest + np.einsum("kp,pq,kq->k", apart, within.inverse, apart))
    )
    reach = t_quantile(level=level, df=within.df) * errors
    columns = np.full((4, told.size), np.nan)
    columns[:, told] = gaps, gaps - reach, gaps + reach, 2 * stdtr(within.df, -np.abs(gaps / errors))
    differences, lows, highs, p_values = columns
    before, now = np.where(told, total - within.sizes, 0), within.sizes
    sides = before.astype(np.int64), now.astype(np.int64)
    return Differences(differences, lows, highs, p_values, *sides, "within-groups", level)


def _effects(within: _Within, level: float) -> tuple[Estimate, ...]:
    """One estimate a column, without value where it has a part in a direction that nobody varies in."""
    n, slug = int(within.sizes.sum()), "within-groups"
    found = []
    for place, value in enumerate(within.effects.tolist()):
        if within.lost[place]:
            found.append(Estimate(None, None, None, n, slug, level))
            continue
        variance = within.variance * float(within.inverse[place, place])
        found.append(
            Estimate(value, *mean_t(mean=value, variance=variance, df=within.df, level=level), n, slug, level)
        )
    return tuple(found)
