"""What a file holds is guessed from its columns, and said to be unsure where nothing speaks for it."""

from datetime import date, timedelta

import duckdb
import pytest
from tests.listen.sources.by_hand import guessed, opened_of

DAYS = [str(date(2026, 1, 1) + timedelta(days=n % 60)) for n in range(60)]
MANY = [f"c{n}" for n in range(60)]
FEW = [f"o{n // 3}" for n in range(60)]
KINDS = [("ordered", "packed", "delivered")[n % 3] for n in range(60)]
SCORES = [str(n % 11) for n in range(60)]
MONEY = [f"{n}.5" for n in range(60)]
MONTHS = [f"2026-{1 + n % 12:02d}" for n in range(60)]


@pytest.fixture
def connection():
    with duckdb.connect() as found:
        yield found


@pytest.mark.parametrize(
    ("columns", "kind", "sure"),
    [
        ({"case_id": FEW, "activity": KINDS, "timestamp": DAYS}, "events", "sure"),
        ({"case:concept:name": FEW, "concept:name": KINDS, "time:timestamp": DAYS}, "events", "sure"),
        ({"order_id": FEW, "event": KINDS, "date": DAYS}, "events", "sure"),
        ({"customer_id": FEW, "event_type": KINDS, "timestamp": DAYS}, "events", "check"),
        ({"case_id": FEW, "activity": KINDS, "timestamp": DAYS, "nps": SCORES}, "events", "check"),
        ({"order_id": MANY, "order_date": DAYS, "amount": MONEY}, "events", "check"),
        ({"order_id": MANY, "due date": DAYS, "amount": MONEY}, "events", "unsure"),
        ({"ticket id": MANY, "status": KINDS, "created": DAYS, "closed": DAYS}, "events", "check"),
        ({"customer_id": FEW, "month": MONTHS, "revenue": MONEY}, "outcomes", "sure"),
        ({"customer_id": FEW, "period": DAYS, "margin": MONEY}, "outcomes", "sure"),
        ({"customer_id": FEW, "date": DAYS, "revenue": MONEY}, "outcomes", "check"),
        ({"customer_id": MANY, "plan": KINDS, "town": FEW}, "customers", "check"),
        ({"response_id": MANY, "responded_at": DAYS, "nps": SCORES}, "answers", "sure"),
        ({"case id": MANY, "status": KINDS, "date": DAYS, "nps": SCORES}, "answers", "sure"),
        ({"customer_id": MANY, "date": DAYS, "nps": SCORES, "revenue": MONEY}, "answers", "sure"),
        ({"town": FEW, "name": MANY}, "answers", "unsure"),
    ],
)
def test_kind_is_guessed_from_the_columns(connection, columns, kind, sure):
    found = guessed(connection, opened_of(connection, columns))
    assert (found.kind.value, found.kind_sure) == (kind, sure)


def test_what_a_person_says_is_not_guessed(connection):
    from ninefold.listen.sources.choices import SourceKind
    from ninefold.listen.sources.guessing import guess
    from ninefold.listen.sources.profiling import profile

    opened = opened_of(connection, {"customer_id": MANY, "status": KINDS, "since": DAYS})
    profiles = profile(opened=opened, connection=connection)
    found = guess(opened=opened, profiles=profiles, kind=SourceKind.EVENTS)
    assert (found.kind, found.kind_sure, found.problems()) == (SourceKind.EVENTS, "sure", ())
    assert [rule.role.value for rule in found.rules] == ["customer", "kind", "at"]


def test_a_mapping_of_another_kind_is_not_remembered(connection):
    from ninefold.listen.sources.choices import SourceKind
    from ninefold.listen.sources.guessing import guess
    from ninefold.listen.sources.profiling import profile

    opened = opened_of(connection, {"customer_id": MANY, "status": KINDS, "since": DAYS})
    profiles = profile(opened=opened, connection=connection)
    events = guess(opened=opened, profiles=profiles, kind=SourceKind.EVENTS)
    found = guess(opened=opened, profiles=profiles, saved=events, kind=SourceKind.CUSTOMERS)
    assert [rule.role.value for rule in found.rules] == ["customer", "attribute", "attribute"]
