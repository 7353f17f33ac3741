"""The list of journeys, their settings, and what nobody owns or measures."""

import pytest
from django.urls import reverse
from tests import factories

from ninefold.journeys.maps.models import Journey
from ninefold.journeys.owners.models import Ownership

pytestmark = pytest.mark.django_db


@pytest.fixture
def lead():
    return factories.member(role="lead")


@pytest.fixture
def page(lead):
    return factories.browser(of=lead)


def text(answer):
    return answer.content.decode().replace("<bdi>", "").replace("</bdi>", "")


def test_an_empty_list_offers_the_example_a_blank_sheet_and_the_events(page):
    shown = text(page.get(reverse("journeys:journeys")))
    assert "No journey is drawn yet" in shown
    assert reverse("journeys:example") in shown
    assert reverse("journeys:draw") in shown
    assert reverse("understand:event-logs") in shown


def test_readers_of_an_empty_list_are_told_who_can_draw(lead):
    reader = factories.member(of=lead.organisation, role="executive")
    shown = text(factories.browser(of=reader).get(reverse("journeys:journeys")))
    assert "Whoever leads the programme can draw the first journey." in shown
    assert reverse("journeys:example") not in shown


def test_the_example_is_laid_down_once(page, lead):
    answer = page.post(reverse("journeys:example"))
    journey = Journey.objects.get(organisation=lead.organisation)
    assert answer["Location"] == reverse("journeys:journey", args=[journey.pk])
    again = page.post(reverse("journeys:example"), follow=True)
    assert "The example stands here already." in text(again)
    assert "Nobody owns 16 steps of 16" in text(again)


def test_a_journey_is_drawn_and_its_name_given_once(page, lead):
    address = reverse("journeys:draw")
    page.post(address, {"name": "Return a chair", "goal": "My money back"})
    journey = Journey.objects.get(organisation=lead.organisation)
    assert (journey.name, journey.goal) == ("Return a chair", "My money back")
    assert "There is a journey of this name already." in text(page.post(address, {"name": "Return a chair"}))


def settings(**changed):
    return {"name": "Order", "goal": "", "key": "case", "timeout_days": "30"} | changed


def test_settings_say_which_events_make_a_run(page, lead):
    journey = factories.journey(of=lead.organisation)
    address = reverse("journeys:journey-settings", args=[journey.pk])
    page.post(
        address, settings(key="customer", more_starts="ordered\nordered", more_ends="paid", timeout_days="14")
    )
    journey.refresh_from_db()
    assert (journey.name, journey.key, journey.starts, journey.ends, journey.timeout_days) == (
        "Order",
        "customer",
        ["ordered"],
        ["paid"],
        14,
    )
    shown = text(page.get(address))
    assert 'value="ordered"' in shown  # offered though no event bears it yet


def test_bad_settings_end_in_a_sentence(page, lead):
    factories.journey(of=lead.organisation, name="Taken")
    journey = factories.journey(of=lead.organisation)
    address = reverse("journeys:journey-settings", args=[journey.pk])
    both = text(page.post(address, settings(more_starts="paid", more_ends="paid")))
    assert "“paid” cannot both begin and end a run." in both
    assert "There is a journey of this name already." in text(page.post(address, settings(name="Taken")))
    assert page.post(address, settings(timeout_days="0")).status_code == 200
    journey.refresh_from_db()
    assert (journey.name, journey.starts, journey.timeout_days) == ("Order a chair", [], 30)


def test_a_journey_is_removed_and_its_touchpoints_stay(page, lead):
    delivery = factories.touchpoint(of=lead.organisation)
    journey = factories.journey(of=lead.organisation, stages={"Receive": [delivery]})
    shown = text(page.post(reverse("journeys:remove-journey", args=[journey.pk]), follow=True))
    assert "The journey “Order a chair” is removed." in shown
    delivery.refresh_from_db()


def test_a_whole_journey_is_given_to_an_owner(page, lead):
    journey = factories.journey(of=lead.organisation)
    address = reverse("journeys:own-journey", args=[journey.pk])
    told = {"member": lead.pk, "unit": "", "since": "2026-01-01", "until": ""}
    page.post(address, told)
    assert Ownership.objects.get(journey=journey).member == lead
    refused = text(page.post(address, told))
    assert "owns it there already: from 1 Jan 2026 on." in refused
    assert "Owner of the whole" in text(page.get(reverse("journeys:journeys")))


def test_gaps_name_steps_and_names_in_the_data(page, lead):
    house = lead.organisation
    factories.answers(of=house, rows=[{"touchpoint": name, "nps": 9.0} for name in ("Van", "Van", "Call")])
    owned = factories.touchpoint(of=house, name="Owned", answers=["Van"])
    factories.ownership(by=lead, touchpoint=owned)
    bare = factories.touchpoint(of=house, name="Bare")
    factories.journey(of=house, stages={"First": [owned, bare]})
    shown = text(page.get(reverse("journeys:gaps")))
    assert "Nobody owns 1 step of 2" in shown
    assert shown.count(">Bare<") == 2  # nobody owns it, nobody measures it
    assert ">Owned<" not in shown
    assert "?name=Call#add" in shown
    assert "under 10" in shown.split("?name=Call#add")[0].rsplit("Call", 1)[1]


def test_whoever_sees_a_part_is_told_of_no_name_in_the_data(lead):
    house = lead.organisation
    north = factories.unit(of=house)
    factories.answers(of=house, rows=[{"touchpoint": "Van", "unit": "South", "nps": 9.0}])
    named = factories.touchpoint(of=house, answers=["Somewhere"])
    factories.journey(of=house, stages={"First": [named]})
    manager = factories.member(of=house, role="manager", unit=north)
    shown = text(factories.browser(of=manager).get(reverse("journeys:gaps")))
    assert "Van" not in shown
    assert "There are answers from every step of every journey." in shown


def test_lists_take_as_many_queries_for_many_journeys_as_for_one(page, lead, django_assert_max_num_queries):
    house = lead.organisation
    for number in range(5):
        touchpoints = [factories.touchpoint(of=house, name=f"T{number}{place}") for place in range(5)]
        factories.journey(of=house, name=f"J{number}", stages={"S": touchpoints, "T": touchpoints})
    page.get(reverse("journeys:journeys"))
    with django_assert_max_num_queries(18):
        page.get(reverse("journeys:journeys"))
