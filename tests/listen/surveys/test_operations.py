"""Surveys and questions are written down once, and brought up to date by the next wave."""

import pytest
from tests import factories

from ninefold.listen.surveys.models import Question, Survey
from ninefold.listen.surveys.operations import Asked, record_questions, survey_named

pytestmark = pytest.mark.django_db


def asked(column, title, **more):
    return Asked(**{"column": column, "role": "item", "title": title, "low": 1.0, "high": 5.0} | more)


def test_survey_of_a_name_is_begun_once_an_organisation():
    of, other = factories.organisation(), factories.organisation()
    first = survey_named(organisation=of, name="Shops", at=factories.AT)
    assert survey_named(organisation=of, name="Shops", at=factories.AT.replace(year=2027)) == first
    assert survey_named(organisation=other, name="Shops", at=factories.AT) != first
    assert (Survey.objects.count(), first.created_at, str(first)) == (2, factories.AT, "Shops")


def test_question_takes_the_newer_wording_and_scale_and_keeps_its_place():
    survey = survey_named(organisation=factories.organisation(), name="Shops", at=factories.AT)
    record_questions(survey=survey, asked=[asked("q_a", "Old"), asked("q_b", "Second")])
    kept = survey.questions.get(column="q_a").pk
    record_questions(survey=survey, asked=[asked("q_c", "Third"), asked("q_a", "New", role="csat", high=7.0)])
    found = survey.questions.get(column="q_a")
    assert (found.pk, found.title, found.role, found.high, found.position) == (kept, "New", "csat", 7.0, 0)
    assert [question.column for question in survey.questions.all()] == ["q_a", "q_c", "q_b"]
    assert {question.organisation_id for question in survey.questions.all()} == {survey.organisation_id}


def test_long_wording_is_cut_and_nothing_asked_is_nothing_written():
    survey = survey_named(organisation=factories.organisation(), name="Shops", at=factories.AT)
    record_questions(survey=survey, asked=[])
    assert Question.objects.count() == 0
    record_questions(survey=survey, asked=[asked("q_a", "x" * 900)])
    assert str(survey.questions.get()) == "x" * 500


def test_questions_are_written_in_one_go(django_assert_num_queries):
    survey = survey_named(organisation=factories.organisation(), name="Shops", at=factories.AT)
    with django_assert_num_queries(1):
        record_questions(survey=survey, asked=[asked(f"q_{number}", "x") for number in range(40)])
