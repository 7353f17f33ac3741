"""The pages on which units are arranged."""

from collections.abc import Sequence

from django.contrib import messages
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from ninefold.kit.clock import now
from ninefold.kit.digits import number
from ninefold.people.access import Right
from ninefold.people.members.requests import MemberRequest
from ninefold.people.policies import may, policy
from ninefold.people.units import operations
from ninefold.people.units.forms import HierarchyForm, UnitForm, UnitsForm
from ninefold.people.units.models import Hierarchy, Unit
from ninefold.people.units.queries import hierarchies_of, loose_names, part_of, places_for, units_of

LOOSE_SHOWN, ROWS_SHOWN = 50, 300


@policy(may(Right.ARRANGE_UNITS))
@require_http_methods(["GET", "POST"])
def units(request: MemberRequest) -> HttpResponse:
    """List the hierarchies, and begin a new one."""
    form = HierarchyForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            made = operations.found_hierarchy(
                organisation=request.organisation, by=request.member.pk, at=now(), **form.cleaned_data
            )
            return redirect("people:hierarchy", made.pk)
        except operations.NameTakenError:
            form.add_error(None, _("There is a hierarchy of this name, or one for this part of the answers."))
    found = hierarchies_of(organisation=request.organisation)
    if request.method == "GET" and len(found) == 1:
        return redirect("people:hierarchy", found[0].pk)
    return render(request, "people/units/units.html", {"hierarchies": found, "form": form})


@policy(may(Right.ARRANGE_UNITS))
@require_GET
def new_hierarchy(request: MemberRequest) -> HttpResponse:
    """Show the form for one more hierarchy."""
    found = hierarchies_of(organisation=request.organisation)
    return render(request, "people/units/units.html", {"hierarchies": found, "form": HierarchyForm()})


def _hierarchy(request: MemberRequest, hierarchy_id: int) -> Hierarchy:
    owned = Hierarchy.objects.for_organisation(request.organisation)
    return get_object_or_404(owned.select_related("organisation"), pk=hierarchy_id)


def _unit(request: MemberRequest, unit_id: int) -> Unit:
    owned = Unit.objects.for_organisation(request.organisation)
    return get_object_or_404(owned.select_related("organisation", "hierarchy", "parent"), pk=unit_id)


@policy(may(Right.ARRANGE_UNITS))
@require_http_methods(["GET", "POST"])
def hierarchy(request: MemberRequest, hierarchy_id: int) -> HttpResponse:
    """Show the tree of a hierarchy, and add units to it."""
    found = _hierarchy(request, hierarchy_id)
    part = part_of(hierarchy=found, below=request.GET.get("below", ""), most=ROWS_SHOWN)
    form = UnitsForm(request.POST or None, units=part.places)
    if request.method == "POST" and form.is_valid() and _added(request, found, form=form, among=part.places):
        return redirect(request.get_full_path())
    loose = loose_names(hierarchy=found)
    parts = {
        "hierarchy": found,
        "hierarchies": hierarchies_of(organisation=request.organisation),
        "part": part,
        "form": form,
        "loose": loose[:LOOSE_SHOWN],
        "loose_more": max(0, len(loose) - LOOSE_SHOWN),
        "loose_lines": "\n".join(each.text for each in loose),
    }
    return render(request, "people/units/hierarchy.html", parts)


def _added(request: MemberRequest, found: Hierarchy, *, form: UnitsForm, among: Sequence[Unit]) -> bool:
    names, chosen = form.cleaned_data["names"], form.cleaned_data["parent"]
    parent = next((unit for unit in among if str(unit.pk) == chosen), None)
    try:
        made = operations.add_units(
            hierarchy=found, parent=parent, names=names, by=request.member.pk, at=now()
        )
    except operations.NameTakenError as error:
        form.add_error("names", _("There is a unit “%(name)s” there already.") % {"name": error.name})
        return False
    except operations.TooDeepError:
        form.add_error("parent", _("No unit fits below this one: ten levels are the most."))
        return False
    told = ngettext("%(count)s unit was added.", "%(count)s units were added.", len(made))
    messages.success(request, told % {"count": number(len(made), reader=request.reader)})
    return True


@policy(may(Right.ARRANGE_UNITS))
@require_http_methods(["GET", "POST"])
def unit(request: MemberRequest, unit_id: int) -> HttpResponse:
    """Show one unit and change it."""
    found = _unit(request, unit_id)
    places = places_for(unit=found, among=units_of(hierarchy=found.hierarchy))
    names = found.names.order_by("text").values_list("text", flat=True)
    initial = {"name": found.name, "parent": found.parent_id or "", "names": "\n".join(names)}
    form = UnitForm(request.POST or None, initial=initial, units=places)
    if request.method == "POST" and form.is_valid() and _changed(request, found, form=form):
        messages.success(request, _("The unit is saved."))
        return redirect("people:hierarchy", found.hierarchy_id)
    return render(request, "people/units/unit.html", {"unit": found, "form": form})


def _changed(request: MemberRequest, found: Unit, *, form: UnitForm) -> bool:
    """Make all changes of the form, or none of them."""
    told, by, at = form.cleaned_data, request.member.pk, now()
    to = Unit.objects.for_organisation(request.organisation).filter(pk=told["parent"] or 0).first()
    try:
        with transaction.atomic():
            if told["parent"] != str(found.parent_id or ""):
                operations.move_unit(unit=found, to=to, by=by, at=at)
                found.refresh_from_db()
            if told["name"] != found.name:
                operations.rename_unit(unit=found, name=told["name"], by=by, at=at)
            operations.call_unit(unit=found, texts=told["names"], by=by, at=at)
    except operations.NameTakenError as error:
        form.add_error(None, _("The name “%(name)s” belongs to another unit.") % {"name": error.name})
    except operations.CircleError:
        form.add_error("parent", _("A unit cannot stand below itself or below its own parts."))
    except operations.TooDeepError:
        form.add_error("parent", _("Its parts do not fit there: ten levels are the most."))
    return form.is_valid()


@policy(may(Right.ARRANGE_UNITS))
@require_POST
def remove(request: MemberRequest, unit_id: int) -> HttpResponse:
    """Remove a unit that nobody needs."""
    found = _unit(request, unit_id)
    try:
        operations.remove_unit(unit=found, by=request.member.pk, at=now())
    except operations.InUseError:
        told = _("“%(name)s” has parts, people or rules of its own. Move or end those first.")
        messages.error(request, told % {"name": found.name})
        return redirect("people:unit", found.pk)
    messages.success(request, _("The unit “%(name)s” is removed.") % {"name": found.name})
    return redirect("people:hierarchy", found.hierarchy_id)
