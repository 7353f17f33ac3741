"""From one place of a journey to the next, by hand, on every engine."""

from collections.abc import Collection, Mapping, Sequence
from datetime import date

import pyarrow as pa
from tests.engine.test_instances import CUSTOMER, EVENTS, PLACES
from tests.engine.test_stitching import NOW, Event, event, frame

from ninefold.engine.engines import Engine
from ninefold.engine.event_counts import Days
from ninefold.engine.instances import Stitching, hold_instances, hold_steps
from ninefold.engine.legs import Leg, Went, hold_reached, tell_legs

HOUR = 3600.0
ALWAYS = Days()


def legs(
    engine: Engine, wanted: Collection[Leg], *, events: Sequence[Event] = EVENTS, days: Days = ALWAYS
) -> Mapping[Leg, Went]:
    by = Stitching(rules=CUSTOMER, places=PLACES, at=NOW)
    steps = hold_steps(frame=frame(engine, events), by=by, engine=engine)
    reached = hold_reached(steps=steps.frame(), engine=engine)
    held = hold_instances(steps=steps.frame(), engine=engine)
    return tell_legs(
        reached=reached.frame(), instances=held.instances.frame(), legs=wanted, days=days, engine=engine
    )


def test_legs_tell_who_went_on_and_after_how_long(engine: Engine) -> None:
    found = legs(engine, [(1, 2), (2, 3)])
    # Of four who ordered one is still open, and may yet call; one has been silent for too long.
    assert found == {
        (1, 2): Went(n=3, people=2, went=2, went_people=2, seconds=1.5 * HOUR),
        (2, 3): Went(n=2, people=2, went=2, went_people=2, seconds=13 * HOUR),
    }


def test_legs_are_those_of_instances_that_began_in_the_days_shown(engine: Engine) -> None:
    days = Days(since=date(2026, 1, 2), until=date(2026, 2, 1))
    assert legs(engine, [(1, 2)], days=days) == {
        (1, 2): Went(n=1, people=1, went=0, went_people=0, seconds=None)
    }


def test_leg_that_was_gone_before_is_not_gone_afterwards(engine: Engine) -> None:
    backwards = [event("call", 0), event("order", 1), event("paid", 2)]
    assert legs(engine, [(1, 2)], events=backwards) == {
        (1, 2): Went(n=1, people=1, went=0, went_people=0, seconds=None)
    }
    again = [event("call", 0), event("order", 1), event("call", 2), event("paid", 3)]
    # Whoever was there before as well did not wait from the one place to the other.
    assert legs(engine, [(1, 2)], events=again) == {
        (1, 2): Went(n=1, people=1, went=1, went_people=1, seconds=None)
    }


def test_no_leg_is_told_where_none_is_wanted_or_nobody_set_out(engine: Engine) -> None:
    assert legs(engine, []) == {}
    assert legs(engine, [(9, 10)]) == {}


def test_nothing_held_of_places_names_anybody(engine: Engine) -> None:
    by = Stitching(rules=CUSTOMER, places=PLACES, at=NOW)
    steps = hold_steps(frame=frame(engine, EVENTS), by=by, engine=engine)
    held = hold_reached(steps=steps.frame(), engine=engine)
    table = held.frame().collect("pyarrow").to_arrow()
    assert table.num_rows == 8
    assert not [field.name for field in table.schema if pa.types.is_string(field.type)]
