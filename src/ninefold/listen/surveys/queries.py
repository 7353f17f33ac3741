"""What has been asked, and on which scales."""

from collections import defaultdict
from dataclasses import dataclass

from django.db.models import Q

from ninefold.listen.surveys.models import Question, Survey
from ninefold.people.organisations.models import Organisation


@dataclass(frozen=True, kw_only=True)
class Scale:
    """The answer scale of one fact column as its surveys ask it."""

    column: str
    low: float
    high: float
    title: str
    role: str


@dataclass(frozen=True, kw_only=True)
class Scales:
    """The scales in sight, and the columns that surveys ask on different ones.

    Numbers of different scales must not be added up; such a column can be shown once a survey is chosen.
    """

    usable: tuple[Scale, ...]
    conflicting: tuple[str, ...]


def surveys_of(*, organisation: Organisation) -> list[Survey]:
    """The surveys of an organisation, by name."""
    return list(Survey.objects.filter(organisation=organisation).order_by("name"))


def scales(*, organisation: Organisation, survey: int | None) -> Scales:
    """The answer scales of all numeric questions, of one survey or of all of them."""
    asked = Question.objects.filter(organisation=organisation, low__isnull=False, high__isnull=False)
    if survey is not None:
        asked = asked.filter(survey_id=survey)
    by_column: dict[str, list[Question]] = defaultdict(list)
    for question in asked.order_by("survey_id", "position", "id"):
        by_column[question.column].append(question)
    usable = tuple(_scale(found[-1]) for found in by_column.values() if _same_scale(found))
    conflicting = tuple(column for column, found in by_column.items() if not _same_scale(found))
    return Scales(usable=usable, conflicting=conflicting)


def attribute_titles(
    *, organisation: Organisation, survey: int | None = None, most: int | None = None
) -> dict[str, str]:
    """The attribute columns (``a_...``) of an organisation with the names people know them by.

    Parameters
    ----------
    survey : one survey's own; None for those of all.
    most : leave out what is known to have more different values, or one alone: no groups to compare.
    """
    asked = Question.objects.filter(organisation=organisation, role="attribute").order_by("position", "id")
    if survey is not None:
        asked = asked.filter(survey_id=survey)
    if most is not None:
        asked = asked.filter(Q(values=None) | Q(values__range=(2, most)))
    return {question.column: question.title for question in asked}


def _same_scale(found: list[Question]) -> bool:
    return len({(question.low, question.high) for question in found}) == 1


def _scale(question: Question) -> Scale:
    return Scale(
        column=question.column,
        low=float(question.low or 0.0),
        high=float(question.high or 0.0),
        title=question.title,
        role=question.role,
    )
