"""From paths, or from counted steps, to the absorbing chain that they make.

States are numbered: 0 the start, then the touchpoints from 1, then conversion, then the end without it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import ArrayLike, NDArray

from cxstats.arguments import require_count
from cxstats.formulas.absorbing import Floats, Without, absorption, without_each
from cxstats.formulas.arrays import as_floats, count_row

Places = NDArray[np.intp]


@dataclass(frozen=True, slots=True)
class Walks:
    """The steps of all paths, path by path.

    Attributes
    ----------
    path, before, after : array of int, shape (steps,)
        The path that a step belongs to, and the states it leads from and to.
    weight : array, shape (paths,)
        How often each path was taken.

    """

    path: Places
    before: Places
    after: Places
    weight: Floats


@dataclass(frozen=True, slots=True)
class Chain:
    """A chain that was counted, with each touchpoint removed in turn.

    Attributes
    ----------
    n, conversions : float
        Paths, and those of them that converted.
    left, converts : array, shape (k + 1,)
        How often each state was left, and the chance of conversion from there; the start first.
    without : Without
        The removals.

    """

    n: float
    conversions: float
    left: Floats
    converts: Floats
    without: Without

    @property
    def effect(self) -> Floats:
        """Removal effects of the touchpoints (k,), rounding taken off."""
        return np.clip(self.without.effect[1:], 0.0, 1.0)

    def pulls(self, *, before: Places, after: Places) -> Floats:
        """Influence of single steps on the removal effects: the sum over a path is the path's influence.

        A step a > b raises P(conversion) by what b promises more than a. Without touchpoint j it does so only
        as far as a is reached without j, compared with how often a is reached at all.

        Parameters
        ----------
        before, after : array of int, shape (m,)
            The states that each step leads from and to.

        Returns
        -------
        array, shape (m, k)
            Its variance over paths, divided by their number, is the variance of the effects.

        References
        ----------
        Hampel (1974), JASA 69, 383-393, for influence; the derivative is that of ``(I - Q)^-1``.

        """
        ends = np.array([1.0, 0.0])
        plain = np.concatenate([self.converts, ends])
        ends_of_all = np.repeat(ends[:, np.newaxis], len(self.effect), axis=1)
        avoiding = np.concatenate([self.without.converts[1:].T, ends_of_all])
        weights = (self.without.visits[1:] * self.n / self.left).T
        moved = weights[before] * (avoiding[after] - avoiding[before])
        raised = (plain[after] - plain[before])[:, np.newaxis]
        pulls: Floats = ((1 - self.effect) * raised - moved) / self.converts[0]
        return pulls


def chain_of(*, transitions: Floats) -> Chain:
    """Solve the chain of counted steps.

    Parameters
    ----------
    transitions : array, shape (k + 1, k + 3)
        How often each step was taken. The start has a column, too, though nothing leads there.

    Returns
    -------
    Chain
        With its P(conversion) in ``converts[0]``, which is the share of the paths that converted.

    Raises
    ------
    ValueError
        If nothing converts, or there are fewer than two paths.

    Examples
    --------
    >>> steps = np.array([[0.0, 50, 50, 0, 0], [0, 0, 20, 0, 30], [0, 0, 0, 30, 40]])
    >>> chain_of(transitions=steps).converts.round(4).tolist()
    [0.3, 0.1714, 0.4286]

    """
    left = transitions.sum(axis=1)
    size, conversions = len(left), float(transitions[:, -2].sum())
    if conversions == 0:
        raise ValueError(f"none of {left[0]:.0f} paths converted: what never happens cannot be lost")
    if left[0] < 2:
        raise ValueError(f"at least 2 paths are needed, not {left[0]:.0f}: one tells nothing of others")
    chances = transitions / left[:, np.newaxis]
    solved = absorption(inner=chances[:, :size], converting=chances[:, -2])
    return Chain(float(left[0]), conversions, left, solved.converts, without_each(solved=solved))


def walks_of(
    *, paths: Sequence[Sequence[str]], converted: Sequence[bool], counts: Sequence[int] | None
) -> tuple[tuple[str, ...], Walks]:
    """Check paths, and number what they pass.

    Parameters
    ----------
    paths, converted, counts
        As in `cxstats.journeys.removal.removal_effects`; paths with the count 0 are left out.

    Returns
    -------
    tuple
        The names of the touchpoints in their order, and the steps.

    Raises
    ------
    ValueError
        As there.

    Examples
    --------
    >>> names, walks = walks_of(paths=[["b", "a"], ["b"]], converted=[True, False], counts=None)
    >>> names, walks.before.tolist(), walks.after.tolist()
    (('a', 'b'), [0, 2, 1, 0, 2], [2, 1, 3, 2, 4])

    """
    weight = [1] * len(paths) if counts is None else count_row(name="counts", values=counts)
    if not len(paths) == len(converted) == len(weight):
        lengths = f"{len(paths)}, {len(converted)} and {len(weight)}"
        raise ValueError(f"paths, converted and counts must be equally long, not {lengths}")
    taken = [_taken(place, path) for place, path in enumerate(paths)]
    ended = [_flag(place, flag) for place, flag in enumerate(converted)]
    kept = [place for place, count in enumerate(weight) if count]
    names = tuple(sorted({name for place in kept for name in taken[place]}))
    _require_two(names)
    number = {name: place for place, name in enumerate(names, start=1)}
    ways = [[0, *(number[name] for name in taken[place]), len(names) + 2 - ended[place]] for place in kept]
    steps = [(row, *step) for row, way in enumerate(ways) for step in pairwise(way)]
    path, before, after = np.array(steps, dtype=np.intp).T
    return names, Walks(path, before, after, np.array([weight[place] for place in kept], dtype=np.float64))


def counted_steps(*, touchpoints: Sequence[str], transitions: ArrayLike) -> Floats:
    """Check counted steps, and give the start a column of its own.

    Parameters
    ----------
    touchpoints, transitions
        As in `cxstats.journeys.removal.removal_effects_from_transitions`.

    Returns
    -------
    array, shape (k + 1, k + 3)
        What `chain_of` takes.

    Raises
    ------
    ValueError
        As there.

    Examples
    --------
    >>> counted_steps(touchpoints=["a", "b"], transitions=[[2, 1, 0, 0], [0, 1, 0, 1], [0, 0, 1, 1]]).shape
    (3, 5)

    """
    _require_two(touchpoints)
    given = as_floats(name="transitions", values=transitions)
    k = len(touchpoints)
    if given.shape != (k + 1, k + 2):
        raise ValueError(f"transitions of {k} touchpoints have the shape {(k + 1, k + 2)}, not {given.shape}")
    for count in given.ravel():
        require_count(name="the count of a step", value=float(count))
    for name, out, into in zip(touchpoints, given[1:].sum(axis=1), given[:, :k].sum(axis=0), strict=True):
        if out != into:
            raise ValueError(
                f"{name!r} is entered {into:.0f} times and left {out:.0f} times: every path has an end"
            )
        if out == 0:
            raise ValueError(f"{name!r} was never visited: leave it out")
    return np.concatenate([np.zeros((k + 1, 1)), given], axis=1)


def _taken(place: int, path: Sequence[str]) -> Sequence[str]:
    if not _many(path):
        raise ValueError(f"paths[{place}] must be a sequence of names, not {path!r}: split texts first")
    if len(path) == 0:
        raise ValueError(f"paths[{place}] has no touchpoint: leave it out")
    return path


def _many(given: object) -> bool:
    return isinstance(given, Sequence) and not isinstance(given, str)


def _flag(place: int, flag: object) -> int:
    if flag not in {0, 1}:
        raise ValueError(f"converted[{place}] must be true or false, not {flag!r}")
    return int(bool(flag))


def _require_two(names: Sequence[str]) -> None:
    if len(set(names)) < len(names):
        raise ValueError(f"touchpoints must have different names, not {list(names)!r}")
    if len(names) < 2:
        raise ValueError(
            f"at least 2 touchpoints are needed, not {list(names)!r}: the only one is the journey"
        )
