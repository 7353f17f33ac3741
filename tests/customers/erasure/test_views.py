"""The pages of an erasure: a look, a decision, the work, a certificate."""

import json

import pytest
from django.test import Client
from django.urls import reverse
from tests import factories

from ninefold.customers.erasure import operations
from ninefold.customers.erasure.choices import State
from ninefold.customers.erasure.models import Erasure
from ninefold.customers.erasure.rules import signature
from ninefold.customers.profiles.models import Customer, Identifier
from ninefold.kit.jobs.models import Job
from ninefold.kit.jobs.worker import work_off
from ninefold.people.audit.models import AuditEntry
from ninefold.people.members.models import Member
from ninefold.site.wiring import wire_jobs

pytestmark = pytest.mark.django_db(transaction=True)
ANNA = "anna@example.org"


@pytest.fixture
def owner() -> Member:
    member = factories.member()
    rows = [{"customer": ANNA if number == 3 else f"C-{number}", "nps": 5.0} for number in range(12)]
    rows[3] |= {"comment": "Never again", "unit": "North"}
    factories.answers(of=member.organisation, rows=rows)
    return member


@pytest.fixture
def customer(owner: Member) -> Customer:
    made = Customer.objects.create(organisation=owner.organisation, key="a" * 32, created_at=factories.AT)
    Identifier.objects.create(
        organisation=owner.organisation, customer=made, kind="email", value=ANNA, spellings=[ANNA]
    )
    return made


def begun(browser: Client) -> Erasure:
    browser.post(reverse("customers:erasures"), {"identifiers": f"{ANNA}\n"})
    work_off(wiring=wire_jobs())
    return Erasure.objects.get()


def test_customer_is_looked_into_confirmed_and_erased(owner: Member, customer: Customer):
    browser = factories.browser(of=owner)
    page = browser.get(reverse("customers:customer", args=[customer.pk]))
    assert reverse("customers:erase-customer", args=[customer.pk]) in page.content.decode()
    answer = browser.post(reverse("customers:erase-customer", args=[customer.pk]))
    erasure = Erasure.objects.get()
    address = reverse("customers:erasure", args=[erasure.pk])
    assert answer.url == address
    assert 'hx-get="/customers/erasures/' in browser.get(address).content.decode()
    work_off(wiring=wire_jobs())
    shown = browser.get(address).content.decode()
    assert "This would go. Nothing is changed yet." in shown
    assert ANNA in shown
    erasure.refresh_from_db()
    assert erasure.found["places"]["facts"] == {
        "feedback": 1,
        "comment": 1,
        "event": 0,
        "outcome": 0,
        "naming": 0,
    }
    browser.post(address, {"kind": "erase", "typed": erasure.sign})
    work_off(wiring=wire_jobs())
    erasure.refresh_from_db()
    assert (erasure.state, erasure.sought, erasure.by) == (State.DONE, {}, owner.pk)
    done = browser.get(address).content.decode()
    assert "The person is erased." in done
    assert ANNA not in done
    assert not Customer.objects.exists()


def test_who_is_somebody_else_by_now_is_looked_at_once_more(owner: Member, customer: Customer):
    browser = factories.browser(of=owner)
    erasure = begun(browser)
    Identifier.objects.create(
        organisation=owner.organisation, customer=customer, kind="number", value="c-7", spellings=["C-7"]
    )
    address = reverse("customers:erasure", args=[erasure.pk])
    shown = browser.post(address, {"kind": "erase", "typed": erasure.sign}, follow=True).content.decode()
    assert "Nothing is erased yet" in shown
    work_off(wiring=wire_jobs())
    erasure.refresh_from_db()
    assert (erasure.state, erasure.found["places"]["facts"]["feedback"]) == (State.READY, 2)
    assert Customer.objects.exists()


def test_looking_by_get_changes_nothing(owner: Member, customer: Customer):
    browser = factories.browser(of=owner)
    erasure = begun(browser)
    before = (list(Erasure.objects.values()), list(Job.objects.values()))
    browser.get(reverse("customers:erasure", args=[erasure.pk]))
    browser.get(reverse("customers:erasures"))
    browser.get(reverse("customers:erasure-progress", args=[erasure.pk]))
    assert (list(Erasure.objects.values()), list(Job.objects.values())) == before
    assert browser.get(reverse("customers:erase-customer", args=[customer.pk])).status_code == 405
    assert Customer.objects.count() == 1


