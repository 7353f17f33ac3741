"""The difference between two parts of designed samples: its degrees of freedom, limits and p-value.

Pairs are (before, now), and every difference is now minus before.
"""

import math
from typing import Literal

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtr, stdtr

from cxstats.estimate import Estimate
from cxstats.formulas.draws import Draws
from cxstats.formulas.gaps import Gap, newcombe
from cxstats.formulas.intervals import Limits, mean_t
from cxstats.formulas.nps import adjusted_nps
from cxstats.formulas.parts import Part, net_counts, nps_of, share_of

Floats = NDArray[np.float64]
Parts = tuple[Part, Part]


def shared(*, parts: Parts, draws: Draws, standing: tuple[NDArray[np.bool_], NDArray[np.bool_]]) -> Limits:
    """Covariance of two means of one sample, and the degrees of freedom of their difference.

    People who stand in one part, in the other, in both or in none each add their own part S_k of the variance
    of the difference, by (people less strata) d_k degrees of freedom; Satterthwaite's are
    ``(sum S_k)^2 / sum S_k^2 / d_k``. Where everybody stands in both they are those of a paired t, where
    nobody does nearly those of Welch.

    Parameters
    ----------
    parts : pair of Part
        From the same sample.
    draws : Draws
        How it was drawn.
    standing : pair of array of bool, shape (n,)
        Which answers make each part.

    Returns
    -------
    tuple of float
        Covariance and degrees of freedom; these are 1 where the difference has no variance.

    References
    ----------
    Binder (1983), International Statistical Review 51, 279-292; Satterthwaite (1946), Biometrics Bulletin 2,
    110-114.

    Examples
    --------
    >>> from cxstats.formulas.draws import draws_of
    >>> from cxstats.formulas.parts import part_of
    >>> answers, now = np.array([1.0, 2.0, 4.0, 2.0, 5.0, 4.0]), np.arange(6) > 2
    >>> draws, sides = draws_of(n=6, people=[*"abcabc"]), (~now, now)
    >>> one, two = (
    ...     part_of(answers=answers, weights=np.ones(6), draws=draws, inside=side) for side in sides
    ... )
    >>> covariance, df = shared(parts=(one, two), draws=draws, standing=sides)
    >>> round(covariance, 4), round(df, 4)
    (0.3889, 2.0)

    """
    both = np.column_stack([part.adds for part in parts])
    there = [np.bincount(draws.of_answer, weights=one) > 0 for one in standing]
    away = draws.away(both)
    squares = (away[:, 1] - away[:, 0]) ** 2
    kinds = 2 * there[0] + there[1]
    spread = 0.0
    for kind in np.unique(kinds):
        mine = kinds == kind
        df = max(1, int(mine.sum()) - np.unique(draws.strata[mine]).size)
        spread += float(squares[mine].sum()) ** 2 / df
    return float(away[:, 0] @ away[:, 1]), float(squares.sum()) ** 2 / spread if spread else 1.0


def part_gap(
    *,
    parts: Parts,
    kind: Literal["nps", "share", "mean"],
    level: float,
    covariance: float = 0.0,
    df: float | None = None,
) -> Gap | None:
    """Compare two parts.

    Means by t; shares and NPS by squaring and adding what their own limits reach, less what they share, and
    by the z of the independent answers that would be as sure: pooled for shares, after three invented answers
    on each side for NPS.

    Parameters
    ----------
    parts : pair of Part
        Each of two people at least.
    kind : {"nps", "share", "mean"}
        Which score.
    level : float
        Confidence level, between 0 and 1.
    covariance : float
        Of the two means.
    df : float, optional
        Degrees of freedom of their difference; Satterthwaite's of two samples without it.

    Returns
    -------
    Gap or None
        None for means where nobody differs.

    References
    ----------
    Zou & Donner (2008), Statistics in Medicine 27, 1693-1702; Korn & Graubard (1998), Survey Methodology 24,
    193-201; Satterthwaite (1946), Biometrics Bulletin 2, 110-114.

    Examples
    --------
    >>> from cxstats.formulas.draws import draws_of
    >>> from cxstats.formulas.parts import part_of
    >>> one, two = (
    ...     part_of(answers=np.array(row), weights=np.ones(4), draws=draws_of(n=4))
    ...     for row in ([0.0, 1.0, 0.0, 0.0], [1.0, 1.0, 0.0, 1.0])
    ... )
    >>> [round(number, 4) for number in part_gap(parts=(one, two), kind="share", level=0.95)]
    [-0.5022, 0.8468, 0.1573]

    """
    old, new = parts
    if kind == "mean":
        return _mean_gap(parts, covariance, df, level)
    alike = covariance / math.sqrt(old.variance * new.variance) if old.variance * new.variance else 0.0
    if old.variance + new.variance - 2 * covariance <= 1e-12 * (old.variance + new.variance):
        alike = 0.0  # all people changed by the same: their likeness tells nothing
    limits = [_limits((share_of if kind == "share" else nps_of)(part=part, level=level)) for part in parts]
    low, high = newcombe(
        shares=(old.value, new.value),
        limits=(limits[0], limits[1]),
        correlation=alike,
        most=1.0 if kind == "share" else 2.0,
    )
    return Gap(low, high, _p_value(parts, kind, alike, level))


def _limits(found: Estimate) -> Limits:
    # A share or NPS that has a value has limits; "or" only tells the type checker so.
    return found.low or 0.0, found.high or 0.0


def _mean_gap(parts: Parts, covariance: float, df: float | None, level: float) -> Gap | None:
    gap, variances = parts[1].value - parts[0].value, [part.variance for part in parts]
    total = sum(variances) - 2 * covariance
    if total <= 1e-12 * sum(variances):
        return None
    if df is None:
        df = total**2 / sum(part.variance**2 / part.df for part in parts)
    low, high = mean_t(mean=gap, variance=total, df=df, level=level)
    return Gap(low, high, 2 * float(stdtr(df, -abs(gap) / math.sqrt(total))))


def _p_value(parts: Parts, kind: str, alike: float, level: float) -> float:
    counts = [net_counts(part=part, level=level) for part in parts]
    if kind == "nps":
        (old, first), (new, second) = (adjusted_nps(**one._asdict()) for one in counts)
    else:
        pooled = sum(one.promoters for one in counts) / sum(one.n for one in counts)
        first, second = (pooled * (1 - pooled) / one.n for one in counts)
        old, new = (one.promoters / one.n for one in counts)
    variance = first + second - 2 * alike * math.sqrt(first * second)
    return 2 * float(ndtr(-abs(new - old) / math.sqrt(variance))) if variance > 0 else 1.0
