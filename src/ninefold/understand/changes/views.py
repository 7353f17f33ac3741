"""The page of what changed."""

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET

from ninefold.engine.filters import Filter
from ninefold.kit.clock import now
from ninefold.kit.exports import table_export
from ninefold.kit.long_lists import ROWS, all_asked
from ninefold.kit.written_periods import canonical
from ninefold.listen.responses.filter_bar import filter_bar
from ninefold.people.access import Right
from ninefold.people.audit.operations import record_export
from ninefold.people.members.requests import MemberRequest
from ninefold.people.policies import may, policy
from ninefold.understand.changes.page import ChangesPage, changes_page
from ninefold.understand.changes.queries import changes as changes_of

FORMS = ("csv", "xlsx")


@policy(may(Right.SEE_SCORES))
@require_GET
def changes(request: MemberRequest) -> HttpResponse:
    """Show what really changed, and how many looks it took to say so."""
    if (query := canonical(dict(request.GET.lists()))) is not None:
        return redirect(f"{request.path}?{query}")
    where, notes = Filter.from_query(request.GET, sight=request.access.sight)
    page = _page(request, where, everything=all_asked(request.GET))
    kept = {name: request.GET[name] for name in (ROWS,) if name in request.GET}
    shown = (page.found.window.now.start, page.found.window.now.end) if page else None
    parts = {
        "page": page,
        "bar": filter_bar(
            organisation=request.organisation, where=where, notes=notes, kept=kept, shown=shown
        ),
        "answers_known": page is not None,
        "answers": page.answers if page else None,
    }
    return render(request, "changes/changes.html", parts)


@policy(may(Right.SEE_SCORES, Right.TAKE_AWAY))
@require_GET
def changes_export(request: MemberRequest, form: str) -> HttpResponse:
    """Give every comparison of the page as a file, what changed and what did not."""
    where, _notes = Filter.from_query(request.GET, sight=request.access.sight)
    page = _page(request, where, everything=True)
    # Of too few there is no file, as of nobody.
    if page is None or page.answers is None or form not in FORMS:
        raise Http404
    file = table_export(table=page.table, key="changes", form=form, reader=request.reader)
    record_export(
        organisation=request.organisation,
        by=request.member.pk,
        at=now(),
        kind="changes",
        form=form,
        filters=where.to_query(),
        subject="changes",
    )
    return HttpResponse(file.content, content_type=file.media_type, headers=file.headers)


def _page(request: MemberRequest, where: Filter, *, everything: bool) -> ChangesPage | None:
    found = changes_of(organisation=request.organisation, where=where, reader=request.reader)
    if found is None:
        return None
    return changes_page(
        found=found,
        where=where,
        reader=request.reader,
        everything=everything,
        takeable=request.access.may(Right.TAKE_AWAY),
        readable=request.access.may(Right.READ_COMMENTS),
    )
