"""The jobs of sources: read a file, store a file, close what was left behind."""

from collections.abc import Iterator
from contextlib import contextmanager, suppress

from django.utils import translation

from ninefold.kit.jobs.running import RunningJob
from ninefold.listen.sources.jobless import stop_abandoned
from ninefold.listen.sources.models import Import
from ninefold.listen.sources.operations import store_file, understand_file
from ninefold.listen.sources.reading import Progress, Stopped
from ninefold.listen.sources.retention import forget_uploads
from ninefold.people.organisations.models import Organisation


def read(job: RunningJob) -> None:
    """Read the file of an import; running it twice finds the same."""
    upload = _upload(job)
    if upload is None:
        return
    with suppress(Stopped), _language_of(upload):
        understand_file(upload=upload, progress=_progress(job))


def store(job: RunningJob) -> None:
    """Store the file of an import; running it twice stores it once."""
    upload = _upload(job)
    if upload is None:
        return
    with suppress(Stopped), _language_of(upload):
        store_file(upload=upload, at=job.at, progress=_progress(job))


def close_abandoned(job: RunningJob) -> None:
    """Close the imports of command lines that were killed, and forget uploads whose time is over."""
    for organisation in Organisation.objects.order_by("pk"):
        stop_abandoned(organisation=organisation, at=job.at)
        forget_uploads(organisation=organisation, at=job.at)


@contextmanager
def _language_of(upload: Import) -> Iterator[None]:
    """Write sentences as the person reads who gave the file."""
    own = upload.by.language if upload.by is not None else ""
    with translation.override(own or upload.organisation.language):
        yield


def _upload(job: RunningJob) -> Import | None:
    return (
        Import.objects.select_related("organisation", "source__survey", "wave", "by")
        .filter(pk=job.payload["import"], organisation=job.organisation)
        .first()
    )


def _progress(job: RunningJob) -> Progress:
    def report(fraction: float) -> None:
        job.progress(fraction)
        if job.stop_requested():
            raise Stopped

    return report
