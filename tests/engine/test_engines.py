"""The facts are one table on every engine: segments and tail, and nothing but them."""

import os
import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path

import pyarrow as pa
import pytest
from django.test import override_settings
from tests.engine.samples import AT, written

from ninefold.engine import engines
from ninefold.engine.duck import DuckEngine
from ninefold.engine.engines import Engine, vanished
from ninefold.engine.facts import COMMENT, FEEDBACK, schema_of
from ninefold.engine.operations import append, commit_batch
from ninefold.engine.sealing import seal
from ninefold.engine.snapshot import snapshot
from ninefold.engine.tail import Record

pytestmark = pytest.mark.django_db


def commit(*rows: dict[str, object], wave: int = 1) -> None:
    commit_batch(organisation=1, survey=1, source=1, wave=wave, segments=[written(list(rows))], at=AT)


def with_a_sign(kind: pa.DataType) -> pa.DataType:
    """Spark has no numbers without a sign: one byte more holds them."""
    return pa.int16() if kind == pa.uint8() else kind


def read(engine: Engine, *columns: str) -> pa.Table:
    shot = snapshot(organisation=1, table="feedback")
    return engine.frame(shot, columns=columns or None).collect("pyarrow").to_arrow()


def test_frame_unites_waves_with_different_questions(engine: Engine) -> None:
    commit({"record": "a", "q_wait": 3}, wave=1)
    commit({"record": "b", "a_plan": "Gold"}, wave=2)
    found = read(engine, "record", "q_wait", "a_plan").sort_by("record").to_pylist()
    assert found == [
        {"record": "a", "q_wait": 3.0, "a_plan": None},
        {"record": "b", "q_wait": None, "a_plan": "Gold"},
    ]


def test_frame_gives_every_column_its_type(engine: Engine) -> None:
    commit({"record": "a", "at": datetime(2026, 1, 1, 5, tzinfo=UTC), "q_wait": 1})
    append(organisation=1, records=[Record(survey=1, source=1, record="b", values={"a_plan": "x"})], at=AT)
    found = read(engine)
    expected = schema_of(table="feedback", own=["q_wait", "a_plan"])
    assert {field.name: with_a_sign(field.type) for field in found.schema} == {
        field.name: with_a_sign(field.type) for field in expected
    }
    assert set(found["at"].to_pylist()) == {datetime(2026, 1, 1, 5, tzinfo=UTC), None}


def test_frame_types_a_column_that_nobody_has(engine: Engine) -> None:
    commit({"record": "a"})
    found = read(engine, "q_later", "a_later")
    assert [str(field.type) for field in found.schema] == ["double", "string"]
    assert found.to_pylist() == [{"q_later": None, "a_later": None}]


def test_frame_refuses_a_name_that_no_column_can_have(engine: Engine) -> None:
    with pytest.raises(ValueError, match="no column"):
        read(engine, 'x" FROM secret --')


def test_frame_of_an_empty_table_has_its_columns(engine: Engine) -> None:
    shot = snapshot(organisation=1, table="comment")
    assert engine.frame(shot).collect_schema().names() == COMMENT.names
    assert read(engine).column_names == FEEDBACK.names


def test_frame_leaves_out_superseded_records_only(engine: Engine) -> None:
    commit({"record": "k", "nps": 4})
    for version, nps in ((1, 1), (2, 2)):
        append(
            organisation=1,
            records=[
                Record(survey=1, source=1, record=key, version=version, values={"nps": nps})
                for key in (["k", "j"] if version == 1 else ["k"])
            ],
            at=AT,
        )
        if version == 1:
            seal(organisation=1, at=AT)
    found = read(engine, "record", "nps")
    assert sorted(zip(found["record"].to_pylist(), found["nps"].to_pylist(), strict=True)) == [
        ("j", 1.0),
        ("k", 2.0),
        ("k", 4.0),
    ]


def test_lookup_joins_with_facts(engine: Engine) -> None:
    commit({"record": "a", "touchpoint": "Shop"}, {"record": "b"})
    names = engine.lookup(pa.table({"touchpoint": ["Shop"], "owner": ["Ann"]}))
    shot = snapshot(organisation=1, table="feedback")
    found = (
        engine.frame(shot)
        .join(names, on="touchpoint", how="inner")
        .select("record", "owner")
        .collect("pyarrow")
    )
    assert found.rows() == [("a", "Ann")]


def test_threads_read_at_once(engine: Engine) -> None:
    commit(*({"nps": number % 11} for number in range(1000)))
    shot = snapshot(organisation=1, table="feedback")
    found: list[int] = []

    def work() -> None:
        found.extend(len(engine.frame(shot, columns=("nps",)).collect("pyarrow")) for _ in range(5))

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert found == [1000] * 20


@override_settings(ENGINE="duckdb")
def test_engine_of_a_process_is_one(monkeypatch: pytest.MonkeyPatch) -> None:
    first = engines.engine()
    assert isinstance(first, DuckEngine)
    assert engines.engine() is first
    process = os.getpid()
    monkeypatch.setattr(os, "getpid", lambda: process + 1)
    assert engines.engine() is not first


def test_held_frame_is_worked_out_once_and_goes_with_who_holds_it(engine: Engine) -> None:
    commit({"record": "a"}, {"record": "b"})
    held = engine.held(engine.frame(snapshot(organisation=1, table="feedback"), columns=("record",)))
    commit({"record": "c"}, wave=2)
    found = held.frame()
    assert sorted(found.collect("pyarrow").to_arrow()["record"].to_pylist()) == ["a", "b"]
    with ThreadPoolExecutor() as elsewhere:
        assert elsewhere.submit(lambda each: len(each.frame().collect("pyarrow")), held).result() == 2


def test_reading_after_a_file_has_gone_is_known_as_such(engine: Engine, segments: Path) -> None:
    commit({"record": "a", "nps": 4})
    shot = snapshot(organisation=1, table="feedback")
    (file,) = segments.rglob("*.parquet")
    file.unlink()
    with pytest.raises(Exception) as caught:  # noqa: PT011 - each engine has its own
        engine.frame(shot, columns=("nps",)).collect("pyarrow")
    assert vanished(caught.value)
