"""Who answers for what the Overview shows."""

from datetime import date

import pytest
from tests import factories

from ninefold.journeys.maps.operations import add_stage, add_step, draw_journey
from ninefold.journeys.owners.operations import name_owner
from ninefold.journeys.touchpoints.operations import add_touchpoint, call_touchpoint
from ninefold.site.home.answering import NOBODY, Gap, answering

pytestmark = pytest.mark.django_db
DAY = date(2026, 2, 3)
BY = {"by": None, "at": factories.AT}


@pytest.fixture
def reader():
    return factories.member(name="Ada")


def touchpoint(of, *, name, called=()):
    made = add_touchpoint(organisation=of, name=name, kind="delivery", **BY)
    call_touchpoint(touchpoint=made, where="feedback", texts=list(called), **BY)
    return made


def owns(member, owned, *, unit=None):
    name_owner(
        organisation=member.organisation,
        touchpoint=owned.pk,
        member=member,
        unit=unit,
        since=factories.DAY,
        until=None,
        **BY,
    )


def of_reader(reader):
    return answering(organisation=reader.organisation, member=reader, on=DAY)


def test_house_without_journeys_knows_of_nobody(reader):
    assert of_reader(reader) == NOBODY


def test_every_name_in_the_data_has_the_owner_of_its_touchpoint(reader):
    owns(reader, touchpoint(reader.organisation, name="Delivery", called=["van", "truck"]))
    other = factories.member(of=reader.organisation, name="Bo")
    owns(other, touchpoint(reader.organisation, name="Shop", called=["store"]))
    found = of_reader(reader)
    assert found.owners == {"van": "Ada", "truck": "Ada", "store": "Bo"}
    assert found.mine == {"van", "truck"}


def test_owners_in_units_are_named_until_they_are_many(reader):
    house = reader.organisation
    owned = touchpoint(house, name="Delivery", called=["van"])
    for number, name in enumerate(("Bo", "Cy", "Di")):
        member = factories.member(of=house, name=name)
        owns(member, owned, unit=factories.unit(of=house, name=f"Unit {number}"))
    assert of_reader(reader).owners == {"van": "Bo, Cy and others"}


def test_steps_without_owner_or_measure_are_gaps(reader):
    house = reader.organisation
    journey = draw_journey(organisation=house, name="Buy", **BY)
    stage = add_stage(journey=journey, name="Receive", phase="purchase", **BY)
    owned, poster = touchpoint(house, name="Delivery", called=["van"]), touchpoint(house, name="Poster")
    owns(reader, owned)
    later = add_stage(journey=journey, name="Use", phase="use", **BY)
    for each in (owned, poster):
        add_step(stage=stage, touchpoint=each, **BY)
    add_step(stage=later, touchpoint=poster, **BY)
    assert of_reader(reader).gaps == (Gap(name="Poster", unowned=True, unmeasured=True),)


def test_queries_do_not_grow_with_the_touchpoints(reader, django_assert_num_queries):
    for number in range(5):
        owns(reader, touchpoint(reader.organisation, name=f"Place {number}", called=[f"p{number}"]))
        # owners, names, touchpoints of the maps
        with django_assert_num_queries(3):
            of_reader(reader)
