"""The weighted mean of a part of a designed sample, how many independent answers it is worth, its limits."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from cxstats.estimate import Estimate
from cxstats.formulas.draws import Draws
from cxstats.formulas.intervals import normal_quantile, share_logit_t, t_quantile, wilson
from cxstats.formulas.nps import nps_limits, nps_method
from cxstats.formulas.sums import NetCounts

Floats = NDArray[np.float64]

FEW_APART = 5
"""Where fewer people of several answers each differ from the rest, their number says more than V does."""


@dataclass(frozen=True, slots=True)
class Part:
    """A weighted mean over a part of a sample, or the whole.

    Attributes
    ----------
    value, variance : float
        The mean and its linearised variance: 0 where all people of the part are alike in it.
    square : float
        Mean of the squared answers.
    df : int
        Degrees of freedom: people of the part less the strata they stand in; 0 for one person alone.
    df_design : int
        Those of the whole sample.
    n : int
        Number of answers.
    kish : float
        Kish's effective number of answers.
    alike : float
        Kish's number of people: what the answers are worth if each person always answers the same.
    apart : int
        How many people gave another answer than the commonest.
    adds : array of float, shape (all,)
        What each answer of the sample adds to the error of the mean.

    """

    value: float
    variance: float
    square: float
    df: int
    df_design: int
    n: int
    kish: float
    alike: float
    apart: int
    adds: Floats

    @property
    def few(self) -> bool:
        """Whether too few people differ for V to tell how much people differ."""
        return not self.variance > 0 or (self.apart < FEW_APART and self.alike < self.kish)

    @property
    def n_effective(self) -> float:
        """Kish's number of answers; of people, where too few of them differ."""
        return min(self.kish, self.alike) if self.few else self.kish


def part_of(
    *,
    answers: Floats,
    weights: Floats,
    draws: Draws,
    inside: NDArray[np.bool_] | None = None,
    residuals: Callable[[Floats], Floats] | None = None,
) -> Part:
    """Take the mean of a part of the answers.

    Parameters
    ----------
    answers, weights : array of float, shape (n,)
        All answers of the sample, and weights above 0.
    draws : Draws
        How the sample was drawn.
    inside : array of bool, shape (n,), optional
        Which answers make the part, one at least; all without it.
    residuals : callable, optional
        Takes out of (n,) values what the raked fields account for.

    Returns
    -------
    Part

    Examples
    --------
    >>> from cxstats.formulas.draws import draws_of
    >>> some, first = np.array([1.0, 3.0, 9.0]), np.array([True, True, False])
    >>> found = part_of(answers=some, weights=np.ones(3), draws=draws_of(n=3), inside=first)
    >>> found.value, found.n, found.df, found.df_design, round(found.variance, 4)
    (2.0, 2, 1, 2, 0.75)

    """
    w = weights if inside is None else weights * inside
    total = float(w.sum())
    value = float(w @ answers) / total
    slope = (answers - value) * (w > 0) / total
    adds = weights * (slope if residuals is None else residuals(slope))
    variance = draws.covariance(adds[:, None]).item()
    if variance <= (1e-13 * float(np.abs(answers).max())) ** 2:  # all the same: what is left is rounding
        variance = 0.0
    of_people = np.bincount(draws.of_answer, weights=w)
    there = of_people > 0
    df = int(there.sum()) - np.unique(draws.strata[there]).size
    kish, alike = (total * total / float(one @ one) for one in (w, of_people))
    apart = _apart(answers, w, draws)
    square = float(w @ (answers * answers)) / total
    return Part(value, variance, square, df, draws.df, int((w > 0).sum()), kish, alike, apart, adds)


def _apart(answers: Floats, w: Floats, draws: Draws) -> int:
    """Count the people who gave another answer than the commonest."""
    kinds, of_kind = np.unique(answers, return_inverse=True)
    commonest = kinds[np.bincount(of_kind, weights=w).argmax()]
    return np.unique(draws.of_answer[(w > 0) & (answers != commonest)]).size


