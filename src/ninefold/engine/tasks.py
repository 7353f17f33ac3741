"""The regular jobs of the engine: full tails become segments, and files nobody needs are deleted."""

from collections.abc import Callable

from django.db.models import Count

from ninefold.engine.models import Manifest, Segment, TailRecord
from ninefold.kit.jobs.running import RunningJob

FULL = 20_000  # Records in a tail; `sealing.FULL`, which a test compares.
CROWDED = 8  # Segments of one source; `compacting.MANY`, which a test compares.


def seal_tails(job: RunningJob) -> None:
    """Seal every organisation's tail that is full.

    The number of all records is looked at first: a worker that has nothing to seal need not load what seals.
    """
    if TailRecord.objects.count() < FULL:
        return
    from ninefold.engine.sealing import seal  # noqa: PLC0415  # 70 MB that an idle worker does without

    _for_each_organisation(
        job, lambda organisation: seal(organisation=organisation, at=job.at, at_least=FULL)
    )


def compact_segments(job: RunningJob) -> None:
    """Make the small segments of every organisation few, where there are many.

    Their number is looked at first, for the same reason.
    """
    single = Segment.objects.filter(wave=None, removed_in=None)
    crowded = single.values("organisation", "table", "survey", "source").annotate(files=Count("id"))
    if not crowded.filter(files__gt=CROWDED).exists():
        return
    from ninefold.engine.compacting import compact  # noqa: PLC0415  # the same

    _for_each_organisation(job, lambda one: compact(organisation=one, at=job.at))


def sweep_files(job: RunningJob) -> None:
    """Delete the files of every organisation that nobody can need any more."""
    from ninefold.engine.operations import collect_garbage  # noqa: PLC0415  # the same

    _for_each_organisation(job, lambda one: collect_garbage(organisation=one, at=job.at))


def _for_each_organisation(job: RunningJob, step: Callable[[int], object]) -> None:
    """Do a step for each; trouble in one does not hold up the others, and fails the job in the end."""
    problems: list[Exception] = []
    for organisation in Manifest.objects.order_by("organisation").values_list("organisation", flat=True):
        if job.stop_requested():
            return
        try:
            step(organisation)
        except Exception as problem:  # noqa: BLE001  # whatever it is, it is raised below
            problems.append(problem)
    if problems:
        raise ExceptionGroup("The regular work of the engine failed for some organisations.", problems)
