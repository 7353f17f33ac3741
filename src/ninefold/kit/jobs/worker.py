"""The worker: two lanes that run jobs, a heartbeat that keeps their leases, and the housekeeping."""

import logging
import threading
import time
from collections.abc import Callable
from datetime import datetime, timedelta

from django.db import DatabaseError, InterfaceError, close_old_connections, connection

from ninefold.kit.clock import now
from ninefold.kit.jobs.choices import Lane
from ninefold.kit.jobs.heartbeat import Heartbeat
from ninefold.kit.jobs.runs import run_one
from ninefold.kit.jobs.upkeep import Calendar
from ninefold.kit.jobs.wiring import Wiring

Clock = Callable[[], datetime]
LEASE = timedelta(seconds=60)
QUIET = 30.0  # Seconds without a job.
AWAY = 2.0  # Seconds to rest when the database does not answer.
log = logging.getLogger(__name__)


class Worker:
    """Run jobs until told to stop.

    Parameters
    ----------
    wiring
        Handlers and what is regular.
    clock
        Tells the moment; the only place the worker's time comes from.
    lease
        How long a job stays with a worker that gives no sign of life.
    poll
        Seconds an idle lane waits before it looks again.
    tired
        Asked while nothing has been done for half a minute; the worker ends when it says yes.
    """

    def __init__(
        self,
        *,
        wiring: Wiring,
        clock: Clock = now,
        lease: timedelta = LEASE,
        poll: float = 0.5,
        tired: Callable[[], bool] = lambda: False,
    ) -> None:
        self._wiring = wiring
        self._clock = clock
        self._lease = lease
        self._poll = poll
        self._tired = tired
        self._closing = threading.Event()
        self._heartbeat = Heartbeat(clock=clock, lease=lease)

    def stop(self) -> None:
        """Take no more jobs and tell the running ones; may be called from a signal handler."""
        self._closing.set()

    def run(self, *, grace: float = 20.0) -> bool:
        """Work until `stop` is called, in this thread and the threads it starts.

        Parameters
        ----------
        grace
            Seconds a running handler gets to heed the stop.

        Returns
        -------
        False when a handler is still running after the grace; its lease will end and another worker takes
        over.
        """
        lanes = [
            threading.Thread(target=self._work, args=(lane,), name=f"lane-{lane}", daemon=True)
            for lane in Lane
        ]
        for thread in (self._heartbeat, *lanes):
            thread.start()
        self._keep_house()
        deadline = time.monotonic() + grace
        for thread in lanes:
            thread.join(timeout=max(0.0, deadline - time.monotonic()))
        # The heartbeat goes last: a job that is still tidying up must not lose its lease meanwhile.
        self._heartbeat.stop()
        return not any(thread.is_alive() for thread in lanes)

    def _keep_house(self) -> None:
        calendar = Calendar(wiring=self._wiring)
        wait = min(1.0, self._poll)
        busy_at = time.monotonic()
        while not self._closing.wait(wait):
            self._guarded(lambda: calendar.do_what_is_due(at=self._clock()))
            if self._heartbeat.busy():
                busy_at = time.monotonic()
            elif time.monotonic() - busy_at > QUIET and self._tired():
                self.stop()

    def _work(self, lane: Lane) -> None:
        among = self._wiring.lane(lane)
        try:
            while not self._closing.is_set():
                worked = self._guarded(
                    lambda: run_one(
                        wiring=self._wiring,
                        among=among,
                        clock=self._clock,
                        lease=self._lease,
                        heartbeat=self._heartbeat,
                        closing=self._closing,
                    )
                )
                if not worked:
                    self._closing.wait(self._poll)
        finally:
            connection.close()

    def _guarded(self, step: Callable[[], bool]) -> bool:
        """Outlive a database that is locked or away: say so, drop the connection, try again later."""
        try:
            close_old_connections()
            return step()
        except (DatabaseError, InterfaceError):
            log.warning(
                "The worker cannot reach the database; it tries again in %.0f s.", AWAY, exc_info=True
            )
            connection.close()
            self._closing.wait(AWAY)
            return False


def work_off(*, wiring: Wiring, clock: Clock = now, most: int = 10_000) -> int:
    """Run every job that is due, in this thread, until none is left.

    For tests and for commands that load data and want it finished when they return.

    Returns
    -------
    Number of runs.
    """
    closing = threading.Event()
    for runs in range(most):
        for lane in Lane:
            if run_one(wiring=wiring, among=wiring.lane(lane), clock=clock, lease=LEASE, closing=closing):
                break
        else:
            return runs
    return most
