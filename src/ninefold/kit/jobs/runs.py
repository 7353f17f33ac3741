"""One run of one job: claim it, call its handler, settle what became of it."""

import logging
import threading
import time
import traceback
import uuid
from collections.abc import Callable
from datetime import datetime, timedelta

from django.db import DatabaseError, InterfaceError, connection
from django.db.models import Q

from ninefold.kit.jobs.choices import State
from ninefold.kit.jobs.heartbeat import Heartbeat
from ninefold.kit.jobs.leases import claim, fail, give_back, settle
from ninefold.kit.jobs.running import GiveUpError, RunningJob
from ninefold.kit.jobs.wiring import Wiring

Clock = Callable[[], datetime]
ERROR_LENGTH = 4000  # The end of a trace tells more than its beginning.
SETTLE_TRIES = 5
log = logging.getLogger(__name__)


def run_one(
    *,
    wiring: Wiring,
    among: Q,
    clock: Clock,
    lease: timedelta,
    closing: threading.Event,
    heartbeat: Heartbeat | None = None,
) -> bool:
    """Run the job that has been due longest; False when none is due.

    Parameters
    ----------
    among
        Which jobs this lane runs.
    closing
        Set when the worker is being shut down.
    heartbeat
        Keeps the lease while the handler runs; without one the lease must outlast the handler.
    """
    at = clock()
    job = claim(among=among, at=at, until=at + lease, token=uuid.uuid4().hex)
    if job is None:
        return False
    running = RunningJob(job=job, at=at, closing=closing)
    if heartbeat is None:
        _run(running, wiring=wiring, clock=clock)
        return True
    with heartbeat.keeping(running):
        _run(running, wiring=wiring, clock=clock)
    return True


def _run(running: RunningJob, *, wiring: Wiring, clock: Clock) -> None:
    handler = wiring.handlers.get(running.kind, _nobody)
    try:
        handler(running)
    except GiveUpError as reason:
        error = str(reason)
        insist(lambda: _end(running, at=clock(), state=State.DEAD, error=error))
    # SystemExit too: a handler that calls an exiting command must not end its lane.
    except (Exception, SystemExit):
        trace = traceback.format_exc()[-ERROR_LENGTH:]
        log.exception("Job %s (%s) failed in attempt %s.", running.id, running.kind, running.attempt)
        insist(lambda: fail(lease=running.lease, at=clock(), attempts=running.attempt, error=trace))
    else:
        insist(lambda: _settle(running, at=clock()))


def _nobody(running: RunningJob) -> None:
    raise LookupError(f"No handler is wired for the kind of job {running.kind!r}.")


def _settle(running: RunningJob, *, at: datetime) -> bool:
    if not running.heeded:
        running.reached = (1.0, running.reached[1])
        return _end(running, at=at, state=State.DONE)
    if running.stop_by_user:
        return _end(running, at=at, state=State.STOPPED)
    return give_back(lease=running.lease, at=at)


def _end(running: RunningJob, *, at: datetime, state: State, error: str = "") -> bool:
    progress, note = running.reached
    return settle(lease=running.lease, at=at, state=state, progress=progress, note=note, error=error)


def insist(write: Callable[[], bool], *, pause: float = 0.2) -> None:
    """Write the outcome down, also past a database that is locked or away for a moment.

    When it cannot be written the lease ends and the job runs once more, which handlers are made for.
    """
    for tried in range(SETTLE_TRIES):
        try:
            counted = write()
        except (DatabaseError, InterfaceError):
            log.warning("The outcome of a job could not be written (try %s).", tried + 1, exc_info=True)
            if not connection.in_atomic_block:
                connection.close()
            time.sleep(pause * 2**tried)
        else:
            if not counted:
                log.warning("A job was finished after its lease had been lost; its outcome is not counted.")
            return
