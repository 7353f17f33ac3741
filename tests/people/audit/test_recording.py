"""What members, visitors and the machine do stands in the log of every organisation it concerns."""

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import (
    TOTP,
    format_hotp_value,
    generate_totp_secret,
    hotp_value,
    yield_hotp_counters_from_time,
)
from django.contrib.auth.signals import user_logged_out
from django.core.cache import cache
from django.db import transaction
from tests import factories
from tests.people.audit.logs import AT, told

from ninefold.people.audit.models import AuditEntry
from ninefold.people.audit.queries import verified
from ninefold.people.members.links import invite, issue_first_link, issue_reset_link, withdraw
from ninefold.people.members.operations import (
    NotAllowedError,
    accept_invitation,
    join,
    remove_member,
    reset_access,
    start,
)
from ninefold.people.organisations.operations import change_organisation

pytestmark = pytest.mark.django_db
EMAIL = "ingrid@example.org"
SETTINGS = (
    "name",
    "language",
    "time_zone",
    "calendar",
    "digits",
    "week_start",
    "threshold",
    "staff_threshold",
    "false_alarms",
)


@pytest.fixture(autouse=True)
def fresh_limits():
    cache.clear()
    yield
    cache.clear()


@pytest.fixture
def person():
    return factories.member(account=factories.user(email=EMAIL, password=factories.PASSWORD))


def sign_in(client, password=factories.PASSWORD, email=EMAIL):
    return client.post("/accounts/login/", {"login": email, "password": password})


def log_of(person):
    return told(person.organisation)


def code_of(secret):
    return format_hotp_value(hotp_value(secret, next(yield_hotp_counters_from_time())))


def test_sign_in_and_out_stand_in_every_organisation_of_the_user(person):
    second = factories.member(account=person.user)
    former = factories.member(account=person.user, left_at=AT)
    client = factories.browser()
    sign_in(client)
    client.post("/accounts/logout/")
    assert log_of(person) == [(person.pk, "signed_in", "", {}), (person.pk, "signed_out", "", {})]
    assert log_of(second) == [(second.pk, "signed_in", "", {}), (second.pk, "signed_out", "", {})]
    assert log_of(former) == []


def test_visitor_who_signs_out_leaves_no_entry(person):
    factories.browser().post("/accounts/logout/")
    user_logged_out.send(sender=type(None), request=None, user=None)
    assert AuditEntry.objects.count() == 0


def test_wrong_password_stands_without_the_address_and_an_unknown_address_nowhere(person):
    sign_in(factories.browser(), password="wrong", email="Ingrid@Example.org")
    sign_in(factories.browser(), email="nobody@example.org")
    assert log_of(person) == [(None, "sign_in_failed", f"member {person.pk}", {"step": "password"})]
    assert AuditEntry.objects.count() == 1


def test_attempts_beyond_the_limit_do_not_flood_the_log(person):
    for _ in range(9):
        sign_in(factories.browser(), password="wrong")
    assert len(log_of(person)) == 5


def test_wrong_code_of_the_second_step_is_a_failed_sign_in(person):
    secret = generate_totp_secret()
    TOTP.activate(person.user, secret)
    RecoveryCodes.activate(person.user)
    client = factories.browser()
    sign_in(client)
    client.post(
        "/accounts/2fa/authenticate/", {"code": "000000" if code_of(secret) != "000000" else "000001"}
    )
    assert log_of(person) == [(None, "sign_in_failed", f"member {person.pk}", {"step": "code"})]
    client.post("/accounts/2fa/authenticate/", {"code": code_of(secret)})
    assert log_of(person)[1:] == [(person.pk, "signed_in", "", {})]


def test_second_step_added_renewed_and_removed_stands_in_the_log(person, django_capture_on_commit_callbacks):
    client = factories.browser()
    sign_in(client)
    client.post("/accounts/reauthenticate/", {"password": factories.PASSWORD})
    secret = client.get("/accounts/2fa/totp/activate/").context["form"].secret
    for path, form in (
        ("totp/activate/", {"code": code_of(secret)}),
        ("recovery-codes/generate/", {}),
        ("totp/deactivate/", {}),
    ):
        with django_capture_on_commit_callbacks(execute=True):  # allauth tells of it after its commit
            assert client.post(f"/accounts/2fa/{path}", form).status_code == 302
    assert not Authenticator.objects.exists()
    assert [(action, details) for _who, action, _on, details in log_of(person)[1:]] == [
        ("second_step_changed", {"factor": "totp", "change": "added"}),
        ("second_step_changed", {"factor": "recovery_codes", "change": "added"}),
        ("second_step_changed", {"factor": "recovery_codes", "change": "renewed"}),
        ("second_step_changed", {"factor": "totp", "change": "removed"}),
        ("second_step_changed", {"factor": "recovery_codes", "change": "removed"}),
    ]


