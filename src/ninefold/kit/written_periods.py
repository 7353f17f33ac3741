"""Periods as addresses write them, `2026-08-25..2026-11-22` with both days, and as two fields give them."""

import re
from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Final
from urllib.parse import urlencode

from ninefold.kit.locales import Reader
from ninefold.kit.typed_days import NoDayError, typed_day

# Days that no record bears are typing errors; without bounds, sums of dates would leave the calendar.
_FIRST_DAY, _LAST_DAY = date(1900, 1, 1), date(2199, 12, 31)
_DAY: Final = r"[0-9]{4}-[0-9]{2}-[0-9]{2}"
_PERIOD: Final = re.compile(rf"({_DAY})?\.\.({_DAY})?")
_FIELDS: Final = ("from", "to")
PERIOD: Final = "period"

Query = Mapping[str, Sequence[str]]


def read_period(text: str) -> tuple[date | None, date | None] | None:
    """Read a period of an address.

    Returns
    -------
    Its first day and the day after its last, None for an open side; None where it is no period.

    Examples
    --------
    >>> read_period("2026-02-01..")
    (datetime.date(2026, 2, 1), None)
    """
    parts = _PERIOD.fullmatch(text)
    if parts is None or parts[0] == "..":
        return None
    try:
        first, last = (None if day is None else date.fromisoformat(day) for day in parts.groups())
    except ValueError:
        return None
    if not _FIRST_DAY <= (first or last or _LAST_DAY) <= (last or first or _FIRST_DAY) <= _LAST_DAY:
        return None
    return first, None if last is None else last + timedelta(days=1)


def write_period(since: date | None, until: date | None) -> str:
    """Write a period as `read_period` reads it; empty where both sides are open.

    Examples
    --------
    >>> write_period(date(2026, 2, 1), date(2026, 3, 1))
    '2026-02-01..2026-02-28'
    """
    if since is None and until is None:
        return ""
    last = None if until is None else until - timedelta(days=1)
    return f"{since or ''}..{last or ''}"


def canonical(query: Query) -> str | None:
    """Write the two date fields of a page as the one `period` of an address, in Gregorian days.

    Returns
    -------
    The query to go to; None where the address is as it should be, or where a field holds no day: the field
    itself then says what is wrong with it.
    """
    if not any(name in query for name in _FIELDS):
        return None
    try:
        first, last = (_day(query.get(name, [""])[-1]) for name in _FIELDS)
    except NoDayError:
        return None
    if first and last and last < first:
        first, last = last, first
    rest = {name: [each for each in values if each] for name, values in query.items()}
    rest = {name: values for name, values in rest.items() if values and name not in (*_FIELDS, PERIOD)}
    if first or last:
        rest[PERIOD] = [f"{first}..{last}"]
    return urlencode(rest, doseq=True)


def _day(typed: str) -> str:
    """Write what stands in a date field as an address does; an empty field stays empty."""
    return typed_day(typed, reader=Reader()).isoformat() if typed.strip() else ""
