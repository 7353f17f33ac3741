"""Thousands of numbers found in one way, as columns; one is an object with its range once it is looked at."""

from abc import abstractmethod
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import TypeVar, overload

import numpy as np
from numpy.typing import ArrayLike, NDArray

from cxstats.estimate import FEWEST_TO_JUDGE, Difference, Estimate

Floats = NDArray[np.float64]
Counts = NDArray[np.int64]
Places = NDArray[np.intp]
Limits = Callable[[Places], tuple[Floats, Floats]]
One = TypeVar("One")


class Columns(Sequence[One]):
    """Many numbers in columns, which are objects where somebody looks."""

    __slots__ = ()
    values: Floats

    def __len__(self) -> int:
        return self.values.size

    def at(self, places: ArrayLike) -> tuple[One, ...]:
        """Give those at some places, all at once.

        Parameters
        ----------
        places : array-like of int, shape (m,)
            From 0 to k - 1.

        Returns
        -------
        tuple, shape (m,)
            In the order asked for.

        Raises
        ------
        IndexError
            If there is no such place.

        """
        return self._made(np.asarray(places, dtype=np.intp))

    @abstractmethod
    def _made(self, places: Places) -> tuple[One, ...]:
        """Make the objects at some places."""

    @overload
    def __getitem__(self, place: int) -> One: ...
    @overload
    def __getitem__(self, place: slice) -> tuple[One, ...]: ...
    def __getitem__(self, place: int | slice) -> One | tuple[One, ...]:
        places = range(len(self))[place]
        return self.at(places) if isinstance(places, range) else self.at([places])[0]

    def __iter__(self) -> Iterator[One]:
        return iter(self.at(np.arange(len(self))))


@dataclass(frozen=True, slots=True, eq=False)
class Estimates(Columns[Estimate]):
    """Many estimates.

    Attributes
    ----------
    values : ndarray of float, shape (k,)
        The point estimates; NaN where there is none, and then there are no limits either.
    n : ndarray of int, shape (k,)
        How many answers were counted.
    method : str
        Slug of the method of all intervals.
    limits : callable
        Gives the lower and the upper limits at some places: where they take time, they are worked out for
        those alone that somebody looks at.
    level : float
        Confidence level of the intervals, between 0 and 1.

    Examples
    --------
    >>> from cxstats.estimates import Estimates, Known
    >>> found = Estimates(np.array([0.2, np.nan]), np.array([9, 0]), "t", Known(np.zeros(2), np.ones(2)))
    >>> len(found), found[0].high, found[1].value
    (2, 1.0, None)

    """

    values: Floats
    n: Counts
    method: str
    limits: Limits
    level: float = 0.95

    def _made(self, places: Places) -> tuple[Estimate, ...]:
        values, lows, highs = _told(self.values[places], *self.limits(places))
        return tuple(
            Estimate(value, low, high, n, self.method, self.level)
            for value, low, high, n in zip(values, lows, highs, self.n[places].tolist(), strict=True)
        )


@dataclass(frozen=True, slots=True, eq=False)
class Differences(Columns[Difference]):
    """Many differences.

    Attributes
    ----------
    values, lows, highs, p_values : ndarray of float, shape (k,)
        The differences, their limits, and how likely chance alone goes as far; NaN where there is none.
    n_before, n_now : ndarray of int, shape (k,)
        How many answers stand on each side.
    method : str
        Slug of the method.
    level : float
        Confidence level of the intervals, between 0 and 1.

    """

    values: Floats
    lows: Floats
    highs: Floats
    p_values: Floats
    n_before: Counts
    n_now: Counts
    method: str
    level: float = 0.95

    @property
    def testable(self) -> NDArray[np.bool_]:
        """Of which a verdict can be spoken at all, as `Difference.testable` says of one."""
        return ~np.isnan(self.p_values) & (np.minimum(self.n_before, self.n_now) >= FEWEST_TO_JUDGE)

    def _made(self, places: Places) -> tuple[Difference, ...]:
        columns = (self.values, self.lows, self.highs, self.p_values)
        values, lows, highs, p_values = _told(*(column[places] for column in columns))
        before, now = self.n_before[places].tolist(), self.n_now[places].tolist()
        return tuple(
            Difference(value, low, high, p_value, n_before, n_now, self.method, self.level)
            for value, low, high, p_value, n_before, n_now in zip(
                values, lows, highs, p_values, before, now, strict=True
            )
        )


@dataclass(frozen=True, slots=True, eq=False)
class Known:
    """Limits that are known of all.

    Attributes
    ----------
    lows, highs : ndarray of float, shape (k,)
        The limits.

    """

    lows: Floats
    highs: Floats

    def __call__(self, places: Places) -> tuple[Floats, Floats]:
        """Give those at some places."""
        return self.lows[places], self.highs[places]


def _told(values: Floats, *others: Floats) -> list[list[float | None]]:
    """Give columns as lists; where there is no value, there is no other number either."""
    columns: list[list[float | None]] = [column.tolist() for column in (values, *others)]
    for place in np.flatnonzero(np.isnan(values)).tolist():
        for column in columns:
            column[place] = None
    return columns
