"""A large file is read out of order for speed; what is stored and what is said of it must not show it."""

from pathlib import Path

import duckdb
import pytest

from ninefold.listen.sources.delimited import LARGE
from ninefold.listen.sources.mapping import ColumnRule, Mapping
from ninefold.listen.sources.opening import open_file
from ninefold.listen.sources.roles import Role
from ninefold.listen.sources.typing_rows import Ids, typed

IDS = Ids(organisation=1, survey=2, source=3, wave=4)
ROWS = 60_000
PADDING = "the drivers called ahead and were careful with the floor and the walls " * 5
RULES = (
    ColumnRule(column="id", role=Role.RECORD),
    ColumnRule(column="nps", role=Role.NPS, low=0.0, high=10.0),
    ColumnRule(column="words", role=Role.COMMENT, target="words"),
)


def large_file(path: Path, *, lines: dict[int, str]) -> Path:
    """Write a file above the size from which order is given up; `lines` replace records by number."""
    with path.open("w", encoding="utf-8") as file:
        file.write("id,nps,words\n")
        for number in range(1, ROWS + 1):
            file.write(lines.get(number, f"r{number},{number % 11},{PADDING}") + "\n")
    if path.stat().st_size <= LARGE:
        raise ValueError("The file is too small for this test.")
    return path


def found_in(path: Path, scratch: Path):
    connection = duckdb.connect()
    opened = open_file(path=path, connection=connection, scratch=scratch)
    found = typed(opened=opened, mapping=Mapping(rules=RULES, wave_date=None), connection=connection, ids=IDS)
    return connection, opened, found


def test_large_plain_file_is_taken_whole(tmp_path):
    connection, opened, found = found_in(large_file(tmp_path / "a.csv", lines={}), tmp_path / "s")
    assert opened.spread != ""
    total = connection.execute(
        f"SELECT count(*), count(DISTINCT record), sum(nps) FROM {found.relation('feedback')}"
    ).fetchall()
    assert total == [(ROWS, ROWS, sum(number % 11 for number in range(1, ROWS + 1)))]
    assert found.rejects(connection=connection) == ()


@pytest.mark.parametrize("at", [2, ROWS // 2, ROWS])
def test_large_file_with_an_unanswered_row_names_its_line(tmp_path, at):
    path = large_file(tmp_path / "a.csv", lines={at: f"r{at},,"})
    connection, _opened, found = found_in(path, tmp_path / "s")
    assert [reject.line for reject in found.rejects(connection=connection)] == [at + 1]


def test_large_file_with_a_repeated_id_keeps_the_first(tmp_path):
    path = large_file(tmp_path / "a.csv", lines={ROWS: f"r7,10,{PADDING}"})
    connection, _opened, found = found_in(path, tmp_path / "s")
    kept = connection.execute(f"SELECT nps FROM {found.relation('feedback')} WHERE record = 'r7'").fetchall()
    assert kept == [(7.0,)]
    assert [reject.line for reject in found.rejects(connection=connection)] == [ROWS + 1]


def test_large_file_with_a_broken_row_is_read_with_care(tmp_path):
    path = large_file(tmp_path / "a.csv", lines={40_000: "r40000,5"})
    connection, opened, found = found_in(path, tmp_path / "s")
    assert opened.spread == ""
    assert [reject.line for reject in found.rejects(connection=connection)] == [40_001]
    assert connection.execute(f"SELECT count(*) FROM {found.relation('feedback')}").fetchall() == [
        (ROWS - 1,)
    ]
