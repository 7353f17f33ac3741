"""Invitations by mail: written with the invitation, in the language chosen, and forgotten with it."""

import re
from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from tests import factories
from tests.kit.mail.letters import wiring
from tests.kit.mail.smtp_server import serving

from ninefold.kit.clock import now
from ninefold.kit.jobs.worker import work_off
from ninefold.kit.mail import MailOffError, UnfitMailError
from ninefold.kit.mail.models import Mail
from ninefold.people.members.choices import LinkKind
from ninefold.people.members.invitations import invite_by_mail
from ninefold.people.members.links import (
    INVITATION_LIFE,
    forget_expired_addresses,
    invite,
    spend,
    withdraw,
)
from ninefold.people.members.models import AccessLink, Member
from ninefold.people.members.tasks import forget_addresses

pytestmark = pytest.mark.django_db
AT = factories.AT
POSTED = {"note": "Anna of returns", "email": "anna@example.org", "language": "en", "role": "analyst"}
OFF = "Mail is not set up, so give the link by hand."


@pytest.fixture
def mail_on(settings):
    settings.EMAIL_HOST = "127.0.0.1"


def mailed(person, **changes):
    made = {
        "organisation": person.organisation,
        "by": person,
        "note": "Anna of returns",
        "email": "anna@example.org",
        "language": "en",
        "site": "https://cx.example.org/",
        "at": AT,
    }
    return invite_by_mail(**made | changes)


def post(client, **changes):
    return client.post("/people/invitations/", POSTED | changes).content.decode()


def page(client):
    return client.get("/people/members/").content.decode()


def fields(text):
    return re.findall(r'<(?:input|select)[^>]* name="(note|email|language)"', text.partition("<main")[2])


def test_without_mail_the_page_asks_for_no_address_and_says_where_mail_is_set_up():
    client = factories.browser(of=factories.member())
    text = page(client)
    assert fields(text) == ["note"]
    assert f"{OFF} NINEFOLD_SMTP_URL in docs/settings.md sets it up." in text
    assert "Give this link to the person." in post(client)
    assert (AccessLink.objects.get().email, Mail.objects.count()) == ("", 0)


def test_without_mail_no_invitation_is_made_that_waits_for_it():
    with pytest.raises(MailOffError):
        mailed(factories.member())
    assert AccessLink.objects.count() == 0


def test_with_mail_the_page_asks_for_an_address_and_the_language(mail_on):
    house = factories.organisation(language="uk")
    text = page(factories.browser(of=factories.member(of=house, language="en")))
    assert fields(text) == ["note", "email", "language"]
    assert '<option value="uk" selected>' in text
    assert OFF not in text


def test_invitation_with_an_address_is_mailed_and_shown_once(mail_on):
    client = factories.browser(of=factories.member(name="Ingrid"))
    text = post(client)
    (link,) = re.findall(r'value="(http://testserver/people/welcome/[\w-]{43}/)"', text)
    assert "A mail with this link goes to <bdi>anna@example.org</bdi>." in text
    row = Mail.objects.get()
    assert (row.to, row.subject) == ("anna@example.org", "Ingrid invites you to join Tarnel in Ninefold")
    assert row.text == (
        "\u2068Ingrid\u2069 invites you to join \u2068Tarnel\u2069 in Ninefold, where its people read together what "
        "their customers say.\n\nOpen this link to make your account:\n\n"
        f"{link}\n\n"
        "The link works once, and for seven days. Whoever has it can use it: please do not pass it on.\n\n"
        "You did not expect this mail? Then delete it; without you nothing happens. If you know the sender, tell "
        "them.\n"
    )
    assert f'<a href="{link}">{link}</a>' in row.html
    assert "Join <bdi>Tarnel</bdi>" in factories.browser().get(link).content.decode()
    assert "/people/welcome/" not in page(client)


def test_invitation_without_an_address_is_not_mailed(mail_on):
    text = post(factories.browser(of=factories.member()), email="", language="")
    assert "Give this link to the person." in text
    assert (AccessLink.objects.get().email, Mail.objects.count()) == ("", 0)


@pytest.mark.parametrize("wrong", ["anna", "anna@example.org, eve@example.org", "a\n@example.org"])
def test_wrong_address_is_explained_and_nothing_is_made(mail_on, wrong):
    text = post(factories.browser(of=factories.member()), email=wrong)
    assert re.findall(r'id="id_(\w+)_error"', text) == ["email"]
    assert AccessLink.objects.count() == Mail.objects.count() == 0


def test_invitation_and_mail_are_made_both_or_neither(mail_on):
    with pytest.raises(UnfitMailError):
        mailed(factories.member(), email="anna@example.org\nBcc: eve@example.org")
    assert AccessLink.objects.count() == Mail.objects.count() == 0


@pytest.mark.parametrize(
    ("language", "direction"),
    [("en", "ltr"), ("fa", "rtl"), ("uk", "ltr"), ("ru", "ltr"), ("ar", "rtl"), ("zh-hans", "ltr")],
)
def test_mail_is_written_in_the_language_chosen(mail_on, language, direction):
    issued = mailed(factories.member(name="اینگرید"), language=language)
    row = Mail.objects.get()
    assert f'<html lang="{language}" dir="{direction}">' in row.html
    assert "<bdi>اینگرید</bdi>" in row.html
    assert f"\nhttps://cx.example.org/people/welcome/{issued.token}/\n" in row.text


def test_mail_speaks_the_organisations_language_where_none_is_chosen(mail_on):
    person = factories.member(of=factories.organisation(language="ar"), language="en")
    post(factories.browser(of=person), language="")
    assert '<html lang="ar" dir="rtl">' in Mail.objects.get().html


