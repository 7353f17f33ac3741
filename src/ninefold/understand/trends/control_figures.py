"""The control chart and the forecast as pictures, with the tables behind them."""

from collections.abc import Sequence
from typing import Any, Final

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ninefold.kit.digits import number
from ninefold.kit.figures import Figure
from ninefold.kit.locales import Reader
from ninefold.kit.tables import Column, Table
from ninefold.kit.units import column_kind, exported, shown
from ninefold.understand.metrics.registry import Metric
from ninefold.understand.trends.control import Outside, score_of
from ninefold.understand.trends.outlook import Outlook
from ninefold.understand.trends.queries import Point
from ninefold.understand.trends.reading import Course, Followed

ABOVE, BELOW = gettext_lazy("above"), gettext_lazy("below")
IN_WORDS: Final[dict[str, Promise]] = {
    "above": gettext_lazy("above the limits"),
    "below": gettext_lazy("below the limits"),
}
# More words than these would hide the chart; the shapes stand at all of them, the words in the table too.
MOST_WORDS: Final = 6


def control_figure(found: Followed, *, reader: Reader, events: Sequence[tuple[float, str]] = ()) -> Figure:
    """Draw the periods with their limits and mark what lies outside, by shape and by word.

    Parameters
    ----------
    events : pairs of a place among the points and a mark.
    """
    course, metric = found.course, found.metric
    spoken = {
        "metric": str(metric.name),
        "first": course.points[0].period.label,
        "last": course.points[-1].period.label,
    }
    return Figure(
        key="control",
        chart="control",
        data={
            "label": _("%(metric)s from %(first)s to %(last)s with the limits of what is usual for it")
            % spoken,
            "periods": [point.period.short for point in course.points],
            "years": [point.period.year for point in course.points],
            **_unit(metric),
            "points": [_dot(point, metric=metric) for point in course.points],
            "limits": [_limits(course, place, metric=metric) for place in range(len(course.points))],
            "center": shown(course.control.chart.center, unit=metric) if course.control.chart else None,
            "signals": _signals(course.control.outside, reader=reader),
            "levels": [
                {"first": one.first, "last": one.last, "value": shown(one.value, unit=metric)}
                for one in course.levels.levels
            ],
            "ranges": [{"first": each.low - 1, "last": each.high} for each in course.levels.changes],
            "events": list(events),
        },
        table=_table(found, reader=reader),
    )


def _unit(metric: Metric) -> dict[str, Any]:
    return {
        "name": str(metric.name),
        "decimals": metric.decimals if metric.factor == 1.0 else 0,
        "suffix": "%" if metric.is_percent else "",
    }


def _dot(point: Point, *, metric: Metric) -> dict[str, Any] | None:
    score = score_of(point, metric=metric)
    if score is None:
        return None
    return {"value": shown(score.estimate.value, unit=metric), "hollow": not point.complete}


def _limits(course: Course, place: int, *, metric: Metric) -> dict[str, float | None] | None:
    limits = course.control.limits(place)
    if limits is None:
        return None
    return {"low": shown(limits[0], unit=metric), "high": shown(limits[1], unit=metric)}


def _signals(outside: Sequence[Outside], *, reader: Reader) -> list[dict[str, Any]]:
    said = {id(each) for each in [*[o for o in outside if o.sure], *outside[::-1]][:MOST_WORDS]}
    return [
        {
            "at": each.at,
            "kind": each.kind,
            "sure": each.sure,
            "word": _short(each, reader=reader) if id(each) in said else "",
        }
        for each in outside
    ]


def _short(outside: Outside, *, reader: Reader) -> str:
    if outside.kind == "run":
        return _("%(count)s on one side") % {"count": number(outside.length, reader=reader)}
    return str(ABOVE if outside.kind == "above" else BELOW)


def judgement(outside: Outside, *, reader: Reader) -> str:
    """Say in words how a period breaks a rule."""
    if outside.kind == "run":
        count = number(outside.length, reader=reader)
        return _("the last of %(count)s periods on one side of the usual") % {"count": count}
    return str(IN_WORDS[outside.kind])


