"""The registry of metrics: every definition on one page, and who answers for each."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from ninefold.people.access import Right
from ninefold.people.members.requests import MemberRequest
from ninefold.people.policies import may, policy
from ninefold.understand.metrics.forms import AimForm
from ninefold.understand.metrics.operations import set_aim
from ninefold.understand.metrics.queries import metrics_of, setting_of


@policy(may(Right.SEE_SCORES))
@require_GET
def definitions(request: MemberRequest) -> HttpResponse:
    """List every metric with formula, scale, direction, version, owner and target."""
    metrics = metrics_of(organisation=request.organisation, survey=None)
    return render(request, "metrics/definitions.html", {"metrics": metrics})


@policy(may(Right.SEE_SCORES))
@require_http_methods(["GET", "POST"])
def definition(request: MemberRequest, metric: str) -> HttpResponse:
    """Show one definition; take its owner and target."""
    metrics = metrics_of(organisation=request.organisation, survey=None)
    found = next((each for each in metrics if each.slug == metric), None)
    if found is None:
        raise Http404
    if request.method == "POST" and not request.access.may(Right.SET_METRICS):
        raise PermissionDenied(_("Your role may read this definition but not change it."))
    setting = setting_of(organisation=request.organisation, slug=metric)
    form = AimForm(
        request.POST or None,
        organisation=request.organisation,
        metric=found,
        reader=request.reader,
        initial={
            "owner": setting.owner_id if setting else None,
            "target": setting.target if setting else None,
        },
    )
    if request.method == "POST" and form.is_valid():
        set_aim(organisation=request.organisation, slug=metric, at=timezone.now(), **form.cleaned_data)
        messages.success(request, _("The definition is saved."))
        return redirect("understand:definitions")
    parts = {"metric": found, "form": form, "settable": request.access.may(Right.SET_METRICS)}
    return render(request, "metrics/definition.html", parts, status=422 if form.errors else 200)
