"""What segments say of the values they hold: read from their footers, for everybody or for some units."""

import json
from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

import numpy as np
import numpy.typing as npt
import pyarrow.parquet as pq

from ninefold.engine.listing import KEY, KEY_BY_UNIT, UNIT
from ninefold.engine.snapshot import File


@dataclass(frozen=True, kw_only=True)
class Listed:
    """The rows of each value, as files say it of themselves.

    Attributes
    ----------
    counted : by column, where each file that has the column says it.
    there : the columns that any of the files has.
    """

    counted: Mapping[str, Counter[str]]
    there: frozenset[str]

    def of(self, column: str) -> Counter[str] | None:
        """Count the rows of each value of a column, none without such a column; None if nobody says."""
        return self.counted.get(column) if column in self.there else Counter()


def listed(files: Iterable[File], *, units: frozenset[str] | None = None) -> Listed:
    """Add up what files say of their values.

    Parameters
    ----------
    files : iterable of File
        Segments.
    units : frozenset of str, optional
        The rows of these units alone.
    """
    known = tuple(files)
    return _added(_Files(paths=tuple(file.path for file in known), files=known), units)


@dataclass(frozen=True, kw_only=True)
class _Files:
    """Files that never change, known by their paths."""

    paths: tuple[str, ...]
    files: tuple[File, ...] = field(compare=False)


@lru_cache(maxsize=32)
def _added(known: _Files, units: frozenset[str] | None) -> Listed:
    """Add up the files once: a company of many waves has hundreds of them."""
    seen = [file for file in known.files if units is None or UNIT in file.columns]
    there = frozenset(column for file in seen for column in file.columns)
    said = [listed_in(file.path) if units is None else _of_units(file.path, units=units) for file in seen]
    counted = {
        column: [told.get(column) for file, told in zip(seen, said, strict=True) if column in file.columns]
        for column in frozenset(column for told in said for column in told) & there
    }
    return Listed(
        counted={
            column: sum((part for part in parts if part is not None), Counter())
            for column, parts in counted.items()
            if None not in parts
        },
        there=there,
    )


def _of_units(path: str, *, units: Collection[str]) -> dict[str, Counter[str]]:
    whole, by_unit = listed_in(path), listed_by_unit_in(path)
    found = by_unit.among(units) if by_unit else {}
    if UNIT in whole:
        found[UNIT] = Counter({unit: n for unit, n in whole[UNIT].items() if unit in units})
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
