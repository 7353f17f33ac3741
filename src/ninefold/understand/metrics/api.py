"""The definitions as JSON: every metric with its formula, its scale and all versions there ever were."""

from typing import Any

from django.utils.translation import gettext as _
from ninja import Router, Schema, Status

from ninefold.people.access import Right
from ninefold.people.members.requests import MemberRequest
from ninefold.people.policies import may, policy
from ninefold.understand.metrics.models import MetricVersion
from ninefold.understand.metrics.queries import metrics_of
from ninefold.understand.metrics.registry import Metric
from ninefold.understand.metrics.versions import versions_of

router = Router(tags=["understand"])


class VersionOut(Schema):
    """A version that the organisation made; nulls and empty texts are as the standard has it."""

    version: int
    name: str
    meaning: str
    top: float | None
    outside_counts: bool
    reason: str
    made_by: str
    made_at: str


class DefinitionOut(Schema):
    """The definition that holds now; version 1 is the standard, which nobody made."""

    metric: str
    name: str
    meaning: str
    kind: str
    formula: str
    question: str
    low: float
    high: float
    top: float | None
    outside_counts: bool
    version: int
    owner: str
    target: float | None
    versions: list[VersionOut]


class DefinitionsOut(Schema):
    """All definitions, in the order of the pages."""

    definitions: list[DefinitionOut]


class NoneOut(Schema):
    """No such metric."""

    detail: str


@router.get("/definitions", response=DefinitionsOut)
@policy(may(Right.SEE_SCORES))
def api_definitions(request: MemberRequest) -> dict[str, Any]:
    """List every definition with its versions."""
    made = versions_of(organisation=request.organisation)
    metrics = metrics_of(organisation=request.organisation, survey=None)
    return {"definitions": [_definition(each, made=made) for each in metrics]}


@router.get("/definitions/{metric}", response={200: DefinitionOut, 404: NoneOut})
@policy(may(Right.SEE_SCORES))
def api_definition(request: MemberRequest, metric: str) -> Any:
    """Give one definition with its versions."""
    metrics = metrics_of(organisation=request.organisation, survey=None)
    found = next((each for each in metrics if each.slug == metric), None)
    if found is None:
        return Status(404, {"detail": _("There is no metric of this name.")})
    made = versions_of(organisation=request.organisation, slug=metric)
    return Status(200, _definition(found, made=made))


def _definition(metric: Metric, *, made: list[MetricVersion]) -> dict[str, Any]:
    return {
        "metric": metric.slug,
        "name": str(metric.name),
        "meaning": str(metric.meaning),
        "kind": metric.kind.value,
        "formula": str(metric.formula),
        "question": metric.question,
        "low": metric.low,
        "high": metric.high,
        "top": metric.top,
        "outside_counts": metric.clamped,
        "version": metric.version,
        "owner": metric.owner,
        "target": metric.target,
        "versions": [_version(each) for each in made if each.slug == metric.slug],
    }


def _version(made: MetricVersion) -> dict[str, Any]:
    return {
        "version": made.number,
        "name": made.name,
        "meaning": made.meaning,
        "top": made.top,
        "outside_counts": made.clamped,
        "reason": made.reason,
        "made_by": "" if made.made_by is None else made.made_by.name,
        "made_at": made.made_at.isoformat(),
    }
