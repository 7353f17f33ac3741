"""The one place where the present moment is read; everything deeper gets it passed in."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

from ninefold.kit.locales import Reader


def now() -> datetime:
    """Return the present instant in UTC; called by views, commands and tasks alone."""
    return datetime.now(UTC)


def local_day(at: datetime, *, reader: Reader) -> date:
    """Return the day that an instant is for the reader.

    Parameters
    ----------
    at : datetime.datetime
        An aware instant.
    reader : Reader
        Its time zone decides.

    Returns
    -------
    datetime.date
        The day in that zone.
    """
    return at.astimezone(ZoneInfo(reader.time_zone)).date()
