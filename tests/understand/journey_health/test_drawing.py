"""An event log draws the first map of a journey by itself."""

from datetime import UTC, datetime, timedelta

import pytest
from tests import factories
from tests.understand.pages import plain

from ninefold.journeys.maps.models import Journey, Step
from ninefold.journeys.touchpoints.models import Touchpoint, TouchpointName
from ninefold.listen.sources.models import Source
from ninefold.understand.journey_health.logs import MOST_KINDS, log_of, undrawn_logs
from ninefold.understand.journey_health.operations import draw_from_log

pytestmark = pytest.mark.django_db
START = datetime(2026, 1, 5, 9, tzinfo=UTC)
CASES = {"1": ("opened", "waited", "solved"), "2": ("opened", "solved"), "3": ("opened", "waited")}


@pytest.fixture
def lead():
    return factories.member(role="lead")


def log(of, *, name="Tickets", cases=None, key="case"):
    source = Source.objects.create(organisation=of, name=name, kind="events", created_at=factories.AT)
    rows = [
        {"source": source.pk, "kind": kind, key: case, "at": START + timedelta(hours=place)}
        for case, kinds in (cases or CASES).items()
        for place, kind in enumerate(kinds)
    ]
    factories.events(of=of, rows=rows)
    return source


def steps(journey):
    return list(
        Step.objects.filter(stage__journey=journey)
        .order_by("position")
        .values_list("touchpoint__name", flat=True)
    )


def test_kinds_stand_in_the_order_in_which_they_come(lead):
    source = log(lead.organisation)
    found = log_of(organisation=lead.organisation, source=source)
    assert (found.kinds, found.events, found.cases) == (("opened", "waited", "solved"), 7, 3)


def test_source_without_events_is_no_log(lead):
    assert log_of(organisation=lead.organisation, source=log(lead.organisation)) is not None
    empty = Source.objects.create(
        organisation=lead.organisation, name="Empty", kind="events", created_at=factories.AT
    )
    assert log_of(organisation=lead.organisation, source=empty) is None


def test_map_has_a_step_for_each_kind_and_its_cases(lead):
    source = log(lead.organisation)
    found = log_of(organisation=lead.organisation, source=source)
    made = draw_from_log(organisation=lead.organisation, log=found, by=lead.pk, at=factories.AT)
    assert (made.name, steps(made)) == ("Tickets", ["opened", "waited", "solved"])
    assert Journey.objects.get().key == "case"
    assert undrawn_logs(organisation=lead.organisation) == ()


def test_events_of_customers_alone_are_stitched_by_customer(lead):
    source = log(lead.organisation, key="customer")
    found = log_of(organisation=lead.organisation, source=source)
    assert found.cases == 0
    draw_from_log(organisation=lead.organisation, log=found, by=lead.pk, at=factories.AT)
    assert Journey.objects.get().key == "customer"


def test_touchpoints_that_stand_already_are_used(lead):
    standing = factories.touchpoint(of=lead.organisation, name="solved")
    source = log(lead.organisation)
    found = log_of(organisation=lead.organisation, source=source)
    for _again in range(2):
        draw_from_log(organisation=lead.organisation, log=found, by=lead.pk, at=factories.AT)
    assert Touchpoint.objects.count() == 3
    assert TouchpointName.objects.get(where="event", text="solved").touchpoint == standing
    assert sorted(Journey.objects.values_list("name", flat=True)) == ["Tickets", "Tickets 2"]


def test_page_without_journeys_offers_the_logs_and_draws(lead):
    source = log(lead.organisation)
    client = factories.browser(of=lead)
    assert "Or let events draw it" in plain(client.get("/understand/journeys/"))
    response = client.post(f"/understand/journeys/draw/{source.pk}/", follow=True)
    text = plain(response)
    made = Journey.objects.get()
    assert response.redirect_chain == [
        (f"/understand/journeys/{made.pk}/?period=2026-01-05..2026-01-05", 302)
    ]
    assert "The map is drawn." in text
    assert "opened" in text


def test_log_is_offered_also_where_other_journeys_stand_until_it_is_drawn(lead):
    source = log(lead.organisation)
    factories.journey(of=lead.organisation, name="Another", stages={"All of it": []})
    client = factories.browser(of=lead)
    text = plain(client.get("/understand/journeys/draw/"))
    assert "Which events are a journey?" in text
    assert "Draw its map" in text
    client.post(f"/understand/journeys/draw/{source.pk}/")
    text = plain(client.get("/understand/journeys/draw/"))
    assert "No event log is left to draw." in text
    assert "Import events" in text


def test_log_of_too_many_kinds_is_refused_in_a_sentence(lead):
    source = log(lead.organisation, cases={"1": tuple(f"k{n}" for n in range(MOST_KINDS + 1))})
    response = factories.browser(of=lead).post(f"/understand/journeys/draw/{source.pk}/", follow=True)
    assert "has no events, or more than 60 kinds of them" in plain(response)
    assert Journey.objects.count() == 0


def test_reader_without_the_right_is_offered_nothing():
    reader = factories.member(role="executive")
    source = log(reader.organisation)
    client = factories.browser(of=reader)
    assert "Or let events draw it" not in plain(client.get("/understand/journeys/"))
    assert client.post(f"/understand/journeys/draw/{source.pk}/").status_code == 403
