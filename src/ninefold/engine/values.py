"""Which values the columns of a table have, the most frequent first.

A segment says it of itself: the rows of each value are counted when it is written, and stand in its footer.
So a page offers what can be chosen without reading an answer, as long as its reader may see them all.
"""

import json
from collections import Counter
from collections.abc import Iterable, Sequence
from functools import lru_cache

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from ninefold.engine.engines import Engine
from ninefold.engine.listing import KEY
from ninefold.engine.sight import Sight
from ninefold.engine.snapshot import Snapshot
from ninefold.engine.summing import ROWS


def values(
    *, found: Snapshot, columns: Sequence[str], sight: Sight, engine: Engine
) -> dict[str, tuple[str, ...]]:
    """List the values of several columns of text.

    Parameters
    ----------
    found : Snapshot
        Whose values.
    columns : sequence of str
        Each is counted for itself.
    sight : Sight
        What the reader may see; where that is not everything, the rows in sight are read, once for all.
    engine : Engine
        Reads them.

    Returns
    -------
    dict of str to tuple of str
        For each column its values by falling number of rows, those as frequent in the order of their names;
        an empty text is none.
    """
    told = _told(found, columns=columns) if sight.whole and not found.superseded else {}
    rest = [column for column in columns if column not in told]
    read = _read(found, columns=rest, sight=sight, engine=engine) if rest else {}
    return {column: _ordered({**told, **read}[column]) for column in columns}


def breadth(*, found: Snapshot, columns: Sequence[str]) -> dict[str, int]:
    """Say how many values each column has at most, by what the files list; one of too many is left out."""
    told = _told(found, columns=columns)
    return {column: len(_ordered(counted)) for column, counted in told.items()}


def _told(found: Snapshot, *, columns: Iterable[str]) -> dict[str, Counter[str]]:
    """Add up what the files say of themselves; a column that one of them does not list is left out."""
    counted: dict[str, Counter[str]] = {}
    for column in columns:
        parts = [listed_in(file.path).get(column) for file in found.files if column in file.columns]
        if all(part is not None for part in parts):
            counted[column] = sum((part for part in parts if part), _of_tail(found.tail, column))
    return counted


def _of_tail(tail: pa.Table, column: str) -> Counter[str]:
    given = tail[column] if column in tail.column_names else pa.array([], pa.string())
    return Counter({each["values"]: each["counts"] for each in pc.value_counts(given).to_pylist()})


@lru_cache(maxsize=1024)
def listed_in(path: str) -> dict[str, Counter[str]]:
    """Give what a segment, which never changes, says of the values of its columns."""
    told = (pq.read_metadata(path).metadata or {}).get(KEY, b"{}")
    return {column: Counter(counts) for column, counts in json.loads(told).items()}


def _read(
    found: Snapshot, *, columns: Sequence[str], sight: Sight, engine: Engine
) -> dict[str, Counter[str]]:
    seen = engine.frame(found, columns=tuple(dict.fromkeys((*columns, *sight.columns(), "block"))))
    sides = [(column,) for column in columns]
    table = engine.counted_apart(sight.keep(seen, engine=engine), sides=sides, rows=ROWS)
    return {column: _counted(table.filter(table[column].is_valid()), column=column) for column in columns}


def _counted(table: pa.Table, *, column: str) -> Counter[str]:
    return Counter(dict(zip(table[column].to_pylist(), table[ROWS].to_pylist(), strict=True)))


def _ordered(counted: Counter[str]) -> tuple[str, ...]:
    rows = sorted((-number, value) for value, number in counted.items() if value)
    return tuple(value for _number, value in rows)
