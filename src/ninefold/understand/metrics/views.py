"""The registry of metrics: every definition on one page, and a page for each."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from ninefold.engine.filters import Filter
from ninefold.kit.clock import now
from ninefold.kit.written_periods import canonical
from ninefold.listen.responses.filter_bar import filter_bar
from ninefold.people.access import Right
from ninefold.people.members.requests import MemberRequest
from ninefold.people.policies import may, policy
from ninefold.understand.metrics.as_python import Opener
from ninefold.understand.metrics.forms import AimForm, DefinitionForm
from ninefold.understand.metrics.history import history
from ninefold.understand.metrics.operations import NothingNew, Wanted, change_definition, set_aim
from ninefold.understand.metrics.page import metric_page
from ninefold.understand.metrics.queries import facts_of, metrics_of, setting_of, standard_of, total
from ninefold.understand.metrics.registry import Metric
from ninefold.understand.metrics.versions import VERSION, NoSuchVersion, asked_version, versions_of


@policy(may(Right.SEE_SCORES))
@require_GET
def definitions(request: MemberRequest) -> HttpResponse:
    """List every metric with formula, scale, direction, version, owner and target."""
    metrics = metrics_of(organisation=request.organisation, survey=None)
    return render(request, "metrics/definitions.html", {"metrics": metrics})


@policy(may(Right.SEE_SCORES))
@require_http_methods(["GET", "POST"])
def definition(request: MemberRequest, metric: str) -> HttpResponse:
    """Show one metric: definition, number, what was left out, Python, versions; take owner and target."""
    if request.method == "GET" and (query := canonical(dict(request.GET.lists()))) is not None:
        return redirect(f"{request.path}?{query}")
    if request.method == "POST" and not request.access.may(Right.SET_METRICS):
        raise PermissionDenied(_("Your role may read this definition but not change it."))
    if request.method == "GET":
        return _shown(request, slug=metric)
    form = _aim_form(request, metric=_metric(request, slug=metric), data=True)
    if not form.is_valid():
        return _shown(request, slug=metric, aim=form)
    set_aim(organisation=request.organisation, slug=metric, by=request.member, at=now(), **form.cleaned_data)
    messages.success(request, _("Owner and target are saved."))
    return redirect("understand:definition", metric)


@policy(may(Right.SEE_SCORES, Right.SET_METRICS))
@require_POST
def definition_versions(request: MemberRequest, metric: str) -> HttpResponse:
    """Define a metric anew: a version that holds from now on."""
    _metric(request, slug=metric)  # not found where there is none
    form = _definition_form(request, slug=metric, data=True)
    if form is None or not form.is_valid():
        return _shown(request, slug=metric, anew=form)
    try:
        made = change_definition(
            organisation=request.organisation,
            slug=metric,
            wanted=form.wanted(),
            reason=form.cleaned_data["reason"],
            by=request.member,
            at=now(),
        )
    except NothingNew:  # somebody else has just defined it like this
        return redirect("understand:definition", metric)
    told = _("Version %(version)s holds from now on. Older numbers keep their version.")
    messages.success(request, told % {"version": made.number})
    return redirect("understand:definition", metric)


def _shown(
    request: MemberRequest, *, slug: str, aim: AimForm | None = None, anew: DefinitionForm | None = None
) -> HttpResponse:
    where, notes = Filter.from_query(request.GET, sight=request.access.sight)
    where = where.without_words()
    metric = _metric(request, slug=slug, where=where)
    failed = aim is not None or anew is not None
    parts = _parts(request, metric=metric, where=where, notes=notes)
    if request.access.may(Right.SET_METRICS):
        parts["form"] = aim or _aim_form(request, metric=metric)
        parts["anew"] = anew or _definition_form(request, slug=slug)
    return render(request, "metrics/definition.html", parts, status=422 if failed else 200)


def _metric(request: MemberRequest, *, slug: str, where: Filter | None = None) -> Metric:
    survey = None if where is None else where.survey
    version = None if where is None else asked_version(request.GET)
    try:
        metrics = metrics_of(organisation=request.organisation, survey=survey, slug=slug, version=version)
    except NoSuchVersion:
        raise Http404 from None
    found = next((each for each in metrics if each.slug == slug), None)
    if found is None:
        raise Http404
    return found


def _aim_form(request: MemberRequest, *, metric: Metric, data: bool = False) -> AimForm:
    setting = setting_of(organisation=request.organisation, slug=metric.slug)
    return AimForm(
        request.POST if data else None,
        organisation=request.organisation,
        metric=metric,
        reader=request.reader,
        initial={
            "owner": setting.owner_id if setting else None,
            "target": setting.target if setting else None,
        },
    )


def _definition_form(request: MemberRequest, *, slug: str, data: bool = False) -> DefinitionForm | None:
    standard = standard_of(organisation=request.organisation, survey=None, slug=slug)
    if standard is None:  # asked on different scales: only a survey of its own has it
        return None
    setting = setting_of(organisation=request.organisation, slug=slug)
    return DefinitionForm(
        request.POST if data else None,
        standard=standard,
        current=Wanted.of(setting.current if setting else None),
        reader=request.reader,
    )


def _parts(
    request: MemberRequest, *, metric: Metric, where: Filter, notes: tuple[str, ...]
) -> dict[str, Any]:
    house = request.organisation
    facts = facts_of(organisation=house, where=where, metrics=[metric])
    group = total(facts=facts, metrics=[metric], weighted=True)
    versions = versions_of(organisation=house, slug=metric.slug)
    page = metric_page(
        score=group.scores[metric.slug],
        rows=group.rows,
        where=where,
        opener=Opener.of(member=request.member, access=request.access),
        told=history(versions=versions, metric=metric, reader=request.reader),
    )
    kept = {VERSION: request.GET[VERSION]} if VERSION in request.GET else {}
    bar = filter_bar(organisation=house, where=where, notes=notes, kept=kept)
    answered = {"answers_known": page.answers is not None, "answers": page.answers}
    return {"page": page, "metric": metric, "bar": bar, "form": None, "anew": None, **answered}
