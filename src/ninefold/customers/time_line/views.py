"""The customer's page."""

from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET

from ninefold.customers.consent.choices import Channel
from ninefold.customers.consent.forms import ConsentForm
from ninefold.customers.consent.rules import CHANNELS
from ninefold.customers.profiles.models import Customer
from ninefold.customers.time_line.page import CASES_SHOWN, customer_page
from ninefold.kit.clock import now
from ninefold.kit.typed_days import NoDayError, typed_day
from ninefold.people.access import Right
from ninefold.people.audit.choices import Action
from ninefold.people.audit.operations import record_reading
from ninefold.people.members.requests import MemberRequest
from ninefold.people.policies import may, policy


@policy(may(Right.SEE_CUSTOMERS))
@require_GET
def customer(request: MemberRequest, customer_id: int) -> HttpResponse:
    """Show one customer: who it is, what was agreed to, what happened, and the money."""
    owned = Customer.objects.for_organisation(request.organisation).select_related("organisation")
    found = get_object_or_404(owned, pk=customer_id)
    if found.merged_into_id:
        return redirect("customers:customer", found.standing)
    number, at = request.GET.get("page", "1"), now()
    as_of = _as_of(request, at=at)
    page = customer_page(
        customer=found,
        access=request.access,
        reader=request.reader,
        page=int(number) if number.isdecimal() and len(number) < 10 else 1,
        at=at,
        as_of=as_of or at,
    )
    if page is None:
        raise Http404
    record_reading(
        organisation=request.organisation,
        action=Action.CUSTOMER_READ,
        by=request.member.pk,
        at=at,
        subject=f"customer {found.pk}",
    )
    parts = {
        "page": page,
        "form": ConsentForm(initial={"channel": Channel.ANY}),
        "channels": CHANNELS,
        "cases": page.line.cases[:CASES_SHOWN],
        "more_cases": len(page.line.cases[CASES_SHOWN:]),
        "as_of": as_of,
        "today": at.astimezone(ZoneInfo(request.reader.time_zone)).date(),
    }
    return render(request, "customers/customer.html", parts)


def _as_of(request: MemberRequest, *, at: datetime) -> datetime | None:
    """Read the day whose attributes are asked for, to its end; None for now, and for what is no day."""
    typed = request.GET.get("as_of", "").strip()
    if not typed:
        return None
    try:
        day = typed_day(typed, reader=request.reader)
    except NoDayError:
        return None
    zone = ZoneInfo(request.reader.time_zone)
    end = datetime.combine(day, time.min, tzinfo=zone) + timedelta(days=1) - timedelta(microseconds=1)
    return min(end, at)
