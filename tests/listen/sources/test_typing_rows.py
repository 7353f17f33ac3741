from datetime import UTC, date, datetime

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.listen.sources.by_hand import WAVE_DAY, guessed, opened_of, real_file

from ninefold.engine.blocks import block_of
from ninefold.engine.facts import schema_of
from ninefold.engine.folding import fold
from ninefold.listen.sources.mapping import ColumnRule, Mapping, MappingProblem
from ninefold.listen.sources.opened import Reject
from ninefold.listen.sources.roles import Role
from ninefold.listen.sources.typing_rows import Ids, typed

IDS = Ids(organisation=7, survey=2, source=3, wave=4, key=b"secret")
NPS = ColumnRule(column="nps", role=Role.NPS, low=0.0, high=10.0, not_answered=("11", "Blank"))
ID = ColumnRule(column="id", role=Role.RECORD)
DAY = date(2024, 5, 12)


@pytest.fixture
def connection(tmp_path):
    with duckdb.connect() as connection:
        connection.execute("SET temp_directory = $1", [str(tmp_path)])
        yield connection


def rule(column, role, **more):
    return ColumnRule(column=column, role=role, **more)


def facts(connection, columns, rules, *, ids=IDS, wave_date=DAY, table="feedback", **more):
    opened = opened_of(
        connection, columns, **{k: more.pop(k) for k in ("choices", "decimal", "rejects") if k in more}
    )
    mapping = Mapping(rules=tuple(rules), wave_date=wave_date, decimal=opened.decimal, **more)
    found = typed(opened=opened, mapping=mapping, connection=connection, ids=ids)
    return rows_of(connection, found.relation(table)), found


def rows_of(connection, relation):
    return connection.sql(f"SELECT * FROM {relation}").to_arrow_table().to_pylist()


def column(rows, name):
    return [row[name] for row in rows]


def test_rows_have_the_columns_and_types_of_the_facts(connection):
    rules = [
        ID,
        NPS,
        rule("c", Role.COMMENT, target="c"),
        rule("q", Role.ITEM, target="q_x", low=1.0, high=5.0),
    ]
    _rows, found = facts(connection, {"id": ["a"], "nps": ["9"], "c": ["fine"], "q": ["4"]}, rules)
    for table in ("feedback", "comment"):
        given_types = [
            (field.name, field.type)
            for field in connection.sql(f"FROM {found.relation(table)}").to_arrow_table().schema
        ]
        assert given_types == [(field.name, field.type) for field in found.schema(table)]
    assert found.schema("feedback") == schema_of(table="feedback", own=["q_x"])


def test_place_and_record_are_written(connection):
    ((row,), _found) = facts(connection, {"id": ["a"], "nps": ["9"]}, [ID, NPS])
    assert {
        name: row[name]
        for name in ("organisation", "survey", "source", "wave", "record", "person", "version")
    } == {
        "organisation": 7,
        "survey": 2,
        "source": 3,
        "wave": 4,
        "record": "a",
        "person": "3/4/a",
        "version": None,
    }
    assert row["block"] == block_of(7, "3/4/a")


def test_person_is_the_customer_if_there_is_one(connection):
    rows, _found = facts(
        connection,
        {"id": ["a", "b"], "k": ["C-1001", None], "nps": ["9", "9"]},
        [ID, rule("k", Role.CUSTOMER), NPS],
    )
    assert column(rows, "person") == ["C-1001", "3/4/b"]
    assert column(rows, "block") == [block_of(7, "C-1001"), block_of(7, "3/4/b")]


@settings(max_examples=25)
@given(
    st.lists(
        st.text(st.characters(exclude_categories=["Cs", "Cc", "Zs"]), min_size=1), min_size=1, unique=True
    )
)
def test_blocks_agree_with_python_for_every_customer(names):
    with duckdb.connect() as connection:
        rows, _found = facts(
            connection, {"k": names, "nps": ["9"] * len(names)}, [rule("k", Role.CUSTOMER), NPS]
        )
        assert column(rows, "block") == [block_of(7, name) for name in names]
        assert column(rows, "person") == names


def test_codes_and_strange_answers_are_none_and_counted(connection):
    answers = ["10", "۹", "11", "blank", "12", "-1", "ten", " 8 ", "7.0", "inf", None]
    rules = [ID, NPS, rule("c", Role.COMMENT, target="c")]
    rows, found = facts(connection, {"id": list("abcdefghijk"), "nps": answers, "c": ["x"] * 11}, rules)
    assert column(rows, "nps") == [10.0, 9.0, None, None, None, None, None, 8.0, 7.0, None, None]
    counts = found.counts(connection=connection).of("nps")
    assert (counts.answered, counts.blank, dict(counts.not_answered), counts.outside, counts.unreadable) == (
        4,
        1,
        {"11": 1, "Blank": 1},
        2,
        2,
    )


