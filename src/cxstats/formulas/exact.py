"""Linear algebra without rounding: which sums follow from other sums, by whole numbers of any size."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import combinations
from math import gcd

import numpy as np
from numpy.typing import NDArray

Row = list[int]
Remainders = NDArray[np.int64]

_PRIME = 2_147_483_629
"""A prime below 2^31: products of two remainders fit in 64 bits."""


class Span:
    """All sums that follow from the rows added so far, kept as an exact reduced echelon form.

    Parameters
    ----------
    width : int
        Numbers in each row.

    Examples
    --------
    >>> known = Span(3)
    >>> known.add([1, 1, 1]), known.add([0, 1, 1]), known.add([1, 0, 0])
    (True, True, False)
    >>> known.holds([2, 1, 1]), known.holds([0, 1, 0])
    (True, False)

    """

    def __init__(self, width: int) -> None:
        self.width = width
        self._rows: dict[int, Row] = {}  # by the place of the pivot, where no other row has anything

    def copy(self) -> "Span":
        """Another span of the same rows, to try a row on.

        Returns
        -------
        Span
            Adding to it leaves this one as it is.

        """
        other = Span(self.width)
        other._rows = {place: row.copy() for place, row in self._rows.items()}
        return other

    def add(self, row: Sequence[int]) -> bool:
        """Add a row.

        Parameters
        ----------
        row : sequence of int, shape (width,)
            Whole numbers.

        Returns
        -------
        bool
            Whether anything follows now that did not before.

        """
        left = self._reduced(row)
        place = next((place for place, number in enumerate(left) if number), None)
        if place is None:
            return False
        for other, known in self._rows.items():
            if known[place]:
                self._rows[other] = _without(known, left, place)
        self._rows[place] = left
        return True

    def holds(self, row: Sequence[int]) -> bool:
        """Whether a sum follows from the rows.

        Parameters
        ----------
        row : sequence of int, shape (width,)
            Whole numbers.

        Returns
        -------
        bool
            True where the row is a linear combination of the rows added.

        """
        return not any(self._reduced(row))

    def blind(self) -> list[Row]:
        """How each place shows in what the rows leave open.

        Returns
        -------
        list of list of int, shape (width, width - rank)
            Places whose rows here are linearly dependent have a combination that follows from the rows added,
            and only those have one that involves no other place. A row of zeros follows by itself.

        """
        free = [place for place in range(self.width) if place not in self._rows]
        shown: list[Row] = []
        for place in range(self.width):
            known = self._rows.get(place)
            if known is None:
                shown.append([int(place == one) for one in free])
            else:
                shown.append([-known[one] for one in free])
        return shown

    def _reduced(self, row: Sequence[int]) -> Row:
        left = [int(number) for number in row]
        for place, known in self._rows.items():
            if left[place]:
                left = _without(left, known, place)
        return left


def dependent_sets(rows: Sequence[Row], sizes: Sequence[int], below: int) -> Iterator[tuple[int, ...]]:
    """Find the smallest sets of rows that are linearly dependent, one after the other.

    Parameters
    ----------
    rows : sequence of list of int, shape (k, d)
        Whole numbers.
    sizes : sequence of int, shape (k,)
        What each row counts, above 0.
    below : int
        Only sets that count less than this together are looked for.

    Yields
    ------
    tuple of int
        Every dependent set none of whose parts is dependent, those of fewer rows first.

    Examples
    --------
    >>> list(dependent_sets([[0, 0], [1, 0], [2, 0], [0, 1], [1, 1]], sizes=[1] * 5, below=4))
    [(0,), (1, 2), (1, 3, 4), (2, 3, 4)]

    """
    light = [place for place in range(len(rows)) if sizes[place] < below]
    if not light:
        return
    # Dependent numbers have dependent remainders: what is independent by remainders needs no second look.
    rest = np.array([[number % _PRIME for number in rows[place]] for place in light], dtype=np.int64)
    rest = rest.reshape(len(light), len(rows[0]))
    found: list[tuple[int, ...]] = []
    for chosen in _suspects(rest, [sizes[place] for place in light], below):
        places = tuple(light[one] for one in chosen)
        known = any(set(smaller) <= set(places) for smaller in found)
        if not known and _dependent([rows[place] for place in places]):
            found.append(places)
            yield places


def _suspects(rest: Remainders, sizes: Sequence[int], below: int) -> Iterable[tuple[int, ...]]:
    """Sets of rows that are dependent by remainders, the smallest first."""
    k = len(sizes)
    most = next((m for m in range(k, 0, -1) if sum(sorted(sizes)[:m]) < below), 0)
    if most >= 1:
        yield from ((one,) for one in np.flatnonzero(~rest.any(axis=1)).tolist())
    if most >= 2:
        yield from _with_two(rest, [()], _prints(rest), sizes, below)
    for count in range(3, most + 1):
        # All but the last three are taken for granted; each third is tried with all pairs at one stroke.
        for fixed in combinations(range(k), count - 3):
            if sum(sizes[one] for one in fixed) < below:
                yield from _with_three(rest, fixed, sizes, below)


def _modulo(rest: Remainders, fixed: tuple[int, ...]) -> Remainders:
    """Take the chosen rows out of all others, by remainders."""
    left = rest
    for one in fixed:
        pivots = np.flatnonzero(left[one])
        if not pivots.size:
            return np.zeros((rest.shape[0], 0), dtype=np.int64)  # dependent already: found among smaller sets
        place = int(pivots[0])
        scaled = left[one] * pow(int(left[one, place]), -1, _PRIME) % _PRIME
        left = (left - left[:, place : place + 1] * scaled % _PRIME) % _PRIME
    return left


def _prints(left: Remainders) -> Remainders:
    """Two sums of each row by remainders; rows that are the same up to a factor share their ratio."""
    weights = np.ones((2, left.shape[1]), dtype=np.int64)
    for place in range(1, left.shape[1]):
        weights[:, place] = weights[:, place - 1] * (1_000_003, 998_244_353) % _PRIME
    return np.stack([(left * weight % _PRIME).sum(axis=1) % _PRIME for weight in weights])[:, None, :]


def _with_three(
    rest: Remainders, fixed: tuple[int, ...], sizes: Sequence[int], below: int
) -> Iterable[tuple[int, ...]]:
    """Three rows after the chosen ones; to take the first out of the others' sums needs the sums alone."""
    left = _modulo(rest, fixed)
    some = np.flatnonzero(left.any(axis=1))
    thirds = some[some > (fixed[-1] if fixed else -1)]
    if not thirds.size:
        return
    pivots = (left[thirds] != 0).argmax(axis=1)
    share = left[:, pivots].T * _inverses(left[thirds, pivots])[:, None] % _PRIME
    prints = _prints(left)
    prints = (prints - share * prints[:, 0, thirds][:, :, None] % _PRIME) % _PRIME
    yield from _with_two(rest, [(*fixed, third) for third in thirds.tolist()], prints, sizes, below)


