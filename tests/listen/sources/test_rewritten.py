"""Files of ours, and files that only claim to be."""

from pathlib import Path
from typing import Any

import duckdb
import orjson
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from ninefold.listen.sources.opened import FileColumn, Reject
from ninefold.listen.sources.opening import open_file, physical_line
from ninefold.listen.sources.rewritten import KEY, Told, told_by, write_rewritten

TOLD = Told(
    columns=(
        FileColumn(position=0, name="q1", text="How was it?", choices={"1": "bad", "2": "good"}),
        FileColumn(position=1, name="q1 (2)", renamed_from="q1"),
    ),
    tool="qualtrics",
    zone="Asia/Tehran",
    encoding="cp1256",
    delimiter=";",
    decimal=",",
    rejects=(Reject(4, "The row has 3 cells.", "a;b;c"),),
)


def batch() -> pa.RecordBatch:
    """Give two records from lines 3 and 7."""
    return pa.RecordBatch.from_pydict({"line": [3, 7], "c0": ["1", None], "c1": ["=1+1", "سلام"]})


def test_everything_told_comes_back(tmp_path: Path) -> None:
    path = tmp_path / "a.parquet"
    write_rewritten(path=path, told=TOLD, batches=[batch()])
    with duckdb.connect(":memory:") as connection:
        found = open_file(path=path, connection=connection, scratch=tmp_path / "desk")
        rows = connection.execute(f"SELECT * FROM {found.relation} ORDER BY line").fetchall()
    assert found.columns == TOLD.columns
    assert (found.tool, found.zone, found.encoding, found.delimiter, found.decimal, found.rejects) == (
        TOLD.tool, TOLD.zone, TOLD.encoding, TOLD.delimiter, TOLD.decimal, TOLD.rejects,
    )  # fmt: skip
    assert rows == [(1, "1", "=1+1"), (2, None, "سلام")]
    assert [physical_line(opened=found, record=record) for record in (1, 2)] == [3, 7]
    assert sorted(each.name for each in tmp_path.iterdir()) == ["a.parquet", "desk"]


@pytest.mark.parametrize(
    "claim",
    [
        b"{",
        b"[]",
        b'{"version": 2}',
        b'{"version": 1, "columns": [{"name": "a"}]}',
        orjson.dumps({"version": 1, "columns": [], "tool": "", "zone": None, "encoding": "",
                      "delimiter": "", "decimal": ".", "rejects": []}),
    ],
)  # fmt: skip
def test_a_claim_that_does_not_hold_is_passed_over(claim: bytes) -> None:
    schema = pa.schema([pa.field("line", pa.int64()), pa.field("a", pa.string())], metadata={KEY: claim})
    assert told_by(schema) is None


@pytest.mark.parametrize("first", [pa.field("row", pa.int64()), pa.field("line", pa.string())])
def test_a_claim_without_lines_is_passed_over(first: "pa.Field[Any]") -> None:
    assert told_by(pa.schema([first, pa.field("c0", pa.string())], metadata={KEY: b"{}"})) is None


def test_lines_that_are_blank_do_no_harm(tmp_path: Path) -> None:
    path = tmp_path / "a.parquet"
    write_rewritten(path=path, told=TOLD, batches=[batch()])
    table = pq.read_table(path)
    forged = table.set_column(0, "line", pa.array([None, 5], type=pa.int64()))
    pq.write_table(forged.replace_schema_metadata(table.schema.metadata), path)
    with duckdb.connect(":memory:") as connection:
        found = open_file(path=path, connection=connection, scratch=tmp_path / "desk")
    assert physical_line(opened=found, record=1) == 0
