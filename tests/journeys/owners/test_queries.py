"""Who answers on a day: the nearest unit upward, then everywhere; a cover while the owner is away."""

from datetime import date

import pytest
from tests import factories

from ninefold.journeys.owners.queries import owner_of, owners_on, ownerships_of

pytestmark = pytest.mark.django_db


def day(number):
    return date(2026, 3, number)


@pytest.fixture
def house():
    return factories.organisation()


def names(found):
    return None if found is None else (found.owner.name, found.member.name)


def test_the_nearest_unit_upward_decides(house, django_assert_num_queries):
    touchpoint = factories.touchpoint(of=house)
    north, south = (factories.unit(of=house, name=name) for name in ("North", "South"))
    store = factories.unit(of=house, name="Store", below=north)
    team = factories.unit(of=house, name="Team", below=store)
    for unit, name in ((None, "Everywhere"), (north, "Of north"), (team, "Of team")):
        factories.ownership(by=factories.member(of=house, name=name), touchpoint=touchpoint, unit=unit)
    told = []
    for unit in (None, north, store, team, south):
        with django_assert_num_queries(1):
            told.append(names(owner_of(touchpoint=touchpoint, unit=unit, on=day(1))))
    assert [owner for owner, _member in told] == [
        "Everywhere",
        "Of north",
        "Of north",
        "Of team",
        "Everywhere",
    ]


def test_without_an_owner_everywhere_other_units_have_none(house):
    touchpoint = factories.touchpoint(of=house)
    north, south = (factories.unit(of=house, name=name) for name in ("North", "South"))
    factories.ownership(by=factories.member(of=house), touchpoint=touchpoint, unit=north)
    assert owner_of(touchpoint=touchpoint, unit=None, on=day(1)) is None
    assert owner_of(touchpoint=touchpoint, unit=south, on=day(1)) is None


def test_days_count_whole_and_a_cover_answers_in_its_days(house):
    touchpoint = factories.touchpoint(of=house)
    mei, omid = (factories.member(of=house, name=name) for name in ("Mei", "Omid"))
    factories.ownership(
        by=mei,
        touchpoint=touchpoint,
        since=day(5),
        until=day(20),
        cover=omid,
        cover_since=day(9),
        cover_until=day(10),
    )
    found = [
        names(owner_of(touchpoint=touchpoint, unit=None, on=day(n))) for n in (4, 5, 8, 9, 10, 11, 20, 21)
    ]
    own, covered = ("Mei", "Mei"), ("Mei", "Omid")
    assert found == [None, own, own, covered, covered, own, own, None]


def test_a_cover_without_a_last_day_lasts_as_the_ownership_does(house):
    touchpoint = factories.touchpoint(of=house)
    mei, omid = (factories.member(of=house, name=name) for name in ("Mei", "Omid"))
    factories.ownership(by=mei, touchpoint=touchpoint, since=day(1), cover=omid, cover_since=day(9))
    assert names(owner_of(touchpoint=touchpoint, unit=None, on=day(28))) == ("Mei", "Omid")


def test_the_book_of_a_day_takes_one_query(house, django_assert_num_queries):
    touchpoint, journey = factories.touchpoint(of=house), factories.journey(of=house)
    north = factories.unit(of=house)
    mei, omid = (factories.member(of=house, name=name) for name in ("Mei", "Omid"))
    factories.ownership(by=mei, touchpoint=touchpoint, unit=north, cover=omid, cover_since=day(1))
    factories.ownership(by=omid, journey=journey)
    factories.ownership(by=factories.member(), touchpoint=factories.touchpoint(of=factories.organisation()))
    with django_assert_num_queries(1):
        book = owners_on(organisation=house, on=day(1))
        assert names(book.of_touchpoint(touchpoint.pk, unit=north)) == ("Mei", "Omid")
        assert names(book.of_touchpoint(touchpoint.pk)) is None
        assert names(book.of_journey(journey.pk, unit=north)) == ("Omid", "Omid")
    assert (len(book.touchpoints), len(book.journeys)) == (1, 1)


def test_all_owners_of_a_touchpoint_are_listed_those_that_last_first(house, django_assert_num_queries):
    touchpoint = factories.touchpoint(of=house)
    mei = factories.member(of=house, name="Mei")
    for since, until in ((day(1), day(4)), (day(5), day(9)), (day(10), None)):
        factories.ownership(by=mei, touchpoint=touchpoint, since=since, until=until)
    with django_assert_num_queries(1):
        found = ownerships_of(touchpoint=touchpoint, on=day(6))
    assert [(each.ownership.since, each.now, each.covered) for each in found] == [
        (day(10), False, False),
        (day(5), True, False),
        (day(1), False, False),
    ]
