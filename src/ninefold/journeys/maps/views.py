"""The list of journeys, the settings of one, and what nobody owns or measures."""

from datetime import date

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from ninefold.journeys.maps import operations
from ninefold.journeys.maps.choices import Flag
from ninefold.journeys.maps.example import lay_example
from ninefold.journeys.maps.forms import JourneyForm, SettingsForm
from ninefold.journeys.maps.models import Journey
from ninefold.journeys.maps.queries import JourneyMap, journey_maps
from ninefold.journeys.owners.forms import OwnerForm
from ninefold.journeys.owners.naming import Deed, gone_text, named_owner
from ninefold.journeys.owners.queries import ownerships_of
from ninefold.journeys.touchpoints.queries import InData, loose_names, names_in_data, touchpoint_names
from ninefold.journeys.turns import GoneError
from ninefold.kit.clock import local_day, now
from ninefold.people.access import Right
from ninefold.people.members.queries import members_of
from ninefold.people.members.requests import MemberRequest
from ninefold.people.policies import may, policy
from ninefold.people.units.queries import all_units

LOOSE_SHOWN = 100


def _today(request: MemberRequest) -> date:
    return local_day(now(), reader=request.reader)


def _journey(request: MemberRequest, journey_id: int) -> Journey:
    owned = Journey.objects.for_organisation(request.organisation)
    return get_object_or_404(owned.select_related("organisation"), pk=journey_id)


def _in_data(request: MemberRequest) -> InData | None:
    """Read which names the data use; from a part of the facts nobody could tell what is not measured."""
    return names_in_data(organisation=request.organisation) if request.access.sight.whole else None


@policy(may(Right.SEE_SCORES))
@require_GET
def journeys(request: MemberRequest) -> HttpResponse:
    """List the journeys with what nobody owns or measures in each."""
    maps = journey_maps(organisation=request.organisation, on=_today(request), in_data=_in_data(request))
    parts = {
        "maps": maps,
        "steps": sum(len(each.steps) for each in maps),
        "without_owner": sum(each.without_owner for each in maps),
        "not_measured": sum(each.not_measured for each in maps),
    }
    return render(request, "journeys/maps/journeys.html", parts)


@policy(may(Right.MAP_JOURNEYS))
@require_http_methods(["GET", "POST"])
def draw(request: MemberRequest) -> HttpResponse:
    """Begin a map of one's own."""
    form = JourneyForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            made = operations.draw_journey(
                organisation=request.organisation, by=request.member.pk, at=now(), **form.cleaned_data
            )
            return redirect("journeys:journey", made.pk)
        except operations.JourneyTakenError:
            form.add_error("name", _("There is a journey of this name already."))
    return render(request, "journeys/maps/draw.html", {"form": form})


@policy(may(Right.MAP_JOURNEYS))
@require_POST
def example(request: MemberRequest) -> HttpResponse:
    """Lay down a map to start from."""
    house = request.organisation
    try:
        made = lay_example(
            organisation=house, in_data=names_in_data(organisation=house), by=request.member.pk, at=now()
        )
    except operations.JourneyTakenError:
        messages.error(request, _("The example stands here already. Open it, or draw your own."))
        return redirect("journeys:journeys")
    messages.success(request, _("The example is drawn. Change whatever is different in your case."))
    return redirect("journeys:journey", made.pk)


@policy(may(Right.MAP_JOURNEYS))
@require_http_methods(["GET", "POST"])
def settings(request: MemberRequest, journey_id: int) -> HttpResponse:
    """Show what a journey is, who owns it as a whole, and which events make one run of it; change that."""
    found = _journey(request, journey_id)
    names = ("name", "goal", "key", "starts", "ends", "timeout_days")
    form = SettingsForm(
        request.POST or None,
        initial={name: getattr(found, name) for name in names},
        own={"starts": found.starts, "ends": found.ends},
        kinds=names_in_data(organisation=request.organisation).events,
        reader=request.reader,
    )
    if request.method == "POST" and form.is_valid():
        try:
            operations.change_journey(journey=found, by=request.member.pk, at=now(), **form.cleaned_data)
            messages.success(request, _("The journey is saved."))
            return redirect("journeys:journey", found.pk)
        except operations.JourneyTakenError:
            form.add_error("name", _("There is a journey of this name already."))
        except GoneError:
            form.add_error(None, gone_text())
    parts = {"journey": found, "form": form, "held": ownerships_of(journey=found.pk, on=_today(request))}
    return render(request, "journeys/maps/settings.html", parts)


@policy(may(Right.MAP_JOURNEYS))
@require_POST
def remove(request: MemberRequest, journey_id: int) -> HttpResponse:
    """Remove a map; touchpoints and answers stay."""
    found = _journey(request, journey_id)
    operations.remove_journey(journey=found, by=request.member.pk, at=now())
    messages.success(request, _("The journey “%(name)s” is removed.") % {"name": found.name})
    return redirect("journeys:journeys")


@policy(may(Right.MAP_JOURNEYS))
@require_http_methods(["GET", "POST"])
def own(request: MemberRequest, journey_id: int) -> HttpResponse:
    """Name somebody who answers for a whole journey."""
    found, house = _journey(request, journey_id), request.organisation
    form = OwnerForm(
        request.POST or None,
        initial={"since": _today(request)},
        members=members_of(organisation=house),
        units=all_units(organisation=house),
        reader=request.reader,
    )
    address = reverse("journeys:journey-settings", args=[found.pk])
    if request.method == "POST" and form.is_valid():
        deed = Deed(by=request.member.pk, at=now(), reader=request.reader)
        if named_owner(form, organisation=house, journey=found.pk, deed=deed):
            messages.success(request, _("The owner is named."))
            return redirect(address)
    parts = {"form": form, "name": found.name, "address": address}
    return render(request, "journeys/owners/name_owner.html", parts)


@policy(may(Right.SEE_SCORES))
@require_GET
def gaps(request: MemberRequest) -> HttpResponse:
    """List what nobody owns, what nobody measures, and names in the data that stand at no touchpoint."""
    house, in_data = request.organisation, _in_data(request)
    maps = journey_maps(organisation=house, on=_today(request), in_data=in_data)
    loose = loose_names(names=touchpoint_names(organisation=house), in_data=in_data) if in_data else ()
    parts = {
        "steps": sum(len(each.steps) for each in maps),
        "without_owner": _flagged(maps, Flag.NO_OWNER),
        "not_measured": _flagged(maps, Flag.NOT_MEASURED),
        "loose": loose[:LOOSE_SHOWN],
        "loose_more": max(0, len(loose) - LOOSE_SHOWN),
    }
    return render(request, "journeys/maps/gaps.html", parts)


def _flagged(maps: tuple[JourneyMap, ...], flag: Flag) -> list[dict[str, object]]:
    return [
        {"journey": each.journey, "stage": stage.stage, "step": step}
        for each in maps
        for stage in each.stages
        for step in stage.steps
        if flag in step.flags
    ]
