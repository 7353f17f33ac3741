"""The jobs of mail: send one, and delete old ones."""

from dataclasses import replace
from datetime import datetime

from ninefold.kit.jobs import GiveUpError, RunningJob
from ninefold.kit.mail import operations
from ninefold.kit.mail.choices import MailState
from ninefold.kit.mail.models import ENDS, Mail
from ninefold.kit.mail.sending import Outcome, Server, outcome_of

CUT_OFF = Outcome(state=MailState.UNKNOWN, error=operations.LOST)
OFF = Outcome(state=MailState.WAITING, error=operations.MailOffError.__name__)


class NotSentYetError(Exception):
    """Raised to let the queue try again after a pause; names the error, never the address."""


def send(job: RunningJob) -> None:
    """Send the mail of this job.

    "sending" is noted before the text is handed over. A run that finds it so knows that the run before was
    cut off in between, and marks the mail instead of sending it twice.

    Raises
    ------
    NotSentYetError
        When another attempt may help.
    GiveUpError
        When none will: the mail was refused, its outcome is unknown, or it was tried often enough.
    """
    mail = Mail.objects.filter(pk=job.payload["mail"], organisation=job.organisation or 0).first()
    if mail is None or mail.state in ENDS:  # forgotten meanwhile, or done in a run whose end was not written
        return
    cut_off = mail.state == MailState.SENDING
    outcome = _note(mail, CUT_OFF, job=job) if cut_off else _attempt(mail, job=job)
    if outcome is None or outcome.state == MailState.SENT:
        return
    if outcome.state == MailState.WAITING:
        raise NotSentYetError(outcome.cause)
    raise GiveUpError(outcome.cause)


def _attempt(mail: Mail, *, job: RunningJob) -> Outcome | None:
    """Open the line, note "sending", hand the mail over, note the outcome; None when somebody else has it."""
    if not operations.is_on():
        return _note(mail, OFF, job=job)
    server = Server()
    try:
        server.open()
    except OSError as problem:
        server.leave()
        return _note(mail, outcome_of(problem, handed_over=False), job=job)
    try:
        if not _begin(mail, at=job.at):
            return None
        return _note(mail, server.hand_over(mail), job=job)
    finally:
        server.leave()


def _begin(mail: Mail, *, at: datetime) -> bool:
    waiting = Mail.objects.filter(pk=mail.pk, state=MailState.WAITING)
    return bool(waiting.update(state=MailState.SENDING, changed_at=at))


def _note(mail: Mail, outcome: Outcome, *, job: RunningJob) -> Outcome:
    """Write down what became of an attempt; after the last one, waiting is over too."""
    if outcome.state == MailState.WAITING and job.attempt >= operations.ATTEMPTS:
        outcome = replace(outcome, state=MailState.FAILED)
    body = operations.NO_BODY if outcome.state in ENDS else {}
    # A run that was thought dead may wake up and know better than the "unknown" noted meanwhile.
    rows = Mail.objects.filter(pk=mail.pk).exclude(state__in=(MailState.SENT, MailState.FAILED))
    if outcome.state == MailState.WAITING:
        rows = rows.exclude(state=MailState.UNKNOWN)  # whose body is gone
    rows.update(
        state=outcome.state,
        error=outcome.error,
        reply=outcome.reply,
        attempts=job.attempt,
        changed_at=job.at,
        **body,
    )
    return outcome


def prune(job: RunningJob) -> None:
    """Delete old mails."""
    operations.prune(at=job.at)
