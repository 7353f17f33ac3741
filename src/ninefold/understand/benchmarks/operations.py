"""Keeping and removing sets of outside figures, and saying how our own answers are collected."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction

from ninefold.listen.surveys.models import Survey
from ninefold.people.audit.choices import Action
from ninefold.people.audit.operations import record
from ninefold.people.members.models import Member
from ninefold.people.organisations.models import Organisation
from ninefold.understand.benchmarks.choices import Method, SetKind
from ninefold.understand.benchmarks.models import BenchmarkSet, BenchmarkValue, SurveyMethod
from ninefold.understand.benchmarks.reading import Figure


@dataclass(frozen=True, kw_only=True)
class Provenance:
    """Where a set comes from and what its figures are, as somebody has told; "" is "not stated"."""

    name: str
    source: str
    since: date
    until: date
    kind: SetKind
    low: float
    high: float
    top: float | None = None
    address: str = ""
    licence: str = ""
    country: str = ""
    industry: str = ""
    question: str = ""
    method: str = ""
    notes: str = ""


class NoFiguresError(ValueError):
    """A set without a figure is none."""


@transaction.atomic
def keep_set(
    *,
    organisation: Organisation,
    told: Provenance,
    figures: Sequence[Figure],
    by: Member,
    at: datetime,
) -> BenchmarkSet:
    """Keep a set; one of this name is replaced as a whole, all of it or nothing.

    Parameters
    ----------
    figures : what the file gives, in the order in which pages show them.
    by, at : who brings it, and when.

    Raises
    ------
    NoFiguresError
        If there is no figure.
    """
    if not figures:
        raise NoFiguresError("A set needs at least one figure.")
    kept, added = BenchmarkSet.objects.update_or_create(
        organisation=organisation,
        name=told.name,
        defaults={**vars(told), "imported_by": by, "imported_at": at},
    )
    BenchmarkValue.objects.filter(benchmark=kept).delete()
    BenchmarkValue.objects.bulk_create(
        _value(figure, of=kept, position=position) for position, figure in enumerate(figures)
    )
    _record(kept, change="added" if added else "replaced", by=by.pk, at=at, rows=len(figures))
    return kept


def _value(figure: Figure, *, of: BenchmarkSet, position: int) -> BenchmarkValue:
    return BenchmarkValue(
        organisation_id=of.organisation_id,
        benchmark=of,
        label=figure.label,
        position=position,
        value=figure.value,
        low=figure.low,
        high=figure.high,
        error=figure.error,
        n=figure.n,
    )


@transaction.atomic
def remove_set(*, benchmark: BenchmarkSet, by: int, at: datetime) -> None:
    """Remove a set with all its figures."""
    _record(benchmark, change="removed", by=by, at=at, rows=benchmark.values.count())
    benchmark.delete()


@transaction.atomic
def say_method(*, survey: Survey, method: str, by: int, at: datetime) -> None:
    """Say how the answers of one of our surveys are collected; an empty method is "not stated".

    Raises
    ------
    ValueError
        If the method is none of `Method`.
    """
    if method:
        SurveyMethod.objects.update_or_create(
            organisation_id=survey.organisation_id,
            survey=survey,
            defaults={"method": Method(method), "set_at": at},
        )
    else:
        SurveyMethod.objects.filter(survey=survey).delete()
    record(
        organisation=survey.organisation,
        action=Action.BENCHMARK_CHANGED,
        by=by,
        at=at,
        subject=f"survey {survey.pk}",
        details={"change": "changed"},
    )


def _record(benchmark: BenchmarkSet, *, change: str, by: int, at: datetime, rows: int) -> None:
    record(
        organisation=benchmark.organisation,
        action=Action.BENCHMARK_CHANGED,
        by=by,
        at=at,
        subject=f"benchmark {benchmark.pk}",
        details={"change": change, "rows": rows},
    )
