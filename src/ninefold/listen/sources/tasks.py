"""The jobs of sources: read a file, store a file, close what was left behind."""

from contextlib import suppress

from ninefold.kit.jobs.running import RunningJob
from ninefold.listen.sources.at_work import language_of, progress_of
from ninefold.listen.sources.jobless import stop_abandoned
from ninefold.listen.sources.models import Import
from ninefold.listen.sources.operations import store_file, understand_file
from ninefold.listen.sources.reading import Stopped
from ninefold.listen.sources.retention import forget_uploads
from ninefold.people.organisations.models import Organisation


def read(job: RunningJob) -> None:
    """Read the file of an import; running it twice finds the same."""
    upload = _upload(job)
    if upload is None:
        return
    with suppress(Stopped), language_of(by=upload.by, organisation=upload.organisation):
        understand_file(upload=upload, progress=progress_of(job))


def store(job: RunningJob) -> None:
    """Store the file of an import; running it twice stores it once."""
    upload = _upload(job)
    if upload is None:
        return
    with suppress(Stopped), language_of(by=upload.by, organisation=upload.organisation):
        store_file(upload=upload, at=job.at, progress=progress_of(job))


def close_abandoned(job: RunningJob) -> None:
    """Close the imports of command lines that were killed, and forget uploads whose time is over."""
    for organisation in Organisation.objects.order_by("pk"):
        stop_abandoned(organisation=organisation, at=job.at)
        forget_uploads(organisation=organisation, at=job.at)


def _upload(job: RunningJob) -> Import | None:
    return (
        Import.objects.select_related("organisation", "source__survey", "wave", "by")
        .filter(pk=job.payload["import"], organisation=job.organisation)
        .first()
    )