def test_labels_become_numbers_and_reversed_scales_are_turned(connection):
    words = rule(
        "w",
        Role.CSAT,
        low=1.0,
        high=5.0,
        labels={"Very satisfied": 5.0, "کیفیت": 2.0, "7": 4.0},
        not_answered=("N/A",),
    )
    turned = rule("t", Role.ITEM, target="q_t", low=1.0, high=5.0, reversed=True)
    rows, _found = facts(
        connection,
        {"w": ["VERY satisfied ", "كيفيت", "7", "n/a", "3"], "t": ["1", "5", "2", "3", "6"]},
        [words, turned],
    )
    assert column(rows, "csat") == [5.0, 2.0, 4.0, None, 3.0]
    assert column(rows, "q_t") == [5.0, 1.0, 4.0, 3.0, None]


def test_decimal_comma_and_weights_are_read(connection):
    rules = [NPS, rule("w", Role.WEIGHT), rule("m", Role.ITEM, target="q_m")]
    rows, found = facts(
        connection,
        {"nps": ["9"] * 3, "w": ["0,75", "-1", None], "m": ["1.234,5", "2", "x"]},
        rules,
        decimal=",",
    )
    assert column(rows, "weight") == [0.75, None, None]
    assert column(rows, "q_m") == [1234.5, 2.0, None]
    assert found.counts(connection=connection).of("w").outside == 1


def test_choices_give_attributes_their_names(connection):
    rules = [NPS, rule("g", Role.ATTRIBUTE, target="a_g"), rule("k", Role.CHANNEL)]
    choices = {"g": {"1": "it's m", "2": "f"}, "k": {"1": "web"}}
    rows, _found = facts(
        connection, {"nps": ["9"] * 3, "g": ["1", "2", "3"], "k": ["1", " 1 ", "x"]}, rules, choices=choices
    )
    assert column(rows, "a_g") == ["it's m", "f", "3"]
    assert column(rows, "channel") == ["web", "web", "x"]


@pytest.mark.parametrize(
    ("written", "text", "zone", "at", "day"),
    [
        ("ymd", "2024-05-12 01:00:00", "UTC", datetime(2024, 5, 12, 1, tzinfo=UTC), date(2024, 5, 12)),
        (
            "ymd",
            "2024-05-12 01:00:00",
            "Asia/Tehran",
            datetime(2024, 5, 11, 21, 30, tzinfo=UTC),
            date(2024, 5, 12),
        ),
        (
            "ymd",
            "2024-05-12 01:00:00",
            "+03:30",
            datetime(2024, 5, 11, 21, 30, tzinfo=UTC),
            date(2024, 5, 12),
        ),
        (
            "ymd",
            "2024-05-12T22:00:00Z",
            "Asia/Tehran",
            datetime(2024, 5, 12, 22, tzinfo=UTC),
            date(2024, 5, 13),
        ),
        ("ymd", "2024-05-12T22:00:00Z", "+03:30", datetime(2024, 5, 12, 22, tzinfo=UTC), date(2024, 5, 13)),
        (
            "ymd",
            "2024-01-12 12:00:00",
            "Europe/Berlin",
            datetime(2024, 1, 12, 11, tzinfo=UTC),
            date(2024, 1, 12),
        ),
        (
            "dmy",
            "12.05.2024 12:00",
            "Europe/Berlin",
            datetime(2024, 5, 12, 10, tzinfo=UTC),
            date(2024, 5, 12),
        ),
        ("persian-ymd", "۱۴۰۳/۰۲/۲۳", "UTC", datetime(2024, 5, 12, tzinfo=UTC), date(2024, 5, 12)),
        (
            "epoch-s",
            "1715528710",
            "America/Chicago",
            datetime(2024, 5, 12, 15, 45, 10, tzinfo=UTC),
            date(2024, 5, 12),
        ),
    ],
)
def test_moments_are_stored_in_utc_with_their_local_day(connection, *, written, text, zone, at, day):
    rules = [NPS, rule("d", Role.AT, date_format=written)]
    ((row,), _found) = facts(connection, {"nps": ["9"], "d": [text]}, rules, wave_date=None, time_zone=zone)
    assert (row["at"], row["local_date"]) == (at, day)


def test_wave_date_stands_in_for_dates(connection):
    rows, _found = facts(connection, {"nps": ["9"]}, [NPS], time_zone="Asia/Tehran")
    assert (rows[0]["at"], rows[0]["local_date"]) == (datetime(2024, 5, 11, 20, 30, tzinfo=UTC), DAY)
    rules = [NPS, rule("d", Role.AT, date_format="ymd")]
    rows, _found = facts(connection, {"nps": ["9", "9"], "d": [None, "2023-01-02"]}, rules)
    assert column(rows, "local_date") == [DAY, date(2023, 1, 2)]


