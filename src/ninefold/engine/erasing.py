"""Erasing a person from the facts: files that hold them are written anew without them, and the old ones go.

Killed at any moment, doing it again completes it: what is done already is no longer found. Whoever reads at
the moment the old files go reads again on a new snapshot (`engines.vanished`).
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final

import pyarrow as pa
from django.db import transaction

from ninefold.engine import segments
from ninefold.engine.anonymising import Anonymous
from ninefold.engine.facts import TABLES, Table
from ninefold.engine.marking import Known
from ninefold.engine.models import Segment, TailRecord
from ninefold.engine.operations import add, advance, delete_tail, lock, remove
from ninefold.engine.rewriting import Held, look_into, write_without
from ninefold.engine.segments import Written, write_segment
from ninefold.engine.snapshot import File, Key, Rows, read_rows, superseded
from ninefold.engine.sought import Sought
from ninefold.engine.tail_marks import TailMarks, mark_tail, masked_row

TRIES: Final = 20

Report = Callable[[float], None]


class BusyError(Exception):
    """Other commits came in between each time; doing it again later will do."""


@dataclass(frozen=True, kw_only=True)
class Found:
    """What stands in the facts of one person.

    Attributes
    ----------
    own : rows that are theirs, by table.
    naming : rows of others that name them, by table.
    waves : the waves (source, wave) in which rows of theirs stand.
    sources : the sources of all of them, single records included.
    filled : names of the columns of text that hold anything in their own rows.
    """

    own: dict[Table, int]
    naming: dict[Table, int]
    waves: frozenset[tuple[int, int]]
    sources: frozenset[int]
    filled: frozenset[str]

    @property
    def rows(self) -> int:
        """All rows that hold anything of the person."""
        return sum(self.own.values()) + sum(self.naming.values())


@dataclass(kw_only=True)
class _Work:
    """One erasure under way; files are immutable, so what was found in one holds when others are added."""

    organisation: int
    sought: Sought
    anonymous: Anonymous | None
    report: Report
    known: Known = field(default_factory=Known)
    looked: dict[int, Held] = field(default_factory=dict)


def person_in_facts(*, organisation: int, sought: Sought, report: Report = lambda _share: None) -> Found:
    """Find what stands in the facts of one person; nothing is changed.

    Parameters
    ----------
    organisation : int
        Whose facts.
    sought : Sought
        The person.
    report : callable
        Hears how far the reading is, from 0 to 1.

    Returns
    -------
    Found
        Counts of what `erase_person` would touch.
    """
    work = _Work(organisation=organisation, sought=sought, anonymous=None, report=report)
    rows = read_rows(organisation=organisation)
    tail = _look(work, rows)
    return _found(work, rows, tail)


def erase_person(
    *,
    organisation: int,
    sought: Sought,
    at: datetime,
    anonymous: Anonymous | None = None,
    report: Report = lambda _share: None,
    hear: Callable[[frozenset[str]], object] = lambda _cases: None,
) -> Found:
    """Take a person out of the facts, segments and tail at once.

    Parameters
    ----------
    organisation : int
        Whose facts.
    sought : Sought
        The person.
    at : datetime
        The present moment, with a time zone.
    anonymous : Anonymous, optional
        How their rows are kept without them; left out, the rows go.
    report : callable
        Hears how far the work is, from 0 to 1.
    hear : callable
        Hears of the cases that are theirs alone, before anything is changed.

    Returns
    -------
    Found
        What was touched. The old files are listed no more, but lie there until `dropping.drop_removed`.

    Raises
    ------
    BusyError
        When others committed in between, time and again.
    """
    work = _Work(organisation=organisation, sought=sought, anonymous=anonymous, report=report)
    for _try in range(TRIES):
        rows = read_rows(organisation=organisation)
        tail = _look(work, rows)
        _rewrite(work, rows)
        kept = _kept(work, rows, tail)
        hear(frozenset(work.known.cases))
        if _swap(work, rows=rows, kept=kept, at=at):
            return _found(work, rows, tail)
        for _survey, _source, written in kept:
            segments.delete(written.path)
    raise BusyError


def _look(work: _Work, rows: Rows) -> TailMarks:
    """Look into the tail, and into every file not looked into before; again where the rest has told more."""
    tail = mark_tail(rows.tail, sought=work.sought, known=work.known)
    done, whole = 0, sum(file.rows for file in rows.files) or 1
    for table in TABLES:
        files = [file for file in rows.files if file.table == table]
        for _round in range(2):
            cases = len(work.known.cases)
            for file in files:
                if file.id not in work.looked:
                    work.looked[file.id] = look_into(file, sought=work.sought, known=work.known)
                done += file.rows
                work.report(min(1.0, done / whole))
            if table != "event" or len(work.known.cases) == cases:
                break
            for file in files:
                _forget(work, file)
    return tail


def _forget(work: _Work, file: File) -> None:
    written = work.looked.pop(file.id).written
    if written is not None:
        segments.delete(written.path)


def _rewrite(work: _Work, rows: Rows) -> None:
    """Write every file anew that holds anything of the person, once."""
    for file in rows.files:
        held = work.looked[file.id]
        if held.own + held.naming and held.kept is None:
            work.looked[file.id] = write_without(held, organisation=work.organisation, sought=work.sought)


def _kept(work: _Work, rows: Rows, tail: TailMarks) -> list[tuple[int, int, Written]]:
    """Write the person's rows without the person, as single records of their survey and source."""
    if work.anonymous is None:
        return []
    stale, late = superseded(files=rows.files, tail=rows.tail)
    found: dict[tuple[Table, int, int], list[pa.Table]] = {}
    for file in rows.files:
        kept = work.looked[file.id].kept
        if kept is not None and kept.num_rows:
            kept = _apart(kept, keys=stale if file.sealed else frozenset())
            found.setdefault((file.table, file.survey, file.source), []).append(kept)
    for (table, survey, source), theirs in tail.own_rows(late=late).items():
        found.setdefault((table, survey, source), []).append(theirs)
    made = []
    for (table, survey, source), parts in sorted(found.items(), key=lambda item: item[0]):
        theirs = pa.concat_tables(parts, promote_options="default")
        theirs = work.anonymous.rows(theirs, table=table, sought=work.sought)
        written = write_segment(organisation=work.organisation, table=table, batches=theirs)
        if written is not None:
            made.append((survey, source, written))
    return made


