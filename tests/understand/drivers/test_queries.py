"""Drivers of an organisation, equal to cxstats over the complete rows."""

from datetime import date

import numpy as np
import pytest
from tests import factories
from tests.understand.drivers.asked import crowd

from cxstats.drivers.gram import gram
from cxstats.drivers.penalty_reward import penalty_reward
from cxstats.drivers.table import drivers_from_gram
from ninefold.engine import together
from ninefold.engine.blocks import block_of
from ninefold.engine.filters import Filter
from ninefold.engine.sight import EVERYTHING
from ninefold.kit.memory import forget_all
from ninefold.listen.surveys.models import Question
from ninefold.listen.surveys.queries import Scale
from ninefold.understand.drivers.asking import Asked
from ninefold.understand.drivers.queries import analyse
from ninefold.understand.drivers.table import Silence, ends_of, pilot_size

pytestmark = pytest.mark.django_db
NAMES = ("q_price", "q_shop", "q_staff")
ALL = Filter(sight=EVERYTHING)
NPS = Asked(outcome="nps")


def house(rows=None, **fields):
    of = factories.organisation(**fields)
    factories.answers(of=of, rows=crowd() if rows is None else rows)
    return of


def complete(rows, names=NAMES):
    return [row for row in rows if all(row[name] is not None and 1 <= row[name] <= 5 for name in names)]


def columns(found):
    return [line.scale.column for line in found.table.lines]


def test_table_is_that_of_cxstats_over_the_complete_answers():
    of, rows = house(), complete(crowd())
    table = np.array([[row[name] for name in (*NAMES, "nps")] for row in rows]).astype(int)
    blocks = [block_of(of.pk, row["person"]) for row in rows]
    expected = drivers_from_gram(gram(table, names=(*NAMES, "nps"), blocks=blocks))
    found = analyse(organisation=of, where=ALL, asked=NPS)
    assert {line.scale.column: line.found for line in found.table.lines} == {
        one.name: one for one in expected.drivers
    }
    assert (found.table.found.r2, found.table.found.n, found.table.asked) == (expected.r2, len(rows), 600)
    assert columns(found) == ["q_staff", "q_price", "q_shop"]
    assert [line.told for line in found.table.lines] == [True, True, False]


def test_performance_is_the_share_of_best_answers_of_all_who_answered():
    rows = [row for row in crowd() if row["q_staff"] <= 5]
    staff = analyse(organisation=house(), where=ALL, asked=NPS).table.lines[0].performance
    assert (staff.value, staff.n) == (sum(row["q_staff"] >= 4 for row in rows) / 599, 599)
    assert staff.method == "wilson"


def test_question_of_few_stands_beside_and_gets_a_table_of_its_own():
    of = house()
    chosen = {
        each.scale.column: each.chosen for each in analyse(organisation=of, where=ALL, asked=NPS).candidates
    }
    assert chosen == {"q_help": False, "q_price": True, "q_shop": True, "q_staff": True}
    around = analyse(organisation=house(crowd(900)), where=ALL, asked=Asked(outcome="nps", seed="q_help"))
    assert set(columns(around)) == {"q_help", "q_price", "q_shop", "q_staff"}
    assert around.table.found.n < 300


def test_many_answers_are_read_as_few_are(monkeypatch):
    of = house(crowd(900))
    told = analyse(organisation=of, where=ALL, asked=NPS)
    forget_all()
    monkeypatch.setattr(together, "TO_CHOOSE", 50)  # the drivers are chosen before all answers have passed
    assert analyse(organisation=of, where=ALL, asked=NPS) == told


def test_named_questions_are_the_drivers():
    found = analyse(
        organisation=house(), where=ALL, asked=Asked(outcome="csat", columns=("q_shop", "q_none"))
    )
    assert columns(found) == ["q_shop"]
    assert (found.outcome.slug, [each.slug for each in found.outcomes]) == ("csat", ["nps", "csat"])


def test_unknown_outcome_is_the_first_one():
    assert analyse(organisation=house(), where=ALL, asked=Asked(outcome="nonsense")).outcome.slug == "nps"


def test_question_that_everybody_answered_alike_is_left_out_and_named():
    rows = [{**row, "q_shop": 4.0} for row in crowd()]
    found = analyse(organisation=house(rows), where=ALL, asked=NPS)
    assert columns(found) == ["q_staff", "q_price"]
    assert [each.scale.column for each in found.candidates if each.same] == ["q_shop"]


def silent(rows, where=ALL):
    found = analyse(organisation=house(rows), where=where, asked=NPS)
    assert found.table is None
    return found.silence


def test_what_cannot_be_told_is_told_so():
    rows = crowd(gaps=False)
    assert silent([{"person": "p1", "a_town": "Graz"}]) is Silence.NO_OUTCOME
    assert silent([{name: row[name] for name in ("person", "nps")} for row in rows]) is Silence.NO_QUESTIONS
    assert silent(crowd(199, gaps=False)) is Silence.FEW
    assert silent([{**row, "nps": 9.0} for row in rows]) is Silence.NOBODY_DIFFERS
    assert silent([{**row, "q_price": 6 - row["q_staff"]} for row in rows]) is Silence.ALIKE


