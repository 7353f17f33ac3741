"""How a delimited file is written: separator, header rows, decimal sign; judged from its beginning."""

import csv
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

from ninefold.listen.sources.hostile import (
    MAX_COLUMNS,
    MAX_RECORD,
    empty,
    line_too_long,
    too_many_columns,
)
from ninefold.listen.sources.opened import Decimal

Row = Sequence[str]

SAMPLE = 1 << 19  # bytes
_RECORDS = 400
_SEPARATORS = ",;\t|"
_NONE = "\x1f"  # a table of one column: commas in it are commas
_HINT = re.compile(r"\ufeff?sep=(.)\r?\n", re.IGNORECASE)
_NUMBER = re.compile(r"\s*[-+]?\d[\d\s\u00a0.,]*%?\s*")
_MOMENT = re.compile(r"\s*\d{1,4}[-/.]\d{1,2}[-/.]\d{1,4}(?:[ T].*)?")
_LINES = re.compile(r"[^\r\n]*(?:\r\n|\r|\n)|[^\r\n]+\Z")  # str.splitlines would split at form feeds too
_COMMA = re.compile(r"[-+]?\d+,\d{1,2}|[-+]?\d+,\d{4,}|[-+]?0,\d+")
_POINT = re.compile(r"[-+]?\d+\.\d{1,2}|[-+]?\d+\.\d{4,}|[-+]?0\.\d+")

csv.field_size_limit(MAX_RECORD)  # the module's own limit is 128 KB for the whole process; ours is checked


@dataclass(frozen=True, slots=True)
class Dialect:
    r"""How the file is written.

    Parameters
    ----------
    delimiter
        One of comma, semicolon, tab, bar; the unit separator for a table of one column.
    backslash
        Quotes inside cells are written ``\"``.
    blanks
        Blanks stand between separator and quote.
    width
        Cells of an ordinary record.
    preamble
        Records before the header that are no data (``sep=;``).
    rows
        The first records, header included, preamble not.
    """

    delimiter: str
    backslash: bool
    blanks: bool
    width: int
    preamble: int
    rows: tuple[Row, ...]


def judge(*, path: Path) -> Dialect:
    """Find separator, quoting and width.

    Parameters
    ----------
    path
        UTF-8 text.

    Returns
    -------
    Dialect

    Raises
    ------
    Unreadable
        If there is no line end within the limit, nothing but blanks, or too many columns.
    """
    text, whole = _sample(path)
    hint = _HINT.match(text)
    if hint:
        text = text[hint.end() :]
    if not text.strip():
        raise empty()
    tries = [_try(text, s, whole=whole, backslash=False) for s in (hint[1] if hint else _SEPARATORS)]
    best = max(tries, key=lambda t: t.score)
    if '\\"' in text and best.score < 1.5:
        best = max([best, _try(text, best.delimiter, whole=whole, backslash=True)], key=lambda t: t.score)
    if best.width > MAX_COLUMNS:
        raise too_many_columns(found=best.width)
    blanks = bool(re.search(rf"{re.escape(best.delimiter)} +\"", text))
    if blanks:
        best = _try(text, best.delimiter, whole=whole, backslash=best.backslash, blanks=True)
    return Dialect(
        delimiter=best.delimiter,
        backslash=best.backslash,
        blanks=blanks,
        width=best.width,
        preamble=1 if hint else 0,
        rows=tuple(best.rows),
    )


def _sample(path: Path) -> tuple[str, bool]:
    with path.open("rb") as file:
        head = file.read(SAMPLE)
        whole = len(head) < SAMPLE
        if not whole and b"\n" not in head and b"\r" not in head:
            head += file.read(MAX_RECORD - SAMPLE)
            whole = len(head) < MAX_RECORD
            _check_first_line(head, whole=whole)
    return head.decode("utf-8", "replace").removeprefix("\ufeff"), whole


