"""The structure of a delimited file, checked byte by byte without making a Python object a cell.

A record ends at a line feed outside quotes. The check is exact for files whose every quote opens a cell,
closes one, or is doubled inside one; anything else is called unclean and read by ``repair``, slowly.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from ninefold.listen.sources.hostile import MAX_CELL, MAX_RECORD, line_too_long

_CHUNK = 1 << 19
_LF, _CR, _QUOTE = 10, 13, 34

Lines = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Structure:
    """What the check found.

    Parameters
    ----------
    clean
        Every record has the expected number of cells and every quote its place.
    lines
        Physical line, from 1, at which each record starts; shape (records,). Blank lines are no records.
    longest
        Bytes of the longest record.
    """

    clean: bool
    lines: Lines
    longest: int


UNCLEAN = Structure(clean=False, lines=np.empty(0, dtype=np.int64), longest=0)


def examine(
    *,
    path: Path,
    delimiter: str,
    width: int,
    preamble: int = 0,
    progress: Callable[[float], None] | None = None,
) -> Structure:
    """Check all records of a UTF-8 file.

    Parameters
    ----------
    path
        UTF-8, with or without a byte order mark.
    delimiter
        One ASCII character.
    width
        Expected number of cells, at least 1.
    preamble
        Records at the beginning that may have another width (a ``sep=;`` line).
    progress
        Called with the share done, 0 to 1.

    Returns
    -------
    Structure

    Raises
    ------
    Unreadable
        If a line is too long to be a record.
    """
    total = max(1, path.stat().st_size)
    parts: list[Lines] = []
    ends_crlf: set[bool] = set()
    line, done, longest = 1, 0, 0
    for block in _blocks(path):
        found = examine_block(block, ord(delimiter), width, None if parts else preamble)
        if found is None:
            return UNCLEAN
        parts.append(found.starts + line)
        ends_crlf |= found.crlf
        if len(ends_crlf) > 1:
            return UNCLEAN
        line += found.line_feeds
        done += len(block)
        longest = max(longest, found.longest)
        if longest > MAX_CELL:
            return UNCLEAN  # a cell may be too long; the slow reader names it
        if progress:
            progress(min(1.0, done / total))
    lines = np.concatenate(parts) if parts else np.empty(0, dtype=np.int64)
    return Structure(clean=True, lines=lines, longest=longest)


def _blocks(path: Path) -> Iterator[bytes]:
    """Whole records: each block starts where a record starts and ends with its line feed."""
    carry, line, ending = b"", 1, b"\n"
    with path.open("rb") as file:
        if file.read(3) != b"\xef\xbb\xbf":
            file.seek(0)
        while chunk := file.read(_CHUNK):
            carry += chunk
            cut = last_end(carry)
            if cut:
                yield carry[:cut]
                ending = b"\r\n" if carry[:cut].endswith(b"\r\n") else b"\n"
                line += carry.count(b"\n", 0, cut)
                carry = carry[cut:]
            elif len(carry) > MAX_RECORD:
                if b"\n" not in carry and b"\r" not in carry:
                    raise line_too_long(line=line)
                yield carry  # no end of a record within the limit: the block is unclean
                return
    if carry:
        yield carry if carry.endswith(b"\n") else carry + ending


def last_end(data: bytes) -> int:
    """Position after the last line feed outside quotes, 0 if there is none.

    Outside: the quotes before it are even in number, so the quotes after it have the parity of all.
    """
    parity = data.count(b'"') & 1
    end, after = len(data), 0
    while True:
        quote = data.rfind(b'"', 0, end)
        if after & 1 == parity:
            feed = data.rfind(b"\n", quote + 1, end)
            if feed >= 0:
                return feed + 1
        if quote < 0:
            return 0
        end, after = quote, after + 1


@dataclass(frozen=True, slots=True)
class Block:
    """Whole records in good order.

    Parameters
    ----------
    starts
        Line of each record, 0 at the block's beginning; blank lines are no records.
    crlf
        Whether lines end with CR LF; both if mixed.
    line_feeds
        Number of physical lines.
    longest
        Bytes of the longest record.
    """

    starts: Lines
    crlf: set[bool]
    line_feeds: int
    longest: int


def examine_block(data: bytes, delimiter: int, width: int, preamble: int | None = None) -> Block | None:
    """Measure whole records, the last one with its line feed.

    Parameters
    ----------
    data, delimiter, width
        Bytes, one byte, expected number of cells.
    preamble
        Given for the first block of a file only: records that may have another width.

    Returns
    -------
    Block or None
        None if anything is not in its place.
    """
    buffer = np.frombuffer(data, dtype=np.uint8)
    if data.count(b"\r") != data.count(b"\r\n"):
        return None
    at = np.flatnonzero((buffer == _LF) | (buffer == delimiter) | (buffer == _QUOTE))
    what = buffer[at]
    quote = what == _QUOTE
    feed = what == _LF
    separator = what == delimiter
    end = feed
    if quote.any():
        inside = np.bitwise_xor.accumulate(quote.view(np.uint8)).view(np.bool_)
        if inside[-1] or not _quotes_in_place(buffer, at[quote], delimiter):
            return None
        end = feed & ~inside
        separator = separator & ~inside
    found = _measure(buffer, at, feed, end, separator)
    if found is None or (found.blank.any() and (width == 1 or (preamble is not None and found.blank[0]))):
        return None
    wrong = (found.cells != width) & ~found.blank
    wrong[: preamble or 0] = False
    if wrong.any():
        return None
    return Block(
        starts=found.starts[~found.blank],
        crlf=set(np.unique(found.crlf).tolist()),
        line_feeds=data.count(b"\n"),
        longest=found.longest,
    )


def _quotes_in_place(buffer: NDArray[np.uint8], quotes: Lines, delimiter: int) -> bool:
    opening, closing = quotes[0::2], quotes[1::2]
    before = np.where(opening == 0, _LF, buffer[np.maximum(opening - 1, 0)])
    after = buffer[np.minimum(closing + 1, len(buffer) - 1)]
    fits_before = (before == delimiter) | (before == _LF) | (before == _QUOTE)
    fits_after = (after == delimiter) | (after == _LF) | (after == _CR) | (after == _QUOTE)
    return bool(fits_before.all() and fits_after.all())


@dataclass(frozen=True, slots=True)
class _Measured:
    starts: Lines
    cells: Lines
    blank: NDArray[np.bool_]
    crlf: NDArray[np.bool_]
    longest: int


def _measure(
    buffer: NDArray[np.uint8],
    at: Lines,
    feed: NDArray[np.bool_],
    end: NDArray[np.bool_],
    separator: NDArray[np.bool_],
) -> _Measured | None:
    """Per record: its first line, its number of cells, whether it is blank, whether CR LF ends it."""
    ends = np.flatnonzero(end)
    if len(ends) == 0:
        return None
    stops = at[ends]
    begins = np.concatenate(([0], stops[:-1] + 1))
    feeds = np.cumsum(feed, dtype=np.int64)[ends]
    crlf = (stops > 0) & (buffer[np.maximum(stops - 1, 0)] == _CR)
    return _Measured(
        starts=np.concatenate(([0], feeds[:-1])),
        cells=np.diff(np.cumsum(separator, dtype=np.int64)[ends], prepend=0) + 1,
        blank=(stops - begins) == crlf,
        crlf=crlf,
        longest=int((stops - begins).max()),
    )