def test_rows_that_cannot_be_taken_are_named_with_reason(connection):
    rules = [
        ID,
        NPS,
        rule("d", Role.AT, date_format="ymd"),
        rule("g", Role.ATTRIBUTE, target="a_g"),
        rule("x", Role.LEAVE_OUT),
    ]
    columns = {
        "id": ["a", "b", "c", "d", "a", "a"],
        "nps": ["9", "9", "9", None, "9", "3"],
        "d": ["2024-05-12", "soon", None, "2024-05-12", "2024-05-12", "2024-05-12"],
        "g": ["1", "2", "3", "4", "1", "5"],
        "x": ["same", "1", "2", "3", "same", "4"],
    }
    structural = Reject(line=1, reason="Too short.", raw="z")
    rows, found = facts(connection, columns, rules, wave_date=None, rejects=(structural,))
    assert column(rows, "record") == ["a"]
    assert found.rejects(connection=connection) == (
        structural,
        Reject(line=3, reason="The date “soon” cannot be read.", raw="b, 9, soon, 2"),
        Reject(line=4, reason="This record has no date.", raw="c, 9, 3"),
        Reject(line=5, reason="This record has no answer.", raw="d, 2024-05-12, 4"),
        Reject(line=6, reason="This record is the same as record 1.", raw="a"),
        Reject(line=7, reason="The id of this record stands already in record 1.", raw="a"),
    )
    counts = found.counts(connection=connection)
    assert (counts.rows, counts.taken, counts.rejected) == (7, 1, 6)


def test_first_usable_record_of_an_id_stands(connection):
    rules = [ID, NPS, rule("d", Role.AT, date_format="ymd")]
    rows, _found = facts(
        connection,
        {"id": ["a", "a", "a"], "nps": ["1", "2", "3"], "d": ["?", "2024-05-12", "2024-05-13"]},
        rules,
        wave_date=None,
    )
    assert column(rows, "nps") == [2.0]


def test_rows_with_only_a_comment_are_answers(connection):
    rows, _found = facts(
        connection, {"nps": [None, None], "c": ["fine", None]}, [NPS, rule("c", Role.COMMENT, target="c")]
    )
    assert column(rows, "comments") == [1]


@settings(max_examples=15)
@given(st.integers(1, 40), st.sampled_from(["9", "10", "۳"]))
def test_equal_answers_of_n_people_stay_n(number, answer):
    with duckdb.connect() as connection:
        rows, found = facts(
            connection, {"nps": [answer] * number, "u": ["x"] * number}, [NPS, rule("u", Role.UNIT)]
        )
        assert len(rows) == len(set(column(rows, "record"))) == len(set(column(rows, "person"))) == number
        assert found.rejects(connection=connection) == ()
        again, _found = facts(
            connection, {"nps": [answer] * number, "u": ["x"] * number}, [NPS, rule("u", Role.UNIT)]
        )
        assert sorted(column(again, "record")) == sorted(column(rows, "record"))


def test_identity_by_content_hangs_on_the_key_and_all_cells(connection):
    def records(columns, key):
        rows, _found = facts(
            connection, columns, [NPS], ids=Ids(organisation=7, survey=2, source=3, wave=4, key=key)
        )
        return column(rows, "record")

    first = records({"nps": ["9", "9"], "left": ["x", "y"]}, b"a")
    assert first[0] != first[1]
    assert records({"nps": ["9", "9"], "left": ["x", "y"]}, b"a") == first
    assert set(records({"nps": ["9", "9"], "left": ["x", "y"]}, b"b")).isdisjoint(first)
    assert all(record.startswith("x") and len(record) == 17 for record in first)


def test_comments_are_rows_of_their_own(connection):
    rules = [
        ID,
        NPS,
        rule("k", Role.CHANNEL),
        rule("why", Role.COMMENT, target="why"),
        rule("else", Role.COMMENT, target="else"),
    ]
    columns = {
        "id": ["a", "b"],
        "nps": ["9", "2"],
        "k": ["web", "sms"],
        "why": [" Gut  GEMACHT ", "کيفيت ۲"],
        "else": [None, "It's ok"],
    }
    rows, _found = facts(connection, columns, rules, table="comment")
    found = [
        (row["record"], row["question"], row["text"], row["folded"], row["nps"], row["channel"])
        for row in rows
    ]
    assert sorted(found) == [
        ("a", "why", "Gut  GEMACHT", "gut gemacht", 9.0, "web"),
        ("b", "else", "It's ok", "it's ok", 2.0, "sms"),
        ("b", "why", "کيفيت ۲", fold("کيفيت ۲"), 2.0, "sms"),
    ]
    feedback, _found = facts(connection, columns, rules)
    assert column(feedback, "comments") == [1, 2]


