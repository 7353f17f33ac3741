"""What a reader sees: manifest and tail as they stood at one moment, whatever is written meanwhile."""

import math
from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache
from typing import NamedTuple, cast

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
from django.db import connection
from django.db.models import Count, Max

from ninefold.engine import tail
from ninefold.engine.facts import Table, schema_of
from ninefold.engine.models import Manifest, Segment, TailRecord
from ninefold.engine.segments import ROW_GROUP, folder

Key = tuple[int, str]
NOBODY: frozenset[Key] = frozenset()


@dataclass(frozen=True, kw_only=True)
class File:
    """One segment as a reader needs it; `path` is absolute, `sealed` says it once was tail."""

    id: int
    table: Table
    path: str
    rows: int
    survey: int
    source: int
    wave: int | None
    since: date | None
    until: date | None
    columns: tuple[str, ...]

    @property
    def sealed(self) -> bool:
        """Whether its rows were single records, not a batch."""
        return self.wave is None


@dataclass(frozen=True, kw_only=True)
class Snapshot:
    """A table of one organisation at one moment.

    Attributes
    ----------
    organisation, table : what it shows.
    version : the manifest's version.
    files : the segments, oldest first.
    tail : single records that are in no segment yet; a record stands in it once.
    superseded : records (source, key) in sealed segments that the tail holds in a later version.
    """

    organisation: int
    table: Table
    version: int
    files: tuple[File, ...]
    tail: pa.Table
    superseded: frozenset[Key] = NOBODY

    @property
    def schema(self) -> pa.Schema:
        """All columns that any part of the snapshot has, the fixed ones first."""
        own = {name for file in self.files for name in file.columns} | set(self.tail.column_names)
        return schema_of(table=self.table, own=own)

    def holds(self, column: str) -> bool:
        """Say whether any row may have a value in this column."""
        if any(column in file.columns for file in self.files):
            return True
        return column in self.tail.column_names and self.tail[column].null_count < self.tail.num_rows

    def may_hold(self, column: str, *, texts: Collection[str]) -> tuple[str, ...]:
        """Keep the texts that a column may have, by what the files say of its first and last text.

        An e-mail address is seldom among customer numbers: a reading that does not look for it is as quick
        again.
        """
        ends = [ends_of(file.path, column) for file in self.files if column in file.columns]
        tail: set[str] = set()
        if column in self.tail.column_names:
            tail = set(pc.unique(self.tail[column]).to_pylist())
        return tuple(text for text in texts if text in tail or any(_among(text, each) for each in ends))

    def within_scale(self, column: str, *, low: float, high: float) -> bool:
        """Say whether all answers of a numeric column lie on a scale, by what the files say of themselves."""
        ranges = [ranges_of(file.path)[column] for file in self.files if column in file.columns]
        if column in self.tail.column_names:
            found = pc.min_max(self.tail[column]).as_py()
            ranges.append(None if found["min"] is None else (found["min"], found["max"]))
        return all(each is None or (low <= each[0] and each[1] <= high) for each in ranges)

    def split(self) -> list[tuple[tuple[File, ...], bool]]:
        """Part the files in which a record may be void (True) from those that are read without looking."""
        sources = {source for source, _ in self.superseded}
        void = tuple(file for file in self.files if file.sealed and file.source in sources)
        plain = tuple(file for file in self.files if file not in void)
        return [(files, files is void) for files in (plain, void) if files]

    def void_keys(self) -> pa.Table:
        """Give the records that are void in sealed segments as a table: ``source`` and ``record``."""
        return pa.table(
            {
                "source": pa.array([source for source, _ in self.superseded], pa.int32()),
                "record": pa.array([record for _, record in self.superseded], pa.string()),
            }
        )

    def within(
        self, *, survey: int | None = None, since: date | None = None, until: date | None = None
    ) -> "Snapshot":
        """Leave out the files that cannot hold a row of this survey and these days (`until` exclusive).

        It spares reading, it does not filter: the rows that stay still need the filter.
        """
        kept = [file for file in self.files if _touches(file, survey=survey, since=since, until=until)]
        return replace(self, files=tuple(kept))


@lru_cache(maxsize=1024)
def ends_of(path: str, column: str) -> tuple[bytes, bytes] | None:
    """Give the first and the last text of a column of a segment, as bytes; None where it does not say."""
    footer = pq.read_metadata(path)
    place = footer.schema.names.index(column)
    parts = [footer.row_group(group).column(place).statistics for group in range(footer.num_row_groups)]
    if any(each is None or not (each.has_min_max or each.null_count) for each in parts):
        return None
    known = [each for each in parts if each.has_min_max]
    if not known:
        return None
    return min(each.min.encode() for each in known), max(each.max.encode() for each in known)


def _among(text: str, ends: tuple[bytes, bytes] | None) -> bool:
    return ends is None or ends[0] <= text.encode() <= ends[1]


@lru_cache(maxsize=1024)
def ranges_of(path: str) -> dict[str, tuple[float, float] | None]:
    """Give the least and the largest value of each number of a segment, which never changes; None of nothing.

    Only that is kept of a footer: whole ones of many files would be larger than all that is measured.
    """
    footer = pq.read_metadata(path)
    fields = enumerate(footer.schema.to_arrow_schema())
    return {
        field.name: _range(footer, place=place)
        for place, field in fields
        if pa.types.is_floating(field.type) or pa.types.is_integer(field.type)
    }


def _range(footer: pq.FileMetaData, *, place: int) -> tuple[float, float] | None:
    parts = [footer.row_group(group).column(place).statistics for group in range(footer.num_row_groups)]
    if any(each is None for each in parts):
        return -math.inf, math.inf
    known = [each for each in parts if each.has_min_max]
    return (min(each.min for each in known), max(each.max for each in known)) if known else None


