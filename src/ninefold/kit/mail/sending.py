"""Handing one mail to the mail server, and what its answer means. Nothing here touches a row.

Django speaks SMTP; here we only watch how far it came. Before the text is handed over a lost line does no
harm and the mail is tried again; afterwards nobody knows, except where the server answered.
"""

import smtplib
from contextlib import suppress
from dataclasses import dataclass
from email.utils import parseaddr
from typing import Any

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.core.mail.backends.smtp import EmailBackend
from django.utils.crypto import salted_hmac
from django.utils.encoding import punycode

from ninefold.kit.mail.choices import MailState
from ninefold.kit.mail.models import Mail

REPLY_LENGTH = 200


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one attempt.

    Attributes
    ----------
    state
        SENT; FAILED when the mail itself was refused; WAITING when another attempt may help; UNKNOWN when the
        line was lost after the text was handed over.
    error
        The class of the error; empty when there was none.
    code, said
        What the server answered; 0 and nothing when it did not.
    """

    state: MailState
    error: str = ""
    code: int = 0
    said: str = ""

    @property
    def reply(self) -> str:
        """The answer of the server on one line, as it is kept with the mail."""
        return f"{self.code} {self.said}"[:REPLY_LENGTH].strip() if self.code else ""

    @property
    def cause(self) -> str:
        """The error in words that hold nothing personal, for the record of the job."""
        return f"{self.error} {self.code}" if self.code else self.error


class _Line(smtplib.SMTP):
    """A line to the server that remembers whether the text of a mail was handed over."""

    handed_over = False

    def data(self, msg: Any) -> tuple[int, bytes]:
        """Hand the text over."""
        self.handed_over = True
        return super().data(msg)


class _SecretLine(_Line, smtplib.SMTP_SSL):
    """The same, encrypted from the first byte."""


class Server(EmailBackend):
    """The mail server of the settings; `open` it, `hand_over`, `leave`."""

    @property
    def connection_class(self) -> type[smtplib.SMTP]:
        """Give Django the lines that remember."""
        return _SecretLine if self.use_ssl else _Line

    def hand_over(self, mail: Mail) -> Outcome:
        """Send a mail over the open line.

        Parameters
        ----------
        mail
            With its body.

        Returns
        -------
        What became of it; errors of the line and of the server do not leave this function.
        """
        try:
            self.send_messages([message_of(mail)])
        except OSError as problem:  # smtplib's errors are such as well
            handed_over = isinstance(self.connection, _Line) and self.connection.handed_over
            return outcome_of(problem, handed_over=handed_over)
        return Outcome(state=MailState.SENT)

    def leave(self) -> None:
        """Close the line; what happened to the mail is known already, whatever goes wrong here."""
        with suppress(OSError):
            self.close()


def outcome_of(problem: OSError, *, handed_over: bool) -> Outcome:
    """Say what an error of the line or of the server means for the mail.

    A 5xx about the recipient or the text is final. One about the login or the sender is a matter of the
    settings, which can be put right: it is tried again, as are 4xx and a server that does not answer.

    Parameters
    ----------
    handed_over
        Whether the text had been handed over when it happened.
    """
    code, said = _answer(problem)
    final = isinstance(problem, smtplib.SMTPRecipientsRefused | smtplib.SMTPDataError)
    if handed_over and not code:
        state = MailState.UNKNOWN
    elif final and 500 <= code < 600:
        state = MailState.FAILED
    else:
        state = MailState.WAITING
    words = " ".join(said.decode(errors="replace").split())
    return Outcome(state=state, error=type(problem).__name__, code=code, said=words)


def _answer(problem: OSError) -> tuple[int, bytes]:
    """Return the code and the words of the server; 0 and nothing when it did not answer."""
    if isinstance(problem, smtplib.SMTPRecipientsRefused):
        return next(iter(problem.recipients.values()), (0, b""))
    if isinstance(problem, smtplib.SMTPResponseException):
        said = problem.smtp_error
        return problem.smtp_code, said if isinstance(said, bytes) else str(said).encode()
    return 0, b""


def message_of(mail: Mail) -> EmailMultiAlternatives:
    """Write a mail as a message: text always, HTML where there is some."""
    # Auto-Submitted asks programs that answer by themselves (holiday notes) not to.
    headers = {"Message-ID": message_id(mail), "Auto-Submitted": "auto-generated"}
    message = EmailMultiAlternatives(
        subject=mail.subject, body=mail.text, from_email=_sender(), to=[mail.to], headers=headers
    )
    if mail.html:
        message.attach_alternative(mail.html, "text/html")
    return message


def message_id(mail: Mail) -> str:
    """Name a mail, the same in every attempt: a server that got it twice can show it once.

    The key alone would not do: another installation that sends from the same domain has invitations too.
    """
    name = f"{mail.organisation}:{mail.key}:{mail.created_at.isoformat()}"
    digest = salted_hmac("ninefold.kit.mail", name, algorithm="sha256").hexdigest()
    domain = parseaddr(_sender())[1].rsplit("@", 1)[-1]
    return f"<{digest[:32]}@{punycode(domain)}>"


def _sender() -> str:
    return str(settings.DEFAULT_FROM_EMAIL)