def _table(found: Followed, *, reader: Reader) -> Table:
    metric, course = found.metric, found.course
    kind = column_kind(metric)
    columns = (
        Column(key="period", title=_("Period")),
        Column(key="value", title=str(metric.name), kind=kind),
        Column(key="low", title=_("From, 95%"), kind=kind),
        Column(key="high", title=_("To, 95%"), kind=kind),
        Column(key="n", title=_("n"), kind="integer"),
        Column(key="lower", title=_("Lower limit"), kind=kind),
        Column(key="upper", title=_("Upper limit"), kind=kind),
        Column(key="found", title=_("Found")),
    )
    rows = [
        {"period": point.period.label, **_row(course, place, metric=metric, reader=reader)}
        for place, point in enumerate(course.points)
    ]
    return Table(name=_("Control chart"), columns=columns, rows=rows)


def _row(course: Course, place: int, *, metric: Metric, reader: Reader) -> dict[str, Any]:
    point = course.points[place]
    score = score_of(point, metric=metric)
    if score is None:
        return {}
    row: dict[str, Any] = {
        end: exported(getattr(score.estimate, end), unit=metric) for end in ("value", "low", "high")
    }
    row["n"] = score.estimate.n
    if limits := course.control.limits(place):
        row |= {"lower": exported(limits[0], unit=metric), "upper": exported(limits[1], unit=metric)}
    told = [judgement(each, reader=reader) for each in course.control.outside if each.at == place]
    told += [] if point.complete else [_("not complete, so not judged")]
    return row | ({"found": "; ".join(told)} if told else {})


def outlook_figure(found: Followed, outlook: Outlook) -> Figure:
    """Draw the latest periods and what may come; where nothing beats repeating the past, that is drawn."""
    metric = found.metric
    known = [found.course.points[place] for place in outlook.places]
    ahead = _ahead(outlook, metric=metric)
    periods = [*(point.period for point in known), *outlook.ahead]
    return Figure(
        key="forecast",
        chart="control",
        data={
            "label": _("%(metric)s and what may come in the next periods") % {"metric": str(metric.name)},
            "periods": [each.short for each in periods],
            "years": [each.year for each in periods],
            **_unit(metric),
            "points": [_dot(point, metric=metric) for point in known],
            "limits": [None] * len(known),
            "ahead": ahead,
        },
        table=_outlook_table(outlook, metric=metric),
    )


def _ahead(outlook: Outlook, *, metric: Metric) -> list[dict[str, float | None]]:
    if outlook.found is None:
        return []
    if not outlook.helps:
        values = [shown(value, unit=metric) for value in outlook.found.naive]
        return [{"value": value, "low": value, "high": value} for value in values]
    ends = [outlook.ends(step, axis=metric.axis, factor=metric.factor) for step in range(len(outlook.ahead))]
    return [
        {"value": shown(value, unit=metric), "low": shown(low, unit=metric), "high": shown(high, unit=metric)}
        for value, (low, high) in zip(outlook.found.values, ends, strict=True)
    ]


def _outlook_table(outlook: Outlook, *, metric: Metric) -> Table:
    kind = column_kind(metric)
    columns = (
        Column(key="period", title=_("Period")),
        Column(key="value", title=_("Forecast"), kind=kind),
        Column(key="low", title=_("From, 95%"), kind=kind),
        Column(key="high", title=_("To, 95%"), kind=kind),
        Column(key="naive", title=_("The past repeated"), kind=kind),
    )
    found = outlook.found
    rows: list[dict[str, Any]] = []
    for step, period in enumerate(outlook.ahead if found else ()):
        low, high = outlook.ends(step, axis=metric.axis, factor=metric.factor)
        rows.append(
            {
                "period": period.label,
                "value": exported(found.values[step] if found else None, unit=metric),
                "low": exported(low, unit=metric),
                "high": exported(high, unit=metric),
                "naive": exported(found.naive[step] if found else None, unit=metric),
            }
        )
    return Table(name=_("Forecast"), columns=columns, rows=rows)
