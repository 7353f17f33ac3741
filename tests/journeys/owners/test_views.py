"""The pages of touchpoints and owners: naming, covering, ending, and what bad input ends in."""

from datetime import date
from urllib.parse import urlencode

import pytest
from django.urls import reverse
from tests import factories

from ninefold.journeys.owners.models import Ownership
from ninefold.journeys.touchpoints.models import Touchpoint, TouchpointName

pytestmark = pytest.mark.django_db


@pytest.fixture
def lead():
    return factories.member(role="lead", name="Lena")


@pytest.fixture
def page(lead):
    return factories.browser(of=lead)


@pytest.fixture
def delivery(lead):
    return factories.touchpoint(of=lead.organisation, answers=["Van"])


@pytest.fixture
def mei(lead):
    return factories.member(of=lead.organisation, name="Mei")


@pytest.fixture
def owned(mei, delivery):
    return factories.ownership(by=mei, touchpoint=delivery, since=date(2026, 1, 1))


def text(answer):
    return answer.content.decode()


def name(page, touchpoint, member, back="", **fields):
    told = {"member": member.pk, "unit": "", "since": "2026-03-01", "until": ""} | fields
    address = reverse("journeys:own-touchpoint", args=[touchpoint.pk])
    return page.post(f"{address}?{urlencode({'back': back})}", told)


def test_touchpoints_are_listed_with_owners_and_names(lead, owned):
    north = factories.unit(of=lead.organisation)
    cover = factories.member(of=lead.organisation, name="Anna")
    factories.ownership(
        by=lead, touchpoint=owned.touchpoint, unit=north, cover=cover, cover_since=date(2026, 1, 1)
    )
    reader = factories.member(of=lead.organisation, role="executive")
    shown = text(factories.browser(of=reader).get(reverse("journeys:touchpoints")))
    for told in ("Delivery", "Van", "Mei", "North", "Anna", "Lena"):
        assert f">{told}" in shown
    assert reverse("journeys:touchpoint", args=[owned.touchpoint_id]) not in shown


def test_a_touchpoint_is_added_with_the_name_that_the_data_use(page, lead):
    factories.answers(of=lead.organisation, rows=[{"touchpoint": "Parcel", "nps": 9.0}])
    assert 'value="Parcel"' in text(page.get(reverse("journeys:touchpoints"), {"name": "Parcel"}))
    page.post(reverse("journeys:add-touchpoint"), {"name": "Parcel", "kind": "partner"})
    assert Touchpoint.objects.get(name="Parcel").kind == "partner"
    assert TouchpointName.objects.get().text == "Parcel"
    assert "This field is required." in text(
        page.post(reverse("journeys:add-touchpoint"), {"name": "", "kind": "chat"})
    )


def test_a_touchpoint_is_described_and_a_name_used_twice_refused(page, lead, delivery):
    factories.touchpoint(of=lead.organisation, name="Phone", answers=["Call"])
    address = reverse("journeys:touchpoint", args=[delivery.pk])
    page.post(address, {"name": "Parcel", "kind": "partner", "answers": ["Van"], "more_answers": "Bike"})
    delivery.refresh_from_db()
    assert (delivery.name, delivery.kind, delivery.names.count()) == ("Parcel", "partner", 2)
    refused = text(page.post(address, {"name": "Parcel", "kind": "chat", "more_answers": "Call"}))
    assert "“Call” belongs to the touchpoint “Phone”. Take it away there first." in refused
    assert "There is a touchpoint of this name already." in text(
        page.post(address, {"name": "Phone", "kind": "chat"})
    )


def test_a_touchpoint_in_use_stays_and_another_is_removed(page, lead, delivery):
    journey = factories.journey(of=lead.organisation, stages={"Receive": [delivery]})
    address = reverse("journeys:remove-touchpoint", args=[delivery.pk])
    shown = text(page.post(address, follow=True))
    assert "1 step of your journeys leads to “Delivery”. Remove that step first." in shown
    journey.delete()
    assert "The touchpoint “Delivery” is removed." in text(page.post(address, follow=True))


