"""The editor of one map: the page, and each push and form on it. All of it works without a script."""

from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from ninefold.journeys.drawing.editor import editor_of, form_of
from ninefold.journeys.drawing.forms import NewStepForm, StageForm, StepForm
from ninefold.journeys.drawing.moving import Target, dropped_at, target_of
from ninefold.journeys.maps import operations
from ninefold.journeys.maps.models import Journey, Stage, Step
from ninefold.journeys.maps.queries import mapped_step
from ninefold.journeys.owners.naming import gone_text
from ninefold.journeys.owners.queries import owners_on
from ninefold.journeys.touchpoints import operations as touchpoints
from ninefold.journeys.touchpoints.queries import names_in_data, touchpoint_names
from ninefold.journeys.turns import GoneError
from ninefold.kit.clock import local_day, now
from ninefold.kit.digits import number
from ninefold.people.access import Right
from ninefold.people.members.requests import MemberRequest
from ninefold.people.policies import may, policy


def _journey(request: MemberRequest, journey_id: int) -> Journey:
    owned = Journey.objects.for_organisation(request.organisation)
    return get_object_or_404(owned.select_related("organisation"), pk=journey_id)


def _stage(request: MemberRequest, stage_id: int) -> Stage:
    owned = Stage.objects.for_organisation(request.organisation)
    return get_object_or_404(owned.select_related("organisation", "journey__organisation"), pk=stage_id)


def _step(request: MemberRequest, step_id: int) -> Step:
    owned = Step.objects.for_organisation(request.organisation)
    related = ("organisation", "touchpoint__organisation", "stage__journey__organisation")
    return get_object_or_404(owned.select_related(*related), pk=step_id)


def _page(request: MemberRequest, found: Journey, *, step: str = "", **forms: Any) -> HttpResponse:
    editor = editor_of(
        journey=found,
        on=local_day(now(), reader=request.reader),
        reader=request.reader,
        step=step,
        writes=request.access.may(Right.MAP_JOURNEYS),
        whole=request.access.sight.whole,
        **forms,
    )
    parts = {"editor": editor, "journey": found, "map": editor.map, "open": editor.open}
    return render(request, "journeys/drawing/journey.html", parts)


def _back(journey: int, *, step: int | None = None) -> HttpResponseRedirect:
    address = reverse("journeys:journey", args=[journey])
    return HttpResponseRedirect(address if step is None else f"{address}?step={step}")


@policy(may(Right.SEE_SCORES))
@require_GET
def journey(request: MemberRequest, journey_id: int) -> HttpResponse:
    """Show the map of a journey; `?step=` opens the panel of a step."""
    return _page(request, _journey(request, journey_id), step=request.GET.get("step", ""))


@policy(may(Right.MAP_JOURNEYS))
@require_POST
def add_stage(request: MemberRequest, journey_id: int) -> HttpResponse:
    """Add a stage after the others."""
    found, form = _journey(request, journey_id), StageForm(request.POST)
    if form.is_valid():
        try:
            operations.add_stage(journey=found, by=request.member.pk, at=now(), **form.cleaned_data)
            return _back(found.pk)
        except operations.StageTakenError:
            form.add_error("name", _("The journey has a stage of this name already."))
        except GoneError:
            form.add_error(None, gone_text())
    return _page(request, found, new_stage=form)


@policy(may(Right.MAP_JOURNEYS))
@require_http_methods(["GET", "POST"])
def stage(request: MemberRequest, stage_id: int) -> HttpResponse:
    """Show one stage and change it."""
    found = _stage(request, stage_id)
    form = StageForm(request.POST or None, initial={"name": found.name, "phase": found.phase})
    if request.method == "POST" and form.is_valid():
        try:
            operations.change_stage(stage=found, by=request.member.pk, at=now(), **form.cleaned_data)
            return _back(found.journey_id)
        except operations.StageTakenError:
            form.add_error("name", _("The journey has a stage of this name already."))
        except GoneError:
            form.add_error(None, gone_text())
    return render(request, "journeys/drawing/stage.html", {"stage": found, "form": form})


@policy(may(Right.MAP_JOURNEYS))
@require_POST
def move_stage(request: MemberRequest, stage_id: int) -> HttpResponse:
    """Move a stage by one place: earlier or later."""
    found = _stage(request, stage_id)
    by = {"earlier": -1, "later": 1}.get(request.POST.get("way", ""), 0)
    try:
        operations.move_stage(stage=found, to=max(0, found.position + by), by=request.member.pk, at=now())
    except GoneError:
        messages.error(request, gone_text())
    else:
        messages.success(request, _("The stage “%(name)s” is moved.") % {"name": found.name})
    return _back(found.journey_id)


@policy(may(Right.MAP_JOURNEYS))
@require_POST
def remove_stage(request: MemberRequest, stage_id: int) -> HttpResponse:
    """Remove an empty stage."""
    found = _stage(request, stage_id)
    try:
        operations.remove_stage(stage=found, by=request.member.pk, at=now())
    except operations.StageInUseError:
        told = _("“%(name)s” has steps. Move or remove those first, so that none is lost.")
        messages.error(request, told % {"name": found.name})
        return redirect("journeys:stage", found.pk)
    messages.success(request, _("The stage “%(name)s” is removed.") % {"name": found.name})
    return _back(found.journey_id)


