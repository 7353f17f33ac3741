"""The page of comments."""

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET

from ninefold.engine.filters import Filter
from ninefold.kit.clock import now
from ninefold.kit.exports import table_export
from ninefold.kit.written_periods import canonical
from ninefold.listen.responses.filter_bar import filter_bar
from ninefold.listen.responses.queries import MOST_EXPORTED, comments, comments_table
from ninefold.people.access import Right
from ninefold.people.audit.choices import Action
from ninefold.people.audit.operations import record_export, record_reading
from ninefold.people.members.requests import MemberRequest
from ninefold.people.policies import may, policy

FORMS = ("csv", "xlsx")


@policy(may(Right.READ_COMMENTS))
@require_GET
def comments_page(request: MemberRequest) -> HttpResponse:
    """Show the comments that the filter and the search select."""
    if (query := canonical(dict(request.GET.lists()))) is not None:
        return redirect(f"{request.path}?{query}")
    where, notes = Filter.from_query(request.GET, sight=request.access.sight)
    number = request.GET.get("page", "1")
    page = int(number) if number.isdecimal() and len(number) < 10 else 1
    found = comments(organisation=request.organisation, where=where, page=page)
    if found.comments:
        record_reading(
            organisation=request.organisation,
            action=Action.COMMENTS_READ,
            by=request.member.pk,
            at=now(),
            details={"filters": len(where.to_query())},
        )
    bar = filter_bar(
        organisation=request.organisation,
        where=where,
        notes=notes,
        kept={"words": where.words} if where.words else {},
    )
    links = _links(bar.address) if request.access.may(Right.TAKE_AWAY) else {}
    parts = {"found": found, "bar": bar, "where": where, "most": MOST_EXPORTED, "links": links}
    return render(request, "responses/comments.html", parts)


@policy(may(Right.READ_COMMENTS, Right.TAKE_AWAY))
@require_GET
def comments_export(request: MemberRequest, form: str) -> HttpResponse:
    """Give the comments that the filter and the search select as a file; nothing of a hidden group."""
    where, _notes = Filter.from_query(request.GET, sight=request.access.sight)
    table = comments_table(organisation=request.organisation, where=where) if form in FORMS else None
    if table is None:
        raise Http404
    file = table_export(table=table, key="comments", form=form, reader=request.reader)
    record_export(
        organisation=request.organisation,
        by=request.member.pk,
        at=now(),
        kind="comments",
        form=form,
        rows=len([*table.rows]),
        filters=where.to_query(),
    )
    return HttpResponse(file.content, content_type=file.media_type, headers=file.headers)


def _links(address: str) -> dict[str, str]:
    return {form.upper(): f"{reverse('listen:comments-export', args=[form])}?{address}" for form in FORMS}
