"""The customer's page: who sees it sees as much as is in their sight, and it is noted that they did."""

from datetime import UTC, date, datetime, timedelta

import pytest
from tests import factories

from ninefold.customers.consent.choices import Purpose, State
from ninefold.customers.consent.operations import ConsentLine
from ninefold.customers.time_line.page import SHOWN
from ninefold.people.audit.models import AuditEntry
from ninefold.people.roles.choices import Role

pytestmark = pytest.mark.django_db
LATER = factories.AT + timedelta(days=30)


@pytest.fixture
def leader():
    return factories.member()


@pytest.fixture
def anna(leader):
    """A customer of two numbers, with answers in two units, an order and two months of money."""
    house = leader.organisation
    consent = (ConsentLine(purpose=Purpose.CASE, state=State.GIVEN),)
    anna = factories.customer(
        of=house,
        identifiers=(("email", "anna@example.org"),),
        account="Firm",
        attributes={"plan": "basic"},
        consents=consent,
    )
    factories.customer(of=house, attributes={"plan": "plus"}, at=LATER)
    rows = [
        {"customer": "C-1", "nps": 2.0, "unit": "North", "touchpoint": "Delivery", "comment": "Nobody came."},
        {"customer": "C-1", "nps": 9.0, "unit": "South", "comment": "All was well."},
    ]
    factories.answers(of=house, rows=rows)
    moment = datetime(2026, 1, 3, tzinfo=UTC)
    happened = [
        {"customer": "C-1", "kind": "order", "case": "O-7", "amount": 99.5, "unit": "North", "at": moment}
    ]
    factories.events(of=house, rows=happened)
    money = [
        {"customer": "C-1", "revenue": 10.0, "at": moment},
        {"customer": "C-1", "revenue": 20.0, "at": moment + timedelta(days=31)},
    ]
    factories.events(of=house, rows=money, table="outcome")
    return anna


def text(response) -> str:
    return response.content.decode()


def shown(member, customer, **query) -> str:
    return text(factories.browser(of=member).get(f"/customers/{customer.pk}/", query))


def test_the_page_gathers_everything(leader, anna):
    page = shown(leader, anna)
    for told in ('Customer <bdi class="wrap">C-1</bdi>', "anna@example.org", "Firm", "plus", "basic", "Nobody came.",
                 "All was well.", "O-7", "Money by month", "Agreed", "<bdi>2</bdi> answers", "<bdi>1</bdi> event"):  # fmt: skip
        assert told in page, told


def test_the_stage_of_a_journey_stands_beside_what_happened(leader, anna):
    delivery = factories.touchpoint(
        of=leader.organisation, name="Delivery", answers=["Delivery"], events=["order"]
    )
    factories.journey(of=leader.organisation, stages={"Getting it home": [delivery]})
    assert (
        shown(leader, anna).count('<span class="stage"><bdi class="wrap">Getting it home</bdi></span>') == 2
    )


def test_attributes_are_told_as_of_a_day(leader, anna):
    day = (factories.AT + timedelta(days=5)).date()
    page = shown(leader, anna, as_of=day.isoformat())
    assert ("What was true on" in page, ">plus<" in page) == (True, False)
    for wrong in ("2026-13-45", "x"):
        assert "What is true now" in shown(leader, anna, as_of=wrong)


def test_a_reading_is_noted_by_number_once_an_hour(leader, anna):
    for _again in range(2):
        shown(leader, anna)
    entry = AuditEntry.objects.for_organisation(leader.organisation).get(action="customer_read")
    assert (entry.subject, entry.actor, entry.details) == (f"customer {anna.pk}", leader.pk, {})


def test_who_has_a_role_in_a_unit_sees_what_happened_there_and_no_address(leader, anna):
    house = leader.organisation
    north, west = (factories.unit(of=house, name=name) for name in ("North", "West"))
    page = shown(factories.member(of=house, role=Role.FRONT_LINE, unit=north), anna)
    assert ("Nobody came." in page, "All was well." in page, "anna@example.org" in page) == (
        True,
        False,
        False,
    )
    assert "<bdi>1</bdi> identifier is shown only to roles for the whole organisation." in page
    stranger = factories.browser(of=factories.member(of=house, role=Role.FRONT_LINE, unit=west))
    assert stranger.get(f"/customers/{anna.pk}/").status_code == 404


def test_a_customer_without_facts_says_why(leader):
    ann = factories.customer(of=leader.organisation, number="C-9")
    page = shown(leader, ann)
    assert "Nothing in the data names this customer yet." in page
    assert "Money by month" not in page


def test_a_long_line_goes_on_from_page_to_page(leader):
    house = leader.organisation
    ann = factories.customer(of=house, number="C-9")
    rows = [
        {"customer": "C-9", "nps": 5.0, "local_date": date(2026, 1, 1) + timedelta(days=n)}
        for n in range(SHOWN + 1)
    ]
    factories.answers(of=house, rows=rows)
    for page, lines in (("1", SHOWN), ("2", 1), ("99", 1), ("x", SHOWN)):
        assert shown(leader, ann, page=page).count('<span class="x">') == lines


def test_the_number_of_queries_does_not_grow_with_what_happened(leader, anna, django_assert_num_queries):
    client = factories.browser(of=leader)
    client.get(f"/customers/{anna.pk}/")
    with django_assert_num_queries(28):
        client.get(f"/customers/{anna.pk}/")
    rows = [{"customer": "C-1", "nps": 5.0, "comment": f"Said {n}"} for n in range(30)]
    factories.answers(of=leader.organisation, rows=rows)
    with django_assert_num_queries(28):
        client.get(f"/customers/{anna.pk}/")
