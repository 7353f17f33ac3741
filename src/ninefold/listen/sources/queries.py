"""Sources, waves and imports as their pages show them."""

from dataclasses import dataclass

from django.db.models import Prefetch

from ninefold.kit.jobs.work import Work, work_on
from ninefold.listen.sources.choices import ImportState
from ninefold.listen.sources.models import Import, Source, Wave
from ninefold.people.organisations.models import Organisation

RECENT = 20
UNDER_WAY = (ImportState.READING, ImportState.STORING)


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


def work_on_file(upload: Import) -> Work:
    """How far the reading or storing of a file is; an import that has arrived is brought up to date."""
    if upload.job is None and upload.state in UNDER_WAY:  # a command line is at it, and does not tell
        return Work(done=0.0)
    return work_on(upload, under_way=UNDER_WAY)
