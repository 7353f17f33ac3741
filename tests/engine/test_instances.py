"""What instances tell together: small cases by hand, and event logs whose figures are published."""

from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pyarrow as pa
import pytest
from tests.engine.event_logs import events_of
from tests.engine.samples import AT, written
from tests.engine.test_stitching import NOW, event, frame

from ninefold.engine.engines import Engine
from ninefold.engine.event_counts import Counted, Days, Fit, event_days, event_volume, fit_events
from ninefold.engine.instances import Stitching, Told, Variant, hold_instances, hold_steps, tell
from ninefold.engine.operations import commit_batch
from ninefold.engine.snapshot import snapshot
from ninefold.engine.stitching import READ, Rules
from ninefold.engine.visits import hold_visits

HOUR = 3600
CUSTOMER = Rules(key="customer", ends=("paid",), timeout_days=10)
PLACES = {"order": 1, "call": 2, "paid": 3}
EVENTS = [
    event("order", 0, "a"), event("call", 1, "a"), event("paid", 3, "a"),
    event("order", 0, "b"), event("call", 2, "b"), event("paid", 26, "b"),
    event("order", 30, "b"),
    event("order", 1400, "c"),
    event("paid", 1500, "d"),
    event("call", 7, None),
]  # fmt: skip


def told(engine: Engine, rules: Rules, days: Days, events: Sequence[Mapping[str, Any]] = EVENTS) -> Told:
    by = Stitching(rules=rules, places=PLACES, at=NOW)
    steps = hold_steps(frame=frame(engine, events), by=by, engine=engine)
    held = hold_instances(steps=steps.frame(), engine=engine)
    return tell(held=held, by=by, days=days)


def test_instances_tell_how_they_stand_how_far_and_how_long(engine: Engine) -> None:
    found = told(engine, CUSTOMER, Days())
    assert (found.n, found.people, found.events) == (4, 3, 8)
    assert (found.ended, found.silent, found.open) == (2, 1, 1)
    assert found.ways == 2
    assert found.variants == (
        Variant(kinds=("order", "call", "paid"), n=2, people=2, median_seconds=(3 + 26) / 2 * HOUR),
        Variant(kinds=("order",), n=2, people=2, median_seconds=0),
    )
    assert found.left == {1: Counted(n=1, people=1)}
    assert found.seconds[2] == 1.5 * HOUR
    assert [each.n for each in found.lasted] == [2, 0, 1, 1, *([0] * 9)]


def test_instances_are_those_that_began_in_the_days_shown(engine: Engine) -> None:
    days = Days(since=date(2026, 1, 2), until=date(2026, 2, 1))
    found = told(engine, CUSTOMER, days)
    assert [(each.kinds, each.n) for each in found.variants] == [(("order",), 1)]
    assert (found.n, found.silent) == (1, 1)


def test_instances_that_take_a_whole_hour_have_reached_it(engine: Engine) -> None:
    events = [event("order", 0, "a"), event("call", 1, "a"), event("order", 0, "b"), event("call", 24, "b")]
    found = told(engine, CUSTOMER, Days(), events)
    assert [each.n for each in found.lasted] == [0, 0, 1, 1, *([0] * 9)]


def test_of_ways_equally_frequent_that_of_the_first_instance_comes_first(engine: Engine) -> None:
    kinds = {"a": "order", "b": "call", "c": "call", "d": "order"}
    found = told(engine, CUSTOMER, Days(), [event(kind, 0, who) for who, kind in kinds.items()])
    assert [(each.kinds, each.n) for each in found.variants] == [(("order",), 2), (("call",), 2)]


