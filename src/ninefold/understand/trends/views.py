"""Trends: what is usual for a metric, what lies outside of it, and what may come."""

from datetime import timedelta
from typing import Any

from django.contrib import messages
from django.forms import model_to_dict
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from ninefold.engine.filters import Filter
from ninefold.kit.clock import now
from ninefold.kit.exports import EXPORTS, export
from ninefold.kit.unheard import unheard
from ninefold.kit.written_periods import canonical
from ninefold.listen.responses.filter_bar import FilterBar, filter_bar
from ninefold.people.access import Right
from ninefold.people.audit.operations import record_export
from ninefold.people.members.requests import MemberRequest
from ninefold.people.policies import may, policy
from ninefold.people.saved_views.rules import is_page
from ninefold.understand.trends.forms import MarkForm
from ninefold.understand.trends.marks import marks_of, placed_marks
from ninefold.understand.trends.models import EventMark
from ninefold.understand.trends.operations import TooManyMarksError, add_mark, change_mark, remove_mark
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
    form = _form_of(request, bar, initial={}) if request.access.may(Right.SET_METRICS) else None
    return render(request, "trends/trends.html", _parts(page, bar) | {"mark_form": form})


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
    # Of too few, not even the days are told on which they spoke.
    course = found.course if found and found.course.total.rows else None
    shown = (course.first, course.last + timedelta(days=1)) if course else None
    told = [*notes, *unheard(request.GET, heard=found.heard if found else {})]
    return filter_bar(organisation=request.organisation, where=where, notes=told, kept=kept, shown=shown)


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
        marks=placed_marks(organisation=request.organisation, where=where, points=found.course.points),
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


@policy(may(Right.SET_METRICS))
@require_http_methods(["GET", "POST"])
def marks(request: MemberRequest) -> HttpResponse:
    """List the event marks, and take a new one."""
    form = _mark_form(request)
    if request.method == "POST" and form.is_valid():
        try:
            add_mark(by=request.member, at=now(), **form.cleaned_data)
        except TooManyMarksError:
            form.add_error(None, _("There are 500 marks already. Remove one that is no longer needed."))
        else:
            messages.success(request, _("The mark stands on the charts."))
            return redirect(_back(request))
    listed = marks_of(organisation=request.organisation, sight=request.access.sight)
    parts = {"form": form, "marks": listed, "back": _back(request)}
    return render(request, "trends/marks.html", parts, status=422 if form.errors else 200)


@policy(may(Right.SET_METRICS))
@require_http_methods(["GET", "POST"])
def mark(request: MemberRequest, mark_id: int) -> HttpResponse:
    """Show one mark and write it anew."""
    found = get_object_or_404(EventMark.objects.for_organisation(request.organisation), pk=mark_id)
    form = _mark_form(request, initial=model_to_dict(found))
    if request.method == "POST" and form.is_valid():
        change_mark(mark=found, by=request.member, at=now(), **form.cleaned_data)
        messages.success(request, _("The mark is changed."))
        return redirect("understand:marks")
    parts = {"form": form, "mark": found}
    return render(request, "trends/mark.html", parts, status=422 if form.errors else 200)


@policy(may(Right.SET_METRICS))
@require_POST
def remove(request: MemberRequest, mark_id: int) -> HttpResponse:
    """Take a mark away."""
    found = get_object_or_404(EventMark.objects.for_organisation(request.organisation), pk=mark_id)
    remove_mark(mark=found, by=request.member, at=now())
    messages.success(request, _("The mark is removed."))
    return redirect("understand:marks")


def _mark_form(request: MemberRequest, *, initial: dict[str, Any] | None = None) -> MarkForm:
    bar = filter_bar(organisation=request.organisation, where=Filter(sight=request.access.sight), notes=())
    return _form_of(request, bar, initial=initial or {})


def _form_of(request: MemberRequest, bar: FilterBar, *, initial: dict[str, Any]) -> MarkForm:
    values = {choice.name: choice.values for choice in bar.dimensions}
    return MarkForm(
        request.POST or None,
        units=values.get("unit", ()),
        touchpoints=values.get("touchpoint", ()),
        reader=request.reader,
        initial=initial,
    )


def _back(request: MemberRequest) -> str:
    """The page that a mark was added from; its address is one of ours, or it is not heeded."""
    wanted = request.POST.get("back", "")
    return wanted if is_page(address=wanted) else reverse("understand:trends")
