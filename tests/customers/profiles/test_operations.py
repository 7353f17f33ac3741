"""Merging customers and taking it back: nothing is lost, nothing is decided silently."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

import pytest
from django.db import connections
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase
from tests import factories
from tests.factories import AT

from ninefold.customers.consent.choices import Channel, Purpose, State
from ninefold.customers.consent.models import Consent
from ninefold.customers.consent.operations import ConsentLine
from ninefold.customers.profiles.models import Customer, Merge
from ninefold.customers.profiles.operations import (
    AbsorbedError,
    AccountUndecidedError,
    Decisions,
    GoneError,
    OnePersonError,
    TakenBackError,
    merge_customers,
    take_back,
)
from ninefold.customers.profiles.queries import (
    account_of,
    attributes_of,
    identifiers_of,
    merges_of,
    same_person,
    two,
    words_said,
)
from ninefold.people.audit.models import AuditEntry

NOTHING = Decisions()
LATER = AT + timedelta(days=30)
OFFERS = Purpose.MARKETING


@pytest.fixture
def house(db):
    return factories.organisation()


def merge(kept, absorbed, decisions=NOTHING, at=LATER):
    return merge_customers(kept=kept, absorbed=absorbed, decisions=decisions, by=7, at=at)


def said(state, *, channel=Channel.ANY, purpose=OFFERS):
    return ConsentLine(purpose=purpose, channel=channel, state=State(state))


def known(customer):
    customer.refresh_from_db()
    return [each.value for each in identifiers_of(customer=customer)]


def state_of(house):
    """Everything that somebody can see of the customers of a house."""
    return {
        customer.key: (
            customer.merged_into_id,
            [each.value for each in identifiers_of(customer=customer)],
            account_of(customer=customer),
            [
                (each.name, each.now.value)
                for each in attributes_of(customers=same_person(customer=customer), at=LATER)
            ],
            words_said(customer=customer),
            [each.pk for each in merges_of(customer=customer)],
        )
        for customer in Customer.objects.for_organisation(house).select_related("organisation")
    }


def test_two_become_one_with_all_that_both_have(house):
    anna = factories.customer(of=house, number="C-1", attributes={"plan": "basic", "city": "Bergen"})
    ann = factories.customer(
        of=house,
        number="C-2",
        attributes={"plan": "plus"},
        at=AT + timedelta(days=1),
        consents=(said("given"),),
    )
    merge(anna, ann)
    assert known(anna) == known(ann) == ["c-1", "c-2"]
    told = attributes_of(customers=same_person(customer=anna), at=LATER)
    assert [(each.name, each.now.value, len(each.earlier)) for each in told] == [
        ("city", "Bergen", 0),
        ("plan", "plus", 1),
    ]
    assert words_said(customer=anna)[OFFERS, Channel.ANY].state == "given"


def test_a_merge_is_in_the_audit_log_by_numbers_alone(house):
    anna, ann = (factories.customer(of=house, number=f"C-{number}") for number in (1, 2))
    take_back(merge=merge(anna, ann), by=8, at=LATER)
    entries = AuditEntry.objects.for_organisation(house).order_by("number")
    assert list(entries.values_list("action", "actor", "subject", "details")) == [
        ("customers_merged", 7, f"customer {anna.pk}", {"other": ann.pk, "consents": 0}),
        ("customers_parted", 8, f"customer {anna.pk}", {"other": ann.pk}),
    ]


def test_the_stricter_word_stands_where_two_contradict_each_other(house):
    anna = factories.customer(
        of=house, number="C-1", consents=(said("given"), said("given", purpose=Purpose.CASE))
    )
    ann = factories.customer(
        of=house, number="C-2", consents=(said("refused"), said("given", purpose=Purpose.CASE))
    )
    assert [each.cell for each in two(kept=anna, absorbed=ann).conflicts] == [(OFFERS, Channel.ANY)]
    merge(anna, ann)
    assert {cell: each.state for cell, each in words_said(customer=anna).items()} == {
        (OFFERS, Channel.ANY): "refused",
        (Purpose.CASE, Channel.ANY): "given",
    }


def test_who_merges_may_decide_otherwise(house):
    anna = factories.customer(of=house, number="C-1", consents=(said("given"),))
    ann = factories.customer(of=house, number="C-2", consents=(said("withdrawn"),))
    made = merge(anna, ann, Decisions(consent={(OFFERS, Channel.ANY): State.GIVEN}))
    word = words_said(customer=anna)[OFFERS, Channel.ANY]
    assert (word.state, word.by, word.merge) == ("given", 7, made.pk)


def test_a_decision_about_nothing_that_contradicts_is_passed_over(house):
    anna = factories.customer(of=house, number="C-1", consents=(said("refused"),))
    ann = factories.customer(of=house, number="C-2")
    merge(anna, ann, Decisions(consent={(OFFERS, Channel.ANY): State.GIVEN}))
    assert words_said(customer=anna)[OFFERS, Channel.ANY].state == "refused"


def test_a_person_chooses_between_two_accounts(house):
    anna = factories.customer(of=house, number="C-1", account="A")
    ann = factories.customer(of=house, number="C-2", account="B")
    assert [str(each) for each in two(kept=anna, absorbed=ann).accounts] == ["A", "B"]
    with pytest.raises(AccountUndecidedError):
        merge(anna, ann)
    with pytest.raises(AccountUndecidedError):
        merge(anna, ann, Decisions(account=account_of(customer=ann).pk + 99))
    assert Merge.objects.count() == 0
    merge(anna, ann, Decisions(account=account_of(customer=ann).pk))
    assert str(account_of(customer=anna)) == "B"


def test_one_account_stands_without_a_choice(house):
    anna = factories.customer(of=house, number="C-1")
    ann = factories.customer(of=house, number="C-2", account="B")
    merge(anna, ann)
    assert str(account_of(customer=anna)) == "B"


def test_nobody_is_merged_with_themselves(house):
    anna, ann = (factories.customer(of=house, number=f"C-{number}") for number in (1, 2))
    with pytest.raises(OnePersonError):
        merge(anna, anna)
    merge(anna, ann)
    for one, other in ((anna, ann), (ann, anna)):
        with pytest.raises(OnePersonError):
            merge(one, other)


def test_only_who_stands_for_themselves_is_merged(house):
    anna, ann, other = (factories.customer(of=house, number=f"C-{number}") for number in (1, 2, 3))
    merge(anna, ann)
    for kept, absorbed in ((other, ann), (ann, other)):
        with pytest.raises(AbsorbedError):
            merge(kept, absorbed)


def test_a_customer_of_another_organisation_is_not_there(house):
    anna = factories.customer(of=house)
    stranger = factories.customer(of=factories.organisation())
    with pytest.raises(GoneError):
        merge(anna, stranger)


def test_a_chain_is_one_person_and_comes_apart_where_it_was_joined(house):
    first, second, third, fourth = (factories.customer(of=house, number=f"C-{number}") for number in range(4))
    merge(second, third)
    joint = merge(first, second)
    merge(first, fourth)
    assert known(third) == ["c-0", "c-1", "c-2", "c-3"]
    take_back(merge=joint, by=7, at=LATER)
    assert known(first) == known(fourth) == ["c-0", "c-3"]
    assert known(second) == known(third) == ["c-1", "c-2"]


def test_the_middle_of_a_chain_comes_apart(house):
    first, second, third = (factories.customer(of=house, number=f"C-{number}") for number in range(3))
    inner = merge(second, third)
    merge(first, second)
    take_back(merge=inner, by=7, at=LATER)
    assert (known(first), known(third)) == (["c-0", "c-1"], ["c-2"])


def test_a_merge_is_taken_back_once(house):
    anna, ann = (factories.customer(of=house, number=f"C-{number}") for number in (1, 2))
    made = merge(anna, ann)
    take_back(merge=made, by=7, at=LATER)
    with pytest.raises(TakenBackError):
        take_back(merge=made, by=7, at=LATER)
    merge(anna, ann)
    assert known(anna) == ["c-1", "c-2"]


def test_what_came_meanwhile_goes_with_whom_it_named(house):
    anna, ann = (factories.customer(of=house, number=f"C-{number}") for number in (1, 2))
    made = merge(anna, ann)
    factories.customer(of=house, number="C-2", identifiers=(("email", "ann@example.org"),))
    assert known(anna) == ["c-1", "c-2", "ann@example.org"]
    take_back(merge=made, by=7, at=LATER)
    assert (known(anna), known(ann)) == (["c-1"], ["c-2", "ann@example.org"])


def test_deleting_the_person_takes_all_of_it_along(house):
    anna, ann = (
        factories.customer(of=house, number=f"C-{number}", consents=(said(state),))
        for number, state in ((1, "given"), (2, "refused"))
    )
    merge(anna, ann)
    anna.delete()
    assert [model.objects.count() for model in (Customer, Merge, Consent)] == [0, 0, 0]


def rows():
    states = st.sampled_from(["given", "refused", "withdrawn"])
    consents = st.dictionaries(
        st.tuples(st.sampled_from([*Purpose][:2]), st.sampled_from([*Channel][:3])), states, max_size=4
    )
    return st.tuples(
        st.sampled_from(["", "A", "B"]),
        st.dictionaries(st.sampled_from(["plan", "city"]), st.sampled_from(["x", "y"])),
        consents,
    )


class TestTakingBack(TestCase):
    """A merge that is taken back leaves no trace but its own row and the audit log."""

    @given(
        people=st.lists(rows(), min_size=4, max_size=4),
        pairs=st.lists(st.tuples(st.integers(0, 3), st.integers(0, 3)), min_size=1, max_size=5),
        data=st.data(),
    )
    @settings(max_examples=12, suppress_health_check=[HealthCheck.too_slow])
    def test_taking_merges_back_restores_what_was(self, people, pairs, data):
        house = factories.organisation()
        customers = [self.recorded(house, number, *told) for number, told in enumerate(people)]
        states, made = [state_of(house)], []
        for one, other in pairs:
            choice = Decisions(consent={}, account=self.account(customers[one]))
            try:
                made.append(merge(customers[one], customers[other], choice))
            except (OnePersonError, AbsorbedError):
                continue
            states.append(state_of(house))
        for each in reversed(made):
            assert state_of(house) == states.pop()
            take_back(merge=each, by=7, at=LATER)
        assert state_of(house) == states.pop()
        self.in_any_order(house, customers, made, data)

    def in_any_order(self, house, customers, made, data):
        """Done once more and taken back in another order, the end is the same."""
        before = state_of(house)
        again = [merge(each.kept, each.absorbed, Decisions(account=self.account(each.kept))) for each in made]
        for each in data.draw(st.permutations(again)):
            take_back(merge=each, by=7, at=LATER)
        assert state_of(house) == before

    def account(self, customer):
        customer.refresh_from_db()
        found = account_of(customer=customer)
        return found.pk if found else None

    def recorded(self, house, number, account, attributes, consents):
        lines = tuple(
            ConsentLine(purpose=purpose, channel=channel, state=State(state))
            for (purpose, channel), state in consents.items()
        )
        return factories.customer(
            of=house, number=f"C-{number}", account=account, attributes=attributes, consents=lines
        )


@pytest.mark.django_db(transaction=True)
def test_two_merges_at_once_make_no_circle():
    house = factories.organisation()
    anna, ann = (factories.customer(of=house, number=f"C-{number}") for number in (1, 2))
    start = Barrier(2)

    def join(pair):
        try:
            start.wait(20)
            return merge(*pair).kept_id
        except OnePersonError:
            return None
        finally:
            connections.close_all()

    with ThreadPoolExecutor(2) as pool:
        found = list(pool.map(join, [(anna, ann), (ann, anna)]))
    assert len([each for each in found if each]) == 1
    assert Customer.objects.exclude(merged_into=None).count() == Merge.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_two_who_absorb_one_customer_at_once_do_not_share_it():
    house = factories.organisation()
    first, second, absorbed = (factories.customer(of=house, number=f"C-{number}") for number in range(3))
    start = Barrier(2)

    def join(kept):
        try:
            start.wait(20)
            return merge(kept, absorbed).kept_id
        except AbsorbedError:
            return None
        finally:
            connections.close_all()

    with ThreadPoolExecutor(2) as pool:
        found = list(pool.map(join, [first, second]))
    (kept,) = [each for each in found if each]
    absorbed.refresh_from_db()
    assert absorbed.merged_into_id == kept
