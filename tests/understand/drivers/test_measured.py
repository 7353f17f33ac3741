"""What was measured before an answer stands beside what was asked."""

from datetime import UTC, datetime, timedelta

import pytest
from tests import factories
from tests.understand.drivers.asked import crowd
from tests.understand.pages import opened, plain

from ninefold.engine.engines import engine
from ninefold.engine.filters import Filter
from ninefold.engine.sight import EVERYTHING, Sight
from ninefold.engine.snapshot import snapshot
from ninefold.understand.drivers.asking import Asked
from ninefold.understand.drivers.measured import NEEDED, measures_of, with_measures
from ninefold.understand.drivers.queries import analyse

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 3, 10, 12, tzinfo=UTC)
ANSWER = {"person": "p", "nps": 5.0, "customer": "C-1", "at": NOON, "local_date": NOON.date()}


def event(customer="C-1", *, before=timedelta(hours=1), **more):
    return {"kind": "waited", "at": NOON - before, "customer": customer, **more}


def wait_of(answers, events, *, sight=EVERYTHING):
    """The wait that stands beside each answer, in the order of the answers."""
    of = factories.organisation()
    factories.answers(of=of, rows=answers)
    factories.events(of=of, rows=events)
    found = snapshot(organisation=of.pk, table="feedback")
    frame = engine().frame(found, columns=NEEDED)
    joined = with_measures(frame, organisation=of, columns=["m_wait"], sight=sight, engine=engine())
    return joined.sort("record").collect().to_dict(as_series=False)["m_wait"]


def test_measure_is_the_mean_of_the_days_before_the_answer():
    events = [
        event(q_wait=4.0),
        event(q_wait=8.0, before=timedelta(days=30)),
        event(q_wait=100.0, before=timedelta(days=30, seconds=1)),
        event(q_wait=100.0, before=timedelta(seconds=-1)),
        event("C-2", q_wait=100.0),
        event(q_page=1.0),
    ]
    assert wait_of([ANSWER], events) == [6.0]


def test_answer_without_customer_or_event_has_nothing():
    answers = [ANSWER | {"customer": None}, ANSWER | {"customer": "C-9"}]
    assert wait_of(answers, [event(q_wait=4.0), event(None, q_wait=9.0)]) == [None, None]


def test_answer_with_a_day_alone_was_given_at_any_time_of_it():
    assert wait_of([ANSWER | {"at": None}], [event(q_wait=4.0, before=timedelta(hours=-11))]) == [4.0]


def test_events_out_of_sight_are_not_taken():
    events = [event(q_wait=4.0, unit="North"), event(q_wait=8.0, unit="South")]
    assert wait_of([ANSWER], events, sight=Sight(places=(("unit", ("North",)),))) == [4.0]


def measured_crowd(size=400):
    rows = [
        {
            **row,
            "customer": row["person"],
            "at": datetime.combine(row["local_date"], datetime.min.time(), UTC),
        }
        for row in crowd(size, gaps=False)
    ]
    events = [
        {
            "kind": "waited",
            "at": row["at"] - timedelta(hours=2),
            "customer": row["customer"],
            "q_wait_minutes": 30 - 3 * row["q_staff"] + place % 7,
        }
        for place, row in enumerate(rows)
    ]
    return rows, events


def test_measures_are_named_by_their_own_words():
    of = factories.organisation()
    assert measures_of(organisation=of) == ()
    factories.events(of=of, rows=[event(q_wait_minutes=4.0)])
    assert [(each.column, each.title) for each in measures_of(organisation=of)] == [
        ("m_wait_minutes", "wait minutes")
    ]


def test_measures_stand_beside_the_questions_or_alone():
    rows, events = measured_crowd()
    of = factories.organisation()
    factories.answers(of=of, rows=rows)
    factories.events(of=of, rows=events)
    where = Filter(sight=EVERYTHING)

    def lines(**asked):
        found = analyse(organisation=of, where=where, asked=Asked(outcome="nps", **asked))
        return {line.scale.column: line for line in found.table.lines}

    assert set(lines()) == {"q_price", "q_shop", "q_staff"}
    beside = lines(measures=("m_wait_minutes", "m_unheard_of"))
    assert set(beside) == {"q_price", "q_shop", "q_staff", "m_wait_minutes"}
    alone = lines(columns=("m_wait_minutes",))["m_wait_minutes"]
    assert alone.found.coefficient.estimate.high < 0
    waits = [each["q_wait_minutes"] for each in events]
    assert (alone.level.value, alone.level.n) == (pytest.approx(sum(waits) / len(waits)), len(waits))
    assert alone.performance is None


def test_page_offers_what_was_measured():
    rows, events = measured_crowd()
    client, of = opened(rows)
    factories.events(of=of, rows=events)
    assert "wait minutes" in plain(client.get("/understand/drivers/"))
    text = plain(client.get("/understand/drivers/?measured=m_wait_minutes"))
    assert " mean 2" in text
    alone = plain(client.get("/understand/drivers/?driver=m_wait_minutes"))
    assert "“wait minutes” goes with NPS." in alone
    found = client.get("/api/v1/understand/drivers?driver=m_wait_minutes").json()
    assert found["drivers"][0]["performance"] is None
    assert found["drivers"][0]["level"]["n"] == 400
