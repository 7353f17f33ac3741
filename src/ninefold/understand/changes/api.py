"""What changed as JSON: the same looks and verdicts as on the page."""

from datetime import timedelta
from typing import Any

from django.utils.translation import gettext as _
from ninja import Router, Schema, Status

from cxstats.estimate import Difference, Estimate
from ninefold.engine.filters import Filter
from ninefold.kit.calendars import Period
from ninefold.kit.units import as_shown
from ninefold.listen.responses.filter_parameters import FILTERS
from ninefold.people.access import Right
from ninefold.people.members.requests import MemberRequest
from ninefold.people.policies import may, policy
from ninefold.understand.changes.queries import Changes, Look
from ninefold.understand.changes.queries import changes as changes_of
from ninefold.understand.changes.reading import headline
from ninefold.understand.metrics.registry import Metric

router = Router(tags=["understand"])


class MeasuredOut(Schema):
    """A number with its 95 % interval, n and method."""

    value: float | None
    low: float | None
    high: float | None
    n: int
    method: str


class LookOut(Schema):
    """One comparison; `side` and `group` are null where it is everybody."""

    side: str | None
    group: str | None
    metric: str
    now: MeasuredOut
    before: MeasuredOut
    difference: MeasuredOut
    verdict: str


class ChangesOut(Schema):
    """What changed: `looks` comparisons were judged together; those that are real come first."""

    finding: str
    period: list[str]
    against: list[str] | None
    looks: int
    correction: str
    real: list[LookOut]
    others: list[LookOut]
    left_out: list[str]
    notes: list[str]


class UnchangedOut(Schema):
    """Nothing to look at."""

    detail: str


@router.get("/changes", response={200: ChangesOut, 404: UnchangedOut}, openapi_extra=FILTERS)
@policy(may(Right.SEE_SCORES))
def changes(request: MemberRequest) -> Any:
    """Look at everything once, now and before; filters as in the addresses of the pages."""
    where, notes = Filter.from_query(request.GET, sight=request.access.sight)
    found = changes_of(organisation=request.organisation, where=where, reader=request.reader)
    # Too few are answered like nobody: the period of a hidden selection would tell its first and last day.
    if found is None or found.answers is None:
        return Status(404, {"detail": _("Nothing has been imported that this address could measure.")})
    finding = headline(found=found, reader=request.reader)
    return Status(200, _told(found, finding=finding, notes=list(notes)))


def _told(found: Changes, *, finding: str, notes: list[str]) -> dict[str, Any]:
    real = {look.change for look in found.real}
    return {
        "finding": finding,
        "period": _days(found.window.now),
        "against": None if found.window.before is None else _days(found.window.before),
        "looks": found.family.size,
        "correction": found.family.method,
        "real": [_look(look) for look in found.real],
        "others": [_look(look) for look in found.looks if look.change not in real],
        "left_out": list(found.left_out),
        "notes": notes,
    }


def _days(period: Period) -> list[str]:
    return [period.start.isoformat(), (period.end - timedelta(days=1)).isoformat()]


def _look(look: Look) -> dict[str, Any]:
    change = look.change
    return {
        "side": look.side or None,
        "group": change.name if look.side else None,
        "metric": change.metric.slug,
        "now": _measured(change.now.estimate, n=change.now.estimate.n, metric=change.metric),
        "before": _measured(change.before.estimate, n=change.before.estimate.n, metric=change.metric),
        "difference": _measured(change.difference, n=change.now.estimate.n, metric=change.metric),
        "verdict": change.verdict.value,
    }


def _measured(found: Estimate | Difference | None, *, n: int, metric: Metric) -> dict[str, Any]:
    if found is None:
        return {"value": None, "low": None, "high": None, "n": n, "method": "none"}
    return {**as_shown(found, unit=metric), "n": n, "method": found.method}
