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
from ninefold.understand.journey_health.operations import draw_from_log
from ninefold.understand.journey_health.page import JourneyPage, journey_page
from ninefold.understand.journey_health.queries import journey_health, journeys_of


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
    """Show the map of a journey with its scores, and how it is gone through."""
    if (query := canonical(dict(request.GET.lists()))) is not None:
        return redirect(f"{request.path}?{query}")
    where, notes = Filter.from_query(request.GET, sight=request.access.sight)
    page = _page(request, journey_id=journey_id, where=where)
    measured = page.found.measured
    bar = filter_bar(
        organisation=request.organisation,
        where=where,
        notes=[*notes, *unheard(request.GET, heard=page.found.heard)],
        kept={"metric": request.GET["metric"]} if "metric" in request.GET else {},
        shown=None if measured is None else (measured.window.now.start, measured.window.now.end),
    )
    parts = {
        "page": page,
        "bar": bar,
        "answers_known": page.scores is not None,
        "answers": page.answers,
        "partial": not request.access.sight.whole,
        "sources_url": reverse("listen:sources") if request.access.may(Right.IMPORT_DATA) else "",
    }
    return render(request, "journey_health/journey.html", parts)


@policy(may(Right.SEE_SCORES, Right.TAKE_AWAY))
@require_GET
def journey_export(request: MemberRequest, journey_id: int, part: str, form: str) -> HttpResponse:
    """Give one figure of a journey as a file."""
    where, _notes = Filter.from_query(request.GET, sight=request.access.sight)
    wanted = _page(request, journey_id=journey_id, where=where).figures.get(part)
    if wanted is None or form not in EXPORTS:
        raise Http404
    file = export(figure=wanted, form=form, reader=request.reader)
    record_export(
        organisation=request.organisation,
        by=request.member.pk,
        at=now(),
        kind=part,
        form=form,
        filters=where.to_query(),
        subject=f"journey {journey_id}",
    )
    return HttpResponse(file.content, content_type=file.media_type, headers=file.headers)


def _page(request: MemberRequest, *, journey_id: int, where: Filter) -> JourneyPage:
    wanted = get_object_or_404(Journey.objects.for_organisation(request.organisation), pk=journey_id)
    found = journey_health(
        organisation=request.organisation,
        journey=wanted,
        where=where,
        slug=request.GET.get("metric", ""),
        at=now(),
        reader=request.reader,
    )
    return journey_page(
        found=found,
        journeys=journeys_of(organisation=request.organisation),
        where=where,
        threshold=request.organisation.threshold,
        reader=request.reader,
        takeable=request.access.may(Right.TAKE_AWAY),
        readable=request.access.may(Right.READ_COMMENTS),
    )
