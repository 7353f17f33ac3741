import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.core.exceptions import ValidationError
from tests import factories

from ninefold.people.members.links import (
    AlreadyStartedError,
    LinkSpentError,
    invite,
    issue_first_link,
    issue_reset_link,
)
from ninefold.people.members.models import AccessLink, Member, User
from ninefold.people.members.operations import (
    AddressTakenError,
    NotAllowedError,
    accept_invitation,
    change_preferences,
    choose_language,
    join,
    remove_member,
    reset_access,
    start,
)
from ninefold.people.members.queries import has_second_step, members_of, memberships_of

pytestmark = pytest.mark.django_db
AT, PASSWORD = factories.AT, factories.PASSWORD


def begin(link):
    return start(
        link=link,
        name="Ingrid",
        email="Ingrid@Example.org",
        password=PASSWORD,
        organisation="Tarnel",
        language="fa",
        time_zone="Asia/Tehran",
        calendar="persian",
        at=AT,
    )


def invitation(person):
    return invite(organisation=person.organisation, by=person, note="", at=AT).link


def accept(link, email="anna@example.org", name="Anna"):
    return accept_invitation(link=link, name=name, email=email, password=PASSWORD, at=AT)


def with_second_step(account):
    Authenticator.objects.create(user=account, type=Authenticator.Type.TOTP, data={"secret": "x"})
    return account


def test_start_makes_organisation_account_and_member():
    person = begin(issue_first_link(at=AT).link)
    assert (person.name, person.user.email, person.joined_at, person.left_at) == (
        "Ingrid",
        "ingrid@example.org",
        AT,
        None,
    )
    assert person.user.check_password(PASSWORD)
    assert (person.organisation.name, person.organisation.time_zone, person.organisation.calendar) == (
        "Tarnel",
        "Asia/Tehran",
        "persian",
    )
    assert EmailAddress.objects.values_list("email", "verified", "primary").get() == (
        "ingrid@example.org",
        True,
        True,
    )


def test_second_start_is_refused_and_leaves_nothing():
    link = issue_first_link(at=AT).link
    begin(link)
    with pytest.raises(LinkSpentError):
        begin(link)
    assert (User.objects.count(), Member.objects.count()) == (1, 1)


def test_start_is_refused_when_somebody_else_has_started_meanwhile():
    link = issue_first_link(at=AT).link
    factories.member()
    with pytest.raises(AlreadyStartedError):
        begin(link)
    link.refresh_from_db()
    assert link.used_at is None


def test_invitation_makes_an_account_in_that_organisation():
    leader = factories.member()
    assert accept(invitation(leader)).organisation == leader.organisation
    assert [person.name for person in members_of(organisation=leader.organisation)] == ["Anna", "Ingrid"]


def test_invitation_with_the_address_of_an_account_changes_nothing():
    leader, other = factories.member(), factories.member(account=factories.user(email="anna@example.org"))
    link = invitation(leader)
    with pytest.raises(AddressTakenError):
        accept(link, email="ANNA@example.org")
    link.refresh_from_db()
    assert link.used_at is None
    assert memberships_of(user=other.user) == (other,)


def test_invitation_without_its_organisation_opens_nothing():
    link = invitation(factories.member())
    link.organisation = None
    with pytest.raises(LinkSpentError):
        join(link=link, user=factories.user(), name="Anna", at=AT)


def test_joining_with_an_account_adds_a_membership():
    account = factories.member(name="Anna").user
    joined = join(link=invitation(factories.member()), user=account, name="Anna B", at=AT)
    assert [person.name for person in memberships_of(user=account)] == ["Anna", "Anna B"]
    assert joined.user == account


def test_reset_gives_a_password_and_ends_everything_else():
    person = factories.member(account=with_second_step(factories.user(email="ingrid@example.org")))
    browser = factories.browser(of=person)
    assert browser.get("/people/profile/").status_code == 200
    reset_access(link=issue_reset_link(email="ingrid@example.org", at=AT).link, password=PASSWORD, at=AT)
    person.user.refresh_from_db()
    assert person.user.check_password(PASSWORD)
    assert not has_second_step(user=person.user)
    assert browser.get("/people/profile/").status_code == 302


def test_reset_link_without_its_user_resets_nobody():
    link = issue_reset_link(email=factories.user().email, at=AT).link
    link.user = None
    with pytest.raises(LinkSpentError):
        reset_access(link=link, password=PASSWORD, at=AT)


def test_removing_a_member_ends_their_sessions_and_rests_their_account():
    leader = factories.member()
    other = factories.member(of=leader.organisation, name="Anna")
    browser = factories.browser(of=other)
    remove_member(member=other, by=leader, at=AT)
    other.refresh_from_db()
    assert (other.left_at, other.user.is_active) == (AT, False)
    assert list(members_of(organisation=leader.organisation)) == [leader]
    assert browser.get("/people/profile/").headers["Location"].startswith("/accounts/login/")


def test_removed_member_with_another_membership_keeps_the_account_but_no_session():
    leader, elsewhere = factories.member(), factories.member()
    here = factories.member(of=leader.organisation, account=elsewhere.user)
    browser = factories.browser(of=here)
    remove_member(member=here, by=leader, at=AT)
    assert memberships_of(user=elsewhere.user) == (elsewhere,)
    assert here.user.is_active
    assert browser.get("/people/profile/").status_code == 302


def test_nobody_removes_themself_or_members_of_others_or_twice():
    leader = factories.member()
    gone = factories.member(of=leader.organisation, left_at=AT)
    for by, other in ((leader, leader), (leader, factories.member()), (leader, gone), (gone, leader)):
        with pytest.raises(NotAllowedError):
            remove_member(member=other, by=by, at=AT)


def test_former_member_comes_back_by_invitation_with_nothing_that_worked_before():
    leader = factories.member()
    other = factories.member(
        of=leader.organisation,
        name="Anna",
        account=with_second_step(factories.user(email="anna@example.org")),
    )
    remove_member(member=other, by=leader, at=AT)
    back = accept(invitation(leader), name="Anna Again")
    assert (back.pk, back.name, back.left_at, back.joined_at) == (other.pk, "Anna Again", None, AT)
    assert back.user.is_active
    assert back.user.check_password(PASSWORD)
    assert not has_second_step(user=back.user)


def test_preferences_are_stored_and_nonsense_is_refused():
    person = factories.member()
    chosen = {"name": "Інґрід", "language": "uk", "calendar": "persian", "digits": "latin", "theme": "dark"}
    change_preferences(member=person, **chosen)
    person.refresh_from_db()
    assert {name: getattr(person, name) for name in chosen} == chosen
    with pytest.raises(ValidationError):
        change_preferences(member=person, **chosen | {"theme": "purple"})


def test_choosing_a_language_changes_nothing_else():
    person = factories.member(name="Ingrid")
    person.name = "not saved"
    choose_language(member=person, language="ar")
    person.refresh_from_db()
    assert (person.language, person.name) == ("ar", "Ingrid")


def test_natural_key_is_the_address_in_any_case():
    account = factories.user(email="ingrid@example.org")
    assert User.objects.get_by_natural_key("Ingrid@example.org") == account
    assert str(account) == "ingrid@example.org"
    assert AccessLink.objects.count() == 0
