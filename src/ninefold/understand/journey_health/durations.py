"""How long something takes, in words: the unit that a person would choose."""

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from ninefold.kit.digits import number
from ninefold.kit.locales import Reader

MINUTE, HOUR, DAY = 60, 3_600, 86_400
# Up to so many of a unit it is still the one to be used, but for a whole hour or day: 90 minutes, 36 hours.
MANY_MINUTES, MANY_HOURS = 90, 36


def duration_text(seconds: float, *, reader: Reader) -> str:
    """Write a duration in minutes, hours or days, rounded to whole ones.

    Examples
    --------
    >>> [duration_text(each, reader=Reader()) for each in (0, 20, 300, 3600, 90_000, 864_000)]
    ['at once', 'under a minute', '5 minutes', '1 hour', '25 hours', '10 days']
    """
    if seconds <= 0:
        return _("at once")
    if seconds < MINUTE:
        return _("under a minute")
    minutes, hours, days = (round(seconds / unit) for unit in (MINUTE, HOUR, DAY))
    if minutes <= MANY_MINUTES and minutes != HOUR // MINUTE:
        text, count = ngettext("%(count)s minute", "%(count)s minutes", minutes), minutes
    elif hours <= MANY_HOURS and hours != DAY // HOUR:
        text, count = ngettext("%(count)s hour", "%(count)s hours", hours), hours
    else:
        text, count = ngettext("%(count)s day", "%(count)s days", days), days
    return text % {"count": number(count, reader=reader)}


def from_text(edge: int | None, *, reader: Reader) -> str:
    """Name the lot of durations that begins at an edge; None is the lot below the first."""
    if edge is None:
        return _("under a minute")
    return _("%(duration)s or more") % {"duration": duration_text(edge, reader=reader)}
