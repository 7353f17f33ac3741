import os
import subprocess
import sys
from pathlib import Path

import duckdb
import pytest
from tests import factories
from tests.listen.sources.imports import HEAD, rows, unseen

from ninefold.listen.sources.mapping import ColumnRule, Mapping, MappingProblem
from ninefold.listen.sources.presence import bury, present
from ninefold.listen.sources.reading import desk, read_file
from ninefold.listen.sources.roles import Role


def reading(file, **given):
    return read_file(
        path=file,
        name=file.name,
        definition=None,
        **({"saved": None, "given": None, "kind": None, "at": factories.AT, "progress": unseen} | given),
    )


@pytest.fixture
def file(tmp_path):
    place = tmp_path / "a.csv"
    place.write_text(HEAD + rows(*range(60)))
    return place


def test_a_file_is_read_guessed_and_counted(file):
    found = reading(file)
    assert [rule.role for rule in found.mapping.rules] == [
        Role.RECORD,
        Role.AT,
        Role.TOUCHPOINT,
        Role.NPS,
        Role.COMMENT,
    ]
    assert (found.counts.rows, found.counts.taken, found.counts.rejected) == (60, 60, 0)
    told = found.found_json()
    assert (told["kind"], told["delimiter"], told["encoding"]) == ("csv", ",", "utf-8")
    assert [column["name"] for column in told["columns"]] == [
        "response_id",
        "responded_at",
        "touchpoint",
        "nps",
        "comment",
    ]
    assert len(told["sha256"]) == 64


def test_progress_moves_while_the_file_is_opened(file):
    seen = []
    reading(file, progress=seen.append)
    assert seen == sorted(seen)
    assert len([share for share in seen if share <= 0.6]) >= 2


def test_rules_given_in_another_order_are_those_of_their_columns(file):
    given = Mapping(
        rules=(
            ColumnRule(column="nps", role=Role.NPS, low=0, high=10),
            ColumnRule(column="responded_at", role=Role.AT, date_format="ymd"),
        )
    )
    found = reading(file, given=given)
    assert [(rule.column, rule.role) for rule in found.mapping.rules] == [
        ("response_id", Role.LEAVE_OUT),
        ("responded_at", Role.AT),
        ("touchpoint", Role.LEAVE_OUT),
        ("nps", Role.NPS),
        ("comment", Role.LEAVE_OUT),
    ]
    assert found.counts.taken == 60


def test_a_rule_for_no_column_is_refused(file):
    given = Mapping(rules=(ColumnRule(column="mood", role=Role.NPS, low=0, high=10),))
    with pytest.raises(MappingProblem, match="“mood”, which this file does not have"):
        reading(file, given=given)


def test_a_mapping_that_cannot_be_used_is_not_counted(file):
    given = Mapping(rules=(ColumnRule(column="nps", role=Role.NPS),))
    assert reading(file, given=given).counts is None


def test_a_desk_is_swept(tmp_path):
    with desk(scratch=tmp_path) as place:
        (place.folder / "copy").write_text("x")
        with pytest.raises(duckdb.Error):
            place.connection.execute("INSTALL httpfs; LOAD httpfs")
        told = place.connection.execute("SELECT current_setting('enable_progress_bar')").fetchone()
        assert told == (False,)
    assert list(tmp_path.iterdir()) == []


def test_a_desk_is_swept_after_a_failure(tmp_path):
    with pytest.raises(RuntimeError), desk(scratch=tmp_path):
        raise RuntimeError
    assert list(tmp_path.iterdir()) == []


DIES = """
import os, signal, sys
from pathlib import Path
from ninefold.listen.sources.reading import desk
with desk(scratch=Path(sys.argv[1])) as place:
    (place.folder / "copy").write_text("x")
    os.kill(os.getpid(), signal.SIGKILL)
"""


def test_the_desk_of_a_killed_process_is_swept_by_the_next_and_a_living_one_is_not(tmp_path):
    import ninefold

    source = str(Path(ninefold.__file__).parent.parent)
    home = tmp_path / "home"
    place = tmp_path / "uploads"
    place.mkdir()
    environment = {**os.environ, "PYTHONPATH": source, "NINEFOLD_HOME": str(home)}
    environment["DJANGO_SETTINGS_MODULE"] = "ninefold.site.settings"
    killed = subprocess.run([sys.executable, "-c", DIES, str(place)], env=environment, check=False)
    assert killed.returncode == -9
    (left,) = [path for path in place.iterdir() if path.is_dir()]
    assert (left / "copy").exists()
    with desk(scratch=place) as first, desk(scratch=place) as second:
        assert not left.exists()
        assert first.folder.is_dir()
        assert second.folder.is_dir()
    assert list(place.iterdir()) == []


def test_a_mark_is_buried_only_when_its_holder_is_gone(tmp_path):
    mark = tmp_path / "x.mark"
    done = []
    assert not bury(mark=mark, do=lambda: done.append("nobody"))
    with present(mark=mark):
        assert not bury(mark=mark, do=lambda: done.append("alive"))
    mark.touch()
    assert bury(mark=mark, do=lambda: done.append("gone"))
    assert (done, mark.exists()) == (["gone"], False)
