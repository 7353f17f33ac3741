"""The worker's sign of life: it prolongs leases, writes progress down and hears of stop requests."""

import logging
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta

from django.db import DatabaseError, InterfaceError, close_old_connections, connection

from ninefold.kit.jobs.leases import renew, stop_wanted
from ninefold.kit.jobs.running import RunningJob

BEAT = 1.0  # Seconds; also how old a page's progress can be.
log = logging.getLogger(__name__)


class Heartbeat(threading.Thread):
    """A thread with its own connection, so that a handler in a long transaction keeps its lease all the same.

    It writes only when a third of the lease has passed or the progress has moved; an idle worker writes
    nothing.
    """

    def __init__(self, *, clock: Callable[[], datetime], lease: timedelta) -> None:
        super().__init__(name="heartbeat", daemon=True)
        self._clock = clock
        self._lease = lease
        self._held: dict[int, _Watched] = {}
        self._guard = threading.Lock()
        self._ended = threading.Event()

    @contextmanager
    def keeping(self, running: RunningJob) -> Iterator[None]:
        """Keep the lease of this job while the block lasts."""
        with self._guard:
            self._held[running.id] = _Watched(running=running, renewed=running.at)
        try:
            yield
        finally:
            with self._guard:
                self._held.pop(running.id, None)

    def busy(self) -> bool:
        """Say whether any job is running."""
        with self._guard:
            return bool(self._held)

    def stop(self) -> None:
        """End the thread after the beat it is in."""
        self._ended.set()
        if self.is_alive():
            self.join(timeout=5)

    def run(self) -> None:
        """Beat until stopped."""
        pause = min(BEAT, self._lease.total_seconds() / 4)
        while not self._ended.wait(pause):
            with self._guard:
                held = list(self._held.values())
            for watched in held:
                self._beat(watched)
        connection.close()

    def _beat(self, watched: "_Watched") -> None:
        try:
            close_old_connections()
            watched.beat(at=self._clock(), lease=self._lease)
        except (DatabaseError, InterfaceError):
            # Missing a beat is no harm: there are three in a lease, at least.
            log.warning("A heartbeat could not be written.", exc_info=True)
            connection.close()


class _Watched:
    """One running job and what was last written about it."""

    def __init__(self, *, running: RunningJob, renewed: datetime) -> None:
        self.running = running
        self.renewed = renewed
        self.written: tuple[float, str] = (0.0, "")

    def beat(self, *, at: datetime, lease: timedelta) -> None:
        running = self.running
        wanted = stop_wanted(lease=running.lease)
        if wanted is None:
            running.lost = True
            return
        running.stop_by_user = wanted
        reached = running.reached
        if reached == self.written and at - self.renewed < lease / 3:
            return
        progress, note = reached
        if renew(lease=running.lease, until=at + lease, progress=progress, note=note):
            self.renewed, self.written = at, reached
