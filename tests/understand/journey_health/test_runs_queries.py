"""How a journey is gone through: runs, where they break off, who says nothing, small groups hidden."""

from dataclasses import replace
from datetime import date

import pytest
from tests.understand.journey_health.lived import FEBRUARY, event, events, house, runs_of, walked_of

from ninefold.engine.filters import Filter
from ninefold.engine.sight import EVERYTHING, Sight

pytestmark = pytest.mark.django_db


def test_runs_are_stitched_and_counted():
    runs = runs_of(*house())
    assert (runs.n, runs.events, runs.ways) == (30, 82, 3)
    assert (round(runs.ended.value * 30), round(runs.silent.value * 30), round(runs.open.value * 30)) == (
        12,
        18,
        0,
    )
    assert [(way.kinds, way.n) for way in runs.variants] == [
        (("visit", "ordered", "delivered", "called"), 12),
    ]
    # Eight people took another way; whoever subtracts must not find them, so the ten are hidden too.
    assert runs.others == 18
    assert (runs.future, runs.loose) == (0, 0)


def stops(runs):
    return [(stop.place, stop.share and round(stop.share.value * runs.n)) for stop in runs.stops]


def test_runs_break_off_where_they_had_reached_furthest():
    # Of thirty, ten look and go, eight get it and go, twelve come to their end: those have not broken off.
    assert stops(runs_of(*house())) == [(1, None), (2, None), (3, None)]
    more = [event(kind, place, f"d{place}") for place in range(12) for kind in ("visit", "delivered")]
    runs = runs_of(*house(happened=[*events(), *more]))
    assert (runs.n, stops(runs)) == (42, [(1, 10), (2, 20), (3, None)])
    assert sum(share for _place, share in stops(runs) if share) == round(runs.silent.value * runs.n)


def test_runs_still_open_have_broken_off_nowhere():
    late = [event("visit", 24 * 110 + place, f"e{place}") for place in range(20)]
    of, made = house(happened=late)
    runs = runs_of(of, made, where=Filter(sight=EVERYTHING))
    assert (runs.n, runs.open.value, stops(runs)) == (20, 1.0, [(1, None), (2, None), (3, None)])


def test_where_nothing_ends_a_journey_an_end_is_no_break():
    runs = runs_of(*house(ends=[]))
    assert (runs.n, runs.closed, runs.ended) == (30, False, None)
    assert (runs.silent.value, runs.open.value) == (1.0, 0.0)
    assert runs_of(*house()).closed


def test_runs_that_reached_no_touchpoint_are_told_too():
    begun = [event("rang the bell", place, f"f{place}") for place in range(15)]
    runs = runs_of(*house(happened=[*events(), *begun], starts=["rang the bell", "visit"]))
    assert stops(runs)[0] == (0, 15)


def test_events_of_the_future_and_those_of_nobody_are_said():
    later = [event("visit", 24 * 365, f"c{place}") for place in range(3)]
    loose = [event("visit", 1, None)]
    of, made = house(happened=[*events(), *later, *loose])
    runs = runs_of(of, made)
    assert (runs.n, runs.future, runs.loose) == (30, 3, 1)


def test_nine_people_are_no_runs_to_speak_of():
    of, made = house(happened=[event("visit", place, f"c{place % 9}") for place in range(40)])
    runs = runs_of(of, made)
    assert (runs.n, runs.events, runs.ended, runs.ways, runs.variants, runs.seconds) == (
        None, None, None, 0, (), (),
    )  # fmt: skip


def test_events_out_of_sight_are_in_no_run():
    north = replace(FEBRUARY, sight=Sight(places=(("unit", ("North",)),)))
    runs = runs_of(*house(), where=north)
    assert (runs.n, runs.events, runs.ended.value) == (30, 50, 0.0)
    nowhere = replace(FEBRUARY, sight=Sight(places=(("unit", ()),)))
    assert walked_of(*house(), where=nowhere) is None


def told_by(count, *, day=date(2026, 2, 12)):
    return [
        {"touchpoint": "parcel", "nps": 9.0, "local_date": day, "customer": f"c{place}"}
        for place in range(count)
    ]


def test_silence_is_the_share_of_visits_without_an_answer():
    rows = [*told_by(8), *told_by(5, day=date(2026, 1, 30)), *told_by(20, day=date(2026, 5, 1))]
    silence = walked_of(*house(rows=rows)).silence
    # Twenty had the parcel, eight of them said something; before the visit and long after it does not count.
    assert [(each.place, each.share and (each.share.n, round(each.share.value, 9))) for each in silence] == [
        (1, (30, 1.0)), (2, (20, 0.6)), (3, (12, 1.0)),
    ]  # fmt: skip


def test_silence_cannot_be_told_where_nobody_is_known_to_both():
    assert walked_of(*house()).silence is None


def test_silence_of_few_people_is_hidden():
    happened = [event("delivered", place, f"c{place}") for place in range(9)]
    found = walked_of(*house(rows=told_by(3), happened=happened, starts=[])).silence
    assert [(each.place, each.share) for each in found] == [(2, None)]


def test_visits_that_may_still_be_answered_are_left_out():
    happened = [event("delivered", 24 * 100 + place, f"c{place}") for place in range(20)]
    day = date(2026, 5, 14)
    of, made = house(rows=told_by(15, day=day), happened=happened, starts=[])
    late = Filter(sight=EVERYTHING, since=date(2026, 5, 1), until=date(2026, 6, 1))
    assert walked_of(of, made, where=late).silence is None


def test_runs_of_another_filter_or_threshold_are_stitched_or_told_anew():
    of, made = house()
    assert runs_of(of, made).events == 82
    assert runs_of(of, made, where=replace(FEBRUARY, unit=("North",))).events == 50
    of.threshold = 31
    assert runs_of(of, made).n is None
