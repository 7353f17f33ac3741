"""Trends as JSON: the same periods, limits, breaks and forecasts as on the pages."""

from datetime import timedelta
from typing import Any

from django.utils.translation import gettext as _
from ninja import Router, Schema, Status

from ninefold.engine.filters import Filter
from ninefold.kit.calendars import Period
from ninefold.kit.unheard import unheard
from ninefold.kit.units import as_shown, shown
from ninefold.listen.responses.filter_parameters import FILTERS
from ninefold.people.access import Right
from ninefold.people.members.requests import MemberRequest
from ninefold.people.policies import may, policy
from ninefold.understand.metrics.registry import Metric
from ninefold.understand.trends.control import score_of
from ninefold.understand.trends.levels import Change
from ninefold.understand.trends.marks import placed_marks
from ninefold.understand.trends.outlook import Outlook
from ninefold.understand.trends.reading import Course, Followed, followed, foreseen
from ninefold.understand.trends.stretches import every_of

router = Router(tags=["understand"])


class PeriodOut(Schema):
    """One period, with its first and its last day; nulls where it is hidden or empty, which look alike."""

    first: str
    last: str
    complete: bool
    value: float | None
    low: float | None
    high: float | None
    n: int | None
    method: str
    lower_limit: float | None
    upper_limit: float | None
    outside: list[str]
    stands_out: bool


class BreakOut(Schema):
    """A change of level: first day of the new level, where it may have begun, and by how much."""

    began: str
    earliest: str
    latest: str
    old: float
    new: float
    value: float
    low: float
    high: float


class MarkOut(Schema):
    """Something that somebody marked as having happened; empty texts where it concerns all."""

    day: str
    words: str
    unit: str
    touchpoint: str


class TrendOut(Schema):
    """One metric over time: what is usual, what lies outside, when the level changed."""

    metric: str
    formula_version: int
    every: str
    periods: list[PeriodOut]
    center: float | None
    method: str | None
    looks: int
    false_alarms_per_period: float | None
    false_alarm_in_series: float | None
    breaks: list[BreakOut]
    marks: list[MarkOut]
    notes: list[str]


class AheadOut(Schema):
    """One period to come."""

    first: str
    last: str
    value: float
    low: float
    high: float
    naive: float


class ForecastOut(Schema):
    """What may come; `use` says whether the forecast or the past repeated did better in the test."""

    metric: str
    every: str
    use: str
    model: str | None
    periods: list[AheadOut]
    known: int
    needed: int
    mase: float | None
    mase_naive: float | None
    held: float | None
    moments: int | None
    notes: list[str]


class NothingOut(Schema):
    """Nothing to measure."""

    detail: str


def _nothing() -> Status[dict[str, str]]:
    return Status(404, {"detail": _("Nothing has been imported that this address could measure.")})


def _asked(request: MemberRequest, *, metric: str, every: str, where: Filter) -> Followed | None:
    found = followed(
        organisation=request.organisation,
        where=where,
        slug=metric,
        every=every_of(every),
        reader=request.reader,
    )
    # Too few are answered like nobody: the periods of a hidden selection would tell its first and last day.
    return None if found is None or not found.course.total.rows else found


@router.get("/trends", response={200: TrendOut, 404: NothingOut}, openapi_extra=FILTERS)
@policy(may(Right.SEE_SCORES))
def trends(request: MemberRequest, metric: str = "nps", every: str = "month") -> Any:
    """Follow one metric by month or week; filters as in the addresses of the pages."""
    where, notes = Filter.from_query(request.GET, sight=request.access.sight)
    found = _asked(request, metric=metric, every=every, where=where)
    if found is None:
        return _nothing()
    course, chart = found.course, found.course.control.chart
    return Status(
        200,
        {
            "metric": found.metric.slug,
            "formula_version": found.metric.version,
            "every": found.every,
            "periods": [_period(course, at, metric=found.metric) for at in range(len(course.points))],
            "center": shown(chart.center, unit=found.metric) if chart else None,
            "method": chart.method if chart else None,
            "looks": course.control.looks,
            "false_alarms_per_period": chart.false_alarms.per_point if chart else None,
            "false_alarm_in_series": chart.false_alarms.in_series if chart else None,
            "breaks": [_break(course, each, metric=found.metric) for each in course.levels.changes],
            "marks": _marks(request, found=found, where=where),
            "notes": [*notes, *unheard(request.GET, heard=found.heard)],
        },
    )


