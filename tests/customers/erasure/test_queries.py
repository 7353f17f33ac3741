"""Whom a suppression list recognises, and who is meant by an identifier."""

import pytest
from tests import factories

from ninefold.customers.erasure import operations
from ninefold.customers.erasure.choices import Kind
from ninefold.customers.erasure.models import Suppression
from ninefold.customers.erasure.queries import list_length, meant_by, suppressed
from ninefold.customers.profiles.models import Customer, Identifier
from ninefold.people.organisations.models import Organisation

pytestmark = pytest.mark.django_db


def listed(of: Organisation, *identifiers: str) -> None:
    erasure = operations.ask(organisation=of, by=None, at=factories.AT, identifiers=identifiers, queued=False)
    operations.look(erasure=erasure)
    operations.confirm(erasure=erasure, kind=Kind.ERASE, kept=(), by=None, at=factories.AT, queued=False)


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


def test_everybody_who_was_merged_is_meant():
    house = factories.organisation()
    kept, absorbed, other = (
        Customer.objects.create(organisation=house, key=f"{n:032x}", created_at=factories.AT)
        for n in range(3)
    )
    Customer.objects.filter(pk=absorbed.pk).update(merged_into=kept)
    for customer, kind, value in (
        (kept, "number", "k-1"),
        (absorbed, "email", "anna@example.org"),
        (other, "number", "k-2"),
    ):
        Identifier.objects.create(
            organisation=house, customer=customer, kind=kind, value=value, spellings=[value.upper()]
        )
    meant = meant_by(organisation=house, identifiers=["Anna@example.org"])
    assert meant.customers == (kept.pk, absorbed.pk)
    assert meant.identifiers == {"Anna@example.org", "anna@example.org", "ANNA@EXAMPLE.ORG", "k-1", "K-1"}
    assert meant_by(organisation=house, customer=absorbed).customers == meant.customers
