"""The example comes in by the same road as any export."""

import pytest
from tests import factories

from ninefold.demo.operations import demo_organisation, load_demo
from ninefold.engine.filters import Filter
from ninefold.engine.sight import EVERYTHING
from ninefold.engine.snapshot import snapshot
from ninefold.listen.sources.choices import ImportState
from ninefold.listen.sources.models import Import, Wave
from ninefold.people.organisations.models import Organisation
from ninefold.understand.metrics.queries import facts_of, metrics_of, total

pytestmark = pytest.mark.django_db


def test_example_is_loaded_once():
    first, second = demo_organisation(at=factories.AT), demo_organisation(at=factories.AT)
    assert first == second
    assert Organisation.objects.count() == 1
    assert [each.state for each in Import.objects.all()] == [ImportState.STORED]


def test_every_question_of_the_example_becomes_a_metric():
    house = demo_organisation(at=factories.AT)
    metrics = metrics_of(organisation=house, survey=None)
    assert [metric.slug for metric in metrics] == [
        "nps",
        "csat",
        "csat-mean",
        "ces",
        "q_staff_knew_the_answer",
        "q_staff_knew_the_answer-top2",
        "q_price_felt_fair",
        "q_price_felt_fair-top2",
        "q_kept_the_promised_day",
        "q_kept_the_promised_day-top2",
    ]
    facts = facts_of(organisation=house, where=Filter(sight=EVERYTHING), metrics=metrics)
    assert total(facts=facts, metrics=metrics).rows == 6000


def test_example_loaded_again_replaces_itself():
    house = demo_organisation(at=factories.AT)
    again = load_demo(organisation=house, at=factories.AT)
    again.refresh_from_db()
    assert again.changes == {"new": 0, "changed": 0, "gone": 0, "same": 6000}
    assert Wave.objects.count() == 1
    files = snapshot(organisation=house.pk, table="feedback").files
    assert sum(file.rows for file in files) == 6000
