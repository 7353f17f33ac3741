"""Events: one job per subscriber, in the transaction that caused them, seen once."""

import dataclasses
from datetime import UTC, date, datetime
from enum import StrEnum

import pytest
from django.db import transaction

from ninefold.kit.events import (
    Event,
    OutsideTransactionError,
    publish,
    read,
    subscribe,
    subscribers,
    write,
)
from ninefold.kit.jobs.models import Job

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)


class Mood(StrEnum):
    GLAD = "glad"


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class AnswerGiven(Event):
    """An event with a field of every kind."""

    answer: int
    score: float | None
    mood: Mood
    day: date
    later: datetime | None = None
    words: tuple[str, ...] = ()
    urgent: bool = False


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class NobodyCares(Event):
    """An event without subscribers."""


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Strange(Event):
    """An event that carries what JSON has no place for."""

    thing: object


GIVEN = AnswerGiven(
    organisation=7,
    at=NOON,
    key="answer-1",
    answer=1,
    score=0.5,
    mood=Mood.GLAD,
    day=date(2026, 3, 1),
    later=NOON,
    words=("slow", "کند"),
    urgent=True,
)


@pytest.fixture(autouse=True)
def _two_listeners() -> None:
    for kind in ("kit.tests.first", "kit.tests.second", "kit.tests.first"):
        subscribe(AnswerGiven, kind)


def test_subscribers_are_named_once_in_their_order() -> None:
    assert subscribers(AnswerGiven) == ("kit.tests.first", "kit.tests.second")
    assert subscribers(NobodyCares) == ()


def test_event_survives_the_way_through_json() -> None:
    assert read(AnswerGiven, write(GIVEN)) == GIVEN


def test_event_without_a_value_survives_too() -> None:
    plain = dataclasses.replace(GIVEN, score=None, later=None, words=())
    assert read(AnswerGiven, write(plain)) == plain


def test_fields_the_class_has_no_more_are_passed_over() -> None:
    assert read(AnswerGiven, {**write(GIVEN), "gone": 1}) == GIVEN


def test_strange_values_are_refused_when_written() -> None:
    with pytest.raises(TypeError, match="carry an id"):
        write(Strange(organisation=7, at=NOON, key="x", thing=object()))


@pytest.mark.django_db
class TestPublish:
    def test_each_subscriber_gets_one_job(self) -> None:
        publish(GIVEN)
        jobs = list(Job.objects.order_by("id").values_list("kind", "organisation", "run_at"))
        assert jobs == [("kit.tests.first", 7, NOON), ("kit.tests.second", 7, NOON)]
        assert read(AnswerGiven, Job.objects.filter(kind="kit.tests.first").get().payload) == GIVEN

    def test_same_happening_published_twice_is_handled_once(self) -> None:
        assert [job.pk for job in publish(GIVEN)] == [job.pk for job in publish(GIVEN)]

    def test_same_key_in_another_organisation_is_another_happening(self) -> None:
        publish(GIVEN)
        publish(dataclasses.replace(GIVEN, organisation=8))
        assert Job.objects.count() == 4

    def test_event_of_a_rolled_back_transaction_is_not_told(self) -> None:
        with transaction.atomic():
            publish(GIVEN)
            transaction.set_rollback(True)
        assert Job.objects.count() == 0

    def test_event_nobody_hears_makes_no_job(self) -> None:
        assert publish(NobodyCares(organisation=7, at=NOON, key="x")) == []


@pytest.mark.django_db(transaction=True)
def test_publishing_outside_a_transaction_is_refused() -> None:
    with pytest.raises(OutsideTransactionError, match="AnswerGiven"):
        publish(GIVEN)
