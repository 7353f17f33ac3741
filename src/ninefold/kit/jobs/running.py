"""What a handler sees of its job: the payload, a place to tell how far it is, and whether to stop."""

import threading
from datetime import datetime
from typing import Any

from ninefold.kit.jobs.leases import Lease
from ninefold.kit.jobs.models import Job


class GiveUpError(Exception):
    """Raised by a handler when trying again is of no use; the job is dead at once and shows this message."""


class RunningJob:
    """One run of one job.

    Progress is only remembered here; the worker's heartbeat writes it down on its own connection about once a
    second. A handler may therefore report as often as it likes, also in the middle of a transaction.

    Attributes
    ----------
    id, kind, organisation, payload
        As enqueued.
    attempt
        1 for the first run.
    at
        The moment this run began.
    """

    def __init__(self, *, job: Job, at: datetime, closing: threading.Event) -> None:
        self.id: int = job.pk
        self.kind = job.kind
        self.organisation = job.organisation
        self.payload: dict[str, Any] = job.payload
        self.attempt = job.attempts
        self.at = at
        self.lease = Lease(job=job.pk, token=job.lease)
        self.reached: tuple[float, str] = (0.0, "")
        self.stop_by_user = job.stop_requested
        self.lost = False
        self.heeded = False
        self._closing = closing

    def progress(self, fraction: float, note: str = "") -> None:
        """Tell how far the work is.

        Parameters
        ----------
        fraction
            0 to 1; anything outside is cut to that.
        note
            What is being done now, a message id that the page translates, at most 200 characters.
        """
        self.reached = (min(1.0, max(0.0, fraction)), note[:200])

    def stop_requested(self) -> bool:
        """Say whether to stop now; a handler that hears yes tidies up and returns.

        True when somebody asked the job to stop (it ends as stopped), when the worker is being shut down
        (the job goes back into the queue) or when the lease was lost (somebody else runs the job already).
        """
        self.heeded = self.stop_by_user or self.lost or self._closing.is_set()
        return self.heeded
