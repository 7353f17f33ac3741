"""Mail is written with its cause, checked before it is written, and forgotten in time."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from tests.kit.mail.letters import LETTER, NOON, wiring, write

from ninefold.kit import mail
from ninefold.kit.events import OutsideTransactionError
from ninefold.kit.jobs.models import Job
from ninefold.kit.jobs.worker import work_off
from ninefold.kit.mail import MailState, Standing, standings
from ninefold.kit.mail.models import Mail
from ninefold.kit.mail.operations import ABANDONED, ATTEMPTS, KEPT, SEND, prune
from ninefold.kit.mail.tasks import prune as prune_task

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def mail_on(settings):
    settings.EMAIL_HOST = "127.0.0.1"


def test_mail_is_off_without_a_server(settings):
    settings.EMAIL_HOST = ""
    assert not mail.is_on()
    with pytest.raises(mail.MailOffError, match="Set NINEFOLD_SMTP_URL"):
        write()
    assert Mail.objects.count() == Job.objects.count() == 0


def test_mail_waits_with_its_job_which_holds_nothing_personal():
    write(html="<p>سلام</p>")
    row, job = Mail.objects.get(), Job.objects.get()
    assert {
        name: getattr(row, name) for name in ("organisation", "to", "subject", "text", "html", "key")
    } == {
        **{name: value for name, value in LETTER.items() if name != "at"},
        "html": "<p>سلام</p>",
    }
    assert (row.state, row.attempts, row.created_at, row.changed_at) == (MailState.WAITING, 0, NOON, NOON)
    assert (job.kind, job.payload, job.organisation, job.run_at, job.attempts_allowed) == (
        SEND,
        {"mail": row.pk},
        7,
        NOON,
        ATTEMPTS,
    )


def test_mail_of_a_rolled_back_cause_never_was():
    with transaction.atomic():
        write()
        transaction.set_rollback(True)
    assert Mail.objects.count() == Job.objects.count() == 0


@pytest.mark.django_db(transaction=True)
def test_mail_outside_a_transaction_is_refused():
    with pytest.raises(OutsideTransactionError, match="'invitation-17' must be written inside a transaction"):
        mail.send_later(**LETTER)


def test_second_mail_with_the_same_key_is_the_first():
    write()
    write(to="other@example.org")
    write(organisation=8)
    assert list(Mail.objects.order_by("pk").values_list("organisation", "to")) == [
        (7, "anna@example.org"),
        (8, "anna@example.org"),
    ]
    assert Job.objects.count() == 2


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"subject": "Hello\nBcc: eve@example.org"}, "The subject of a mail must be one line of text"),
        ({"subject": "Hello\r\nBcc: eve@example.org"}, "The subject of a mail must be one line of text"),
        ({"subject": "Hello\u2028Bcc: eve@example.org"}, "The subject of a mail must be one line of text"),
        ({"subject": "Hello\0"}, "The subject of a mail must be one line of text"),
        ({"subject": " "}, "The subject of a mail must be one line of text, not ' '"),
        ({"to": "anna@example.org\nBcc: eve@example.org"}, "The address of a mail must be one line of text"),
        ({"to": "anna@example.org\n"}, r"The address of a mail must be one line of text, not 'anna.*\\n'"),
        ({"to": "anna"}, "'anna' is not an e-mail address"),
        ({"to": "anna@example.org, eve@example.org"}, "is not an e-mail address"),
        ({"to": "Anna <anna@example.org>"}, "is not an e-mail address"),
        ({"text": " \n"}, "A mail must have a text"),
    ],
)
def test_unfit_mail_is_refused_with_a_clear_sentence(wrong, said):
    with pytest.raises(mail.UnfitMailError, match=said):
        write(**wrong)
    assert Mail.objects.count() == 0


def test_subject_with_signs_that_only_join_letters_is_fit():
    write(subject="می‌خواهیم 👩‍💻")
    assert Mail.objects.get().subject == "می‌خواهیم 👩‍💻"


def test_forgotten_mail_is_not_sent():
    write()
    write(key="other")
    mail.forget(organisation=8, key="invitation-17")
    mail.forget(organisation=7, key="invitation-17")
    assert list(Mail.objects.values_list("key", flat=True)) == ["other"]
    Mail.objects.all().delete()
    assert work_off(wiring=wiring(), clock=lambda: NOON) == 2
    assert set(Job.objects.values_list("state", flat=True)) == {"done"}


def test_standings_are_those_of_the_organisation_in_one_query(django_assert_num_queries):
    write()
    write(key="other", organisation=8)
    with django_assert_num_queries(1):
        found = standings(organisation=7, keys=["invitation-17", "other", "nothing"])
    assert found == {
        "invitation-17": Standing(
            to="anna@example.org",
            state=MailState.WAITING,
            attempts=0,
            error="",
            reply="",
            changed_at=NOON,
        )
    }


def test_no_body_can_stay_with_a_mail_that_has_ended():
    write()
    with pytest.raises(IntegrityError), transaction.atomic():
        Mail.objects.update(state=MailState.SENT)


def ended(*, key, state, at):
    Mail.objects.create(
        organisation=7, to="anna@example.org", key=key, state=state, created_at=at, changed_at=at
    )


def test_ended_mails_are_deleted_after_thirty_days():
    for state in (MailState.SENT, MailState.FAILED, MailState.UNKNOWN):
        ended(key=f"old {state}", state=state, at=NOON)
        ended(key=f"new {state}", state=state, at=NOON + timedelta(seconds=1))
    assert prune(at=NOON + KEPT) == 3
    assert sorted(Mail.objects.values_list("key", flat=True)) == ["new failed", "new sent", "new unknown"]


@pytest.mark.parametrize(
    ("state", "end"), [(MailState.WAITING, MailState.FAILED), (MailState.SENDING, MailState.UNKNOWN)]
)
def test_mail_that_no_job_looks_after_ends_after_a_day(state, end):
    write()
    Mail.objects.update(state=state)
    prune(at=NOON + ABANDONED - timedelta(seconds=1))
    assert Mail.objects.get().state == state

    class Run:
        at = NOON + ABANDONED

    prune_task(Run)
    row = Mail.objects.get()
    assert (row.state, row.error, row.subject, row.text, row.changed_at) == (
        end,
        "WorkerLost",
        "",
        "",
        NOON + ABANDONED,
    )
