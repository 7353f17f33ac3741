"""Keeping touchpoints: no name that belongs to two, no hole torn into a map."""

import pytest
from tests import factories
from tests.factories import AT

from ninefold.journeys.owners.models import Ownership
from ninefold.journeys.touchpoints.choices import OUTSIDE, Kind, Where
from ninefold.journeys.touchpoints.models import Touchpoint, TouchpointName
from ninefold.journeys.touchpoints.operations import (
    DataNameTakenError,
    TouchpointInUseError,
    TouchpointTakenError,
    add_touchpoint,
    call_touchpoint,
    change_touchpoint,
    describe_touchpoint,
    remove_touchpoint,
    touchpoint_named,
)
from ninefold.journeys.touchpoints.queries import InData
from ninefold.journeys.turns import GoneError
from ninefold.people.audit.models import AuditEntry

pytestmark = pytest.mark.django_db
DONE = {"by": None, "at": AT}


def texts(touchpoint, where=Where.FEEDBACK):
    names = TouchpointName.objects.filter(touchpoint=touchpoint, where=where)
    return list(names.order_by("text").values_list("text", flat=True))


def told(house):
    entries = AuditEntry.objects.for_organisation(house).order_by("number")
    return [(each.subject.split()[0], each.details["change"]) for each in entries]


def test_a_name_is_given_once_in_an_organisation_and_may_be_given_in_another():
    house, other = factories.organisation(), factories.organisation()
    made = add_touchpoint(organisation=house, name="Delivery", kind=Kind.DELIVERY, **DONE)
    add_touchpoint(organisation=other, name="Delivery", kind=Kind.DELIVERY, **DONE)
    with pytest.raises(TouchpointTakenError, match="Delivery"):
        add_touchpoint(organisation=house, name="Delivery", kind=Kind.PHONE, **DONE)
    second = add_touchpoint(organisation=house, name="Phone", kind=Kind.PHONE, **DONE)
    with pytest.raises(TouchpointTakenError, match="Delivery"):
        change_touchpoint(touchpoint=second, name="Delivery", kind=Kind.PHONE, **DONE)
    change_touchpoint(touchpoint=made, name="Van", kind=Kind.DELIVERY, **DONE)
    change_touchpoint(touchpoint=made, name="Van", kind=Kind.DELIVERY, **DONE)
    assert [each.name for each in Touchpoint.objects.for_organisation(house).order_by("name")] == [
        "Phone",
        "Van",
    ]
    assert told(house) == [("touchpoint", "added"), ("touchpoint", "added"), ("touchpoint", "renamed")]


def test_what_lies_outside_is_known_by_the_kind():
    kinds = [Kind.SEARCH_RESULT, Kind.ADVERTISEMENT, Kind.REVIEW_SITE, Kind.HOLD_MUSIC]
    assert [Touchpoint(kind=kind.value).outside for kind in kinds] == [True] * 4
    assert [Touchpoint(kind=kind.value).outside for kind in (Kind.STORE, Kind.INVOICE)] == [False] * 2
    assert set(OUTSIDE) < set(Kind)


def test_names_in_the_data_are_replaced_by_those_given():
    delivery = factories.touchpoint(of=factories.organisation(), answers=["Van", "Lorry"], events=["Van"])
    call_touchpoint(touchpoint=delivery, where=Where.FEEDBACK, texts=["Lorry", "Bike", "Bike"], **DONE)
    assert (texts(delivery), texts(delivery, Where.EVENT)) == (["Bike", "Lorry"], ["Van"])
    call_touchpoint(touchpoint=delivery, where=Where.FEEDBACK, texts=["Lorry", "Bike"], **DONE)
    assert told(delivery.organisation) == [("touchpoint", "called")]


def test_a_name_in_the_data_belongs_to_one_touchpoint_and_nothing_is_half_written():
    house = factories.organisation()
    delivery = factories.touchpoint(of=house, answers=["Van"])
    phone = factories.touchpoint(of=house, name="Phone", kind=Kind.PHONE, answers=["Call"])
    with pytest.raises(DataNameTakenError) as refused:
        call_touchpoint(touchpoint=phone, where=Where.FEEDBACK, texts=["Ring", "Van"], **DONE)
    assert (refused.value.text, refused.value.touchpoint) == ("Van", delivery)
    assert texts(phone) == ["Call"]
    call_touchpoint(touchpoint=phone, where=Where.EVENT, texts=["Van"], **DONE)  # another place in the data
    assert texts(phone, Where.EVENT) == ["Van"]


