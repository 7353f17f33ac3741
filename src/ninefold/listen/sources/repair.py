"""The slow road for delimited files with something wrong: keep every good record, name every bad one.

Blocks whose structure is clean are copied as they are.  The others are read line by line with Python's csv;
after a broken record reading goes on at the next line, so that one stray quote does not swallow the rest.
"""

from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

import numpy as np
from django.utils.translation import gettext as _

from ninefold.listen.sources.dialects import Dialect
from ninefold.listen.sources.hostile import (
    MAX_BROKEN_QUOTES,
    MAX_CELL,
    MAX_RECORD,
    MAX_REJECTS,
    cell_too_long,
    line_too_long,
    mostly_broken,
    unclosed_quote,
)
from ninefold.listen.sources.opened import Reject
from ninefold.listen.sources.quotes import Broken, Unclosed, column_of_quote, split_lines, take_record
from ninefold.listen.sources.relations import PlainCsv
from ninefold.listen.sources.structure import Lines, examine_block, last_end

_BLOCK = 1 << 19
_STRETCH = 1 << 16  # read slowly at least this far before a block is tried again
_RAW = 400


@dataclass(frozen=True, slots=True)
class Repaired:
    """The plain file, and what is not in it.

    Parameters
    ----------
    path, longest
        The plain file and the bytes of its longest record.
    lines
        Physical line of each record in it, from 1.
    rejects
        Records left out.
    """

    path: Path
    longest: int
    lines: Lines
    rejects: tuple[Reject, ...]


def repair(
    *,
    path: Path,
    dialect: Dialect,
    names: Sequence[str],
    heads: int,
    target: Path,
    progress: Callable[[float], None] | None = None,
) -> Repaired:
    """Read a delimited file leniently and write its good records, with line feeds, to a plain file.

    Parameters
    ----------
    path
        UTF-8 text, possibly with bad bytes.
    dialect
        As judged.
    names
        Of the columns, for messages.
    heads
        Records at the beginning that are no answers; they are kept whatever their width.
    target
        Where to write.
    progress
        Called with the share done, 0 to 1.

    Returns
    -------
    Repaired

    Raises
    ------
    Unreadable
        If a cell or line is too long, a quote is open to the end, or most rows are broken.
    """
    total = max(1, path.stat().st_size)
    with path.open("rb") as source, PlainCsv(target, delimiter=dialect.delimiter) as out:
        work = _Repair(dialect, names, heads, source, out)
        while work.step():
            if progress:
                progress(min(1.0, work.offset / total))
    work.refuse_if_mostly_broken()
    lines = np.concatenate(work.lines) if work.lines else np.empty(0, dtype=np.int64)
    return Repaired(target, out.longest, lines, tuple(work.rejects))


