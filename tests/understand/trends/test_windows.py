"""Which period a page shows, and which one it is held against."""

from datetime import date, timedelta

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from ninefold.engine.filters import Filter
from ninefold.engine.sight import EVERYTHING
from ninefold.kit.locales import Reader
from ninefold.understand.trends.windows import Window, reached, window, window_of

READER = Reader()
LAST = date(2026, 11, 22)


def days(count: int, *, each: int = 5, last: date = LAST) -> dict[date, int]:
    return {last - timedelta(days=back): each for back in reversed(range(count))}


def shown(known, *, since=None, until=None, against="prev") -> Window | None:
    return window(days=known, since=since, until=until, against=against, reader=READER)


def test_nothing_known_is_nothing_to_show():
    assert shown({}) is None


def test_quarter_is_shown_where_both_sides_have_answers():
    found = shown(days(400))
    assert (found.now.start, found.now.end, found.last) == (date(2026, 8, 25), date(2026, 11, 23), LAST)
    assert (found.before.start, found.before.end) == (date(2026, 5, 27), date(2026, 8, 25))
    assert found.now.label == "25 Aug to 22 Nov 2026"


def test_year_is_shown_where_a_quarter_has_too_few():
    found = shown(days(800, each=1))
    assert (found.now.start, found.before.start) == (date(2025, 11, 23), date(2024, 11, 23))


def test_all_is_shown_where_even_years_have_too_few():
    found = shown(days(20, each=1))
    assert (found.now.start, found.now.end, found.before) == (date(2026, 11, 3), date(2026, 11, 23), None)


def test_chosen_period_is_shown_and_held_against_the_same_length_before():
    found = shown(days(400), since=date(2026, 10, 1), until=date(2026, 11, 1))
    assert (found.now.start, found.now.end) == (date(2026, 10, 1), date(2026, 11, 1))
    assert (found.before.start, found.before.end) == (date(2026, 8, 31), date(2026, 10, 1))


def test_chosen_period_can_be_held_against_the_year_before():
    found = shown(days(800), since=date(2026, 10, 1), until=date(2026, 11, 1), against="year")
    assert (found.before.start, found.before.end) == (date(2025, 10, 1), date(2025, 11, 1))


def test_day_that_no_other_year_has_is_the_28th():
    found = shown(
        days(1200, last=date(2024, 3, 31)), since=date(2024, 2, 29), until=date(2024, 3, 10), against="year"
    )
    assert found.before.start == date(2023, 2, 28)


def test_chosen_period_can_be_held_against_nothing():
    assert shown(days(400), since=date(2026, 10, 1), until=date(2026, 11, 1), against="none").before is None


def test_open_sides_reach_as_far_as_the_records():
    since = shown(days(400), since=date(2026, 11, 1))
    until = shown(days(30), until=date(2026, 11, 1))
    assert (since.now.start, since.now.end) == (date(2026, 11, 1), date(2026, 11, 23))
    assert (until.now.start, until.now.end) == (date(2026, 10, 24), date(2026, 11, 1))


@pytest.mark.parametrize(
    ("since", "until"),
    [(date(2027, 1, 1), None), (None, date(2020, 1, 1)), (date(2019, 1, 1), date(2020, 1, 1))],
)
def test_period_without_records_is_nothing_to_show(since, until):
    assert shown(days(400), since=since, until=until) is None


edges = st.none() | st.dates(date(1900, 1, 1), date(2200, 1, 1))


@given(since=edges, until=edges, against=st.sampled_from(["prev", "year", "none"]))
def test_any_period_an_address_can_name_is_shown_or_is_nothing(since, until, against):
    found = shown(days(40), since=since, until=until, against=against)
    assert found is None or found.now.start < found.now.end


near = st.none() | st.dates(LAST - timedelta(days=500), LAST + timedelta(days=60))


@given(since=near, until=near, against=st.sampled_from(["prev", "year", "none"]))
def test_days_that_are_not_reached_decide_nothing(since, until, against):
    where = reached(Filter(sight=EVERYTHING, since=since, until=until, against=against))
    known = days(400)
    read = {
        day: count
        for day, count in known.items()
        if (where.since is None or day >= where.since) and (where.until is None or day < where.until)
    }
    asked = {"since": since, "until": until, "against": against}
    assert shown(read, **asked) == shown(known, **asked)
    assert (where.since is None) == (since is None or until is None)


@given(since=near, until=near, against=st.sampled_from(["prev", "year", "none"]))
def test_chosen_period_is_the_one_that_the_days_would_show_and_reads_none(since, until, against):
    assume(since is not None and until is not None)
    where = Filter(sight=EVERYTHING, since=since, until=until, against=against)
    at_once = window_of(None, where=where, reader=Reader())
    by_days = shown(days(400), since=since, until=until, against=against)
    if by_days is not None:
        assert at_once.now == by_days.now
        assert by_days.before in {None, at_once.before}
