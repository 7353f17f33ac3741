from datetime import timedelta
from hashlib import sha256

import pytest
from tests import factories

from ninefold.people.members.choices import LinkKind
from ninefold.people.members.links import (
    ADMIN_LINK_LIFE,
    INVITATION_LIFE,
    AlreadyStartedError,
    LinkSpentError,
    UnknownMemberError,
    invite,
    issue_first_link,
    issue_reset_link,
    spend,
    withdraw,
)
from ninefold.people.members.models import AccessLink
from ninefold.people.members.queries import link_by_token, open_invitations

pytestmark = pytest.mark.django_db
AT = factories.AT
INSTANT = timedelta(microseconds=1)


def test_token_is_long_fresh_and_stored_as_a_hash_only():
    first, second = issue_first_link(at=AT), issue_first_link(at=AT)
    assert len(first.token) == len(second.token) == 43  # 256 bits in base64
    assert first.token != second.token
    stored = AccessLink.objects.get()
    assert stored.digest == sha256(second.token.encode()).hexdigest()
    assert second.token not in str(AccessLink.objects.values().get())
    assert second.token not in repr(second)


def test_newer_first_link_replaces_the_older():
    first, second = issue_first_link(at=AT), issue_first_link(at=AT)
    assert link_by_token(token=first.token) is None
    assert link_by_token(token=second.token) == second.link


def test_first_link_is_refused_once_somebody_is_there():
    factories.member()
    with pytest.raises(AlreadyStartedError):
        issue_first_link(at=AT)


def test_reset_link_finds_the_member_whatever_the_case_and_replaces_the_older():
    account = factories.user(email="ingrid@example.org")
    older = issue_reset_link(email="ingrid@example.org", at=AT)
    newer = issue_reset_link(email=" Ingrid@Example.org", at=AT)
    assert newer.link.user == account
    assert [link_by_token(token=issued.token) for issued in (older, newer)] == [None, newer.link]


def test_reset_link_is_refused_for_strangers_and_former_members():
    account = factories.user(email="gone@example.org")
    account.is_active = False
    account.save()
    for email in ("nobody@example.org", "gone@example.org"):
        with pytest.raises(UnknownMemberError):
            issue_reset_link(email=email, at=AT)


def test_link_works_until_the_end_of_its_life_and_once():
    link = issue_first_link(at=AT).link
    with pytest.raises(LinkSpentError):
        spend(link=link, kind=LinkKind.FIRST, at=AT + ADMIN_LINK_LIFE)
    spend(link=link, kind=LinkKind.FIRST, at=AT + ADMIN_LINK_LIFE - INSTANT)
    # The second use holds the link as it was read before the first.
    with pytest.raises(LinkSpentError):
        spend(link=link, kind=LinkKind.FIRST, at=AT)
    link.refresh_from_db()
    with pytest.raises(LinkSpentError):
        spend(link=link, kind=LinkKind.FIRST, at=AT)


def test_link_of_one_kind_does_not_work_as_another():
    with pytest.raises(LinkSpentError):
        spend(link=issue_first_link(at=AT).link, kind=LinkKind.INVITATION, at=AT)


def test_open_invitations_are_those_one_can_still_use(django_assert_num_queries):
    person = factories.member(name="Ingrid")
    house = person.organisation
    issued = [
        invite(organisation=house, by=person, note=note, at=AT)
        for note in ("used", "withdrawn", "open", "later")
    ]
    spend(link=issued[0].link, kind=LinkKind.INVITATION, at=AT)
    withdraw(invitation=issued[1].link, by=person, at=AT)
    other = factories.member()
    invite(organisation=other.organisation, by=other, note="elsewhere", at=AT)
    with django_assert_num_queries(1):
        shown = [(link.note, link.created_by.name) for link in open_invitations(organisation=house, at=AT)]
    assert shown == [("later", "Ingrid"), ("open", "Ingrid")]
    assert list(open_invitations(organisation=house, at=AT + INVITATION_LIFE)) == []


def test_withdrawing_a_used_invitation_keeps_its_record():
    person = factories.member()
    link = invite(organisation=person.organisation, by=person, note="", at=AT).link
    spend(link=link, kind=LinkKind.INVITATION, at=AT)
    withdraw(invitation=link, by=person, at=AT)
    assert AccessLink.objects.count() == 1