def test_a_touchpoint_in_use_is_not_removed():
    house = factories.organisation()
    delivery = factories.touchpoint(of=house)
    factories.journey(of=house, stages={"Receive": [delivery], "Again": [delivery]})
    with pytest.raises(TouchpointInUseError) as refused:
        remove_touchpoint(touchpoint=delivery, **DONE)
    assert refused.value.steps == 2
    assert Touchpoint.objects.filter(pk=delivery.pk).exists()


def test_a_touchpoint_goes_with_its_names_and_owners():
    house = factories.organisation()
    delivery = factories.touchpoint(of=house, answers=["Van"])
    factories.ownership(by=factories.member(of=house), touchpoint=delivery)
    remove_touchpoint(touchpoint=delivery, **DONE)
    assert (TouchpointName.objects.count(), Ownership.objects.count()) == (0, 0)
    assert told(house) == [("touchpoint", "removed")]


USED = InData(answers={"Delivery": 9, "Van": 2}, events={"Delivery": 4})


def named(house, name="Delivery"):
    return touchpoint_named(organisation=house, name=name, kind=Kind.DELIVERY, in_data=USED, **DONE)


def test_a_new_touchpoint_is_called_by_its_name_where_the_data_use_it():
    house = factories.organisation()
    made = named(house)
    assert (texts(made), texts(made, Where.EVENT)) == (["Delivery"], ["Delivery"])
    unused = named(house, name="Farewell")
    assert (texts(unused), texts(unused, Where.EVENT)) == ([], [])


def test_a_name_that_belongs_to_another_is_left_to_it():
    house = factories.organisation()
    factories.touchpoint(of=house, name="Parcel", answers=["Delivery"])
    made = named(house)
    assert (texts(made), texts(made, Where.EVENT)) == ([], ["Delivery"])


def test_a_touchpoint_that_is_there_is_used():
    house = factories.organisation()
    there = factories.touchpoint(of=house, kind=Kind.PHONE)
    assert (named(house), Touchpoint.objects.count()) == (there, 1)
    assert (there.kind, texts(there)) == (Kind.PHONE, [])


def test_a_touchpoint_is_described_whole_or_not_at_all():
    house = factories.organisation()
    delivery = factories.touchpoint(of=house, answers=["Van"])
    factories.touchpoint(of=house, name="Phone", events=["called"])
    told = {"name": "Parcel", "kind": Kind.PARTNER, "answers": ["Lorry"]} | DONE
    with pytest.raises(DataNameTakenError, match="called"):
        describe_touchpoint(touchpoint=delivery, events=["called"], **told)
    delivery.refresh_from_db()
    assert (delivery.name, texts(delivery)) == ("Delivery", ["Van"])
    describe_touchpoint(touchpoint=delivery, events=["brought"], **told)
    delivery.refresh_from_db()
    assert (delivery.name, delivery.kind, texts(delivery), texts(delivery, Where.EVENT)) == (
        "Parcel",
        "partner",
        ["Lorry"],
        ["brought"],
    )


def test_touchpoint_that_somebody_else_has_removed_is_not_written_to():
    made = factories.touchpoint(of=factories.organisation(), name="Van", answers=["van"])
    stale = Touchpoint.objects.get(pk=made.pk)
    for _twice in range(2):
        remove_touchpoint(touchpoint=Touchpoint.objects.filter(pk=made.pk).first() or stale, **DONE)
    with pytest.raises(GoneError):
        describe_touchpoint(touchpoint=stale, name="Lorry", kind=Kind.APP, answers=["x"], events=[], **DONE)
    with pytest.raises(GoneError):
        call_touchpoint(touchpoint=stale, where=Where.FEEDBACK, texts=["x"], **DONE)
    removed = [entry for entry in AuditEntry.objects.all() if entry.details.get("change") == "removed"]
    assert (Touchpoint.objects.count(), TouchpointName.objects.count(), len(removed)) == (0, 0, 1)
