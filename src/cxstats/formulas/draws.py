"""Who was drawn into a sample, from which stratum, and how precise a sum over such draws is."""

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass
from numbers import Real
from reprlib import repr as short

import numpy as np
from numpy.typing import NDArray

from cxstats.formulas.strata import from_stratum_means

Floats = NDArray[np.float64]
Codes = NDArray[np.int64]
Sizes = Mapping[Hashable, float] | float


@dataclass(frozen=True, slots=True)
class Draws:
    """The draws that a sample was made by.

    Attributes
    ----------
    of_answer : array of int, shape (n,)
        Which draw each answer belongs to, numbered from 0: a person, or the answer itself.
    strata : array of int, shape (c,)
        Stratum of each draw, numbered from 0.
    left : array of float, shape (h,)
        Part of each stratum that was not drawn.

    """

    of_answer: Codes
    strata: Codes
    left: Floats

    @property
    def df(self) -> int:
        """Degrees of freedom of the design: draws less strata."""
        return self.strata.size - self.left.size

    def totals(self, values: Floats) -> Floats:
        """Sums over each draw: (n, k) values in, (c, k) totals out."""
        return np.column_stack([np.bincount(self.of_answer, weights=one) for one in values.T])

    def covariance(self, values: Floats) -> Floats:
        """Covariance (k, k) of the sums of (n, k) values over all answers."""
        away = self.away(values)
        return np.asarray(away.T @ away, dtype=np.float64)

    def away(self, values: Floats) -> Floats:
        """How far each draw lies from its stratum, (c, k); the squares add up to the variance."""
        return from_stratum_means(totals=self.totals(values), strata=self.strata, left=self.left)


def draws_of(
    *,
    n: int,
    strata: Sequence[Hashable] | None = None,
    people: Sequence[Hashable] | None = None,
    sizes: Sizes | None = None,
) -> Draws:
    """Find the draws of n answers.

    Parameters
    ----------
    n : int
        Number of answers.
    strata, people : sequence, shape (n,), optional
        Stratum of each answer, and who gave it; without people each answer is a draw.
    sizes : mapping of stratum to number, or number, optional
        How many could have been drawn in each stratum; one number without strata.

    Returns
    -------
    Draws

    Raises
    ------
    ValueError
        If lengths differ, somebody stands in two strata, a stratum has only one person, or its size is
        missing or below the number drawn.

    Examples
    --------
    >>> found = draws_of(n=4, people=["x", "y", "x", "z"], sizes=6)
    >>> found.of_answer.tolist(), found.df, found.left.tolist()
    ([0, 1, 0, 2], 2, [0.5])

    """
    codes, names = kinds_of(strata, n, "strata")
    of_answer, who = (np.arange(n), []) if people is None else kinds_of(people, n, "people")
    of_draw = np.zeros(int(of_answer.max()) + 1, dtype=np.int64)
    of_draw[of_answer] = codes
    torn = np.flatnonzero(of_draw[of_answer] != codes)
    if torn.size:
        raise ValueError(
            f"person {short(who[of_answer[torn[0]]])} stands in two strata: a person is drawn from one; "
            "if drawn in each, name them apart, such as by stratum and person"
        )
    drawn = np.bincount(of_draw)
    if (drawn < 2).any():
        where = "" if strata is None else f" in stratum {short(names[int(drawn.argmin())])}"
        raise ValueError(f"there is only one person{where}: that does not tell how much people differ")
    return Draws(of_answer, of_draw, 1 - drawn / _population(sizes, names, drawn, alone=strata is None))


def _population(sizes: Sizes | None, names: Sequence[Hashable], drawn: Codes, *, alone: bool) -> Floats:
    """How many could be drawn in each stratum; without sizes so many that who answered is next to nobody."""
    if sizes is None:
        return np.full(drawn.size, np.inf)
    if isinstance(sizes, Mapping):
        if alone and set(sizes) != {None}:
            raise ValueError(f"without strata sizes must be one number, not {short(dict(sizes))}")
        found = [sizes.get(name) for name in names]
    elif not alone:
        raise ValueError(f"with strata sizes must give one number for each of them, not {short(sizes)}")
    else:
        found = [sizes]
    for name, size, some in zip(names, found, drawn.tolist(), strict=True):
        if not (isinstance(size, Real) and size >= some):
            whole = "the whole" if alone else f"stratum {name!r}"
            raise ValueError(f"{whole} has a size of {size!r}, but {some!r} were drawn from it")
    return np.array(found, dtype=np.float64)


def kinds_of(values: Sequence[Hashable] | None, n: int, name: str) -> tuple[Codes, list[Hashable]]:
    """Number the kinds in a row, in the order of how they are written.

    Parameters
    ----------
    values : sequence, shape (n,), or None
        The row; None makes all of one kind.
    n : int
        Number of answers.
    name : str
        What the row is called in the message.

    Returns
    -------
    array of int, shape (n,), and list
        Number of each entry, and the kinds.

    Raises
    ------
    ValueError
        If the row has another length.

    Examples
    --------
    >>> codes, kinds = kinds_of(["b", "a", "b"], 3, "strata")
    >>> codes.tolist(), kinds
    ([1, 0, 1], ['a', 'b'])

    """
    if values is None:
        return np.zeros(n, dtype=np.int64), [None]
    if len(values) != n:
        raise ValueError(f"{name} must have one entry an answer, not {len(values)!r} for {n!r}")
    kinds = sorted(set(values), key=repr)
    places = {kind: place for place, kind in enumerate(kinds)}
    return np.array([places[value] for value in values], dtype=np.int64), kinds
