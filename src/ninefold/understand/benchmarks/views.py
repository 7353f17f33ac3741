"""Outside figures: bringing them in, and holding ours against them."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from ninefold.engine.filters import Filter
from ninefold.kit.clock import local_day, now
from ninefold.kit.digits import number
from ninefold.kit.exports import EXPORTS, export
from ninefold.kit.long_lists import ROWS, all_asked
from ninefold.kit.unheard import unheard
from ninefold.kit.written_periods import canonical
from ninefold.listen.responses.filter_bar import filter_bar
from ninefold.listen.surveys.models import Survey
from ninefold.people.access import Right
from ninefold.people.audit.operations import record_export
from ninefold.people.members.requests import MemberRequest
from ninefold.people.policies import may, policy
from ninefold.understand.benchmarks.bringing import Brought, begun, brought
from ninefold.understand.benchmarks.choices import Method
from ninefold.understand.benchmarks.comparing import compare
from ninefold.understand.benchmarks.figures import KEY
from ninefold.understand.benchmarks.models import BenchmarkSet
from ninefold.understand.benchmarks.operations import keep_set, remove_set, say_method
from ninefold.understand.benchmarks.page import BenchmarkPage, benchmark_page
from ninefold.understand.benchmarks.parts import parts_of
from ninefold.understand.benchmarks.queries import sets_of
from ninefold.understand.benchmarks.wording import provenance_of

BAD_REQUEST = 422


@policy(may(Right.SEE_SCORES))
@require_GET
def benchmarks(request: MemberRequest) -> HttpResponse:
    """List the sets of outside figures with their provenance."""
    sets = [
        (row, provenance_of(row.benchmark, reader=request.reader))
        for row in sets_of(organisation=request.organisation)
    ]
    return render(request, "benchmarks/benchmarks.html", {"sets": sets})


@policy(may(Right.IMPORT_DATA))
@require_http_methods(["GET", "POST"])
def bring(request: MemberRequest) -> HttpResponse:
    """Take a file of outside figures: first shown, then kept."""
    today = local_day(now(), reader=request.reader)
    if request.method == "GET":
        page = begun(benchmark=_asked_for(request), reader=request.reader, today=today)
        return render(request, "benchmarks/bring.html", {"page": page})
    page = brought(
        posted=request.POST,
        files=request.FILES,
        organisation=request.organisation,
        reader=request.reader,
        today=today,
    )
    if "keep" in request.POST and page.ready and not page.fresh:
        return _kept(request, page)
    return render(request, "benchmarks/bring.html", {"page": page}, status=_status(page))


def _status(page: Brought) -> int:
    wrong = page.form.errors or (page.layout is not None and page.layout.errors)
    return BAD_REQUEST if wrong else 200


def _kept(request: MemberRequest, page: Brought) -> HttpResponse:
    figures = page.understood.figures if page.understood else ()
    kept = keep_set(
        organisation=request.organisation,
        told=page.form.provenance,
        figures=figures,
        by=request.member,
        at=now(),
    )
    told = ngettext("%(count)s figure is kept.", "%(count)s figures are kept.", len(figures))
    messages.success(request, told % {"count": number(len(figures), reader=request.reader)})
    return redirect("understand:benchmark", kept.pk)


def _asked_for(request: MemberRequest) -> BenchmarkSet | None:
    """Find the set that is to be brought again, if the address names one."""
    wanted = request.GET.get("again", "")
    if not wanted.isascii() or not wanted.isdecimal() or len(wanted) > 18:
        return None
    return BenchmarkSet.objects.for_organisation(request.organisation).filter(pk=int(wanted)).first()


@policy(may(Right.IMPORT_DATA))
@require_http_methods(["GET", "POST"])
def remove(request: MemberRequest, benchmark_id: int) -> HttpResponse:
    """Ask whether a set shall go, and let it go."""
    found = _benchmark(request, benchmark_id)
    if request.method == "GET":
        parts = {"benchmark": found, "figures": found.values.count()}
        return render(request, "benchmarks/remove.html", parts)
    remove_set(benchmark=found, by=request.member.pk, at=now())
    messages.success(request, _("“%(name)s” is removed.") % {"name": found.name})
    return redirect("understand:benchmarks")


@policy(may(Right.SEE_SCORES))
@require_GET
def benchmark(request: MemberRequest, benchmark_id: int) -> HttpResponse:
    """Hold one of our metrics against a set, or say why it cannot be."""
    if (query := canonical(dict(request.GET.lists()))) is not None:
        return redirect(f"{request.path}?{query}")
    where, notes = Filter.from_query(request.GET, sight=request.access.sight)
    page = _page(request, _benchmark(request, benchmark_id), where=where)
    kept = {name: request.GET[name] for name in ("metric", ROWS) if name in request.GET}
    measured = None if page.held.hidden else page.held.measured
    bar = filter_bar(
        organisation=request.organisation,
        where=where,
        notes=[*notes, *unheard(request.GET, heard=page.held.heard)],
        kept=kept,
        shown=None if measured is None else (measured.window.now.start, measured.window.now.end),
    )
    parts = {
        "page": page,
        "bar": bar,
        "parts": parts_of(organisation=request.organisation, where=where, kept=kept),
        "methods": Method.choices,
        "answers_known": page.ours is not None,
        "answers": page.answers,
    }
    return render(request, "benchmarks/benchmark.html", parts)


@policy(may(Right.SEE_SCORES, Right.TAKE_AWAY))
@require_GET
def benchmark_export(request: MemberRequest, benchmark_id: int, form: str) -> HttpResponse:
    """Give the comparison as a file; every line of it says whose figure it is."""
    where, _notes = Filter.from_query(request.GET, sight=request.access.sight)
    page = _page(request, _benchmark(request, benchmark_id), where=where)
    if page.held.hidden or form not in EXPORTS:
        raise Http404
    file = export(figure=page.figure, form=form, reader=request.reader)
    record_export(
        organisation=request.organisation,
        by=request.member.pk,
        at=now(),
        kind=KEY,
        form=form,
        filters=where.to_query(),
        subject=f"benchmark {benchmark_id}",
    )
    return HttpResponse(file.content, content_type=file.media_type, headers=file.headers)


@policy(may(Right.SET_METRICS))
@require_POST
def survey_method(request: MemberRequest, benchmark_id: int, survey_id: int) -> HttpResponse:
    """Take how the answers of one of our surveys are collected, and go back to the comparison."""
    found = _benchmark(request, benchmark_id)
    owned = Survey.objects.for_organisation(request.organisation).select_related("organisation")
    survey = get_object_or_404(owned, pk=survey_id)
    wanted = request.POST.get("method", "")
    if wanted and wanted not in Method.values:
        messages.error(request, _("Choose from the list how the answers are collected."))
    else:
        say_method(survey=survey, method=wanted, by=request.member.pk, at=now())
        messages.success(request, _("It is noted how “%(name)s” is asked.") % {"name": survey.name})
    address = reverse("understand:benchmark", args=[found.pk])
    return redirect(f"{address}?{request.POST.get('query', '')}".rstrip("?"))


def _page(request: MemberRequest, found: BenchmarkSet, *, where: Filter) -> BenchmarkPage:
    held = compare(
        organisation=request.organisation,
        benchmark=found,
        where=where,
        slug=request.GET.get("metric", ""),
        reader=request.reader,
    )
    return benchmark_page(
        held=held,
        where=where,
        organisation=request.organisation,
        reader=request.reader,
        everything=all_asked(request.GET),
        takeable=request.access.may(Right.TAKE_AWAY),
    )


def _benchmark(request: MemberRequest, benchmark_id: int) -> BenchmarkSet:
    owned = BenchmarkSet.objects.for_organisation(request.organisation)
    return get_object_or_404(owned.select_related("organisation", "imported_by"), pk=benchmark_id)
