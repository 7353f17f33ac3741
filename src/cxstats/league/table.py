"""Stores, agents or teams side by side: each with its own score and what is likely true of it, no rank."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from cxstats.arguments import require_fraction, require_number, require_whole
from cxstats.estimate import Estimate, Moments, require_moments
from cxstats.formulas.intervals import Limits, normal_quantile
from cxstats.league.shrinkage import Ranges, shrink
from cxstats.scores import mean, nps_from_moments, share_from_moments

Kind = Literal["nps", "share", "mean"]
_SCORES: dict[Kind, Callable[..., Estimate]] = {
    "nps": nps_from_moments,
    "share": share_from_moments,
    "mean": mean,
}
_SCALES: dict[Kind, Limits] = {
    "nps": (-1.0, 1.0),
    "share": (0.0, 1.0),
    "mean": (float("-inf"), float("inf")),
}
_OUTER = 0.998


@dataclass(frozen=True, slots=True)
class Entry:
    """One group of a league table.

    Attributes
    ----------
    own : Estimate
        Its score from its own answers alone.
    likely : Estimate
        What is likely true of it: drawn towards the mean; `n` is its number of answers.
    kept : float
        Part of its own distance from the mean that is kept, from 0 to 1.
    top_fifth, bottom_fifth : float
        Chance that it is among the highest and the lowest fifth.
    funnel, outer_funnel : pair of float
        Where 95 % (the level asked for) and 99.8 % of groups of its size would lie if all were truly the
        same.

    """

    own: Estimate
    likely: Estimate
    kept: float
    top_fifth: float
    bottom_fifth: float
    funnel: Limits
    outer_funnel: Limits


@dataclass(frozen=True, slots=True)
class League:
    """Many groups side by side, in the order given.

    Attributes
    ----------
    entries : tuple of Entry, shape (k,)
        One a group; sort them by name or by `likely`, and show the ranges.
    mean : Estimate
        Mean of the true values of the groups; `n` is the number of groups.
    tau2, tau2_check, p_value : float
        As in `cxstats.league.shrinkage.Shrunk`.
    variance : float
        Of single answers, the same taken for all groups.

    """

    entries: tuple[Entry, ...]
    mean: Estimate
    tau2: float
    tau2_check: float
    p_value: float
    variance: float


def league(
    *,
    groups: Sequence[Moments],
    kind: Kind,
    level: float = 0.95,
    variance: float | None = None,
    ranges: Ranges = "integrated",
) -> League:
    """Set many groups of different people side by side.

    Parameters
    ----------
    groups : sequence of Moments, shape (k,)
        Unweighted sums of each of at least four groups: y is -1, 0, +1 for "nps"; 0, 1 for "share"; the
        answer for "mean" (`cxstats.moments` makes them of counts or arrays).
    kind : {"nps", "share", "mean"}
        Which score.
    level : float
        Confidence level, between 0 and 1.
    variance : float, optional
        Of single answers; without it the pooled variance within the groups, with n - k degrees of freedom.
        One for all: a small group of only promoters would otherwise look as if it were known without error.
    ranges : {"integrated", "plug-in"}
        As in `cxstats.league.shrinkage.shrink`.

    Returns
    -------
    League
        With entries in the order given, clipped to the scale of the score.

    Raises
    ------
    ValueError
        If a group has no answers, there are fewer than four, nobody differs from anybody within the groups,
        the sums do not fit `kind`, or an argument lies outside its range.

    References
    ----------
    Efron & Morris (1975), JASA 70, 311-319; Spiegelhalter (2005), Statistics in Medicine 24, 1185-1202, for
    the funnel. docs/methods/league.md.

    Examples
    --------
    >>> from cxstats.moments import of_share
    >>> stores = [of_share(successes=hits, n=n) for hits, n in [(9, 10), (70, 100), (160, 200), (300, 500)]]
    >>> found = league(groups=stores, kind="share")
    >>> [(round(one.own.value, 2), round(one.likely.value, 2)) for one in found.entries]
    [(0.9, 0.78), (0.7, 0.7), (0.8, 0.79), (0.6, 0.6)]
    >>> [round(one.top_fifth, 2) for one in found.entries]
    [0.58, 0.0, 0.22, 0.0]

    """
    require_fraction(name="level", value=level)
    if kind not in _SCORES:
        raise ValueError(f"kind must be 'nps', 'share' or 'mean', not {kind!r}")
    for place, one in enumerate(groups):
        if require_moments(name=f"groups[{place}]", value=one).n == 0:
            raise ValueError(f"groups[{place}] has no answers; leave it out")
    own = [_SCORES[kind](moments=one, level=level) for one in groups]
    of_one = _pooled_variance(groups) if variance is None else _given(variance)
    found = shrink(
        values=[one.s / one.n for one in groups],
        variances=[of_one / one.n for one in groups],
        level=level,
        ranges=ranges,
    )
    total = sum(groups, Moments())
    entries = tuple(
        Entry(
            own=score,
            likely=replace(_clipped(likely, _SCALES[kind]), n=score.n),
            kept=kept,
            top_fifth=top,
            bottom_fifth=bottom,
            funnel=_funnel(total.s / total.n, of_one / score.n, level, _SCALES[kind]),
            outer_funnel=_funnel(total.s / total.n, of_one / score.n, _OUTER, _SCALES[kind]),
        )
        for score, likely, kept, top, bottom in zip(
            own, found.groups, found.kept, found.top, found.bottom, strict=True
        )
    )
    mean_of_all = _clipped(found.mean, _SCALES[kind])
    return League(entries, mean_of_all, found.tau2, found.tau2_check, found.p_value, of_one)


def funnel(*, center: float, variance: float, n: int, kind: Kind, level: float = 0.95) -> Limits:
    """Where the scores of groups of one size would lie if all groups were truly the same.

    Parameters
    ----------
    center : float
        Score of all answers.
    variance : float
        Of single answers.
    n : int
        Answers of a group, at least 1.
    kind : {"nps", "share", "mean"}
        Which score; the limits are cut at the ends of its scale.
    level : float
        Part of the groups of that size that lie within, between 0 and 1.

    Returns
    -------
    tuple of float
        Lower and upper limit.

    Raises
    ------
    ValueError
        If `variance` is not above 0, `n` is not at least 1, `kind` is unknown, or `level` is not between 0
        and 1.

    References
    ----------
    Spiegelhalter (2005), Statistics in Medicine 24, 1185-1202. docs/methods/league.md.

    Examples
    --------
    >>> [round(end, 3) for end in funnel(center=0.7, variance=0.21, n=84, kind="share")]
    [0.602, 0.798]

    """
    if kind not in _SCALES:
        raise ValueError(f"kind must be 'nps', 'share' or 'mean', not {kind!r}")
    require_number(name="center", value=center)
    require_whole(name="n", value=n, least=1)
    require_fraction(name="level", value=level)
    return _funnel(center, _given(variance) / n, level, _SCALES[kind])


def _given(variance: float) -> float:
    return require_number(name="variance", value=variance, above=0)


def _pooled_variance(groups: Sequence[Moments]) -> float:
    """Variance of single answers around the mean of their own group."""
    within = sum(one.ss - one.s * one.s / one.n for one in groups)
    df = sum(one.n for one in groups) - len(groups)
    if df < 1 or within <= 1e-12 * sum(one.ss for one in groups):
        raise ValueError("nobody differs from anybody within the groups: give the variance of single answers")
    return within / df


def _clipped(one: Estimate, scale: Limits) -> Estimate:
    # A shrunken value always has a range; "or" only tells the type checker so.
    return replace(one, low=max(scale[0], one.low or 0.0), high=min(scale[1], one.high or 0.0))


def _funnel(centre: float, variance: float, level: float, scale: Limits) -> Limits:
    reach = normal_quantile(level=level) * variance**0.5
    return max(scale[0], centre - reach), min(scale[1], centre + reach)
