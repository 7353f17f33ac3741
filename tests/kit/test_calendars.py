"""Days and periods in two calendars and six languages."""

import os
import subprocess
import sys
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from ninefold.kit import calendars
from ninefold.kit.calendars import (
    date_text,
    moment_text,
    month_text,
    months,
    periods,
    quarters,
    range_text,
    weeks,
    years,
)
from ninefold.kit.clock import local_day
from ninefold.kit.locales import LOCALES, Reader
from ninefold.kit.solar_hijri import PERSIAN_MONTHS

DAY = date(2026, 11, 22)
IRAN = Reader(language="fa", calendar="persian", time_zone="Asia/Tehran")


@pytest.mark.parametrize(
    ("reader", "written"),
    [
        (Reader(), "22 Nov 2026"),
        (Reader(calendar="persian"), "1 Azar 1405"),
        (IRAN, "۱ آذر ۱۴۰۵"),
        (Reader(language="fa"), "۲۲ نوامبر ۲۰۲۶"),
        (Reader(language="fa", calendar="persian", digits="latin"), "1 آذر 1405"),
        (Reader(language="ar"), "٢٢ نوفمبر ٢٠٢٦"),
        (Reader(language="uk"), "22 лист. 2026\u202fр."),
        (Reader(language="ru"), "22 нояб. 2026\u202fг."),
        (Reader(language="zh-hans"), "2026年11月22日"),
        (Reader(language="zh-hans", calendar="persian"), "1405年阿扎尔月1日"),
    ],
)
def test_date_text_speaks_the_language_and_calendar(reader: Reader, written: str) -> None:
    assert date_text(DAY, reader=reader) == written


@pytest.mark.parametrize(
    ("first", "last", "reader", "written"),
    [
        (date(2026, 8, 25), DAY, Reader(), "25 Aug to 22 Nov 2026"),
        (date(2025, 8, 25), DAY, Reader(), "25 Aug 2025 to 22 Nov 2026"),
        (DAY, DAY, Reader(), "22 Nov 2026"),
        (date(2026, 8, 25), DAY, IRAN, "۳ شهریور تا ۱ آذر ۱۴۰۵"),
        (date(2026, 3, 1), DAY, IRAN, "۱۰ اسفند ۱۴۰۴ تا ۱ آذر ۱۴۰۵"),
        (date(2026, 8, 25), DAY, Reader(language="zh-hans"), "2026年8月25日 至 11月22日"),
    ],
)
def test_range_text_writes_a_shared_year_once(first: date, last: date, reader: Reader, written: str) -> None:
    assert range_text(first, last, reader=reader) == written


def test_moment_text_is_the_readers_local_time() -> None:
    at = datetime(2026, 11, 21, 22, 5, tzinfo=UTC)
    assert (moment_text(at, reader=IRAN), moment_text(at, reader=Reader())) == (
        "۱ آذر ۱۴۰۵، ۰۱:۳۵",
        "21 Nov 2026, 22:05",
    )


def test_moment_text_refuses_an_instant_without_zone() -> None:
    with pytest.raises(ValueError, match="time zone"):
        moment_text(datetime(2026, 11, 21, 22, 5), reader=IRAN)


def test_local_day_follows_the_zone() -> None:
    at = datetime(2026, 11, 21, 22, 5, tzinfo=UTC)
    assert (local_day(at, reader=IRAN), local_day(at, reader=Reader())) == (DAY, date(2026, 11, 21))


def test_months_are_those_of_the_calendar() -> None:
    found = months(first=date(2026, 11, 1), last=DAY, reader=Reader(calendar="persian"))
    assert [(p.start, p.end, p.label, p.short, p.year) for p in found] == [
        (date(2026, 10, 23), date(2026, 11, 22), "Aban 1405", "Aba", "1405"),
        (date(2026, 11, 22), date(2026, 12, 22), "Azar 1405", "Aza", "1405"),
    ]


def test_months_know_the_leap_year_of_the_persian_calendar() -> None:
    esfand = months(first=date(2025, 3, 1), last=date(2025, 3, 1), reader=IRAN)[0]
    assert (esfand.start, esfand.end) == (date(2025, 2, 19), date(2025, 3, 21))


def test_quarters_and_years_begin_with_the_calendar() -> None:
    quarter = quarters(first=DAY, last=DAY, reader=IRAN)[0]
    year = years(first=DAY, last=DAY, reader=IRAN)[0]
    assert (quarter.start, quarter.end, quarter.label) == (
        date(2026, 9, 23),
        date(2026, 12, 22),
        "سه‌ماههٔ سوم ۱۴۰۵",
    )
    assert (year.start, year.end, year.label, year.year) == (date(2026, 3, 21), date(2027, 3, 21), "۱۴۰۵", "")
    assert quarters(first=DAY, last=DAY, reader=Reader())[0].label == "Q4 2026"


@pytest.mark.parametrize(("language", "weekday"), [("en", 0), ("ru", 0), ("fa", 5), ("ar", 5)])
def test_weeks_start_on_the_day_of_the_country(language: str, weekday: int) -> None:
    found = weeks(first=DAY, last=DAY + timedelta(days=14), reader=Reader(language=language))
    assert {p.start.weekday() for p in found} == {weekday}


@pytest.mark.parametrize("language", LOCALES)
@pytest.mark.parametrize("calendar", ["gregory", "persian"])
@pytest.mark.parametrize("unit", ["week", "month", "quarter", "year"])
def test_periods_cover_every_day_once(language: str, calendar: str, unit: str) -> None:
    reader = Reader(language=language, calendar=calendar)  # type: ignore[arg-type]
    found = periods(unit=unit, first=date(2023, 1, 1), last=DAY, reader=reader)  # type: ignore[arg-type]
    assert found[0].start <= date(2023, 1, 1) < found[0].end
    assert found[-1].start <= DAY < found[-1].end
    assert [p.end for p in found[:-1]] == [p.start for p in found[1:]]
    assert len({p.label for p in found}) == len(found)


@pytest.mark.parametrize("language", LOCALES)
def test_persian_months_are_twelve_different_names(language: str) -> None:
    assert len(set(PERSIAN_MONTHS[language].split())) == 12


def test_month_text_stands_alone_on_an_axis() -> None:
    day = date(2026, 5, 3)
    found = [month_text(day, reader=Reader(language=tag), short=True) for tag in LOCALES]
    assert found == ["May", "مه", "трав", "май", "مايو", "5月"]


DECEMBER = {"zh-hans": "12月", "fa": "دسامبر", "ar": "ديسمبر", "uk": "груд", "ru": "дек", "en": "Dec"}
NAMING = """
import sys
from datetime import date
from ninefold.kit.calendars import month_text
from ninefold.kit.locales import Reader
for language in sys.argv[1:]:
    day = date(2026, 12, 1)
    name = month_text(day, reader=Reader(language=language, digits="latin"), short=True)
    sys.stdout.buffer.write(name.encode() + b"\\n")
"""


@pytest.mark.parametrize("first", DECEMBER)
def test_months_have_names_of_their_own_language_whoever_read_first(first: str) -> None:
    """In a process of its own: what was read stays read."""
    languages = [first, *(each for each in DECEMBER if each != first)]
    environment = {**os.environ, "PYTHONPATH": str(Path(calendars.__file__).parents[2])}
    done = subprocess.run(
        [sys.executable, "-c", NAMING, *languages], env=environment, stdout=subprocess.PIPE, check=True
    )
    assert done.stdout.decode().splitlines() == [DECEMBER[each] for each in languages]
