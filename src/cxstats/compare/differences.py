"""Is a change real or noise: differences between two groups of different people, with their range.

Every difference is now minus before. Two groups side by side are compared likewise: one of them is "before".
"""

from dataclasses import replace
from typing import Literal

from cxstats.arguments import require_fraction
from cxstats.estimate import Difference, Moments, require_moments
from cxstats.formulas.gaps import (
    Gap,
    NpsGapMethod,
    fisher_p,
    newcombe,
    nps_gap,
    score_p,
    smallest_expected,
    welch,
)
from cxstats.formulas.intervals import normal_quantile, wilson
from cxstats.formulas.sums import NetCounts, mean_variance, nps_counts, share_count
from cxstats.scores import weighted_share
from cxstats.weights import effective_counts, linearised_variance

Kind = Literal["nps", "share", "mean"]


def nps_difference(
    *, before: Moments, now: Moments, level: float = 0.95, method: NpsGapMethod = "adjusted-wald"
) -> Difference:
    """Change of the Net Promoter Score between two groups of different people.

    Parameters
    ----------
    before, now : Moments
        Unweighted sums of y in -1, 0, +1: with P promoters and D detractors among n answers,
        ``Moments(n=n, s=P - D, ss=P + D)``, or `cxstats.moments.of_nps`.
    level : float
        Confidence level, between 0 and 1.
    method : {"adjusted-wald", "square-and-add"}
        How the limits are found. The second is better, and slightly wider, where a group is small or nearly
        all of one kind, where the first holds too little (Notes).

    Returns
    -------
    Difference
        From -2 to 2. `value` is the plain difference. Of "adjusted-wald" the limits come from the scores
        after three invented answers on each side, which draw towards 0; a limit that would leave `value`
        outside is widened to it. Of "square-and-add" they are put together from the limits of each side's
        `cxstats.scores.nps`. The p-value is that of "adjusted-wald" for both.

    Raises
    ------
    ValueError
        If the sums are weighted or not those of -1, 0 and +1, `level` is not between 0 and 1, or `method`
        is unknown.

    Notes
    -----
    Exact coverage at .95 by "adjusted-wald", which is the default because it is the published test turned
    round: .93 or more from 20 answers a side where no kind of answer has more than .8 of either group, .91
    with 10. Where a group is nearly of one mind it is lower: .80 (one group, twice 10 answers, .9 of one
    kind), .68 (both, of opposite minds), .49 (.98 against .95), and still .89 with twice 100. By
    "square-and-add" it was .918 or more in all of 1,551 designs, and .94 or more from 30 answers a side on.

    References
    ----------
    Rocks (2016), arXiv 1601.07235; Lewis & Sauro (2021), How to statistically compare two Net Promoter
    Scores; Zou & Donner (2008), Statistics in Medicine 27, 1693-1702. docs/methods/differences.md.

    Examples
    --------
    >>> before, now = Moments(n=200, s=20, ss=120), Moments(n=200, s=60, ss=120)
    >>> change = nps_difference(before=before, now=now)
    >>> round(change.value, 4), round(change.low, 4), round(change.high, 4), round(change.p_value, 4)
    (0.2, 0.0528, 0.3413, 0.0074)

    """
    _require_plain(before, now)
    empty = Difference(None, None, None, None, before.n, now.n, method, level)
    counts = [nps_counts(moments=moments) for moments in (before, now)]
    old, new = (NetCounts(plus, minus, plus + passive + minus) for plus, passive, minus in counts)
    return _nps_change(old, new, empty, method)