def test_an_owner_is_named_and_the_way_leads_back_to_the_map(page, lead, delivery, mei):
    north = factories.unit(of=lead.organisation)
    answer = name(page, delivery, mei, back="/journeys/7/?step=8", unit=north.pk)
    assert answer["Location"] == "/journeys/7/?step=8"
    found = Ownership.objects.get()
    assert (found.member, found.unit, found.since, found.until) == (mei, north, date(2026, 3, 1), None)
    for back in ("https://evil.example/", "//evil.example/journeys/7/", "/journeys/7/?step=8&next=//evil"):
        answer = name(page, delivery, mei, back=back, since="2025-01-01", until="2025-02-01")
        assert answer["Location"] == reverse("journeys:touchpoint", args=[delivery.pk])
        Ownership.objects.filter(until__isnull=False).delete()


def test_overlapping_owners_are_refused_with_who_and_when(page, lead, delivery, owned):
    refused = text(name(page, delivery, lead))
    assert "Mei owns it there already: from 1 Jan 2026 on. Set a last day for them first" in refused
    assert Ownership.objects.count() == 1


def test_owners_that_cannot_be_end_in_a_sentence(page, delivery, mei):
    assert "The last day lies before the first." in text(name(page, delivery, mei, until="2026-02-01"))
    assert "is no date" in text(name(page, delivery, mei, since="soon"))
    gone = factories.member(of=mei.organisation, left_at=factories.AT)
    assert "Select a valid choice." in text(name(page, delivery, gone))
    assert Ownership.objects.count() == 0


def test_a_last_day_is_set_and_the_place_is_free_after_it(page, lead, delivery, owned):
    address = reverse("journeys:ownership", args=[owned.pk])
    assert "Mei answers for “Delivery”" in text(page.get(address))
    assert "They own it from 1 Jan 2026 on" in text(page.post(address, {"last": "2025-12-31"}))
    page.post(address, {"last": "2026-02-28"})
    assert name(page, delivery, lead).status_code == 302
    refused = text(page.post(address, {"last": "2026-04-01"}))
    assert "Lena owns it there already" in refused


def cover(page, owned, member, **days):
    told = {"member": member.pk, "since": "2026-03-01", "until": "2026-03-09"} | days
    return page.post(reverse("journeys:cover", args=[owned.pk]), told)


def test_a_cover_is_named_and_ended(page, lead, owned):
    cover(page, owned, lead)
    owned.refresh_from_db()
    assert (owned.cover, owned.cover_since, owned.cover_until) == (lead, date(2026, 3, 1), date(2026, 3, 9))
    assert "Lena" in text(page.get(reverse("journeys:touchpoint", args=[owned.touchpoint_id])))
    page.post(reverse("journeys:end-cover", args=[owned.pk]))
    owned.refresh_from_db()
    assert owned.cover is None


def test_covers_that_cannot_be_end_in_a_sentence(page, lead, mei, owned):
    refused = text(cover(page, owned, lead, since="2025-12-30"))
    assert "A cover lies within the days of the owner: from 1 Jan 2026 on." in refused
    assert "The last day lies before the first." in text(cover(page, owned, lead, until="2026-02-01"))
    assert "Select a valid choice." in text(cover(page, owned, mei))
    owned.refresh_from_db()
    assert owned.cover is None


def test_an_owner_named_by_mistake_is_taken_back(page, owned):
    answer = page.post(reverse("journeys:withdraw-owner", args=[owned.pk]))
    assert answer["Location"] == reverse("journeys:touchpoint", args=[owned.touchpoint_id])
    assert Ownership.objects.count() == 0


def test_an_owner_of_a_journey_leads_back_to_it(page, lead):
    journey = factories.journey(of=lead.organisation)
    owned = factories.ownership(by=lead, journey=journey)
    assert "Lena answers for “Order a chair”" in text(
        page.get(reverse("journeys:ownership", args=[owned.pk]))
    )
    answer = page.post(reverse("journeys:withdraw-owner", args=[owned.pk]))
    assert answer["Location"] == reverse("journeys:journey-settings", args=[journey.pk])


def test_the_list_takes_as_many_queries_for_many_touchpoints(page, lead, django_assert_max_num_queries):
    for number in range(20):
        made = factories.touchpoint(of=lead.organisation, name=f"T{number}", answers=[f"A{number}"])
        factories.ownership(by=lead, touchpoint=made)
    page.get(reverse("journeys:touchpoints"))
    with django_assert_max_num_queries(13):
        page.get(reverse("journeys:touchpoints"))
