"""Whom a suppression list recognises."""

import pytest
from tests import factories

from ninefold.customers.suppression.models import Suppression
from ninefold.customers.suppression.operations import suppress
from ninefold.customers.suppression.queries import list_length, suppressed
from ninefold.people.organisations.models import Organisation

pytestmark = pytest.mark.django_db


def listed(of: Organisation, *identifiers: str) -> None:
    suppress(organisation=of, identifiers=identifiers)


def test_spellings_of_one_identifier_are_recognised():
    house = factories.organisation()
    listed(house, "Anna@Example.org", "+47 22 33 44 55", "C-17")
    given = ["ANNA@example.org ", "0047 22334455", "c-۱۷", "C-18", "b@example.org", ""]
    assert suppressed(organisation=house.pk, values=given) == frozenset(given[:3])


def test_list_of_another_organisation_says_nothing():
    house, other = factories.organisation(), factories.organisation()
    listed(house, "anna@example.org")
    listed(other, "ben@example.org")
    assert suppressed(organisation=other.pk, values=["anna@example.org"]) == frozenset()
    hashes = list(Suppression.objects.values_list("digest", flat=True))
    listed(other, "anna@example.org")
    assert len(set(Suppression.objects.values_list("digest", flat=True)) - set(hashes)) == 1


def test_without_a_list_nothing_is_looked_up(django_assert_num_queries):
    house = factories.organisation()
    with django_assert_num_queries(1):
        assert suppressed(organisation=house.pk, values=["anna@example.org"]) == frozenset()
    assert list_length(organisation=house.pk) == 0
