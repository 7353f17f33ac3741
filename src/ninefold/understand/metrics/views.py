"""The registry of metrics: every definition on one page, and a page for each."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from ninefold.engine.filters import Filter
from ninefold.kit.written_periods import canonical
from ninefold.listen.responses.filter_bar import filter_bar
from ninefold.people.access import Right
from ninefold.people.members.requests import MemberRequest
from ninefold.people.policies import may, policy
from ninefold.understand.metrics.as_python import Opener
from ninefold.understand.metrics.forms import AimForm
from ninefold.understand.metrics.operations import set_aim
from ninefold.understand.metrics.page import metric_page
from ninefold.understand.metrics.queries import facts_of, metrics_of, setting_of, total
from ninefold.understand.metrics.registry import Metric


@policy(may(Right.SEE_SCORES))
@require_GET
def definitions(request: MemberRequest) -> HttpResponse:
    """List every metric with formula, scale, direction, version, owner and target."""
    metrics = metrics_of(organisation=request.organisation, survey=None)
    return render(request, "metrics/definitions.html", {"metrics": metrics})


@policy(may(Right.SEE_SCORES))
@require_http_methods(["GET", "POST"])
def definition(request: MemberRequest, metric: str) -> HttpResponse:
    """Show one metric: definition, number, what was left out, Python; take its owner and target."""
    if request.method == "GET" and (query := canonical(dict(request.GET.lists()))) is not None:
        return redirect(f"{request.path}?{query}")
    where, notes = Filter.from_query(request.GET, sight=request.access.sight)
    where = where.without_words()
    found = _metric(request, slug=metric, where=where)
    if request.method == "POST" and not request.access.may(Right.SET_METRICS):
        raise PermissionDenied(_("Your role may read this definition but not change it."))
    form = _aim_form(request, metric=found)
    if request.method == "POST" and form.is_valid():
        set_aim(organisation=request.organisation, slug=metric, at=timezone.now(), **form.cleaned_data)
        messages.success(request, _("The definition is saved."))
        return redirect("understand:definitions")
    parts = _parts(request, metric=found, where=where, notes=notes) | {"form": form}
    return render(request, "metrics/definition.html", parts, status=422 if form.errors else 200)


def _metric(request: MemberRequest, *, slug: str, where: Filter) -> Metric:
    metrics = metrics_of(organisation=request.organisation, survey=where.survey)
    found = next((each for each in metrics if each.slug == slug), None)
    if found is None:
        raise Http404
    return found


def _aim_form(request: MemberRequest, *, metric: Metric) -> AimForm:
    setting = setting_of(organisation=request.organisation, slug=metric.slug)
    return AimForm(
        request.POST or None,
        organisation=request.organisation,
        metric=metric,
        reader=request.reader,
        initial={
            "owner": setting.owner_id if setting else None,
            "target": setting.target if setting else None,
        },
    )


def _parts(
    request: MemberRequest, *, metric: Metric, where: Filter, notes: tuple[str, ...]
) -> dict[str, Any]:
    facts = facts_of(organisation=request.organisation, where=where, metrics=[metric])
    group = total(facts=facts, metrics=[metric], weighted=True)
    opener = Opener.of(member=request.member, access=request.access)
    page = metric_page(score=group.scores[metric.slug], rows=group.rows, where=where, opener=opener)
    return {
        "page": page,
        "metric": metric,
        "bar": filter_bar(organisation=request.organisation, where=where, notes=notes),
        "answers_known": page.answers is not None,
        "answers": page.answers,
        "settable": request.access.may(Right.SET_METRICS),
    }
