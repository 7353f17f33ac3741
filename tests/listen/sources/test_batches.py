from datetime import date
from pathlib import Path

import pyarrow.parquet as pq
import pytest
from django.test import override_settings
from tests import factories
from tests.listen.sources.imports import HEAD, facts, read, rows, store

from ninefold.engine import segments
from ninefold.engine.snapshot import snapshot
from ninefold.listen.sources import batches
from ninefold.listen.sources.batches import _write_rejects
from ninefold.listen.sources.opened import Reject, Unreadable
from ninefold.listen.sources.reading import desk


def test_importing_again_tells_exactly_what_is_new_changed_and_gone(house, tmp_path):
    file = tmp_path / "a.csv"
    file.write_text(HEAD + rows(*range(60)))
    assert store(house, file).changes == {"new": 60, "changed": 0, "gone": 0, "same": 0}
    assert store(house, file).changes == {"new": 0, "changed": 0, "gone": 0, "same": 60}
    file.write_text(HEAD + rows(*range(5, 50)) + rows(*range(50, 60), score=3) + rows(*range(60, 67)))
    assert store(house, file).changes == {"new": 7, "changed": 10, "gone": 5, "same": 45}
    assert len(facts(house)) == 62


def test_other_words_or_none_are_a_change(house, tmp_path):
    file = tmp_path / "a.csv"
    text = HEAD + rows(*range(60))
    file.write_text(text)
    store(house, file)
    file.write_text(text.replace("said 7\n", "thought 7\n").replace("said 8\n", "\n"))
    assert store(house, file).changes == {"new": 0, "changed": 2, "gone": 0, "same": 58}


def test_a_column_that_is_new_and_empty_changes_nothing(house, tmp_path):
    file = tmp_path / "a.csv"
    file.write_text(
        "response_id,responded_at,nps\n" + "".join(f"r{n},2026-01-02,{n % 11}\n" for n in range(60))
    )
    store(house, file)
    more = "".join(f"r{n},2026-01-02,{n % 11},{'' if n > 3 else n + 1}\n" for n in range(60))
    file.write_text("response_id,responded_at,nps,satisfaction with our staff\n" + more)
    assert store(house, file).changes == {"new": 0, "changed": 4, "gone": 0, "same": 56}


def test_same_ids_in_two_waves_do_not_collide(house, tmp_path):
    file = tmp_path / "a.csv"
    file.write_text(HEAD + rows(*range(60)))
    store(house, file, wave="First")
    assert store(house, file, wave="Second").changes == {"new": 60, "changed": 0, "gone": 0, "same": 0}
    assert len(facts(house)) == 120
    assert len(facts(house, "comment")) == 120


def test_equal_answers_without_ids_stay_two_and_stay_the_same(house, tmp_path):
    file = tmp_path / "a.csv"
    answers = "".join(f"2026-01-02,{n % 11},said {n}\n" for n in range(60))
    file.write_text("responded_at,nps,comment\n" + answers + "2026-01-02,9,thanks\n" * 3)
    assert store(house, file).changes == {"new": 63, "changed": 0, "gone": 0, "same": 0}
    records = [row["record"] for row in facts(house)]
    assert (len(records), len(set(records))) == (63, 63)
    assert store(house, file).changes == {"new": 0, "changed": 0, "gone": 0, "same": 63}
    file.write_text("responded_at,nps,comment\n" + "2026-01-02,9,thanks\n" * 2 + answers)
    assert store(house, file).changes == {"new": 0, "changed": 0, "gone": 1, "same": 62}


def test_records_without_ids_cannot_be_worked_out_without_the_secret(house, tmp_path):
    file = tmp_path / "a.csv"
    file.write_text("responded_at,nps,comment\n" + "".join(f"2026-01-02,{n % 11},s {n}\n" for n in range(60)))
    store(house, file)
    here = {row["record"] for row in facts(house)}
    other = factories.organisation()
    store(other, file)
    assert here.isdisjoint({row["record"] for row in facts(other)})
    with override_settings(SECRET_KEY="another"):
        assert store(house, file).changes == {"new": 60, "changed": 0, "gone": 60, "same": 0}


def test_rows_lie_by_day_where_there_is_more_than_one_row_group(house, tmp_path, monkeypatch):
    for module in (segments, batches):
        monkeypatch.setattr(module, "ROW_GROUP", 100)
    file = tmp_path / "a.csv"
    file.write_text(HEAD + rows(*range(250)))
    store(house, file)
    days = [row["local_date"] for row in facts(house)]
    assert days == sorted(days)
    assert set(days) == {date(2026, 1, day) for day in range(1, 29)}
    (one,) = snapshot(organisation=house.pk, table="feedback").files
    assert pq.read_metadata(one.path).num_row_groups == 3


def test_rejects_are_no_formulas(tmp_path):
    place = tmp_path / "1.rejects.csv"
    _write_rejects(place, rejects=(Reject(2, "No date.", "=1+1"), Reject(3, "@x", "plain")))
    assert place.read_text(encoding="utf-8-sig") == "line,reason,row\n2,No date.,'=1+1\n3,'@x,plain\n"


def test_rejects_of_an_earlier_run_go(tmp_path):
    place = tmp_path / "1.rejects.csv"
    _write_rejects(place, rejects=(Reject(2, "No date.", "x"),))
    _write_rejects(place, rejects=())
    assert list(tmp_path.iterdir()) == []


def test_a_file_of_which_no_row_can_be_taken_replaces_nothing(house, tmp_path):
    file = tmp_path / "a.csv"
    file.write_text(HEAD + rows(*range(60)))
    store(house, file)
    file.write_text(HEAD + "".join(f"r{n},,shop,,\n" for n in range(60)))
    mapping = house_mapping(house)
    upload = read(house, file)
    upload.wave = mapping.wave
    with desk() as place, pytest.raises(Unreadable, match="No row of this file can be taken"):
        batches.store_batch(upload=upload, mapping=mapping.rules, place=place, progress=lambda _share: None)
    assert len(facts(house)) == 60


class house_mapping:  # noqa: N801  # reads as a question in the test above
    """How the last wave of an organisation was understood, and that wave."""

    def __init__(self, house):
        from ninefold.listen.sources.mapping import Mapping
        from ninefold.listen.sources.models import Source, Wave

        self.rules = Mapping.from_json(Source.objects.get(organisation=house).mapping)
        self.wave = Wave.objects.get(organisation=house)


def test_progress_moves_through_the_whole_import_and_never_back(house, tmp_path):
    from ninefold.listen.sources.mapping import Mapping
    from ninefold.listen.sources.operations import Destination, accept, store_file

    file: Path = tmp_path / "a.csv"
    file.write_text(HEAD + rows(*range(500)))
    upload = read(house, file)
    accept(
        upload=upload,
        mapping=Mapping.from_json(upload.mapping),
        destination=Destination(source="Shop", wave="First", wave_date=None),
        at=factories.AT,
    )
    seen: list[float] = []
    store_file(upload=upload, at=factories.AT, progress=seen.append)
    assert seen == sorted(seen)
    assert seen[-1] == 0.95
    assert any(share < 0.4 for share in seen)
    assert any(0.5 <= share <= 0.9 for share in seen)
