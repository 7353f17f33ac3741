"""Dates and periods in the reader's calendar; the Gregorian day stays the stored truth."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Literal
from zoneinfo import ZoneInfo

from babel.dates import format_skeleton

from ninefold.kit.digits import localise
from ninefold.kit.locales import Reader
from ninefold.kit.solar_hijri import first_day, month_name, month_year, solar_date, solar_text

Unit = Literal["week", "month", "quarter", "year"]


@dataclass(frozen=True, slots=True)
class Period:
    """A stretch of whole days.

    Parameters
    ----------
    start : datetime.date
        First day.
    end : datetime.date
        First day after it: the end is exclusive.
    label : str
        As in a table, "November 2026".
    short : str
        As on an axis, "Nov".
    year : str
        The year it begins in, as an axis writes it below; "" where `short` is the year itself.
    """

    start: date
    end: date
    label: str
    short: str
    year: str = ""


def _skeleton(day: date, skeleton: str, reader: Reader) -> str:
    text = format_skeleton(skeleton, datetime.combine(day, time(), UTC), locale=reader.locale)
    return localise(text, reader=reader)


def date_text(day: date, *, reader: Reader, year: bool = True) -> str:
    """Write a day in words.

    Parameters
    ----------
    day : datetime.date
        A Gregorian day.
    reader : Reader
        Decides calendar, month names and digits.
    year : bool
        Whether the year is written.

    Returns
    -------
    str
        "22 Nov 2026".

    Examples
    --------
    >>> date_text(date(2026, 11, 22), reader=Reader(language="fa", calendar="persian"))
    '۱ آذر ۱۴۰۵'
    """
    if reader.calendar == "persian":
        return solar_text(day, reader=reader, year=year)
    return _skeleton(day, "yMMMd" if year else "MMMd", reader)


def moment_text(at: datetime, *, reader: Reader) -> str:
    """Write an instant as day and time in the reader's zone.

    Parameters
    ----------
    at : datetime.datetime
        An aware instant.
    reader : Reader
        Decides zone, calendar and digits.

    Returns
    -------
    str
        "22 Nov 2026, 07:05".

    Raises
    ------
    ValueError
        If the instant carries no zone.
    """
    if at.tzinfo is None:
        raise ValueError("an instant without a time zone cannot be shown")
    local = at.astimezone(ZoneInfo(reader.time_zone))
    comma = " " if reader.language == "zh-hans" else "، " if reader.rtl else ", "
    clock = localise(f"{local:%H:%M}", reader=reader)
    return f"{date_text(local.date(), reader=reader)}{comma}{clock}"


def _year(day: date, reader: Reader) -> int:
    return solar_date(day)[0] if reader.calendar == "persian" else day.year


def _year_text(day: date, reader: Reader) -> str:
    return localise(str(_year(day, reader)), reader=reader)


def range_text(first: date, last: date, *, reader: Reader) -> str:
    """Write two days with "to" between them; a shared year is written once.

    Parameters
    ----------
    first, last : datetime.date
        Both belong to the range.
    reader : Reader
        Decides calendar, names, digits and the word between.

    Returns
    -------
    str
        "25 Aug to 22 Nov 2026".

    Examples
    --------
    >>> range_text(date(2026, 8, 25), date(2026, 11, 22), reader=Reader())
    '25 Aug to 22 Nov 2026'
    """
    if first == last:
        return date_text(first, reader=reader)
    shared = _year(first, reader) == _year(last, reader)
    year_leads = reader.language == "zh-hans"
    start = date_text(first, reader=reader, year=not shared or year_leads)
    end = date_text(last, reader=reader, year=not shared or not year_leads)
    return f"{start} {reader.range_word} {end}"


def month_text(day: date, *, reader: Reader, short: bool = False) -> str:
    """Name the month that holds a day.

    Parameters
    ----------
    day : datetime.date
        Any day of the month.
    reader : Reader
        Decides calendar, names and digits.
    short : bool
        Whether to leave out the year and shorten the name, for an axis.

    Returns
    -------
    str
        "November 2026" or "Nov".
    """
    if reader.calendar == "persian":
        year, month, _ = solar_date(day)
        if short:
            return localise(month_name(reader.language, month, short=True), reader=reader)
        return month_year(year, month, reader=reader)
    if not short:
        return _skeleton(day, "yMMMM", reader)
    names = reader.locale.months["stand-alone"]["abbreviated"]
    return localise(names[day.month].rstrip("."), reader=reader)


def _quarter_text(day: date, reader: Reader, *, short: bool) -> str:
    if reader.calendar != "persian" and not short:
        return _skeleton(day, "yQQQ", reader)
    year, month = solar_date(day)[:2] if reader.calendar == "persian" else (day.year, day.month)
    quarter = (month - 1) // 3 + 1
    name = reader.locale.quarters["format"]["abbreviated" if short else "wide"][quarter]
    return localise(name if short else f"{name} {year}", reader=reader)


def _month_start(day: date, reader: Reader, span: int) -> date:
    """Return the first day of the group of `span` months (1, 3 or 12) that holds a day."""
    if reader.calendar == "persian":
        year, month, _ = solar_date(day)
        return first_day(year, (month - 1) // span * span + 1)
    return date(day.year, (day.month - 1) // span * span + 1, 1)


def _next_start(start: date, reader: Reader, span: int) -> date:
    if reader.calendar == "persian":
        year, month, _ = solar_date(start)
        more, index = divmod(month - 1 + span, 12)
        return first_day(year + more, index + 1)
    more, index = divmod(start.month - 1 + span, 12)
    return date(start.year + more, index + 1, 1)


def _cut(
    *, first: date, last: date, reader: Reader, span: int, name: Callable[[date], tuple[str, str]]
) -> list[Period]:
    found = []
    start = _month_start(first, reader, span)
    while start <= last:
        end = _next_start(start, reader, span)
        label, short = name(start)
        year = _year_text(start, reader)
        found.append(Period(start, end, label, short, "" if short == year else year))
        start = end
    return found


def months(*, first: date, last: date, reader: Reader) -> list[Period]:
    """Cut days into the months of the reader's calendar.

    Parameters
    ----------
    first, last : datetime.date
        The first period holds `first`, the last one holds `last`; both are whole months.
    reader : Reader
        Decides calendar and names.

    Returns
    -------
    list of Period
        In order, without gaps.

    Examples
    --------
    >>> found = months(first=date(2026, 11, 1), last=date(2026, 11, 30),
    ...                reader=Reader(calendar="persian"))
    >>> [(p.label, p.start.isoformat()) for p in found]
    [('Aban 1405', '2026-10-23'), ('Azar 1405', '2026-11-22')]
    """
    return _cut(
        first=first,
        last=last,
        reader=reader,
        span=1,
        name=lambda day: (month_text(day, reader=reader), month_text(day, reader=reader, short=True)),
    )


def quarters(*, first: date, last: date, reader: Reader) -> list[Period]:
    """Cut days into quarters of the reader's calendar year; parameters as in `months`."""
    return _cut(
        first=first,
        last=last,
        reader=reader,
        span=3,
        name=lambda day: (_quarter_text(day, reader, short=False), _quarter_text(day, reader, short=True)),
    )


def years(*, first: date, last: date, reader: Reader) -> list[Period]:
    """Cut days into years of the reader's calendar; parameters as in `months`."""
    return _cut(
        first=first,
        last=last,
        reader=reader,
        span=12,
        name=lambda day: (_year_text(day, reader),) * 2,
    )


def weeks(*, first: date, last: date, reader: Reader) -> list[Period]:
    """Cut days into weeks that start on the day the reader's country starts them; as in `months`."""
    start = first - timedelta(days=(first.weekday() - reader.locale.first_week_day) % 7)
    found = []
    while start <= last:
        end = start + timedelta(days=7)
        label = range_text(start, end - timedelta(days=1), reader=reader)
        short = date_text(start, reader=reader, year=False)
        found.append(Period(start, end, label, short, _year_text(start, reader)))
        start = end
    return found


def periods(*, unit: Unit, first: date, last: date, reader: Reader) -> list[Period]:
    """Cut days into periods of one unit; parameters as in `months`.

    Raises
    ------
    KeyError
        If the unit is none of week, month, quarter, year.
    """
    cutters = {"week": weeks, "month": months, "quarter": quarters, "year": years}
    return cutters[unit](first=first, last=last, reader=reader)
