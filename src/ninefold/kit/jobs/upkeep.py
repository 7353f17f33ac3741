"""What every worker does by itself now and then: regular jobs, pruning, the checkpoint of SQLite's log."""

from datetime import datetime, timedelta

from django.db import connection, transaction

from ninefold.kit.jobs.choices import State
from ninefold.kit.jobs.models import ENDS, Job
from ninefold.kit.jobs.operations import enqueue
from ninefold.kit.jobs.running import RunningJob
from ninefold.kit.jobs.wiring import Regular, Wiring

KEPT = timedelta(days=30)
DEAD_KEPT = timedelta(days=90)
REGULAR_KEPT = timedelta(days=1)
TRACE_KEPT = timedelta(days=30)  # A trace may quote what somebody answered; that a job failed stays known.
REGULAR = "regular-"
PRUNED_AT_ONCE = 5_000  # Short transactions: a submitted answer waits behind each of them.
LARGE_LOG = 64 * 1024 * 1024


class Calendar:
    """Remembers what one worker did when; the rows of the jobs keep workers from repeating each other."""

    def __init__(self, *, wiring: Wiring) -> None:
        self._wiring = wiring
        self._kept: dict[int, datetime] = {}
        self._slots: dict[str, int] = {}

    def do_what_is_due(self, *, at: datetime) -> bool:
        """Run the upkeep and enqueue the regular jobs that are due; True when there was any."""
        busy = False
        for place, (seconds, upkeep) in enumerate(self._wiring.upkeep):
            if place in self._kept and at - self._kept[place] < timedelta(seconds=seconds):
                continue
            self._kept[place] = at
            upkeep(at=at)
            busy = True
        for regular in self._wiring.regulars:
            slot = int(at.timestamp()) // regular.seconds
            if self._slots.get(regular.kind) == slot:
                continue
            enqueue_regular(regular=regular, slot=slot, at=at)
            self._slots[regular.kind] = slot
            busy = True
        return busy


def enqueue_regular(*, regular: Regular, slot: int, at: datetime) -> bool:
    """Enqueue a regular job for this slot; False while the one before is unfinished, so that none pile up."""
    key = f"{REGULAR}{slot}"
    with transaction.atomic():
        unfinished = Job.objects.filter(kind=regular.kind, organisation=None).exclude(state__in=ENDS)
        if unfinished.exists():
            return False
        enqueue(kind=regular.kind, payload={}, organisation=None, at=at, unique_key=key, attempts=3)
    return True


def prune(*, at: datetime) -> int:
    """Delete what ended long ago: regular jobs after a day, others after 30 days, dead ones after 90.

    The trace of a dead job goes after 30 days already.

    Returns
    -------
    Number of rows deleted.
    """
    traced = Job.objects.filter(state=State.DEAD, finished_at__lte=at - TRACE_KEPT)
    traced.exclude(error="").update(error="")
    old = Job.objects.filter(state__in=(State.DONE, State.STOPPED), finished_at__lte=at - KEPT)
    dead = Job.objects.filter(state=State.DEAD, finished_at__lte=at - DEAD_KEPT)
    regular = Job.objects.filter(
        state__in=ENDS, unique_key__startswith=f"0:{REGULAR}", finished_at__lte=at - REGULAR_KEPT
    )
    gone = 0
    for rows in (old, dead, regular):
        while chosen := list(rows.values_list("pk", flat=True)[:PRUNED_AT_ONCE]):
            gone += Job.objects.filter(pk__in=chosen).delete()[0]
    return gone


def prune_job(job: RunningJob) -> None:
    """Run `prune` as a regular job."""
    prune(at=job.at)


def checkpoint(*, at: datetime, large: int = LARGE_LOG) -> bool:  # noqa: ARG001  # all upkeep gets it
    """Move what SQLite wrote to its log into the database file; on PostgreSQL there is nothing to do.

    Only the worker does this (the settings switch the automatic checkpoint off), so that no answer waits
    for it. The gentle form runs beside readers and writers; only a log that has grown large is cut, and if
    a reader stands in the way, at most half a second is spent on waiting for it.

    Parameters
    ----------
    large
        Bytes from which on the log is cut.

    Returns
    -------
    Whether everything in the log has been moved.
    """
    if connection.vendor != "sqlite":
        return False
    with connection.cursor() as cursor:
        _, pages, moved = cursor.execute("PRAGMA wal_checkpoint(PASSIVE)").fetchone()
        page_size = cursor.execute("PRAGMA page_size").fetchone()[0]
        if pages * page_size < large:
            return bool(pages == moved)
        patience = cursor.execute("PRAGMA busy_timeout").fetchone()[0]
        cursor.execute("PRAGMA busy_timeout=500")
        try:
            busy = cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0]
        finally:
            cursor.execute(f"PRAGMA busy_timeout={int(patience)}")
    return not busy
