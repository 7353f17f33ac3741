"""Sealing moves records without losing, doubling or reviving one."""

from collections.abc import Iterable
from datetime import date

import pyarrow.parquet as pq
import pytest
from tests.engine.samples import AT, written

from ninefold.engine import sealing
from ninefold.engine.engines import Engine
from ninefold.engine.models import Segment, TailRecord
from ninefold.engine.operations import append, commit_batch
from ninefold.engine.sealing import seal
from ninefold.engine.segments import folder
from ninefold.engine.snapshot import snapshot
from ninefold.engine.tail import Comment, Record, Value

pytestmark = pytest.mark.django_db


def put(keys: Iterable[str], *, version: int = 1, source: int = 1, said: str = "", **values: Value) -> None:
    comments = [Comment(text=said)] if said else []
    records = [
        Record(survey=1, source=source, record=key, version=version, values=values, comments=comments)
        for key in keys
    ]
    append(organisation=1, records=records, at=AT)


def read(engine: Engine, column: str = "nps", *, table: str = "feedback") -> list[tuple[str, object]]:
    shot = snapshot(organisation=1, table="feedback" if table == "feedback" else "comment")
    found = engine.frame(shot, columns=("record", column)).collect("pyarrow").to_arrow()
    return sorted(zip(found["record"].to_pylist(), found[column].to_pylist(), strict=True))


def test_seal_changes_nothing_a_reader_sees(engine: Engine) -> None:
    put(["a", "b"], nps=9, q_wait=3, said="Good")
    put(["c"], nps=2, a_plan="Gold", source=2)
    before = [
        read(engine),
        read(engine, "q_wait"),
        read(engine, "a_plan"),
        read(engine, "text", table="comment"),
    ]
    assert seal(organisation=1, at=AT) == 3
    after = [
        read(engine),
        read(engine, "q_wait"),
        read(engine, "a_plan"),
        read(engine, "text", table="comment"),
    ]
    assert after == before
    assert TailRecord.objects.count() == 0
    assert Segment.objects.count() == 3


def test_seal_of_an_empty_tail_does_nothing() -> None:
    assert seal(organisation=1, at=AT) == 0
    assert Segment.objects.count() == 0


def test_seal_waits_until_there_is_enough() -> None:
    put(["a", "b"])
    assert seal(organisation=1, at=AT, at_least=3) == 0
    assert seal(organisation=1, at=AT, at_least=2) == 2


def test_seal_takes_the_oldest_first(engine: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sealing, "FULL", 2)
    put(["a", "b", "c"], nps=1)
    assert seal(organisation=1, at=AT) == 2
    assert TailRecord.objects.get().record == "c"
    assert read(engine) == [("a", 1.0), ("b", 1.0), ("c", 1.0)]


def test_later_version_wins_over_the_sealed_one(engine: Engine) -> None:
    put(["a", "b"], nps=1, said="Bad")
    seal(organisation=1, at=AT)
    put(["a"], version=2, nps=10)
    assert read(engine) == [("a", 10.0), ("b", 1.0)]
    assert read(engine, "text", table="comment") == [("b", "Bad")]
    seal(organisation=1, at=AT)
    assert read(engine) == [("a", 10.0), ("b", 1.0)]
    assert read(engine, "text", table="comment") == [("b", "Bad")]
    assert sum(Segment.objects.filter(removed_in=None, table="feedback").values_list("rows", flat=True)) == 2


@pytest.mark.parametrize("version", [1, 2])
def test_late_delivery_of_a_sealed_or_older_version_changes_nothing(engine: Engine, version: int) -> None:
    put(["a"], version=2, nps=10)
    seal(organisation=1, at=AT)
    put(["a"], version=version, nps=1, said="Old")
    assert read(engine) == [("a", 10.0)]
    assert read(engine, "text", table="comment") == []
    assert seal(organisation=1, at=AT) == 1
    assert read(engine) == [("a", 10.0)]
    assert read(engine, "text", table="comment") == []


def test_same_key_of_another_source_or_of_a_batch_is_another_record(engine: Engine) -> None:
    batch = written([{"source": 1, "record": "a", "nps": 5}])
    commit_batch(organisation=1, survey=1, source=1, wave=1, segments=[batch], at=AT)
    put(["a"], nps=1, source=2)
    seal(organisation=1, at=AT)
    put(["a"], nps=7, source=3)
    assert read(engine) == [("a", 1.0), ("a", 5.0), ("a", 7.0)]


def test_seal_makes_many_small_segments_one(engine: Engine) -> None:
    for number in range(sealing.MANY_SMALL + 2):
        put([f"k{number}"], nps=number % 11, local_date=date(2026, 1, 1 + number), **{f"q_{number}": 1})
        assert seal(organisation=1, at=AT) == 1
    current = Segment.objects.filter(removed_in=None)
    assert [segment.rows for segment in current] == [sealing.MANY_SMALL + 2]
    assert len(read(engine)) == sealing.MANY_SMALL + 2
    assert read(engine, "q_0")[0] == ("k0", 1.0)


def test_seal_gives_way_to_another_commit(monkeypatch: pytest.MonkeyPatch, engine: Engine) -> None:
    put(["a"], nps=3)
    real = sealing.write_segment

    def and_meanwhile(**given: object) -> object:
        commit_batch(organisation=1, survey=1, source=9, wave=1, segments=[], at=AT)
        return real(**given)  # type: ignore[arg-type]

    monkeypatch.setattr(sealing, "write_segment", and_meanwhile)
    assert seal(organisation=1, at=AT) == 0
    assert read(engine) == [("a", 3.0)]
    monkeypatch.undo()
    assert seal(organisation=1, at=AT) == 1
    assert read(engine) == [("a", 3.0)]


def test_seal_keeps_a_version_that_came_meanwhile(monkeypatch: pytest.MonkeyPatch, engine: Engine) -> None:
    put(["a", "b"], nps=3)
    real = sealing.write_segment

    def and_meanwhile(**given: object) -> object:
        put(["a"], version=2, nps=8)
        return real(**given)  # type: ignore[arg-type]

    monkeypatch.setattr(sealing, "write_segment", and_meanwhile)
    seal(organisation=1, at=AT)
    assert read(engine) == [("a", 8.0), ("b", 3.0)]
    assert TailRecord.objects.get().version == 2


def test_sealed_rows_are_sorted_by_day() -> None:
    for day in (5, 1, 3):
        put([f"d{day}"], local_date=date(2026, 1, day))
    seal(organisation=1, at=AT)
    rows = pq.read_table(folder() / Segment.objects.get(table="feedback").path)
    assert rows["record"].to_pylist() == ["d1", "d3", "d5"]
