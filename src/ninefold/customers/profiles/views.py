"""The list of customers, what they agreed to, and who is one with whom."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from ninefold.customers.consent.choices import Channel, Purpose, State
from ninefold.customers.consent.forms import ConsentForm
from ninefold.customers.consent.operations import note_consent
from ninefold.customers.profiles import operations
from ninefold.customers.profiles.finding import Page, find, listed
from ninefold.customers.profiles.forms import MergeForm
from ninefold.customers.profiles.models import LONGEST, Customer, Merge
from ninefold.customers.profiles.queries import account_of, attributes_of, identifiers_of, same_person, two
from ninefold.kit.clock import now
from ninefold.people.access import Right
from ninefold.people.members.requests import MemberRequest
from ninefold.people.policies import may, policy


@policy(may(Right.SEE_CUSTOMERS))
@require_GET
def customers(request: MemberRequest) -> HttpResponse:
    """List the customers in sight, or those that a search finds."""
    organisation, sight = request.organisation, request.access.sight
    words, after = request.GET.get("words", "").strip()[:LONGEST], request.GET.get("after", "")[:LONGEST]
    if words:
        page = find(organisation=organisation, words=words, sight=sight)
    else:
        page = listed(organisation=organisation, sight=sight, after=after)
    parts = {"page": page, "words": words, "after": after}
    return render(request, "customers/customers.html", parts)


@policy(may(Right.SEE_CUSTOMERS, Right.CHANGE_CUSTOMERS))
@require_POST
def consent(request: MemberRequest, customer_id: int) -> HttpResponse:
    """Note what a customer said to one purpose and channel."""
    found = _customer(request, customer_id)
    form = ConsentForm(request.POST)
    if form.is_valid():
        told = form.cleaned_data
        note_consent(
            organisation=request.organisation,
            customer=found.standing,
            purpose=Purpose(told["purpose"]),
            channel=Channel(told["channel"]),
            state=State(told["state"]),
            source=told["source"],
            by=request.member.pk,
            at=now(),
        )
        messages.success(request, _("The consent is noted."))
    else:
        messages.error(
            request, _("The consent was not noted: choose what for, in what way and what was said.")
        )
    return redirect("customers:customer", found.standing)


@policy(may(Right.SEE_CUSTOMERS, Right.CHANGE_CUSTOMERS))
@require_http_methods(["GET", "POST"])
def merge(request: MemberRequest, customer_id: int) -> HttpResponse:
    """Find the customer who is the same person, compare the two, and say so."""
    kept = _customer(request, customer_id)
    if kept.merged_into_id:
        return redirect("customers:merge-customer", kept.standing)
    absorbed = _other(request, request.POST.get("other") or request.GET.get("other", ""))
    if absorbed is None:
        return _choosing(request, kept)
    compared = two(kept=kept, absorbed=absorbed)
    form = MergeForm(request.POST or None, two=compared)
    if request.method == "POST" and form.is_valid() and _merged(request, kept, absorbed, form=form):
        messages.success(request, _("The two are one customer now. You can take it back on this page."))
        return redirect("customers:customer", kept.pk)
    sides = [_side(each) for each in (kept, absorbed)]
    parts = {"customer": kept, "two": compared, "form": form, "sides": sides}
    return render(request, "customers/merge.html", parts)


@policy(may(Right.SEE_CUSTOMERS, Right.CHANGE_CUSTOMERS))
@require_POST
def part(request: MemberRequest, merge_id: int) -> HttpResponse:
    """Take a merge back."""
    found = get_object_or_404(
        Merge.objects.for_organisation(request.organisation).select_related("organisation", "kept"),
        pk=merge_id,
    )
    try:
        operations.take_back(merge=found, by=request.member.pk, at=now())
        messages.success(request, _("The merge is taken back: the two are two customers again."))
    except operations.TakenBackError:
        messages.error(request, _("Somebody has taken this merge back already."))
    return redirect("customers:customer", found.kept.standing)


def _customer(request: MemberRequest, customer_id: int) -> Customer:
    owned = Customer.objects.for_organisation(request.organisation)
    return get_object_or_404(owned.select_related("organisation"), pk=customer_id)


def _other(request: MemberRequest, number: str) -> Customer | None:
    owned = Customer.objects.for_organisation(request.organisation).select_related("organisation")
    return owned.filter(pk=int(number)).first() if number.isdecimal() and len(number) < 19 else None


def _choosing(request: MemberRequest, kept: Customer) -> HttpResponse:
    words = request.GET.get("words", "").strip()[:LONGEST]
    page = Page(customers=())
    if words:
        page = find(organisation=request.organisation, words=words, sight=request.access.sight)
    others = [each for each in page.customers if each.customer.pk != kept.pk]
    parts = {"customer": kept, "side": _side(kept), "words": words, "others": others}
    return render(request, "customers/choose_other.html", parts)


def _merged(request: MemberRequest, kept: Customer, absorbed: Customer, *, form: MergeForm) -> bool:
    try:
        operations.merge_customers(
            kept=kept, absorbed=absorbed, decisions=form.decisions(), by=request.member.pk, at=now()
        )
    except operations.OnePersonError:
        form.add_error(None, _("These two are one customer already; there is nothing to merge."))
    except operations.AbsorbedError:
        told = _("One of the two belongs to another customer by now. Search for that one and merge with it.")
        form.add_error(None, told)
    except operations.GoneError:
        form.add_error(None, _("One of the two is no longer here. Search once more."))
    except operations.AccountUndecidedError:
        form.add_error(None, _("The two belong to different accounts. Open this page anew and choose one."))
    return form.is_valid()


def _side(customer: Customer) -> dict[str, object]:
    """What somebody looks at to tell whether two customers are one person."""
    return {
        "customer": customer,
        "identifiers": identifiers_of(customer=customer),
        "account": account_of(customer=customer),
        "attributes": attributes_of(customers=same_person(customer=customer), at=now()),
    }