@policy(may(Right.MAP_JOURNEYS))
@require_POST
def add_step(request: MemberRequest, stage_id: int) -> HttpResponse:
    """Add a step at a touchpoint that there is, or at a new one."""
    found, form = _stage(request, stage_id), NewStepForm(request.POST, auto_id=f"new-{stage_id}-%s")
    if form.is_valid():
        try:
            made = _added(request, found, form=form)
            return _back(found.journey_id, step=made.pk)
        except operations.StepTakenError:
            form.add_error("touchpoint", _("This stage has a step at this touchpoint already."))
        except GoneError:
            form.add_error(None, gone_text())
    return _page(request, found.journey, new_step=form, adding=found.pk)


@transaction.atomic
def _added(request: MemberRequest, found: Stage, *, form: NewStepForm) -> Step:
    """Add touchpoint and step, or neither."""
    by, at, house = request.member.pk, now(), request.organisation
    touchpoint = touchpoints.touchpoint_named(
        organisation=house,
        name=form.cleaned_data["touchpoint"],
        kind=form.cleaned_data["kind"],
        in_data=names_in_data(organisation=house),
        by=by,
        at=at,
    )
    return operations.add_step(stage=found, touchpoint=touchpoint, by=by, at=at)


@policy(may(Right.MAP_JOURNEYS))
@require_http_methods(["GET", "POST"])
def step(request: MemberRequest, step_id: int) -> HttpResponse:
    """Save the panel of a step; asked for by itself, it opens on its map."""
    found = _step(request, step_id)
    if request.method == "GET":
        return _back(found.stage.journey_id, step=found.pk)
    house = request.organisation
    opened = mapped_step(
        step=found,
        book=owners_on(organisation=house, on=local_day(now(), reader=request.reader)),
        names=touchpoint_names(organisation=house),
        in_data=None,
    )
    in_data = names_in_data(organisation=house)
    form = form_of(opened, in_data=in_data, reader=request.reader, data=request.POST)
    try:
        if form.is_valid() and _saved(request, found, form=form):
            messages.success(request, _("The step is saved."))
            return _back(found.stage.journey_id, step=found.pk)
    except GoneError:  # there is no panel left that could say so
        messages.error(request, gone_text())
        return _back(found.stage.journey_id)
    return _page(request, found.stage.journey, step=str(found.pk), step_form=form)


def _saved(request: MemberRequest, found: Step, *, form: StepForm) -> bool:
    """Make all changes of the panel, or none of them."""
    by, at, told = request.member.pk, now(), form.cleaned_data
    names = {name: told[name] for name in ("name", "kind", "answers", "events")}
    try:
        with transaction.atomic():
            touchpoints.describe_touchpoint(touchpoint=found.touchpoint, by=by, at=at, **names)
            operations.change_step(step=found, goal=told["goal"], problem=told["problem"], by=by, at=at)
    except touchpoints.TouchpointTakenError:
        form.add_error("name", _("There is a touchpoint of this name already."))
    except touchpoints.DataNameTakenError as error:
        problem = _("“%(text)s” belongs to the touchpoint “%(name)s”. Take it away there first.")
        form.add_error(None, problem % {"text": error.text, "name": error.touchpoint.name})
    return form.is_valid()


@policy(may(Right.MAP_JOURNEYS))
@require_POST
def move_step(request: MemberRequest, step_id: int) -> HttpResponse:
    """Move a step: by a push (`way`), or to where it was dropped (`stage` and `place`)."""
    found, sent = _step(request, step_id), request.POST
    stages = list(Stage.objects.filter(journey=found.stage.journey_id).order_by("position"))
    if "way" in sent:
        target = target_of(step=found, stages=stages, way=sent["way"])
    else:
        target = dropped_at(stages=stages, stage=sent.get("stage", ""), place=sent.get("place", ""))
    if target is None:
        told = _("“%(name)s” cannot go further that way.") % {"name": found.touchpoint.name}
        messages.success(request, told)
    else:
        _moved(request, found, target=target)
    return _back(found.stage.journey_id, step=found.pk)


def _moved(request: MemberRequest, found: Step, *, target: Target) -> None:
    name = found.touchpoint.name
    try:
        operations.move_step(step=found, stage=target.stage, to=target.place, by=request.member.pk, at=now())
    except operations.StepTakenError:
        told = _("“%(stage)s” has a step at “%(name)s” already.")
        messages.error(request, told % {"stage": target.stage.name, "name": name})
    except GoneError:
        messages.error(request, gone_text())
    else:
        found.refresh_from_db()
        told = _("“%(name)s” now stands in “%(stage)s”, as step %(place)s.")
        place = number(found.position + 1, reader=request.reader)
        messages.success(request, told % {"name": name, "stage": target.stage.name, "place": place})


@policy(may(Right.MAP_JOURNEYS))
@require_POST
def remove_step(request: MemberRequest, step_id: int) -> HttpResponse:
    """Remove a step; its touchpoint stays."""
    found = _step(request, step_id)
    operations.remove_step(step=found, by=request.member.pk, at=now())
    told = _("The step at “%(name)s” is removed; the touchpoint stays.")
    messages.success(request, told % {"name": found.touchpoint.name})
    return _back(found.stage.journey_id)
