"""What is likely true of many groups at once: their values drawn towards the common mean, and how sure.

The extremes of a list of groups are mostly the small ones, by chance. Each value is therefore drawn towards
the mean, the more the noisier it is, and no rank is given: only how likely a group is among the best or
worst fifth.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.special import chdtrc, ndtr, ndtri

from cxstats.arguments import require_fraction
from cxstats.estimate import Estimate
from cxstats.estimates import Estimates, Places
from cxstats.formulas.arrays import as_floats
from cxstats.formulas.intervals import mean_t
from cxstats.formulas.shrinkage import (
    Posterior,
    common_mean,
    paule_mandel,
    posterior,
    predictions,
    reml,
    steady_error,
)

Floats = NDArray[np.float64]
Ranges = Literal["integrated", "plug-in"]

_DENSITY = (2 * np.pi) ** -0.5
_MOST_STEPS, _NEAR = 60, 1e-13

FEWEST_GROUPS = 4
"""Fewer groups say too little of how far groups differ: the chances of tau^2 would not add up."""


@dataclass(frozen=True, slots=True)
class Shrunk:
    """Many groups looked at together.

    Attributes
    ----------
    mean : Estimate
        Of the true values, `method` "reml-hartung-knapp"; `n` is the number of groups.
    tau2 : float
        Variance between the true values, by REML.
    tau2_check : float
        The same by Paule and Mandel, which needs no normal distribution; far from `tau2`, trust neither.
    p_value : float
        Of all groups being truly the same (Cochran's Q).
    groups : Estimates, shape (k,)
        What is likely true of each group; `n` is 1 value each.
    kept : tuple of float, shape (k,)
        Part of a group's own distance from the mean that is kept, from 0 to 1.
    top, bottom : tuple of float, shape (k,)
        Chance that the group is among the highest and the lowest fifth. They add up to a fifth of the groups.

    """

    mean: Estimate
    tau2: float
    tau2_check: float
    p_value: float
    groups: Estimates
    kept: tuple[float, ...]
    top: tuple[float, ...]
    bottom: tuple[float, ...]


def shrink(
    *, values: ArrayLike, variances: ArrayLike, level: float = 0.95, ranges: Ranges = "integrated"
) -> Shrunk:
    """Draw the values of many groups towards their mean, as far as their noise asks.

    Parameters
    ----------
    values : array-like of float, shape (k,)
        One value a group, of at least four groups: an NPS, a share, a mean.
    variances : array-like of float, shape (k,)
        Squared standard error of each value, above 0.
    level : float
        Confidence level, between 0 and 1.
    ranges : {"integrated", "plug-in"}
        "integrated" counts that the variance between the groups is itself not known; "plug-in" takes its
        estimate as the truth, as metafor does: too narrow with fewer than 50 groups (docs/methods/league.md).

    Returns
    -------
    Shrunk
        `method` of the groups is "reml-integrated" or "reml-plug-in"; the values are the same in both.

    Raises
    ------
    ValueError
        If there are fewer than four groups, a value is not finite, a variance is not above 0, the lengths
        differ, `level` is not between 0 and 1, or `ranges` is unknown.

    References
    ----------
    Efron & Morris (1975), JASA 70, 311-319; Viechtbauer (2005), JEBS 30, 261-293; Morris & Tang (2011),
    Statistical Science 26, 271-287; Lin, Louis, Paddock & Ridgeway (2006), Bayesian Analysis 1, 915-946, for
    the chances. docs/methods/league.md.

    Examples
    --------
    >>> found = shrink(values=[0.5, 0.2, 0.4, 0.1], variances=[0.01, 0.02, 0.01, 0.005])
    >>> round(found.mean.value, 3), round(found.tau2, 4), [round(one.value, 3) for one in found.groups]
    (0.298, 0.0272, [0.446, 0.241, 0.372, 0.131])
    >>> [round(chance, 2) for chance in found.top]
    [0.56, 0.03, 0.22, 0.0]

    """
    if ranges not in {"integrated", "plug-in"}:
        raise ValueError(f"ranges must be 'integrated' or 'plug-in', not {ranges!r}")
    y, v = _checked(values, variances)
    tau2 = reml(y=y, v=v)
    tail = (1 - require_fraction(name="level", value=level)) / 2
    beliefs = posterior(y=y, v=v) if ranges == "integrated" else _certain(y, v, tau2)
    centres, _ = predictions(y=y, v=v, tau2=tau2)
    top, bottom = _fifths(beliefs, *beliefs.predictions(y=y, v=v))
    return Shrunk(
        mean=_mean(y, v, tau2, level),
        tau2=tau2,
        tau2_check=paule_mandel(y=y, v=v),
        p_value=_same(y, v),
        groups=Estimates(
            values=centres,
            n=np.ones(y.size, np.int64),
            method=f"reml-{ranges}",
            limits=_Quantiles(beliefs=beliefs, y=y, v=v, centres=centres, tail=tail),
            level=level,
        ),
        kept=tuple((tau2 / (tau2 + v)).tolist()),
        top=top,
        bottom=bottom,
    )


def _checked(values: ArrayLike, variances: ArrayLike) -> tuple[Floats, Floats]:
    y, v = as_floats(name="values", values=values), as_floats(name="variances", values=variances)
    if y.ndim != 1 or y.shape != v.shape:
        raise ValueError(f"values and variances must be rows of one length, not {y.shape!r} and {v.shape!r}")
    if y.size < FEWEST_GROUPS:
        raise ValueError(
            f"shrinking takes at least {FEWEST_GROUPS} groups, not {y.size!r}; compare them one with another"
        )
    for name, array, good in (("values", y, np.isfinite(y)), ("variances", v, np.isfinite(v) & (v > 0))):
        if not good.all():
            place = int(np.argmin(good))
            raise ValueError(
                f"{name}[{place}] must be a finite number{' above 0' * (name == 'variances')}, "
                f"not {float(array[place])!r}; leave the group out"
            )
    return y, v


def _certain(y: Floats, v: Floats, tau2: float) -> Posterior:
    """Take the variance between the groups as known."""
    mean, error = common_mean(y=y, v=v, tau2=tau2)
    return Posterior(np.array([tau2]), np.ones(1), np.array([mean]), np.array([error]))


@dataclass(frozen=True, slots=True, eq=False)
class _Quantiles:
    """The limits of what is likely true of groups, worked out for those asked for."""

    beliefs: Posterior
    y: Floats
    v: Floats
    centres: Floats
    tail: float

    def __call__(self, places: Places) -> tuple[Floats, Floats]:
        """Quantiles of mixtures of normal distributions that leave so much on each side."""
        chances = self.beliefs.chances
        values, errors = self.beliefs.predictions(y=self.y[places], v=self.v[places])

        def under(at: Floats) -> tuple[Floats, Floats]:
            reach = (at - values) / errors
            return chances @ ndtr(reach), chances @ (np.exp(-0.5 * reach * reach) / errors) * _DENSITY

        ends = []
        for below in (self.tail, 1 - self.tail):
            reach = values + ndtri(below) * errors
            low, high = reach.min(axis=0), reach.max(axis=0)
            ends.append(_met(under, below, low=low, high=high, start=chances @ reach))
        # The range is not centred on the value at the likeliest tau^2: it is made to hold it.
        centres = self.centres[places]
        return np.minimum(ends[0], centres), np.maximum(ends[1], centres)


def _met(
    rising: Callable[[Floats], tuple[Floats, Floats]],
    goal: float,
    *,
    low: Floats,
    high: Floats,
    start: Floats,
    within: float = 0.0,
) -> Floats:
    """Find where rising functions reach a goal, by their slopes, and by halving where these lead astray.

    The last step is no longer than `within`, or changes the last digits alone.
    """
    at = start
    for _ in range(_MOST_STEPS):
        value, slope = rising(at)
        low, high = np.where(value < goal, at, low), np.where(value < goal, high, at)
        with np.errstate(divide="ignore", over="ignore", invalid="ignore"):
            aimed = at - (value - goal) / slope
        inside = (aimed >= low) & (aimed <= high)
        before, at = at, np.where(inside, aimed, (low + high) / 2)
        if np.all(np.abs(at - before) <= within + _NEAR * (np.abs(at) + np.abs(before))):
            break
    return at


def _mean(y: Floats, v: Floats, tau2: float, level: float) -> Estimate:
    value, _ = common_mean(y=y, v=v, tau2=tau2)
    error = steady_error(y=y, v=v, tau2=tau2)
    low, high = mean_t(mean=value, variance=error**2, df=y.size - 1, level=level)
    return Estimate(value, low, high, y.size, "reml-hartung-knapp", level)


def _same(y: Floats, v: Floats) -> float:
    mean, _ = common_mean(y=y, v=v, tau2=0.0)
    return float(chdtrc(y.size - 1, float(((y - mean) ** 2 / v).sum())))


def _fifths(
    beliefs: Posterior, values: Floats, errors: Floats
) -> tuple[tuple[float, ...], tuple[float, ...]]:
    """Chances of each group to lie above the line above which a fifth is expected, and below the other."""
    # Near the lines are those of groups that were known as well as their mixtures say in all.
    known = beliefs.chances @ values
    spread = np.sqrt(beliefs.chances @ (errors**2 + (values - known) ** 2))
    alone, found = np.ones(1), []
    for sign in (1, -1):
        near = _line(alone, sign * known[None], spread[None], start=np.quantile(sign * known, [0.8]))
        line = _line(beliefs.chances, sign * values, errors, start=near)
        above = beliefs.chances @ ndtr((sign * values - line) / errors)
        # The chances of the nodes add up to 1 but for rounding.
        found.append(tuple(np.minimum(above, 1.0).tolist()))
    return found[0], found[1]


def _line(chances: Floats, values: Floats, errors: Floats, *, start: Floats) -> Floats:
    """Find the line below which four fifths of the groups are expected."""

    def below(line: Floats) -> tuple[Floats, Floats]:
        reach = (line - values) / errors
        slope = chances @ (np.exp(-0.5 * reach * reach) / errors)
        return np.array([(chances @ ndtr(reach)).sum()]), np.array([slope.sum() * _DENSITY])

    low, high = (values - 9 * errors).min(keepdims=True)[0], (values + 9 * errors).max(keepdims=True)[0]
    goal = 0.8 * values.shape[1]
    # Steps by slopes double the digits that are right: after one so short against the errors, all are.
    within = 1e-8 * float(errors.min())
    return _met(below, goal, low=low, high=high, start=np.clip(start, low, high), within=within)
