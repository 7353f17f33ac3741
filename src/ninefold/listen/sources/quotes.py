"""One record of a delimited file read by Python's csv, which says when quotes do not fit."""

import csv
import re
from collections.abc import Callable, Iterator

from ninefold.listen.sources.dialects import Dialect
from ninefold.listen.sources.hostile import MAX_CELL

_SPAN = 1_000  # lines of one record
_LINES = re.compile(r"[^\r\n]*(?:\r\n|\r|\n)|[^\r\n]+\Z")


class Broken(Exception):
    """A record whose quotes do not fit."""


class Unclosed(Broken):
    """A quote not closed within the lines looked at.

    Parameters
    ----------
    at_end
        They reach to the end of the file.
    """

    def __init__(self, *, at_end: bool) -> None:
        super().__init__()
        self.at_end = at_end


def split_lines(text: str) -> list[str]:
    """Split at CR LF, CR and LF, keeping them; unlike str.splitlines not at form feeds and the like."""
    if "\r" not in text:
        return [text] if text else []
    return _LINES.findall(text)


def take_record(taken: list[str], take: Callable[[], str | None], dialect: Dialect) -> list[str]:
    """Read one record.

    Parameters
    ----------
    taken
        Its first line; further lines it needs are added.
    take
        Gives the next line, None at the end.
    dialect
        As judged.

    Returns
    -------
    list of str
        Its cells.

    Raises
    ------
    Broken
        If text follows a closing quote, or (``Unclosed``) a quote is not closed.
    """
    if '"' not in taken[0] and not dialect.backslash:
        return taken[0].rstrip("\r\n").split(dialect.delimiter)
    feed = _Feed(taken, take)
    try:
        return next(_reader(feed, dialect), [""])
    except csv.Error:
        if feed.exhausted:
            raise Unclosed(at_end=feed.at_end) from None
        raise Broken from None


def _reader(lines: Iterator[str], dialect: Dialect) -> Iterator[list[str]]:
    return csv.reader(
        lines,
        delimiter=dialect.delimiter,
        strict=True,
        skipinitialspace=dialect.blanks,
        escapechar="\\" if dialect.backslash else None,
        doublequote=not dialect.backslash,
    )


class _Feed:
    """The record's first line, then as many more as its quotes ask for, within limits."""

    def __init__(self, taken: list[str], take: Callable[[], str | None]) -> None:
        self.taken, self.take = taken, take
        self.given = self.size = 0
        self.exhausted = self.at_end = False

    def __iter__(self) -> Iterator[str]:
        return self

    def __next__(self) -> str:
        if self.given == 0:
            line: str | None = self.taken[0]
        elif len(self.taken) >= _SPAN or self.size > MAX_CELL:
            line = None
        else:
            line = self.take()
            self.at_end = line is None
            if line is not None:
                self.taken.append(line)
        if line is None:
            self.exhausted = True
            raise StopIteration
        self.given += 1
        self.size += len(line)
        return line


def column_of_quote(line: str, dialect: Dialect) -> int:
    """Position of the column in which a line's last, open quote stands."""
    lenient = csv.reader([line], delimiter=dialect.delimiter, skipinitialspace=dialect.blanks)
    return len(next(lenient, [""])) - 1
