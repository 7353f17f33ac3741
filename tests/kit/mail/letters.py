"""What the tests of mail write, and how a worker works it off."""

from datetime import UTC, datetime, timedelta

from django.db import transaction

from ninefold.kit.jobs import Lane
from ninefold.kit.jobs.wiring import Wiring
from ninefold.kit.jobs.worker import work_off
from ninefold.kit.mail import send_later, tasks
from ninefold.kit.mail.operations import SEND

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
LETTER = {
    "organisation": 7,
    "to": "anna@example.org",
    "subject": "دعوت به ترنل",
    "text": "سلام آنا،\n\n.یک خط\n欢迎。\n",
    "key": "invitation-17",
    "at": NOON,
}


def write(**changes: object) -> None:
    """Write a mail with its job, in a transaction as its cause would."""
    with transaction.atomic():
        send_later(**LETTER | changes)  # type: ignore[arg-type]


def wiring() -> Wiring:
    wired = Wiring()
    wired.handle(SEND, tasks.send, lane=Lane.QUICK)
    return wired


def work(*, after: float = 0.0) -> int:
    """Let a worker do what is due so many seconds after noon; returns the number of runs."""
    return work_off(wiring=wiring(), clock=lambda: NOON + timedelta(seconds=after))
