"""Which values the columns of a table have, the most frequent first.

A segment says it of itself: the rows of each value are counted when it is written, and stand in its footer.
So a page offers what can be chosen without reading an answer.
"""

import math
from collections import Counter
from collections.abc import Collection, Sequence
from datetime import date
from typing import Final

import pyarrow as pa
import pyarrow.compute as pc

from ninefold.engine.engines import Engine
from ninefold.engine.facts import Frame
from ninefold.engine.filters import Filter
from ninefold.engine.listed import listed
from ninefold.engine.listing import UNIT
from ninefold.engine.sight import EVERYTHING, Sight
from ninefold.engine.snapshot import Snapshot
from ninefold.engine.summing import ROWS

# Rows in which thousands of values show that they are many, and which are there in a moment.
FIRST: Final = 1 << 14


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
        What the reader may see; files tell the values of everybody and those of some units. Where they do
        not, the rows in sight are read, once for all.
    engine : Engine
        Reads them.

    Returns
    -------
    dict of str to tuple of str
        For each column its values by falling number of rows, those as frequent in the order of their names;
        an empty text is none.
    """
    told = {} if found.superseded else _told(found, columns=columns, sight=sight)
    rest = [column for column in columns if column not in told]
    read = _read(found, columns=rest, sight=sight, engine=engine) if rest else {}
    return {column: _ordered({**told, **read}[column]) for column in columns}


def breadth(*, found: Snapshot, columns: Sequence[str]) -> dict[str, int]:
    """Say how many values each column has at most, by what the files list; one of too many is left out."""
    told = _told(found, columns=columns, sight=EVERYTHING)
    return {column: len(counted) - ("" in counted) for column, counted in told.items()}


def surely_more(frame: Frame, *, column: str, than: int) -> bool:
    """Say whether a column surely has more values than so many, by the rows that are there first.

    False tells nothing: that there are no more, or that those rows do not show it.
    """
    seen = frame.select(column).head(FIRST).collect(backend="pyarrow").to_arrow()
    return bool(pc.count_distinct(seen[column]).as_py() > than)


def about(*, found: Snapshot, where: Filter) -> float:
    """Say about how many rows a filter selects, by what the files list and without reading one.

    Sides are taken as independent of each other, days as evenly filled, and what no file lists as no filter:
    the answer may decide how something is read, and nothing else.
    """
    rows = sum(file.rows for file in found.files) + found.tail.num_rows
    told = _told(found, columns=[column for column, _values in where.kept], sight=EVERYTHING)
    shares = [
        sum(told[column][value] for value in values) / rows
        for column, values in where.kept
        if rows and column in told
    ]
    of_days = _share_of_days(found, since=where.since, until=where.until)
    return math.prod([rows, *shares, of_days], start=1.0)


def _share_of_days(found: Snapshot, *, since: date | None, until: date | None) -> float:
    first = min((file.since for file in found.files if file.since), default=None)
    end = max((file.until for file in found.files if file.until), default=None)
    if first is None or end is None:
        return 1.0
    inside = min(until or end, end) - max(since or first, first)
    return max(inside.days, 0) / (end - first).days


def _told(found: Snapshot, *, columns: Sequence[str], sight: Sight) -> dict[str, Counter[str]]:
    """Add up what the files say of themselves; a column that one of them does not list is left out."""
    if sight.columns() not in {(), (UNIT,)}:
        return {}
    units = None if sight.whole else frozenset(dict(sight.places)[UNIT])
    files = listed(found.files, units=units)
    tail = found.tail if units is None else _of_units(found.tail, units=units)
    told = {column: files.of(column) for column in columns}
    return {
        column: counted + _in_tail(tail, column) if tail.num_rows else counted
        for column, counted in told.items()
        if counted is not None
    }


def _of_units(tail: pa.Table, *, units: Collection[str]) -> pa.Table:
    if UNIT not in tail.column_names:
        return tail.slice(0, 0)
    return tail.filter(pc.is_in(tail[UNIT], value_set=pa.array(units, pa.string())))


def _in_tail(tail: pa.Table, column: str) -> Counter[str]:
    if column not in tail.column_names:
        return Counter()
    counts = pc.value_counts(tail[column].drop_null()).to_pylist()
    return Counter({each["values"]: each["counts"] for each in counts})


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
