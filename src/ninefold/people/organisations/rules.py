"""What holds for an organisation's settings, whoever changes them."""

from functools import cache
from zoneinfo import available_timezones

from ninefold.people.organisations.choices import Calendar, Weekday

# Where the language is spoken most, the week begins on Saturday; everywhere else ISO's Monday.
_SATURDAY_LANGUAGES = frozenset({"fa", "ar"})
_PLACES = (
    "Africa/", "America/", "Antarctica/", "Arctic/", "Asia/", "Atlantic/", "Australia/", "Europe/", "Indian/",
    "Pacific/",
)  # fmt: skip


@cache
def time_zones() -> tuple[str, ...]:
    """List the time zones to choose from: UTC, then places by name; no abbreviations, no fixed offsets."""
    # Kept: the system's list is hundreds of files, and it changes with an upgrade, not with a page.
    return ("UTC", *sorted(zone for zone in available_timezones() if zone.startswith(_PLACES)))


def usual_calendar(*, language: str) -> Calendar:
    """Return the calendar most readers of a language expect."""
    return Calendar.PERSIAN if language == "fa" else Calendar.GREGORY


def usual_week_start(*, language: str) -> Weekday:
    """Return the day most readers of a language start their week with."""
    return Weekday.SATURDAY if language in _SATURDAY_LANGUAGES else Weekday.MONDAY
