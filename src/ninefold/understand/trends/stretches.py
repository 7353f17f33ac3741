"""Which stretches of time a trend is cut into: months or weeks of the reader's calendar."""

from datetime import date, timedelta
from typing import Final, Literal

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ninefold.kit.calendars import Period, date_text, periods
from ninefold.kit.locales import Reader

Every = Literal["month", "week"]
NAMES: Final[dict[Every, Promise]] = {"month": gettext_lazy("Months"), "week": gettext_lazy("Weeks")}
MOST: Final[dict[Every, int]] = {"month": 60, "week": 104}
LOOKS_A_YEAR: Final[dict[Every, int]] = {"month": 12, "week": 52}


def every_of(text: str) -> Every:
    """Read what an address asks for; months where it makes no sense."""
    return "week" if text == "week" else "month"


def cut(*, every: Every, first: date, last: date, reader: Reader) -> list[Period]:
    """Cut days into the latest stretches, as many as a page shows."""
    return periods(unit=every, first=first, last=last, reader=reader)[-MOST[every] :]


def following(*, every: Every, after: date, count: int, reader: Reader) -> list[Period]:
    """Name the stretches from a day on."""
    last = after + timedelta(days=32 * count)
    return periods(unit=every, first=after, last=last, reader=reader)[:count]


def spoken(period: Period, *, every: Every, reader: Reader) -> str:
    """Name a stretch within a sentence."""
    if every == "month":
        return period.label
    return _("week of %(day)s") % {"day": date_text(period.start, reader=reader)}
