"""F22: each mail arrives as it was written, and at most once, whatever the mail server and the line do."""

import logging
import socket
from datetime import timedelta

import pytest
from tests.kit.mail.letters import LETTER, NOON, work, write
from tests.kit.mail.smtp_server import CUT

from ninefold.kit.jobs.models import Job
from ninefold.kit.mail.choices import MailState
from ninefold.kit.mail.models import Mail
from ninefold.kit.mail.operations import ATTEMPTS, prune
from ninefold.kit.mail.sending import Server
from ninefold.kit.mail.tasks import _attempt, _begin, _note

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def quiet(caplog):
    """A refused mail is reported in the log of the jobs; that is not the question here."""
    caplog.set_level(logging.CRITICAL, logger="ninefold.kit.jobs.runs")


def row():
    return Mail.objects.get()


def stand():
    """State, error and reply of the one mail, whether its body is kept, and the state of its job."""
    mail = row()
    return mail.state, mail.error, mail.reply, bool(mail.text), Job.objects.get().state


def test_mail_arrives_as_it_was_written(mail_server):
    write(html='<p dir="rtl">سلام <b>آنا</b></p>')
    assert work() == 1
    (got,) = mail_server.received
    assert (got.sender, got.to) == ("cx@example.org", "anna@example.org")
    assert {name: got.message[name] for name in ("Subject", "From", "To", "Auto-Submitted")} == {
        "Subject": "دعوت به ترنل",
        "From": "ناین‌فولد <cx@example.org>",
        "To": "anna@example.org",
        "Auto-Submitted": "auto-generated",
    }
    assert got.message.get_content_type() == "multipart/alternative"
    assert [part.get_content_type() for part in got.message.iter_parts()] == ["text/plain", "text/html"]
    assert got.part("text/plain") == LETTER["text"]
    assert got.part("text/html").strip() == '<p dir="rtl">سلام <b>آنا</b></p>'
    assert stand() == ("sent", "", "", False, "done")
    assert (row().subject, row().html, row().attempts, row().changed_at) == ("", "", 1, NOON)


def test_mail_without_html_is_text_alone(mail_server):
    write(subject="欢迎加入 Tarnel", to="anna@exämple.org")
    work()
    (got,) = mail_server.received
    assert (got.message.get_content_type(), got.message["Subject"]) == ("text/plain", "欢迎加入 Tarnel")
    assert (got.to, got.part("text/plain")) == ("anna@xn--exmple-cua.org", LETTER["text"])


def test_long_subject_and_long_lines_arrive_whole(mail_server):
    subject, line = ("نامهٔ بسیار بلند " * 20).strip(), "一" * 2000
    write(subject=subject, text=f"{line}\n")
    work()
    (got,) = mail_server.received
    # A long header begins on a line of its own, of which Python's reader keeps the leading blank.
    assert (got.message["Subject"].strip(), got.part("text/plain")) == (subject, f"{line}\n")
    assert max(len(part) for part in got.raw.split(b"\r\n")) <= 998


def test_user_and_password_are_given_to_the_server(mail_server, settings):
    settings.EMAIL_HOST_USER, settings.EMAIL_HOST_PASSWORD = "ingrid", "secret"
    write()
    work()
    assert [line.split()[0] for line in mail_server.heard] == ["ehlo", "AUTH", "mail", "rcpt", "data", "quit"]
    assert stand()[0] == "sent"


def test_server_without_encryption_gets_nothing_where_it_is_asked_for(mail_server, settings):
    settings.EMAIL_USE_TLS = True
    settings.EMAIL_HOST_USER, settings.EMAIL_HOST_PASSWORD = "ingrid", "secret"
    write()
    work()
    assert [line.split()[0] for line in mail_server.heard] == ["ehlo", "quit"]
    assert stand() == ("waiting", "SMTPNotSupportedError", "", True, "waiting")


@pytest.mark.parametrize(
    ("command", "error"),
    [
        ("CONNECT", "SMTPConnectError"),
        ("MAIL", "SMTPSenderRefused"),
        ("RCPT", "SMTPRecipientsRefused"),
        ("DATA", "SMTPDataError"),
        ("TEXT", "SMTPDataError"),
    ],
)
def test_refusal_for_now_is_tried_again_after_a_pause(mail_server, command, error):
    mail_server.answers[command] = ["451 4.7.1 Greylisted, come back later"]
    write()
    work()
    assert stand() == ("waiting", error, "451 4.7.1 Greylisted, come back later", True, "waiting")
    assert work(after=9) == 0
    assert work(after=10) == 1
    assert stand() == ("sent", "", "", False, "done")
    assert row().attempts == 2
    ids = {got.message["Message-ID"] for got in mail_server.received}
    assert len(ids) == 1


@pytest.mark.parametrize(("command", "error"), [("RCPT", "SMTPRecipientsRefused"), ("TEXT", "SMTPDataError")])
def test_refusal_for_good_is_not_tried_again(mail_server, command, error):
    mail_server.answers[command] = ["550-5.1.1 No such\r\n550 5.1.1 mailbox here"]
    write()
    work()
    assert stand() == ("failed", error, "550 5.1.1 No such 5.1.1 mailbox here", False, "dead")
    assert work(after=100_000) == 0
    assert len([line for line in mail_server.heard if line.startswith("rcpt")]) == 1


