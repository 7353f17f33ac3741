"""Delimited text: encoding, dialect, structure, heads, and a lazy view over it."""

import os
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

import duckdb
import numpy as np

from ninefold.listen.sources.dialects import Dialect, decimal_sign, judge
from ninefold.listen.sources.encodings import Bytes, detect, to_utf8
from ninefold.listen.sources.headers import Heads, read_heads
from ninefold.listen.sources.hostile import MAX_CELL, only_header
from ninefold.listen.sources.opened import HEAD, Plain, Reject
from ninefold.listen.sources.relations import csv_view, plain_path, reading
from ninefold.listen.sources.repair import repair
from ninefold.listen.sources.structure import Lines, examine
from ninefold.listen.sources.tables import Table, Task

LARGE: Final = 16_000_000
STROKES: Final = 40
A_STROKE: Final = 125


@dataclass(frozen=True, slots=True)
class _Body:
    """A file whose every record has the right number of cells."""

    path: Path
    delimiter: str
    longest: int
    lines: Lines
    rejects: tuple[Reject, ...]
    plain: Plain | None = None


def open_delimited(*, task: Task, seen: Bytes) -> Table:
    """Open a delimited text file.

    Parameters
    ----------
    task
        The file.
    seen
        What a look at its bytes told.

    Returns
    -------
    Table

    Raises
    ------
    Unreadable
        If it is no table of answers.
    """
    encoding = detect(path=task.path, seen=seen)
    text = to_utf8(path=task.path, encoding=encoding, target=task.scratch / "converted.txt")
    dialect = judge(path=text)
    heads = read_heads(rows=dialect.rows, width=dialect.width, definition=task.definition)
    skip = dialect.preamble + heads.records
    damaged = encoding.startswith("utf-8") and seen.bad > 0
    body = None if damaged else _plain(task, text, dialect, seen, skip) or _clean(task, text, dialect)
    body = body or _repaired(task, text, dialect, heads)
    if len(body.lines) <= skip and not body.rejects:
        raise only_header()
    kept = _kept(task, body, dialect, heads, skip)
    _view(task, body, dialect.width, kept, skip)
    large = body.plain if body.path.stat().st_size >= LARGE else None
    return Table(
        heads=heads,
        kept=kept,
        encoding=encoding,
        delimiter=dialect.delimiter if dialect.width > 1 else "",
        decimal=decimal_sign(rows=dialect.rows[heads.records :]),
        lines=body.lines[skip:],
        rejects=body.rejects,
        spread=_spread(task, large) if large else "",
        plain=large,
    )


def _plain(task: Task, text: Path, dialect: Dialect, seen: Bytes, skip: int) -> _Body | None:
    """The file itself, if it is as plain as most are: one line a record, and every record as DuckDB wants it.

    A strict count in SQL runs on all cores; only a file that fails it is examined byte by byte.
    """
    odd = dialect.backslash or dialect.blanks or dialect.preamble or dialect.width == 1
    if text != task.path or odd or seen.returns not in (0, seen.feeds):
        return None
    with text.open("rb") as file:
        file.seek(-1, os.SEEK_END)
        lines = seen.feeds + (file.read(1) != b"\n")
    plain = Plain(
        path=plain_path(path=text, scratch=task.scratch),
        delimiter=dialect.delimiter,
        width=dialect.width,
        skip=skip,
        limit=MAX_CELL,
        records=lines - skip,
    )
    trusted = task.trusting and seen.size >= LARGE and not _broken_lines(dialect)
    if not trusted and not _proven(plain, task):
        return None
    if task.progress:
        task.progress(1.0)
    numbered = np.arange(1, lines + 1, dtype=np.int64)
    return _Body(plain.path, dialect.delimiter, 0, numbered, (), plain=plain)


def _broken_lines(dialect: Dialect) -> bool:
    """Whether a cell at the beginning of the file goes on over lines: others will too then."""
    return any("\n" in cell for row in dialect.rows for cell in row)


def _proven(plain: Plain, task: Task) -> bool:
    try:
        found = task.connection.execute(f"SELECT count(*) FROM {reading(plain)}").fetchall()
    except duckdb.Error:
        return False
    return int(found[0][0]) == plain.records


def _spread(task: Task, plain: Plain) -> str:
    """Make a view of records from all over a large file, read in a few strokes instead of all of it.

    The strokes begin behind the records that are looked at anyway: one seen twice would be taken for two that
    share an id.
    """
    place = task.scratch / "spread.csv"
    with plain.path.open("rb") as file, place.open("wb") as out:
        for _line in range(plain.skip + HEAD):
            file.readline()
        begin = file.tell()
        rest = plain.path.stat().st_size - begin
        for stroke in range(STROKES):
            file.seek(begin + rest * (stroke + 1) // (STROKES + 1))
            file.readline()
            for _each in range(A_STROKE):
                out.write(file.readline())
    read = reading(replace(plain, path=place, skip=0))
    task.connection.execute(f"CREATE OR REPLACE TEMP VIEW {task.relation}_spread AS SELECT * FROM {read}")
    return f"{task.relation}_spread"


def _clean(task: Task, text: Path, dialect: Dialect) -> _Body | None:
    """The file itself, if every record and quote is in its place."""
    if dialect.backslash or dialect.blanks:
        return None
    found = examine(
        path=text,
        delimiter=dialect.delimiter,
        width=dialect.width,
        preamble=dialect.preamble,
        progress=task.progress,
    )
    if not found.clean:
        return None
    path = plain_path(path=text, scratch=task.scratch)
    return _Body(path, dialect.delimiter, found.longest, found.lines, ())


def _repaired(task: Task, text: Path, dialect: Dialect, heads: Heads) -> _Body:
    repaired = repair(
        path=text,
        dialect=dialect,
        names=[column.name for column in heads.columns],
        heads=dialect.preamble + heads.records,
        target=task.scratch / "repaired.csv",
        progress=task.progress,
    )
    path = plain_path(path=repaired.path, scratch=task.scratch)
    return _Body(path, dialect.delimiter, repaired.longest, repaired.lines, repaired.rejects)


def _kept(task: Task, body: _Body, dialect: Dialect, heads: Heads, skip: int) -> int:
    """Columns without a name at the end are dropped only if they are empty in every record."""
    if not heads.nameless or not heads.records:
        return dialect.width
    _view(task, body, dialect.width, dialect.width, skip)
    last = range(dialect.width - heads.nameless, dialect.width)
    counts = ", ".join(f"count(c{i})" for i in last)
    filled = task.connection.execute(f"SELECT {counts} FROM {task.relation}").fetchone() or ()
    return max((i + 1 for i, n in zip(last, filled, strict=True) if n), default=last.start)


def _view(task: Task, body: _Body, width: int, kept: int, skip: int) -> None:
    csv_view(
        connection=task.connection,
        relation=task.relation,
        path=body.path,
        delimiter=body.delimiter,
        width=width,
        kept=kept,
        skip=skip,
        longest=body.longest,
    )
