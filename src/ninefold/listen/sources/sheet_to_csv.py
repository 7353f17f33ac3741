"""Child process: write one sheet of a workbook as CSV. Run by ``spreadsheets``, never imported.

It runs apart because a crafted sheet (two cells a million rows from each other, one long text repeated)
makes any reader allocate without end; here the limit kills the child and not the server.
Formulas are read as the values stored beside them; nothing is evaluated.
"""

import array
import csv
import datetime
import json
import sys
from pathlib import Path

from python_calamine import CalamineSheet, CalamineWorkbook, SheetTypeEnum, SheetVisibleEnum

try:
    import resource
except ImportError:  # Windows has no limits of this kind
    resource = None  # type: ignore[assignment]


def convert(source: str, target: Path, memory: int, most: int) -> dict[str, object]:
    """Write the sheet with most cells; tell its size, or what is wrong with it."""
    if resource is not None:
        resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    book = CalamineWorkbook.from_path(source)
    names = [
        sheet.name
        for sheet in book.sheets_metadata
        if sheet.typ == SheetTypeEnum.WorkSheet and sheet.visible == SheetVisibleEnum.Visible
    ]
    best: CalamineSheet | None = None
    for name in names:
        sheet = book.get_sheet_by_name(name)
        if sheet.width and (best is None or sheet.width * sheet.height > best.width * best.height):
            best = sheet
    if best is None:
        return {"error": "empty"}
    return write(best, target, most)


def write(sheet: CalamineSheet, target: Path, most: int) -> dict[str, object]:
    """Write the rows that are not blank, and beside them their row numbers."""
    if sheet.width > most:
        return {"error": "columns", "found": sheet.width}
    first = sheet.start[0] + 1 if sheet.start else 1
    numbers = array.array("q")
    longest = 0
    with target.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        for offset, row in enumerate(sheet.iter_rows()):
            cells = [text(value) for value in row]
            size = sum(map(len, cells))
            if not size:
                continue
            writer.writerow(cells)
            numbers.append(first + offset)
            longest = max(longest, size)
    with target.with_suffix(".rows").open("wb") as rows:
        numbers.tofile(rows)
    return {"width": sheet.width, "longest": longest * 8 + 4 * sheet.width, "records": len(numbers)}


def text(value: object) -> str:
    """A cell as text: whole numbers without a fraction, moments as ISO 8601."""
    if isinstance(value, str):
        return value.replace("\r\n", "\n").replace("\r", "\n").replace("\x00", "") if value else ""
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < 1e15 else repr(value)
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, datetime.datetime):
        return value.isoformat(sep=" ", timespec="seconds")
    return "" if value is None else str(value)


if __name__ == "__main__":
    sys.stdout.write(json.dumps(convert(sys.argv[1], Path(sys.argv[2]), int(sys.argv[3]), int(sys.argv[4]))))
