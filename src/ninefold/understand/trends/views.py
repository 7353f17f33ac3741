"""Trends: what is usual for a metric, what lies outside of it, and what may come."""

from datetime import timedelta

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET

from ninefold.engine.filters import Filter
from ninefold.kit.clock import now
from ninefold.kit.exports import EXPORTS, export
from ninefold.kit.written_periods import canonical
from ninefold.listen.responses.filter_bar import FilterBar, filter_bar
from ninefold.people.access import Right
from ninefold.people.audit.operations import record_export
from ninefold.people.members.requests import MemberRequest
from ninefold.people.policies import may, policy
from ninefold.understand.trends.page import OutlookPage, TrendPage, outlook_page, trend_page
from ninefold.understand.trends.reading import Followed, followed, foreseen
from ninefold.understand.trends.stretches import every_of


@policy(may(Right.SEE_SCORES))
@require_GET
def trends(request: MemberRequest) -> HttpResponse:
    """Show one metric period by period with the limits of what is usual for it."""
    if (query := canonical(dict(request.GET.lists()))) is not None:
        return redirect(f"{request.path}?{query}")
    where, notes = Filter.from_query(request.GET, sight=request.access.sight)
    page = _page(request, where)
    bar = _bar(request, where, notes, found=page.found if page else None)
    return render(request, "trends/trends.html", _parts(page, bar))


@policy(may(Right.SEE_SCORES))
@require_GET
def trend_forecast(request: MemberRequest) -> HttpResponse:
    """Show what may come next, with its test on the past."""
    if (query := canonical(dict(request.GET.lists()))) is not None:
        return redirect(f"{request.path}?{query}")
    where, notes = Filter.from_query(request.GET, sight=request.access.sight)
    page = _outlook(request, where)
    bar = _bar(request, where, notes, found=page.found if page else None)
    return render(request, "trends/forecast.html", _parts(page, bar))


@policy(may(Right.SEE_SCORES, Right.TAKE_AWAY))
@require_GET
def trends_export(request: MemberRequest, figure: str, form: str) -> HttpResponse:
    """Give the control chart or the forecast as a file."""
    where, _notes = Filter.from_query(request.GET, sight=request.access.sight)
    page = _outlook(request, where) if figure == "forecast" else _page(request, where)
    # Of too few there is no file, as of nobody.
    wanted = page.figures.get(figure) if page and page.answers else None
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
        subject="trends",
    )
    return HttpResponse(file.content, content_type=file.media_type, headers=file.headers)


def _parts(page: TrendPage | OutlookPage | None, bar: FilterBar) -> dict[str, object]:
    return {
        "page": page,
        "bar": bar,
        "answers_known": page is not None,
        "answers": page.answers if page else None,
    }


def _bar(
    request: MemberRequest, where: Filter, notes: tuple[str, ...], *, found: Followed | None
) -> FilterBar:
    kept = {name: request.GET[name] for name in ("metric", "every") if name in request.GET}
    course = found.course if found else None
    shown = (course.first, course.last + timedelta(days=1)) if course else None
    return filter_bar(organisation=request.organisation, where=where, notes=notes, kept=kept, shown=shown)


def _followed(request: MemberRequest, where: Filter) -> Followed | None:
    return followed(
        organisation=request.organisation,
        where=where,
        slug=request.GET.get("metric", "nps"),
        every=every_of(request.GET.get("every", "")),
        reader=request.reader,
    )


def _page(request: MemberRequest, where: Filter) -> TrendPage | None:
    found = _followed(request, where)
    if found is None:
        return None
    return trend_page(
        found=found,
        where=where,
        reader=request.reader,
        takeable=request.access.may(Right.TAKE_AWAY),
        readable=request.access.may(Right.READ_COMMENTS),
    )


def _outlook(request: MemberRequest, where: Filter) -> OutlookPage | None:
    found = _followed(request, where)
    if found is None or not found.course.total.rows:
        return None
    outlook = foreseen(organisation=request.organisation, where=where, found=found, reader=request.reader)
    return outlook_page(
        found=found,
        outlook=outlook,
        where=where,
        reader=request.reader,
        takeable=request.access.may(Right.TAKE_AWAY),
    )
