"""The only writers of surveys and their questions."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from ninefold.listen.surveys.models import Question, Survey
from ninefold.people.organisations.models import Organisation


@dataclass(frozen=True, kw_only=True)
class Asked:
    """A question as an import found it; `values` are the different answers in a sample, if that is known."""

    column: str
    role: str
    title: str
    low: float | None
    high: float | None
    values: int | None = None


def survey_named(*, organisation: Organisation, name: str, at: datetime) -> Survey:
    """Find the survey of this name, or begin it."""
    survey, _ = Survey.objects.get_or_create(
        organisation=organisation, name=name, defaults={"created_at": at}
    )
    return survey


def record_questions(*, survey: Survey, asked: Sequence[Asked]) -> None:
    """Write down what a wave asked; a question that stands already takes the newer wording and scale."""
    Question.objects.bulk_create(
        [
            Question(
                organisation_id=survey.organisation_id,
                survey=survey,
                column=each.column,
                role=each.role,
                title=each.title[:500],
                low=each.low,
                high=each.high,
                values=each.values,
                position=place,
            )
            for place, each in enumerate(asked)
        ],
        update_conflicts=True,
        unique_fields=["survey", "column"],
        update_fields=["role", "title", "low", "high", "values"],
    )
