"""Journeys as they are lived."""

from datetime import timedelta
from urllib.parse import urlencode

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from ninefold.engine.filters import Filter
from ninefold.journeys.maps.models import Journey
from ninefold.kit.clock import now
from ninefold.kit.exports import EXPORTS, export
from ninefold.kit.unheard import unheard
from ninefold.kit.written_periods import PERIOD, canonical, write_period
from ninefold.listen.responses.filter_bar import filter_bar
from ninefold.listen.sources.models import Source
from ninefold.people.access import Right
from ninefold.people.audit.operations import record_export
from ninefold.people.members.requests import MemberRequest
from ninefold.people.policies import may, policy
from ninefold.understand.journey_health.logs import MOST_KINDS, EventLog, log_of, undrawn_logs
from ninefold.understand.journey_health.looks import Look, look_at
from ninefold.understand.journey_health.operations import draw_from_log
from ninefold.understand.journey_health.page import JourneyPage, journey_page
from ninefold.understand.journey_health.queries import journey_health, journeys_of
from ninefold.understand.journey_health.runs_page import RunsPage, runs_page
from ninefold.understand.journey_health.runs_queries import walked


@policy(may(Right.SEE_SCORES))
@require_GET
def journeys(request: MemberRequest) -> HttpResponse:
    """Lead to the first journey, or say how to get one."""
    first = next(iter(journeys_of(organisation=request.organisation)), None)
    if first is not None:
        return redirect("understand:journey", first.pk)
    logs: tuple[EventLog, ...] = ()
    if request.access.may(Right.MAP_JOURNEYS):
        logs = undrawn_logs(organisation=request.organisation)
    return render(request, "journey_health/none.html", {"logs": logs})


@policy(may(Right.MAP_JOURNEYS))
@require_GET
def event_logs(request: MemberRequest) -> HttpResponse:
    """Offer the event logs that no map names yet."""
    logs = undrawn_logs(organisation=request.organisation)
    return render(request, "journey_health/draw.html", {"logs": logs})


@policy(may(Right.MAP_JOURNEYS))
@require_POST
def draw(request: MemberRequest, source_id: int) -> HttpResponse:
    """Draw a map from the events of one source."""
    source = get_object_or_404(Source.objects.for_organisation(request.organisation), pk=source_id)
    log = log_of(organisation=request.organisation, source=source)
    if log is None:
        told = _("“%(name)s” has no events, or more than %(most)s kinds of them: too many for a map.")
        messages.error(request, told % {"name": source.name, "most": MOST_KINDS})
        return redirect("understand:journeys")
    made = draw_from_log(organisation=request.organisation, log=log, by=request.member.pk, at=now())
    messages.success(request, _("The map is drawn. Sort its steps into stages and name their owners."))
    return redirect(f"{reverse('understand:journey', args=[made.pk])}?{_all_of(log)}")


def _all_of(log: EventLog) -> str:
    """Write the period of a log: whoever has just drawn its map wants to see all of it."""
    if log.first is None or log.last is None:
        return ""
    return urlencode({PERIOD: write_period(log.first, log.last + timedelta(days=1))})


@policy(may(Right.SEE_SCORES))
@require_GET
def journey(request: MemberRequest, journey_id: int) -> HttpResponse:
    """Show the map of a journey with its scores; how it is gone through comes by itself."""
    if (query := canonical(dict(request.GET.lists()))) is not None:
        return redirect(f"{request.path}?{query}")
    look, notes = _look(request, journey_id=journey_id)
    page = _page(request, look)
    parts = {"page": page, "answers_known": page.scores is not None, "answers": page.answers}
    return render(request, "journey_health/journey.html", parts | _parts(request, page, notes))


@policy(may(Right.SEE_SCORES))
@require_GET
def journey_runs(request: MemberRequest, journey_id: int) -> HttpResponse:
    """Show how a journey is gone through."""
    if (query := canonical(dict(request.GET.lists()))) is not None:
        return redirect(f"{request.path}?{query}")
    look, notes = _look(request, journey_id=journey_id)
    page = _runs_page(request, look)
    return render(request, "journey_health/runs.html", {"page": page, **_parts(request, page, notes)})


@policy(may(Right.SEE_SCORES, Right.TAKE_AWAY))
@require_GET
def journey_export(request: MemberRequest, journey_id: int, part: str, form: str) -> HttpResponse:
    """Give one figure of a journey as a file."""
    look, _notes = _look(request, journey_id=journey_id)
    # The map is quick; the runs are looked into for what is not on it.
    wanted = _page(request, look).figures.get(part) or _runs_page(request, look).figures.get(part)
    if wanted is None or form not in EXPORTS:
        raise Http404
    file = export(figure=wanted, form=form, reader=request.reader)
    record_export(
        organisation=request.organisation,
        by=request.member.pk,
        at=now(),
        kind=part,
        form=form,
        filters=look.where.to_query(),
        subject=f"journey {journey_id}",
    )
    return HttpResponse(file.content, content_type=file.media_type, headers=file.headers)


def _look(request: MemberRequest, *, journey_id: int) -> tuple[Look, tuple[str, ...]]:
    where, notes = Filter.from_query(request.GET, sight=request.access.sight)
    look = look_at(
        organisation=request.organisation,
        journey=get_object_or_404(Journey.objects.for_organisation(request.organisation), pk=journey_id),
        where=where,
        slug=request.GET.get("metric", ""),
        at=now(),
        reader=request.reader,
    )
    return look, notes


def _page(request: MemberRequest, look: Look) -> JourneyPage:
    return journey_page(
        look=look,
        found=journey_health(look),
        journeys=journeys_of(organisation=request.organisation),
        takeable=request.access.may(Right.TAKE_AWAY),
        readable=request.access.may(Right.READ_COMMENTS),
    )


def _runs_page(request: MemberRequest, look: Look) -> RunsPage:
    return runs_page(
        look=look,
        found=walked(look),
        takeable=request.access.may(Right.TAKE_AWAY),
        readable=request.access.may(Right.READ_COMMENTS),
    )


def _parts(request: MemberRequest, page: JourneyPage | RunsPage, notes: tuple[str, ...]) -> dict[str, object]:
    shown = page.found.window.now if page.found else None
    return {
        "bar": filter_bar(
            organisation=request.organisation,
            where=page.look.where,
            notes=[*notes, *unheard(request.GET, heard=page.look.heard)],
            kept={"metric": request.GET["metric"]} if "metric" in request.GET else {},
            shown=(shown.start, shown.end) if shown else None,
        ),
        "partial": not request.access.sight.whole,
        "sources_url": reverse("listen:sources") if request.access.may(Right.IMPORT_DATA) else "",
    }
