"""A snapshot is one moment, whatever is written while it is used."""

from datetime import date

import pytest
from django.db import connection, connections, transaction
from tests import factories
from tests.engine.samples import AT, written

from ninefold.engine.engines import Engine
from ninefold.engine.operations import append, commit_batch
from ninefold.engine.sealing import seal
from ninefold.engine.snapshot import reading, snapshot
from ninefold.engine.tail import Record


def commit(*rows: dict[str, object], wave: int, survey: int = 1) -> None:
    made = [written([{**row, "survey": survey, "wave": wave} for row in rows])]
    commit_batch(organisation=1, survey=survey, source=1, wave=wave, segments=made, at=AT)


@pytest.mark.django_db
def test_snapshot_of_nothing_is_empty_and_readable(engine: Engine) -> None:
    shot = snapshot(organisation=1, table="comment")
    assert (shot.version, shot.files, shot.tail.num_rows) == (0, (), 0)
    assert engine.frame(shot, columns=("folded", "nps")).collect("pyarrow").to_arrow().num_rows == 0


@pytest.mark.django_db
def test_snapshot_holds_while_wave_and_tail_change(engine: Engine) -> None:
    commit({"nps": 1}, wave=1)
    append(organisation=1, records=[Record(survey=1, source=2, record="t", values={"nps": 2})], at=AT)
    shot = snapshot(organisation=1, table="feedback")
    commit({"nps": 9}, {"nps": 9}, wave=1)
    seal(organisation=1, at=AT)
    assert engine.frame(shot, columns=("nps",)).collect("pyarrow")["nps"].sort().to_list() == [1.0, 2.0]
    later = snapshot(organisation=1, table="feedback")
    assert engine.frame(later, columns=("nps",)).collect("pyarrow")["nps"].sort().to_list() == [2.0, 9.0, 9.0]


@pytest.mark.django_db
def test_within_leaves_out_files_that_cannot_match() -> None:
    commit({"local_date": date(2026, 1, 1)}, {"local_date": date(2026, 1, 31)}, wave=1)
    commit({"local_date": date(2026, 2, 1)}, wave=2)
    commit({"local_date": None}, wave=3, survey=2)
    shot = snapshot(organisation=1, table="feedback")

    def waves(**given: object) -> list[int | None]:
        return [file.wave for file in shot.within(**given).files]  # type: ignore[arg-type]

    assert waves() == [1, 2, 3]
    assert waves(survey=2) == [3]
    assert waves(since=date(2026, 1, 31)) == [1, 2]
    assert waves(since=date(2026, 2, 1)) == [2]
    assert waves(until=date(2026, 2, 1)) == [1]
    assert waves(until=date(2026, 1, 1)) == []


@pytest.mark.django_db(transaction=True)
def test_reading_takes_no_write_lock_and_sees_one_moment() -> None:
    with reading():
        before = snapshot_version()
        other = connections.create_connection("default")
        try:
            if connection.vendor == "sqlite":  # a test database in memory cannot be opened twice
                other.close()
                pytest.skip("needs two connections") if "memory" in str(
                    connection.settings_dict["NAME"]
                ) else None
            with other.cursor() as cursor:
                cursor.execute("INSERT INTO engine_manifest (organisation, version) VALUES (1, 5)")
        finally:
            other.close()
        assert snapshot_version() == before
    assert snapshot_version() == 5


def snapshot_version() -> int:
    from ninefold.engine.models import Manifest

    return Manifest.objects.filter(organisation=1).values_list("version", flat=True).first() or 0


@pytest.mark.django_db(transaction=True)
def test_reading_leaves_no_transaction_behind_after_an_error() -> None:
    with pytest.raises(RuntimeError), reading():
        raise RuntimeError
    with transaction.atomic():
        assert snapshot_version() == 0


@pytest.mark.django_db
def test_texts_that_no_file_can_hold_are_not_looked_for():
    house = factories.organisation()
    rows = [{"customer": name, "nps": 1.0} for name in ("C-10", "C-30", "Ä-1")]
    factories.answers(of=house, rows=rows)
    found = snapshot(organisation=house.pk, table="feedback")
    texts = ("B", "C-10", "C-20", "anna@example.org", "Ä-1", "Ö", "客户")
    assert found.may_hold("customer", texts=texts) == ("C-10", "C-20", "anna@example.org", "Ä-1")
    assert found.may_hold("account", texts=texts) == ()
    assert found.may_hold("customer", texts=()) == ()
    empty = snapshot(organisation=factories.organisation().pk, table="feedback")
    assert empty.may_hold("customer", texts=texts) == ()
