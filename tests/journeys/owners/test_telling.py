"""Who answers, in few words."""

from datetime import date

import pytest
from tests import factories

from ninefold.journeys.owners.queries import owners_on
from ninefold.journeys.owners.telling import owners_text

pytestmark = pytest.mark.django_db
DAY = date(2026, 3, 9)


@pytest.fixture
def house():
    return factories.organisation()


def told(touchpoint):
    book = owners_on(organisation=touchpoint.organisation, on=DAY)
    return owners_text(book.touchpoints.get(touchpoint.pk, ()))


def owned(house, *names):
    touchpoint = factories.touchpoint(of=house, name=f"Of {', '.join(names)}")
    for name in names:
        member, unit = factories.member(of=house, name=name), factories.unit(of=house, name=f"In {name}")
        factories.ownership(by=member, touchpoint=touchpoint, unit=unit, since=DAY)
    return touchpoint


def test_nobody_is_nothing(house):
    assert told(owned(house)) == ""


def test_two_owners_in_units_are_named_and_more_are_others(house):
    assert told(owned(house, "Bo", "Cy")) == "Bo, Cy"
    assert told(owned(house, "Di", "Ed", "Flo")) == "Di, Ed and others"


def test_whoever_answers_everywhere_is_named_alone(house):
    touchpoint = owned(house, "Bo", "Cy")
    factories.ownership(by=factories.member(of=house, name="Ada"), touchpoint=touchpoint, since=DAY)
    assert told(touchpoint) == "Ada"


def test_cover_is_named_in_place_of_the_owner(house):
    touchpoint, owner = factories.touchpoint(of=house), factories.member(of=house, name="Ada")
    cover = factories.member(of=house, name="Bo")
    factories.ownership(by=owner, touchpoint=touchpoint, since=DAY, cover=cover, cover_since=DAY)
    assert told(touchpoint) == "Bo"
