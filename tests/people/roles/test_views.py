"""The pages of members and roles, and looking through somebody else's eyes."""

import re
from datetime import timedelta

import pytest
from tests import factories

from ninefold.kit.clock import now
from ninefold.people.audit.models import AuditEntry
from ninefold.people.members.links import invite
from ninefold.people.members.models import AccessLink, Member
from ninefold.people.roles.choices import Role
from ninefold.people.roles.models import RoleGrant

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("others", [1, 3])
def test_members_page_takes_the_same_queries_for_few_and_many(others, django_assert_num_queries):
    leader = factories.member()
    for number in range(others):
        factories.member(of=leader.organisation, name=f"Member {number}")
        invite(organisation=leader.organisation, by=leader, note=f"Guest {number}", at=now())
    client = factories.browser(of=leader)
    # session, user, memberships, roles; members, their roles, rules, units, invitations
    with django_assert_num_queries(9):
        page = client.get("/people/members/").content.decode()
    assert [page.count(word) for word in (">Member ", "Guest", "withdraw/")] == [
        2 * others,
        2 * others,
        others,
    ]


def test_invitation_link_is_shown_once_and_opens_its_page():
    client = factories.browser(of=factories.member())
    page = client.post(
        "/people/invitations/", {"note": "Anna of returns", "role": "analyst"}
    ).content.decode()
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


def test_expired_invitations_are_not_listed():
    leader = factories.member()
    invite(organisation=leader.organisation, by=leader, note="Old guest", at=now() - timedelta(days=8))
    assert "Old guest" not in factories.browser(of=leader).get("/people/members/").content.decode()


def test_invitation_gives_the_role_it_was_made_for():
    leader = factories.member()
    north = factories.unit(of=leader.organisation)
    told = {"note": "Anna", "role": "manager", "unit": north.pk}
    page = factories.browser(of=leader).post("/people/invitations/", told).content.decode()
    (address,) = re.findall(r'value="http://testserver(/people/welcome/[\w-]{43}/)"', page)
    new = {"name": "Anna", "email": "anna@example.org", "password": factories.PASSWORD}
    factories.browser().post(address, new)
    found = RoleGrant.objects.get(member__name="Anna")
    assert (found.role, found.unit, found.given_by) == ("manager", north, leader)


def test_invitation_to_a_role_one_could_not_give_is_refused():
    lead = factories.member(role="lead")
    page = factories.browser(of=lead).post("/people/invitations/", {"note": "Anna", "role": "owner"})
    assert 'id="id_role_error"' in page.content.decode()
    assert AccessLink.objects.count() == 0


def test_invitation_into_a_unit_that_is_gone_works_no_more():
    leader = factories.member()
    north = factories.unit(of=leader.organisation)
    told = {"note": "Anna", "role": "manager", "unit": north.pk}
    page = factories.browser(of=leader).post("/people/invitations/", told).content.decode()
    (address,) = re.findall(r'value="http://testserver(/people/welcome/[\w-]{43}/)"', page)
    factories.browser(of=leader).post(f"/people/units/unit/{north.pk}/remove/")
    assert factories.browser().get(address).status_code == 404


def test_roles_are_given_and_taken():
    leader = factories.member()
    tom = factories.member(of=leader.organisation, name="Tom", role="")
    client = factories.browser(of=leader)
    assert client.post(f"/people/members/{tom.pk}/", {"role": "analyst", "unit": ""}).status_code == 302
    assert factories.browser(of=tom).get("/understand/metrics/").status_code == 200
    grant = RoleGrant.objects.get(member=tom)
    assert client.post(f"/people/roles/{grant.pk}/take/").status_code == 302
    assert factories.browser(of=tom).get("/understand/metrics/").status_code == 403
    acts = AuditEntry.objects.order_by("number").values_list("action", "actor", "subject")
    assert list(acts) == [
        ("rights_given", leader.pk, f"member {tom.pk}"),
        ("rights_taken", leader.pk, f"member {tom.pk}"),
    ]


