"""Somebody is merged or parted while they are being erased: nobody goes whom nobody looked at."""

import pytest
from tests import factories
from tests.customers.erasure.canaries import hits

from ninefold.customers.erasure import operations
from ninefold.customers.erasure.choices import State
from ninefold.customers.erasure.models import Erasure
from ninefold.customers.profiles.models import Customer, Identifier, Merge
from ninefold.customers.profiles.operations import Decisions, merge_customers, take_back
from ninefold.people.members.models import Member

pytestmark = pytest.mark.django_db(transaction=True)
AT = factories.AT
NAMES = ("A-1000001", "B-1000001", "C-1000001")


@pytest.fixture
def owner() -> Member:
    member = factories.member()
    factories.answers(of=member.organisation, rows=[{"customer": name, "nps": 5.0} for name in NAMES])
    return member


@pytest.fixture
def three(owner: Member) -> list[Customer]:
    house = owner.organisation
    made = [
        Customer.objects.create(organisation=house, key=f"{n:032x}", created_at=AT) for n in range(len(NAMES))
    ]
    for customer, name in zip(made, NAMES, strict=True):
        Identifier.objects.create(
            organisation=house, customer=customer, kind="number", value=name.lower(), spellings=[name]
        )
    return made


def merge(kept: Customer, absorbed: Customer) -> Merge:
    return merge_customers(kept=kept, absorbed=absorbed, decisions=Decisions(), by=None, at=AT)


def looked(of: Member, customer: Customer) -> Erasure:
    erasure = operations.ask(organisation=of.organisation, by=of.pk, at=AT, customer=customer, queued=False)
    operations.look(erasure=erasure, at=AT)
    erasure.refresh_from_db()
    return erasure


def confirm(erasure: Erasure) -> None:
    operations.confirm(erasure=erasure, kind="erase", kept=(), by=None, at=AT, queued=False)


def erase(erasure: Erasure) -> None:
    confirm(erasure)
    operations.carry_out(erasure=erasure, at=AT)


def look_again(erasure: Erasure) -> None:
    operations.look_again(erasure=erasure, at=AT)
    erasure.refresh_from_db()
    assert erasure.state == State.LOOKING
    operations.look(erasure=erasure, at=AT)
    erasure.refresh_from_db()


def found_of_names() -> set[str]:
    return {word for words in hits(tuple(name.lower() for name in NAMES)).values() for word in words}


def test_who_was_merged_after_the_look_is_looked_at_first(owner: Member, three: list[Customer]):
    erasure = looked(owner, three[0])
    merge(three[0], three[1])
    with pytest.raises(operations.ChangedError):
        confirm(erasure)
    assert Erasure.objects.get().state == State.READY
    look_again(erasure)
    assert erasure.found["places"]["facts"]["feedback"] == 2
    erase(erasure)
    assert list(Customer.objects.all()) == [three[2]]
    assert found_of_names() == {"c-1000001"}


def test_who_was_parted_after_the_look_stays(owner: Member, three: list[Customer]):
    made = merge(three[0], three[1])
    erasure = looked(owner, three[0])
    take_back(merge=made, by=None, at=AT)
    with pytest.raises(operations.ChangedError):
        confirm(erasure)
    look_again(erasure)
    erase(erasure)
    assert list(Customer.objects.order_by("pk")) == three[1:]
    assert found_of_names() == {"b-1000001", "c-1000001"}


def test_an_identifier_that_came_after_the_look_is_looked_for(owner: Member, three: list[Customer]):
    erasure = looked(owner, three[0])
    Identifier.objects.filter(customer=three[1]).update(customer=three[0])
    with pytest.raises(operations.ChangedError):
        confirm(erasure)


def test_who_is_merged_once_the_erasure_is_confirmed_stays_whole(owner: Member, three: list[Customer]):
    merge(three[1], three[2])
    erasure = looked(owner, three[0])
    confirm(erasure)
    merge(three[0], three[1])
    operations.carry_out(erasure=erasure, at=AT)
    left = list(Customer.objects.order_by("pk").values_list("pk", "merged_into"))
    assert left == [(three[1].pk, None), (three[2].pk, three[1].pk)]
    assert found_of_names() == {"b-1000001", "c-1000001"}


def test_erasing_who_was_absorbed_erases_the_person(owner: Member, three: list[Customer]):
    merge(three[0], three[1])
    erase(looked(owner, three[1]))
    assert list(Customer.objects.all()) == [three[2]]
    assert found_of_names() == {"c-1000001"}
