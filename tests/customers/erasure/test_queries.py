"""Who is meant by an identifier."""

import pytest
from tests import factories

from ninefold.customers.erasure.queries import meant_by
from ninefold.customers.profiles.models import Customer, Identifier

pytestmark = pytest.mark.django_db


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
