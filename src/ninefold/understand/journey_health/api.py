"""A journey as JSON: the map with its scores, volumes and owners, and how it is gone through."""

from typing import Any

from django.shortcuts import get_object_or_404
from ninja import Router, Schema

from cxstats.estimate import Estimate
from ninefold.engine.filters import Filter
from ninefold.journeys.maps.models import Journey
from ninefold.journeys.owners.queries import Answering
from ninefold.kit.clock import now
from ninefold.kit.unheard import unheard
from ninefold.kit.units import as_shown
from ninefold.listen.responses.filter_parameters import FILTERS
from ninefold.people.access import Right
from ninefold.people.members.requests import MemberRequest
from ninefold.people.policies import may, policy
from ninefold.understand.comparisons.pairs import Change
from ninefold.understand.explorer.api import EstimateOut
from ninefold.understand.journey_health.looks import Look, look_at
from ninefold.understand.journey_health.queries import journey_health
from ninefold.understand.journey_health.rows import Handed, Stage, StepRow, stages_of
from ninefold.understand.journey_health.runs import Runs
from ninefold.understand.journey_health.runs_queries import Walked, walked
from ninefold.understand.journey_health.whole_api import WholeOut, whole_out
from ninefold.understand.metrics.registry import Metric
from ninefold.understand.metrics.scoring import Score

router = Router(tags=["understand"])


class NoJourneyOut(Schema):
    """No journey of the organisation bears this number."""

    detail: str


class OwnerOut(Schema):
    """Who answers for a touchpoint, in a unit or everywhere, and in whose place where it is another's."""

    name: str
    unit: str | None
    in_place_of: str | None


class TrendOut(Schema):
    """A score against the period before, and what may be said of the change among all looks of the page."""

    verdict: str
    value: float | None
    low: float | None
    high: float | None
    n_before: int
    n_now: int
    method: str


class HandOverOut(Schema):
    """A step that another department owns than the one before; an empty name is nobody."""

    giver: str
    taker: str
    arrived: EstimateOut | None
    median_seconds: float | None


class StepOut(Schema):
    """One touchpoint of a stage; a hidden score is null, as is one that nobody gave."""

    touchpoint: str
    kind: str
    score: EstimateOut | None
    verdict: str
    trend: TrendOut | None
    events: int | None
    owners: list[OwnerOut]
    flags: list[str]
    hand_over: HandOverOut | None


class StageOut(Schema):
    """One stage with its steps in order."""

    name: str
    phase: str
    steps: list[StepOut]


class WayOut(Schema):
    """One way through the journey: kinds of events in their order."""

    kinds: list[str]
    runs: int
    median_seconds: float


class RunsOut(Schema):
    """How the journey is gone through; nulls where too few people stand behind a number.

    Where no kind of event ends the journey, nobody can tell who came to its end and who broke off: both are
    null, and `silent` says how many have had no event for longer than the journey allows.
    """

    runs: int | None
    events: int | None
    ended: EstimateOut | None
    broken_off: EstimateOut | None
    silent: EstimateOut | None
    open: EstimateOut | None
    ways: int
    frequent_ways: list[WayOut]
    future_events: int
    loose_events: int


class JourneyOut(Schema):
    """A journey over a period, given by its first day and its last."""

    name: str
    metric: str | None
    period: list[str] | None
    weakest: str | None
    looks: int
    whole: EstimateOut | None
    stages: list[StageOut]
    runs: RunsOut | None
    whole_against_parts: WholeOut | None
    notes: list[str]


@router.get("/journeys/{journey_id}", response={200: JourneyOut, 404: NoJourneyOut}, openapi_extra=FILTERS)
@policy(may(Right.SEE_SCORES))
def journey(request: MemberRequest, journey_id: int, metric: str = "") -> Any:
    """Give the map of a journey with its scores; filters as in the addresses of the pages."""
    where, notes = Filter.from_query(request.GET, sight=request.access.sight)
    look = look_at(
        organisation=request.organisation,
        journey=get_object_or_404(Journey.objects.for_organisation(request.organisation), pk=journey_id),
        where=where,
        slug=metric,
        at=now(),
        reader=request.reader,
    )
    return {**_journey(look), "notes": [*notes, *unheard(request.GET, heard=look.heard)]}


