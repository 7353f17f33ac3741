"""Whatever passes the check can be read back as it was; whatever cannot is refused by name."""

from datetime import UTC, date, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.engine.samples import facts

from ninefold.engine.blocks import block_of
from ninefold.engine.facts import COMMENT, FEEDBACK
from ninefold.engine.tail import Comment, Record, Value, lines, read, without


def _back(record: Record) -> dict[str, object]:
    found = lines(record, organisation=4)
    rows: list[dict[str, object]] = read(
        table="feedback", texts=[found.feedback], own=found.own.split()
    ).to_pylist()
    return rows[0]


def test_lines_give_back_every_kind_of_column() -> None:
    at = datetime(2026, 3, 1, 1, 30, 0, 123456, tzinfo=timezone(timedelta(hours=2)))
    values: dict[str, Value] = {
        "person": "C-1", "at": at, "local_date": date(2026, 3, 1), "touchpoint": "Shop", "nps": 9,
        "weight": 1.25, "q_wait": 7, "a_plan": "2026-01-01",
    }  # fmt: skip
    row = _back(Record(survey=2, source=3, record="k", version=5, values=values))
    expected = dict.fromkeys(FEEDBACK.names) | values
    expected |= {"organisation": 4, "survey": 2, "source": 3, "record": "k", "version": 5, "comments": 0}
    expected |= {"block": block_of(4, "C-1"), "at": at.astimezone(UTC)}
    assert row == expected


def test_lines_without_a_person_take_the_block_of_the_record() -> None:
    assert _back(Record(survey=1, source=1, record="k"))["block"] == block_of(4, "k")


def test_lines_give_comments_their_record_and_its_dimensions() -> None:
    said = (Comment(text="Слишком\nдолго", question="why"), Comment(text="  "), Comment(text="كيف"))
    values: dict[str, Value] = {"nps": 3, "unit": "Kyiv", "q_wait": 4}
    found = lines(Record(survey=1, source=1, record="k", values=values, comments=said), organisation=4)
    rows = read(table="comment", texts=[found.comments], own=found.own.split())
    assert rows.schema == COMMENT
    assert rows.select(["record", "unit", "nps", "question", "text", "folded"]).to_pylist() == [
        {"record": "k", "unit": "Kyiv", "nps": 3.0, "question": "why", "text": "Слишком\nдолго", "folded": "слишком долго"},
        {"record": "k", "unit": "Kyiv", "nps": 3.0, "question": "", "text": "كيف", "folded": "کیف"},
    ]  # fmt: skip
    assert read(table="feedback", texts=[found.feedback], own=["q_wait"])["comments"].to_pylist() == [2]


@pytest.mark.parametrize(
    ("values", "named"),
    [
        ({"mood": "x"}, "mood"),
        ({"nps": "9"}, "nps"),
        ({"nps": True}, "nps"),
        ({"nps": float("nan")}, "nps"),
        ({"q_wait": float("inf")}, "q_wait"),
        ({"nps": 1e39}, "nps"),
        ({"q_wait": 10**400}, "q_wait"),
        ({"at": datetime(1, 1, 1, tzinfo=timezone(timedelta(hours=2)))}, "at"),
        ({"a_plan": 3}, "a_plan"),
        ({"unit": "a\x00b"}, "unit"),
        ({"unit": "\ud800"}, "unit"),
        ({"at": datetime(2026, 1, 1)}, "at"),
        ({"at": "2026-01-01"}, "at"),
        ({"local_date": datetime(2026, 1, 1, tzinfo=UTC)}, "local_date"),
        ({"local_date": "2026-01-01"}, "local_date"),
        ({"block": 3}, "block"),
        ({"organisation": 3}, "organisation"),
    ],
)
def test_lines_refuse_what_does_not_fit(values: dict[str, Value], named: str) -> None:
    with pytest.raises(ValueError, match=named):
        lines(Record(survey=1, source=1, record="k", values=values), organisation=1)


@pytest.mark.parametrize("key", ["", "x" * 201, "a\x00"])
def test_lines_refuse_a_key_that_is_none(key: str) -> None:
    with pytest.raises(ValueError, match="record"):
        lines(Record(survey=1, source=1, record=key), organisation=1)


texts = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00"), min_size=1, max_size=40)


@given(
    unit=texts,
    text=texts,
    number=st.floats(-3e38, 3e38) | st.integers(-(2**53), 2**53),
    day=st.dates(),
    at=st.datetimes(timezones=st.just(UTC)),
)
def test_lines_of_any_values_can_be_read_back(
    unit: str, text: str, number: float, day: date, at: datetime
) -> None:
    values: dict[str, Value] = {"unit": unit, "q_x": number, "local_date": day, "at": at}
    record = Record(survey=1, source=1, record="k", values=values, comments=[Comment(text=text)])
    row = _back(record)
    assert (row["unit"], row["q_x"], row["local_date"], row["at"]) == (unit, float(number), day, at)
    found = lines(record, organisation=1)
    said = read(table="comment", texts=[found.comments], own=[])["text"].to_pylist()
    assert said == ([text] if text.strip() else [])


def test_without_leaves_out_by_source_and_key() -> None:
    rows = facts([{"source": 1, "record": "a"}, {"source": 2, "record": "a"}, {"source": 2, "record": "b"}])
    kept = without(rows, keys=frozenset({(2, "a"), (1, "b")}))
    assert list(zip(kept["source"].to_pylist(), kept["record"].to_pylist(), strict=True)) == [
        (1, "a"),
        (2, "b"),
    ]
    assert without(rows, keys=frozenset()) is rows
