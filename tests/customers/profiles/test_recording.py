"""Recording customers: in bulk, each once, and the same rows twice change nothing."""

from datetime import timedelta

import pytest
from tests import factories
from tests.factories import AT

from ninefold.customers.consent.choices import Purpose, State
from ninefold.customers.consent.models import Consent
from ninefold.customers.consent.operations import ConsentLine
from ninefold.customers.profiles.models import Account, AttributeValue, Customer, Identifier
from ninefold.customers.profiles.recording import CHUNK, Recorded, record_customers
from ninefold.customers.profiles.rows import CustomerRow, Problem
from ninefold.customers.suppression.operations import suppress

pytestmark = pytest.mark.django_db
LATER = AT + timedelta(days=30)


@pytest.fixture
def house():
    return factories.organisation()


def row(number="C-1", *, email="", **told):
    others = (("email", email),) if email else ()
    return CustomerRow(identifiers=(("number", number), *others), **told)


def rec(house, *rows, at=AT):
    return record_customers(organisation=house, rows=rows, source="crm.csv", at=at)


def history(name="plan"):
    return list(AttributeValue.objects.filter(name=name).order_by("since").values_list("value", "since"))


def test_a_row_becomes_a_customer_with_all_it_says(house):
    consent = ConsentLine(purpose=Purpose.MARKETING, state=State.GIVEN)
    told = row(
        "C-1",
        email="Anna@Example.org",
        account="A9",
        account_name="Firm",
        attributes={"plan": "basic"},
        consents=(consent,),
    )
    found = rec(house, told)
    assert found == Recorded(new=1)
    anna = Customer.objects.get()
    assert str(anna.account) == "Firm"
    assert len(anna.key) == 32
    assert [(each.kind, each.value, each.spellings) for each in anna.identifiers.order_by("kind")] == [
        ("email", "anna@example.org", ["Anna@Example.org"]),
        ("number", "c-1", ["C-1"]),
    ]
    assert list(anna.attributes.values_list("name", "value", "since", "source")) == [
        ("plan", "basic", AT, "crm.csv")
    ]
    assert list(anna.consents.values_list("purpose", "channel", "state", "at")) == [
        ("marketing", "any", "given", AT)
    ]


def test_the_same_rows_twice_change_nothing(house):
    consent = ConsentLine(purpose=Purpose.CASE, state=State.REFUSED)
    rows = [
        row(
            f"C-{number}",
            email=f"p{number}@example.org",
            account="A",
            attributes={"plan": "x"},
            consents=(consent,),
        )
        for number in range(5)
    ]
    assert rec(house, *rows) == Recorded(new=5)
    before = snapshot_of(house)
    assert rec(house, *rows, at=LATER) == Recorded(same=5)
    assert snapshot_of(house) == before


def snapshot_of(house):
    return [
        list(model.objects.for_organisation(house).order_by("pk").values())
        for model in (Account, Customer, Identifier, AttributeValue, Consent)
    ]


def test_the_key_is_drawn_by_lot(house):
    rec(house, row())
    first = Customer.objects.get().key
    Customer.objects.all().delete()
    rec(house, row())
    assert Customer.objects.get().key != first


def test_a_changed_attribute_becomes_a_line_of_the_history(house):
    rec(house, row(attributes={"plan": "basic"}))
    assert rec(house, row(attributes={"plan": "plus"}), at=LATER) == Recorded(changed=1)
    assert history() == [("basic", AT), ("plus", LATER)]


def test_rows_out_of_order_find_their_place(house):
    rec(house, row(attributes={"plan": "plus"}, as_of=LATER), row(attributes={"plan": "basic"}, as_of=AT))
    assert history() == [("basic", AT), ("plus", LATER)]


def test_another_value_of_the_same_moment_corrects(house):
    rec(house, row(attributes={"plan": "basic"}))
    rec(house, row(attributes={"plan": "plus"}))
    assert history() == [("plus", AT)]


def test_an_empty_value_says_nothing(house):
    rec(house, row(attributes={"plan": "basic"}))
    assert rec(house, row(attributes={"plan": " ", " ": "x"}), at=LATER) == Recorded(same=1)
    assert history() == [("basic", AT)]


