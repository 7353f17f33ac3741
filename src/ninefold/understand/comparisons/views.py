"""Groups held against each other, fairly."""

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
from ninefold.understand.comparisons.asking import asked_of
from ninefold.understand.comparisons.fair import Fair, fair_groups
from ninefold.understand.comparisons.page import SORTS, Shown, groups_page
from ninefold.understand.comparisons.page import picture as picture_of

KEPT = ("metric", "by", "look", "mix", "sort", ROWS)


@policy(may(Right.SEE_SCORES))
@require_GET
def groups(request: MemberRequest) -> HttpResponse:
    """Show which groups really differ."""
    if (query := canonical(dict(request.GET.lists()))) is not None:
        return redirect(f"{request.path}?{query}")
    where, notes = Filter.from_query(request.GET, sight=request.access.sight)
    found = _found(request, where)
    page = groups_page(fair=found, where=where, shown=_shown(request)) if found else None
    period = page.fair.found.window.now if page else None
    bar = filter_bar(
        organisation=request.organisation,
        where=where,
        notes=[*notes, *unheard(request.GET, heard=found.heard if found else {})],
        kept={name: request.GET[name] for name in KEPT if name in request.GET},
        shown=(period.start, period.end) if period else None,
    )
    parts = {
        "page": page,
        "bar": bar,
        "answers_known": page is not None,
        "answers": page.answers if page else None,
    }
    return render(request, "comparisons/groups.html", parts)


@policy(may(Right.SEE_SCORES, Right.TAKE_AWAY))
@require_GET
def groups_export(request: MemberRequest, picture: str, form: str) -> HttpResponse:
    """Give one figure of the comparison as a file."""
    where, _notes = Filter.from_query(request.GET, sight=request.access.sight)
    found = _found(request, where)
    # Of too few there is no file, as of nobody.
    wanted = None
    if found and found.found.answers:
        wanted = picture_of(fair=found, key=picture, shown=_shown(request))
    if wanted is None or form not in EXPORTS:
        raise Http404
    file = export(figure=wanted, form=form, reader=request.reader)
    record_export(
        organisation=request.organisation,
        by=request.member.pk,
        at=now(),
        kind=picture,
        form=form,
        filters=where.to_query(),
        subject="groups",
    )
    return HttpResponse(file.content, content_type=file.media_type, headers=file.headers)


def _found(request: MemberRequest, where: Filter) -> Fair | None:
    return fair_groups(
        organisation=request.organisation, where=where, asked=asked_of(request.GET), reader=request.reader
    )


def _shown(request: MemberRequest) -> Shown:
    sort = request.GET.get("sort", "")
    return Shown(
        reader=request.reader,
        threshold=request.organisation.threshold,
        sort=sort if sort in SORTS else SORTS[0],
        everything=all_asked(request.GET),
        takeable=request.access.may(Right.TAKE_AWAY),
        readable=request.access.may(Right.READ_COMMENTS),
    )
