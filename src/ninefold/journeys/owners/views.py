"""The pages of touchpoints, of who answers for each, and of one owner with their cover."""

import re
from datetime import date

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from ninefold.journeys.owners import operations
from ninefold.journeys.owners.forms import CoverForm, EndForm, OwnerForm
from ninefold.journeys.owners.models import Ownership
from ninefold.journeys.owners.naming import Deed, ended, gone_text, named_cover, named_owner
from ninefold.journeys.owners.queries import owners_on, ownerships_of
from ninefold.journeys.touchpoints import operations as touchpoints
from ninefold.journeys.touchpoints.choices import Where
from ninefold.journeys.touchpoints.forms import NewTouchpointForm, TouchpointForm
from ninefold.journeys.touchpoints.models import Touchpoint
from ninefold.journeys.touchpoints.queries import (
    names_in_data,
    offered_to,
    touchpoint_names,
    touchpoints_of,
)
from ninefold.journeys.turns import GoneError
from ninefold.kit.clock import local_day, now
from ninefold.people.access import Right
from ninefold.people.members.queries import members_of
from ninefold.people.members.requests import MemberRequest
from ninefold.people.policies import may, policy
from ninefold.people.units.queries import all_units

_BACK = re.compile(r"/journeys/(\d{1,18}/(\?step=\d{1,18})?|gaps/|touchpoints/)")


def _today(request: MemberRequest) -> date:
    return local_day(now(), reader=request.reader)


def _deed(request: MemberRequest) -> Deed:
    return Deed(by=request.member.pk, at=now(), reader=request.reader)


def _touchpoint(request: MemberRequest, touchpoint_id: int) -> Touchpoint:
    owned = Touchpoint.objects.for_organisation(request.organisation)
    return get_object_or_404(owned.select_related("organisation"), pk=touchpoint_id)


def _ownership(request: MemberRequest, ownership_id: int) -> Ownership:
    owned = Ownership.objects.for_organisation(request.organisation)
    return get_object_or_404(
        owned.select_related("touchpoint", "journey", "member", "cover", "unit"), pk=ownership_id
    )


def _subject(ownership: Ownership) -> str:
    """Give the address of what somebody owns."""
    if ownership.touchpoint_id is not None:
        return reverse("journeys:touchpoint", args=[ownership.touchpoint_id])
    return reverse("journeys:journey-settings", args=[ownership.journey_id])


@policy(may(Right.SEE_SCORES))
@require_GET
def touchpoint_list(request: MemberRequest) -> HttpResponse:
    """List the touchpoints, what the data call each, and who answers for it today."""
    return _list(request, NewTouchpointForm(initial={"name": request.GET.get("name", "")[:200]}))


@policy(may(Right.MAP_JOURNEYS))
@require_POST
def add(request: MemberRequest) -> HttpResponse:
    """Add a touchpoint."""
    form = NewTouchpointForm(request.POST)
    if not form.is_valid():
        return _list(request, form)
    found = touchpoints.touchpoint_named(
        organisation=request.organisation,
        in_data=names_in_data(organisation=request.organisation),
        by=request.member.pk,
        at=now(),
        **form.cleaned_data,
    )
    return redirect("journeys:touchpoint", found.pk)


def _list(request: MemberRequest, form: NewTouchpointForm) -> HttpResponse:
    house = request.organisation
    book, names = owners_on(organisation=house, on=_today(request)), touchpoint_names(organisation=house)
    lines = [
        {"touchpoint": each, "names": names.get(each.pk, {}), "owners": book.touchpoints.get(each.pk, ())}
        for each in touchpoints_of(organisation=house)
    ]
    return render(request, "journeys/owners/touchpoints.html", {"lines": lines, "form": form})


@policy(may(Right.MAP_JOURNEYS))
@require_http_methods(["GET", "POST"])
def touchpoint(request: MemberRequest, touchpoint_id: int) -> HttpResponse:
    """Show one touchpoint with its owners, and change it."""
    found = _touchpoint(request, touchpoint_id)
    names = touchpoint_names(organisation=request.organisation)
    offered = offered_to(
        touchpoint=found.pk, names=names, in_data=names_in_data(organisation=request.organisation)
    )
    initial = {
        "name": found.name,
        "kind": found.kind,
        "answers": offered[Where.FEEDBACK].own,
        "events": offered[Where.EVENT].own,
    }
    form = TouchpointForm(request.POST or None, initial=initial, offered=offered, reader=request.reader)
    if request.method == "POST" and form.is_valid() and _described(request, found, form=form):
        messages.success(request, _("The touchpoint is saved."))
        return redirect("journeys:touchpoint", found.pk)
    parts = {"touchpoint": found, "form": form, "held": ownerships_of(touchpoint=found, on=_today(request))}
    return render(request, "journeys/owners/touchpoint.html", parts)


