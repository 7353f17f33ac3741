"""The Overview, and the first page of an organisation that has no answers yet."""

from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET

from ninefold.engine.filters import Filter
from ninefold.kit.clock import local_day, now
from ninefold.kit.exports import EXPORTS, export
from ninefold.kit.written_periods import canonical
from ninefold.listen.responses.filter_bar import filter_bar
from ninefold.listen.sources.forms import UploadForm
from ninefold.people.access import Right
from ninefold.people.audit.operations import record_export
from ninefold.people.members.requests import MemberRequest
from ninefold.people.policies import may, member, policy
from ninefold.people.roles.queries import owners_of
from ninefold.site.home.answering import Answering, answering
from ninefold.site.home.arrangement import sides_of
from ninefold.site.home.page import OverviewPage, comments_address, overview_page
from ninefold.site.home.queries import begun, events_brought, latest_words, overview


@policy(member)
@require_GET
def home(request: MemberRequest) -> HttpResponse:
    """Show how the customers' experience stands, or how to begin."""
    if not request.access.may(Right.SEE_SCORES):
        return _nothing_to_see(request)
    if (query := canonical(dict(request.GET.lists()))) is not None:
        return redirect(f"{request.path}?{query}")
    where, notes = Filter.from_query(request.GET, sight=request.access.sight)
    page = _page(request, where)
    if page is None and not begun(organisation=request.organisation):
        if not request.access.may(Right.IMPORT_DATA):
            return render(request, "home/no_answers.html")
        brought = events_brought(organisation=request.organisation)
        return render(request, "home/first_run.html", {"form": UploadForm(), "events": brought})
    shown = (page.found.window.now.start, page.found.window.now.end) if page else None
    bar = filter_bar(organisation=request.organisation, where=where, notes=notes, shown=shown)
    parts: dict[str, Any] = {"page": page, "bar": bar, "answers_known": page is not None}
    if page is not None:
        parts["answers"] = page.found.answers
    return render(request, "home/overview.html", parts)


@policy(may(Right.SEE_SCORES, Right.READ_COMMENTS))
@require_GET
def home_words(request: MemberRequest) -> HttpResponse:
    """Show the latest comments: a part of the Overview that comes after it, for no number waits for words."""
    where, _notes = Filter.from_query(request.GET, sight=request.access.sight)
    words = latest_words(organisation=request.organisation, where=where)
    return render(request, "home/words.html", {"words": words, "address": comments_address(where)})


@policy(may(Right.SEE_SCORES, Right.TAKE_AWAY))
@require_GET
def home_export(request: MemberRequest, figure: str, form: str) -> HttpResponse:
    """Give one figure of the Overview as a file."""
    where, _notes = Filter.from_query(request.GET, sight=request.access.sight)
    page = _page(request, where)
    # Of too few there is no file, as of nobody.
    wanted = page.figures.get(figure) if page and page.found.answers else None
    if wanted is None or form not in EXPORTS:
        raise Http404
    file = export(figure=wanted, form=form, reader=request.reader)
    record_export(
        organisation=request.organisation,
        by=request.member.pk,
        at=now(),
        kind=figure,
        form=form,
        filters=where.to_query(),
        subject="overview",
    )
    return HttpResponse(file.content, content_type=file.media_type, headers=file.headers)


def _page(request: MemberRequest, where: Filter) -> OverviewPage | None:
    role = request.access.role
    units = dict(request.access.sight.places).get("unit")
    sides = sides_of(role=role, units=None if units is None else len(units))
    found = overview(organisation=request.organisation, where=where, reader=request.reader, sides=sides)
    if found is None:
        return None
    return overview_page(
        found=found,
        where=where,
        threshold=request.organisation.threshold,
        reader=request.reader,
        readable=request.access.may(Right.READ_COMMENTS),
        takeable=request.access.may(Right.TAKE_AWAY),
        role=role,
        answering=_answering(request),
    )


def _answering(request: MemberRequest) -> Answering:
    on = local_day(now(), reader=request.reader)
    return answering(organisation=request.organisation, member=request.member, on=on)


def _nothing_to_see(request: MemberRequest) -> HttpResponse:
    """Say to who has no role, or one without numbers, where to turn."""
    owners = owners_of(organisation=request.organisation)
    return render(request, "home/no_role.html", {"owners": [grant.member for grant in owners]})
