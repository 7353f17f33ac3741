"""How a journey is gone through, in sentences that its intervals carry."""

from django.utils.translation import gettext as _

from cxstats.estimate import Estimate
from ninefold.kit.locales import Reader
from ninefold.understand.journey_health.durations import duration_text
from ninefold.understand.journey_health.runs import Runs

HALF = 0.5


def ending_text(told: Runs | None) -> str:
    """Say how more than half of the runs end, or that fewer come to their end, with all the interval."""
    if told is None or told.n is None:
        return _("Too few people went through it to tell how.")
    if _most(told.ended):
        return _("Most runs came to their end.")
    if _most(told.silent):
        return _("Most runs broke off.") if told.closed else _("Most runs have fallen silent.")
    if _most(told.open):
        return _("Most runs are still open.")
    if told.ended and told.ended.high is not None and told.ended.high < HALF:
        return _("Fewer than half of the runs have come to their end.")
    return _("It cannot be told how most runs end.")


def _most(share: Estimate | None) -> bool:
    return share is not None and share.low is not None and share.low > HALF


def lasting_text(told: Runs, *, reader: Reader) -> str:
    """Say how long half of the runs, and eight of ten, take at most; "" where too few people are behind."""
    if not told.seconds:
        return ""
    _first, quarter, half, three, last = (duration_text(each, reader=reader) for each in told.seconds)
    return _(
        "From the first event to the last, half of the runs take at most %(half)s; the middle half lies "
        "between %(quarter)s and %(three)s, and one in ten takes longer than %(last)s."
    ) % {"half": half, "quarter": quarter, "three": three, "last": last}
