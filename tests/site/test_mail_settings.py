"""The settings of mail are read, or refused with a sentence that says what to write and repeats no password."""

import os
import subprocess
import sys

import pytest
from django.core.exceptions import ImproperlyConfigured

from ninefold.site.mail_settings import MailServer, mail_sender, mail_server


@pytest.mark.parametrize(
    ("url", "server"),
    [
        ("", MailServer()),
        (
            "smtp://ingrid:secret@mail.example.org:2525?tls=starttls",
            MailServer("mail.example.org", 2525, "ingrid", "secret", starttls=True),
        ),
        ("smtp://mail.example.org", MailServer("mail.example.org", 587, starttls=True)),
        ("smtp://127.0.0.1:25?tls=none", MailServer("127.0.0.1", 25)),
        (
            "smtps://i%40x:a%2Fb%23c%25@mail.example.org/",
            MailServer("mail.example.org", 465, "i@x", "a/b#c%", tls=True),
        ),
        ("smtps://[::1]:4465", MailServer("::1", 4465, tls=True)),
    ],
)
def test_address_of_a_mail_server_is_read(url, server):
    assert mail_server(url) == server


@pytest.mark.parametrize(
    ("url", "why"),
    [
        ("mail.example.org", "it starts with neither smtp:// nor smtps://"),
        ("https://ingrid:secret@mail.example.org", "it starts with neither smtp:// nor smtps://"),
        ("smtp://", "it names no host"),
        ("smtp://mail.example.org/secret", "it names no host, or is cut short by a sign of the password"),
        ("smtp://ingrid:1/secret@mail.example.org", "or is cut short by a sign of the password"),
        ("smtp://ingrid:secret/@mail.example.org", "its port is no number"),
        ("smtp://ingrid:secret#@mail.example.org", "its port is no number"),
        ("smtp://mail.example.org:99999", "its port is no number"),
        ("smtp://[mail.example.org", "its port is no number"),
        ("smtp://mail.example.org?starttls", "what follows the question mark is incomplete"),
        ("smtp://ingrid@mail.example.org", "it has a user without a password"),
        ("smtp://ingrid:secret%D9%85@mail.example.org", "holds signs beyond ASCII"),
        ("smtp://:secret@mail.example.org", "or a password without a user"),
        ("smtp://mail.example.org?tls=secret", "only ?tls=starttls or ?tls=none may follow"),
        ("smtp://mail.example.org?tls=none&tls=starttls", "only ?tls=starttls or ?tls=none may follow"),
        ("smtp://mail.example.org?tls=none&x=secret", "only ?tls=starttls or ?tls=none may follow"),
        ("smtps://mail.example.org?tls=none", "and only after smtp://"),
    ],
)
def test_malformed_address_of_a_mail_server_is_refused(url, why):
    with pytest.raises(ImproperlyConfigured) as refused:
        mail_server(url)
    said = str(refused.value)
    assert said.startswith("NINEFOLD_SMTP_URL must look like smtp://user:password@host:587?tls=starttls")
    assert why in said
    assert "secret" not in said


@pytest.mark.parametrize(
    "written", ["cx@example.org", "Ninefold <cx@example.org>", "ناین‌فولد <cx@example.org>"]
)
def test_sender_is_read(written):
    assert mail_sender(written, needed=True) == written


def test_sender_is_needed_once_mail_is_on():
    assert mail_sender("", needed=False) == "webmaster@localhost"
    with pytest.raises(ImproperlyConfigured, match="is needed once NINEFOLD_SMTP_URL is set; it is ''"):
        mail_sender("", needed=True)


@pytest.mark.parametrize("needed", [True, False])
@pytest.mark.parametrize(
    "wrong",
    ["cx", "Ninefold", "Ninefold <cx>", "Nine\nfold <cx@example.org>", "Ninefold <cx@example.org>\u2028"],
)
def test_sender_that_is_none_is_refused(wrong, needed):
    with pytest.raises(ImproperlyConfigured, match=r"must be an address such as cx@example\.org"):
        mail_sender(wrong, needed=needed)


def test_start_is_refused_with_the_sentence(tmp_path):
    done = subprocess.run(
        [sys.executable, "-c", "import ninefold.site.settings"],
        env={**os.environ, "NINEFOLD_HOME": str(tmp_path), "NINEFOLD_SMTP_URL": "mail.example.org"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 1
    assert "NINEFOLD_SMTP_URL must look like smtp://user:password@host:587" in done.stderr.splitlines()[-1]
