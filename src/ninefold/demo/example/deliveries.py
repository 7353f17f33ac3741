"""What the example's systems deliver: each a source with one wave, and the facts that are in it."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Final

import pyarrow as pa

from ninefold.demo.example import answers, happenings, months
from ninefold.demo.example.asked import AFTER_A_JOURNEY, PUBLIC_REVIEWS, Questionnaire
from ninefold.demo.example.columns import Batch, People, people_of
from ninefold.demo.world.simulation import Run
from ninefold.demo.world.tables import responses
from ninefold.engine.facts import Table
from ninefold.engine.segments import Batches
from ninefold.listen.sources.choices import SourceKind


@dataclass(frozen=True, kw_only=True)
class Company:
    """The company as it was run, and whose rows it becomes."""

    run: Run
    organisation: int

    @cached_property
    def people(self) -> People:
        """What is known of its customers."""
        return people_of(run=self.run, organisation=self.organisation)

    @cached_property
    def given(self) -> pa.Table:
        """All that customers answered."""
        return responses(self.run)


Parts = Iterator[tuple[Table, Batches]]


@dataclass(frozen=True, kw_only=True)
class Delivery:
    """A source of the example.

    Attributes
    ----------
    source : its name.
    kind : what it delivers.
    parts : lays out its facts, table by table.
    asking : the survey that it answers, None where it is none.
    """

    source: str
    kind: SourceKind
    parts: Callable[[Company, Batch], Parts]
    asking: Questionnaire | None = None


def _answers(asking: Questionnaire) -> Callable[[Company, Batch], Parts]:
    def parts(company: Company, batch: Batch) -> Parts:
        answered = answers.feedback(
            run=company.run, given=company.given, asking=asking, batch=batch, people=company.people
        )
        yield "feedback", answered.drop_columns(["text"])
        yield "comment", answers.comments(answered=answered, asking=asking)

    return parts


def _events(lay_out: Callable[..., pa.Table]) -> Callable[[Company, Batch], Parts]:
    def parts(company: Company, batch: Batch) -> Parts:
        yield "event", lay_out(run=company.run, batch=batch, people=company.people)

    return parts


def _outcomes(company: Company, batch: Batch) -> Parts:
    yield "outcome", months.customer_months(run=company.run, batch=batch, people=company.people)


DELIVERIES: Final = (
    *(
        Delivery(source=asking.name, kind=SourceKind.ANSWERS, parts=_answers(asking), asking=asking)
        for asking in (AFTER_A_JOURNEY, PUBLIC_REVIEWS)
    ),
    Delivery(
        source="Orders, deliveries and calls", kind=SourceKind.EVENTS, parts=_events(happenings.journeys)
    ),
    Delivery(source="Invitations", kind=SourceKind.EVENTS, parts=_events(happenings.invited)),
    Delivery(source="Membership", kind=SourceKind.EVENTS, parts=_events(happenings.memberships)),
    Delivery(source="Customers by month", kind=SourceKind.OUTCOMES, parts=_outcomes),
)
