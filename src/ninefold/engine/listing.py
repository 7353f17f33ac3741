"""What a segment says in its footer of the values it holds: written with it, and never out of date."""

import json
from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any, Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from ninefold.engine.facts import DIMENSIONS

KEY: Final = b"ninefold.values"
KEY_BY_UNIT: Final = b"ninefold.values.by-unit"
UNIT: Final = "unit"
MOST: Final = 10_000
"""A column of more values is not listed: the list would be slower to read than the column."""

ROOM: Final = 200_000
"""So many letters have room in a footer, and as many by unit: whoever opens the file reads all of it."""


class Listing:
    """The rows of each value of the columns that people narrow down by, as a segment is written.

    They are told for all rows, and by unit for who may see those of some units alone.
    """

    def __init__(self, *, schema: pa.Schema) -> None:
        sides = [name for name in schema.names if name in DIMENSIONS or name.startswith("a_")]
        self._counted: dict[str, Counter[str]] = {name: Counter() for name in sides}
        apart = [name for name in sides if name != UNIT] if UNIT in sides else []
        self._by_unit: dict[str, Counter[tuple[str, str]]] = {name: Counter() for name in apart}

    def take(self, rows: pa.Table) -> None:
        """Count some more rows."""
        encoded = {name: _encoded(rows[name]) for name in self._counted}
        for column, counted in list(self._counted.items()):
            counted.update(dict(_counts(encoded[column])))
            if len(counted) > MOST:
                del self._counted[column]
                self._by_unit.pop(column, None)
        units = len(self._counted.get(UNIT, ()))
        for column, by_unit in list(self._by_unit.items()):
            # As many counts as there are values in each unit, of two letters at least, with what parts them.
            if UNIT not in self._counted or 2 * units * len(self._counted[column]) > ROOM:
                del self._by_unit[column]
                continue
            by_unit.update(dict(_counts_by(encoded[UNIT], encoded[column])))

    def footer(self) -> dict[bytes, bytes]:
        """Give what the footer of the segment says: the shortest lists first, as long as there is room."""
        units = list(self._counted.get(UNIT, ()))
        by_unit = {column: _by_unit(counted, units=units) for column, counted in self._by_unit.items()}
        told = {KEY: _written(self._counted)}
        return told | {KEY_BY_UNIT: _written({UNIT: units, **by_unit})} if by_unit else told


def _encoded(column: pa.ChunkedArray) -> pa.DictionaryArray:
    encoded = column.combine_chunks().dictionary_encode()
    return encoded.combine_chunks() if isinstance(encoded, pa.ChunkedArray) else encoded


def _counts(column: pa.DictionaryArray) -> Iterator[tuple[str, int]]:
    """Count the rows of each value; a dictionary that came with the rows may hold others."""
    counts = np.bincount(pc.drop_null(column.indices).to_numpy())
    values = column.dictionary.to_pylist()
    for code in np.flatnonzero(counts).tolist():
        yield values[code], int(counts[code])


def _counts_by(
    units: pa.DictionaryArray, column: pa.DictionaryArray
) -> Iterator[tuple[tuple[str, str], int]]:
    """Count the rows of each value in each unit."""
    values, names = column.dictionary.to_pylist(), units.dictionary.to_pylist()
    wide = pa.scalar(len(values), pa.int32())
    pairs = pc.add(pc.multiply(units.indices, wide), column.indices)
    counts = np.bincount(pc.drop_null(pairs).to_numpy())
    for pair in np.flatnonzero(counts).tolist():
        yield (names[pair // len(values)], values[pair % len(values)]), int(counts[pair])


def _by_unit(counted: Mapping[tuple[str, str], int], *, units: list[str]) -> dict[str, list[int]]:
    """Give the rows of each value, unit by unit."""
    place = {unit: number for number, unit in enumerate(units)}
    rows: dict[str, list[int]] = {}
    for (unit, value), count in counted.items():
        rows.setdefault(value, [0] * len(units))[place[unit]] = count
    return rows


def _written(told: Mapping[str, Any]) -> bytes:
    """Write what is told of each column, the shortest first, until the room is full."""
    texts = {column: _text(each) for column, each in told.items()}
    room, parts = ROOM, []
    for column in sorted(texts, key=lambda column: len(texts[column])):
        room -= len(texts[column])
        if room < 0:
            break
        parts.append(f"{_text(column)}:{texts[column]}")
    return f"{{{','.join(parts)}}}".encode()


def _text(told: Any) -> str:
    return json.dumps(told, ensure_ascii=False, separators=(",", ":"))
