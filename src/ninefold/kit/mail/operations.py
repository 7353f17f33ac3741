"""What the rooms do with mail: ask whether there is any, send one, forget one."""

import unicodedata
from datetime import datetime, timedelta

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import connection

from ninefold.kit.events import OutsideTransactionError
from ninefold.kit.jobs import enqueue
from ninefold.kit.mail.choices import MailState
from ninefold.kit.mail.models import BODY, ENDS, Mail

SEND = "kit.mail.send"
ATTEMPTS = 20  # With the pauses of jobs about half a day: a mail server that is down for a night is outlived.
KEPT = timedelta(days=30)
ABANDONED = timedelta(days=1)  # Far longer than the longest pause between two attempts.
LOST = "WorkerLost"
NO_BODY = dict.fromkeys(BODY, "")
# Control signs and line separators: with one of them in a header, what follows could become another header.
UNPRINTABLE = {"Cc", "Zl", "Zp"}


class MailOffError(RuntimeError):
    """Mail is not set up; ask `is_on` before sending."""


class UnfitMailError(ValueError):
    """A mail that must not be sent: a header of two lines, an address that is none, no text."""


def is_on() -> bool:
    """Tell whether mail is set up (`NINEFOLD_SMTP_URL`)."""
    return bool(settings.EMAIL_HOST)


def send_later(
    *, organisation: int, to: str, subject: str, text: str, html: str = "", key: str, at: datetime
) -> None:
    """Write a mail and its job in the caller's transaction: it is sent if and only if its cause is committed.

    Parameters
    ----------
    organisation
        In whose name it is sent.
    to
        The address of one person.
    subject
        One line, in any script.
    text
        The whole message as plain text.
    html
        The same as HTML, written by a template that escapes; left out, the mail is text alone.
    key
        Names the cause: with the same key in the same organisation there is one mail, however often asked.
    at
        The moment now.

    Raises
    ------
    MailOffError
        When mail is not set up.
    OutsideTransactionError
        When no transaction is open: a kill could then part the mail from its cause.
    UnfitMailError
        When the address is none, the subject is empty or not one line, or the text is empty.
    """
    if not is_on():
        raise MailOffError("Mail is not set up. Set NINEFOLD_SMTP_URL, or ask is_on() first.")
    if not connection.in_atomic_block:
        raise OutsideTransactionError(f"The mail {key!r} must be written inside a transaction.")
    _check(to=to, subject=subject, text=text)
    mail = Mail(
        organisation=organisation,
        key=key,
        to=to,
        subject=subject,
        text=text,
        html=html,
        created_at=at,
        changed_at=at,
    )
    # Inserting first and looking afterwards leaves no gap in which two callers both see no such mail.
    Mail.objects.bulk_create([mail], ignore_conflicts=True)
    number = Mail.objects.values_list("pk", flat=True).get(organisation=organisation, key=key)
    enqueue(
        kind=SEND,
        payload={"mail": number},
        organisation=organisation,
        at=at,
        unique_key=str(number),
        attempts=ATTEMPTS,
    )


def _check(*, to: str, subject: str, text: str) -> None:
    for name, value in (("subject", subject), ("address", to)):
        if not value.strip() or any(unicodedata.category(sign) in UNPRINTABLE for sign in value):
            raise UnfitMailError(f"The {name} of a mail must be one line of text, not {value!r}.")
    try:
        validate_email(to)
    except ValidationError as error:
        raise UnfitMailError(f"{to!r} is not an e-mail address.") from error
    if not text.strip():
        raise UnfitMailError("A mail must have a text; the HTML part alone is not read everywhere.")


def forget(*, organisation: int, key: str) -> None:
    """Delete a mail whose cause is over: one that still waits is not sent, and the address is not kept."""
    Mail.objects.filter(organisation=organisation, key=key).delete()


def prune(*, at: datetime) -> int:
    """Delete what ended 30 days ago, and end what no job looks after any more.

    A job whose worker was killed in its last attempt is dead without having said so in the mail.

    Returns
    -------
    Number of rows deleted.
    """
    left = Mail.objects.filter(changed_at__lte=at - ABANDONED)
    left.filter(state=MailState.WAITING).update(
        state=MailState.FAILED, error=LOST, reply="", changed_at=at, **NO_BODY
    )
    left.filter(state=MailState.SENDING).update(
        state=MailState.UNKNOWN, error=LOST, reply="", changed_at=at, **NO_BODY
    )
    return Mail.objects.filter(state__in=ENDS, changed_at__lte=at - KEPT).delete()[0]
