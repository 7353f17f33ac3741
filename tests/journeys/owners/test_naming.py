"""From a form to an owner or a cover: what another has done meanwhile ends in a sentence at its field."""

from datetime import date

import pytest
from tests import factories
from tests.factories import AT

from ninefold.journeys.owners.forms import CoverForm, EndForm, OwnerForm
from ninefold.journeys.owners.naming import Deed, ended, named_cover, named_owner
from ninefold.journeys.owners.operations import withdraw_ownership
from ninefold.kit.locales import Reader

pytestmark = pytest.mark.django_db
READER = Reader()
GONE = "Somebody has removed this a moment ago. Load the page again to see what stands now."
LEFT = "This member has left. Choose somebody else."


@pytest.fixture
def mei():
    return factories.member(name="Mei")


@pytest.fixture
def omid(mei):
    return factories.member(of=mei.organisation, name="Omid")


@pytest.fixture
def owned(mei):
    touchpoint = factories.touchpoint(of=mei.organisation)
    return factories.ownership(by=mei, touchpoint=touchpoint, until=date(2026, 6, 30))


@pytest.fixture
def deed(mei):
    return Deed(by=mei.pk, at=AT, reader=READER)


def leave(member):
    member.left_at = AT
    member.save()


def owner_form(member, *, units=(), unit=""):
    sent = {"member": member.pk, "unit": unit, "since": "2027-01-01", "until": ""}
    form = OwnerForm(sent, members=[member], units=units, reader=READER)
    assert form.is_valid()
    return form


def cover_form(member):
    sent = {"member": member.pk, "since": "2026-03-01", "until": ""}
    form = CoverForm(sent, members=[member], reader=READER)
    assert form.is_valid()
    return form


def test_a_member_who_has_left_meanwhile_is_not_named(owned, omid, deed):
    owner, cover = owner_form(omid), cover_form(omid)
    leave(omid)
    house, touchpoint = owned.organisation, owned.touchpoint_id
    assert named_owner(owner, organisation=house, touchpoint=touchpoint, deed=deed) is None
    assert not named_cover(cover, ownership=owned, deed=deed)
    assert (owner.errors["member"], cover.errors["member"]) == ([LEFT], [LEFT])


def test_nobody_is_named_in_a_unit_that_is_gone(owned, omid, deed):
    unit = factories.unit(of=owned.organisation)
    form = owner_form(omid, units=[unit], unit=unit.pk)
    type(unit).objects.filter(pk=unit.pk).delete()
    house, touchpoint = owned.organisation, owned.touchpoint_id
    assert named_owner(form, organisation=house, touchpoint=touchpoint, deed=deed) is None
    assert form.non_field_errors() == [GONE]


def test_an_owner_who_was_taken_back_meanwhile_has_no_cover_and_no_last_day(owned, omid, deed):
    cover, end = cover_form(omid), EndForm({"last": "2026-03-01"}, reader=READER)
    assert end.is_valid()
    withdraw_ownership(ownership=owned, by=None, at=AT)
    assert not named_cover(cover, ownership=owned, deed=deed)
    assert not ended(end, ownership=owned, deed=deed)
    assert (cover.non_field_errors(), end.non_field_errors()) == ([GONE], [GONE])


def test_an_owner_does_not_cover_for_themselves(owned, mei, deed):
    form = cover_form(mei)
    assert not named_cover(form, ownership=owned, deed=deed)
    assert form.errors["member"] == ["Nobody covers for themselves. Choose somebody else."]


def test_a_cover_outside_is_told_the_days_of_the_owner(owned, omid, deed):
    form = CoverForm(
        {"member": omid.pk, "since": "2026-06-01", "until": "2026-07-01"}, members=[omid], reader=READER
    )
    assert form.is_valid()
    assert not named_cover(form, ownership=owned, deed=deed)
    assert form.errors["since"] == ["A cover lies within the days of the owner: 1 Jan to 30 Jun 2026."]
