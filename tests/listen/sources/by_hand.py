"""Opened files made by hand over a table in memory, so that these tests need no reader of files."""

import csv
import os
from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path

import duckdb
import pyarrow as pa
import pytest

from ninefold.listen.sources.guessing import guess
from ninefold.listen.sources.mapping import Mapping as Meaning
from ninefold.listen.sources.opened import FileColumn, Opened, Reject
from ninefold.listen.sources.profiling import profile

DATA = Path(os.environ.get("NINEFOLD_DATA", Path(__file__).resolve().parents[4] / "shared" / "data"))


def opened_of(
    connection: duckdb.DuckDBPyConnection,
    columns: Mapping[str, Sequence[str | None]],
    *,
    texts: Mapping[str, str] | None = None,
    choices: Mapping[str, Mapping[str, str]] | None = None,
    decimal: str = ".",
    zone: str | None = None,
    rejects: tuple[Reject, ...] = (),
    name: str = "by_hand",
) -> Opened:
    cells = {
        f"c{i}": pa.array([v or None for v in values], pa.string())
        for i, values in enumerate(columns.values())
    }
    rows = len(next(iter(columns.values())))
    table = pa.table({"line": pa.array(range(1, rows + 1), pa.int64()), **cells})
    connection.register("by_hand_arrow", table)
    connection.execute(f"CREATE OR REPLACE TABLE {name}_rows AS SELECT * FROM by_hand_arrow")
    connection.unregister("by_hand_arrow")
    connection.execute(f"CREATE OR REPLACE TEMP VIEW {name} AS SELECT * FROM {name}_rows")
    return Opened(
        kind="csv",
        tool="",
        encoding="utf-8",
        delimiter=",",
        decimal=decimal,
        columns=tuple(
            FileColumn(
                position=i, name=each, text=(texts or {}).get(each, ""), choices=(choices or {}).get(each, {})
            )
            for i, each in enumerate(columns)
        ),
        relation=name,
        first_line=2,
        rejects=rejects,
        name="file.csv",
        size=rows * 20 * len(columns),
        sha256="0" * 64,
        zone=zone,
    )


def guessed(connection: duckdb.DuckDBPyConnection, opened: Opened, saved: Meaning | None = None) -> Meaning:
    return guess(opened=opened, profiles=profile(opened=opened, connection=connection), saved=saved)


def real_file(connection: duckdb.DuckDBPyConnection, path: str, *, name: str = "real") -> Opened:
    place = DATA / path
    if not place.is_file():
        pytest.skip(f"The real data set {path} is not at hand.")
    with place.open(encoding="utf-8-sig", newline="") as file:
        heads, *rows = csv.reader(file)
    width = len(heads)
    names = [head or f"column {i + 1}" for i, head in enumerate(heads)]
    return opened_of(
        connection,
        {each: [row[i] if i < len(row) else None for row in rows] for i, each in enumerate(names[:width])},
        name=name,
    )


WAVE_DAY = date(2017, 5, 15)
