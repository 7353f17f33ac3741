"""Whose answers somebody may see: the part of the facts beyond which no filter of theirs reaches."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from functools import reduce
from operator import or_
from typing import Any, Final

import narwhals as nw
import pyarrow as pa

from ninefold.engine.engines import Lookup
from ninefold.engine.facts import Frame

# More values are looked up in a list, and many more in a table beside the facts: a hundred comparisons a row
# take four times as long as a list, and a list of thousands takes longer to plan than to run.
COMPARED: Final = 8
LISTED: Final = 200
Values = tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class Sight:
    """What somebody may see of the facts.

    Attributes
    ----------
    places : pairs of a column and the values of it that are in sight; a row must have one of them in every
        such column. No pair means that everything is in sight, a column without values that nothing is.
    """

    places: tuple[tuple[str, Values], ...]

    @property
    def whole(self) -> bool:
        """Whether everything is in sight."""
        return not self.places

    def columns(self) -> tuple[str, ...]:
        """Name the columns that decide."""
        return tuple(name for name, _values in self.places)

    def keep(self, frame: Frame, *, engine: Lookup | None = None) -> Frame:
        """Keep the rows in sight.

        Parameters
        ----------
        engine : Lookup, optional
            The engine of the frame; with it thousands of values cost little.
        """
        for name, values in self.places:
            if engine is not None and len(values) > LISTED:
                seen = engine.lookup(pa.table({name: pa.array(values, pa.string())}))
                frame = frame.join(seen, on=name, how="semi")
            else:
                frame = frame.filter(among(name, values))
        return frame


EVERYTHING: Final = Sight(places=())


def among(name: str, values: Collection[Any]) -> nw.Expr:
    """Test whether a column has one of these values; of no values nothing is one.

    Written as comparisons, which an engine can hold against the statistics of a file; a search in a list it
    would do row by row.
    """
    if not values:
        return nw.col("block") < 0  # no row
    if len(values) > COMPARED:
        return nw.col(name).is_in(list(values))
    return any_of([nw.col(name) == value for value in values])


def any_of(tests: Sequence[nw.Expr]) -> nw.Expr:
    """Test whether any of some tests holds; there is at least one."""
    # Joined in pairs: a chain of some hundred tests would be deeper than Python can follow.
    while len(tests) > 1:
        tests = [reduce(or_, tests[place : place + 2]) for place in range(0, len(tests), 2)]
    return tests[0]
