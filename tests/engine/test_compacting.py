"""Compaction changes how facts lie, and nothing that a reader sees."""

import pytest
from tests.engine.samples import AT, written
from tests.engine.test_sealing import put, read

from ninefold.engine import compacting, sealing, tasks
from ninefold.engine.compacting import compact
from ninefold.engine.engines import Engine
from ninefold.engine.models import Segment, TailRecord
from ninefold.engine.operations import commit_batch
from ninefold.engine.sealing import seal

pytestmark = pytest.mark.django_db


def sealed(*keys: str, source: int = 1) -> None:
    for key in keys:
        put([key], nps=3, source=source, said=f"Said {key}")
        seal(organisation=1, at=AT)


def current(table: str = "feedback") -> list[int]:
    return list(
        Segment.objects.filter(removed_in=None, table=table).order_by("id").values_list("rows", flat=True)
    )


def test_many_small_segments_become_one_a_source(engine: Engine) -> None:
    sealed("a", "b", "c")
    sealed("d", "e", source=2)
    before = (read(engine), read(engine, "text", table="comment"))
    assert compact(organisation=1, at=AT, more_than=1) == 10
    assert current() == [3, 2]
    assert current("comment") == [3, 2]
    assert (read(engine), read(engine, "text", table="comment")) == before
    assert compact(organisation=1, at=AT, more_than=1) == 0


def test_few_segments_are_left_alone() -> None:
    sealed("a", "b")
    assert compact(organisation=1, at=AT) == 0
    assert current() == [1, 1]


def test_what_the_tail_has_made_void_is_left_out(engine: Engine) -> None:
    sealed("a", "b")
    put(["a"], nps=9, version=2)
    before = read(engine)
    assert compact(organisation=1, at=AT) == 4
    assert current() == [1]
    assert read(engine) == before == [("a", 9.0), ("b", 3.0)]
    assert TailRecord.objects.count() == 1


def test_waves_and_large_files_stay(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(compacting, "LARGE", 2)
    commit_batch(organisation=1, survey=1, source=1, wave=1, segments=[written([{"nps": 1}])], at=AT)
    commit_batch(organisation=1, survey=1, source=1, wave=2, segments=[written([{"nps": 1}])], at=AT)
    put(["a", "b"], nps=3)
    seal(organisation=1, at=AT)
    sealed("c")
    assert compact(organisation=1, at=AT, more_than=1) == 0


def test_another_commit_goes_first(monkeypatch: pytest.MonkeyPatch, engine: Engine) -> None:
    sealed("a", "b")
    real = compacting.write_segment

    def and_meanwhile(**given: object) -> object:
        commit_batch(organisation=1, survey=1, source=9, wave=1, segments=[], at=AT)
        return real(**given)  # type: ignore[arg-type]

    monkeypatch.setattr(compacting, "write_segment", and_meanwhile)
    assert compact(organisation=1, at=AT, more_than=1) == 0
    assert current() == [1, 1]
    assert len(read(engine)) == 2


def test_the_worker_looks_as_the_work_does() -> None:
    assert tasks.CROWDED == compacting.MANY
    assert compacting.LARGE == sealing.LARGE
