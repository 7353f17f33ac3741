"""Batches replace each other whole; single records are kept once, in their latest version."""

import os
from datetime import timedelta

import pytest
from tests.engine.samples import AT, written

from ninefold.engine.models import Segment, TailRecord
from ninefold.engine.operations import (
    READERS_GRACE,
    WRITERS_GRACE,
    Appended,
    Committed,
    SegmentMissing,
    append,
    collect_garbage,
    commit_batch,
)
from ninefold.engine.segments import Written, delete, folder
from ninefold.engine.snapshot import snapshot
from ninefold.engine.tail import Comment, Record

pytestmark = pytest.mark.django_db


def commit(*segments: Written, wave: int = 1, source: int = 1, organisation: int = 1) -> Committed:
    return commit_batch(
        organisation=organisation, survey=1, source=source, wave=wave, segments=segments, at=AT
    )


def shown(organisation: int = 1) -> list[str]:
    return sorted(
        path.rsplit("/", 1)[1]
        for path in (f.path for f in snapshot(organisation=organisation, table="feedback").files)
    )


def name(made: Written) -> str:
    return made.path.rsplit("/", 1)[1]


def test_commit_batch_replaces_its_wave_and_no_other() -> None:
    old, other, new = written([{}] * 3), written([{}]), written([{}] * 2)
    assert commit(old) == Committed(version=1, rows=3, rows_before=0)
    commit(other, wave=2)
    assert commit(new) == Committed(version=3, rows=2, rows_before=3)
    assert shown() == sorted([name(other), name(new)])


def test_commit_batch_of_nothing_empties_the_wave() -> None:
    commit(written([{}]))
    assert commit() == Committed(version=2, rows=0, rows_before=1)
    assert shown() == []


def test_commit_batch_keeps_organisations_apart() -> None:
    mine = written([{}])
    commit(mine)
    commit(written([{}], organisation=2), organisation=2)
    assert shown() == [name(mine)]


@pytest.mark.parametrize("damage", ["gone", "short"])
def test_commit_batch_of_a_damaged_file_changes_nothing(damage: str) -> None:
    before, good, bad = written([{}]), written([{}]), written([{}])
    commit(before)
    if damage == "gone":
        delete(bad.path)
    else:
        os.truncate(folder() / bad.path, 10)
    with pytest.raises(SegmentMissing):
        commit(good, bad)
    assert shown() == [name(before)]
    assert snapshot(organisation=1, table="feedback").version == 1


def record(key: str = "k", *, version: int = 1, nps: float = 9, source: int = 1) -> Record:
    return Record(survey=1, source=source, record=key, version=version, values={"nps": nps})


def scores() -> dict[str, float]:
    tail = snapshot(organisation=1, table="feedback").tail
    return dict(zip(tail["record"].to_pylist(), tail["nps"].to_pylist(), strict=True))


def test_append_delivered_twice_is_stored_once() -> None:
    assert append(organisation=1, records=[record()], at=AT) == Appended(new=1, newer=0, known=0)
    assert append(organisation=1, records=[record()], at=AT) == Appended(new=0, newer=0, known=1)
    assert scores() == {"k": 9.0}


def test_append_of_a_later_version_replaces_and_of_an_older_does_not() -> None:
    append(organisation=1, records=[record(version=2, nps=5)], at=AT)
    assert append(organisation=1, records=[record(version=3, nps=7)], at=AT).newer == 1
    assert append(organisation=1, records=[record(version=1, nps=1)], at=AT).known == 1
    assert scores() == {"k": 7.0}


def test_append_of_a_later_version_is_a_new_row() -> None:
    append(organisation=1, records=[record()], at=AT)
    before = TailRecord.objects.get().pk
    append(organisation=1, records=[record(version=2)], at=AT)
    assert TailRecord.objects.get().pk > before


def test_append_of_one_key_twice_in_one_delivery_keeps_the_latest() -> None:
    several = [record(nps=1), record(version=3, nps=3), record(version=2, nps=2)]
    assert append(organisation=1, records=several, at=AT).new == 1
    assert scores() == {"k": 3.0}


def test_append_tells_sources_and_organisations_apart() -> None:
    append(organisation=1, records=[record(), record(source=2)], at=AT)
    append(organisation=2, records=[record()], at=AT)
    assert snapshot(organisation=1, table="feedback").tail.num_rows == 2


def test_append_of_many_is_counted_right() -> None:
    append(organisation=1, records=[record(f"k{number}") for number in range(1200)], at=AT)
    again = [record(f"k{number}", version=1 + number % 2) for number in range(1300)]
    assert append(organisation=1, records=again, at=AT) == Appended(new=100, newer=600, known=600)
    assert TailRecord.objects.count() == 1300


def test_append_refuses_the_whole_delivery_for_one_bad_record() -> None:
    bad = Record(survey=1, source=1, record="b", values={"nps": "nine"})
    with pytest.raises(ValueError, match="nps"):
        append(organisation=1, records=[record(), bad], at=AT)
    assert TailRecord.objects.count() == 0


def test_append_shows_comments_at_once() -> None:
    said = Record(survey=1, source=1, record="k", comments=[Comment(text="Too slow")])
    append(organisation=1, records=[said], at=AT)
    assert snapshot(organisation=1, table="comment").tail["folded"].to_pylist() == ["too slow"]


def test_collect_garbage_waits_for_readers() -> None:
    old = written([{}])
    commit(old)
    commit(written([{}]))
    assert collect_garbage(organisation=1, at=AT + READERS_GRACE) == 0
    assert (folder() / old.path).exists()
    assert collect_garbage(organisation=1, at=AT + READERS_GRACE + timedelta(seconds=1)) == 1
    assert not (folder() / old.path).exists()
    assert Segment.objects.count() == 1


def test_collect_garbage_waits_for_writers() -> None:
    made = written([{}])
    touched = (AT - WRITERS_GRACE).timestamp()
    os.utime(folder() / made.path, (touched, touched))
    assert collect_garbage(organisation=1, at=AT) == 0
    assert collect_garbage(organisation=1, at=AT + timedelta(seconds=1)) == 1
    with pytest.raises(SegmentMissing):
        commit(made)