def test_another_spelling_is_the_same_customer_and_is_kept(house):
    rec(house, row("C-1"))
    assert rec(house, row(" c-۱ ")) == Recorded(changed=1)
    assert Identifier.objects.get().spellings == ["C-1", "c-۱"]


def test_any_known_identifier_tells_who_it_is(house):
    rec(house, row("C-1", email="anna@example.org"))
    assert rec(house, row("C-2", email="ANNA@example.org")) == Recorded(changed=1)
    assert Customer.objects.get().identifiers.count() == 3


def test_identifiers_of_two_people_are_told_and_nobody_is_merged(house):
    rec(house, row("C-1", email="anna@example.org"), row("C-2"))
    assert rec(house, row("C-2", email="anna@example.org", attributes={"plan": "x"})) == Recorded(
        changed=1, torn=1
    )
    assert AttributeValue.objects.get().customer.identifiers.get().value == "c-2"
    assert Customer.objects.count() == 2


def test_two_organisations_share_no_customer(house):
    rec(house, row())
    other = factories.organisation()
    assert rec(other, row()) == Recorded(new=1)
    assert Customer.objects.for_organisation(other).count() == 1


def test_a_customer_moves_to_another_account(house):
    rec(house, row(account="A", account_name="One"), row("C-2"))
    assert rec(house, row(account="B"), row("C-2", account="A", account_name="Uno")) == Recorded(changed=2)
    assert list(Customer.objects.order_by("pk").values_list("account__key", "account__name")) == [
        ("B", ""),
        ("A", "Uno"),
    ]


@pytest.mark.parametrize(
    ("refused", "problem"),
    [
        (CustomerRow(identifiers=()), Problem.NO_IDENTIFIER),
        (CustomerRow(identifiers=(("number", " \u200f"),)), Problem.NO_IDENTIFIER),
        (CustomerRow(identifiers=(("number", "x" * 201),)), Problem.TOO_LONG),
        (CustomerRow(identifiers=(("number", "C-9"),), attributes={"n" * 61: "x"}), Problem.TOO_LONG),
        (CustomerRow(identifiers=(("number", "C-9"),), attributes={"plan": "x" * 201}), Problem.TOO_LONG),
        (CustomerRow(identifiers=(("number", "C-9"),), account="A\x00"), Problem.UNREADABLE),
        (CustomerRow(identifiers=(("number", "C\x00"),)), Problem.UNREADABLE),
    ],
)
def test_a_row_that_cannot_be_taken_is_told_and_the_others_stand(house, refused, problem):
    assert rec(house, row(), refused, row("C-2")) == Recorded(new=2, refused=((1, problem),))


def test_places_of_refused_rows_count_through_all_lots(house):
    rows = [*(row(f"C-{number}") for number in range(CHUNK)), CustomerRow(identifiers=())]
    assert rec(house, *rows) == Recorded(new=CHUNK, refused=((CHUNK, Problem.NO_IDENTIFIER),))


def test_the_number_of_queries_does_not_grow_with_the_rows(house, django_assert_num_queries):
    consent = ConsentLine(purpose=Purpose.CASE, state=State.GIVEN)

    def rows(count, plan):
        return [
            row(f"C-{n}", account="A", attributes={"plan": plan}, consents=(consent,)) for n in range(count)
        ]

    rec(house, *rows(3, "a"))
    with django_assert_num_queries(9):
        rec(house, *rows(3, "b"), at=LATER)
    rec(house, *rows(300, "a"))
    with django_assert_num_queries(9):
        rec(house, *rows(300, "c"), at=LATER)


def test_deleting_a_customer_takes_all_of_it_along(house):
    consent = ConsentLine(purpose=Purpose.CASE, state=State.GIVEN)
    rec(house, row(attributes={"plan": "x"}, consents=(consent,)))
    Customer.objects.get().delete()
    assert [model.objects.count() for model in (Identifier, AttributeValue, Consent)] == [0, 0, 0]


def test_a_row_of_somebody_who_was_erased_is_left_out(house):
    suppress(organisation=house, identifiers=["anna@example.org"])
    recorded = rec(house, row("C-1", email="Anna@Example.org"), row("C-2"))
    assert (recorded.new, recorded.erased) == (1, 1)
    assert list(Identifier.objects.values_list("value", flat=True)) == ["c-2"]
