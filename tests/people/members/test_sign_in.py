"""F19: signing in with django-allauth as this house sets it up."""

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.core.cache import cache
from tests import factories

pytestmark = pytest.mark.django_db
LOGIN = "/accounts/login/"


@pytest.fixture(autouse=True)
def fresh_limits():
    cache.clear()
    yield
    cache.clear()


@pytest.fixture
def person():
    return factories.member(account=factories.user(email="ingrid@example.org", password=factories.PASSWORD))


def sign_in(client, password=factories.PASSWORD, email="ingrid@example.org", **options):
    return client.post(LOGIN, {"login": email, "password": password}, **options)


def test_sign_in_gives_a_new_session(person):
    client = factories.browser()
    client.get("/people/members/")
    session = client.session
    session["visited"] = True
    session.save()
    client.cookies["sessionid"] = session.session_key
    assert sign_in(client)["Location"] == "/"
    fresh = client.cookies["sessionid"].value
    assert fresh != session.session_key
    assert len(fresh) == 32  # of 36 letters: 165 bits
    assert not session.exists(session.session_key)
    assert client.get("/people/profile/").status_code == 200


def test_address_is_taken_in_any_case(person):
    assert sign_in(factories.browser(), email="INGRID@example.org").status_code == 302


def test_session_is_dead_after_sign_out(person):
    client = factories.browser()
    sign_in(client)
    kept = client.cookies["sessionid"].value
    client.post("/accounts/logout/")
    client.cookies["sessionid"] = kept
    assert client.get("/people/profile/").status_code == 302


def test_looking_at_sign_out_signs_nobody_out(person):
    client = factories.browser(of=person)
    client.get("/accounts/logout/")
    assert client.get("/people/profile/").status_code == 200


def test_session_is_dead_when_the_account_rests(person):
    client = factories.browser(of=person)
    person.user.is_active = False
    person.user.save()
    assert client.get("/people/profile/").status_code == 302
    assert sign_in(factories.browser())["Location"] == "/accounts/inactive/"


def test_wrong_password_and_unknown_address_look_alike(person):
    answers = [
        sign_in(factories.browser(), password="wrong"),
        sign_in(factories.browser(), email="nobody@example.org"),
    ]
    pages = [answer.content.decode().replace("nobody@", "ingrid@") for answer in answers]
    assert [answer.status_code for answer in answers] == [200, 200]
    assert ['class="msg"' in page for page in pages] == [True, True]
    assert pages[0].split('class="msg"')[1][:80] == pages[1].split('class="msg"')[1][:80]


def test_account_is_closed_for_a_while_after_five_wrong_passwords_from_anywhere(person):
    for number in range(5):
        sign_in(factories.browser(), password="wrong", REMOTE_ADDR=f"192.0.2.{number}")
    refused = sign_in(factories.browser(), REMOTE_ADDR="192.0.2.99")
    assert refused.status_code == 200
    assert "Too many failed login attempts" in refused.content.decode()


def test_address_is_refused_after_ten_wrong_passwords_for_anybody(person):
    for number in range(10):
        sign_in(factories.browser(), email=f"nobody{number}@example.org")
    assert "Too many failed login attempts" in sign_in(factories.browser()).content.decode()
    assert sign_in(factories.browser(), REMOTE_ADDR="192.0.2.7").status_code == 302


def test_forwarded_addresses_are_not_believed(person):
    for number in range(10):
        sign_in(
            factories.browser(), email=f"nobody{number}@example.org", HTTP_X_FORWARDED_FOR=f"192.0.2.{number}"
        )
    assert "Too many failed login attempts" in sign_in(factories.browser()).content.decode()


@pytest.mark.parametrize("address", ["/accounts/signup/", "/accounts/password/reset/", "/accounts/email/"])
def test_what_we_do_not_offer_is_closed(address, person):
    assert factories.browser().get(address).status_code == 403
    assert factories.browser(of=person).post(address, {"email": "new@example.org"}).status_code == 403


def with_second_step(account):
    secret = generate_totp_secret()
    TOTP.activate(account, secret)
    RecoveryCodes.activate(account)
    return secret


def test_second_step_is_asked_for_and_nobody_is_signed_in_before_it(person):
    with_second_step(person.user)
    client = factories.browser()
    assert sign_in(client)["Location"] == "/accounts/2fa/authenticate/"
    assert client.get("/people/profile/").status_code == 302
    code = RecoveryCodes(Authenticator.objects.get(type="recovery_codes")).get_unused_codes()[0]
    assert client.post("/accounts/2fa/authenticate/", {"code": code})["Location"] == "/"
    assert client.get("/people/profile/").status_code == 200
    again = factories.browser()
    sign_in(again)
    assert (
        again.post("/accounts/2fa/authenticate/", {"code": code}).status_code == 200
    )  # a recovery code works once


def test_every_page_of_the_second_step_is_drawn(person):
    client = factories.browser()
    sign_in(client)
    client.post("/accounts/reauthenticate/", {"password": factories.PASSWORD})
    assert client.get("/accounts/2fa/totp/activate/").status_code == 200
    with_second_step(person.user)
    for address in (
        "",
        "totp/deactivate/",
        "recovery-codes/",
        "recovery-codes/generate/",
        "recovery-codes/download/",
    ):
        assert client.get(f"/accounts/2fa/{address}").status_code == 200, address
    assert client.get("/accounts/reauthenticate/").status_code == 200
    assert "Signing in asks for your password and a code." in client.get("/people/security/").content.decode()


def test_changing_the_password_keeps_the_rules_and_ends_other_sessions(person):
    here, elsewhere = factories.browser(), factories.browser(of=person)
    sign_in(here)

    def change(new):
        return here.post(
            "/accounts/password/change/",
            {"oldpassword": factories.PASSWORD, "password1": new, "password2": new},
        )

    assert [change(new).status_code for new in ("fourteen chars", "ingrid@example.org")] == [200, 200]
    assert change("another sentence altogether").status_code == 302
    assert here.get("/people/profile/").status_code == 200
    assert elsewhere.get("/people/profile/").status_code == 302