def test_few_people_with_many_answers_look_like_nobody():
    few = [{**row, "person": f"p{place % 20}"} for place, row in enumerate(crowd(gaps=False))]
    assert silent(few) is Silence.FEW
    found = analyse(organisation=house(few), where=ALL, asked=NPS)
    nobody = analyse(organisation=house(), where=Filter(sight=EVERYTHING, since=date(2030, 1, 1)), asked=NPS)
    assert (found.silence, found.table) == (nobody.silence, nobody.table)


def test_filter_is_obeyed():
    where = Filter(sight=EVERYTHING, since=date(2026, 1, 1), until=date(2026, 2, 15))
    rows = [row for row in complete(crowd(900)) if row["local_date"] < date(2026, 2, 15)]
    assert analyse(organisation=house(crowd(900)), where=where, asked=NPS).table.found.n == len(rows)


def test_column_on_two_scales_is_no_driver_until_a_survey_is_chosen():
    of = house()
    factories.answers(of=of, rows=[{"q_shop": 9.0}], survey="Other", scales={"q_shop": (0, 10)})
    assert set(columns(analyse(organisation=of, where=ALL, asked=NPS))) == {"q_price", "q_staff"}


def test_noise_has_no_driver_but_by_chance():
    found = [
        analyse(organisation=house(crowd(400, seed=seed, noise=True)), where=ALL, asked=NPS).table
        for seed in range(25)
    ]
    assert sum(bool(each.told) for each in found) <= 4  # 1.25 expected; more than 4 in 1 of 100 such tests


def test_pilot_needs_what_a_difference_of_two_shares_needs():
    staff = analyse(organisation=house(), where=ALL, asked=NPS).table.lines[0]
    middle = staff.performance.value + 0.025
    assert pilot_size(staff) == pytest.approx(2 * 7.849 * middle * (1 - middle) / 0.05**2, rel=0.01)


def test_address_is_read_and_written():
    asked = Asked.from_query({"outcome": "csat", "with": "q_shop", "driver": ["q_a, q_b", "q_a", ","]})
    assert asked == Asked(outcome="csat", seed="q_shop", columns=("q_a", "q_b"))
    assert Asked.from_query(asked.to_query()) == asked
    assert Asked.from_query({}) == Asked(outcome="")


def test_number_of_queries_does_not_grow_with_questions(django_assert_num_queries):
    of = house()
    with django_assert_num_queries(QUERIES):
        analyse(organisation=of, where=ALL, asked=NPS)
    more = house([{**row, **{f"q_{n}": 1.0 + n % 5 for n in range(9)}} for row in crowd()])
    assert Question.objects.filter(organisation=more).count() > 12
    with django_assert_num_queries(QUERIES):
        analyse(organisation=more, where=ALL, asked=NPS)


QUERIES = 11


def test_lowest_and_best_answers_are_held_against_those_between():
    rows = complete(crowd(gaps=False))
    staff = analyse(organisation=house(rows), where=ALL, asked=NPS).table.lines[0]
    found = penalty_reward(
        items=np.array([[row[name] for name in NAMES] for row in rows]),
        outcome=[row["nps"] for row in rows],
        penalty_up_to=2,
        reward_from=4,
        names=NAMES,
    ).items[NAMES.index("q_staff")]
    assert (staff.sides.penalty.value, staff.sides.reward.value) == pytest.approx(
        (found.penalty.value, found.reward.value)
    )
    assert staff.sides.penalty.high < 0 < staff.sides.reward.low
    assert staff.sides.penalty.method == "penalty-reward-jackknife"


def test_question_that_hardly_anybody_answered_low_has_no_ends():
    rows = [{**row, "q_price": max(row["q_price"], 3.0)} for row in crowd(gaps=False)]
    lines = analyse(organisation=house(rows), where=ALL, asked=NPS).table.lines
    assert {line.scale.column: line.sides is None for line in lines} == {
        "q_staff": False, "q_price": True, "q_shop": False,
    }  # fmt: skip


def test_scale_of_three_has_no_ends():
    assert ends_of(Scale(column="q_a", low=1, high=3, title="", role="item")) is None
    ends = ends_of(Scale(column="q_a", low=1, high=7, title="", role="item"))
    assert (ends.low, ends.high) == (2, 6)


def test_what_is_asked_for_and_not_there_is_told():
    asked = Asked(outcome="stars", seed="q_staff", columns=("q_shop", "x; DROP"), measures=("m_wait" * 20,))
    told = asked.unheard(analyse(organisation=house(), where=ALL, asked=asked))
    assert [each.partition(", which")[0] for each in told] == [
        "The address asks for outcome “stars”",
        "The address asks for driver “x; DROP”",
        f"The address asks for measured “{('m_wait' * 20)[:40]}”",
    ]
    assert NPS.unheard(analyse(organisation=house(), where=ALL, asked=NPS)) == ()
