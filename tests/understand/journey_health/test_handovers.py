"""Where a map changes hands: departments before owners, nobody as a side of its own, and never few people."""

from datetime import date

import pytest
from tests import factories
from tests.understand.journey_health.lived import event, events, house, journey, walked_of

from ninefold.journeys.maps.queries import journey_map
from ninefold.journeys.owners.models import Ownership
from ninefold.journeys.touchpoints.models import Touchpoint
from ninefold.understand.journey_health.handovers import hand_overs

pytestmark = pytest.mark.django_db
ON = date(2026, 6, 1)


def owned(of, **owners):
    """Let members answer for touchpoints, by the first word of each touchpoint."""
    Ownership.objects.all().delete()
    for touchpoint in Touchpoint.objects.for_organisation(of):
        for member, unit in owners.get(touchpoint.name.split()[0], ()):
            factories.ownership(by=member, touchpoint=touchpoint, unit=unit)


def told(of, made):
    found = hand_overs(journey_map(organisation=of, journey=made, on=ON))
    return [(each.before.touchpoint.name, each.giver, each.taker) for each in found]


def test_owners_of_one_department_hand_nothing_over():
    of = factories.organisation()
    made = journey(of=of)
    store = factories.unit(of=of, name="Store team")
    one, two = (factories.member(of=of, name=name, home=store) for name in ("One", "Two"))
    owned(of, Web=[(one, None)], Parcel=[(two, None)], Help=[(one, None)], Review=[(one, None)])
    assert told(of, made) == []


def test_owners_without_a_department_are_their_own():
    of = factories.organisation()
    made = journey(of=of)
    one, two = (factories.member(of=of, name=name) for name in ("One", "Two"))
    owned(of, Web=[(one, None)], Parcel=[(two, None)], Help=[(two, None)], Review=[(one, None)])
    assert told(of, made) == [("Web shop", "One", "Two"), ("Help line", "Two", "One")]


def test_namesakes_of_different_departments_hand_over():
    of = factories.organisation()
    made = journey(of=of)
    above = factories.unit(of=of, name="North")
    homes = [factories.unit(of=of, name=name, below=above) for name in ("Depot", "Shop")]
    same = [factories.member(of=of, name="Ada", home=home) for home in homes]
    owned(of, Web=[(same[0], None)], Parcel=[(same[1], None)], Help=[(same[1], None)])
    assert told(of, made) == [("Web shop", "Depot", "Shop"), ("Help line", "Shop", "")]


def test_owners_in_units_are_named_together_and_those_everywhere_alone():
    of = factories.organisation()
    made = journey(of=of)
    units = [factories.unit(of=of, name=name) for name in ("A", "B", "C")]
    heads = [factories.member(of=of, name=f"Head {unit.name}") for unit in units]
    everywhere = factories.member(of=of, name="Everywhere")
    by_unit = list(zip(heads, units, strict=True))
    owned(of, Web=by_unit, Parcel=[(everywhere, None), by_unit[0]], Help=by_unit, Review=by_unit)
    assert told(of, made) == [
        ("Web shop", "Head A, Head B and others", "Everywhere"),
        ("Parcel", "Everywhere", "Head A, Head B and others"),
    ]


def test_map_that_nobody_owns_changes_no_hands():
    of = factories.organisation()
    made = journey(of=of)
    Ownership.objects.all().delete()
    assert told(of, made) == []


def test_runs_tell_who_arrives_and_few_are_held_back():
    of, made = house()
    (passed,) = walked_of(of, made).passed.values()
    assert (passed.share.n, round(passed.share.value * 30), passed.seconds) == (30, 20, 50 * 3600.0)
    few = [event(kind, hour, f"c{n}") for n in range(9) for hour, kind in enumerate(("visit", "delivered"))]
    of, made = house(happened=few)
    assert walked_of(of, made).passed == {}
    one_goes = [each for each in events() if each["kind"] == "visit"] + [event("delivered", 90, "c3")]
    of, made = house(happened=one_goes)
    (passed,) = walked_of(of, made).passed.values()
    assert (round(passed.share.value * 30), passed.seconds) == (1, None)


def test_new_owner_tells_another_hand_over_at_once():
    of, made = house()
    walked_of(of, made)
    olha = Ownership.objects.get().member
    parcel = Touchpoint.objects.for_organisation(of).get(name="Parcel")
    factories.ownership(by=olha, touchpoint=parcel)
    assert set(walked_of(of, made).passed) == {(2, 3)}
