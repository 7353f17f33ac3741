"""What can be asked about jobs: how far one is, what is under way, and what failed for good."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count

from ninefold.kit.jobs.choices import State
from ninefold.kit.jobs.models import ENDS, Job


@dataclass(frozen=True, slots=True)
class Standing:
    """How one job stands, for a page."""

    job: int
    kind: str
    state: State
    progress: float
    note: str
    attempts: int
    run_at: datetime
    stop_requested: bool
    error: str

    @property
    def ended(self) -> bool:
        """Whether nothing more will happen to it by itself."""
        return self.state in ENDS


def _standing(job: Job) -> Standing:
    return Standing(
        job=job.pk,
        kind=job.kind,
        state=State(job.state),
        progress=job.progress,
        note=job.note,
        attempts=job.attempts,
        run_at=job.run_at,
        stop_requested=job.stop_requested,
        error=job.error,
    )


def standing(*, job: int, organisation: int | None) -> Standing | None:
    """Say how a job of this organisation stands; None when it has no such job (any more)."""
    row = Job.objects.filter(pk=job, organisation=organisation).first()
    return None if row is None else _standing(row)


def under_way(*, organisation: int | None, kinds: Iterable[str]) -> list[Standing]:
    """List the waiting and running jobs of these kinds, newest first."""
    rows = Job.objects.filter(organisation=organisation, kind__in=list(kinds)).exclude(state__in=ENDS)
    return [_standing(row) for row in rows.order_by("-id")]


def dead(*, organisation: int | None, limit: int = 100) -> list[Standing]:
    """List the jobs that failed for good, newest first: nothing that was lost is lost silently."""
    rows = Job.objects.filter(organisation=organisation, state=State.DEAD)
    return [_standing(row) for row in rows.order_by("-finished_at", "-id")[:limit]]


def counts() -> dict[State, int]:
    """Count the jobs of the whole installation by state, states without a job included."""
    found = dict(Job.objects.values_list("state").annotate(n=Count("pk")))
    return {state: found.get(state.value, 0) for state in State}
