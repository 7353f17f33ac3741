"""A journey as it is lived: scores of its touchpoints and runs through it, small groups hidden."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from tests import factories
from tests.understand.journey_health.lived import ANSWERS, AT, answers, event, events, house, journey

from ninefold.engine.filters import Filter
from ninefold.engine.sight import EVERYTHING, Sight
from ninefold.kit.locales import Reader
from ninefold.kit.memory import forget_all
from ninefold.understand.journey_health.paths import path_of
from ninefold.understand.journey_health.queries import journey_health

pytestmark = pytest.mark.django_db
FEBRUARY = Filter(sight=EVERYTHING, since=date(2026, 2, 1), until=date(2026, 3, 1))


def looked(of, made, *, where=FEBRUARY, slug="nps"):
    return journey_health(
        organisation=of, journey=made, where=where, slug=slug, at=AT, reader=Reader(language="en")
    )


def by_name(found):
    names = {step.touchpoint.pk: step.touchpoint.name for step in found.map.steps}
    return {names[number]: change for number, change in found.measured.scores.at.items()}


def test_touchpoint_has_the_score_of_all_its_names_held_against_the_others():
    scores = by_name(looked(*house()))
    shop, parcel = scores["Web shop"], scores["Parcel"]
    assert (shop.now.estimate.n, shop.now.estimate.value, shop.now.few) == (100, 0.5, False)
    assert (parcel.now.estimate.n, parcel.now.estimate.value) == (90, -0.5)
    assert parcel.before.estimate.n == 100 + 80 + 4
    assert (parcel.verdict, shop.verdict) == ("worse", "better")


def test_weakest_touchpoint_is_named_by_a_stated_family_of_looks():
    found = looked(*house())
    scores = found.measured.scores
    weakest = next(step for step in found.map.steps if step.touchpoint.pk == scores.weakest)
    assert (weakest.touchpoint.name, scores.family.size, scores.family.method) == (
        "Parcel",
        2,
        "benjamini-hochberg",
    )
    assert scores.at[scores.weakest].now.estimate.high < scores.whole.estimate.low
    assert (scores.whole.estimate.n, scores.answers) == (274, 274)


def test_touchpoints_alike_have_no_weakest():
    rows = [
        *answers(60, touchpoint="web", nps=(10, 7)),
        *answers(60, touchpoint="parcel", nps=(10, 7), start=100),
        *answers(60, touchpoint="help", nps=(10, 7), start=200),
    ]
    assert looked(*house(rows=rows)).measured.scores.weakest is None


def test_four_people_are_hidden_and_so_is_their_guard():
    scores = by_name(looked(*house()))
    assert {name: change.now.hidden for name, change in scores.items()} == {
        "Web shop": False, "Parcel": False, "Help line": True, "Review site": True,
    }  # fmt: skip


def test_one_person_with_many_answers_is_one_person():
    rows = [row for _ in range(20) for row in answers(9, touchpoint="web", nps=(10, 0))]
    found = looked(*house(rows=rows))
    assert (found.measured.scores.whole.hidden, found.measured.scores.answers) == (True, None)


def test_runs_are_stitched_and_counted():
    runs = looked(*house()).measured.runs
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
    assert stops(looked(*house()).measured.runs) == [(1, None), (2, None), (3, None)]
    more = [event(kind, place, f"d{place}") for place in range(12) for kind in ("visit", "delivered")]
    runs = looked(*house(happened=[*events(), *more])).measured.runs
    assert (runs.n, stops(runs)) == (42, [(1, 10), (2, 20), (3, None)])
    assert sum(share for _place, share in stops(runs) if share) == round(runs.silent.value * runs.n)


def test_runs_still_open_have_broken_off_nowhere():
    late = [event("visit", 24 * 110 + place, f"e{place}") for place in range(20)]
    of, made = house(happened=late)
    runs = looked(of, made, where=Filter(sight=EVERYTHING)).measured.runs
    assert (runs.n, runs.open.value, stops(runs)) == (20, 1.0, [(1, None), (2, None), (3, None)])


def test_where_nothing_ends_a_journey_an_end_is_no_break():
    runs = looked(*house(ends=[])).measured.runs
    assert (runs.n, runs.closed, runs.ended) == (30, False, None)
    assert (runs.silent.value, runs.open.value) == (1.0, 0.0)
    assert looked(*house()).measured.runs.closed


def test_runs_that_reached_no_touchpoint_are_told_too():
    begun = [event("rang the bell", place, f"f{place}") for place in range(15)]
    runs = looked(*house(happened=[*events(), *begun], starts=["rang the bell", "visit"])).measured.runs
    assert stops(runs)[0] == (0, 15)


def test_volume_counts_events_by_touchpoint_and_hides_few():
    of, made = house(happened=[*events(), event("delivered", 1, "lonely")])
    volumes = looked(of, made).measured.runs.volumes
    assert {place: each.events for place, each in volumes.items()} == {1: 50, 2: 21, 3: 12}
    few = looked(of, made, where=replace(FEBRUARY, until=date(2026, 2, 2))).measured.runs.volumes
    assert {place: each.events for place, each in few.items()} == {1: None, 2: None, 3: None}


def test_events_of_the_future_and_those_of_nobody_are_said():
    later = [event("visit", 24 * 365, f"c{place}") for place in range(3)]
    loose = [event("visit", 1, None)]
    of, made = house(happened=[*events(), *later, *loose])
    runs = looked(of, made).measured.runs
    assert (runs.n, runs.future, runs.loose) == (30, 3, 1)


def test_nine_people_are_no_runs_to_speak_of():
    of, made = house(happened=[event("visit", place, f"c{place % 9}") for place in range(40)])
    runs = looked(of, made).measured.runs
    assert (runs.n, runs.events, runs.ended, runs.ways, runs.variants, runs.seconds) == (
        None, None, None, 0, (), (),
    )  # fmt: skip


def test_events_out_of_sight_are_in_no_run():
    north = replace(FEBRUARY, sight=Sight(places=(("unit", ("North",)),)))
    runs = looked(*house(), where=north).measured.runs
    assert (runs.n, runs.events, runs.ended.value) == (30, 50, 0.0)
    nowhere = replace(FEBRUARY, sight=Sight(places=(("unit", ()),)))
    assert looked(*house(), where=nowhere).measured is None


def test_filter_of_units_narrows_answers_and_events_alike():
    rows = [*ANSWERS, *answers(30, touchpoint="web", nps=(0,), start=900, unit="North")]
    found = looked(*house(rows=rows), where=replace(FEBRUARY, unit=("North",)))
    assert (found.measured.scores.answers, found.measured.runs.events) == (30, 50)


def test_words_surveys_and_touchpoints_narrow_the_answers_alone():
    where = replace(FEBRUARY, touchpoint=("parcel",))
    found = looked(*house(), where=where)
    assert (found.measured.scores.answers, found.measured.runs.n) == (90, 30)


def test_journey_without_events_shows_scores_and_without_answers_runs():
    found = looked(*house(happened=()))
    assert (found.measured.runs, found.measured.scores.answers) == (None, 274)
    lone = looked(*house(rows=()))
    assert (lone.metric, lone.measured.scores, lone.measured.runs.n) == (None, None, 30)


def told_by(count, *, day=date(2026, 2, 12)):
    return [
        {"touchpoint": "parcel", "nps": 9.0, "local_date": day, "customer": f"c{place}"}
        for place in range(count)
    ]


def test_silence_is_the_share_of_visits_without_an_answer():
    rows = [*told_by(8), *told_by(5, day=date(2026, 1, 30)), *told_by(20, day=date(2026, 5, 1))]
    silence = looked(*house(rows=rows)).measured.silence
    # Twenty had the parcel, eight of them said something; before the visit and long after it does not count.
    assert [(each.place, each.share and (each.share.n, round(each.share.value, 9))) for each in silence] == [
        (1, (30, 1.0)), (2, (20, 0.6)), (3, (12, 1.0)),
    ]  # fmt: skip


def test_silence_cannot_be_told_where_nobody_is_known_to_both():
    assert looked(*house()).measured.silence is None


def test_silence_of_few_people_is_hidden():
    happened = [event("delivered", place, f"c{place}") for place in range(9)]
    found = looked(*house(rows=told_by(3), happened=happened, starts=[])).measured.silence
    assert [(each.place, each.share) for each in found] == [(2, None)]


def test_visits_that_may_still_be_answered_are_left_out():
    happened = [event("delivered", 24 * 100 + place, f"c{place}") for place in range(20)]
    day = date(2026, 5, 14)
    of, made = house(rows=told_by(15, day=day), happened=happened, starts=[])
    late = Filter(sight=EVERYTHING, since=date(2026, 5, 1), until=date(2026, 6, 1))
    assert looked(of, made, where=late).measured.silence is None


def test_journey_of_which_nothing_is_known_has_no_numbers():
    of = factories.organisation()
    assert looked(of, journey(of=of)).measured is None
    assert looked(of, factories.journey(of=of, name="Empty")).map.steps == ()


def test_rules_of_a_journey_are_those_of_its_map():
    of = factories.organisation()
    case = path_of(looked(of, journey(of=of, key="case", timeout_days=1)).map)
    assert (case.rules.key, case.rules.timeout_days) == ("case", 1)


def test_numbers_are_read_anew_only_when_something_else_is_asked():
    of, made = house()
    looked(of, made)
    with CaptureQueriesContext(
        connection,
    ) as again:
        looked(of, made)
    assert len(again) == KEPT_QUERIES
    forget_all()
    with CaptureQueriesContext(connection) as cold:
        looked(of, made)
    assert len(cold) == COLD_QUERIES


def test_new_name_of_a_touchpoint_counts_at_once():
    of, made = house()
    before = looked(of, made).measured.scores.answers
    site = next(step.touchpoint for step in looked(of, made).map.steps if step.touchpoint.name == "Parcel")
    factories.TouchpointName.objects.create(
        organisation=of, touchpoint=site, where="feedback", text="elsewhere"
    )
    assert looked(of, made).measured.scores.answers == before + 50


def test_window_is_that_of_answers_and_events_together():
    found = looked(*house(), where=Filter(sight=EVERYTHING))
    assert found.measured.window.now.end == date(2026, 2, 10) + timedelta(days=1)


KEPT_QUERIES, COLD_QUERIES = 8, 14