def test_nothing_held_names_anybody(engine: Engine) -> None:
    by = Stitching(rules=CUSTOMER, places=PLACES, at=NOW)
    events = [{**each, "customer": each["customer"] and f"canary {each['customer']}"} for each in EVENTS]
    steps = hold_steps(frame=frame(engine, events), by=by, engine=engine)
    answers = engine.lookup(
        pa.table({"customer": ["canary a"], "place": [1], "local_date": [date(2026, 1, 2)]})
    )
    held = hold_instances(steps=steps.frame(), engine=engine)
    visits = hold_visits(steps=steps.frame(), answers=answers, today=NOW.date(), engine=engine)
    for each in (held.instances, held.walks, visits):
        table = each.frame().collect("pyarrow").to_arrow()
        assert table.num_rows
        assert not [field.name for field in table.schema if pa.types.is_string(field.type)]


def test_instances_of_no_event_tell_nothing(engine: Engine) -> None:
    found = told(engine, CUSTOMER, Days(since=date(2030, 1, 1)))
    assert (found.n, found.people, found.events, found.ways) == (0, 0, 0, 0)
    assert (found.seconds, found.variants, found.left) == ((), (), {})


def test_events_to_come_and_loose_ones_are_counted_apart(engine: Engine) -> None:
    found = fit_events(frame=frame(engine, EVENTS), rules=CUSTOMER, kinds=PLACES, at=NOW)
    assert found == Fit(future=1, loose=1, usable=8)
    nothing = fit_events(frame=frame(engine, EVENTS), rules=CUSTOMER, kinds=["unheard of"], at=NOW)
    assert nothing == Fit(future=0, loose=0, usable=0)


@pytest.mark.parametrize(
    ("days", "expected"),
    [
        (Days(), {1: Counted(n=4, people=3), 2: Counted(n=3, people=3), 3: Counted(n=2, people=2)}),
        (
            Days(since=date(2026, 1, 2), until=date(2026, 1, 3)),
            {1: Counted(n=1, people=1), 3: Counted(n=1, people=1)},
        ),
        (Days(since=date(2031, 1, 1)), {}),
    ],
)
def test_events_of_the_days_shown_are_counted_by_place(engine: Engine, days, expected) -> None:
    found = event_volume(
        frame=frame(engine, EVENTS), rules=CUSTOMER, places=PLACES, days=days, at=NOW, engine=engine
    )
    assert found == expected


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("name", "cases", "events", "ways"),
    [
        ("helpdesk.xes.gz", 4580, 21348, 226),
        ("08_receipt.xes.gz", 1434, 8577, 116),
        ("06_bpic2013_closed.xes.gz", 1487, 6660, None),
    ],
)
def test_published_event_logs_are_stitched_to_their_cases(
    engine: Engine, name: str, cases: int, events: int, ways: int | None
) -> None:
    rows = list(events_of(name))
    by_case: dict[str, list[tuple[datetime, int, str]]] = {}
    for place, row in enumerate(rows):
        by_case.setdefault(row["case"], []).append((row["at"], place, row["kind"]))
    commit_batch(organisation=1, survey=0, source=1, wave=1, segments=[written(rows, table="event")], at=AT)
    facts = engine.frame(snapshot(organisation=1, table="event"), columns=READ)
    rules = Rules(key="case")
    at = datetime.now(UTC) + timedelta(days=1)
    kinds = dict.fromkeys({row["kind"] for row in rows}, 0)
    by = Stitching(rules=rules, places=kinds, at=at)
    steps = hold_steps(frame=facts, by=by, engine=engine)
    held = hold_instances(steps=steps.frame(), engine=engine)
    found = tell(held=held, by=by, days=Days(), most=1)
    expected = {tuple(kind for _, _, kind in sorted(each)) for each in by_case.values()}
    assert (found.n, found.events, found.ways) == (cases, events, len(expected))
    assert ways is None or found.ways == ways
    assert found.variants[0].kinds in expected
    assert fit_events(frame=facts, rules=rules, kinds=kinds, at=at).usable == events
    volume = event_volume(frame=facts, rules=rules, places=kinds, days=Days(), at=at, engine=engine)
    assert volume == {0: Counted(n=events, people=cases)}
    assert sum(event_days(frame=facts, kinds=kinds, at=at).values()) == events
