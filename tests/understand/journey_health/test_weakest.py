"""The weakest touchpoints of all, with owners, few people hidden."""

from datetime import date

import pytest
from tests import factories
from tests.understand.journey_health.lived import AT, house

from ninefold.engine.filters import Filter
from ninefold.engine.sight import EVERYTHING
from ninefold.understand.journey_health.weakest import weakest_touchpoints
from ninefold.understand.metrics.queries import metrics_of

pytestmark = pytest.mark.django_db
FEBRUARY = Filter(sight=EVERYTHING, since=date(2026, 2, 1), until=date(2026, 3, 1))


def weakest(of, **more):
    (metric,) = metrics_of(organisation=of, survey=None)
    return weakest_touchpoints(organisation=of, where=FEBRUARY, metric=metric, at=AT, **more)


def test_weakest_stand_first_with_owner_and_whether_they_are_told_from_the_others():
    of, _made = house()
    found = weakest(of)
    assert [(each.touchpoint.name, each.told, each.owner and each.owner.owner.name) for each in found.touchpoints] == [
        ("Parcel", True, None),
        ("Web shop", False, "Olha"),
    ]  # fmt: skip
    assert found.family.size == 2
    assert [each.touchpoint.name for each in weakest(of, limit=1).touchpoints] == ["Parcel"]


def test_touchpoints_without_a_name_in_the_answers_are_none():
    of = factories.organisation()
    factories.touchpoint(of=of)
    factories.answers(of=of, rows=[{"nps": 5.0, "touchpoint": "x"}])
    assert weakest(of).touchpoints == ()


def test_weakest_take_five_queries_once_they_are_known(django_assert_num_queries):
    of, _made = house()
    (metric,) = metrics_of(organisation=of, survey=None)
    asked = {"organisation": of, "where": FEBRUARY, "metric": metric, "at": AT}
    weakest_touchpoints(**asked)
    with django_assert_num_queries(5):
        weakest_touchpoints(**asked)
