import re
from datetime import timedelta

import pytest
from tests import factories

from ninefold.kit.clock import now
from ninefold.people.members.links import invite
from ninefold.people.members.models import AccessLink, Member

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("others", [1, 3])
def test_members_page_takes_the_same_queries_for_few_and_many(others, django_assert_num_queries):
    leader = factories.member()
    for number in range(others):
        factories.member(of=leader.organisation, name=f"Member {number}")
        invite(organisation=leader.organisation, by=leader, note=f"Guest {number}", at=now())
    client = factories.browser(of=leader)
    with django_assert_num_queries(5):  # session, user, memberships; members, invitations
        page = client.get("/people/members/").content.decode()
    assert [page.count(word) for word in ("<bdi>Member", "Guest", "withdraw/")] == [
        2 * others,
        2 * others,
        others,
    ]


def test_profile_and_security_pages_take_few_queries(django_assert_num_queries):
    client = factories.browser(of=factories.member())
    with django_assert_num_queries(3):
        client.get("/people/profile/")
    with django_assert_num_queries(4):
        client.get("/people/security/")


def test_preferences_are_saved_and_shown_in_the_new_language():
    person = factories.member()
    client = factories.browser(of=person)
    response = client.post("/people/profile/", {"name": "Інґрід", "language": "uk", "theme": "dark"})
    assert response["Location"] == "/people/profile/"
    assert client.get("/people/profile/")["Content-Language"] == "uk"
    person.refresh_from_db()
    assert (person.name, person.theme, person.calendar) == ("Інґрід", "dark", "")


def test_wrong_preferences_are_not_saved():
    person = factories.member()
    response = factories.browser(of=person).post("/people/profile/", {"name": "", "language": "tlh"})
    assert re.findall(r'id="id_(\w+)_error"', response.content.decode()) == ["name", "language"]
    person.refresh_from_db()
    assert person.language == ""


def test_invitation_link_is_shown_once_and_opens_its_page():
    client = factories.browser(of=factories.member())
    page = client.post("/people/invitations/", {"note": "Anna of returns"}).content.decode()
    (address,) = re.findall(r'value="http://testserver(/people/welcome/[\w-]{43}/)"', page)
    assert "/people/welcome/" not in client.get("/people/members/").content.decode()
    assert "Join <bdi>Tarnel</bdi>" in factories.browser().get(address).content.decode()


def test_invitation_needs_a_note():
    client = factories.browser(of=factories.member())
    assert 'id="id_note_error"' in client.post("/people/invitations/", {}).content.decode()
    assert AccessLink.objects.count() == 0


def test_withdrawn_invitation_is_gone():
    leader = factories.member()
    link = invite(organisation=leader.organisation, by=leader, note="", at=now()).link
    client = factories.browser(of=leader)
    assert client.post(f"/people/invitations/{link.pk}/withdraw/").status_code == 302
    assert client.post(f"/people/invitations/{link.pk}/withdraw/").status_code == 404


def test_member_is_removed_once_and_never_oneself():
    leader = factories.member()
    other = factories.member(of=leader.organisation)
    client = factories.browser(of=leader)
    answers = [
        client.post(f"/people/members/{pk}/remove/").status_code for pk in (other.pk, other.pk, leader.pk)
    ]
    assert answers == [302, 404, 403]
    assert Member.objects.filter(left_at=None).get() == leader


def test_names_are_written_as_text():
    leader = factories.member(name="<script>alert(1)</script>")
    page = factories.browser(of=leader).get("/people/members/").content.decode()
    assert "<script>alert" not in page


def test_language_switch_is_kept_with_the_member():
    person = factories.member()
    response = factories.browser(of=person).post(
        "/people/language/", {"language": "zh-hans", "next": "/people/profile/"}
    )
    assert (response["Location"], response.cookies.get("django_language")) == ("/people/profile/", None)
    person.refresh_from_db()
    assert person.language == "zh-hans"


@pytest.mark.parametrize("target", ["https://evil.example/", "//evil.example", "javascript:alert(1)", ""])
def test_language_switch_never_leads_to_another_site(target):
    assert (
        factories.browser().post("/people/language/", {"language": "uk", "next": target})["Location"] == "/"
    )


def test_unknown_language_changes_nothing():
    response = factories.browser().post("/people/language/", {"language": "tlh"})
    assert (response.status_code, response.cookies.get("django_language")) == (302, None)


def test_expired_invitations_are_not_listed():
    leader = factories.member()
    invite(organisation=leader.organisation, by=leader, note="Old guest", at=now() - timedelta(days=8))
    assert "Old guest" not in factories.browser(of=leader).get("/people/members/").content.decode()


def test_api_tells_who_asks():
    person = factories.member(
        name="Інґрід", of=factories.organisation(language="uk", time_zone="Europe/Kyiv")
    )
    assert factories.browser(of=person).get("/api/v1/people/me").json() == {
        "name": "Інґрід",
        "email": person.user.email,
        "organisation": "Tarnel",
        "language": "uk",
        "calendar": "gregory",
        "digits": "local",
        "time_zone": "Europe/Kyiv",
        "threshold": 10,
    }
