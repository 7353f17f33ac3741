"""The time line: everything of one customer that is in sight, the latest first, and of nobody else."""

from datetime import UTC, date, datetime

import pytest
from tests import factories

from ninefold.customers.time_line.queries import Month, time_line
from ninefold.engine.sight import EVERYTHING, Sight

pytestmark = pytest.mark.django_db
NORTH = Sight(places=(("unit", ("North",)),))


def on(day: int, hour: int = 9, month: int = 5) -> datetime:
    return datetime(2026, month, day, hour, tzinfo=UTC)


@pytest.fixture
def house():
    house = factories.organisation()
    answers = [
        {"customer": "C-1", "nps": 2.0, "unit": "North", "comment": "Nobody came.", "at": on(3), "local_date": date(2026, 5, 3)},
        {"customer": "C-1", "csat": 4.0, "unit": "South", "at": on(9), "local_date": date(2026, 5, 9)},
        {"customer": "C-2", "nps": 9.0, "unit": "North", "comment": "Fine."},
        {"nps": 5.0, "unit": "North"},
    ]  # fmt: skip
    factories.answers(of=house, rows=answers)
    happened = [
        {"customer": "C-1", "kind": "order", "case": "O-7", "amount": 99.5, "unit": "North", "at": on(1)},
        {"customer": "C-1", "kind": "delivered", "case": "O-7", "unit": "North", "at": on(3, 15)},
        {"customer": "C-1", "kind": "call", "unit": "South", "at": on(4)},
        {"customer": "C-2", "kind": "order", "case": "O-8", "amount": 1.0, "at": on(2)},
    ]
    factories.events(of=house, rows=happened)
    months = [
        {"customer": "C-1", "revenue": 10.0, "margin": 3.0, "active": 1.0, "unit": "North", "at": on(1)},
        {"customer": "c-1", "revenue": 5.0, "unit": "North", "at": on(1)},
        {"customer": "C-1", "revenue": 7.0, "active": 0.0, "unit": "North", "at": on(1, month=6)},
        {"customer": "C-2", "revenue": 1000.0, "at": on(1)},
    ]
    factories.events(of=house, rows=months, table="outcome")
    return house


def read(house, *, spellings=("C-1", "c-1"), sight=EVERYTHING, comments=True):
    return time_line(organisation=house, spellings=spellings, sight=sight, comments=comments)


def told(line):
    return [
        (each.day.day, each.kind or [(one.scale, one.value) for one in each.scores]) for each in line.entries
    ]


def test_answers_and_events_stand_in_one_line_the_latest_first(house):
    line = read(house)
    assert told(line) == [
        (9, [("csat", 4.0)]),
        (4, "call"),
        (3, "delivered"),
        (3, [("nps", 2.0)]),
        (1, "order"),
    ]
    assert (line.answers, line.events, line.first, line.last) == (2, 3, date(2026, 5, 1), date(2026, 5, 9))


def test_comments_stand_with_their_answers(house):
    spoken = [[words.text for words in each.comments] for each in read(house).entries if each.is_answer]
    assert spoken == [[], ["Nobody came."]]


def test_who_may_read_no_comments_reads_none(house):
    assert not any(each.comments for each in read(house, comments=False).entries)


def test_events_of_a_case_stand_together_with_their_money(house):
    (case,) = read(house).cases
    assert (case.name, [each.kind for each in case.events], case.amount) == (
        "O-7",
        ["delivered", "order"],
        99.5,
    )


def test_money_is_added_up_by_month(house):
    assert read(house).months == (
        Month(first=date(2026, 5, 1), revenue=15.0, margin=3.0, cost=None, active=True),
        Month(first=date(2026, 6, 1), revenue=7.0, margin=None, cost=None, active=False),
    )


def test_who_sees_a_part_sees_what_happened_there(house):
    assert told(read(house, sight=NORTH)) == [(3, "delivered"), (3, [("nps", 2.0)]), (1, "order")]


def test_nothing_in_sight_is_an_empty_line(house):
    assert read(house, sight=Sight(places=(("unit", ("West",)),))).empty
    assert read(house, spellings=()).empty
    assert read(house, spellings=("' OR 1=1",)).empty


def test_facts_of_another_organisation_are_not_read(house):
    assert read(factories.organisation()).empty