def test_names_are_text_in_the_html_part_and_one_line_in_the_subject(mail_on):
    house = factories.organisation(name="Tarnel\r\nBcc: eve@example.org")
    mailed(factories.member(name="<script>alert(1)</script>", of=house))
    row = Mail.objects.get()
    assert row.subject == (
        "<script>alert(1)</script> invites you to join Tarnel Bcc: eve@example.org in Ninefold"
    )
    assert "<bdi>&lt;script&gt;alert(1)&lt;/script&gt;</bdi> invites you" in row.html
    assert "<script" not in row.html
    assert "\u2068<script>alert(1)</script>\u2069 invites you" in row.text


def test_mailed_link_lets_its_reader_in_with_the_address_filled_in(settings):
    leader = factories.member()
    settings.EMAIL_USE_TLS, settings.DEFAULT_FROM_EMAIL = False, "cx@example.org"
    with serving() as server:
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", server.port
        post(factories.browser(of=leader))
        assert work_off(wiring=wiring(), clock=now) == 1
    (got,) = server.received
    assert got.to == "anna@example.org"
    (link,) = re.findall(r"http://testserver(/people/welcome/[\w-]{43}/)", got.part("text/plain"))
    guest = factories.browser()
    assert re.search(r'<input[^>]* name="email" value="anna@example.org"', guest.get(link).content.decode())
    account = {"name": "Anna", "email": "anna@example.org", "password": factories.PASSWORD}
    assert guest.post(link, account)["Location"] == "/"
    assert Member.objects.filter(organisation=leader.organisation, name="Anna").count() == 1
    assert (AccessLink.objects.get().email, Mail.objects.count()) == ("", 0)


def standing_of(text):
    """The cell of the list that says how the mail stands, as plain words."""
    cell = (
        text.partition('<bdi class="wrap">Anna of returns</bdi></td>')[2]
        .split("<td>")[2]
        .partition("</td>")[0]
    )
    return " ".join(re.sub(r"<[^>]+>", " ", cell).split())


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ({}, "Waiting to be sent"),
        (
            {"error": "SMTPConnectError", "reply": "421 Busy"},
            (
                "Waiting to be sent The mail server did not take it yet; it is tried again by itself. "
                "The mail server said: 421 Busy"
            ),
        ),
        ({"state": "sending"}, "Being sent"),
        ({"state": "sent"}, "Sent"),
        (
            {"state": "failed", "error": "SMTPRecipientsRefused", "reply": "550 <b>No such mailbox"},
            (
                "Not sent Check the address, withdraw this invitation and invite again, or ask whoever runs the mail "
                "server. The mail server said: 550 &lt;b&gt;No such mailbox"
            ),
        ),
        (
            {"state": "unknown", "error": "WorkerLost"},
            (
                "Perhaps sent The line was cut at the last moment. Ask the person; if nothing came, withdraw this "
                "invitation and invite again."
            ),
        ),
    ],
)
def test_list_says_how_the_mail_stands_and_what_to_do(mail_on, row, said):
    person = factories.member()
    mailed(person, at=now())
    Mail.objects.update(subject="", text="", html="", **row)
    assert standing_of(page(factories.browser(of=person))) == f"anna@example.org {said}"


def test_list_says_which_invitations_were_given_by_hand(mail_on):
    person = factories.member()
    invite(organisation=person.organisation, by=person, note="Anna of returns", at=now())
    assert standing_of(page(factories.browser(of=person))) == "given by hand"


@pytest.mark.parametrize("mails", [1, 3])
def test_list_takes_one_query_more_for_any_number_of_mails(mail_on, mails, django_assert_num_queries):
    person = factories.member()
    client = factories.browser(of=person)
    invite(organisation=person.organisation, by=person, note="Guest", at=now())
    page(client)
    for _ in range(mails):
        mailed(person, at=now())
    # session, user, memberships, roles; members, invitations; mails
    with django_assert_num_queries(10):
        text = page(client)
    assert text.count("Waiting to be sent") == mails


def test_used_invitation_keeps_no_address(mail_on):
    person = factories.member()
    mailed(person, email="other@example.org")
    link = mailed(person).link
    spend(link=link, kind=LinkKind.INVITATION, at=AT)
    assert list(AccessLink.objects.order_by("pk").values_list("email", flat=True)) == [
        "other@example.org",
        "",
    ]
    assert Mail.objects.get().to == "other@example.org"
    with pytest.raises(IntegrityError), transaction.atomic():
        AccessLink.objects.filter(pk=link.pk).update(email="anna@example.org")


def test_withdrawn_invitation_is_not_mailed_any_more(settings):
    person = factories.member()
    settings.EMAIL_USE_TLS, settings.DEFAULT_FROM_EMAIL = False, "cx@example.org"
    with serving() as server:
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", server.port
        link = mailed(person).link
        withdraw(invitation=link, by=person, at=AT)
        assert work_off(wiring=wiring(), clock=lambda: AT) == 1
    assert server.received == []
    assert Mail.objects.count() == 0


def test_addresses_of_expired_invitations_are_cleared(mail_on):
    person = factories.member()
    mailed(person)
    mailed(person, at=AT + timedelta(seconds=1), email="later@example.org")
    invite(organisation=person.organisation, by=person, note="by hand", at=AT)
    assert forget_expired_addresses(at=AT + INVITATION_LIFE) == 1
    assert sorted(AccessLink.objects.values_list("email", flat=True)) == ["", "", "later@example.org"]
    assert Mail.objects.get().to == "later@example.org"

    class Run:
        at = AT + INVITATION_LIFE + timedelta(seconds=1)

    forget_addresses(Run)
    assert (AccessLink.objects.exclude(email="").count(), Mail.objects.count()) == (0, 0)
