"""The only writers of the facts: short transactions that make finished files, or single records, visible."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import models, transaction

from ninefold.engine import segments as files
from ninefold.engine.models import Manifest, Segment, TailRecord
from ninefold.engine.segments import Written
from ninefold.engine.tail import Record, lines

# A reader may hold a snapshot this long; a writer may take this long from its first byte to its commit.
READERS_GRACE = timedelta(hours=1)
WRITERS_GRACE = timedelta(days=1)
MANY = 500


class SegmentMissing(Exception):
    """A segment to be committed is gone or has another length than when it was written."""


@dataclass(frozen=True, kw_only=True)
class Committed:
    """What a commit did: the manifest's new version, `feedback` rows now and before."""

    version: int
    rows: int
    rows_before: int


@dataclass(frozen=True, kw_only=True)
class Appended:
    """What became of a delivery: records new in the tail, newer than one in it, and those it had already."""

    new: int
    newer: int
    known: int


def commit_batch(
    *,
    organisation: int,
    survey: int,
    source: int,
    wave: int,
    segments: Sequence[Written],
    at: datetime,
) -> Committed:
    """Make written segments the content of a wave, in place of what it held before.

    Parameters
    ----------
    organisation, survey, source, wave : int
        The batch; its content is replaced as a whole.
    segments : sequence of Written
        Complete files of any table. None at all empties the wave.
    at : datetime
        The moment of the commit, with a time zone.

    Returns
    -------
    Committed
        New version and row counts. All of it becomes visible at once, or nothing does.

    Raises
    ------
    SegmentMissing
        If a file is not there as it was written; nothing is changed then.
    """
    with transaction.atomic():
        manifest = advance(organisation)
        before = Segment.objects.filter(organisation=organisation, source=source, wave=wave, removed_in=None)
        rows_before = _feedback_rows(before)
        remove(before, version=manifest.version, at=at)
        add(
            segments,
            organisation=organisation,
            survey=survey,
            source=source,
            wave=wave,
            version=manifest.version,
        )
    rows = sum(written.rows for written in segments if written.table == "feedback")
    return Committed(version=manifest.version, rows=rows, rows_before=rows_before)


def append(*, organisation: int, records: Sequence[Record], at: datetime) -> Appended:
    """Store single records; when this returns they are on disk and every new snapshot shows them.

    Parameters
    ----------
    organisation : int
        Whose records.
    records : sequence of Record
        What arrived; the same key twice keeps the later version.
    at : datetime
        The moment of arrival, with a time zone.

    Returns
    -------
    Appended
        Counts. A version already stored, or an older one, changes nothing: delivering twice is harmless.

    Raises
    ------
    ValueError
        If a value does not fit its column; nothing is stored then.
    """
    latest: dict[tuple[int, str], Record] = {}
    for record in records:
        known = latest.get((record.source, record.record))
        if known is None or known.version < record.version:
            latest[record.source, record.record] = record
    rows = {key: _row(record, organisation=organisation, at=at) for key, record in latest.items()}
    with transaction.atomic():
        lock(organisation)
        held = _held(organisation, keys=rows)
        coming = [row for key, row in rows.items() if key not in held or held[key][1] < row.version]
        outdated = [held[key][0] for key, row in rows.items() if key in held and held[key][1] < row.version]
        delete_tail(outdated)
        TailRecord.objects.bulk_create(coming, batch_size=MANY)
    return Appended(new=len(coming) - len(outdated), newer=len(outdated), known=len(rows) - len(coming))


def collect_garbage(*, organisation: int, at: datetime) -> int:
    """Delete files nobody can need any more.

    Parameters
    ----------
    organisation : int
        Whose files.
    at : datetime
        The present moment, with a time zone.

    Returns
    -------
    int
        How many files went: segments removed from the manifest for longer than `READERS_GRACE`, and files
        in no manifest that nobody has touched for `WRITERS_GRACE`.
    """
    with transaction.atomic():
        lock(organisation)  # no commit may list a file while it is being swept
        gone = Segment.objects.filter(organisation=organisation, removed_at__lt=at - READERS_GRACE)
        paths = list(gone.values_list("path", flat=True))
        for path in paths:
            files.delete(path)
        gone.delete()
        listed = Segment.objects.filter(organisation=organisation).values_list("path", flat=True)
        oldest = (at - WRITERS_GRACE).timestamp()
        return len(paths) + files.sweep(organisation=organisation, listed=listed, older_than=oldest)


def lock(organisation: int) -> Manifest:
    """Take the organisation's turn to write facts, until the transaction ends."""
    Manifest.objects.get_or_create(organisation=organisation)
    return Manifest.objects.select_for_update().get(organisation=organisation)


def advance(organisation: int) -> Manifest:
    """Take the turn and count the manifest's version up."""
    manifest = lock(organisation)
    manifest.version += 1
    manifest.save(update_fields=["version"])
    return manifest


def remove(current: models.QuerySet[Segment], *, version: int, at: datetime) -> None:
    """Take segments out of the manifest; their files go later."""
    current.update(removed_in=version, removed_at=at)


def add(
    written: Iterable[Written], *, organisation: int, survey: int, source: int, wave: int | None, version: int
) -> None:
    """Put finished files into the manifest."""
    for each in written:
        path = files.folder() / each.path
        if not path.exists() or path.stat().st_size != each.bytes:
            raise SegmentMissing(each.path)
        Segment.objects.create(
            organisation=organisation,
            survey=survey,
            source=source,
            wave=wave,
            table=each.table,
            path=each.path,
            rows=each.rows,
            bytes=each.bytes,
            since=each.since,
            until=each.until,
            columns=list(each.columns),
            added_in=version,
        )


def delete_tail(ids: Sequence[int]) -> int:
    """Delete rows of the tail by id; answer how many were still there."""
    deleted = 0
    for start in range(0, len(ids), MANY):
        deleted += TailRecord.objects.filter(pk__in=ids[start : start + MANY]).delete()[0]
    return deleted


def _feedback_rows(current: models.QuerySet[Segment]) -> int:
    found = current.filter(table="feedback").aggregate(rows=models.Sum("rows"))["rows"]
    return int(found or 0)


def _row(record: Record, *, organisation: int, at: datetime) -> TailRecord:
    laid_out = lines(record, organisation=organisation)
    return TailRecord(
        organisation=organisation,
        survey=record.survey,
        source=record.source,
        record=record.record,
        version=record.version,
        received_at=at,
        feedback=laid_out.feedback,
        comments=laid_out.comments,
        own=laid_out.own,
    )


def _held(organisation: int, *, keys: Iterable[tuple[int, str]]) -> dict[tuple[int, str], tuple[int, int]]:
    """Find which of the keys the tail holds: id and version by key."""
    wanted = sorted(record for _, record in keys)
    found: dict[tuple[int, str], tuple[int, int]] = {}
    for start in range(0, len(wanted), MANY):
        rows = TailRecord.objects.filter(
            organisation=organisation, record__in=wanted[start : start + MANY]
        ).values_list("source", "record", "id", "version")
        found.update({(source, record): (row, version) for source, record, row, version in rows})
    return found
