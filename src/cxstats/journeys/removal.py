"""Markov removal effects: how many conversions pass a touchpoint, in a first-order chain of the paths seen.

What is found is an association. A touchpoint that everybody passes on the way has a removal effect of 1,
whether it helped anybody or not.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import ArrayLike

from cxstats.estimate import Estimate
from cxstats.formulas.absorbing import Floats
from cxstats.formulas.intervals import normal_quantile, wilson
from cxstats.journeys.chains import Chain, chain_of, counted_steps, walks_of
from cxstats.scores import share

FEWEST_CONVERSIONS: Final = 10
"""With fewer conversions behind a touchpoint its variance is too unsure, and the interval is cautious."""


@dataclass(frozen=True, slots=True)
class RemovalEffect:
    """One touchpoint.

    Attributes
    ----------
    touchpoint : str
        Its name.
    effect : Estimate
        1 - P(conversion without it) / P(conversion), from 0 to 1. `method` is "removal", or "removal-few"
        where fewer than 10 conversions pass the touchpoint; `n` counts the paths.
    share : Estimate
        The effect over the sum of all effects; the shares of all touchpoints sum to 1.

    """

    touchpoint: str
    effect: Estimate
    share: Estimate


@dataclass(frozen=True, slots=True)
class RemovalEffects:
    """All touchpoints of a set of paths.

    Attributes
    ----------
    conversion : Estimate
        Share of the paths that converted, which is also the P(conversion) of the chain.
    touchpoints : tuple of RemovalEffect
        In the order of their names, or as they were given.

    """

    conversion: Estimate
    touchpoints: tuple[RemovalEffect, ...]


def removal_effects(
    *,
    paths: Sequence[Sequence[str]],
    converted: Sequence[bool],
    counts: Sequence[int] | None = None,
    level: float = 0.95,
) -> RemovalEffects:
    """Removal effect of every touchpoint, from whole paths.

    The paths are read as a first-order chain: start, the touchpoints in their order, then conversion or its
    absence. Every step counts, one from a touchpoint to itself (a self-loop) and one to a touchpoint visited
    before too; dropping the self-loops would leave every effect as it is. A removed touchpoint becomes an
    end without conversion: whoever would have come there is lost, and nobody is sent elsewhere.

    Parameters
    ----------
    paths : sequence of sequences of str
        The names of the touchpoints of each path in their order. The same path may stand in several places.
    converted : sequence of bool (or 0 and 1), same length
        Whether the path ended in conversion. A path that converted at times and at times not stands twice.
    counts : sequence of int, same length, optional
        How many customers took the path and ended so; 1 each if not given.
    level : float
        Confidence level, between 0 and 1.

    Returns
    -------
    RemovalEffects
        Touchpoints in the order of their names. Limits come from the delta method over whole paths (paths are
        independent, steps within a path need not be), with Wilson's formula for as many answers as the
        variance is worth.

    Raises
    ------
    ValueError
        If lengths differ, a path is a plain text or empty, a count is not a whole number, `converted` is
        not 0 or 1, no path converted, there are fewer than two touchpoints or fewer than two paths.

    References
    ----------
    Anderl, Becker, von Wangenheim & Schumann (2016), International Journal of Research in Marketing 33,
    457-474. docs/methods/removal.md.

    Examples
    --------
    >>> found = removal_effects(
    ...     paths=[["search", "store"], ["search"], ["store", "chat"], ["chat"]],
    ...     converted=[True, False, True, False], counts=[20, 30, 10, 40])
    >>> found.conversion.value
    0.3
    >>> [(one.touchpoint, round(one.effect.value, 4), round(one.share.value, 4)) for one in found.touchpoints]
    [('chat', 0.3333, 0.2143), ('search', 0.4889, 0.3143), ('store', 0.7333, 0.4714)]
    >>> round(found.touchpoints[1].effect.low, 4), round(found.touchpoints[1].effect.high, 4)
    (0.3068, 0.674)

    """
    names, walks = walks_of(paths=paths, converted=converted, counts=counts)
    transitions = np.zeros((len(names) + 1, len(names) + 3))
    np.add.at(transitions, (walks.before, walks.after), walks.weight[walks.path])
    chain = chain_of(transitions=transitions)
    pulls = chain.pulls(before=walks.before, after=walks.after)
    begins = np.flatnonzero(np.diff(walks.path, prepend=-1))
    return _told(names, chain=chain, pulls=np.add.reduceat(pulls, begins), weight=walks.weight, level=level)


def removal_effects_from_transitions(
    *, touchpoints: Sequence[str], transitions: ArrayLike, level: float = 0.95
) -> RemovalEffects:
    """Removal effect of every touchpoint, from counted steps alone.

    Counts of steps merge by addition, wherever they are counted. They do not tell which steps were one
    customer's, so the limits rest on the chain being right: every step independent of those before.

    Parameters
    ----------
    touchpoints : sequence of str, shape (k,)
        Their names.
    transitions : array of int, shape (k + 1, k + 2)
        How often each step was taken. Rows: the start, then the touchpoints. Columns: to the touchpoints, to
        conversion, to the end without conversion.
    level : float
        Confidence level, between 0 and 1.

    Returns
    -------
    RemovalEffects
        As `removal_effects`, touchpoints in the order given.

    Raises
    ------
    ValueError
        If the shape is wrong, a count is negative or not whole, a touchpoint is left more or less often than
        entered, nothing starts, nothing converts, a touchpoint was never visited, there are fewer than two
        touchpoints or two starts.

    Examples
    --------
    >>> steps = [[50, 50, 0, 0], [0, 20, 0, 30], [0, 0, 30, 40]]
    >>> found = removal_effects_from_transitions(touchpoints=["search", "store"], transitions=steps)
    >>> [round(one.effect.value, 4) for one in found.touchpoints]
    [0.2857, 1.0]

    """
    counted = counted_steps(touchpoints=touchpoints, transitions=transitions)
    before, after = np.nonzero(counted)
    chain = chain_of(transitions=counted)
    pulls, weight = chain.pulls(before=before, after=after), counted[before, after]
    return _told(tuple(touchpoints), chain=chain, pulls=pulls, weight=weight, level=level)


def _told(
    names: Sequence[str], *, chain: Chain, pulls: Floats, weight: Floats, level: float
) -> RemovalEffects:
    """Wrap up: `pulls` (m, k) is the influence of m independent things, each seen `weight` times."""
    whole = chain.effect.sum()
    shares = chain.effect / whole
    share_pulls = (pulls - shares * pulls.sum(axis=1, keepdims=True)) / whole
    of_effect = _estimates(chain.effect, pulls=pulls, weight=weight, chain=chain, level=level)
    of_share = _estimates(shares, pulls=share_pulls, weight=weight, chain=chain, level=level)
    return RemovalEffects(
        share(successes=int(chain.conversions), n=int(chain.n), level=level),
        tuple(RemovalEffect(*one) for one in zip(names, of_effect, of_share, strict=True)),
    )


def _estimates(
    values: Floats, *, pulls: Floats, weight: Floats, chain: Chain, level: float
) -> list[Estimate]:
    variances = weight @ pulls**2 / (chain.n * (chain.n - 1))
    z = normal_quantile(level=level)
    found = []
    for value, variance, passing in zip(values, variances, chain.effect * chain.conversions, strict=True):
        few = passing < FEWEST_CONVERSIONS
        worth = value * (1 - value) / variance if variance > 1e-14 else chain.conversions
        # Nobody doubts fewer than all conversions, and with few of them the variance is not to be trusted.
        worth = min(worth, chain.conversions) if few else worth
        low, high = wilson(p=float(value), n=float(worth), z=z)
        slug = "removal-few" if few else "removal"
        found.append(Estimate(float(value), low, high, int(chain.n), slug, level))
    return found