def _with_two(
    rest: Remainders, chosen: list[tuple[int, ...]], prints: Remainders, sizes: Sequence[int], below: int
) -> Iterable[tuple[int, ...]]:
    """Two rows after the last of the chosen ones that, without these, are the same up to a factor."""
    ratios = np.where(prints[1] == 0, _PRIME, prints[0] * _inverses(prints[1]) % _PRIME)
    alone = -1 - np.arange(rest.shape[0])  # marks that no other row has
    after = np.array([one[-1] if one else -1 for one in chosen])
    over = np.arange(rest.shape[0]) <= after[:, None]
    ratios = np.where(over, alone, ratios)
    for at in np.flatnonzero(((prints == 0).all(axis=0) & ~over).any(axis=1)).tolist():
        nothing = ~_modulo(rest, chosen[at]).any(axis=1)  # dependent already: found among smaller sets
        ratios[at] = np.where(nothing, alone, ratios[at])
    for at in np.flatnonzero((np.diff(np.sort(ratios, axis=1), axis=1) == 0).any(axis=1)).tolist():
        room = below - sum(sizes[one] for one in chosen[at])
        order = np.argsort(ratios[at], kind="stable")
        for start, end in _runs(ratios[at][order]):
            for pair in combinations(order[start:end].tolist(), 2):
                if sizes[pair[0]] + sizes[pair[1]] < room:
                    yield (*chosen[at], *pair)


def _inverses(numbers: Remainders) -> Remainders:
    """Inverses by remainders, all with one division (Montgomery 1987, in a tree); any number for 0."""
    flat = np.where(numbers == 0, 1, numbers).ravel()
    if flat.size <= 1:
        return np.array([pow(one, -1, _PRIME) for one in flat.tolist()], dtype=np.int64).reshape(
            numbers.shape
        )
    even = np.append(flat, 1) if flat.size % 2 else flat
    left, right = even[0::2], even[1::2]
    both = _inverses(left * right % _PRIME)
    found = np.stack([both * right % _PRIME, both * left % _PRIME], axis=1).ravel()
    return np.asarray(found[: flat.size].reshape(numbers.shape), dtype=np.int64)


def _runs(ordered: Remainders) -> Iterable[tuple[int, int]]:
    """Beginning and end of every run of at least two equal numbers."""
    ends = np.flatnonzero(np.diff(ordered)) + 1
    for start, end in zip([0, *ends.tolist()], [*ends.tolist(), ordered.size], strict=True):
        if end - start > 1:
            yield start, end


def _dependent(rows: Sequence[Row]) -> bool:
    span = Span(len(rows[0]))
    return sum(span.add(row) for row in rows) < len(rows)


def _without(row: Row, known: Row, place: int) -> Row:
    """Take a known row out of another, so that the place is empty, and make the numbers small again."""
    mine, theirs = row[place], known[place]
    left = [theirs * one - mine * other for one, other in zip(row, known, strict=True)]
    common = gcd(*left)
    return [one // common for one in left] if common > 1 else left
