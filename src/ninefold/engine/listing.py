"""What a segment says in its footer of the values it holds: written with it, and never out of date."""

import json
from collections import Counter
from typing import Final

import pyarrow as pa
import pyarrow.compute as pc

from ninefold.engine.facts import DIMENSIONS

KEY: Final = b"ninefold.values"
MOST: Final = 1_000
"""A column of more values is not listed: the list would be slower to read than the column."""

ROOM: Final = 200_000
"""So many letters have room in a footer: whoever opens the file for anything reads all of it."""


class Listing:
    """The rows of each value of the columns that people narrow down by, as a segment is written."""

    def __init__(self, *, schema: pa.Schema) -> None:
        sides = [name for name in schema.names if name in DIMENSIONS or name.startswith("a_")]
        self._counted: dict[str, Counter[str]] = {name: Counter() for name in sides}

    def take(self, rows: pa.Table) -> None:
        """Count some more rows."""
        for column, counted in list(self._counted.items()):
            for each in pc.value_counts(rows[column]).to_pylist():
                if each["values"] is not None:
                    counted[each["values"]] += each["counts"]
            if len(counted) > MOST:
                del self._counted[column]

    def footer(self) -> dict[bytes, bytes]:
        """Give what the footer of the segment says: the shortest lists first, as long as there is room."""
        sizes = {column: _letters(counted) for column, counted in self._counted.items()}
        told, room = {}, ROOM
        for column in sorted(sizes, key=lambda column: sizes[column]):
            room -= sizes[column]
            if room < 0:
                break
            told[column] = self._counted[column]
        return {KEY: json.dumps(told, ensure_ascii=False).encode()}


def _letters(counted: Counter[str]) -> int:
    return sum(map(len, counted))