def _described(request: MemberRequest, found: Touchpoint, *, form: TouchpointForm) -> bool:
    told = {name: form.cleaned_data[name] for name in ("name", "kind", "answers", "events")}
    try:
        touchpoints.describe_touchpoint(touchpoint=found, by=request.member.pk, at=now(), **told)
    except touchpoints.TouchpointTakenError:
        form.add_error("name", _("There is a touchpoint of this name already."))
    except touchpoints.DataNameTakenError as error:
        problem = _("“%(text)s” belongs to the touchpoint “%(name)s”. Take it away there first.")
        form.add_error(None, problem % {"text": error.text, "name": error.touchpoint.name})
    except GoneError:
        form.add_error(None, gone_text())
    return form.is_valid()


@policy(may(Right.MAP_JOURNEYS))
@require_POST
def remove_touchpoint(request: MemberRequest, touchpoint_id: int) -> HttpResponse:
    """Remove a touchpoint that no journey passes."""
    found = _touchpoint(request, touchpoint_id)
    try:
        touchpoints.remove_touchpoint(touchpoint=found, by=request.member.pk, at=now())
    except touchpoints.TouchpointInUseError as error:
        told = ngettext(
            "%(count)s step of your journeys leads to “%(name)s”. Remove that step first.",
            "%(count)s steps of your journeys lead to “%(name)s”. Remove those steps first.",
            error.steps,
        )
        messages.error(request, told % {"count": error.steps, "name": found.name})
        return redirect("journeys:touchpoint", found.pk)
    messages.success(request, _("The touchpoint “%(name)s” is removed.") % {"name": found.name})
    return redirect("journeys:touchpoints")


@policy(may(Right.MAP_JOURNEYS))
@require_http_methods(["GET", "POST"])
def own_touchpoint(request: MemberRequest, touchpoint_id: int) -> HttpResponse:
    """Name somebody who answers for a touchpoint."""
    found = _touchpoint(request, touchpoint_id)
    house, back = request.organisation, request.GET.get("back", "")
    form = OwnerForm(
        request.POST or None,
        initial={"since": _today(request)},
        members=members_of(organisation=house),
        units=all_units(organisation=house),
        reader=request.reader,
    )
    if (
        request.method == "POST"
        and form.is_valid()
        and named_owner(form, organisation=house, touchpoint=found.pk, deed=_deed(request))
    ):
        messages.success(request, _("The owner is named."))
        there = back if _BACK.fullmatch(back) else reverse("journeys:touchpoint", args=[found.pk])
        return redirect(there)
    address = reverse("journeys:touchpoint", args=[found.pk])
    return render(
        request, "journeys/owners/name_owner.html", {"form": form, "name": found.name, "address": address}
    )


@policy(may(Right.MAP_JOURNEYS))
@require_http_methods(["GET", "POST"])
def ownership(request: MemberRequest, ownership_id: int) -> HttpResponse:
    """Show one owner, and set their last day."""
    found = _ownership(request, ownership_id)
    form = EndForm(
        request.POST or None, initial={"last": found.until or _today(request)}, reader=request.reader
    )
    if request.method == "POST" and form.is_valid() and ended(form, ownership=found, deed=_deed(request)):
        messages.success(request, _("The last day is set."))
        return redirect(_subject(found))
    return _owner_page(request, found, end=form)


@policy(may(Right.MAP_JOURNEYS))
@require_POST
def cover(request: MemberRequest, ownership_id: int) -> HttpResponse:
    """Name who answers while the owner is away."""
    found = _ownership(request, ownership_id)
    form = _cover_form(request, found, data=True)
    if form.is_valid() and named_cover(form, ownership=found, deed=_deed(request)):
        messages.success(request, _("The cover is named."))
        return redirect(_subject(found))
    return _owner_page(request, found, cover=form)


def _cover_form(request: MemberRequest, found: Ownership, *, data: bool = False) -> CoverForm:
    initial = {
        "member": found.cover_id or "",
        "since": found.cover_since or max(found.since, _today(request)),
        "until": found.cover_until,
    }
    others = [each for each in members_of(organisation=request.organisation) if each.pk != found.member_id]
    return CoverForm(request.POST if data else None, initial=initial, members=others, reader=request.reader)


def _owner_page(
    request: MemberRequest, found: Ownership, *, end: EndForm | None = None, cover: CoverForm | None = None
) -> HttpResponse:
    parts = {
        "ownership": found,
        "address": _subject(found),
        "end": end or EndForm(initial={"last": found.until or _today(request)}, reader=request.reader),
        "cover": cover or _cover_form(request, found),
    }
    return render(request, "journeys/owners/ownership.html", parts)


@policy(may(Right.MAP_JOURNEYS))
@require_POST
def end_cover(request: MemberRequest, ownership_id: int) -> HttpResponse:
    """Let the owner answer again."""
    found = _ownership(request, ownership_id)
    try:
        operations.end_cover(ownership=found, by=request.member.pk, at=now())
    except GoneError:
        messages.error(request, gone_text())
    return redirect(_subject(found))


@policy(may(Right.MAP_JOURNEYS))
@require_POST
def withdraw(request: MemberRequest, ownership_id: int) -> HttpResponse:
    """Take an owner back who was named by mistake."""
    found = _ownership(request, ownership_id)
    operations.withdraw_ownership(ownership=found, by=request.member.pk, at=now())
    messages.success(request, _("The owner is taken back, as if never named."))
    return redirect(_subject(found))