def test_new_password_stands_in_the_log(person):
    client = factories.browser()
    sign_in(client)
    new = "another sentence altogether"
    client.post(
        "/accounts/password/change/", {"oldpassword": factories.PASSWORD, "password1": new, "password2": new}
    )
    assert log_of(person)[1:] == [(person.pk, "password_changed", "", {})]


def test_first_member_joins_by_the_first_link():
    member = start(
        link=issue_first_link(at=AT).link,
        name="Ingrid",
        email=EMAIL,
        password=factories.PASSWORD,
        organisation="Tarnel",
        language="en",
        time_zone="UTC",
        calendar="gregory",
        at=AT,
    )
    assert log_of(member) == [(member.pk, "member_joined", f"member {member.pk}", {})]


def test_invitations_joining_and_removal_stand_in_the_log(person):
    house = person.organisation
    links = [
        invite(organisation=house, by=by, note="Anna of returns", at=AT).link for by in (person, None, person)
    ]
    anna = accept_invitation(
        link=links[0], name="Anna", email="anna@example.org", password=factories.PASSWORD, at=AT
    )
    ben = join(link=links[1], user=factories.member(name="Ben").user, name="Ben", at=AT)
    withdraw(invitation=links[2], by=anna, at=AT)
    withdraw(invitation=links[2], by=anna, at=AT)
    remove_member(member=ben, by=person, at=AT)
    first, second, third = (f"invitation {link.pk}" for link in links)
    assert log_of(person) == [
        (person.pk, "invitation_made", first, {}),
        (None, "invitation_made", second, {}),
        (person.pk, "invitation_made", third, {}),
        (anna.pk, "member_joined", f"member {anna.pk}", {"invitation": links[0].pk}),
        (ben.pk, "member_joined", f"member {ben.pk}", {"invitation": links[1].pk}),
        (anna.pk, "invitation_withdrawn", third, {}),
        (person.pk, "member_removed", f"member {ben.pk}", {}),
    ]
    assert verified(organisation=house).sound


def test_refused_act_leaves_no_entry(person):
    with pytest.raises(NotAllowedError):
        remove_member(member=person, by=person, at=AT)
    assert log_of(person) == []


def test_reset_access_stands_in_every_organisation_of_the_user(person):
    second = factories.member(account=person.user)
    reset_access(link=issue_reset_link(email=EMAIL, at=AT).link, password=factories.PASSWORD, at=AT)
    for one in (person, second):
        assert log_of(one) == [(None, "access_reset", f"member {one.pk}", {})]


def change(person, **changes):
    house = person.organisation
    settings = {name: getattr(house, name) for name in SETTINGS}
    change_organisation(organisation=house, by=person.pk, at=AT, **settings | changes)


def test_changed_settings_stand_by_name_alone(person):
    change(person, name="Tarnel Home", threshold=20)
    change(person)
    assert log_of(person) == [(person.pk, "settings_changed", "", {"settings": ["name", "threshold"]})]


def test_settings_that_are_not_stored_leave_no_entry(person):
    with transaction.atomic():
        change(person, threshold=20)
        transaction.set_rollback(True)
    person.organisation.refresh_from_db()
    assert (person.organisation.threshold, log_of(person)) == (10, [])


def test_settings_page_tells_who_changed_them(person):
    client = factories.browser(of=person)
    form = {name: getattr(person.organisation, name) for name in SETTINGS} | {"week_start": 7}
    assert client.post("/people/organisation/", form).status_code == 302
    assert log_of(person) == [(person.pk, "settings_changed", "", {"settings": ["week_start"]})]


def test_log_holds_no_name_and_no_address(person):
    sign_in(factories.browser())
    sign_in(factories.browser(), password="wrong")
    link = invite(organisation=person.organisation, by=person, note="Anna of returns", at=AT).link
    withdraw(invitation=link, by=person, at=AT)
    change(person, name="Secret Name")
    rows = str(list(AuditEntry.objects.values()))
    assert [
        word for word in ("Ingrid", "ingrid", "example.org", "Anna", "Secret", "127.0.0.1") if word in rows
    ] == []
