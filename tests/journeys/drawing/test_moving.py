"""Where a push takes a step, and where a drop puts it."""

import pytest
from tests import factories

from ninefold.journeys.drawing.moving import dropped_at, target_of
from ninefold.journeys.maps.models import Stage, Step

pytestmark = pytest.mark.django_db


@pytest.fixture
def stages():
    house = factories.organisation()
    a, b, c = (factories.touchpoint(of=house, name=name) for name in "ABC")
    journey = factories.journey(of=house, stages={"First": [a, b], "Second": [c]})
    return list(Stage.objects.filter(journey=journey).order_by("position"))


def target(stages, name, way):
    found = target_of(step=Step.objects.get(touchpoint__name=name), stages=stages, way=way)
    return None if found is None else (found.stage.name, found.place)


@pytest.mark.parametrize(
    ("name", "way", "expected"),
    [
        ("A", "earlier", None),
        ("A", "later", ("First", 1)),
        ("B", "earlier", ("First", 0)),
        ("B", "later", None),
        ("A", "before", None),
        ("A", "after", ("Second", 1)),
        ("C", "before", ("First", 2)),
        ("C", "after", None),
        ("C", "sideways", None),
    ],
)
def test_a_push_goes_one_place_on_and_no_further_than_the_ends(stages, name, way, expected):
    assert target(stages, name, way) == expected


@pytest.mark.parametrize(
    ("place", "expected"), [("0", 0), ("7", 7), ("-1", None), ("x", None), ("1234567", None)]
)
def test_a_drop_names_a_stage_of_the_map_and_a_place(stages, place, expected):
    found = dropped_at(stages=stages, stage=str(stages[1].pk), place=place)
    assert (None if found is None else found.place) == expected
    assert dropped_at(stages=stages, stage="0", place="0") is None
