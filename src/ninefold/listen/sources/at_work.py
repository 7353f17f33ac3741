"""What all jobs that read files do alike: speak the language of the giver, report, and stop."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.utils import translation

from ninefold.kit.jobs.running import RunningJob
from ninefold.listen.sources.reading import Progress, Stopped
from ninefold.people.members.models import Member
from ninefold.people.organisations.models import Organisation


@contextmanager
def language_of(*, by: Member | None, organisation: Organisation) -> Iterator[None]:
    """Write sentences as the person reads who gave the files, else as their organisation does."""
    own = "" if by is None else by.language
    with translation.override(own or organisation.language):
        yield


def progress_of(job: RunningJob) -> Progress:
    """Report the share that is done to a job; raises `Stopped` once somebody asks it to stop."""

    def report(fraction: float) -> None:
        job.progress(fraction)
        if job.stop_requested():
            raise Stopped

    return report
