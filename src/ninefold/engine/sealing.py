"""Sealing: the tail becomes segments, and what it supersedes in older ones is left out for good."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import chain

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
from django.db import transaction

from ninefold.engine import tail
from ninefold.engine.facts import TAILED, Table, schema_of
from ninefold.engine.models import Segment, TailRecord
from ninefold.engine.operations import add, advance, delete_tail, lock, remove
from ninefold.engine.segments import Written, delete, write_segment
from ninefold.engine.snapshot import File, Key, Rows, TailRow, read_rows, superseded

FULL = 20_000
# More sealed segments of one source than this are made one, as long as they are small together.
MANY_SMALL = 16
LARGE = 2_000_000


@dataclass(frozen=True, kw_only=True)
class Part:
    """The work for one new file: older files it takes up (without what is void), and rows of the tail."""

    table: Table
    survey: int
    source: int
    old: tuple[File, ...]
    rows: pa.Table


def seal(*, organisation: int, at: datetime, at_least: int = 1) -> int:
    """Move the oldest records of the tail into segments, in one transaction.

    Parameters
    ----------
    organisation : int
        Whose tail.
    at : datetime
        The present moment, with a time zone.
    at_least : int
        Leave the tail alone while it has fewer records; the worker passes `FULL`.

    Returns
    -------
    int
        How many records left the tail, at most `FULL`. 0 also where another commit came in between: the
        files written for nothing go at once, and the next call does the work.
    """
    if TailRecord.objects.filter(organisation=organisation)[:at_least].count() < max(at_least, 1):
        return 0
    rows = read_rows(organisation=organisation, limit=FULL)
    stale, late = superseded(files=rows.files, tail=rows.tail)
    parts = [part for table in TAILED for part in _parts(table, rows=rows, stale=stale, late=late)]
    written = [
        (
            part,
            write_segment(organisation=organisation, table=part.table, batches=batches_of(part, stale=stale)),
        )
        for part in parts
    ]
    sealed = swap(organisation, rows=rows, written=written, at=at)
    if sealed is None:  # somebody may have been erased meanwhile, and these files hold them still
        for _part, file in written:
            if file is not None:
                delete(file.path)
    return sealed or 0


def _parts(table: Table, *, rows: Rows, stale: frozenset[Key], late: frozenset[Key]) -> Iterator[Part]:
    """Plan the new files of one table; every older file goes into one of them at most."""
    sealed = [file for file in rows.files if file.sealed and file.table == table]
    taken: set[int] = set()
    for survey, source in sorted({(row.survey, row.source) for row in rows.tail}):
        own = [row for row in rows.tail if (row.survey, row.source) == (survey, source)]
        small = [file for file in sealed if (file.survey, file.source) == (survey, source)]
        old = tuple(small) if _crowded(small) else ()
        taken |= {file.id for file in old}
        facts = tail.without(_facts(table, own), keys=late)
        facts = facts.take(pc.sort_indices(facts, sort_keys=[("local_date", "ascending")]))
        yield Part(table=table, survey=survey, source=source, old=old, rows=facts)
    nothing = schema_of(table=table).empty_table()
    for file in sealed:
        if file.id not in taken and _holds(file, keys=stale):
            yield Part(table=table, survey=file.survey, source=file.source, old=(file,), rows=nothing)


def _facts(table: Table, rows: Sequence[TailRow]) -> pa.Table:
    own = sorted({name for row in rows for name in row.own.split()})
    return tail.read(table=table, texts=[row.lines(table) for row in rows], own=own)


def _crowded(small: Sequence[File]) -> bool:
    return len(small) > MANY_SMALL and sum(file.rows for file in small) <= LARGE


def _holds(file: File, *, keys: frozenset[Key]) -> bool:
    mine = frozenset(key for key in keys if key[0] == file.source)
    if not mine:
        return False
    with pq.ParquetFile(file.path) as opened:
        found = opened.read(columns=["source", "record"])
    return bool(tail.without(found, keys=mine).num_rows < found.num_rows)


def batches_of(part: Part, *, stale: frozenset[Key]) -> Iterator[pa.RecordBatch]:
    """Stream the rows of the older files, without what is void, then those of the tail, in one schema."""
    names = chain(part.rows.column_names, *(file.columns for file in part.old))
    schema = schema_of(table=part.table, own=names)
    for file in part.old:
        with pq.ParquetFile(file.path) as opened:
            for batch in opened.iter_batches():
                kept = tail.without(pa.Table.from_batches([batch]), keys=stale)
                yield from _widened(kept, schema=schema)
    yield from _widened(part.rows, schema=schema)


def _widened(rows: pa.Table, *, schema: pa.Schema) -> list[pa.RecordBatch]:
    """Give rows the columns they lack, empty."""
    columns = [
        rows[field.name] if field.name in rows.column_names else pa.nulls(rows.num_rows, field.type)
        for field in schema
    ]
    batches: list[pa.RecordBatch] = pa.table(columns, schema=schema).to_batches()
    return batches


def swap(
    organisation: int, *, rows: Rows, written: Sequence[tuple[Part, Written | None]], at: datetime
) -> int | None:
    """Swap files and tail, all at once; None where another commit came in between.

    A record that got a later version since the tail was read has a new id and stays: it supersedes what is
    sealed here.
    """
    with transaction.atomic():
        if lock(organisation).version != rows.version:
            return None
        version = advance(organisation).version
        old = [file.id for part, _ in written for file in part.old]
        remove(Segment.objects.filter(pk__in=old), version=version, at=at)
        for part, file in written:
            if file is not None:
                add(
                    [file],
                    organisation=organisation,
                    survey=part.survey,
                    source=part.source,
                    wave=None,
                    version=version,
                )
        return delete_tail([row.id for row in rows.tail])
