"""What segments say of the values they hold: read from their footers, for everybody or for some units."""

import json
from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import numpy.typing as npt
import pyarrow.parquet as pq

from ninefold.engine.listing import KEY, KEY_BY_UNIT, UNIT
from ninefold.engine.snapshot import File


def in_file(file: File, *, columns: Iterable[str], units: Collection[str] | None) -> dict[str, Counter[str]]:
    """Take the rows of each value from what a file says of itself.

    Parameters
    ----------
    file : File
        The segment.
    columns : iterable of str
        Whose values; of a column that the file does not have there are none.
    units : collection of str, optional
        The rows of these units alone.

    Returns
    -------
    dict of str to Counter
        Without the columns of which the file does not say it.
    """
    if units is None:
        told = listed_in(file.path)
    elif UNIT in file.columns:
        told = _of_units(file.path, units=units)
    else:
        return {column: Counter() for column in columns}
    here = frozenset(file.columns)
    return {
        column: told[column] if column in here else Counter()
        for column in columns
        if column in told or column not in here
    }


def _of_units(path: str, *, units: Collection[str]) -> dict[str, Counter[str]]:
    listed, by_unit = listed_in(path), listed_by_unit_in(path)
    found = by_unit.among(units) if by_unit else {}
    if UNIT in listed:
        found[UNIT] = Counter({unit: n for unit, n in listed[UNIT].items() if unit in units})
    return found


@lru_cache(maxsize=1024)
def listed_in(path: str) -> dict[str, Counter[str]]:
    """Give what a segment, which never changes, says of the values of its columns."""
    told = (pq.read_metadata(path).metadata or {}).get(KEY, b"{}")
    return {column: Counter(counts) for column, counts in json.loads(told).items()}


@dataclass(frozen=True, kw_only=True)
class ByUnit:
    """The rows of each value of some columns, unit by unit.

    Attributes
    ----------
    units : the units of a segment.
    rows : for each column its values, and a row of counts for each of them.
    """

    units: tuple[str, ...]
    rows: Mapping[str, tuple[tuple[str, ...], npt.NDArray[np.int64]]]

    def among(self, units: Collection[str]) -> dict[str, Counter[str]]:
        """Count the rows of each value in some units; a value without any is left out."""
        seen = np.array([unit in units for unit in self.units], dtype=bool)
        return {
            column: _counter(values, rows[:, seen].sum(axis=1).tolist())
            for column, (values, rows) in self.rows.items()
        }


@lru_cache(maxsize=128)
def listed_by_unit_in(path: str) -> ByUnit | None:
    """Give what a segment says of the values in each unit; None where it says nothing."""
    told = json.loads((pq.read_metadata(path).metadata or {}).get(KEY_BY_UNIT, b"{}"))
    if UNIT not in told:
        return None
    units = tuple(told.pop(UNIT))
    rows = {
        column: (tuple(listed), np.array(list(listed.values()), np.int64).reshape(len(listed), len(units)))
        for column, listed in told.items()
    }
    return ByUnit(units=units, rows=rows)


def _counter(values: Sequence[str], counts: Sequence[int]) -> Counter[str]:
    return Counter({value: count for value, count in zip(values, counts, strict=True) if count})
