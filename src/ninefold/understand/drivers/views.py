"""The page of drivers."""

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET

from ninefold.engine.filters import Filter
from ninefold.kit.clock import now
from ninefold.kit.exports import EXPORTS, export
from ninefold.kit.written_periods import canonical
from ninefold.listen.responses.filter_bar import filter_bar
from ninefold.people.access import Right
from ninefold.people.audit.operations import record_export
from ninefold.people.members.requests import MemberRequest
from ninefold.people.policies import may, policy
from ninefold.understand.drivers.asking import Asked
from ninefold.understand.drivers.page import DriversPage, drivers_page
from ninefold.understand.drivers.queries import analyse


@policy(may(Right.SEE_SCORES))
@require_GET
def drivers(request: MemberRequest) -> HttpResponse:
    """Show what goes with an outcome, and how much of it."""
    if (query := canonical(dict(request.GET.lists()))) is not None:
        return redirect(f"{request.path}?{query}")
    where, notes = Filter.from_query(request.GET, sight=request.access.sight)
    page, asked = _page(request, where), Asked.from_query(request.GET)
    bar = filter_bar(
        organisation=request.organisation,
        where=where,
        notes=[*notes, *asked.unheard(page.found)],
        kept=asked.to_query(),
    )
    return render(
        request,
        "drivers/drivers.html",
        {"page": page, "bar": bar, "answers_known": page.answers is not None, "answers": page.answers},
    )


@policy(may(Right.SEE_SCORES, Right.TAKE_AWAY))
@require_GET
def drivers_export(request: MemberRequest, form: str) -> HttpResponse:
    """Give the figure of the page as a file."""
    where, _notes = Filter.from_query(request.GET, sight=request.access.sight)
    wanted = _page(request, where).figure
    if wanted is None or form not in EXPORTS:
        raise Http404
    file = export(figure=wanted, form=form, reader=request.reader)
    record_export(
        organisation=request.organisation,
        by=request.member.pk,
        at=now(),
        kind=wanted.key,
        form=form,
        filters=where.to_query(),
        subject="drivers",
    )
    return HttpResponse(file.content, content_type=file.media_type, headers=file.headers)


def _page(request: MemberRequest, where: Filter) -> DriversPage:
    asked = Asked.from_query(request.GET)
    return drivers_page(
        found=analyse(organisation=request.organisation, where=where, asked=asked),
        asked=asked,
        where=where,
        reader=request.reader,
        takeable=request.access.may(Right.TAKE_AWAY),
        readable=request.access.may(Right.READ_COMMENTS),
    )
