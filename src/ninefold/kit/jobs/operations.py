"""What the rooms do with jobs: put one in the queue, ask one to stop, give a dead one another life."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from ninefold.kit.jobs.choices import State
from ninefold.kit.jobs.models import Job


def enqueue(
    *,
    kind: str,
    payload: Mapping[str, Any],
    organisation: int | None,
    at: datetime,
    unique_key: str | None = None,
    run_at: datetime | None = None,
    attempts: int = 8,
) -> Job:
    """Write a job in the caller's transaction: it exists if and only if what caused it does.

    Parameters
    ----------
    kind
        Name of the work, "room.feature.verb"; `site/wiring.py` names its handler.
    payload
        What the handler needs, as JSON: ids and settings, no personal data.
    organisation
        Whose work it is; None for the whole installation.
    at
        The moment now.
    unique_key
        With it the job is made once per organisation and kind, ever (until its row is pruned, at least 30
        days after its end): a second call returns the first job in whatever state it is.
    run_at
        Not before this moment; `at` when left out.
    attempts
        Runs allowed before the job is dead.

    Returns
    -------
    The new job, or the one that already has the key.
    """
    job = Job(
        kind=kind,
        payload=dict(payload),
        organisation=organisation,
        unique_key=None if unique_key is None else f"{organisation or 0}:{unique_key}",
        run_at=run_at or at,
        created_at=at,
        attempts_allowed=attempts,
    )
    if unique_key is None:
        job.save(force_insert=True)
        return job
    # Inserting first and looking afterwards leaves no gap in which two callers both see no such job.
    Job.objects.bulk_create([job], ignore_conflicts=True)
    return Job.objects.get(kind=kind, unique_key=job.unique_key)


def request_stop(*, job: int, organisation: int | None, at: datetime) -> bool:
    """Ask a job to stop: a waiting one ends at once, a running one is told the next time its handler asks.

    Returns
    -------
    False when there was nothing to stop: the job has ended already, or is not this organisation's.
    """
    mine = Job.objects.filter(pk=job, organisation=organisation)
    waiting = mine.filter(state=State.WAITING)
    if waiting.update(state=State.STOPPED, stop_requested=True, finished_at=at):
        return True
    return bool(mine.filter(state=State.RUNNING).update(stop_requested=True))


def revive(*, job: int, organisation: int | None, at: datetime) -> bool:
    """Put a dead or stopped job back into the queue with all its attempts.

    Returns
    -------
    False when the job is neither dead nor stopped, or is not this organisation's.
    """
    ended = Job.objects.filter(pk=job, organisation=organisation, state__in=(State.DEAD, State.STOPPED))
    return bool(
        ended.update(
            state=State.WAITING,
            run_at=at,
            attempts=0,
            stop_requested=False,
            finished_at=None,
            progress=0.0,
            note="",
            error="",
        )
    )
