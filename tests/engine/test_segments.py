"""A segment file is complete or not there."""

import os
from datetime import date
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from tests.engine.samples import facts, written

from ninefold.engine.segments import ROW_GROUP, TEMPORARY, delete, folder, sweep, write_segment


def test_write_segment_describes_what_it_wrote() -> None:
    made = written(
        [
            {"local_date": date(2026, 3, 1)},
            {"local_date": None},
            {"local_date": date(2026, 1, 5), "q_wait": 2},
        ]
    )
    assert (made.rows, made.since, made.until) == (3, date(2026, 1, 5), date(2026, 3, 2))
    assert "q_wait" in made.columns
    assert (folder() / made.path).stat().st_size == made.bytes
    assert pq.read_table(folder() / made.path)["q_wait"].to_pylist() == [None, None, 2.0]


def test_write_segment_takes_columns_in_any_order(segments: Path) -> None:
    rows = facts([{"q_wait": place} for place in range(ROW_GROUP - 1)])
    turned = rows.select(rows.column_names[::-1])
    made = write_segment(
        organisation=1, table="feedback", batches=turned.to_batches(max_chunksize=100_000) * 2
    )
    assert made is not None
    found = pq.read_table(folder() / made.path)["q_wait"].to_pylist()
    assert found == [float(place) for place in range(ROW_GROUP - 1)] * 2


def test_write_segment_without_rows_leaves_nothing(segments: Path) -> None:
    assert write_segment(organisation=1, table="feedback", batches=facts([])) is None
    assert write_segment(organisation=1, table="feedback", batches=iter([])) is None
    assert list(segments.rglob("*.*")) == []


def test_write_segment_without_dates_has_no_span() -> None:
    made = written([{"local_date": None}])
    assert (made.since, made.until) == (None, None)


def test_write_segment_cuts_row_groups_across_small_batches() -> None:
    rows = facts([{"touchpoint": "Shop"}] * 1000)
    batches = (batch for _ in range(130) for batch in rows.to_batches())
    made = write_segment(organisation=1, table="feedback", batches=batches)
    assert made is not None
    footer = pq.read_metadata(folder() / made.path)
    assert [footer.row_group(place).num_rows for place in range(2)] == [ROW_GROUP, 130_000 - ROW_GROUP]


def test_write_segment_refuses_an_unknown_column(segments: Path) -> None:
    with pytest.raises(ValueError, match="no column 'mood'"):
        write_segment(
            organisation=1, table="feedback", batches=facts([{}]).append_column("mood", pa.array(["x"]))
        )
    assert list(segments.rglob("*.*")) == []


def test_write_segment_refuses_a_missing_or_empty_key(segments: Path) -> None:
    with pytest.raises(ValueError, match="Column block is missing"):
        write_segment(organisation=1, table="feedback", batches=facts([{}]).drop_columns(["block"]))
    blank = facts([{}]).cast(pa.schema([field.with_nullable(True) for field in facts([{}]).schema]))
    blank = blank.set_column(blank.schema.get_field_index("record"), "record", pa.array([None], pa.string()))
    with pytest.raises(ValueError, match="record"):
        write_segment(organisation=1, table="feedback", batches=blank)
    assert list(segments.rglob("*.*")) == []


def test_delete_of_a_file_already_gone_is_no_error() -> None:
    made = written([{}])
    delete(made.path)
    delete(made.path)
    assert not (folder() / made.path).exists()


def test_sweep_takes_only_old_files_nobody_lists() -> None:
    listed, lost, fresh = written([{}]), written([{}]), written([{}])
    half = (folder() / lost.path).with_suffix(TEMPORARY)
    half.write_bytes(b"half")
    for path in (folder() / listed.path, folder() / lost.path, half):
        os.utime(path, (1000, 1000))
    assert sweep(organisation=1, listed=[listed.path], older_than=2000) == 2
    assert {path.name for path in folder().rglob("*.*")} == {Path(listed.path).name, Path(fresh.path).name}
    assert sweep(organisation=2, listed=[], older_than=2000) == 0
