"""Which scales are in sight, and which columns two surveys ask differently."""

import pytest
from tests import factories

from ninefold.listen.surveys.operations import Asked, record_questions, survey_named
from ninefold.listen.surveys.queries import Scale, attribute_titles, scales, surveys_of

pytestmark = pytest.mark.django_db


def asked(column, role="item", *, low=1.0, high=5.0, title=""):
    return Asked(column=column, role=role, title=title or column.upper(), low=low, high=high)


@pytest.fixture
def house():
    return factories.organisation()


def begun(of, name, *questions):
    survey = survey_named(organisation=of, name=name, at=factories.AT)
    record_questions(survey=survey, asked=questions)
    return survey


def test_surveys_stand_by_name_and_are_the_organisations_own(house):
    second, first = begun(house, "B"), begun(house, "A")
    begun(factories.organisation(), "C")
    assert surveys_of(organisation=house) == [first, second]


def test_scales_of_all_surveys_take_the_latest_wording(house):
    begun(house, "A", asked("nps", "nps", low=0, high=10, title="Old"), asked("q_x"))
    begun(house, "B", asked("nps", "nps", low=0, high=10, title="New"))
    found = scales(organisation=house, survey=None)
    assert found.usable == (
        Scale(column="nps", low=0, high=10, title="New", role="nps"),
        Scale(column="q_x", low=1, high=5, title="Q_X", role="item"),
    )
    assert found.conflicting == ()


def test_column_on_two_scales_is_usable_in_one_survey_only(house):
    first = begun(house, "A", asked("csat", "csat"))
    begun(house, "B", asked("csat", "csat", high=7))
    assert (
        scales(organisation=house, survey=None).usable,
        scales(organisation=house, survey=None).conflicting,
    ) == ((), ("csat",))
    (scale,) = scales(organisation=house, survey=first.pk).usable
    assert (scale.low, scale.high) == (1, 5)


def test_questions_without_a_scale_and_those_of_others_are_passed_over(house):
    begun(house, "A", asked("a_plan", "attribute", low=None, high=None), asked("q_half", high=None))
    other = begun(factories.organisation(), "A", asked("q_theirs"))
    assert scales(organisation=house, survey=None).usable == ()
    assert scales(organisation=house, survey=other.pk).usable == ()


def test_attributes_have_the_titles_people_know(house):
    begun(house, "A", asked("a_plan", "attribute", title="Plan"), asked("q_x"))
    begun(factories.organisation(), "A", asked("a_theirs", "attribute"))
    assert attribute_titles(organisation=house) == {"a_plan": "Plan"}


@pytest.mark.parametrize("count", [1, 3])
def test_scales_take_one_query_whatever_the_number_of_surveys(house, count, django_assert_num_queries):
    for number in range(count):
        begun(house, f"S{number}", asked("nps", "nps", low=0, high=10), asked(f"q_{number}"))
    with django_assert_num_queries(1):
        assert len(scales(organisation=house, survey=None).usable) == 1 + count


def test_attributes_of_one_value_or_too_many_are_left_out_on_request(house):
    survey = survey_named(organisation=house, name="A", at=factories.AT)
    other = survey_named(organisation=house, name="B", at=factories.AT)
    counts = {"a_unknown": None, "a_one": 1, "a_two": 2, "a_five": 5, "a_six": 6}
    record_questions(
        survey=survey,
        asked=[
            Asked(column=column, role="attribute", title=column, low=None, high=None, values=values)
            for column, values in counts.items()
        ],
    )
    record_questions(
        survey=other, asked=[Asked(column="a_own", role="attribute", title="Own", low=None, high=None)]
    )
    few = attribute_titles(organisation=house, survey=survey.pk, most=5)
    assert list(few) == ["a_unknown", "a_two", "a_five"]
    assert list(attribute_titles(organisation=house, survey=other.pk)) == ["a_own"]
    assert len(attribute_titles(organisation=house)) == 6
