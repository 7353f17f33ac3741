"""A map as it is owned on a day, with what it points out."""

from datetime import timedelta

import pytest
from tests import factories
from tests.factories import DAY

from ninefold.journeys.maps.choices import Flag
from ninefold.journeys.maps.queries import journey_map, journey_maps
from ninefold.journeys.touchpoints.choices import Kind
from ninefold.journeys.touchpoints.queries import InData

pytestmark = pytest.mark.django_db
IN_DATA = InData(answers={"Van": 12}, events={"ordered": 40})


@pytest.fixture
def house():
    return factories.organisation()


@pytest.fixture
def journey(house):
    delivery = factories.touchpoint(of=house, answers=["Van"], events=["delivered"])
    search = factories.touchpoint(of=house, name="Search", kind=Kind.SEARCH_RESULT)
    phone = factories.touchpoint(of=house, name="Phone", kind=Kind.PHONE, answers=["Call"])
    north = factories.unit(of=house)
    owner, other, cover = (factories.member(of=house, name=name) for name in ("Mei", "Omid", "Anna"))
    factories.ownership(by=owner, touchpoint=delivery)
    factories.ownership(by=other, touchpoint=delivery, unit=north, cover=cover, cover_since=DAY)
    factories.ownership(by=other, touchpoint=phone, unit=north, since=DAY + timedelta(days=9))
    made = factories.journey(of=house, stages={"Find": [search], "Receive": [delivery, phone]})
    factories.ownership(by=owner, journey=made)
    return made


def read(house, journey, **more):
    return journey_map(organisation=house, journey=journey, **{"on": DAY, "in_data": IN_DATA} | more)


def test_stages_and_steps_stand_in_order_with_their_names(house, journey):
    found = read(house, journey)
    assert [(each.stage.name, [step.touchpoint.name for step in each.steps]) for each in found.stages] == [
        ("Find", ["Search"]),
        ("Receive", ["Delivery", "Phone"]),
    ]
    delivery = found.steps[1]
    assert (delivery.kind, delivery.feedback_names, delivery.event_names) == (
        "delivery",
        ("Van",),
        ("delivered",),
    )


def test_owners_of_the_day_are_named_and_who_covers(house, journey):
    found = read(house, journey)
    assert found.owner is not None
    assert found.owner.member.name == "Mei"
    _search, delivery, phone = found.steps
    assert delivery.owner is not None
    assert delivery.owner.owner.name == "Mei"
    assert [
        (each.unit and each.unit.name, each.owner.name, each.member.name) for each in delivery.owners
    ] == [
        (None, "Mei", "Mei"),
        ("North", "Omid", "Anna"),
    ]
    assert (phone.owner, phone.owners) == (None, ())


def test_flags_say_what_nobody_owns_or_measures_and_what_lies_outside(house, journey):
    search, delivery, phone = read(house, journey).steps
    assert search.flags == (Flag.NO_OWNER, Flag.NOT_MEASURED, Flag.OUTSIDE)
    assert delivery.flags == ()
    assert phone.flags == (Flag.NO_OWNER, Flag.NOT_MEASURED)  # no answer bears its name
    later = read(house, journey, on=DAY + timedelta(days=9), in_data=None)
    assert later.steps[2].flags == ()
    assert (later.without_owner, later.not_measured) == (1, 1)


def test_a_name_among_events_alone_measures_nothing(house):
    only = factories.touchpoint(of=house, name="Order", events=["ordered"])
    journey = factories.journey(of=house, stages={"Order": [only]})
    assert read(house, journey).steps[0].flags == (Flag.NO_OWNER, Flag.NOT_MEASURED)


def test_one_map_takes_four_queries_and_all_maps_five(house, journey, django_assert_num_queries):
    for number in range(3):
        touchpoints = [
            factories.touchpoint(of=house, name=f"T{number}{place}", answers=[f"T{number}{place}"])
            for place in range(4)
        ]
        factories.journey(of=house, name=f"More {number}", stages={"S": touchpoints, "T": touchpoints})
    with django_assert_num_queries(4):
        read(house, journey)
    with django_assert_num_queries(5):
        found = journey_maps(organisation=house, on=DAY, in_data=IN_DATA)
    assert [(each.journey.name, len(each.steps), each.without_owner) for each in found] == [
        ("More 0", 8, 8),
        ("More 1", 8, 8),
        ("More 2", 8, 8),
        ("Order a chair", 3, 2),
    ]


def test_maps_of_another_organisation_are_not_read(house, journey):
    other = factories.organisation()
    assert journey_maps(organisation=other, on=DAY) == ()
    assert journey_map(organisation=other, journey=journey, on=DAY).stages == ()
