"""What a trend says in whole sentences, none of which claims more than its interval carries."""

from collections.abc import Sequence

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from ninefold.kit.digits import number, percent
from ninefold.kit.locales import Reader, isolated
from ninefold.kit.units import change_decimals, end_text, shown, value_text
from ninefold.understand.trends.control import Outside, score_of
from ninefold.understand.trends.levels import Change
from ninefold.understand.trends.outlook import Outlook
from ninefold.understand.trends.reading import Followed
from ninefold.understand.trends.stretches import spoken


def headline(found: Followed, *, reader: Reader) -> str:
    """Say the one thing that matters: a new level, else a period that stands out, else that there is none."""
    control, changes = found.course.control, found.course.levels.changes
    name = {"metric": isolated(str(found.metric.name))}
    if control.needed:
        needed = number(control.needed, reader=reader)
        told = ngettext(
            "%(needed)s more complete period is needed to say what is usual for %(metric)s.",
            "%(needed)s more complete periods are needed to say what is usual for %(metric)s.",
            control.needed,
        )
        return told % (name | {"needed": needed})
    if control.chart is None:
        return _("%(metric)s never moved, so nothing stands out.") % name
    if changes:
        return _broke(found, changes[-1], reader=reader)
    if control.sure:
        return _stands_out(found, control.sure, reader=reader)
    if control.outside:
        return _("%(metric)s shows nothing that chance alone would not show in so many periods.") % name
    return _("In %(metric)s no period stands out, and no break can be told.") % name


def _broke(found: Followed, change: Change, *, reader: Reader) -> str:
    words = {
        "metric": isolated(str(found.metric.name)),
        "old": value_text(change.old, unit=found.metric, reader=reader),
        "new": value_text(change.new, unit=found.metric, reader=reader),
        "before": _period(found, _before(found, change.low), reader=reader),
        "after": _period(found, change.high, reader=reader),
    }
    if (change.by.value or 0.0) > 0:
        return _("%(metric)s rose from %(old)s to %(new)s between %(before)s and %(after)s.") % words
    return _("%(metric)s fell from %(old)s to %(new)s between %(before)s and %(after)s.") % words


def _before(found: Followed, place: int) -> int:
    """The last period known before one."""
    places = found.course.control.places
    return places[max(0, places.index(place) - 1)]


def _stands_out(found: Followed, sure: Sequence[Outside], *, reader: Reader) -> str:
    latest, others = sure[-1], len(sure) - 1
    score = score_of(found.course.points[latest.at], metric=found.metric)
    words = {
        "metric": isolated(str(found.metric.name)),
        "period": found.course.points[latest.at].period.label,
        "value": value_text(score.estimate.value if score else None, unit=found.metric, reader=reader),
        "others": number(others, reader=reader),
    }
    above = latest.kind == "above"
    if not others:
        one = (
            _("%(period)s stands out: %(metric)s was %(value)s, above its limits.")
            if above
            else _("%(period)s stands out: %(metric)s was %(value)s, below its limits.")
        )
        return one % words
    several = (
        ngettext(
            "%(period)s (%(value)s, above the limits) and %(others)s more period stand out in %(metric)s.",
            "%(period)s (%(value)s, above the limits) and %(others)s more periods stand out in %(metric)s.",
            others,
        )
        if above
        else ngettext(
            "%(period)s (%(value)s, below the limits) and %(others)s more period stand out in %(metric)s.",
            "%(period)s (%(value)s, below the limits) and %(others)s more periods stand out in %(metric)s.",
            others,
        )
    )
    return several % words


def _period(found: Followed, place: int, *, reader: Reader) -> str:
    return spoken(found.course.points[place].period, every=found.every, reader=reader)


def looked(found: Followed, *, reader: Reader) -> str:
    """Say of how many looks the finding is, and how often it would be false."""
    looks = found.course.control.looks
    if not looks:
        return ""
    told = ngettext(
        "%(looks)s period was looked at; false alarms in this sentence are held to 1 in 20.",
        "%(looks)s periods were looked at; false alarms in this sentence are held to 1 in 20.",
        looks,
    )
    return told % {"looks": number(looks, reader=reader)}