@pytest.mark.parametrize(
    ("command", "reply"), [("AUTH", "535 Wrong password"), ("MAIL", "553 Sender not allowed")]
)
def test_refusal_of_the_settings_is_tried_again_until_they_are_right(mail_server, settings, command, reply):
    settings.EMAIL_HOST_USER, settings.EMAIL_HOST_PASSWORD = "ingrid", "secret"
    mail_server.answers[command] = [reply, reply]
    write()
    work()
    assert stand()[0] == "waiting"
    assert row().reply == reply
    work(after=3600)
    if stand()[0] == "waiting":
        work(after=7200)
    assert stand()[0] == "sent"


def test_line_cut_after_the_text_is_unknown_and_not_sent_again(mail_server):
    mail_server.answers["TEXT"] = [CUT]
    write()
    work()
    assert stand() == ("unknown", "SMTPServerDisconnected", "", False, "dead")
    assert work(after=100_000) == 0
    assert len(mail_server.received) == 1


@pytest.mark.parametrize("command", ["CONNECT", "EHLO", "MAIL", "RCPT"])
def test_line_cut_before_the_text_does_no_harm(mail_server, command):
    mail_server.answers[command] = [CUT, CUT]  # the second EHLO is the HELO that follows
    write()
    work()
    assert stand() == ("waiting", "SMTPServerDisconnected", "", True, "waiting")
    work(after=10)
    work(after=30)
    assert (stand()[0], len(mail_server.received)) == ("sent", 1)


def test_server_that_is_down_is_tried_again_and_given_up_in_the_end(mail_server, settings):
    with socket.socket() as nobody:
        nobody.bind(("127.0.0.1", 0))  # bound and not listened to: whoever calls is refused
        settings.EMAIL_PORT = nobody.getsockname()[1]
        write()
        work()
        assert stand() == ("waiting", "ConnectionRefusedError", "", True, "waiting")
        runs = sum(work(after=3600 * hour) for hour in range(1, 100))
    assert runs == ATTEMPTS - 1
    assert stand() == ("failed", "ConnectionRefusedError", "", False, "dead")
    assert row().attempts == ATTEMPTS


def test_server_that_does_not_answer_is_left_after_the_time_limit(mail_server, settings):
    settings.EMAIL_TIMEOUT = 0.2
    with socket.create_server(("127.0.0.1", 0)) as silent:
        settings.EMAIL_PORT = silent.getsockname()[1]
        write()
        work()
    assert stand() == ("waiting", "SMTPServerDisconnected", "", True, "waiting")
    settings.EMAIL_PORT = mail_server.port
    work(after=10)
    assert stand()[0] == "sent"


def test_mail_switched_off_meanwhile_waits(mail_server, settings):
    write()
    settings.EMAIL_HOST = ""
    work()
    assert stand() == ("waiting", "MailOffError", "", True, "waiting")
    settings.EMAIL_HOST = "127.0.0.1"
    work(after=10)
    assert stand()[0] == "sent"


def test_line_cut_at_the_goodbye_leaves_the_mail_sent(mail_server):
    mail_server.answers["QUIT"] = [CUT]
    write()
    work()
    assert stand() == ("sent", "", "", False, "done")


def test_run_that_finds_its_mail_in_other_hands_marks_it_and_the_hands_have_the_last_word(mail_server):
    """A worker thought dead holds the mail; the next run marks it; then the first one wakes up and knows better."""

    class Slow:
        attempt, at = 1, NOON

    write()
    held = row()
    assert _begin(held, at=NOON)
    assert _attempt(held, job=Slow) is None
    work()
    assert stand() == ("unknown", "WorkerLost", "", False, "dead")
    server = Server()
    server.open()
    _note(held, server.hand_over(held), job=Slow)
    server.leave()
    assert (row().state, row().error, len(mail_server.received)) == ("sent", "", 1)


def test_without_the_note_a_cut_line_would_send_twice(mail_server):
    """The control: what keeps the mail from going out twice is the state alone."""
    mail_server.answers["TEXT"] = [CUT]
    write()
    body = {"text": row().text, "subject": row().subject}
    work()
    Mail.objects.update(state=MailState.WAITING, **body)
    Job.objects.update(state="waiting", finished_at=None)
    work(after=10)
    assert len(mail_server.received) == 2


def test_record_of_a_failed_job_holds_no_address(mail_server):
    mail_server.answers["RCPT"] = ["451 <anna@example.org> is busy"]
    write()
    work()
    assert "NotSentYetError: SMTPRecipientsRefused 451" in Job.objects.get().error
    assert "anna@" not in Job.objects.get().error
    mail_server.answers["RCPT"] = ["550 <anna@example.org> is gone"]
    work(after=10)
    assert Job.objects.get().error == "SMTPRecipientsRefused 550"


def test_job_that_runs_again_after_the_end_sends_nothing(mail_server):
    write()
    work()
    Job.objects.update(state="waiting", finished_at=None)
    assert work() == 1
    assert len(mail_server.received) == 1


def test_pruned_mail_leaves_a_job_that_does_nothing(mail_server):
    write()
    work()
    prune(at=NOON + timedelta(days=30))
    Job.objects.update(state="waiting", finished_at=None)
    assert work() == 1
    assert len(mail_server.received) == 1


def test_message_ids_differ_between_mails_and_name_the_domain_of_the_sender(mail_server, settings):
    settings.DEFAULT_FROM_EMAIL = "cx@exämple.org"
    write()
    write(key="other")
    write(organisation=8)
    work()
    ids = [got.message["Message-ID"] for got in mail_server.received]
    assert len(set(ids)) == 3
    assert {found.rpartition("@")[2] for found in ids} == {"xn--exmple-cua.org>"}