def _apart(rows: pa.Table, *, keys: frozenset[Key]) -> pa.Table:
    gone = [
        (source, record) in keys
        for source, record in zip(*(rows[name].to_pylist() for name in ("source", "record")), strict=True)
    ]
    return rows.filter(pa.array([not each for each in gone], pa.bool_()))


def _swap(work: _Work, *, rows: Rows, kept: Sequence[tuple[int, int, Written]], at: datetime) -> bool:
    """Put the new files in the place of the old ones, and the tail in order, all at once or not at all."""
    touched = [held for held in (work.looked[file.id] for file in rows.files) if held.kept is not None]
    with transaction.atomic():
        if lock(work.organisation).version != rows.version:
            return False
        tail = mark_tail(read_rows(organisation=work.organisation).tail, sought=work.sought, known=work.known)
        if (
            work.anonymous is not None
            and tail.own != mark_tail(rows.tail, sought=work.sought, known=work.known).own
        ):
            return False
        if not touched and not tail.own and not tail.naming:
            return True
        version = advance(work.organisation).version
        remove(Segment.objects.filter(pk__in=[held.file.id for held in touched]), version=version, at=at)
        for held in touched:
            if held.written is not None:
                add(
                    [held.written],
                    organisation=work.organisation,
                    survey=held.file.survey,
                    source=held.file.source,
                    wave=held.file.wave,
                    version=version,
                )
        for survey, source, written in kept:
            add(
                [written],
                organisation=work.organisation,
                survey=survey,
                source=source,
                wave=None,
                version=version,
            )
        _mend_tail(tail, sought=work.sought, organisation=work.organisation)
    return True


def _mend_tail(tail: TailMarks, *, sought: Sought, organisation: int) -> None:
    """Take the person's rows out of the tail; a row that names them becomes a new one with a mask."""
    ids = [row.id for row in (*tail.own, *tail.naming)]
    moments = dict(
        TailRecord.objects.filter(pk__in=[row.id for row in tail.naming]).values_list("pk", "received_at")
    )
    delete_tail(ids)
    TailRecord.objects.bulk_create(
        TailRecord(
            organisation=organisation,
            received_at=moments[row.id],
            **masked_row(row, sought=sought),
        )
        for row in tail.naming
    )


def _found(work: _Work, rows: Rows, tail: TailMarks) -> Found:
    held = [work.looked[file.id] for file in rows.files]
    own: dict[Table, int] = dict.fromkeys(TABLES, 0)
    naming: dict[Table, int] = dict.fromkeys(TABLES, 0)
    for each in held:
        own[each.file.table] += each.own
        naming[each.file.table] += each.naming
    for table, count in tail.own_counts.items():
        own[table] += count
    naming["feedback"] += len(tail.naming)
    theirs = [each.file for each in held if each.own]
    return Found(
        own=own,
        naming=naming,
        waves=frozenset((file.source, file.wave) for file in theirs if file.wave is not None),
        sources=frozenset(file.source for file in theirs) | {row.source for row in tail.own},
        filled=frozenset().union(*(each.filled for each in held), tail.filled),
    )
