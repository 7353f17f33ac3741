"""Sources, waves and imports as their pages show them."""

from dataclasses import dataclass

from django.db.models import Prefetch

from ninefold.kit.jobs.models import ENDS, Job
from ninefold.listen.sources.choices import ImportState
from ninefold.listen.sources.models import Import, Source, Wave
from ninefold.people.organisations.models import Organisation

RECENT = 20


@dataclass(frozen=True, kw_only=True)
class SourceWaves:
    """A source and its waves, the latest first."""

    source: Source
    waves: tuple[Wave, ...]


def sources_of(*, organisation: Organisation) -> list[SourceWaves]:
    """All sources with the waves that have been stored, in two queries; one on its way is not there yet."""
    stored = Prefetch("waves", queryset=Wave.objects.filter(imported_at__isnull=False))
    found = Source.objects.for_organisation(organisation).prefetch_related(stored).order_by("name")
    listed = [SourceWaves(source=source, waves=tuple(source.waves.all())) for source in found]
    return [each for each in listed if each.waves]


def recent_imports(*, organisation: Organisation) -> list[Import]:
    """The latest files, the newest first."""
    return list(Import.objects.for_organisation(organisation).select_related("source", "wave", "by")[:RECENT])


def progress_of(*, upload: Import) -> float | None:
    """How far the reading or storing of a file is, 0 to 1; None when nothing is under way."""
    if upload.state not in {ImportState.READING, ImportState.STORING}:
        return None
    if upload.job is None:  # a command line is at it, and does not tell
        return 0.0
    job = _job(upload)
    return None if job is None or job.state in ENDS else job.progress


def broken_off(*, upload: Import) -> bool:
    """Whether the work on a file ended before its end, after all attempts: nobody will finish it."""
    if upload.state not in {ImportState.READING, ImportState.STORING} or upload.job is None:
        return False
    job = _job(upload)
    return job is None or job.state in ENDS


def _job(upload: Import) -> Job | None:
    return Job.objects.filter(pk=upload.job or 0, organisation=upload.organisation_id).first()
