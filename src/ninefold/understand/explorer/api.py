"""The scores as JSON: the same numbers, intervals and hidden groups as on the page."""

from datetime import timedelta
from typing import Any

from django.utils.translation import gettext as _
from ninja import Router, Schema, Status

from cxstats.estimate import Difference, Estimate
from ninefold.engine.filters import Filter
from ninefold.kit.calendars import Period
from ninefold.kit.unheard import unheard
from ninefold.kit.units import as_shown
from ninefold.listen.responses.filter_parameters import FILTERS
from ninefold.people.access import Right
from ninefold.people.members.requests import MemberRequest
from ninefold.people.policies import may, policy
from ninefold.understand.comparisons.pairs import Change
from ninefold.understand.explorer.queries import Exploration, explore
from ninefold.understand.metrics.registry import Metric
from ninefold.understand.metrics.scoring import Score
from ninefold.understand.metrics.versions import NoSuchVersion
from ninefold.understand.trends.queries import Point

router = Router(tags=["understand"])


class EstimateOut(Schema):
    """A number is never bare: value, 95 % interval, n and method; nulls where it is hidden or unknown."""

    value: float | None
    low: float | None
    high: float | None
    n: int | None
    method: str


class ChangeOut(Schema):
    """One group, now and against before."""

    group: str | None
    hidden: bool
    now: EstimateOut
    before: EstimateOut
    difference: EstimateOut | None
    verdict: str


class MonthOut(Schema):
    """One month of the trend, with its first and its last day."""

    first: str
    last: str
    hidden: bool
    score: EstimateOut | None


class ScoresOut(Schema):
    """One metric over the selection; a period is its first and its last day, as in an address."""

    metric: str
    formula_version: int
    period: list[str]
    against: list[str] | None
    total: ChangeOut
    weighted: EstimateOut | None
    dimension: str
    groups: list[ChangeOut]
    months: list[MonthOut]
    looks: int
    correction: str
    notes: list[str]


class NothingOut(Schema):
    """Nothing to measure."""

    detail: str


@router.get("/scores", response={200: ScoresOut, 404: NothingOut}, openapi_extra=FILTERS)
@policy(may(Right.SEE_SCORES))
def scores(
    request: MemberRequest, metric: str = "nps", by: str = "touchpoint", version: int | None = None
) -> Any:
    """Score one metric in total, by a dimension and by month; filters as in the addresses of the pages.

    `version` asks for an older version of the definition; without it the one that holds now counts.
    """
    where, notes = Filter.from_query(request.GET, sight=request.access.sight)
    try:
        found = explore(
            organisation=request.organisation,
            where=where,
            slug=metric,
            dimension=by,
            reader=request.reader,
            version=version,
        )
    except NoSuchVersion:
        return Status(404, {"detail": _("The definition never had this version.")})
    # Too few are answered like nobody: the period of a hidden selection would tell its first and last day.
    if found is None or not found.measured.rows:
        return Status(404, {"detail": _("Nothing has been imported that this address could measure.")})
    return Status(200, _scores(found, notes=[*notes, *unheard(request.GET, heard=found.heard)]))


def _scores(found: Exploration, *, notes: list[str]) -> dict[str, Any]:
    now, before = found.measured.window.now, found.measured.window.before
    total = found.measured.change.now
    return {
        "metric": found.metric.slug,
        "formula_version": found.metric.version,
        "period": _days(now),
        "against": None if before is None else _days(before),
        "total": _change(found.measured.change),
        "weighted": None
        if total.weighted is None
        else _ranged(total.weighted, n=_n(total), metric=found.metric),
        "dimension": found.dimension,
        "groups": [_change(change) for change in found.measured.changes],
        "months": [_month(point, metric=found.metric) for point in found.measured.points],
        "looks": found.measured.family.size,
        "correction": found.measured.family.method,
        "notes": notes,
    }


def _days(period: Period) -> list[str]:
    last = period.end - timedelta(days=1)
    return [period.start.isoformat(), last.isoformat()]


def _month(point: Point, *, metric: Metric) -> dict[str, Any]:
    score = None if point.group is None else point.group.scores[metric.slug]
    first, last = _days(point.period)
    if score is None or score.hidden:  # whether anybody answered in a hidden month is hidden too
        return {"first": first, "last": last, "hidden": True, "score": None}
    shown = _ranged(score.estimate, n=_n(score), metric=metric)
    return {"first": first, "last": last, "hidden": False, "score": shown}


def _change(change: Change) -> dict[str, Any]:
    now, before, metric = change.now, change.before, change.metric
    return {
        "group": None if change.group is None else str(change.group),
        "hidden": now.hidden,
        "now": _ranged(now.estimate, n=_n(now), metric=metric),
        "before": _ranged(before.estimate, n=_n(before), metric=metric),
        "difference": None
        if change.difference is None
        else _ranged(change.difference, n=change.difference.n_now, metric=metric),
        "verdict": change.verdict.value,
    }


def _n(score: Score) -> int | None:
    return None if score.hidden else score.estimate.n


def _ranged(found: Estimate | Difference, *, n: int | None, metric: Metric) -> dict[str, Any]:
    return {**as_shown(found, unit=metric), "n": n, "method": found.method}
