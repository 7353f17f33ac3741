"""The pages on which a person is erased: who, what would go, how far it is, and the certificate."""

import json

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from ninefold.customers.erasure import operations
from ninefold.customers.erasure.choices import State
from ninefold.customers.erasure.forms import ConfirmForm, IdentifierForm
from ninefold.customers.erasure.models import Erasure
from ninefold.customers.erasure.page import erasure_page
from ninefold.customers.erasure.queries import certificate as certificate_of
from ninefold.customers.erasure.queries import erasures_of, work_on_erasure
from ninefold.customers.profiles.models import Customer
from ninefold.kit.clock import now
from ninefold.people.access import Right
from ninefold.people.audit.operations import record_export
from ninefold.people.members.requests import MemberRequest
from ninefold.people.policies import may, policy

CHANGE = may(Right.SEE_CUSTOMERS, Right.CHANGE_CUSTOMERS)


@policy(CHANGE)
@require_http_methods(["GET", "POST"])
def erasures(request: MemberRequest) -> HttpResponse:
    """List the erasures, and begin one by what the data call a person."""
    form = IdentifierForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        begun = operations.ask(
            organisation=request.organisation,
            by=request.member.pk,
            at=now(),
            identifiers=form.cleaned_data["identifiers"],
        )
        return redirect("customers:erasure", begun.pk)
    parts = {"form": form, "erasures": erasures_of(organisation=request.organisation)}
    return render(request, "customers/erasures.html", parts)


@policy(CHANGE)
@require_POST
def erase_customer(request: MemberRequest, customer_id: int) -> HttpResponse:
    """Begin the erasure of a customer with a look at what would go; nothing of them is changed."""
    owned = Customer.objects.for_organisation(request.organisation)
    customer = get_object_or_404(owned, pk=customer_id)
    try:
        begun = operations.ask(
            organisation=request.organisation, by=request.member.pk, at=now(), customer=customer
        )
    except operations.NobodyError:
        messages.error(request, _("This customer has no identifier, so nothing in the data is theirs."))
        return redirect("customers:customer", customer.standing)
    return redirect("customers:erasure", begun.pk)


@policy(CHANGE)
@require_http_methods(["GET", "POST"])
def erasure(request: MemberRequest, erasure_id: int) -> HttpResponse:
    """Show one erasure as far as it is, and confirm it."""
    found = _erasure(request, erasure_id)
    work = work_on_erasure(found)
    form = None
    if found.state == State.READY:
        form = ConfirmForm(request.POST or None, fields=found.found["fields"], sign=found.sign)
    if request.method == "POST" and form is not None and form.is_valid():
        return _confirmed(request, found, form=form)
    parts = {"page": erasure_page(erasure=found), "form": form, "work": work}
    return render(request, "customers/erasure.html", parts)


def _confirmed(request: MemberRequest, found: Erasure, *, form: ConfirmForm) -> HttpResponse:
    try:
        operations.confirm(
            erasure=found,
            kind=form.cleaned_data["kind"],
            kept=form.cleaned_data["kept"],
            by=request.member.pk,
            at=now(),
        )
    except operations.ChangedError:
        operations.look_again(erasure=found, at=now())
        told = _(
            "Nothing is erased yet: meanwhile somebody was merged or parted, or newer data call the person by"
            " another name. We look once more at what would go."
        )
        messages.error(request, told)
    except operations.NotReadyError:
        messages.error(request, _("Somebody has confirmed this erasure already, or called it off."))
        return redirect("customers:erasures")
    return redirect("customers:erasure", found.pk)


@policy(CHANGE)
@require_GET
def progress(request: MemberRequest, erasure_id: int) -> HttpResponse:
    """Say how far an erasure is; when it has arrived somewhere, let the page load anew."""
    found = _erasure(request, erasure_id)
    work = work_on_erasure(found)
    if work.done is None:
        return HttpResponse(headers={"HX-Refresh": "true"})
    return render(request, "customers/erasure_progress.html", {"erasure": found, "work": work})


@policy(CHANGE)
@require_POST
def call_off(request: MemberRequest, erasure_id: int) -> HttpResponse:
    """Call off an erasure that is not confirmed."""
    found = _erasure(request, erasure_id)
    try:
        operations.call_off(erasure=found)
    except operations.NotReadyError:
        messages.error(request, _("This erasure is confirmed and cannot be called off any more."))
        return redirect("customers:erasure", found.pk)
    messages.success(request, _("The erasure is called off. Nothing of the person was changed."))
    return redirect("customers:erasures")


@policy(CHANGE)
@require_POST
def go_on(request: MemberRequest, erasure_id: int) -> HttpResponse:
    """Go on with an erasure whose job failed."""
    found = _erasure(request, erasure_id)
    operations.go_on(erasure=found, at=now())
    return redirect("customers:erasure", found.pk)


@policy(CHANGE)
@require_GET
def certificate(request: MemberRequest, erasure_id: int) -> HttpResponse:
    """Give the certificate as a file, with its checksum."""
    found = _erasure(request, erasure_id)
    if found.state != State.DONE:
        return redirect("customers:erasure", found.pk)  # there is none yet
    record_export(
        organisation=request.organisation,
        by=request.member.pk,
        at=now(),
        kind="certificate",
        form="json",
        subject=f"erasure {found.pk}",
    )
    told = {**certificate_of(found), "sha256": found.digest}
    content = json.dumps(told, indent=2, sort_keys=True, ensure_ascii=False)
    name = f"certificate-{found.key}.json"
    return HttpResponse(
        content,
        content_type="application/json",
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )


def _erasure(request: MemberRequest, erasure_id: int) -> Erasure:
    owned = Erasure.objects.for_organisation(request.organisation).select_related("organisation")
    return get_object_or_404(owned, pk=erasure_id)