def _check_first_line(head: bytes, *, whole: bool) -> None:
    """Refuse a first line that goes on and on before anything tries to read it."""
    line = re.split(rb"[\r\n]", head, maxsplit=1)[0]
    found = max(line.count(s.encode()) for s in _SEPARATORS) + 1
    if found > MAX_COLUMNS:
        raise too_many_columns(found=found)
    if len(line) == len(head) and not whole:
        raise line_too_long(line=1)


@dataclass(frozen=True, slots=True)
class _Try:
    delimiter: str
    backslash: bool
    width: int
    score: float
    rows: list[Row]


def _try(text: str, delimiter: str, *, whole: bool, backslash: bool, blanks: bool = False) -> _Try:
    """Read the sample with one separator; good ones give the same number of cells in every record.

    One half more for a header as wide as the records: decimal commas are in the records only.
    """
    rows = _records(text, delimiter, whole=whole, backslash=backslash, blanks=blanks)
    filled = [row for row in rows if any(row)]
    widths = Counter(len(row) for row in filled)
    if not widths:
        return _Try(delimiter, backslash, 1, 0.0, rows)
    width, count = max(widths.items(), key=lambda item: (item[1], item[0]))
    head = len(filled[0])
    if width == 1 and head == 1:
        return _Try(_NONE, backslash, 1, 0.4, rows)  # any true separator is better than none
    score = count / len(filled) + (0.5 if head == width else 0.0) - (1.0 if width == 1 else 0.0)
    return _Try(delimiter, backslash, max(width, head), score + min(width, 50) / 1e6, rows)


def _records(text: str, delimiter: str, *, whole: bool, backslash: bool, blanks: bool) -> list[Row]:
    lines = _LINES.findall(text)
    reader = csv.reader(
        lines,
        delimiter=delimiter,
        escapechar="\\" if backslash else None,
        doublequote=not backslash,
        skipinitialspace=blanks,
    )
    rows: list[Row] = []
    for row in reader:
        rows.append(row)
        if len(rows) >= _RECORDS:
            return rows
    if not whole and len(rows) > 1:
        rows.pop()  # cut in the middle
    return rows


def has_header(*, rows: Sequence[Row]) -> bool:
    """Tell whether the first record names the columns.

    A column votes for a header if its records are numbers or moments and its first cell is not, and
    against it if its first cell is a number or moment too.  No vote at all: there is a header.

    Parameters
    ----------
    rows
        The first records of the file.

    Returns
    -------
    bool
    """
    head, body = rows[0], rows[1:]
    votes = 0
    if _is_sequence(head):
        return True
    for position, cell in enumerate(head):
        if _is_value(cell):
            votes -= 1
            continue
        cells = [row[position] for row in body if len(row) > position and row[position]]
        if cell and cells and sum(map(_is_value, cells)) > 0.8 * len(cells):
            votes += 1
    return votes >= 0


def _is_sequence(head: Row) -> bool:
    """Years or waves as names: whole numbers at equal steps (98, 99, 00 too), many or beside a text."""
    numbers = [int(cell) for cell in head if re.fullmatch(r"\d{1,4}", cell)]
    steps = {(b - a) % 100 for a, b in pairwise(numbers)}
    has_text = any(cell and not _is_value(cell) for cell in head)
    return len(numbers) > 2 and len(steps) == 1 and steps != {0} and (has_text or len(numbers) > 4)


def _is_value(cell: str) -> bool:
    return bool(_NUMBER.fullmatch(cell) or _MOMENT.fullmatch(cell))


def decimal_sign(*, rows: Sequence[Row]) -> Decimal:
    """Tell the decimal sign from cells in which it cannot be a thousands separator.

    Parameters
    ----------
    rows
        Records without the header.

    Returns
    -------
    Decimal
        "," only if more cells show it than a point.
    """
    commas = sum(1 for row in rows for cell in row if _COMMA.fullmatch(cell))
    points = sum(1 for row in rows for cell in row if _POINT.fullmatch(cell))
    return "," if commas > points else "."
