"""Reading touchpoints and the names that the data use."""

import pytest
from tests import factories

from ninefold.engine.sight import Sight
from ninefold.journeys.touchpoints.choices import Where
from ninefold.journeys.touchpoints.queries import (
    InData,
    Loose,
    Offered,
    loose_names,
    names_in_data,
    offered_to,
    touchpoint_names,
    touchpoints_of,
)

pytestmark = pytest.mark.django_db


def test_names_in_the_data_are_counted_and_blank_ones_left_out():
    house = factories.organisation()
    rows = [{"touchpoint": name, "nps": 9.0} for name in (*["Van"] * 10, *["Call"] * 9, None, "")]
    factories.answers(of=house, rows=rows)
    # Nine are too few to be told of, but the name is there.
    assert names_in_data(organisation=house) == InData(answers={"Van": 10, "Call": None}, events={})


def test_names_out_of_sight_are_not_told():
    house = factories.organisation()
    rows = [{"touchpoint": "Van", "unit": "North"}, {"touchpoint": "Call", "unit": "South"}]
    factories.answers(of=house, rows=rows)
    sight = Sight(places=(("unit", ("North",)),))
    assert names_in_data(organisation=house, sight=sight).answers == {"Van": None}


def test_without_facts_no_name_is_used():
    assert names_in_data(organisation=factories.organisation()) == InData(answers={}, events={})


def test_touchpoints_are_listed_by_name_and_names_by_place(django_assert_num_queries):
    house = factories.organisation()
    phone = factories.touchpoint(of=house, name="Phone", answers=["Ring", "Call"], events=["call_begun"])
    delivery = factories.touchpoint(of=house)
    factories.touchpoint(of=factories.organisation(), answers=["Elsewhere"])
    with django_assert_num_queries(2):
        assert touchpoints_of(organisation=house) == (delivery, phone)
        assert touchpoint_names(organisation=house) == {
            phone.pk: {Where.FEEDBACK: ("Call", "Ring"), Where.EVENT: ("call_begun",)}
        }


def test_loose_names_belong_to_no_touchpoint_the_most_frequent_first():
    house = factories.organisation()
    factories.touchpoint(of=house, answers=["Van"])
    in_data = InData(answers={"Van": 9, "Call": None, "Store": 15}, events={"Van": 13})
    assert loose_names(names=touchpoint_names(organisation=house), in_data=in_data) == (
        Loose(where=Where.EVENT, text="Van", records=13),
        Loose(where=Where.FEEDBACK, text="Store", records=15),
        Loose(where=Where.FEEDBACK, text="Call", records=None),
    )


def test_own_and_free_names_are_offered_with_their_counts():
    house = factories.organisation()
    delivery = factories.touchpoint(of=house, answers=["Van", "Gone"])
    factories.touchpoint(of=house, name="Phone", answers=["Call"])
    in_data = InData(answers={"Van": 9, "Call": 2, "Store": 5}, events={})
    names = touchpoint_names(organisation=house)
    found = offered_to(touchpoint=delivery.pk, names=names, in_data=in_data)
    assert found[Where.FEEDBACK] == Offered(own=("Gone", "Van"), free=("Store",), counts=in_data.answers)
    assert found[Where.EVENT] == Offered(own=(), free=(), counts={})
