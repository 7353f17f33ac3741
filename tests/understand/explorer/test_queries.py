"""One metric from every side, equal to plain Python."""

from dataclasses import replace
from datetime import date

import pytest
from tests import factories
from tests.understand import by_hand

from ninefold.engine.filters import Filter
from ninefold.engine.sight import EVERYTHING
from ninefold.kit.locales import Reader
from ninefold.listen.surveys.models import Question
from ninefold.understand.explorer.queries import explore

pytestmark = pytest.mark.django_db
ROWS = by_hand.many(3000)
FEBRUARY = Filter(sight=EVERYTHING, since=date(2026, 2, 1), until=date(2026, 3, 1))


def explored(of, where=FEBRUARY, *, slug="nps", dimension="touchpoint"):
    return explore(organisation=of, where=where, slug=slug, dimension=dimension, reader=Reader())


@pytest.fixture
def house():
    of = factories.organisation()
    factories.answers(of=of, rows=ROWS)
    return of


def test_total_change_and_groups_equal_plain_python(house):
    found = explored(house)
    now = by_hand.within(ROWS, date(2026, 2, 1), date(2026, 2, 28))
    before = by_hand.within(ROWS, date(2026, 1, 4), date(2026, 1, 31))
    assert (
        found.measured.change.now.estimate.value
        == found.measured.change.now.estimate.value
        == by_hand.nps(now)
    )
    assert found.measured.change.before.estimate.value == by_hand.nps(before)
    assert {change.group: change.now.estimate.value for change in found.measured.changes} == {
        name: by_hand.nps(by_hand.among(now, touchpoint=name)) for name in by_hand.TOUCHPOINTS
    }
    assert found.measured.family.size == 5


def test_months_reach_over_all_that_is_known(house):
    found = explored(house)
    assert (found.measured.points[0].period.start, found.measured.points[-1].period.end) == (
        date(2025, 9, 1),
        date(2026, 5, 1),
    )
    assert found.measured.last_day == max(row["local_date"] for row in ROWS)


def test_attribute_is_a_side_like_others(house):
    found = explored(house, dimension="a_plan")
    assert found.dimension == "a_plan"
    assert {change.group for change in found.measured.changes} == {"Gold", "Basic", None}
    assert found.attributes == {"a_plan": "A_plan"}


def test_attribute_of_too_many_values_is_offered_to_who_asks_for_it_alone(house):
    Question.objects.filter(column="a_plan").update(values=51)
    assert explored(house).attributes == {}
    assert explored(house, dimension="a_plan").attributes == {"a_plan": "A_plan"}
    Question.objects.filter(column="a_plan").update(values=50)
    assert explored(house).attributes == {"a_plan": "A_plan"}


def test_attributes_are_those_of_the_survey_chosen(house):
    other = factories.answers(of=house, rows=[{"nps": 9.0, "a_town": "Graz"}] * 3, survey="Other")
    whole = Filter(sight=EVERYTHING)
    assert set(explored(house, whole).attributes) == {"a_plan", "a_town"}
    assert set(explored(house, replace(whole, survey=other.pk)).attributes) == {"a_town"}


@pytest.mark.parametrize(
    "dimension", ["", "nonsense", "a_gone", "person", "nps", "organisation", "a_plan; DROP"]
)
def test_unknown_dimension_is_the_first_one(house, dimension):
    assert explored(house, dimension=dimension).dimension == "touchpoint"


def test_unknown_metric_is_the_first_one(house):
    assert explored(house, slug="nonsense").metric.slug == "nps"
    assert explored(house, slug="ces").metric.slug == "ces"


def test_weights_are_told_beside(house):
    score = explored(house).measured.change.now
    now = by_hand.within(ROWS, date(2026, 2, 1), date(2026, 2, 28))
    assert score.weighted.value == pytest.approx(by_hand.weighted(now, "nps", 0, 10, by_hand.net), rel=1e-12)


def test_nothing_imported_or_selected_is_nothing(house):
    assert explored(factories.organisation()) is None
    assert explored(house, Filter(sight=EVERYTHING, touchpoint=("Nowhere",))) is None
    assert explored(house, Filter(sight=EVERYTHING, since=date(2030, 1, 1), until=date(2031, 1, 1))) is None
    assert explored(house, Filter(sight=EVERYTHING, survey=999_999_999)) is None


def test_question_on_two_scales_is_named(house):
    factories.answers(of=house, rows=[{"csat": 7.0}], survey="Other", scales={"csat": (1, 7)})
    assert explored(house).conflicting == ("csat",)