def rate(found: Followed, *, reader: Reader) -> str:
    """Say how often a chart like this one would mark a period if nothing ever happened."""
    chart = found.course.control.chart
    if chart is None:
        return ""
    return _(
        "If nothing ever happened, %(share)s of charts as long as this one would still mark a period."
    ) % {"share": percent(chart.false_alarms.in_series, reader=reader)}


def breaks(found: Followed, *, reader: Reader) -> tuple[str, ...]:
    """Tell each break with its interval, or that none can be told."""
    levels = found.course.levels
    if not levels.looked:
        return ()
    if not levels.changes:
        return (_("No break of the level can be told."),)
    return tuple(_break(found, each, reader=reader) for each in levels.changes)


def _break(found: Followed, change: Change, *, reader: Reader) -> str:
    decimals = change_decimals(found.metric)
    by = {
        end: number(
            shown(getattr(change.by, end), unit=found.metric), reader=reader, decimals=decimals, signed=True
        )
        for end in ("value", "low", "high")
    }
    words = {
        **by,
        "old": value_text(change.old, unit=found.metric, reader=reader),
        "new": value_text(change.new, unit=found.metric, reader=reader),
        "at": _period(found, change.at, reader=reader),
        "first": _period(found, change.low, reader=reader),
        "last": _period(found, change.high, reader=reader),
    }
    if change.low == change.high:
        return (
            _(
                "From %(old)s to %(new)s: %(value)s, 95%% sure between %(low)s and %(high)s. "
                "The new level began here: %(at)s."
            )
            % words
        )
    return (
        _(
            "From %(old)s to %(new)s: %(value)s, 95%% sure between %(low)s and %(high)s. The new level most "
            "likely began here: %(at)s; 95%% sure it is one of these: %(first)s to %(last)s."
        )
        % words
    )


def outlook_headline(found: Followed, outlook: Outlook, *, reader: Reader) -> str:
    """Say what is to be expected, or why nothing better than the last time can be said."""
    name = {"metric": isolated(str(found.metric.name))}
    if outlook.needed:
        told = ngettext(
            "%(needed)s more complete period without a gap is needed for a forecast of %(metric)s.",
            "%(needed)s more complete periods without a gap are needed for a forecast of %(metric)s.",
            outlook.needed,
        )
        return told % (name | {"needed": number(outlook.needed, reader=reader)})
    if outlook.found is None:
        return _("%(metric)s never moved, so there is nothing to forecast.") % name
    if not outlook.helps:
        if outlook.seasonal:
            return _("For %(metric)s no forecast has done better than repeating the last year.") % name
        return _("For %(metric)s no forecast has done better than repeating the last value.") % name
    low, high = outlook.ends(0, axis=found.metric.axis, factor=found.metric.factor)
    return _("%(period)s: %(metric)s is expected at %(value)s, between %(low)s and %(high)s.") % {
        **name,
        "period": outlook.ahead[0].label,
        "value": value_text(outlook.found.values[0], unit=found.metric, reader=reader),
        "low": end_text(low, unit=found.metric, reader=reader),
        "high": end_text(high, unit=found.metric, reader=reader),
    }


def back_test(outlook: Outlook, *, reader: Reader) -> tuple[str, ...]:
    """Say how the forecast did on the past of this very series."""
    if outlook.found is None:
        return ()
    test = outlook.found.back_test
    told = []
    if test.mase is not None and test.mase_naive:
        words = {
            "share": percent(test.mase / test.mase_naive, reader=reader),
            "moments": number(test.moments, reader=reader),
        }
        told.append(_missed(outlook, moments=test.moments) % words)
    held = _("Of what came then, %(held)s lay within its range, which promises 95%%.")
    told.append(held % {"held": percent(test.held, reader=reader)})
    return tuple(told)


def _missed(outlook: Outlook, *, moments: int) -> str:
    if outlook.seasonal:
        return ngettext(
            "At %(moments)s earlier moment its error was %(share)s of that of repeating the last year.",
            "At %(moments)s earlier moments its error was %(share)s of that of repeating the last year.",
            moments,
        )
    return ngettext(
        "At %(moments)s earlier moment its error was %(share)s of that of repeating the last value.",
        "At %(moments)s earlier moments its error was %(share)s of that of repeating the last value.",
        moments,
    )
