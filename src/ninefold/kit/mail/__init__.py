"""Mail that is sent later: a row and a job written with its cause, handed to the mail server by a worker.

`send_later` writes in the caller's transaction, so a mail goes out if and only if its cause was committed.
SMTP cannot promise that a mail arrives exactly once: where the line is lost after the text was handed over,
nobody knows whether it was taken. Such a mail is marked "unknown" and left to people; it is never sent again
by itself. `site/wiring.py` names the handlers.
"""

from ninefold.kit.mail.choices import MailState
from ninefold.kit.mail.operations import MailOffError, UnfitMailError, forget, is_on, send_later
from ninefold.kit.mail.queries import Standing, standings

__all__ = [
    "MailOffError",
    "MailState",
    "Standing",
    "UnfitMailError",
    "forget",
    "is_on",
    "send_later",
    "standings",
]
