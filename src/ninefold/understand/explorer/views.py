"""The metric explorer."""

from dataclasses import replace

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET

from ninefold.engine.filters import Filter
from ninefold.kit.clock import now
from ninefold.kit.exports import EXPORTS, export
from ninefold.kit.long_lists import ROWS, all_asked
from ninefold.kit.unheard import unheard
from ninefold.kit.written_periods import canonical
from ninefold.listen.responses.filter_bar import filter_bar
from ninefold.people.access import Right
from ninefold.people.audit.operations import record_export
from ninefold.people.members.requests import MemberRequest
from ninefold.people.policies import may, policy
from ninefold.understand.explorer.page import ExplorerPage, explorer_page, picture
from ninefold.understand.explorer.queries import Exploration, explore
from ninefold.understand.metrics.versions import VERSION, NoSuchVersion, asked_version


@policy(may(Right.SEE_SCORES))
@require_GET
def explorer(request: MemberRequest) -> HttpResponse:
    """Show one metric over time and by any dimension."""
    if (query := canonical(dict(request.GET.lists()))) is not None:
        return redirect(f"{request.path}?{query}")
    where, notes = Filter.from_query(request.GET, sight=request.access.sight)
    found = _found(request, where)
    page = None if found is None else _page(request, where, found)
    kept = {name: request.GET[name] for name in ("metric", "by", ROWS, VERSION) if name in request.GET}
    shown = (page.found.measured.window.now.start, page.found.measured.window.now.end) if page else None
    told = [*notes, *unheard(request.GET, heard=page.found.heard if page else {})]
    bar = filter_bar(organisation=request.organisation, where=where, notes=told, kept=kept, shown=shown)
    parts = {
        "page": page,
        "bar": bar,
        "answers_known": page is not None,
        "answers": page.answers if page else None,
    }
    return render(request, "explorer/explorer.html", parts)


@policy(may(Right.SEE_SCORES, Right.TAKE_AWAY))
@require_GET
def explorer_export(request: MemberRequest, figure: str, form: str) -> HttpResponse:
    """Give one figure of the explorer as a file."""
    where, _notes = Filter.from_query(request.GET, sight=request.access.sight)
    found = _found(request, where)
    # Of too few there is no file, as of nobody.
    if found is None or not found.measured.rows or form not in EXPORTS:
        raise Http404
    threshold = request.organisation.threshold
    wanted = picture(found=found, key=figure, threshold=threshold, reader=request.reader)
    if wanted is None:
        raise Http404
    metric = found.metric
    named = replace(wanted, key=f"{wanted.key}-{metric.slug}-version-{metric.version}")
    file = export(figure=named, form=form, reader=request.reader)
    record_export(
        organisation=request.organisation,
        by=request.member.pk,
        at=now(),
        kind=figure,
        form=form,
        filters=where.to_query(),
        subject="metrics",
    )
    return HttpResponse(file.content, content_type=file.media_type, headers=file.headers)


def _found(request: MemberRequest, where: Filter) -> Exploration | None:
    try:
        return explore(
            organisation=request.organisation,
            where=where,
            slug=request.GET.get("metric", "nps"),
            dimension=request.GET.get("by", "touchpoint"),
            reader=request.reader,
            version=asked_version(request.GET),
        )
    except NoSuchVersion:
        raise Http404 from None


def _page(request: MemberRequest, where: Filter, found: Exploration) -> ExplorerPage:
    return explorer_page(
        found=found,
        where=where,
        everything=all_asked(request.GET),
        takeable=request.access.may(Right.TAKE_AWAY),
        readable=request.access.may(Right.READ_COMMENTS),
    )