def _journey(look: Look) -> dict[str, Any]:
    found, told = journey_health(look), walked(look)
    stages, scores = stages_of(look, found=found), found.scores if found else None
    weakest = (row.step.touchpoint.name for stage in stages for row in stage.rows if row.weakest)
    return {
        "name": look.map.journey.name,
        "metric": None if look.metric is None else look.metric.slug,
        "period": [found.window.now.start.isoformat(), found.window.last.isoformat()] if found else None,
        "weakest": next(weakest, None),
        "looks": 0 if scores is None else scores.family.size,
        "whole": None if scores is None else _score(scores.whole, metric=scores.metric),
        "stages": [_stage(stage, look=look, told=told) for stage in stages],
        "runs": _runs(told.runs) if told else None,
        "whole_against_parts": whole_out(found.whole) if found else None,
    }


def _stage(stage: Stage, *, look: Look, told: Walked | None) -> dict[str, Any]:
    steps = [{**_step(row), "hand_over": _hand_over(row.handed, look=look, told=told)} for row in stage.rows]
    return {"name": stage.name, "phase": stage.phase, "steps": steps}


def _step(row: StepRow) -> dict[str, Any]:
    score = row.score
    return {
        "touchpoint": row.step.touchpoint.name,
        "kind": row.step.kind,
        "score": None if score is None else _score(score, metric=score.metric),
        "verdict": "few" if row.change is None else row.change.verdict.value,
        "trend": _trend(row.trend),
        "events": row.events,
        "owners": [_owner(each) for each in row.step.owners],
        "flags": [flag.value for flag in row.step.flags],
    }


def _trend(change: Change | None) -> dict[str, Any] | None:
    if change is None or change.difference is None:
        return None
    found = change.difference
    sizes = {"n_before": found.n_before, "n_now": found.n_now, "method": found.method}
    return {**as_shown(found, unit=change.metric), **sizes, "verdict": change.verdict.value}


def _hand_over(handed: Handed | None, *, look: Look, told: Walked | None) -> dict[str, Any] | None:
    if handed is None:
        return None
    leg = handed.over.leg(look.path.places)
    passed = told.passed.get(leg) if told and leg else None
    return {
        "giver": handed.over.giver,
        "taker": handed.over.taker,
        "arrived": _share(passed.share if passed else None),
        "median_seconds": passed.seconds if passed else None,
    }


def _owner(answering: Answering) -> dict[str, Any]:
    return {
        "name": answering.member.name,
        "unit": None if answering.unit is None else answering.unit.name,
        "in_place_of": None if answering.cover is None else answering.owner.name,
    }


def _score(score: Score, *, metric: Metric) -> dict[str, Any] | None:
    if score.hidden:
        return None
    return {
        **as_shown(score.estimate, unit=metric),
        "n": score.estimate.n,
        "method": score.estimate.method,
    }


def _runs(told: Runs) -> dict[str, Any]:
    return {
        "runs": told.n,
        "events": told.events,
        "ended": _share(told.ended),
        "broken_off": _share(told.silent) if told.closed else None,
        "silent": _share(told.silent),
        "open": _share(told.open),
        "ways": told.ways,
        "frequent_ways": [
            {"kinds": list(way.kinds), "runs": way.n, "median_seconds": way.median_seconds}
            for way in told.variants
        ],
        "future_events": told.future,
        "loose_events": told.loose,
    }


def _share(found: Estimate | None) -> dict[str, Any] | None:
    if found is None:
        return None
    return {**as_shown(found, unit="percent"), "n": found.n, "method": found.method}
