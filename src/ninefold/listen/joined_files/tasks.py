"""The jobs of joined files: read them, join them, forget what nobody needs any more."""

from contextlib import suppress

from ninefold.kit.jobs.running import RunningJob
from ninefold.listen.joined_files.models import Bundle
from ninefold.listen.joined_files.operations import join_bundle, understand_bundle
from ninefold.listen.joined_files.retention import forget_bundles
from ninefold.listen.sources.at_work import language_of, progress_of
from ninefold.listen.sources.reading import Stopped
from ninefold.people.organisations.models import Organisation


def read(job: RunningJob) -> None:
    """Read the files of a bundle; running it twice finds the same."""
    bundle = _bundle(job)
    if bundle is None:
        return
    with suppress(Stopped), language_of(by=bundle.by, organisation=bundle.organisation):
        understand_bundle(bundle=bundle, progress=progress_of(job))


def join(job: RunningJob) -> None:
    """Join the files of a bundle; running it twice makes one import."""
    bundle = _bundle(job)
    if bundle is None:
        return
    with suppress(Stopped), language_of(by=bundle.by, organisation=bundle.organisation):
        join_bundle(bundle=bundle, at=job.at, progress=progress_of(job))


def forget(job: RunningJob) -> None:
    """Delete the files of bundles that nobody needs any more."""
    for organisation in Organisation.objects.order_by("pk"):
        forget_bundles(organisation=organisation, at=job.at)


def _bundle(job: RunningJob) -> Bundle | None:
    return (
        Bundle.objects.select_related("organisation", "by", "source")
        .filter(pk=job.payload["bundle"], organisation=job.organisation)
        .first()
    )
