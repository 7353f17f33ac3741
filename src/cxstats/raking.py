"""Weights that make a sample look like the customers: raking to known margins, with a cap on each weight."""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass
from numbers import Real

import numpy as np
from numpy.typing import ArrayLike, NDArray

from cxstats.arguments import require_number, require_whole
from cxstats.formulas.arrays import as_floats
from cxstats.weights import design_effect, kish_n

Floats = NDArray[np.float64]
Totals = Mapping[Hashable, float]

_CLOSE = 1e-12
"""A margin is met when no total misses by more than this part of itself."""


@dataclass(frozen=True, slots=True)
class Raked:
    """Weights after raking, and whether they do what they should.

    Attributes
    ----------
    weights : ndarray, shape (n,)
        One a respondent, in the order given; their sum is the total of the margins.
    converged : bool
        Whether all margins are met and no weight exceeds the cap. If not, do not use the weights as they are:
        join rare categories, leave a field out, or raise the cap.
    rounds : int
        How often all margins were gone through.
    worst : float
        How far the margin that is missed most is missed, as a part of it.
    largest : float
        Largest weight in means.
    trimmed : int
        How many respondents' weights were cut at the cap.
    n_effective, design_effect : float
        Kish's effective number of answers, and how many times the weights inflate the variance of a mean.

    """

    weights: Floats
    converged: bool
    rounds: int
    worst: float
    largest: float
    trimmed: int
    n_effective: float
    design_effect: float


def rake(
    *,
    fields: Mapping[str, Sequence[Hashable]],
    margins: Mapping[str, Totals],
    weights: ArrayLike | None = None,
    cap: float | None = 5.0,
    rounds: int = 2000,
) -> Raked:
    """Find weights with which the sample has the known totals of every field.

    Parameters
    ----------
    fields : mapping of str to sequence, shape (n,)
        For each field the category of each respondent; one who gave none is a category of its own.
    margins : mapping of str to mapping
        For each field the number of customers in each category; the totals of all fields are equal.
    weights : array-like of float, shape (n,), optional
        Weights to start from, such as 1 / chance of being asked, above 0; without them all are alike.
    cap : float, optional
        Most means that a weight may be; weights above it are cut and the sample is raked again until both
        hold. None leaves them.
    rounds : int
        Most rounds through all margins.

    Returns
    -------
    Raked
        `converged` says whether the margins and the cap hold.

    Raises
    ------
    ValueError
        If a weight is not a finite number above 0, lengths differ, fields and margins are not the same, a
        category has no margin or no respondent, a margin is not above 0, totals differ, or the cap is not
        above 1.

    References
    ----------
    Deming & Stephan (1940), Annals of Mathematical Statistics 11, 427-444; Deville, Saerndal & Sautory
    (1993), JASA 88, 1013-1020; Potter (1990), Proceedings of the ASA Section on Survey Research Methods,
    225-230, for trimming. docs/methods/raking.md.

    Examples
    --------
    >>> found = rake(
    ...     fields={"age": ["young", "old", "old", "old"], "way": ["web", "web", "shop", "shop"]},
    ...     margins={"age": {"young": 50, "old": 50}, "way": {"web": 60, "shop": 40}},
    ... )
    >>> found.weights.round(4).tolist(), found.converged, round(found.n_effective, 4)
    ([50.0, 10.0, 20.0, 20.0], True, 2.9412)

    """
    start = _start(fields, weights)
    if cap is not None:
        require_number(name="cap", value=cap, above=1)
    require_whole(name="rounds", value=rounds, least=0)
    sides = [_side(name, fields[name], _margin(name, margins)) for name in _same_names(fields, margins)]
    totals = [float(wanted.sum()) for _, wanted in sides]
    if max(totals) - min(totals) > 1e-9 * max(totals):
        raise ValueError(f"the margins must add up to the same number of customers, not to {totals!r}")
    found, used, cut = start * (totals[0] / start.sum()), 0, np.zeros(start.size, dtype=np.bool_)
    limit = np.inf if cap is None else cap * totals[0] / start.size
    while used < rounds:
        found, more = _raked(found, sides, rounds - used)
        used += more
        above = found > limit * (1 + _CLOSE)
        if not above.any():
            break
        cut |= above
        found = np.minimum(found, limit)
    worst = _worst(found, sides)
    w, ww = float(found.sum()), float(found @ found)
    largest = float(found.max()) * found.size / w
    return Raked(
        weights=found,
        converged=worst <= 10 * _CLOSE and (cap is None or largest <= cap * (1 + 1e-9)),
        rounds=used,
        worst=worst,
        largest=largest,
        trimmed=int(cut.sum()),
        n_effective=kish_n(w=w, ww=ww),
        design_effect=design_effect(n=found.size, w=w, ww=ww) or 1.0,
    )


_Side = tuple[NDArray[np.int64], Floats]


def _start(fields: Mapping[str, Sequence[Hashable]], weights: ArrayLike | None) -> Floats:
    sizes = {name: len(values) for name, values in fields.items()}
    if not sizes:
        raise ValueError("raking takes at least one field")
    n = next(iter(sizes.values()))
    start = np.ones(n) if weights is None else as_floats(name="weights", values=weights)
    if set(sizes.values()) != {n} or start.shape != (n,) or n == 0:
        raise ValueError(
            f"fields and weights must have one entry a respondent, not {sizes!r} and {start.shape!r}"
        )
    good = np.isfinite(start) & (start > 0)
    if not good.all():
        raise ValueError(f"weights must be finite numbers above 0, not {float(start[~good][0])!r}")
    return start


def _same_names(fields: Mapping[str, object], margins: Mapping[str, object]) -> list[str]:
    if set(fields) != set(margins):
        raise ValueError(f"fields {sorted(fields)!r} and margins {sorted(margins)!r} must be the same")
    return list(fields)


def _margin(name: str, margins: Mapping[str, Totals]) -> Totals:
    for category, total in margins[name].items():
        if not (isinstance(total, Real) and 0 < total < np.inf):
            raise ValueError(f"margin of {name} {category!r} must be above 0, not {total!r}; leave it out")
    return margins[name]


def _side(name: str, values: Sequence[Hashable], margin: Totals) -> _Side:
    """Number the categories and find their totals."""
    places = {category: place for place, category in enumerate(margin)}
    without = next((value for value in values if value not in places), None)
    if without is not None or not set(values) <= set(places):
        raise ValueError(f"{name} {without!r} has no margin; give it one, or join it with another category")
    numbers = np.array([places[value] for value in values], dtype=np.int64)
    empty = np.flatnonzero(np.bincount(numbers, minlength=len(places)) == 0)
    if empty.size:
        raise ValueError(f"nobody is {name} {list(margin)[int(empty[0])]!r}; join it with another category")
    return numbers, np.array([float(total) for total in margin.values()])


def _raked(weights: Floats, sides: Sequence[_Side], rounds: int) -> tuple[Floats, int]:
    """Meet one margin after the other until all are met, or the rounds are used up."""
    for done in range(1, rounds + 1):
        for numbers, wanted in sides:
            weights = weights * (wanted / np.bincount(numbers, weights=weights))[numbers]
        if _worst(weights, sides) <= _CLOSE:
            return weights, done
    return weights, rounds


def _worst(weights: Floats, sides: Sequence[_Side]) -> float:
    return max(
        float(np.abs(np.bincount(numbers, weights=weights) / wanted - 1).max()) for numbers, wanted in sides
    )
