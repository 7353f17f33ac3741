"""Groups held against each other as JSON: the same numbers, ranges and hidden groups as on the page."""

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
from ninefold.understand.comparisons.asking import asked_of
from ninefold.understand.comparisons.fair import Fair, fair_groups
from ninefold.understand.comparisons.finding import finding
from ninefold.understand.comparisons.pairs import Change
from ninefold.understand.comparisons.standings import Standing, Standings
from ninefold.understand.metrics.registry import Metric

router = Router(tags=["understand"])


class RangedOut(Schema):
    """A number is never bare: value, 95 % range, n and method."""

    value: float | None
    low: float | None
    high: float | None
    n: int
    method: str


class StandingOut(Schema):
    """One group held against the others; of a hidden one nothing but its name is told.

    `own` is its score, `fair` the score with the mix of all, `likely` what is likely of it, `others` the
    difference to all the other groups; `top_fifth` and `bottom_fifth` are chances.
    """

    group: str
    hidden: bool
    own: RangedOut | None = None
    fair: RangedOut | None = None
    likely: RangedOut | None = None
    top_fifth: float | None = None
    bottom_fifth: float | None = None
    others: RangedOut | None = None
    verdict: str


class PastOut(Schema):
    """One group held against its past; hidden where it is in one of the periods."""

    group: str
    hidden: bool
    now: RangedOut | None = None
    before: RangedOut | None = None
    difference: RangedOut | None = None
    verdict: str


class GroupsOut(Schema):
    """All groups of one side; a period is its first and its last day, as in an address."""

    metric: str
    formula_version: int
    by: str
    held_equal: list[str]
    finding: str
    period: list[str]
    against: list[str] | None
    groups: list[StandingOut]
    past: list[PastOut]
    looks: int
    correction: str
    chance_alike: float | None
    notes: list[str]


class NoGroupsOut(Schema):
    """Nothing to compare."""

    detail: str


@router.get("/groups", response={200: GroupsOut, 404: NoGroupsOut}, openapi_extra=FILTERS)
@policy(may(Right.SEE_SCORES))
def groups(
    request: MemberRequest,
    metric: str = "nps",
    by: str = "unit",
    mix: str = "",
    look: str = "others",
) -> Any:
    """Hold groups against each other, or against their past; filters as in the addresses of the pages."""
    where, notes = Filter.from_query(request.GET, sight=request.access.sight)
    asked = asked_of({"metric": metric, "by": by, "mix": mix, "look": look})
    found = fair_groups(organisation=request.organisation, where=where, asked=asked, reader=request.reader)
    # Too few are answered like nobody: the period of a hidden selection would tell its first and last day.
    if found is None or found.found.answers is None:
        return Status(404, {"detail": _("Nothing has been imported that this address could compare.")})
    told = finding(found, reader=request.reader)
    return Status(200, _told(found, told=told, notes=[*notes, *unheard(request.GET, heard=found.heard)]))


def _told(fair: Fair, *, told: str, notes: list[str]) -> dict[str, Any]:
    found, stood = fair.found, fair.found.standings
    before = found.window.before
    return {
        "metric": fair.metric.slug,
        "formula_version": fair.metric.version,
        "by": fair.side.key,
        "held_equal": list(fair.mix),
        "finding": told,
        "period": _days(found.window.now),
        "against": None if before is None or stood is not None else _days(before),
        "groups": [] if stood is None else _standings(stood),
        "past": [_past(change) for change in found.changes],
        "looks": found.family.size,
        "correction": found.family.method,
        "chance_alike": None if stood is None else stood.alike,
        "notes": notes,
    }


def _days(period: Period) -> list[str]:
    return [period.start.isoformat(), (period.end - timedelta(days=1)).isoformat()]


def _standings(of: Standings) -> list[dict[str, Any]]:
    hidden = [{"group": str(group), "hidden": True, "verdict": "few"} for group in of.hidden]
    return [*(_standing(row, metric=of.metric) for row in of.rows), *hidden]


def _standing(row: Standing, *, metric: Metric) -> dict[str, Any]:
    return {
        "group": str(row.group),
        "hidden": False,
        "own": _ranged(row.own, metric=metric),
        "fair": _ranged(row.fair, metric=metric),
        "likely": _ranged(row.likely, metric=metric),
        "top_fifth": row.top,
        "bottom_fifth": row.bottom,
        "others": _ranged(row.others, metric=metric),
        "verdict": row.verdict.value,
    }


def _past(change: Change) -> dict[str, Any]:
    now, before, metric = change.now, change.before, change.metric
    return {
        "group": change.name,
        "hidden": now.hidden,
        "now": None if now.few else _ranged(now.estimate, metric=metric),
        "before": None if before.few else _ranged(before.estimate, metric=metric),
        "difference": _ranged(change.difference, metric=metric),
        "verdict": change.verdict.value,
    }


def _ranged(found: Estimate | Difference | None, *, metric: Metric) -> dict[str, Any] | None:
    if found is None:
        return None
    n = found.n if isinstance(found, Estimate) else found.n_now
    return {**as_shown(found, unit=metric), "n": n, "method": found.method}
