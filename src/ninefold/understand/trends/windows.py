"""Which period to show when nobody has chosen one: the shortest that both sides of a comparison can fill."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta

from ninefold.engine.daily import rows_by_day
from ninefold.engine.facts import Frame
from ninefold.engine.filters import Filter
from ninefold.kit.calendars import Period, range_text
from ninefold.kit.locales import Reader

SPANS = (90, 365)
ENOUGH = 100


@dataclass(frozen=True, kw_only=True)
class Window:
    """The period shown, and the one it is held against."""

    now: Period
    before: Period | None

    @property
    def last(self) -> date:
        """Last day of the period shown."""
        return self.now.end - timedelta(days=1)


def window(
    *, days: Mapping[date, int], since: date | None, until: date | None, against: str, reader: Reader
) -> Window | None:
    """Choose the period of a page and the one before it.

    Parameters
    ----------
    days : records a day, as far as they reach.
    since, until : the period a person chose (`until` exclusive), or None.
    against : "prev" for the same length before, "year" for the same days a year earlier, "none".

    Returns
    -------
    None where there is nothing to show: no records at all, or none in the period chosen.
    """
    if not days:
        return None
    if since is None and until is None:
        since, until = _usual(days)
    else:  # an open side reaches as far as the records do
        since, until = since or min(days), until or max(days) + timedelta(days=1)
    if _within(days, since, until) == 0:
        return None
    shown = _around(since, until, against=against, reader=reader)
    if shown.before is None or _within(days, shown.before.start, shown.before.end):
        return shown
    return replace(shown, before=None)


def window_of(frame: Frame, *, where: Filter, reader: Reader) -> Window | None:
    """Give the period chosen with both its ends, unread; else the one that the days of the records make.

    Parameters
    ----------
    frame : the facts that `reached` leaves.

    Returns
    -------
    As `window`, but whether a period chosen with both its ends holds any record, and the one before it, is
    left to who reads them.
    """
    if where.since is None or where.until is None:
        days = rows_by_day(frame)
        return window(days=days, since=where.since, until=where.until, against=where.against, reader=reader)
    return _around(where.since, where.until, against=where.against, reader=reader)


def reached(where: Filter) -> Filter:
    """Leave the days that a chosen period and the one before it need; where none is chosen, all days.

    What is known of other days decides nothing about the window then, and is not read.
    """
    if where.since is None or where.until is None:
        return replace(where, since=None, until=None)
    start, _end = _earlier(where.since, where.until, against=where.against)
    return replace(where, since=min(start, where.since))


def _around(since: date, until: date, *, against: str, reader: Reader) -> Window:
    now = period(start=since, end=until, reader=reader)
    if against == "none":
        return Window(now=now, before=None)
    start, end = _earlier(since, until, against=against)
    return Window(now=now, before=period(start=start, end=end, reader=reader))


def period(*, start: date, end: date, reader: Reader) -> Period:
    """A period with its dates as label."""
    label = range_text(start, end - timedelta(days=1), reader=reader)
    return Period(start=start, end=end, label=label, short=label)


def _usual(days: Mapping[date, int]) -> tuple[date, date]:
    last = max(days)
    end = last + timedelta(days=1)
    for span in SPANS:
        start = end - timedelta(days=span)
        if min(_within(days, start, end), _within(days, start - timedelta(days=span), start)) >= ENOUGH:
            return start, end
    return min(days), end


def _within(days: Mapping[date, int], start: date, end: date) -> int:
    return sum(count for day, count in days.items() if start <= day < end)


def _earlier(since: date, until: date, *, against: str) -> tuple[date, date]:
    if against == "year":
        return _year_earlier(since), _year_earlier(until)
    return (since, until) if against == "none" else (since - (until - since), since)


def _year_earlier(day: date) -> date:
    try:
        return day.replace(year=day.year - 1)
    except ValueError:  # 29 February
        return day.replace(year=day.year - 1, day=28)
