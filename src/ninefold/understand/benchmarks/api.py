"""Outside figures as JSON: the sets with their provenance, and ours held against one, or why it cannot be."""

from typing import Any

from django.shortcuts import get_object_or_404
from ninja import Router, Schema

from cxstats.estimate import Difference, Estimate
from ninefold.engine.filters import Filter
from ninefold.kit.unheard import unheard
from ninefold.kit.units import Unit, as_shown
from ninefold.listen.responses.filter_parameters import FILTERS
from ninefold.people.access import Right
from ninefold.people.members.requests import MemberRequest
from ninefold.people.policies import may, policy
from ninefold.understand.benchmarks.beside import Beside
from ninefold.understand.benchmarks.comparing import Held, compare
from ninefold.understand.benchmarks.models import BenchmarkSet
from ninefold.understand.benchmarks.page import BenchmarkPage, benchmark_page
from ninefold.understand.benchmarks.queries import sets_of
from ninefold.understand.explorer.api import EstimateOut

router = Router(tags=["understand"])


class BenchmarkOut(Schema):
    """A set of outside figures with its provenance; null is "not stated". None of it is your own data."""

    id: int
    name: str
    source: str
    address: str | None
    licence: str | None
    country: str | None
    industry: str | None
    period: list[str]
    kind: str
    scale: list[float]
    counts_from: float | None
    question: str | None
    method: str | None
    own_data: bool


class SetOut(BenchmarkOut):
    """The same in a list, with how many figures it has."""

    figures: int


class FigureOut(Schema):
    """One figure of theirs: how far ours is from it, and where ours stands."""

    label: str
    theirs: EstimateOut
    difference: EstimateOut | None
    standing: str


class RefusalOut(Schema):
    """Why nothing is compared, and what would make it comparable."""

    why: str
    cure: str


class PlaceOut(Schema):
    """How many of their figures lie above ours: at least, and at most."""

    total: int
    least: int
    most: int


class ComparisonOut(Schema):
    """One metric held against a set; without a place nothing was judged."""

    benchmark: BenchmarkOut
    metric: str | None
    comparable: bool
    finding: str
    refusals: list[RefusalOut]
    forbidden: list[str]
    warnings: list[str]
    ours: EstimateOut | None
    period: list[str] | None
    figures: list[FigureOut]
    place: PlaceOut | None
    looks: int
    notes: list[str]


class NoSetOut(Schema):
    """No set of the organisation bears this number."""

    detail: str


@router.get("/benchmarks", response=list[SetOut])
@policy(may(Right.SEE_SCORES))
def benchmarks(request: MemberRequest) -> Any:
    """List the sets of outside figures by name."""
    return [
        {**_benchmark(row.benchmark), "figures": row.figures}
        for row in sets_of(organisation=request.organisation)
    ]


@router.get(
    "/benchmarks/{benchmark_id}",
    response={200: ComparisonOut, 404: NoSetOut},
    openapi_extra=FILTERS,
)
@policy(may(Right.SEE_SCORES))
def benchmark(request: MemberRequest, benchmark_id: int, metric: str = "") -> Any:
    """Hold a metric against a set; filters as in the addresses of the pages."""
    owned = BenchmarkSet.objects.for_organisation(request.organisation)
    found = get_object_or_404(owned, pk=benchmark_id)
    where, notes = Filter.from_query(request.GET, sight=request.access.sight)
    held = compare(
        organisation=request.organisation, benchmark=found, where=where, slug=metric, reader=request.reader
    )
    page = benchmark_page(
        held=held, where=where, organisation=request.organisation, reader=request.reader, everything=True
    )
    return _comparison(page, notes=[*notes, *unheard(request.GET, heard=page.held.heard)])


def _comparison(page: BenchmarkPage, *, notes: list[str]) -> dict[str, Any]:
    held, place = page.held, page.held.found.place
    return {
        "benchmark": _benchmark(held.benchmark),
        "metric": None if held.metric is None else held.metric.slug,
        "comparable": held.fit is not None and held.fit.comparable,
        "finding": page.headline,
        "refusals": [{"why": each.why, "cure": each.cure} for each in page.refusals],
        "forbidden": list(page.forbidden),
        "warnings": [] if held.hidden else list(page.warnings),
        "ours": None if page.ours is None else _ranged(page.ours, n=page.ours.n, unit=page.unit),
        "period": _period(held),
        "figures": [_figure(row.beside, unit=page.unit) for row in page.rows],
        "place": None if place is None else vars(place),
        "looks": 0 if held.found.family is None else held.found.family.size,
        "notes": notes,
    }


def _benchmark(found: BenchmarkSet) -> dict[str, Any]:
    told = {
        name: getattr(found, name) or None
        for name in ("address", "licence", "country", "industry", "question", "method")
    }
    return {
        "id": found.pk,
        "name": found.name,
        "source": found.source,
        "period": [found.since.isoformat(), found.until.isoformat()],
        "kind": found.kind,
        "scale": [found.low, found.high],
        "counts_from": found.top,
        "own_data": False,
        **told,
    }


def _period(held: Held) -> list[str] | None:
    """Tell the days of our answers; those of a hidden selection would tell its first and last."""
    if held.measured is None or held.measured.score.few:
        return None
    window = held.measured.window
    return [window.now.start.isoformat(), window.last.isoformat()]


def _figure(row: Beside, *, unit: Unit) -> dict[str, Any]:
    return {
        "label": row.value.label,
        "theirs": _ranged(row.estimate, n=row.n, unit=unit),
        "difference": None if row.difference is None else _ranged(row.difference, n=row.n, unit=unit),
        "standing": row.standing.value,
    }


def _ranged(found: Estimate | Difference, *, n: int | None, unit: Unit) -> dict[str, Any]:
    return {**as_shown(found, unit=unit), "n": n, "method": found.method}