@router.get("/forecast", response={200: ForecastOut, 404: NothingOut}, openapi_extra=FILTERS)
@policy(may(Right.SEE_SCORES))
def forecast(request: MemberRequest, metric: str = "nps", every: str = "month") -> Any:
    """Look ahead, with the test on the past; parameters as for trends."""
    where, notes = Filter.from_query(request.GET, sight=request.access.sight)
    found = _asked(request, metric=metric, every=every, where=where)
    if found is None:
        return _nothing()
    outlook = foreseen(organisation=request.organisation, where=where, found=found, reader=request.reader)
    told = [*notes, *unheard(request.GET, heard=found.heard)]
    return Status(200, {**_forecast(outlook, found=found), "notes": told})


def _marks(request: MemberRequest, *, found: Followed, where: Filter) -> list[dict[str, str]]:
    placed = placed_marks(organisation=request.organisation, where=where, points=found.course.points)
    return [
        {
            "day": each.mark.day.isoformat(),
            "words": each.mark.words,
            "unit": each.mark.unit,
            "touchpoint": each.mark.touchpoint,
        }
        for each in placed
    ]


def _days(period: Period) -> dict[str, str]:
    return {
        "first": period.start.isoformat(),
        "last": (period.end - timedelta(days=1)).isoformat(),
    }


def _period(course: Course, at: int, *, metric: Metric) -> dict[str, Any]:
    point = course.points[at]
    score, limits = score_of(point, metric=metric), course.control.limits(at)
    told = [each for each in course.control.outside if each.at == at]
    ranged = as_shown(score.estimate, unit=metric) if score else dict.fromkeys(("value", "low", "high"))
    return {
        **_days(point.period),
        "complete": point.complete,
        **ranged,
        "n": score.estimate.n if score else None,
        "method": score.estimate.method if score else "hidden",
        "lower_limit": shown(limits[0], unit=metric) if limits else None,
        "upper_limit": shown(limits[1], unit=metric) if limits else None,
        "outside": [each.kind for each in told],
        "stands_out": any(each.sure for each in told),
    }


def _break(course: Course, change: Change, *, metric: Metric) -> dict[str, Any]:
    began, earliest, latest = (
        course.points[at].period.start.isoformat() for at in (change.at, change.low, change.high)
    )
    return {
        "began": began,
        "earliest": earliest,
        "latest": latest,
        "old": shown(change.old, unit=metric),
        "new": shown(change.new, unit=metric),
        **as_shown(change.by, unit=metric),
    }


def _forecast(outlook: Outlook, *, found: Followed) -> dict[str, Any]:
    told, test = outlook.found, outlook.found.back_test if outlook.found else None
    return {
        "metric": found.metric.slug,
        "every": found.every,
        "use": "none" if told is None else "forecast" if outlook.helps else "naive",
        "model": told.model if told else None,
        "periods": [_ahead(outlook, step, metric=found.metric) for step in range(len(outlook.ahead))]
        if told
        else [],
        "known": len(outlook.places),
        "needed": outlook.needed,
        "mase": test.mase if test else None,
        "mase_naive": test.mase_naive if test else None,
        "held": test.held if test else None,
        "moments": test.moments if test else None,
    }


def _ahead(outlook: Outlook, step: int, *, metric: Metric) -> dict[str, Any]:
    if outlook.found is None:
        return {}
    low, high = outlook.ends(step, axis=metric.axis, factor=metric.factor)
    return {
        **_days(outlook.ahead[step]),
        "value": shown(outlook.found.values[step], unit=metric),
        "low": shown(low, unit=metric),
        "high": shown(high, unit=metric),
        "naive": shown(outlook.found.naive[step], unit=metric),
    }
