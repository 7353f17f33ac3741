import json

import duckdb
import pytest
from tests.listen.sources.by_hand import DATA, guessed, opened_of, real_file

from ninefold.listen.sources.counting import count
from ninefold.listen.sources.mapping import ColumnRule, Mapping, MappingProblem
from ninefold.listen.sources.opened import Reject
from ninefold.listen.sources.roles import Role
from ninefold.listen.sources.typing_rows import Ids, typed

RULES = (
    ColumnRule(column="id", role=Role.RECORD),
    ColumnRule(column="d", role=Role.AT, date_format="ymd"),
    ColumnRule(column="nps", role=Role.NPS, low=0.0, high=10.0, not_answered=("11",)),
    ColumnRule(column="k", role=Role.CHANNEL),
    ColumnRule(column="gone", role=Role.LEAVE_OUT),
)
COLUMNS = {
    "id": ["a", "b", "c", "a"],
    "d": ["2024-05-12"] * 3 + ["2024-05-13"],
    "nps": ["9", "11", "4", "12"],
    "k": ["web", None, None, "web"],
    "gone": ["1"] * 4,
}


@pytest.fixture
def connection(tmp_path):
    with duckdb.connect() as connection:
        connection.execute("SET temp_directory = $1", [str(tmp_path)])
        yield connection


def test_count_tells_what_an_import_would_bring(connection, tmp_path):
    opened = opened_of(connection, COLUMNS, rejects=(Reject(line=9, reason="Too short.", raw=""),))
    found = count(opened=opened, mapping=Mapping(rules=RULES), connection=connection)
    assert json.loads(json.dumps(found.to_json())) == {
        "rows": 5,
        "taken": 2,
        "rejected": 3,
        "ahead": 0,
        "records": 0,
        "kinds": [],
        "columns": [
            {"column": "id", "answered": 2, "blank": 0, "not_answered": {}, "outside": 0, "unreadable": 0},
            {"column": "d", "answered": 2, "blank": 0, "not_answered": {}, "outside": 0, "unreadable": 0},
            {
                "column": "nps",
                "answered": 2,
                "blank": 0,
                "not_answered": {"11": 0},
                "outside": 0,
                "unreadable": 0,
            },
            {"column": "k", "answered": 1, "blank": 1, "not_answered": {}, "outside": 0, "unreadable": 0},
        ],
    }
    assert list(tmp_path.glob("*.parquet")) == []


def test_count_is_that_of_the_import(connection):
    opened = real_file(connection, "sfo_airport_survey/2016_SFO_Customer_Survey.csv")
    mapping = guessed(connection, opened)
    before = count(opened=opened, mapping=mapping, connection=connection)
    found = typed(
        opened=opened,
        mapping=mapping,
        connection=connection,
        ids=Ids(organisation=1, survey=1, source=1, wave=1),
    )
    assert found.counts(connection=connection) == before
    assert (DATA / "sfo_airport_survey").is_dir()


def test_counts_of_a_column_that_is_left_out_are_not_there(connection):
    found = count(opened=opened_of(connection, COLUMNS), mapping=Mapping(rules=RULES), connection=connection)
    with pytest.raises(KeyError):
        found.of("gone")


def test_wrong_mapping_is_refused(connection):
    with pytest.raises(MappingProblem):
        count(opened=opened_of(connection, COLUMNS), mapping=Mapping(rules=()), connection=connection)