def net_counts(*, part: Part, level: float) -> NetCounts:
    """Count the independent answers that would give as sure a share or NPS.

    ``v / V * (d + 1) / d`` of them, v being the variance of one answer, made fewer by
    ``(t(n - 1) / t(e))^2`` because V was itself estimated, d and e being the degrees of freedom of the sample
    and of the part. Where too few people differ V tells little, and there are no more than `alike`.

    Parameters
    ----------
    part : Part
        The share or NPS as a mean of 0 and 1, or of -1, 0 and 1.
    level : float
        Confidence level, between 0 and 1.

    Returns
    -------
    NetCounts
        Ones, minus ones and all.

    References
    ----------
    Korn & Graubard (1998), Survey Methodology 24, 193-201.

    Examples
    --------
    >>> from cxstats.formulas.draws import draws_of
    >>> net, draws = np.array([1.0, 1.0, 0.0, -1.0] * 4), draws_of(n=16, people=[*"aabbccdd"] * 2)
    >>> some = part_of(answers=net, weights=np.ones(16), draws=draws)
    >>> [round(count, 2) for count in net_counts(part=some, level=0.95)]
    [1.1, 0.55, 2.19]

    """
    of_one, n = part.square - part.value**2, part.n_effective
    if part.variance > 0 and of_one > 0 and part.df > 0:
        unsure = t_quantile(level=level, df=part.n - 1) / t_quantile(level=level, df=part.df)
        as_sure = of_one / part.variance * (part.df_design + 1) / part.df_design * unsure**2
        n = min(n, as_sure) if part.few else as_sure
    plus, minus = (part.square + part.value) / 2, (part.square - part.value) / 2
    return NetCounts(min(1.0, max(0.0, plus)) * n, min(1.0, max(0.0, minus)) * n, n)


def share_of(*, part: Part, level: float) -> Estimate:
    """Put limits around a share that was taken as a mean.

    Parameters
    ----------
    part : Part
        Taken of answers 0 and 1.
    level : float
        Confidence level, between 0 and 1.

    Returns
    -------
    Estimate
        As `cxstats.designs.design_share`.

    Raises
    ------
    ValueError
        If `level` is not between 0 and 1.

    Examples
    --------
    >>> from cxstats.formulas.draws import draws_of
    >>> one = part_of(answers=np.ones(4), weights=np.ones(4), draws=draws_of(n=4, people="aabb"))
    >>> round(share_of(part=one, level=0.95).low, 3)
    0.342

    """
    p, n = min(1.0, max(0.0, part.value)), part.n_effective
    z = normal_quantile(level=level)
    if part.few or part.df < 1:
        low, high = wilson(p=p, n=net_counts(part=part, level=level).n, z=z)
        return Estimate(p, low, high, part.n, "wilson-weighted", level, n)
    low, high = share_logit_t(p=p, variance=part.variance, df=part.df, level=level)
    return Estimate(p, low, high, part.n, "logit-design", level, n)


def nps_of(*, part: Part, level: float) -> Estimate:
    """Put limits around an NPS that was taken as a mean.

    Parameters
    ----------
    part : Part
        Taken of answers -1, 0 and 1.
    level : float
        Confidence level, between 0 and 1.

    Returns
    -------
    Estimate
        As `cxstats.designs.design_nps`.

    Raises
    ------
    ValueError
        If `level` is not between 0 and 1.

    Examples
    --------
    >>> from cxstats.formulas.draws import draws_of
    >>> one = part_of(answers=np.ones(4), weights=np.ones(4), draws=draws_of(n=4, people="aabb"))
    >>> round(nps_of(part=one, level=0.95).low, 3)
    -0.315

    """
    z = normal_quantile(level=level)
    promoters, detractors, n = net_counts(part=part, level=level)
    slug = nps_method(method="auto", n=n)
    low, high = nps_limits(method=slug, promoters=promoters, detractors=detractors, n=n, z=z)
    value = (promoters - detractors) / n
    return Estimate(value, low, high, part.n, f"{slug}-design", level, part.n_effective)
