"""The page of the audit log."""

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from ninefold.kit.clock import now
from ninefold.kit.exports import table_export
from ninefold.kit.written_periods import canonical
from ninefold.people.access import Right
from ninefold.people.audit.choices import Action
from ninefold.people.audit.operations import record_export, record_reading
from ninefold.people.audit.page import lines_of, log_table
from ninefold.people.audit.queries import Checked, entries_of, log_page, names_of, verified
from ninefold.people.audit.selection import NOBODY, selected
from ninefold.people.organisations.requests import OrganisationRequest
from ninefold.people.policies import may, policy

FORMS = ("csv", "xlsx")
MOST_EXPORTED = 50_000


@policy(may(Right.READ_AUDIT_LOG))
@require_GET
def audit(request: OrganisationRequest) -> HttpResponse:
    """Show the entries that the filters select, the newest first."""
    if (query := canonical(dict(request.GET.lists()))) is not None:
        return redirect(f"{request.path}?{query}")
    record_reading(
        organisation=request.organisation, action=Action.AUDIT_READ, by=request.member.pk, at=now()
    )
    return _page(request)


@policy(may(Right.READ_AUDIT_LOG))
@require_POST
def check(request: OrganisationRequest) -> HttpResponse:
    """Walk along the whole chain and say what was found."""
    return _page(request, checked=verified(organisation=request.organisation))


@policy(may(Right.READ_AUDIT_LOG))
@require_GET
def export(request: OrganisationRequest, form: str) -> HttpResponse:
    """Give the entries that the filters select as a file; that it was made is an entry itself."""
    if form not in FORMS:
        raise Http404
    chosen, _notes = selected(request.GET)
    found = entries_of(organisation=request.organisation, chosen=chosen, reader=request.reader)
    names = names_of(organisation=request.organisation)
    entries = list(found[:MOST_EXPORTED])
    table = log_table(entries, names=names, reader=request.reader)
    file = table_export(table=table, key="audit-log", form=form, reader=request.reader)
    record_export(
        organisation=request.organisation,
        by=request.member.pk,
        at=now(),
        kind="audit_log",
        form=form,
        rows=len(entries),
        filters=chosen.names,
    )
    return HttpResponse(file.content, content_type=file.media_type, headers=file.headers)


def _page(request: OrganisationRequest, *, checked: Checked | None = None) -> HttpResponse:
    chosen, notes = selected(request.GET)
    number = request.GET.get("page", "1")
    page = int(number) if number.isdecimal() and len(number) < 10 else 1
    found = log_page(organisation=request.organisation, chosen=chosen, reader=request.reader, page=page)
    names = names_of(organisation=request.organisation)
    parts = {
        "found": found,
        "lines": lines_of(found.entries, names=names, reader=request.reader),
        "chosen": chosen,
        "notes": notes,
        "checked": checked,
        "actions": Action.choices,
        "members": [(str(pk), name) for pk, name in names.items()],
        "nobody": NOBODY,
        "most": MOST_EXPORTED,
        "links": _links(chosen.address),
    }
    return render(request, "people/audit/audit.html", parts)


def _links(address: str) -> dict[str, str]:
    return {form.upper(): f"{reverse('people:audit-export', args=[form])}?{address}" for form in FORMS}