def test_another_sign_erases_nothing(owner: Member):
    browser = factories.browser(of=owner)
    erasure = begun(browser)
    answer = browser.post(reverse("customers:erasure", args=[erasure.pk]), {"kind": "erase", "typed": "no"})
    assert "Nothing has been erased." in answer.content.decode()
    erasure.refresh_from_db()
    assert erasure.state == State.READY


def test_answers_are_kept_with_the_fields_that_were_chosen(owner: Member):
    browser = factories.browser(of=owner)
    erasure = begun(browser)
    shown = browser.get(reverse("customers:erasure", args=[erasure.pk])).content.decode()
    assert 'value="unit"' in shown
    assert 'value="account"' not in shown
    browser.post(
        reverse("customers:erasure", args=[erasure.pk]),
        {"kind": "anonymise", "kept": ["unit"], "typed": erasure.sign},
    )
    work_off(wiring=wire_jobs())
    erasure.refresh_from_db()
    assert (erasure.state, erasure.kept) == (State.DONE, ["unit"])


def test_erasure_is_called_off_until_it_is_confirmed(owner: Member):
    browser = factories.browser(of=owner)
    erasure = begun(browser)
    browser.post(reverse("customers:call-off-erasure", args=[erasure.pk]))
    assert not Erasure.objects.exists()
    second = begun(browser)
    operations.confirm(erasure=second, kind="erase", kept=(), by=owner.pk, at=factories.AT)
    browser.post(reverse("customers:call-off-erasure", args=[second.pk]))
    assert Erasure.objects.count() == 1


def test_certificate_is_a_file_whose_checksum_holds(owner: Member):
    browser = factories.browser(of=owner)
    erasure = begun(browser)
    address = reverse("customers:erasure-certificate", args=[erasure.pk])
    assert browser.get(address).url == reverse("customers:erasure", args=[erasure.pk])
    browser.post(reverse("customers:erasure", args=[erasure.pk]), {"kind": "erase", "typed": erasure.sign})
    work_off(wiring=wire_jobs())
    answer = browser.get(address)
    told = json.loads(answer.content)
    checksum = told.pop("sha256")
    assert signature(told) == checksum
    assert told["removed"]["facts"]["feedback"] == 1
    assert ANNA not in answer.content.decode()
    entries = AuditEntry.objects.filter(action="person_erased").order_by("number")
    assert [entry.details for entry in entries] == [
        {"change": "confirmed", "kind": "erase"},
        {"change": "done", "kind": "erase", "digest": checksum},
    ]


def test_broken_off_work_is_taken_up_again(owner: Member):
    browser = factories.browser(of=owner)
    erasure = begun(browser)
    browser.post(reverse("customers:erasure", args=[erasure.pk]), {"kind": "erase", "typed": erasure.sign})
    Job.objects.filter(kind=operations.CARRY_OUT).update(state="dead", finished_at=factories.AT)
    address = reverse("customers:erasure", args=[erasure.pk])
    assert "Go on" in browser.get(address).content.decode()
    browser.post(reverse("customers:go-on-with-erasure", args=[erasure.pk]))
    work_off(wiring=wire_jobs())
    assert "The person is erased." in browser.get(address).content.decode()


@pytest.mark.parametrize("identifiers", ["", "  \n ", "x" * 201, "\n".join(f"c{n}" for n in range(21))])
def test_what_names_nobody_is_refused(owner: Member, identifiers: str):
    answer = factories.browser(of=owner).post(reverse("customers:erasures"), {"identifiers": identifiers})
    assert 'aria-invalid="true"' in answer.content.decode()
    assert not Erasure.objects.exists()


def test_only_who_may_change_customers_erases(owner: Member):
    analyst = factories.member(of=owner.organisation, name="Ana", role="analyst")
    browser = factories.browser(of=analyst)
    assert browser.get(reverse("customers:erasures")).status_code == 403


def test_list_asks_the_same_questions_whatever_its_length(owner: Member, django_assert_num_queries):
    browser = factories.browser(of=owner)
    for _number in range(3):
        operations.ask(organisation=owner.organisation, by=owner.pk, at=factories.AT, identifiers=[ANNA])
    browser.get(reverse("customers:erasures"))
    with django_assert_num_queries(5):
        browser.get(reverse("customers:erasures"))