class TailRow(NamedTuple):
    """One record of the tail as it lies in the row database."""

    id: int
    survey: int
    source: int
    record: str
    version: int
    feedback: str
    comments: str
    own: str

    def lines(self, table: Table) -> str:
        """Give its JSON lines for a table; of events and outcomes a single record brings none."""
        return {"feedback": self.feedback, "comment": self.comments}.get(table, "")


@dataclass(frozen=True, kw_only=True)
class Rows:
    """What one read transaction brought: manifest version, files of all tables, tail in order of arrival."""

    version: int
    files: tuple[File, ...]
    tail: tuple[TailRow, ...]


def snapshot(*, organisation: int, table: Table) -> Snapshot:
    """Take a snapshot of a table.

    Parameters
    ----------
    organisation : int
        Whose facts.
    table : {"feedback", "comment", "event", "outcome"}
        Which table.

    Returns
    -------
    Snapshot
        Read in one transaction that takes no write lock.
    """
    rows = read_rows(organisation=organisation)
    files = tuple(file for file in rows.files if file.table == table)
    stale, late = superseded(files=rows.files, tail=rows.tail)
    own = sorted({name for row in rows.tail for name in row.own.split()})
    facts = tail.read(table=table, texts=[row.lines(table) for row in rows.tail], own=own)
    return Snapshot(
        organisation=organisation,
        table=table,
        version=rows.version,
        files=files,
        tail=tail.without(facts, keys=late),
        superseded=stale,
    )


def state_of(*, organisation: int) -> tuple[int, int, int]:
    """Give what tells one state of the facts from another: manifest, length and end of the tail."""
    with reading():
        version = Manifest.objects.filter(organisation=organisation).values_list("version", flat=True).first()
        tail_of = TailRecord.objects.filter(organisation=organisation)
        found = tail_of.aggregate(rows=Count("id"), last=Max("id"))
    return version or 0, found["rows"], found["last"] or 0


def read_rows(*, organisation: int, limit: int | None = None) -> Rows:
    """Read manifest and tail in one read transaction.

    Parameters
    ----------
    organisation : int
        Whose facts.
    limit : int, optional
        At most so many records of the tail, the oldest first.

    Returns
    -------
    Rows
        Manifest and tail as they stood at one moment.
    """
    with reading():
        version = Manifest.objects.filter(organisation=organisation).values_list("version", flat=True).first()
        current = Segment.objects.filter(organisation=organisation, removed_in=None)
        files = tuple(_file(segment) for segment in current.order_by("id"))
        records = TailRecord.objects.filter(organisation=organisation).order_by("id")
        found = tuple(TailRow(*row) for row in records.values_list(*TailRow._fields)[:limit])
    return Rows(version=version or 0, files=files, tail=found)


def superseded(*, files: Sequence[File], tail: Sequence[TailRow]) -> tuple[frozenset[Key], frozenset[Key]]:
    """Find the records that stand both in the tail and in a sealed segment.

    Parameters
    ----------
    files : sequence of File
        Segments of all tables. Those of a batch are passed over (a wave is never superseded record by
        record), and `feedback` alone decides: a record may have no comments.
    tail : sequence of TailRow
        The tail.

    Returns
    -------
    stale, late : frozenset of (source, key)
        Records whose version in the tail is later, so that the segment's is void; and records that the
        tail brings in a version that is sealed already, or in an older one.
    """
    sources = {row.source for row in tail}
    paths = tuple(
        file.path for file in files if file.sealed and file.table == "feedback" and file.source in sources
    )
    if not paths:
        return NOBODY, NOBODY
    return _superseded(paths, frozenset((row.source, row.record, row.version) for row in tail))


@lru_cache(maxsize=16)
def _superseded(
    paths: tuple[str, ...], coming: frozenset[tuple[int, str, int]]
) -> tuple[frozenset[Key], frozenset[Key]]:
    keys = pa.array([record for _, record, _ in coming], pa.string())
    sealed: dict[Key, int] = {}
    for path in paths:
        with pq.ParquetFile(path) as file:
            for batch in file.iter_batches(batch_size=ROW_GROUP, columns=["source", "record", "version"]):
                found = batch.filter(pc.is_in(batch["record"], value_set=keys)).to_pylist()
                sealed.update({(row["source"], row["record"]): row["version"] for row in found})
    both = [(source, record, version) for source, record, version in coming if (source, record) in sealed]
    stale = frozenset(
        (source, record) for source, record, version in both if version > sealed[source, record]
    )
    return stale, frozenset((source, record) for source, record, _ in both) - stale


@contextmanager
def reading() -> Iterator[None]:
    """Hold one view of the row database without the write lock that every other transaction takes."""
    if connection.in_atomic_block:
        yield
        return
    begin = (
        "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY" if connection.vendor == "postgresql" else "BEGIN"
    )
    with connection.cursor() as cursor:
        cursor.execute(begin)
        try:
            yield
        finally:
            cursor.execute("ROLLBACK")


def _file(segment: Segment) -> File:
    return File(
        id=segment.pk,
        table=cast("Table", segment.table),
        path=str(folder() / segment.path),
        rows=segment.rows,
        survey=segment.survey,
        source=segment.source,
        wave=segment.wave,
        since=segment.since,
        until=segment.until,
        columns=tuple(segment.columns),
    )


def _touches(file: File, *, survey: int | None, since: date | None, until: date | None) -> bool:
    if survey is not None and file.survey != survey:
        return False
    if since is None and until is None:
        return True
    if file.since is None or file.until is None:  # no row has a date, and no date matches none
        return False
    return (since is None or file.until > since) and (until is None or file.since < until)
