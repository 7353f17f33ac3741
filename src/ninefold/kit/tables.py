"""Tables that leave the house: CSV and XLSX that no spreadsheet mistakes for formulas."""

import csv
import io
import math
import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any, Literal

Kind = Literal["text", "integer", "number", "percent", "date", "moment"]

# What starts a formula in some spreadsheet, the full-width forms included.
_STARTERS = frozenset("=+-@|\t\r\n\uff1d\uff0b\uff0d\uff20\u2212\ufe62\ufe63\ufe66\ufe6b")
_GUARD = "'"
_CELL = 32_767
_FORMATS: dict[Kind, str] = {
    "text": "@",
    "integer": "#,##0",
    "number": "#,##0.00",
    "percent": "0.0%",
    "date": "yyyy-mm-dd",
    "moment": "yyyy-mm-dd hh:mm",
}
_FORBIDDEN_IN_NAME = re.compile(r"[\[\]:*?/\\]")


@dataclass(frozen=True, slots=True)
class Column:
    """One column: the key into each row, the title in the head, and what its cells hold."""

    key: str
    title: str
    kind: Kind = "text"


@dataclass(frozen=True, slots=True)
class Table:
    """A table to show and to export.

    Parameters
    ----------
    name : str
        Title of the sheet.
    columns : tuple of Column
        In order.
    rows : iterable of mapping
        Cells by column key; a missing key or None is an empty cell. "percent" cells hold fractions,
        "moment" cells aware instants, written in UTC.
    """

    name: str
    columns: tuple[Column, ...]
    rows: Iterable[Mapping[str, Any]]


def _invisible(char: str) -> bool:
    return char.isspace() or unicodedata.category(char) in {"Cf", "Cc", "Zs"}


def _dangerous(text: str) -> bool:
    """Tell whether a spreadsheet may read a formula, looking behind blanks and zero-width signs."""
    for char in text:
        if char in _STARTERS:
            return True
        if not _invisible(char):
            return False
    return False


def guarded(text: str) -> str:
    """Put an apostrophe before a text that a spreadsheet may take for a formula.

    Parameters
    ----------
    text : str
        Any text.

    Returns
    -------
    str
        The text itself where it is harmless; `unguarded` gives back every text exactly.

    Examples
    --------
    >>> guarded("=1+1"), guarded("'tis"), guarded("'=1")
    ("'=1+1", "'tis", "''=1")
    """
    return _GUARD + text if _dangerous(text.lstrip(_GUARD)) else text


def unguarded(text: str) -> str:
    """Take away the apostrophe that `guarded` put there, and no other."""
    if text.startswith(_GUARD) and _dangerous(text.lstrip(_GUARD)):
        return text.removeprefix(_GUARD)
    return text


def _utc(at: datetime) -> datetime:
    if at.tzinfo is None:
        raise ValueError("an instant without a time zone cannot be exported")
    return at.astimezone(UTC).replace(tzinfo=None)


def _empty(value: Any) -> bool:
    return value is None or (isinstance(value, float) and not math.isfinite(value))


def _csv_cell(value: Any) -> str | int | float | None:
    if _empty(value):
        return None
    if isinstance(value, int | float):
        return int(value) if isinstance(value, bool) else value
    if isinstance(value, Decimal):
        return float(value)
    if isinstance(value, datetime):
        return f"{_utc(value).isoformat(sep=' ', timespec='seconds')}Z"
    if isinstance(value, date):
        return value.isoformat()
    return guarded(str(value))


def to_csv(table: Table) -> bytes:
    """Write a table as CSV.

    Parameters
    ----------
    table : Table
        Texts are quoted and guarded, numbers bare with a point.

    Returns
    -------
    bytes
        UTF-8 with a byte-order mark, comma-separated, CRLF (RFC 4180).

    Raises
    ------
    ValueError
        If a moment carries no time zone.
    """
    file = io.StringIO(newline="")
    # Every text is quoted: where the list separator is a semicolon, one inside a text must not part it.
    writer = csv.writer(file, quoting=csv.QUOTE_NONNUMERIC, lineterminator="\r\n")
    writer.writerow([guarded(column.title) for column in table.columns])
    for row in table.rows:
        writer.writerow([_csv_cell(row.get(column.key)) for column in table.columns])
    return file.getvalue().encode("utf-8-sig")


def _sheet_name(name: str) -> str:
    """Return a name that Excel accepts: no []:*?/ or backslash, 31 letters, no apostrophe at the ends."""
    clean = _FORBIDDEN_IN_NAME.sub(" ", name)[:31].strip().strip("'")
    return "Data" if clean.casefold() in {"", "history"} else clean


def _write_cell(
    sheet: Any, place: tuple[int, int], value: Any, formats: Mapping[str, Any], kind: Kind
) -> None:
    if _empty(value):
        return
    if isinstance(value, bool | int | float | Decimal) and kind != "text":
        sheet.write_number(*place, float(value), formats[kind])
    elif isinstance(value, datetime):
        sheet.write_datetime(*place, _utc(value), formats["moment"])
    elif isinstance(value, date):
        sheet.write_datetime(*place, value, formats["date"])
    else:
        # Typed as text and marked as quoted: not even editing the cell makes it a formula.
        sheet.write_string(*place, str(value)[:_CELL], formats["text"])


def _widths(table: Table, sheet: Any) -> None:
    for place, column in enumerate(table.columns):
        sheet.set_column(
            place, place, max(12, min(48, len(column.title) + 2)) if column.kind != "text" else 28
        )


def to_xlsx(table: Table, *, rtl: bool = False) -> bytes:
    """Write a table as an Excel workbook.

    Parameters
    ----------
    table : Table
        Cells keep their type; texts longer than Excel's 32,767 letters are cut there.
    rtl : bool
        Whether the sheet runs from right to left.

    Returns
    -------
    bytes
        The workbook: head in bold and frozen, no formula anywhere.

    Raises
    ------
    ValueError
        If a moment carries no time zone.
    """
    import xlsxwriter  # noqa: PLC0415  # a tenth of a second, and most processes write no workbook

    file = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(file, options) as book:
        sheet = book.add_worksheet(_sheet_name(table.name))
        formats: dict[str, Any] = {
            kind: book.add_format({"num_format": code}) for kind, code in _FORMATS.items()
        }
        formats["text"].set_quote_prefix()
        head = book.add_format({"bold": True, "bottom": 1, "text_wrap": True, "quote_prefix": True})
        if rtl:
            sheet.right_to_left()
        _widths(table, sheet)
        sheet.freeze_panes(1, 0)
        for place, column in enumerate(table.columns):
            sheet.write_string(0, place, column.title, head)
        for line, row in enumerate(table.rows, start=1):
            for place, column in enumerate(table.columns):
                _write_cell(sheet, (line, place), row.get(column.key), formats, column.kind)
    return file.getvalue()