def test_the_same_role_given_twice_is_given_once():
    leader = factories.member()
    tom = factories.member(of=leader.organisation, role="")
    client = factories.browser(of=leader)
    for _ in range(2):
        client.post(f"/people/members/{tom.pk}/", {"role": "analyst", "unit": ""})
    assert (RoleGrant.objects.filter(member=tom).count(), AuditEntry.objects.count()) == (1, 1)


def test_an_owner_owns_the_whole():
    leader = factories.member()
    north = factories.unit(of=leader.organisation)
    tom = factories.member(of=leader.organisation, role="")
    page = factories.browser(of=leader).post(
        f"/people/members/{tom.pk}/", {"role": "owner", "unit": north.pk}
    )
    assert 'id="id_unit_error"' in page.content.decode()
    assert not RoleGrant.objects.filter(member=tom).exists()


def test_the_last_owner_stays_one():
    leader = factories.member()
    lead = factories.member(of=leader.organisation, role="lead")
    grant = RoleGrant.objects.get(member=leader)
    factories.browser(of=leader).post(f"/people/roles/{grant.pk}/take/")
    assert RoleGrant.objects.filter(pk=grant.pk).exists()
    assert factories.browser(of=lead).post(f"/people/members/{leader.pk}/remove/").status_code == 403
    second = factories.member(of=leader.organisation)
    factories.browser(of=second).post(f"/people/roles/{grant.pk}/take/")
    assert not RoleGrant.objects.filter(pk=grant.pk).exists()


def test_a_lead_takes_no_role_from_an_owner():
    leader = factories.member()
    factories.member(of=leader.organisation)
    lead = factories.member(of=leader.organisation, role="lead")
    grant = RoleGrant.objects.get(member=leader)
    assert factories.browser(of=lead).post(f"/people/roles/{grant.pk}/take/").status_code == 403


def test_a_removed_member_has_no_role_left():
    leader = factories.member()
    tom = factories.member(of=leader.organisation, role="analyst")
    factories.browser(of=leader).post(f"/people/members/{tom.pk}/remove/")
    assert not RoleGrant.objects.filter(member=tom).exists()


def test_a_role_that_was_chosen_is_acted_in():
    person = factories.member(role="executive")
    RoleGrant.objects.create(
        organisation=person.organisation, member=person, role=Role.ANALYST, given_at=factories.AT
    )
    client = factories.browser(of=person)
    assert client.get("/listen/sources/").status_code == 200  # an analyst, the first of the two
    client.post("/people/act/", {"role": "executive"})
    assert client.get("/listen/sources/").status_code == 403
    assert client.post("/people/act/", {"role": "owner"}).status_code == 403


def test_looking_through_other_eyes_shows_their_pages_and_changes_nothing():
    leader = factories.member()
    north = factories.unit(of=leader.organisation)
    tom = factories.member(of=leader.organisation, name="Tom", role="manager", unit=north)
    client = factories.browser(of=leader)
    assert client.post(f"/people/members/{tom.pk}/preview/").status_code == 302
    assert client.get("/people/organisation/").status_code == 403
    assert "You see what <bdi>Tom</bdi> sees" in client.get("/").content.decode()
    assert client.post("/people/profile/", {"name": "Mine"}).status_code == 403
    leader.refresh_from_db()
    assert leader.name == "Ingrid"
    assert client.post("/people/preview/end/").status_code == 302
    assert client.get("/people/organisation/").status_code == 200
    assert AuditEntry.objects.filter(action="previewed_as", subject=f"member {tom.pk}").count() == 1


def test_only_who_may_looks_through_other_eyes():
    analyst = factories.member(role="analyst")
    tom = factories.member(of=analyst.organisation)
    client = factories.browser(of=analyst)
    assert client.post(f"/people/members/{tom.pk}/preview/").status_code == 403
    session = client.session
    session["preview"] = tom.pk
    session.save()
    assert client.get("/people/organisation/").status_code == 403
