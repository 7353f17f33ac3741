"""Who may run a job now: claims, renewals, settlements and the sweeper that ends lost leases.

Every step is one conditional UPDATE that counts its rows: it works alike on SQLite and PostgreSQL, with one
worker or many, and needs no lock that outlives the statement. The token of a lease is a fence: a worker
that was thought dead and wakes up again changes nothing.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import F, Q, QuerySet

from ninefold.kit.jobs.choices import State
from ninefold.kit.jobs.models import Job

CANDIDATES = 8  # Looked at in one claim; several workers rarely want the same eight rows at the same instant.
FIRST_PAUSE = timedelta(seconds=10)
LONGEST_PAUSE = timedelta(hours=1)
LOST = "The worker that ran this job stopped without a word, as often as the job may be tried."


@dataclass(frozen=True, slots=True)
class Lease:
    """The right to run one job and to write about that run."""

    job: int
    token: str


def pause_after(*, attempts: int) -> timedelta:
    """Say how long a job rests after its n-th failed attempt: 10 s, doubled each time, at most one hour.

    Examples
    --------
    >>> [pause_after(attempts=n).total_seconds() for n in (1, 2, 3, 20)]
    [10.0, 20.0, 40.0, 3600.0]
    """
    doublings: int = 1 << min(attempts - 1, 12)
    return min(LONGEST_PAUSE, FIRST_PAUSE * doublings)


def claim(*, among: Q, at: datetime, until: datetime, token: str) -> Job | None:
    """Take the job that has been due longest, or none.

    Parameters
    ----------
    among
        Which jobs this lane runs.
    at
        The moment now.
    until
        When the lease ends unless it is renewed.
    token
        The fence, new for every claim.
    """
    # The look is a plain read: an idle worker must not take SQLite's only write lock twice a second.
    due = Job.objects.filter(among, state=State.WAITING, run_at__lte=at).order_by("run_at", "id")
    for candidate in due.values_list("pk", flat=True)[:CANDIDATES]:
        taken = Job.objects.filter(pk=candidate, state=State.WAITING, run_at__lte=at).update(
            state=State.RUNNING,
            lease=token,
            lease_until=until,
            attempts=F("attempts") + 1,
            started_at=at,
            progress=0.0,
            note="",
        )
        if taken:
            return Job.objects.filter(pk=candidate, lease=token).first()
    return None


def _held(lease: Lease) -> QuerySet[Job]:
    return Job.objects.filter(pk=lease.job, state=State.RUNNING, lease=lease.token)


def renew(*, lease: Lease, until: datetime, progress: float, note: str) -> bool:
    """Prolong a lease and write down how far the work is; False when the lease was lost."""
    return bool(_held(lease).update(lease_until=until, progress=progress, note=note))


def stop_wanted(*, lease: Lease) -> bool | None:
    """Say whether somebody asked the job to stop; None when the lease was lost."""
    return _held(lease).values_list("stop_requested", flat=True).first()


def settle(*, lease: Lease, at: datetime, state: State, progress: float, note: str, error: str = "") -> bool:
    """End a run in one of the end states; False when the lease was lost and somebody else has the say."""
    ended = _held(lease).update(
        state=state, lease="", lease_until=None, finished_at=at, progress=progress, note=note, error=error
    )
    return bool(ended)


def fail(*, lease: Lease, at: datetime, attempts: int, error: str) -> bool:
    """Let a failed run be tried again after a pause, or call it dead when its attempts are used up."""
    spent = _held(lease).filter(attempts__gte=F("attempts_allowed"))
    if spent.update(state=State.DEAD, lease="", lease_until=None, finished_at=at, error=error):
        return True
    run_at = at + pause_after(attempts=attempts)
    again = _held(lease).update(state=State.WAITING, lease="", lease_until=None, run_at=run_at, error=error)
    return bool(again)


def give_back(*, lease: Lease, at: datetime) -> bool:
    """Return a job whose worker is being shut down; the broken-off run does not count as an attempt."""
    back = _held(lease).update(
        state=State.WAITING, lease="", lease_until=None, run_at=at, attempts=F("attempts") - 1
    )
    return bool(back)


def sweep(*, at: datetime) -> int:
    """End every lease that ran out: its worker was killed or cut off, and the job must not be stranded.

    There is no extra pause: waiting for the lease to end was one. A job that kills its worker each time is
    dead after its last attempt, so that it cannot take the worker down for ever.

    Returns
    -------
    Number of jobs taken back.
    """
    lost = Job.objects.filter(state=State.RUNNING, lease_until__lte=at)
    if not lost.exists():
        return 0
    free = {"lease": "", "lease_until": None}
    ended = {**free, "finished_at": at}
    stopped = lost.filter(stop_requested=True).update(state=State.STOPPED, **ended)
    dead = lost.filter(attempts__gte=F("attempts_allowed")).update(state=State.DEAD, error=LOST, **ended)
    again = lost.update(state=State.WAITING, run_at=at, **free)
    return stopped + dead + again
