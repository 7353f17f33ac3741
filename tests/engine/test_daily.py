"""Sums by day added up to periods, equal to reading the facts once a period, on every engine."""

from dataclasses import dataclass
from datetime import date, timedelta

import pyarrow as pa
from hypothesis import given
from hypothesis import strategies as st
from tests.engine.invented import invented
from tests.engine.test_aggregates import ALL, frame, rows_of

from ninefold.engine.aggregates import PERIOD, by_period, moments
from ninefold.engine.daily import rows_by_day, sums_by_day
from ninefold.engine.engines import Engine

FIRST = date(2026, 1, 1)


@dataclass(frozen=True)
class Span:
    """A stretch of days."""

    start: date
    end: date


spans = st.lists(
    st.builds(
        lambda start, length: Span(FIRST + timedelta(days=start), FIRST + timedelta(days=start + length)),
        st.integers(-3, 12),
        st.integers(0, 9),
    ),
    max_size=5,
)


@given(rows=rows_of, periods=spans)
@invented(25)
def test_periods_added_up_from_days_equal_one_reading_a_period(engine: Engine, rows, periods) -> None:
    dated = [{**row, "local_date": FIRST + timedelta(days=place % 9)} for place, row in enumerate(rows)]
    dated += [{**row, "local_date": None} for row in rows[:2]]
    daily = sums_by_day(frame=frame(engine, dated), measures=ALL)
    read = [
        moments(
            frame=by_period(frame(engine, dated), periods=[span], engine=engine),
            keys=[PERIOD],
            measures=ALL,
        ).drop_columns(PERIOD)
        for span in periods
    ]
    found = daily.by_period(periods)
    expected = [place for place, each in enumerate(read) if each.num_rows]
    assert found[PERIOD].to_pylist() == expected
    whole = pa.concat_tables([each for each in read if each.num_rows]) if expected else None
    for name in found.column_names[1:]:
        sums = [] if whole is None else whole[name].to_pylist()
        assert [round(each, 9) for each in found[name].to_pylist()] == [round(each, 9) for each in sums]


def test_somebody_who_answered_on_two_days_is_one_person(engine: Engine) -> None:
    rows = [
        {"record": f"r{day}", "person": "a", "nps": 9.0, "local_date": FIRST + timedelta(days=day)}
        for day in (0, 1)
    ]
    daily = sums_by_day(frame=frame(engine, rows), measures=ALL)
    found = daily.by_period([Span(FIRST, FIRST + timedelta(days=2))])
    assert (found["people_floor"].to_pylist(), found["nps__floor"].to_pylist()) == ([1], [1])


def test_days_are_counted_in_order_and_an_answer_without_a_day_is_left_out(engine: Engine) -> None:
    days = [date(2026, 1, 3), date(2026, 1, 1), date(2026, 1, 3), None]
    rows = [{"record": f"r{place}", "local_date": day} for place, day in enumerate(days)]
    daily = sums_by_day(frame=frame(engine, rows), measures=())
    assert list(daily.days.items()) == [(date(2026, 1, 1), 1), (date(2026, 1, 3), 2)]


def test_facts_without_a_row_have_no_days_and_no_periods(engine: Engine) -> None:
    daily = sums_by_day(frame=frame(engine, []), measures=ALL)
    assert (daily.days, daily.by_period([Span(FIRST, FIRST + timedelta(days=9))]).num_rows) == ({}, 0)


def test_records_of_a_day_are_counted_in_the_order_of_days(engine: Engine) -> None:
    days = (date(2026, 1, 3), date(2026, 1, 1), date(2026, 1, 3), None)
    found = rows_by_day(frame(engine, [{"nps": 1.0, "local_date": day} for day in days]))
    assert list(found.items()) == [(date(2026, 1, 1), 1), (date(2026, 1, 3), 2)]
