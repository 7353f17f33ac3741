"""Scores of a sample whose design is known: strata, people who answered several times, raked margins.

What `cxstats.scores` does from sums alone holds for a plain weighted sample. Where more is known of how the
sample came about, the errors are linearised with that knowledge: residuals instead of answers once the
weights were calibrated, one sum a person, strata apart.
"""

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass
from numbers import Real
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray

from cxstats.arguments import require_fraction
from cxstats.estimate import Estimate
from cxstats.formulas.arrays import finite_row
from cxstats.formulas.intervals import mean_t, normal_quantile, share_logit_t, wilson
from cxstats.formulas.nps import nps_limits, nps_method
from cxstats.formulas.strata import between_clusters
from cxstats.weights import kish_n

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
    sizes : mapping of stratum to number, optional
        Customers in each stratum; makes the errors smaller where a large part of them answered.
    people : sequence, shape (n,), optional
        Who gave each answer, where somebody may have given several; their answers count as one draw.
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
    sizes: Mapping[Hashable, float] | None = None
    people: Sequence[Hashable] | None = None
    raked: Fields | None = None
    before: ArrayLike | None = None
    residuals: Literal["weighted", "plain"] = "weighted"


@dataclass(frozen=True, slots=True)
class _Mean:
    """A weighted mean with its linearised variance and the degrees of freedom of the design."""

    value: float
    variance: float
    df: int
    n: int
    n_effective: float


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
        one person or no size, or `level` is not between 0 and 1.

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
    one = _mean(answers, design)
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
        `method` is "logit-design", on the logit scale with the degrees of freedom of the design; where
        nobody or everybody meets the condition, Wilson's for Kish's number, "wilson-weighted".

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
    _require_kinds(answers, (0, 1))
    one = _mean(answers, design)
    if one.variance:
        low, high = share_logit_t(p=one.value, variance=one.variance, df=one.df, level=level)
        return Estimate(one.value, low, high, one.n, "logit-design", level, one.n_effective)
    p = min(1.0, max(0.0, one.value))
    low, high = wilson(p=p, n=one.n_effective, z=normal_quantile(level=level))
    return Estimate(p, low, high, one.n, "wilson-weighted", level, one.n_effective)


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
        as precise; `method` is "adjusted-wald-design", or "score-design" under 10 of them.

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
    _require_kinds(answers, (-1, 0, 1))
    z, one = normal_quantile(level=level), _mean(answers, design)
    w, y = np.asarray(design.weights, dtype=np.float64), np.asarray(answers, dtype=np.float64)
    plus, minus = float(w[y > 0].sum() / w.sum()), float(w[y < 0].sum() / w.sum())
    of_one = plus + minus - one.value**2
    n = one.n_effective
    if one.variance and of_one > 0:
        n = of_one / one.variance * (one.df + 1) / one.df
    slug = nps_method(method="auto", n=n)
    low, high = nps_limits(method=slug, promoters=plus * n, detractors=minus * n, n=n, z=z)
    return Estimate(plus - minus, low, high, one.n, f"{slug}-design", level, one.n_effective)


def _mean(answers: ArrayLike, design: Design) -> _Mean:
    y, w = finite_row(name="answers", values=answers), _weights(design.weights, "weights")
    if y.size != w.size or y.size == 0:
        raise ValueError(f"there must be one weight an answer, and some, not {w.size!r} for {y.size!r}")
    total = float(w.sum())
    value = float(w @ y) / total
    variance, df = _variance((y - value) / total, w, design)
    if variance <= (1e-13 * float(np.abs(y).max())) ** 2:  # all answers the same: what is left is rounding
        variance = 0.0
    return _Mean(value, variance, df, y.size, kish_n(w=total, ww=float(w @ w)))


def _variance(z: Floats, w: Floats, design: Design) -> tuple[float, int]:
    """Variance of the sum of w z over draws of the design, and its degrees of freedom."""
    strata = _codes(design.strata, z.size, "strata")
    draws: Floats = w * (z if design.raked is None else _residuals(z, design))
    of_draw = strata
    if design.people is not None:
        people = _codes(design.people, z.size, "people")
        # Somebody who stands in two strata was drawn in each.
        _, first, together = np.unique(
            strata * (people.max() + 1) + people, return_index=True, return_inverse=True
        )
        draws = np.bincount(together, weights=draws).astype(np.float64)
        of_draw = strata[first]
    sizes: NDArray[np.int64] = np.bincount(of_draw)
    if (sizes < 2).any():
        raise ValueError("a stratum has only one person: join it with another")
    left = 1 - sizes / _population(design, sizes)
    variance = between_clusters(totals=draws[:, None], strata=of_draw, left=left)
    return variance.item(), draws.size - sizes.size


def _residuals(z: Floats, design: Design) -> Floats:
    """What the raked fields do not account for, by regression with the weights before raking."""
    before = np.ones(z.size) if design.before is None else _weights(design.before, "before")
    if before.size != z.size:
        raise ValueError(f"there are {before.size!r} weights before raking for {z.size!r} answers")
    codes = [_codes(values, z.size, name) for name, values in (design.raked or {}).items()]
    kinds = np.hstack([np.ones((z.size, 1)), *(np.eye(int(one.max()) + 1)[one] for one in codes)])
    if design.residuals not in {"weighted", "plain"}:
        raise ValueError(f"residuals must be 'weighted' or 'plain', not {design.residuals!r}")
    root = np.sqrt(before) if design.residuals == "weighted" else np.ones(z.size)
    found = np.linalg.lstsq(kinds * root[:, None], z * root, rcond=None)[0]
    return np.asarray(z - kinds @ found, dtype=np.float64)


def _population(design: Design, sizes: NDArray[np.int64]) -> Floats:
    """Customers in each stratum; without them so many that who answered is next to nobody."""
    if design.sizes is None:
        return np.full(sizes.size, np.inf)
    names = sorted(set(design.strata), key=repr) if design.strata is not None else [None]
    found: list[float] = []
    for name, drawn in zip(names, sizes.tolist(), strict=True):
        size = design.sizes.get(name, 0.0)
        if not (isinstance(size, Real) and size >= drawn):
            raise ValueError(f"stratum {name!r} has a size of {size!r}, but {drawn!r} answered in it")
        found.append(float(size))
    return np.array(found)


def _codes(values: Sequence[Hashable] | None, n: int, name: str) -> NDArray[np.int64]:
    """Number the kinds in a row, in the order of how they are written."""
    if values is None:
        return np.zeros(n, dtype=np.int64)
    if len(values) != n:
        raise ValueError(f"{name} must have one entry an answer, not {len(values)!r} for {n!r}")
    places = {kind: place for place, kind in enumerate(sorted(set(values), key=repr))}
    return np.array([places[value] for value in values], dtype=np.int64)


def _weights(values: ArrayLike, name: str) -> Floats:
    array = finite_row(name=name, values=values)
    if (array <= 0).any():
        raise ValueError(f"{name} must be above 0, not {float(array.min())!r}; leave such answers out")
    return array


def _require_kinds(answers: ArrayLike, kinds: tuple[int, ...]) -> None:
    y = finite_row(name="answers", values=answers)
    wrong = y[~np.isin(y, kinds)]
    if wrong.size:
        raise ValueError(f"answers must be of {kinds!r}, not {float(wrong[0])!r}")
