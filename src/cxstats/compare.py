"""Is a change real or noise: differences with their range, many looks at once, and what a sample can see.

Every difference is now minus before. Two groups side by side are compared likewise: one of them is "before".
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal

from cxstats.estimate import Difference, Moments, Verdict, require_fraction
from cxstats.formulas.gaps import (
    fisher_p,
    newcombe,
    nps_gap,
    power_reach,
    score_p,
    smallest_expected,
    welch,
)
from cxstats.formulas.intervals import normal_quantile, wilson
from cxstats.formulas.many_looks import benjamini_hochberg, holm
from cxstats.formulas.sums import NetCounts, mean_variance, nps_counts, share_count
from cxstats.scores import weighted_share
from cxstats.weights import effective_counts, linearised_variance

Kind = Literal["nps", "share", "mean"]
Correction = Literal["bh", "holm"]


def nps_difference(*, before: Moments, now: Moments, level: float = 0.95) -> Difference:
    """Change of the Net Promoter Score between two groups of different people.

    Parameters
    ----------
    before, now : Moments
        Unweighted sums of y in -1, 0, +1.
    level : float
        Confidence level, between 0 and 1.

    Returns
    -------
    Difference
        From -2 to 2, `method` "adjusted-wald": limits and p-value come from the scores after three invented
        answers on each side; `value` is the plain difference.

    Raises
    ------
    ValueError
        If the sums are not those of -1, 0 and +1, or `level` is not between 0 and 1.

    References
    ----------
    Rocks (2016), arXiv 1601.07235; Lewis & Sauro (2021), How to statistically compare two Net Promoter
    Scores. docs/methods/differences.md.

    Examples
    --------
    >>> change = nps_difference(before=Moments(n=200, s=20, ss=120), now=Moments(n=200, s=60, ss=120))
    >>> round(change.value, 4), round(change.low, 4), round(change.high, 4), round(change.p_value, 4)
    (0.2, 0.0528, 0.3413, 0.0074)

    """
    empty = Difference(None, None, None, None, before.n, now.n, "adjusted-wald", level)
    counts = [nps_counts(moments=moments) for moments in (before, now)]
    old, new = (NetCounts(plus, minus, plus + passive + minus) for plus, passive, minus in counts)
    return _nps_change(old, new, empty)


def share_difference(*, before: Moments, now: Moments, level: float = 0.95) -> Difference:
    """Change of a share between two groups of different people.

    Parameters
    ----------
    before, now : Moments
        Unweighted sums of y in 0, 1.
    level : float
        Confidence level, between 0 and 1.

    Returns
    -------
    Difference
        From -1 to 1. The limits are Newcombe's; the p-value is that of the score test ("newcombe-score"), or
        Fisher's where fewer than 5 answers are expected in a cell ("newcombe-fisher").

    Raises
    ------
    ValueError
        If the sums are not those of 0 and 1, or `level` is not between 0 and 1.

    References
    ----------
    Newcombe (1998), Statistics in Medicine 17, 873-890, method 10. docs/methods/differences.md.

    Examples
    --------
    >>> change = share_difference(before=Moments(n=80, s=48, ss=48), now=Moments(n=70, s=56, ss=56))
    >>> round(change.value, 4), round(change.low, 4), round(change.high, 4), round(change.p_value, 4)
    (0.2, 0.0524, 0.3339, 0.008)

    """
    z = normal_quantile(level=level)
    hits, sizes = (share_count(moments=before), share_count(moments=now)), (before.n, now.n)
    if 0 in sizes:
        return Difference(None, None, None, None, *sizes, "newcombe-score", level)
    shares = hits[0] / sizes[0], hits[1] / sizes[1]
    limits = wilson(p=shares[0], n=sizes[0], z=z), wilson(p=shares[1], n=sizes[1], z=z)
    if smallest_expected(hits=hits, sizes=sizes) < 5:
        method, p_value = "newcombe-fisher", fisher_p(hits=hits, sizes=sizes)
    else:
        method, p_value = "newcombe-score", score_p(hits=hits, sizes=sizes)
    low, high = newcombe(shares=shares, limits=limits)
    return Difference(shares[1] - shares[0], low, high, p_value, *sizes, method, level)


def mean_difference(*, before: Moments, now: Moments, level: float = 0.95) -> Difference:
    """Change of a mean between two groups of different people, their variances not taken as equal.

    Parameters
    ----------
    before, now : Moments
        Unweighted sums of the answers.
    level : float
        Confidence level, between 0 and 1.

    Returns
    -------
    Difference
        On the scale of the answers, `method` "welch". Limits and p-value are None when a group has fewer than
        two answers or when nobody differs from anybody within the groups.

    Raises
    ------
    ValueError
        If the sums are impossible or `level` is not between 0 and 1.

    References
    ----------
    Welch (1947), Biometrika 34, 28-35. docs/methods/differences.md.

    Examples
    --------
    >>> change = mean_difference(before=Moments(n=5, s=15, ss=55), now=Moments(n=6, s=27, ss=139))
    >>> round(change.value, 4), round(change.low, 4), round(change.high, 4), round(change.p_value, 4)
    (1.5, -0.855, 3.855, 0.1835)

    """
    empty = Difference(None, None, None, None, before.n, now.n, "welch", level)
    variances = mean_variance(moments=before), mean_variance(moments=now)
    return _mean_change((before.s, before.n), (now.s, now.n), variances, empty)


def weighted_difference(*, before: Moments, now: Moments, kind: Kind, level: float = 0.95) -> Difference:
    """Change of a weighted score between two groups of different people.

    Parameters
    ----------
    before, now : Moments
        Weighted sums of y: -1, 0, +1 for "nps"; 0, 1 for "share"; the answers for "mean".
    kind : {"nps", "share", "mean"}
        Which score.
    level : float
        Confidence level, between 0 and 1.

    Returns
    -------
    Difference
        "adjusted-wald-weighted" and "newcombe-weighted" treat each side as its
        `cxstats.weights.effective_counts`; "welch-linearised" takes linearised variances.

    Raises
    ------
    ValueError
        If the sums do not fit `kind`, `kind` is unknown, or `level` is not between 0 and 1.

    References
    ----------
    Zou & Donner (2008), Statistics in Medicine 27, 1693-1702. docs/methods/weights.md.

    Examples
    --------
    >>> some = Moments(w=80, ww=100, wy=20, wyy=40, wwy=30, wwyy=50, n_weighted=70)
    >>> change = weighted_difference(before=some, now=some, kind="nps")
    >>> change.value, round(change.low, 4), round(change.high, 4), change.p_value
    (0.0, -0.2254, 0.2254, 1.0)

    """
    sizes = before.n_weighted, now.n_weighted
    if kind == "nps":
        empty = Difference(None, None, None, None, *sizes, "adjusted-wald-weighted", level)
        old, new = (effective_counts(moments=moments, lowest=-1) for moments in (before, now))
        return _nps_change(old, new, empty)
    if kind == "share":
        empty = Difference(None, None, None, None, *sizes, "newcombe-weighted", level)
        return _weighted_share_change(before, now, empty)
    if kind != "mean":
        raise ValueError(f"kind must be 'nps', 'share' or 'mean', not {kind!r}")
    empty = Difference(None, None, None, None, *sizes, "welch-linearised", level)
    variances = linearised_variance(moments=before), linearised_variance(moments=now)
    return _mean_change((before.wy, before.w), (now.wy, now.w), variances, empty)


@dataclass(frozen=True, slots=True)
class Family:
    """How many comparisons were judged together, and how: what a page must say beside its verdicts.

    Attributes
    ----------
    size : int
        Comparisons that could be tested (`Difference.testable`); those too small to tell do not count.
    method : str
        Slug of the correction, "benjamini-hochberg" or "holm".
    alpha : float
        The first: expected share of false alarms among the alarms; "holm": chance of a single false alarm.

    """

    size: int
    method: str
    alpha: float


def judge(
    differences: Sequence[Difference],
    *,
    alpha: float = 0.05,
    method: Correction = "bh",
    higher_is_better: bool | Sequence[bool] = True,
) -> tuple[Verdict, ...]:
    """Say of many comparisons at once which are real, without being fooled by their number.

    Parameters
    ----------
    differences : sequence of Difference, shape (k,)
        All comparisons a reader looks at together, also the dull ones.
    alpha : float
        Between 0 and 1; its meaning is that of `Family`.
    method : {"bh", "holm"}
        "bh" for lists of what changed, "holm" for few decisions of weight.
    higher_is_better : bool or sequence of bool, shape (k,)
        False for scores where less is good.

    Returns
    -------
    tuple of Verdict, shape (k,)
        In the order given.

    Raises
    ------
    ValueError
        If `alpha` or `method` is wrong, or `higher_is_better` has another length than `differences`.

    References
    ----------
    Benjamini & Hochberg (1995), JRSS B 57, 289-300; Holm (1979). docs/methods/many-looks.md.

    Examples
    --------
    >>> one = Difference(0.1, 0.0, 0.2, 0.04, 90, 90, "welch")
    >>> [verdict.value for verdict in judge([one])]
    ['better']
    >>> [verdict.value for verdict in judge([one, replace(one, p_value=0.6)])]
    ['none', 'none']

    """
    if method not in {"bh", "holm"}:
        raise ValueError(f"method must be 'bh' or 'holm', not {method!r}")
    require_fraction(name="alpha", value=alpha)  # also when there is nothing to judge
    ways = [higher_is_better] * len(differences) if isinstance(higher_is_better, bool) else higher_is_better
    if len(ways) != len(differences):
        raise ValueError(f"higher_is_better has {len(ways)!r} entries for {len(differences)!r} differences")
    p_values = [one.p_value for one in differences if one.testable() and one.p_value is not None]
    adjusted = iter((benjamini_hochberg if method == "bh" else holm)(p_values=p_values))
    return tuple(
        (replace(one, p_value=next(adjusted)) if one.testable() else one).verdict(
            alpha=alpha, higher_is_better=way
        )
        for one, way in zip(differences, ways, strict=True)
    )


def minimum_detectable_change(
    *, variance: float, n_before: int, n_now: int, power: float = 0.8, alpha: float = 0.05
) -> float:
    """Smallest true change that two samples of these sizes would mostly notice.

    Parameters
    ----------
    variance : float
        Of single answers (y), about the same on both sides.
    n_before, n_now : int
        Answers on each side.
    power : float
        Chance that a change of this size is called real, between 0 and 1.
    alpha : float
        Share of false alarms accepted, between 0 and 1.

    Returns
    -------
    float
        On the scale of y, so 0.05 is 5 points of NPS.

    Raises
    ------
    ValueError
        If a side has no answers or another argument lies outside its range.

    References
    ----------
    Cohen (1988), Statistical Power Analysis, section 2.4. docs/methods/minimum-detectable-change.md.

    Examples
    --------
    >>> round(minimum_detectable_change(variance=0.56, n_before=400, n_now=400), 4)
    0.1482

    """
    if not 0 <= variance < math.inf:
        raise ValueError(f"variance must be a number of at least 0, not {variance!r}")
    if n_before < 1 or n_now < 1:
        raise ValueError(f"both sides need answers, not {n_before!r} before and {n_now!r} now")
    return power_reach(power=power, alpha=alpha) * math.sqrt(variance * (1 / n_before + 1 / n_now))


def needed_n(*, change: float, variance: float, power: float = 0.8, alpha: float = 0.05) -> int:
    """How many answers each of two groups needs to notice a change of a given size.

    Parameters
    ----------
    change : float
        The true change, on the scale of y; its sign does not matter.
    variance : float
        Of single answers (y), about the same on both sides.
    power, alpha : float
        As in `minimum_detectable_change`.

    Returns
    -------
    int
        Answers for each group.

    Raises
    ------
    ValueError
        If `change` is 0 or an argument lies outside its range.

    References
    ----------
    Cohen (1988), Statistical Power Analysis, section 2.4. docs/methods/minimum-detectable-change.md.

    Examples
    --------
    >>> needed_n(change=0.05, variance=0.56)
    3517

    """
    if not 0 <= variance < math.inf:
        raise ValueError(f"variance must be a number of at least 0, not {variance!r}")
    if change == 0 or not math.isfinite(change):
        raise ValueError(f"change must be a number other than 0, not {change!r}")
    return math.ceil(2 * variance * (power_reach(power=power, alpha=alpha) / change) ** 2)


def _nps_change(before: NetCounts, now: NetCounts, empty: Difference) -> Difference:
    require_fraction(name="level", value=empty.level)
    if before.n == 0 or now.n == 0:
        return empty
    value = (now.promoters - now.detractors) / now.n - (before.promoters - before.detractors) / before.n
    return replace(empty, value=value, **nps_gap(before=before, now=now, level=empty.level)._asdict())


def _mean_change(
    before: tuple[float, float],
    now: tuple[float, float],
    variances: tuple[float | None, float | None],
    empty: Difference,
) -> Difference:
    """Compare two sides of (sum, size); without variances there is a value but no range."""
    require_fraction(name="level", value=empty.level)
    if before[1] == 0 or now[1] == 0:
        return empty
    value, (old, new) = now[0] / now[1] - before[0] / before[1], variances
    if old is None or new is None or old + new == 0:
        return replace(empty, value=value)
    dfs = empty.n_before - 1, empty.n_now - 1
    gap = welch(gap=value, variances=(old, new), dfs=dfs, level=empty.level)
    return replace(empty, value=value, **gap._asdict())


def _weighted_share_change(before: Moments, now: Moments, empty: Difference) -> Difference:
    old, new = (weighted_share(moments=moments, level=empty.level) for moments in (before, now))
    if old.value is None or new.value is None:
        return empty
    # A share that has a value has limits; "or" only tells the type checker so.
    limits = (old.low or 0.0, old.high or 0.0), (new.low or 0.0, new.high or 0.0)
    low, high = newcombe(shares=(old.value, new.value), limits=limits)
    sides = [effective_counts(moments=moments, lowest=0) for moments in (before, now)]
    p_value = score_p(hits=(sides[0].promoters, sides[1].promoters), sizes=(sides[0].n, sides[1].n))
    return replace(empty, value=new.value - old.value, low=low, high=high, p_value=p_value)
