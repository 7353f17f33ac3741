"""The list of customers, their consent, and who is merged with whom: every wrong turn ends in a sentence."""

import re

import pytest
from tests import factories

from ninefold.customers.consent.choices import Channel, Purpose, State
from ninefold.customers.consent.models import Consent
from ninefold.customers.consent.operations import ConsentLine
from ninefold.customers.profiles.models import Customer, Merge
from ninefold.customers.profiles.operations import Decisions, merge_customers
from ninefold.people.roles.choices import Role

pytestmark = pytest.mark.django_db


@pytest.fixture
def leader():
    return factories.member()


def text(response) -> str:
    return response.content.decode()


def pair(leader, **both):
    return [factories.customer(of=leader.organisation, number=f"C-{number}", **both) for number in (1, 2)]


def at_odds(leader):
    """Two who contradict each other in consent and belong to different accounts."""
    return [
        factories.customer(
            of=leader.organisation,
            number=f"C-{number}",
            account=f"Firm {number}",
            consents=(ConsentLine(purpose=Purpose.MARKETING, channel=Channel.EMAIL, state=state),),
        )
        for number, state in ((1, State.GIVEN), (2, State.REFUSED))
    ]


def test_an_empty_list_says_what_to_do(leader):
    page = text(factories.browser(of=leader).get("/customers/"))
    assert "No customers yet." in page
    assert "Go to sources" in page


def test_customers_are_listed_and_found(leader):
    pair(leader)
    client = factories.browser(of=leader)
    page = text(client.get("/customers/"))
    assert (">C-1<" in page, ">C-2<" in page) == (True, True)
    page = text(client.get("/customers/", {"words": "c-2"}))
    assert (">C-1<" in page, ">C-2<" in page) == (False, True)
    assert "No customer in your sight is known by that." in text(
        client.get("/customers/", {"words": "x" * 500})
    )
    assert "No more customers." in text(client.get("/customers/", {"after": "0"}))


def test_who_may_not_see_customers_is_refused():
    client = factories.browser(of=factories.member(role=Role.EXECUTIVE))
    assert client.get("/customers/").status_code == 403


def test_consent_is_noted(leader):
    anna, _ann = pair(leader)
    told = {"purpose": "case", "channel": "phone", "state": "given", "source": "On the phone"}
    response = factories.browser(of=leader).post(f"/customers/{anna.pk}/consent/", told)
    assert response["Location"] == f"/customers/{anna.pk}/"
    line = Consent.objects.get()
    assert (line.customer_id, line.purpose, line.channel, line.state, line.by) == (
        anna.pk,
        "case",
        "phone",
        "given",
        leader.pk,
    )


@pytest.mark.parametrize("wrong", [{}, {"purpose": "x"}, {"state": "perhaps"}, {"source": "x" * 201}])
def test_consent_that_makes_no_sense_is_not_noted(leader, wrong):
    anna, _ann = pair(leader)
    told = {"purpose": "case", "channel": "phone", "state": "given"} | wrong if wrong else {}
    page = text(factories.browser(of=leader).post(f"/customers/{anna.pk}/consent/", told, follow=True))
    assert ("The consent was not noted" in page, Consent.objects.count()) == (True, 0)


def test_who_may_only_see_customers_changes_none():
    reader = factories.member(role=Role.ANALYST)
    anna, ann = pair(reader)
    client = factories.browser(of=reader)
    assert client.get(f"/customers/{anna.pk}/").status_code == 200
    for address in (f"{anna.pk}/consent/", f"{anna.pk}/merge/"):
        assert client.post(f"/customers/{address}", {"other": ann.pk}).status_code == 403


def test_two_customers_are_merged_and_parted(leader):
    anna, ann = pair(leader)
    client = factories.browser(of=leader)
    found = text(client.get(f"/customers/{anna.pk}/merge/", {"words": "C-2"}))
    assert f'href="?other={ann.pk}"' in found
    assert f'href="?other={anna.pk}"' not in text(
        client.get(f"/customers/{anna.pk}/merge/", {"words": "C-1"})
    )
    page = text(client.get(f"/customers/{anna.pk}/merge/", {"other": ann.pk}))
    assert "They contradict each other in nothing." in page
    assert (
        client.post(f"/customers/{anna.pk}/merge/", {"other": ann.pk})["Location"] == f"/customers/{anna.pk}/"
    )
    assert client.get(f"/customers/{ann.pk}/")["Location"] == f"/customers/{anna.pk}/"
    assert client.get(f"/customers/{ann.pk}/merge/")["Location"] == f"/customers/{anna.pk}/merge/"
    assert "Take back" in text(client.get(f"/customers/{anna.pk}/"))
    back = f"/customers/merges/{Merge.objects.get().pk}/take-back/"
    assert "two customers again" in text(client.post(back, follow=True))
    assert "taken this merge back already" in text(client.post(back, follow=True))
    assert Customer.objects.filter(merged_into=None).count() == 2


def test_the_page_names_every_contradiction_before_a_merge(leader):
    anna, ann = at_odds(leader)
    client = factories.browser(of=leader)
    page = text(client.get(f"/customers/{anna.pk}/merge/", {"other": ann.pk}))
    assert "The two belong to different accounts." in page
    assert "Send offers and news: E-mail" in page
    (chosen,) = re.findall(r'name="consent_marketing_email" value="(\w+)"[^>]*checked', page)
    assert chosen == "refused"
    page = text(client.post(f"/customers/{anna.pk}/merge/", {"other": ann.pk}))
    assert ("This field is required." in page, Merge.objects.count()) == (True, 0)
    told = {"other": ann.pk, "account": ann.account_id, "consent_marketing_email": "given"}
    client.post(f"/customers/{anna.pk}/merge/", told)
    assert (Merge.objects.get().account_id, Consent.objects.exclude(merge=None).get().state) == (
        ann.account_id,
        "given",
    )


@pytest.mark.parametrize("other", ["", "x", "0", "9" * 30, "-1", "\u0661\u0662"])
def test_somebody_who_is_not_there_is_searched_for(leader, other):
    anna, _ann = pair(leader)
    page = text(factories.browser(of=leader).get(f"/customers/{anna.pk}/merge/", {"other": other}))
    assert "Who is the same person?" in page


def test_a_customer_is_not_merged_with_itself(leader):
    anna, _ann = pair(leader)
    page = text(factories.browser(of=leader).post(f"/customers/{anna.pk}/merge/", {"other": anna.pk}))
    assert "These two are one customer already" in page


def test_a_customer_merged_meanwhile_ends_in_a_sentence(leader):
    anna, ann = pair(leader)
    other = factories.customer(of=leader.organisation, number="C-3")
    merge_customers(kept=other, absorbed=ann, decisions=Decisions(), by=None, at=factories.AT)
    page = text(factories.browser(of=leader).post(f"/customers/{anna.pk}/merge/", {"other": ann.pk}))
    assert "One of the two belongs to another customer by now." in page
