"""DuckDB reaches the segments and nothing else, within a memory that is set."""

import gc
from pathlib import Path

import duckdb
import pyarrow as pa
import pytest
from django.core.exceptions import ImproperlyConfigured

from ninefold.engine.duck import DuckEngine


@pytest.mark.parametrize(
    "statement",
    [
        "SELECT * FROM read_text('{outside}')",
        "SELECT * FROM read_csv('{outside}')",
        "SELECT * FROM '{segments}/../outside.csv'",
        "COPY (SELECT 1) TO '{outside}'",
        "ATTACH '{outside}.db'",
        "INSTALL sqlite",
        "LOAD sqlite",
        "SET enable_external_access = true",
        "SET memory_limit = '90GB'",
    ],
)
def test_engine_reaches_nothing_but_segments(statement: str, segments: Path, tmp_path: Path) -> None:
    outside = tmp_path / "outside.csv"
    outside.write_text("a\n1\n")
    engine = DuckEngine(segments=segments, scratch=tmp_path / "scratch")
    with pytest.raises(duckdb.Error):
        engine._here.cursor.execute(statement.format(outside=outside, segments=segments))
    assert outside.read_text() == "a\n1\n"


@pytest.mark.parametrize("memory", ["", "much", "400", "0MB", "400MB; SELECT 1", "-1GB"])
def test_engine_refuses_a_memory_that_is_none(memory: str, segments: Path, tmp_path: Path) -> None:
    with pytest.raises(ImproperlyConfigured, match="400MB"):
        DuckEngine(segments=segments, scratch=tmp_path, memory=memory)


def test_held_table_goes_with_who_holds_it(segments: Path, tmp_path: Path) -> None:
    engine = DuckEngine(segments=segments, scratch=tmp_path / "scratch")
    held = engine.held(engine.lookup(pa.table({"record": ["a", "b"]})))
    found = held.frame()
    assert len(found.collect("pyarrow")) == 2
    del held
    gc.collect()
    with pytest.raises(duckdb.CatalogException):
        found.collect("pyarrow")
