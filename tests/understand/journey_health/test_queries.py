"""How a journey stands: scores of its touchpoints and their events, small groups hidden."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from tests import factories
from tests.understand.journey_health.lived import (
    ANSWERS,
    FEBRUARY,
    answers,
    event,
    events,
    health_of,
    house,
    journey,
    look,
    runs_of,
    walked_of,
)

from ninefold.engine.filters import Filter
from ninefold.engine.sight import EVERYTHING
from ninefold.kit.memory import forget_all
from ninefold.understand.journey_health.queries import journey_health
from ninefold.understand.journey_health.runs_queries import walked

pytestmark = pytest.mark.django_db


def by_name(of, made):
    names = {step.touchpoint.pk: step.touchpoint.name for step in look(of, made).map.steps}
    return {names[number]: change for number, change in health_of(of, made).scores.at.items()}


def test_touchpoint_has_the_score_of_all_its_names_held_against_the_others():
    scores = by_name(*house())
    shop, parcel = scores["Web shop"], scores["Parcel"]
    assert (shop.now.estimate.n, shop.now.estimate.value, shop.now.few) == (100, 0.5, False)
    assert (parcel.now.estimate.n, parcel.now.estimate.value) == (90, -0.5)
    assert parcel.before.estimate.n == 100 + 80 + 4
    assert (parcel.verdict, shop.verdict) == ("worse", "better")


def test_weakest_touchpoint_is_named_by_a_stated_family_of_looks():
    of, made = house()
    scores = health_of(of, made).scores
    weakest = next(step for step in look(of, made).map.steps if step.touchpoint.pk == scores.weakest)
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
    assert health_of(*house(rows=rows)).scores.weakest is None


def test_four_people_are_hidden_and_so_is_their_guard():
    scores = by_name(*house())
    assert {name: change.now.hidden for name, change in scores.items()} == {
        "Web shop": False, "Parcel": False, "Help line": True, "Review site": True,
    }  # fmt: skip


def test_one_person_with_many_answers_is_one_person():
    rows = [row for _ in range(20) for row in answers(9, touchpoint="web", nps=(10, 0))]
    scores = health_of(*house(rows=rows)).scores
    assert (scores.whole.hidden, scores.answers) == (True, None)


def test_volume_counts_events_by_touchpoint_and_hides_few():
    of, made = house(happened=[*events(), event("delivered", 1, "lonely")])
    volumes = health_of(of, made).volumes
    assert volumes == {1: 50, 2: 21, 3: 12}
    few = health_of(of, made, where=replace(FEBRUARY, until=date(2026, 2, 2))).volumes
    assert few == {1: None, 2: None, 3: None}


def test_filter_of_units_narrows_answers_and_events_alike():
    rows = [*ANSWERS, *answers(30, touchpoint="web", nps=(0,), start=900, unit="North")]
    of, made = house(rows=rows)
    north = replace(FEBRUARY, unit=("North",))
    assert health_of(of, made, where=north).scores.answers == 30
    assert runs_of(of, made, where=north).events == 50


def test_words_surveys_and_touchpoints_narrow_the_answers_alone():
    where = replace(FEBRUARY, touchpoint=("parcel",))
    of, made = house()
    assert health_of(of, made, where=where).scores.answers == 90
    assert runs_of(of, made, where=where).n == 30


def test_journey_without_events_shows_scores_and_without_answers_runs():
    of, made = house(happened=())
    found = health_of(of, made)
    assert (found.volumes, found.scores.answers, walked_of(of, made)) == (None, 274, None)
    of, made = house(rows=())
    assert (look(of, made).metric, health_of(of, made).scores, runs_of(of, made).n) == (None, None, 30)


def test_events_of_other_kinds_are_none_of_the_journey():
    of, made = house(happened=[event("repaired", hour, f"c{hour}") for hour in range(30)])
    assert (health_of(of, made).volumes, walked_of(of, made)) == (None, None)


def test_journey_of_which_nothing_is_known_has_no_numbers():
    of = factories.organisation()
    made = journey(of=of)
    assert (health_of(of, made), walked_of(of, made)) == (None, None)
    empty = factories.journey(of=of, name="Empty")
    assert (look(of, empty).map.steps, health_of(of, empty)) == ((), None)


def test_rules_of_a_journey_are_those_of_its_map():
    of = factories.organisation()
    case = look(of, journey(of=of, key="case", timeout_days=1)).path
    assert (case.rules.key, case.rules.timeout_days) == ("case", 1)


def both_of(of, made):
    asked = look(of, made)
    return journey_health(asked), walked(asked)


def test_numbers_are_read_anew_only_when_something_else_is_asked(django_assert_num_queries):
    of, made = house()
    both_of(of, made)
    with django_assert_num_queries(KEPT_QUERIES):
        both_of(of, made)
    forget_all()
    with django_assert_num_queries(COLD_QUERIES):
        both_of(of, made)


def test_new_name_of_a_touchpoint_counts_at_once():
    of, made = house()
    before = health_of(of, made).scores.answers
    site = next(step.touchpoint for step in look(of, made).map.steps if step.touchpoint.name == "Parcel")
    factories.TouchpointName.objects.create(
        organisation=of, touchpoint=site, where="feedback", text="elsewhere"
    )
    assert health_of(of, made).scores.answers == before + 50


def test_window_is_that_of_answers_and_events_together():
    found = health_of(*house(), where=Filter(sight=EVERYTHING))
    assert found.window.now.end == date(2026, 2, 10) + timedelta(days=1)


KEPT_QUERIES, COLD_QUERIES = 8, 14