class _Repair:
    def __init__(
        self, dialect: Dialect, names: Sequence[str], heads: int, source: BinaryIO, out: PlainCsv
    ) -> None:
        self.dialect, self.names, self.heads = dialect, names, heads
        self.source, self.out = source, out
        self.offset = 3 if source.read(3) == b"\xef\xbb\xbf" else 0
        self.number = 1  # physical line of the next record
        self.records = 0
        self.lines: list[Lines] = []
        self.rejects: list[Reject] = []
        self.broken_quotes = 0
        self.pending: deque[str] = deque()

    def step(self) -> bool:
        """One block, copied if it is clean, else read; False at the end of the file."""
        self.source.seek(self.offset)
        data = self.source.read(_BLOCK)
        if not data:
            return False
        cut = last_end(data)
        if not (cut and self.copy(data[:cut])):
            self.read(until=self.offset + min(max(cut, _STRETCH), len(data)))
        return True

    def copy(self, block: bytes) -> bool:
        d = self.dialect
        if d.backslash or d.blanks or self.records < self.heads or not _is_text(block):
            return False
        found = examine_block(block, ord(d.delimiter), d.width)
        if found is None or found.longest > MAX_CELL:
            return False
        self.out.copy(block.replace(b"\r\n", b"\n"), found.longest)
        self.lines.append(found.starts + self.number)
        self.records += len(found.starts)
        self.number += found.line_feeds
        self.offset += len(block)
        return True

    def read(self, until: int) -> None:
        self.source.seek(self.offset)
        self.pending.clear()
        while self.offset < until and (line := self.take()) is not None:
            self.record(line)

    def take(self) -> str | None:
        if not self.pending:
            line = self.source.readline(MAX_RECORD)
            if len(line) >= MAX_RECORD:
                raise line_too_long(line=self.number)
            self.pending.extend(split_lines(line.decode("utf-8", "surrogateescape")))
        return self.pending.popleft() if self.pending else None

    def record(self, line: str) -> None:
        taken = [line]
        try:
            cells = take_record(taken, self.take, self.dialect)
        except Broken as error:
            self.broken(error, taken)
        else:
            self.judge(cells, taken)

    def broken(self, error: Broken, taken: list[str]) -> None:
        """Reject the first line alone; the lines after it are read anew."""
        if isinstance(error, Unclosed) and (error.at_end or not self.quote_follows()):
            if len(taken) > 1:
                column = self.name(column_of_quote(taken[0], self.dialect))
                raise unclosed_quote(line=self.number, column=column)
            self.reject(taken, _("A quotation mark in this line is not closed."))
            return
        self.broken_quotes += 1
        self.pending.extendleft(reversed(taken[1:]))
        self.reject(taken[:1], _("The quotation marks of this line do not fit together."))

    def quote_follows(self) -> bool:
        """Whether any quote stands after what has been taken; the file's place is kept."""
        if any('"' in line for line in self.pending):
            return True
        place = self.source.tell()
        try:
            while chunk := self.source.read(_BLOCK):
                if b'"' in chunk:
                    return True
            return False
        finally:
            self.source.seek(place)

    def judge(self, cells: list[str], taken: list[str]) -> None:
        width = self.dialect.width
        if not any(cells) and not "".join(taken).strip('" \t\r\n'):
            self.advance(taken)  # a blank line
            return
        if len(cells) > width and not any(cells[width:]):
            cells = cells[:width]
        if self.records < self.heads:
            self.keep([_mended(c) for c in [*cells, *[""] * width][:width]], taken)
        elif len(cells) != width:
            self.pending.extendleft(reversed(taken[1:]))
            self.reject(taken[:1], self.width_reason(len(cells)))
        elif not all(map(_sound, taken)):
            self.reject(taken, _("This row has bytes that are no text in UTF-8."))
        else:
            self.refuse_long_cell(cells)
            self.keep(cells, taken)

    def keep(self, cells: list[str], taken: list[str]) -> None:
        self.lines.append(np.array([self.number], dtype=np.int64))
        self.records += 1
        self.advance(taken)
        self.out.write(cells)

    def advance(self, taken: list[str]) -> None:
        self.number += sum(line.endswith(("\n", "\r")) for line in taken)
        self.offset += sum(len(line.encode("utf-8", "surrogateescape")) for line in taken)

    def width_reason(self, found: int) -> str:
        values = {"found": found, "expected": self.dialect.width}
        if found < self.dialect.width:
            return _("This row has too few cells: %(found)d instead of %(expected)d.") % values
        return _("This row has too many cells: %(found)d instead of %(expected)d.") % values

    def reject(self, taken: list[str], reason: str) -> None:
        raw = _mended("".join(taken).rstrip("\r\n")[:_RAW])
        self.rejects.append(Reject(line=self.number, reason=reason, raw=raw))
        self.advance(taken)
        if len(self.rejects) > MAX_REJECTS or self.broken_quotes > MAX_BROKEN_QUOTES:
            self.refuse()

    def refuse_if_mostly_broken(self) -> None:
        if len(self.rejects) > max(20, self.records):
            self.refuse()

    def refuse(self) -> None:
        first = self.rejects[0]
        raise mostly_broken(line=first.line, count=len(self.rejects), reason=first.reason)

    def refuse_long_cell(self, cells: list[str]) -> None:
        for position, cell in enumerate(cells):
            if len(cell) * 4 > MAX_CELL and len(cell.encode("utf-8", "replace")) > MAX_CELL:
                raise cell_too_long(line=self.number, column=self.name(position))

    def name(self, position: int) -> str:
        return self.names[position] if position < len(self.names) else str(position + 1)


def _is_text(block: bytes) -> bool:
    if block.isascii():
        return True
    try:
        block.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def _mended(text: str) -> str:
    """Bad bytes shown as the replacement character."""
    return text.encode("utf-8", "surrogateescape").decode("utf-8", "replace")


def _sound(line: str) -> bool:
    """No byte of the line was smuggled in as a surrogate."""
    if line.isascii():
        return True
    try:
        line.encode("utf-8")
    except UnicodeEncodeError:
        return False
    return True
