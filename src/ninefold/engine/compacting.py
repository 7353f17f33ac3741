"""Compaction: small segments of single records become one, without what later versions have made void.

Sealing does it for a source whose records still come; this does it for all others: sources that fell silent,
and rows that were kept without the person they belonged to.
"""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from itertools import groupby

from ninefold.engine.facts import Table, schema_of
from ninefold.engine.sealing import LARGE, Part, batches_of, swap
from ninefold.engine.segments import delete, write_segment
from ninefold.engine.snapshot import File, Key, Rows, read_rows, superseded

MANY = 8  # more small segments of one source than this are worth the work


def compact(*, organisation: int, at: datetime, more_than: int = MANY) -> int:
    """Make the small segments of each source one.

    Parameters
    ----------
    organisation : int
        Whose segments.
    at : datetime
        The present moment, with a time zone.
    more_than : int
        Leave a source alone that has no more than so many, and no void row.

    Returns
    -------
    int
        How many files were taken up into others. 0 also where another commit came in between: the next call
        does the work.
    """
    rows = read_rows(organisation=organisation)
    stale, _late = superseded(files=rows.files, tail=rows.tail)
    parts = list(_parts(rows, stale=stale, more_than=more_than))
    if not parts:
        return 0
    written = [
        (
            part,
            write_segment(organisation=organisation, table=part.table, batches=batches_of(part, stale=stale)),
        )
        for part in parts
    ]
    # The tail stays as it is: its versions of what is left out here are the ones that count.
    done = swap(organisation, rows=replace(rows, tail=()), written=written, at=at)
    if done is None:
        for _part, file in written:
            if file is not None:
                delete(file.path)
        return 0
    return sum(len(part.old) for part in parts)


def _parts(rows: Rows, *, stale: frozenset[Key], more_than: int) -> Iterator[Part]:
    """Plan the new files; a file that is large already stays."""
    sealed = sorted((file for file in rows.files if file.sealed and file.rows < LARGE), key=_place)
    for (table, survey, source), found in groupby(sealed, key=_place):
        files = _fitting(found)
        void = any(key[0] == source for key in stale)
        if len(files) > max(1, more_than) or (void and files):
            nothing = schema_of(table=table).empty_table()
            yield Part(table=table, survey=survey, source=source, old=files, rows=nothing)


def _place(file: File) -> tuple[Table, int, int]:
    return file.table, file.survey, file.source


def _fitting(files: Iterator[File]) -> tuple[File, ...]:
    """Take the smallest, as many as make no more than one large file."""
    taken, rows = [], 0
    for file in sorted(files, key=lambda each: each.rows):
        rows += file.rows
        if rows > LARGE:
            break
        taken.append(file)
    return tuple(sorted(taken, key=lambda each: each.id))
