"""What a hand-over says in words: whose step ends, whose begins, the scores on both sides."""

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from ninefold.kit.digits import number
from ninefold.kit.locales import Reader
from ninefold.kit.units import interval_text, value_text
from ninefold.understand.journey_health.handovers import HandOver, Passed
from ninefold.understand.metrics.scoring import Score


def over_text(over: HandOver) -> str:
    """Say who hands over to whom."""
    words = {"giver": over.giver, "taker": over.taker}
    if not over.taker:
        return _("Hand-over: %(giver)s to nobody") % words
    if not over.giver:
        return _("Hand-over: nobody to %(taker)s") % words
    return _("Hand-over: %(giver)s to %(taker)s") % words


def scores_text(before: Score | None, after: Score | None, *, reader: Reader) -> str:
    """Set the score before a hand-over beside that after it; "" where one may not be shown."""
    if before is None or after is None or before.few or after.few:
        return ""
    return _("%(metric)s before it %(before)s (%(low)s), after it %(after)s (%(high)s).") % {
        "metric": str(after.metric.name),
        "before": value_text(before.estimate.value, unit=before.metric, reader=reader),
        "low": interval_text(before.estimate, unit=before.metric, reader=reader),
        "after": value_text(after.estimate.value, unit=after.metric, reader=reader),
        "high": interval_text(after.estimate, unit=after.metric, reader=reader),
    }


def apart_text(passed: Passed, *, reader: Reader) -> str:
    """Say what it may mean that nobody came over; "" where somebody did."""
    if passed.share.value:
        return ""
    none = ngettext(
        "The %(runs)s run that had come to the step before did not come here afterwards.",
        "None of the %(runs)s runs that had come to the step before came here afterwards: the two may be "
        "ways apart.",
        passed.share.n,
    )
    return none % {"runs": number(passed.share.n, reader=reader)}