def share_difference(*, before: Moments, now: Moments, level: float = 0.95) -> Difference:
    """Change of a share between two groups of different people.

    Parameters
    ----------
    before, now : Moments
        Unweighted sums of y in 0, 1, as `cxstats.moments.of_share` makes them of two counts.
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
        If the sums are weighted or not those of 0 and 1, or `level` is not between 0 and 1.

    References
    ----------
    Newcombe (1998), Statistics in Medicine 17, 873-890, method 10. docs/methods/differences.md.

    Examples
    --------
    >>> change = share_difference(before=Moments(n=80, s=48, ss=48), now=Moments(n=70, s=56, ss=56))
    >>> round(change.value, 4), round(change.low, 4), round(change.high, 4), round(change.p_value, 4)
    (0.2, 0.0524, 0.3339, 0.008)

    """
    _require_plain(before, now)
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
        Unweighted sums of the answers, as `cxstats.moments.of_answers` makes them.
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
        If the sums are weighted or impossible, or `level` is not between 0 and 1.

    References
    ----------
    Welch (1947), Biometrika 34, 28-35. docs/methods/differences.md.

    Examples
    --------
    >>> change = mean_difference(before=Moments(n=5, s=15, ss=55), now=Moments(n=6, s=27, ss=139))
    >>> round(change.value, 4), round(change.low, 4), round(change.high, 4), round(change.p_value, 4)
    (1.5, -0.855, 3.855, 0.1835)

    """
    _require_plain(before, now)
    empty = Difference(None, None, None, None, before.n, now.n, "welch", level)
    variances = mean_variance(moments=before), mean_variance(moments=now)
    return _mean_change((before.s, before.n), (now.s, now.n), variances, empty)


def weighted_difference(
    *,
    before: Moments,
    now: Moments,
    kind: Kind,
    level: float = 0.95,
    method: NpsGapMethod = "adjusted-wald",
) -> Difference:
    """Change of a weighted score between two groups of different people.

    Parameters
    ----------
    before, now : Moments
        Weighted sums of y: -1, 0, +1 for "nps"; 0, 1 for "share"; the answers for "mean".
    kind : {"nps", "share", "mean"}
        Which score.
    level : float
        Confidence level, between 0 and 1.
    method : {"adjusted-wald", "square-and-add"}
        How the limits of an NPS are found, as in `nps_difference`.

    Returns
    -------
    Difference
        "adjusted-wald-weighted", "square-and-add-weighted" and "newcombe-weighted" treat each side as its
        `cxstats.weights.effective_counts`; "welch-linearised" takes linearised variances.

    Raises
    ------
    ValueError
        If the sums do not fit `kind` or hold answers but no weights, `kind` or `method` is unknown, or
        `level` is not between 0 and 1.

    Notes
    -----
    With uneven weights ranges of NPS are wider than need be (held .96 to .97; the test calls about 3 % of
    equal groups different), those of shares and means too narrow where a few answers carry nearly all
    weight: .90 with lognormal weights of log spread 1.5 and 100 answers a side, worth 21.

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
    for name, moments in (("before", before), ("now", now)):
        if require_moments(name=name, value=moments).n and not moments.n_weighted:
            raise ValueError(
                f"{name} holds {moments.n!r} answers but no weights: give weights, or compare both sides "
                "without (nps_difference, share_difference, mean_difference)"
            )
    sizes = before.n_weighted, now.n_weighted
    if kind == "nps":
        empty = Difference(None, None, None, None, *sizes, f"{method}-weighted", level)
        old, new = (effective_counts(moments=moments, lowest=-1) for moments in (before, now))
        return _nps_change(old, new, empty, method)
    if kind == "share":
        empty = Difference(None, None, None, None, *sizes, "newcombe-weighted", level)
        return _weighted_share_change(before, now, empty)
    if kind != "mean":
        raise ValueError(f"kind must be 'nps', 'share' or 'mean', not {kind!r}")
    empty = Difference(None, None, None, None, *sizes, "welch-linearised", level)
    variances = linearised_variance(moments=before), linearised_variance(moments=now)
    return _mean_change((before.wy, before.w), (now.wy, now.w), variances, empty)


def _require_plain(before: Moments, now: Moments) -> None:
    """Refuse weighted sums, whose weights would be dropped without a word."""
    for name, moments in (("before", before), ("now", now)):
        if require_moments(name=name, value=moments).n_weighted:
            raise ValueError(
                f"{name} holds {moments.n_weighted!r} weighted answers, and weights are not used here: take "
                "weighted_difference, or `unweighted()` of the sums"
            )


def _nps_change(before: NetCounts, now: NetCounts, empty: Difference, method: NpsGapMethod) -> Difference:
    require_fraction(name="level", value=empty.level)
    if method not in {"adjusted-wald", "square-and-add"}:
        raise ValueError(f"method must be 'adjusted-wald' or 'square-and-add', not {method!r}")
    if before.n == 0 or now.n == 0:
        return empty
    value = (now.promoters - now.detractors) / now.n - (before.promoters - before.detractors) / before.n
    return _told(empty, value, nps_gap(before=before, now=now, level=empty.level, method=method))


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
    return _told(empty, value, welch(gap=value, variances=(old, new), dfs=dfs, level=empty.level))


def _told(empty: Difference, value: float, gap: Gap) -> Difference:
    # Made by the thousand, which `replace` takes three times as long for.
    return Difference(value, *gap, empty.n_before, empty.n_now, empty.method, empty.level)


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
