"""The page of the example: that it is invented, what it is made of, and the button that removes it."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST
from django_htmx.http import HttpResponseClientRedirect

from ninefold.demo.example.forms import RemovalForm
from ninefold.demo.example.loading import queue_loading, stop_loading
from ninefold.demo.example.models import Example
from ninefold.demo.example.operations import open_example
from ninefold.demo.example.planted import planted
from ninefold.demo.example.queries import example_of, loading_of
from ninefold.demo.example.removal import remove_example
from ninefold.kit.clock import now
from ninefold.people.access import Right
from ninefold.people.members.requests import MemberRequest
from ninefold.people.policies import may, member, policy


@policy(member)
@require_GET
def example(request: MemberRequest) -> HttpResponse:
    """Say that the company is invented, and what it is made of."""
    return _show(request, _example(request))


@policy(member)
@require_GET
def progress(request: MemberRequest) -> HttpResponse:
    """Show how far the work on it is; once the facts are in, their pages are there to be looked at."""
    found = _example(request)
    awaited = request.GET.get("awaited", "")
    if awaited == "facts" and found.loaded_at is not None:
        return HttpResponseClientRedirect(reverse("overview"))
    loading = loading_of(example=found)
    if loading is None:
        return HttpResponseClientRedirect(reverse("example"))
    return render(request, "example/progress.html", {"example": found, "done": loading.progress})


@policy(may(Right.IMPORT_DATA))
@require_POST
def open_(request: MemberRequest) -> HttpResponse:
    """Found an example for who asks, beside their own organisation, and look at it."""
    visitor = open_example(member=request.member, at=now())
    return _enter(request, organisation=visitor.organisation_id, address="example")


@policy(may(Right.CHANGE_SETTINGS))
@require_POST
def load(request: MemberRequest) -> HttpResponse:
    """Go on with an example where that was stopped or broke off."""
    queue_loading(example=_example(request), at=now())
    return redirect("example")


@policy(may(Right.CHANGE_SETTINGS))
@require_POST
def stop(request: MemberRequest) -> HttpResponse:
    """Stop the work on the example."""
    stop_loading(example=_example(request), at=now())
    messages.info(request, _("Stopped. You can go on with it whenever you like."))
    return redirect("example")


@policy(may(Right.CHANGE_SETTINGS))
@require_POST
def remove(request: MemberRequest) -> HttpResponse:
    """Remove the example with all that is in it."""
    found = _example(request)
    form = RemovalForm(request.POST)
    if _alone(request) and not form.is_valid():
        return _show(request, found, form=form)
    staying = remove_example(
        organisation=found.organisation, by=request.member, begin=form.data.get("name", ""), at=now()
    )
    messages.success(request, _("The example is gone, with everything that was in it."))
    return _enter(request, organisation=staying.organisation_id, address="overview")


def _enter(request: MemberRequest, *, organisation: int, address: str) -> HttpResponse:
    """Go on in another organisation; a role acted in belongs to the one that is left."""
    request.session["organisation"] = organisation
    request.session.pop("role", None)
    return redirect(address)


def _example(request: MemberRequest) -> Example:
    found = example_of(organisation=request.organisation)
    if found is None:
        raise Http404
    return found


def _alone(request: MemberRequest) -> bool:
    return len(request.memberships) == 1


def _show(request: MemberRequest, found: Example, *, form: RemovalForm | None = None) -> HttpResponse:
    loading = loading_of(example=found)
    begun = form or RemovalForm(initial={"name": _("Our organisation")})
    parts: dict[str, Any] = {
        "example": found,
        "done": None if loading is None else loading.progress,
        "planted": planted(example=found) if found.loaded_at else (),
        "form": begun if _alone(request) else None,
    }
    return render(request, "example/example.html", parts, status=400 if form else 200)
