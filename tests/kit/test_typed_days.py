"""Days as people type them: any digits, either calendar, and a clear word for one that does not exist."""

from contextlib import suppress
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ninefold.kit.locales import LOCALES, Reader
from ninefold.kit.typed_days import NoDayError, day_for_field, example_for_field, typed_day

DAY = date(2026, 11, 22)
IRAN = Reader(language="fa", calendar="persian")


@pytest.mark.parametrize(
    "text",
    [
        "2026/11/22",
        "2026-11-22",
        "22.11.2026",
        "22 / 11 / 2026",
        " 2026_11_22 ",
        "2026年11月22日",
        "٢٠٢٦/١١/٢٢",
        "1405/9/1",
        "1/9/1405",
        "۱۴۰۵/۰۹/۰۱",
        "\u200f۱۴۰۵/۰۹/۰۱\u200e",
    ],
)
def test_typed_day_is_read_in_all_digits_and_either_calendar(text: str) -> None:
    assert typed_day(text, reader=Reader()) == DAY


@pytest.mark.parametrize(
    ("reader", "written"),
    [
        (Reader(), "2026/11/22"),
        (Reader(language="zh-hans"), "2026/11/22"),
        (Reader(language="ar"), "٢٠٢٦/١١/٢٢"),
        (Reader(language="fa"), "۲۰۲۶/۱۱/۲۲"),
        (IRAN, "۱۴۰۵/۰۹/۰۱"),
        (Reader(language="fa", calendar="persian", digits="latin"), "1405/09/01"),
    ],
)
def test_field_shows_the_readers_calendar_and_digits(reader: Reader, written: str) -> None:
    assert (day_for_field(DAY, reader=reader), example_for_field(reader=reader)) == (written, written)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("2026/02/30", "“2026/02/30” does not exist: February 2026 has 28 days."),
        ("2024/02/30", "“2024/02/30” does not exist: February 2024 has 29 days."),
        ("1404/12/30", "“1404/12/30” does not exist: Esfand 1404 has 29 days."),
        ("2026/13/01", "“2026/13/01” does not exist: a year has 12 months."),
        ("2026/00/01", "“2026/00/01” does not exist: a year has 12 months."),
        ("2026/11/00", "“2026/11/00” does not exist: November 2026 has 30 days."),
        ("22/11/26", "“22/11/26” is no date. Enter year, month and day, such as 2026/11/22."),
        ("1700/01/01", "“1700/01/01” is no date. Enter year, month and day, such as 2026/11/22."),
        ("soon", "“soon” is no date. Enter year, month and day, such as 2026/11/22."),
        ("", "“” is no date. Enter year, month and day, such as 2026/11/22."),
        ("9" * 90, f"“{'9' * 40}” is no date. Enter year, month and day, such as 2026/11/22."),
    ],
)
def test_day_that_does_not_exist_is_refused_with_its_reason(text: str, said: str) -> None:
    with pytest.raises(NoDayError) as refused:
        typed_day(text, reader=Reader())
    assert str(refused.value) == said


def test_leap_day_of_the_persian_calendar_exists_in_a_leap_year_alone() -> None:
    assert typed_day("1403/12/30", reader=IRAN) == date(2025, 3, 20)
    with pytest.raises(NoDayError, match="\u2066۱۴۰۴/۱۲/۳۰\u2069"):
        typed_day("1404/12/30", reader=IRAN)


@given(
    day=st.dates(date(1901, 1, 1), date(2198, 12, 31)),
    language=st.sampled_from(sorted(LOCALES)),
    calendar=st.sampled_from(["gregory", "persian"]),
    digits=st.sampled_from(["local", "latin"]),
)
def test_what_a_field_shows_is_read_back(day: date, language: str, calendar: str, digits: str) -> None:
    reader = Reader(language=language, calendar=calendar, digits=digits)  # type: ignore[arg-type]
    assert typed_day(day_for_field(day, reader=reader), reader=reader) == day


@given(text=st.text(max_size=60))
def test_any_text_is_a_day_within_reach_or_refused(text: str) -> None:
    with suppress(NoDayError):
        assert typed_day(text, reader=IRAN).year in range(1900, 2200)
