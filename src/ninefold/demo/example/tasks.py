"""The jobs that load the example and enter its customers, while its page shows how far they are."""

from collections.abc import Callable
from contextlib import suppress

from ninefold.demo.example.loading import load_example, register_customers
from ninefold.demo.example.models import Example
from ninefold.kit.jobs.running import RunningJob


class StoppedError(Exception):
    """Somebody asked the job to stop."""


def load(job: RunningJob) -> None:
    """Load the facts of an example; running it twice loads them once, and after a kill it begins anew."""
    example = _example(job)
    if example is not None:
        with suppress(StoppedError):
            load_example(example=example, at=job.at, progress=_progress(job))


def register(job: RunningJob) -> None:
    """Enter the customers of an example; after a kill it goes on where it was."""
    example = _example(job)
    if example is not None:
        with suppress(StoppedError):
            register_customers(example=example, at=job.at, progress=_progress(job))


def _example(job: RunningJob) -> Example | None:
    found = Example.objects.filter(pk=job.payload["example"], organisation=job.organisation)
    return found.select_related("organisation").first()


def _progress(job: RunningJob) -> Callable[[float], None]:
    def report(share: float) -> None:
        job.progress(share)
        if job.stop_requested():
            raise StoppedError

    return report
