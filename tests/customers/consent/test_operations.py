"""Noting consent: line by line, and nothing is agreed to that nobody said."""

from datetime import timedelta

import pytest
from tests import factories
from tests.factories import AT

from ninefold.customers.consent.choices import Channel, Purpose, State
from ninefold.customers.consent.models import Consent
from ninefold.customers.consent.operations import ConsentLine, add_lines, note_consent
from ninefold.customers.consent.queries import lines_of, may_reach, words_of
from ninefold.people.audit.models import AuditEntry

pytestmark = pytest.mark.django_db
OFFERS = Purpose.MARKETING


@pytest.fixture
def anna():
    return factories.customer(of=factories.organisation())


def reach(customer, *, day=0, purpose=OFFERS, channel=Channel.EMAIL):
    return may_reach(
        organisation=customer.organisation,
        customers=[customer.pk],
        purpose=purpose,
        channel=channel,
        at=AT + timedelta(days=day),
    )


def note(customer, state, *, day=0, channel=Channel.ANY):
    return note_consent(
        organisation=customer.organisation,
        customer=customer.pk,
        purpose=OFFERS,
        channel=channel,
        state=state,
        by=7,
        at=AT + timedelta(days=day),
        source="By phone",
    )


def test_who_said_nothing_may_not_be_reached(anna):
    assert not reach(anna)


def test_the_latest_word_counts_and_all_are_kept(anna):
    note(anna, State.GIVEN)
    note(anna, State.WITHDRAWN, day=2)
    assert (reach(anna), reach(anna, day=1), reach(anna, day=2)) == (True, True, False)
    lines = lines_of(organisation=anna.organisation, customers=[anna.pk])
    assert [(line.state, line.by, line.source) for line in lines] == [
        ("withdrawn", 7, "By phone"),
        ("given", 7, "By phone"),
    ]


def test_a_word_of_another_organisation_is_not_heard(anna):
    note(anna, State.GIVEN)
    other = factories.organisation()
    assert words_of(organisation=other, customers=[anna.pk]) == {}


def test_the_audit_log_names_the_customer_by_number_alone(anna):
    note(anna, State.GIVEN, channel=Channel.POST)
    entry = AuditEntry.objects.for_organisation(anna.organisation).get(action="consent_changed")
    assert (entry.subject, entry.actor) == (f"customer {anna.pk}", 7)
    assert entry.details == {"purpose": "marketing", "means": "post", "change": "given"}


def test_lines_of_a_file_are_added_once(anna):
    line = ConsentLine(purpose=OFFERS, channel=Channel.EMAIL, state=State.GIVEN)
    told = [(anna.pk, AT, line), (anna.pk, AT + timedelta(days=1), line)]
    for expected in ({anna.pk}, set()):
        assert add_lines(organisation=anna.organisation, lines=told, source="File") == expected
    assert Consent.objects.count() == 1


def test_a_file_that_comes_late_changes_nothing_that_was_said_since(anna):
    note(anna, State.WITHDRAWN, day=5)
    line = ConsentLine(purpose=OFFERS, state=State.GIVEN)
    add_lines(organisation=anna.organisation, lines=[(anna.pk, AT, line)], source="File")
    assert (reach(anna, day=1), reach(anna, day=5)) == (True, False)
