"""How the work on something stands: a row that says it is being worked on, and the job that does it."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Protocol

from ninefold.kit.jobs.models import ENDS, Job


class Worked(Protocol):
    """A row that a job works on."""

    state: str
    job: int | None
    organisation_id: int

    def refresh_from_db(self) -> None:
        """Read the row anew."""


@dataclass(frozen=True, slots=True)
class Work:
    """How far the work on a row is.

    Attributes
    ----------
    done
        0 to 1; None when nothing is under way.
    broken_off
        The work ended before its end, after all attempts: nobody will finish it.
    """

    done: float | None = None
    broken_off: bool = False


def work_on(row: Worked, *, under_way: Collection[str]) -> Work:
    """Say how far the work on a row is, and bring the row up to date where its job has ended meanwhile.

    A job may write what it made and end between the reading of its row and that of the job. Only a row read
    after the end of its job tells whether it broke off.

    Parameters
    ----------
    row
        It is read anew, in place, where its job has ended.
    under_way
        The states in which a job works on it.
    """
    while row.state in under_way:
        job = Job.objects.filter(pk=row.job or 0, organisation=row.organisation_id).first()
        if job is not None and job.state not in ENDS:
            return Work(done=job.progress)
        seen = row.job
        row.refresh_from_db()
        if row.state in under_way and row.job == seen:
            return Work(broken_off=True)
    return Work()
