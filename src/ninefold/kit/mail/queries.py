"""What can be asked about mails: how each stands."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from ninefold.kit.mail.choices import MailState
from ninefold.kit.mail.models import Mail


@dataclass(frozen=True, slots=True)
class Standing:
    """How one mail stands, for a page.

    Attributes
    ----------
    to
        The address.
    attempts
        How often it was tried.
    error, reply
        The class of the last error and what the mail server said; empty while there was none.
    changed_at
        When it came to stand so.
    """

    to: str
    state: MailState
    attempts: int
    error: str
    reply: str
    changed_at: datetime


def standings(*, organisation: int, keys: Iterable[str]) -> dict[str, Standing]:
    """Say how the mails with these keys stand; what is not there (any more) is left out."""
    rows = Mail.objects.filter(organisation=organisation, key__in=list(keys))
    return {
        row.key: Standing(
            to=row.to,
            state=MailState(row.state),
            attempts=row.attempts,
            error=row.error,
            reply=row.reply,
            changed_at=row.changed_at,
        )
        for row in rows.defer("subject", "text", "html")
    }
