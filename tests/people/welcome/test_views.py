import re
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connections
from tests import factories

from ninefold.kit.clock import now
from ninefold.people.members.links import ADMIN_LINK_LIFE, invite, issue_first_link, issue_reset_link
from ninefold.people.members.models import AccessLink, Member, User

ACCOUNT = {"name": "Anna", "email": "anna@example.org", "password": factories.PASSWORD}
START = ACCOUNT | {
    "organisation": "خانه ترنل",
    "language": "fa",
    "time_zone": "Asia/Tehran",
    "calendar": "persian",
}


def address(issued):
    return f"/people/welcome/{issued.token}/"


def errors(response):
    return re.findall(r'id="id_(\w+)_error"', response.content.decode())


@pytest.mark.django_db
def test_first_link_starts_the_house_and_signs_in():
    link = address(issue_first_link(at=now()))
    client = factories.browser()
    page = client.get(link, headers={"accept-language": "fa"}).content.decode()
    assert 'value="fa" selected' in page
    assert 'value="persian" selected' in page
    assert client.post(link, START)["Location"] == "/"
    answer = client.get("/people/organisation/")
    assert (answer.status_code, answer["Content-Language"]) == (200, "fa")
    assert answer.wsgi_request.organisation.name == "خانه ترنل"


@pytest.mark.django_db
def test_looking_at_a_link_does_not_use_it():
    link = address(issue_first_link(at=now()))
    for _ in range(3):
        assert factories.browser().get(link).status_code == 200
        assert factories.browser().head(link).status_code in {200, 405}
    assert AccessLink.objects.get().used_at is None
    assert "no-store" in factories.browser().get(link)["Cache-Control"]


@pytest.mark.django_db
def test_second_use_is_told_clearly_and_changes_nothing():
    link = address(issue_first_link(at=now()))
    factories.browser().post(link, START)
    for response in (
        factories.browser().get(link),
        factories.browser().post(link, START | {"email": "eve@example.org"}),
    ):
        assert response.status_code == 410
        assert "This link was used before." in response.content.decode()
    assert User.objects.count() == 1


@pytest.mark.django_db
def test_old_and_unknown_links_are_told_apart():
    old = factories.browser().get(address(issue_first_link(at=now() - ADMIN_LINK_LIFE)))
    assert (old.status_code, "This link is too old." in old.content.decode()) == (410, True)
    unknown = factories.browser().get("/people/welcome/nonsense/")
    assert (unknown.status_code, "We do not know this link." in unknown.content.decode()) == (404, True)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"password": "fourteen chars"}, "password"),
        ({"password": "1q2w3e4r5t6y7u8i"}, "password"),
        ({"password": "anna@example.org"}, "password"),
        ({"email": "anna"}, "email"),
        ({"time_zone": "Mars/Olympus"}, "time_zone"),
        ({"organisation": " "}, "organisation"),
    ],
)
def test_wrong_entries_are_explained_and_the_link_stays_good(wrong, field):
    link = address(issue_first_link(at=now()))
    assert errors(factories.browser().post(link, START | wrong)) == [field]
    assert factories.browser().post(link, START).status_code == 302


@pytest.mark.django_db
def test_first_link_is_worthless_once_somebody_else_started():
    link = address(issue_first_link(at=now()))
    factories.member()
    assert factories.browser().post(link, START).status_code == 410


@pytest.mark.django_db
def test_invitation_makes_an_account_and_signs_in():
    leader = factories.member()
    client = factories.browser()
    link = address(invite(organisation=leader.organisation, by=leader, note="", at=now()))
    assert client.post(link, ACCOUNT)["Location"] == "/"
    # The link was made without a role, as before there were any: whoever joins by it sees nothing yet.
    page = client.get("/").content.decode()
    assert ("You have no role yet." in page, "<bdi>Ingrid</bdi>" in page) == (True, True)
    assert client.get("/people/members/").status_code == 403


@pytest.mark.django_db
def test_invitation_with_a_taken_address_says_what_to_do_and_works_afterwards():
    leader = factories.member()
    other = factories.member(account=factories.user(email="anna@example.org"))
    link = address(invite(organisation=leader.organisation, by=leader, note="", at=now()))
    assert errors(factories.browser().post(link, ACCOUNT)) == ["email"]
    client = factories.browser(of=other)
    assert "anna@example.org" in client.get(link).content.decode()
    assert client.post(link, {"name": "Anna"})["Location"] == "/"
    assert client.get("/people/members/").wsgi_request.organisation == leader.organisation


@pytest.mark.django_db
def test_reset_link_sets_a_password_that_signs_in():
    person = factories.member(account=factories.user(email="ingrid@example.org"))
    link = address(issue_reset_link(email="ingrid@example.org", at=now()))
    client = factories.browser()
    assert errors(client.post(link, {"password": "ingrid@example.org"})) == ["password"]
    assert client.post(link, {"password": factories.PASSWORD})["Location"] == "/accounts/login/"
    assert (
        client.post(
            "/accounts/login/", {"login": person.user.email, "password": factories.PASSWORD}
        ).status_code
        == 302
    )
    assert client.post(link, {"password": factories.PASSWORD}).status_code == 410


@pytest.mark.django_db
def test_whoever_is_signed_in_and_opens_a_first_link_gets_its_form():
    link = address(issue_first_link(at=now()))
    guest = factories.browser()
    guest.force_login(factories.user())
    assert 'name="organisation"' in guest.get(link).content.decode()


@pytest.mark.django_db(transaction=True)
def test_of_two_people_using_a_link_at_once_one_comes_in():
    leader = factories.member()
    link = address(invite(organisation=leader.organisation, by=leader, note="", at=now()))

    def use(number):
        try:
            return (
                factories.browser().post(link, ACCOUNT | {"email": f"anna{number}@example.org"}).status_code
            )
        finally:
            connections.close_all()

    with ThreadPoolExecutor(4) as pool:
        assert sorted(pool.map(use, range(4))) == [302, 410, 410, 410]
    assert Member.objects.count() == 2
