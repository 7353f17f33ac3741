"""Reading the sets of outside figures, and how our own surveys are asked."""

from dataclasses import dataclass

from django.db.models import Count

from ninefold.listen.surveys.models import Question, Survey
from ninefold.people.organisations.models import Organisation
from ninefold.understand.benchmarks.models import BenchmarkSet, SurveyMethod
from ninefold.understand.benchmarks.rules import common_method
from ninefold.understand.metrics.registry import Metric


@dataclass(frozen=True, kw_only=True)
class Asking:
    """One of our surveys, and how its answers are collected; "" is "not stated"."""

    survey: Survey
    method: str


@dataclass(frozen=True, kw_only=True)
class SetRow:
    """One set in the list, with how many figures it has."""

    benchmark: BenchmarkSet
    figures: int


def sets_of(*, organisation: Organisation) -> tuple[SetRow, ...]:
    """List the sets by name."""
    found = BenchmarkSet.objects.for_organisation(organisation).select_related("imported_by")
    counted = found.annotate(figures=Count("values")).order_by("name", "pk")
    return tuple(SetRow(benchmark=each, figures=each.figures) for each in counted)


def set_named(*, organisation: Organisation, name: str) -> SetRow | None:
    """Find the set that a new one of this name would replace."""
    return next((each for each in sets_of(organisation=organisation) if each.benchmark.name == name), None)


def askings(*, organisation: Organisation, metric: Metric, survey: int | None) -> tuple[Asking, ...]:
    """List the surveys whose answers a metric is made of, with how each is collected."""
    asked = Question.objects.filter(organisation=organisation, column=metric.column, low__isnull=False)
    if survey is not None:
        asked = asked.filter(survey_id=survey)
    surveys = Survey.objects.for_organisation(organisation).filter(pk__in=asked.values("survey"))
    told = dict(SurveyMethod.objects.for_organisation(organisation).values_list("survey_id", "method"))
    return tuple(Asking(survey=each, method=told.get(each.pk, "")) for each in surveys.order_by("name", "pk"))


def method_of(found: tuple[Asking, ...]) -> str:
    """Tell how the answers of these surveys together are collected."""
    return common_method(each.method for each in found)