def test_without_a_comment_column_there_are_no_comments(connection):
    rows, _found = facts(connection, {"nps": ["9"]}, [NPS], table="comment")
    assert rows == []


def test_hostile_names_and_cells_do_no_harm(connection):
    name = "x'); DROP VIEW by_hand; --"
    rules = [
        rule(name, Role.ATTRIBUTE, target="a_x"),
        rule('n"ps', Role.NPS, low=0.0, high=10.0, not_answered=("'); --", "11"), labels={"it's": 3.0}),
        rule("c", Role.COMMENT, target="c' OR 1=1"),
    ]
    columns = {name: ["'; DROP TABLE by_hand_rows; --"], 'n"ps': ["it's"], "c": ["\x00' \\ %s"]}
    ((row,), _found) = facts(connection, columns, rules)
    assert (row["a_x"], row["nps"], row["comments"]) == ("'; DROP TABLE by_hand_rows; --", 3.0, 1)


def test_left_out_columns_are_never_staged(connection):
    rules = [NPS, rule("mail", Role.LEAVE_OUT, personal=True)]
    _rows, found = facts(connection, {"nps": ["9"], "mail": ["ann@example.org"]}, rules)
    staged = connection.table(found.staged.relation).to_arrow_table().drop_columns(["moment"])
    assert "ann@example.org" not in str(staged.to_pylist())


def test_wrong_mapping_and_target_are_refused(connection):
    opened = opened_of(connection, {"nps": ["9"]})
    with pytest.raises(MappingProblem):
        typed(opened=opened, mapping=Mapping(rules=()), connection=connection, ids=IDS)
    with pytest.raises(ValueError, match="no name for a view"):
        typed(opened=opened, mapping=Mapping(rules=(NPS,)), connection=connection, ids=IDS, target="a b")


def test_batches_and_copy_give_the_same(connection, tmp_path):
    rules = [ID, NPS, rule("c", Role.COMMENT, target="c")]
    number = 5_000
    columns = {
        "id": [str(i) for i in range(number)],
        "nps": [str(i % 11) for i in range(number)],
        "c": ["ok"] * number,
    }
    _rows, found = facts(connection, columns, rules)
    for table in ("feedback", "comment"):
        file = tmp_path / f"{table}.parquet"
        connection.execute(f"COPY (FROM {found.relation(table)}) TO '{file}' (FORMAT parquet)")
        reader = connection.table(found.relation(table)).to_arrow_reader(1_000)
        read = pa.Table.from_batches(reader, schema=reader.schema)
        assert read.num_rows == number
        assert pq.read_table(file).sort_by("record").to_pylist() == read.sort_by("record").to_pylist()


@pytest.mark.parametrize(
    ("year", "plain", "weighted", "answered"),
    [(2014, 4.00, 4.01, 2677), (2015, 4.05, 4.04, 2810), (2016, 4.04, 4.05, 2919), (2017, 4.06, 4.07, 2688)],
)
def test_sfo_satisfaction_is_that_of_the_publisher(connection, year, plain, weighted, answered):
    opened = real_file(connection, f"sfo_airport_survey/{year}_SFO_Customer_Survey.csv")
    mapping = guessed(connection, opened).for_wave(name=str(year), date=WAVE_DAY)
    found = typed(opened=opened, mapping=mapping, connection=connection, ids=IDS)
    query = (
        "SELECT round(avg(csat), 2), round(sum(csat * weight) / sum(weight) FILTER (csat IS NOT NULL), 2), count(csat)"
        f" FROM {found.relation('feedback')}"
    )
    assert connection.execute(query).fetchall() == [(plain, weighted, answered)]


def test_sfo_recommendation_of_2017_leaves_out_what_was_not_answered(connection):
    opened = real_file(connection, "sfo_airport_survey/2017_SFO_Customer_Survey.csv")
    mapping = guessed(connection, opened).for_wave(name="2017", date=WAVE_DAY)
    found = typed(opened=opened, mapping=mapping, connection=connection, ids=IDS)
    query = (
        "SELECT count(*), count(nps), count(*) FILTER (nps >= 9), count(*) FILTER (nps BETWEEN 7 AND 8),"
        f" count(*) FILTER (nps <= 6), count(DISTINCT record), count(weight) FROM {found.relation('feedback')}"
    )
    assert connection.execute(query).fetchall() == [(2831, 2746, 1436, 968, 342, 2831, 2831)]
    counts = found.counts(connection=connection)
    assert (counts.rows, counts.taken, counts.rejected) == (2831, 2831, 0)
    assert (counts.of("NETPRO").blank, dict(counts.of("NETPRO").not_answered)) == (1, {"11": 84})
