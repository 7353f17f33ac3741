"""The job that loads the example while its page shows how far it is."""

from contextlib import suppress

from ninefold.demo.example.models import Example
from ninefold.demo.example.operations import load_example
from ninefold.kit.jobs.running import RunningJob


class StoppedError(Exception):
    """Somebody asked the job to stop."""


def load(job: RunningJob) -> None:
    """Load an example; running it twice loads it once, and after a kill it begins anew."""
    example = Example.objects.filter(pk=job.payload["example"], organisation=job.organisation).first()
    if example is None:
        return

    def report(share: float) -> None:
        job.progress(share)
        if job.stop_requested():
            raise StoppedError

    with suppress(StoppedError):
        load_example(example=example, at=job.at, progress=report)
