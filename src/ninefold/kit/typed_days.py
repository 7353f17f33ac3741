"""Days as people type them into a field: digits of any script, either calendar, the year first or last."""

import re
from dataclasses import replace
from datetime import date, timedelta

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from ninefold.kit.calendars import months
from ninefold.kit.digits import localise, western
from ninefold.kit.locales import Calendar, Reader
from ninefold.kit.solar_hijri import first_day, solar_date

# No year is possible in both: 1404 can only be Solar Hijri, 2026 only Gregorian. So nobody has to say which.
_YEARS: dict[Calendar, range] = {"gregory": range(1900, 2200), "persian": range(1279, 1578)}
MONTHS = 12
MOST = 40  # letters of a field that are read and quoted
_GAP = r"[\W_年月日]"
_YEAR_FIRST, _YEAR_LAST = (
    re.compile(f"{_GAP}*" + f"{_GAP}+".join(rf"(\d{{{length}}})" for length in lengths) + f"{_GAP}*")
    for lengths in (("4", "1,2", "1,2"), ("1,2", "1,2", "4"))
)
_EXAMPLE = date(2026, 11, 22)


class NoDayError(ValueError):
    """What was typed is no day; the message says why, in the language and the digits of the reader."""


def day_for_field(day: date, *, reader: Reader) -> str:
    """Write a day as a field shows it: year, month and day in the reader's calendar and digits.

    Examples
    --------
    >>> day_for_field(date(2026, 11, 22), reader=Reader(language="fa", calendar="persian"))
    '۱۴۰۵/۰۹/۰۱'
    """
    year, month, number = solar_date(day) if reader.calendar == "persian" else (day.year, day.month, day.day)
    return localise(f"{year}/{month:02}/{number:02}", reader=reader)


def example_for_field(*, reader: Reader) -> str:
    """Give a day that shows how one is typed."""
    return day_for_field(_EXAMPLE, reader=reader)


def typed_day(text: str, *, reader: Reader) -> date:
    """Read a day typed as three numbers; the year tells the calendar.

    Parameters
    ----------
    text : str
        Year, month and day, or day, month and year, with anything but letters and digits between.
    reader : Reader
        For the words of a refusal.

    Returns
    -------
    datetime.date
        The Gregorian day.

    Raises
    ------
    NoDayError
        If the text is no day, or a day that its month does not have.

    Examples
    --------
    >>> typed_day("۱۴۰۵/۹/۱", reader=Reader()), typed_day("22.11.2026", reader=Reader())
    (datetime.date(2026, 11, 22), datetime.date(2026, 11, 22))
    """
    year, month, day = _numbers(western(text[:MOST]))
    calendar = next((name for name, years in _YEARS.items() if year in years), None)
    said = {"text": _quoted(localise(western(text.strip()[:MOST]), reader=reader), reader=reader)}
    if calendar is None:
        said |= {"example": _quoted(example_for_field(reader=reader), reader=reader)}
        raise NoDayError(_("“%(text)s” is no date. Enter year, month and day, such as %(example)s.") % said)
    if not 1 <= month <= MONTHS:
        said |= {"months": localise(str(MONTHS), reader=reader)}
        raise NoDayError(_("“%(text)s” does not exist: a year has %(months)s months.") % said)
    start = first_day(year, month) if calendar == "persian" else date(year, month, 1)
    whole = months(first=start, last=start, reader=replace(reader, calendar=calendar))[0]
    days = (whole.end - whole.start).days
    if not 1 <= day <= days:
        said |= {"month": whole.label, "days": localise(str(days), reader=reader)}
        raise NoDayError(_last_day(days) % said)
    return start + timedelta(days=day - 1)


def _numbers(text: str) -> tuple[int, int, int]:
    """Return year, month and day; zeros where the text does not hold these three."""
    for shape, turned in ((_YEAR_FIRST, False), (_YEAR_LAST, True)):
        if found := shape.fullmatch(text):
            first, second, third = map(int, found.groups())
            return (third, second, first) if turned else (first, second, third)
    return 0, 0, 0


def _quoted(text: str, *, reader: Reader) -> str:
    """Keep year, month and day in their order within a sentence from right to left."""
    return f"\u2066{text}\u2069" if reader.rtl else text


def _last_day(days: int) -> str:
    return ngettext(
        "“%(text)s” does not exist: %(month)s has %(days)s day.",
        "“%(text)s” does not exist: %(month)s has %(days)s days.",
        days,
    )
