"""The jobs of joined files: read them, join them, forget what nobody needs any more."""

from collections.abc import Iterator
from contextlib import contextmanager, suppress

from django.utils import translation

from ninefold.kit.jobs.running import RunningJob
from ninefold.listen.joined_files.models import Bundle
from ninefold.listen.joined_files.operations import join_bundle, understand_bundle
from ninefold.listen.joined_files.retention import forget_bundles
from ninefold.listen.joined_files.writing import Progress
from ninefold.listen.sources.reading import Stopped
from ninefold.people.organisations.models import Organisation


def read(job: RunningJob) -> None:
    """Read the files of a bundle; running it twice finds the same."""
    bundle = _bundle(job)
    if bundle is None:
        return
    with suppress(Stopped), _language_of(bundle):
        understand_bundle(bundle=bundle, progress=_progress(job))


def join(job: RunningJob) -> None:
    """Join the files of a bundle; running it twice makes one import."""
    bundle = _bundle(job)
    if bundle is None:
        return
    with suppress(Stopped), _language_of(bundle):
        join_bundle(bundle=bundle, at=job.at, progress=_progress(job))


def forget(job: RunningJob) -> None:
    """Delete the files of bundles that nobody needs any more."""
    for organisation in Organisation.objects.order_by("pk"):
        forget_bundles(organisation=organisation, at=job.at)


@contextmanager
def _language_of(bundle: Bundle) -> Iterator[None]:
    """Write sentences as the person reads who gave the files."""
    own = bundle.by.language if bundle.by is not None else ""
    with translation.override(own or bundle.organisation.language):
        yield


def _bundle(job: RunningJob) -> Bundle | None:
    return (
        Bundle.objects.select_related("organisation", "by", "source")
        .filter(pk=job.payload["bundle"], organisation=job.organisation)
        .first()
    )


def _progress(job: RunningJob) -> Progress:
    def report(fraction: float) -> None:
        job.progress(fraction)
        if job.stop_requested():
            raise Stopped

    return report
