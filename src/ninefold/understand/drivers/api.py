"""The drivers as JSON: the same table, intervals and silence as on the page."""

from typing import Any

from ninja import Router, Schema, Status

from cxstats.estimate import Estimate
from ninefold.engine.filters import Filter
from ninefold.listen.responses.filter_parameters import filters_and
from ninefold.people.access import Right
from ninefold.people.members.requests import MemberRequest
from ninefold.people.policies import may, policy
from ninefold.understand.drivers.asking import Asked
from ninefold.understand.drivers.queries import analyse
from ninefold.understand.drivers.reading import headline
from ninefold.understand.drivers.table import Analysis, Line, Table

router = Router(tags=["understand"])


class RangeOut(Schema):
    """A number with its 95 % interval, n and method."""

    value: float | None
    low: float | None
    high: float | None
    n: int
    method: str


class DriverOut(Schema):
    """One driver; `told` says whether its own association can be told from nothing.

    `lowest` and `best` are what its two lowest and two best answers go with, against those between.
    """

    column: str
    title: str
    importance: RangeOut
    share: RangeOut
    performance: RangeOut | None
    level: RangeOut | None
    slope: RangeOut
    lowest: RangeOut | None
    best: RangeOut | None
    rank: list[int | None]
    told: bool
    vif: float
    first: bool


class DriversOut(Schema):
    """What goes with an outcome: associations, not causes."""

    outcome: str
    finding: str
    r2: RangeOut
    p_value: float
    complete: int
    asked: int
    overlapping: bool
    drivers: list[DriverOut]
    others: list[str]
    notes: list[str]


class SilenceOut(Schema):
    """Why nothing can be told."""

    detail: str
    reason: str


@router.get(
    "/drivers",
    response={200: DriversOut, 404: SilenceOut},
    openapi_extra=filters_and(
        ("outcome", "The column that drivers are set against: nps, csat, ces or rating."),
        ("with", "A question that must be among the drivers, with those that most answered too."),
        ("driver", "All drivers by name, instead."),
        ("measured", "What was measured before the answers, to be set beside the questions."),
    ),
)
@policy(may(Right.SEE_SCORES))
def drivers(request: MemberRequest) -> Any:
    """Set an outcome (`outcome`) against what the same people were asked; filters as in the pages' addresses.

    `with` names a question that must be among the drivers, `driver` (several times) all of them.
    """
    where, notes = Filter.from_query(request.GET, sight=request.access.sight)
    asked = Asked.from_query(request.GET)
    found = analyse(organisation=request.organisation, where=where, asked=asked)
    finding = headline(found=found, reader=request.reader)
    if found.table is None or found.outcome is None:
        return Status(404, {"detail": finding, "reason": str(found.silence)})
    return Status(200, _told(found, found.table, finding=finding, notes=[*notes, *asked.unheard(found)]))


def _told(found: Analysis, table: Table, *, finding: str, notes: list[str]) -> dict[str, Any]:
    first = table.first()
    return {
        "outcome": "" if found.outcome is None else found.outcome.column,
        "finding": finding,
        "r2": _range(table.found.r2),
        "p_value": table.found.p_value,
        "complete": table.found.n,
        "asked": table.asked,
        "overlapping": table.found.overlapping,
        "drivers": [_driver(line, first=line in first) for line in table.lines],
        "others": [each.scale.column for each in found.candidates if not each.chosen],
        "notes": notes,
    }


def _driver(line: Line, *, first: bool) -> dict[str, Any]:
    one = line.found
    return {
        "column": line.scale.column,
        "title": line.scale.title,
        "importance": _range(one.importance),
        "share": _range(one.share),
        "performance": None if line.performance is None else _range(line.performance),
        "level": None if line.level is None else _range(line.level),
        "slope": _range(one.coefficient.estimate),
        "lowest": None if line.sides is None else _range(line.sides.penalty),
        "best": None if line.sides is None else _range(line.sides.reward),
        "rank": [one.rank.low, one.rank.high],
        "told": line.told,
        "vif": one.vif,
        "first": first,
    }


def _range(found: Estimate) -> dict[str, Any]:
    return {
        "value": found.value,
        "low": found.low,
        "high": found.high,
        "n": found.n,
        "method": found.method,
    }
