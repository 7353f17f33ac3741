"""A file of outside figures as it stands: its columns, its rows with their lines, nothing understood yet."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from django.core import signing
from django.utils.translation import gettext as _

from ninefold.kit.digits import western
from ninefold.listen.sources.opened import Opened, Unreadable
from ninefold.listen.sources.opening import open_file, physical_line
from ninefold.listen.sources.reading import desk
from ninefold.people.organisations.models import Organisation

MOST_ROWS: Final = 5_000
MOST_COLUMNS: Final = 60
LONGEST_CELL: Final = 300
LARGEST: Final = 20_000_000  # bytes
# A form of the web may carry a megabyte; a sheet on its way must leave room for the other fields.
LONGEST_DRAFT: Final = 900_000
SALT: Final = "ninefold.understand.benchmarks"
_YEAR: Final = 4
ONE_DAY: Final = 24 * 60 * 60


@dataclass(frozen=True, kw_only=True)
class Line:
    """One row of the file: where it stands, and its cells; an empty cell is the empty text."""

    number: int
    cells: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class Unread:
    """A row that could not be read at all, with the reason."""

    number: int
    reason: str
    raw: str


@dataclass(frozen=True, kw_only=True)
class Sheet:
    """The file, small enough to travel with a form until somebody has looked at it.

    Attributes
    ----------
    decimal : the decimal sign of its numbers, "." or ",".
    unread : rows that are no rows.
    """

    name: str
    columns: tuple[str, ...]
    lines: tuple[Line, ...]
    unread: tuple[Unread, ...]
    decimal: str


def read_sheet(*, path: Path, name: str) -> Sheet:
    """Read a CSV, XLSX, JSON Lines or Parquet file of outside figures.

    Parameters
    ----------
    path : where it lies; its name and ending are not believed.
    name : what the user calls it.

    Raises
    ------
    Unreadable
        The message says why, and what to do.
    """
    if path.stat().st_size > LARGEST:
        raise _too_large()
    with desk() as place:
        opened = open_file(path=path, connection=place.connection, scratch=place.folder / "file", name=name)
        if len(opened.columns) > MOST_COLUMNS:
            raise Unreadable(
                _("The file has more than %(most)s columns. Keep those with names and figures.")
                % {"most": MOST_COLUMNS}
            )
        chosen = ", ".join(f"left(c{column.position}, {LONGEST_CELL})" for column in opened.columns)
        # Nothing of the file stands in the query: its relation and columns have names of ours.
        query = f"SELECT line, {chosen} FROM {opened.relation} ORDER BY line LIMIT {MOST_ROWS + 1}"  # noqa: S608
        rows = place.connection.execute(query).fetchall()
        if len(rows) > MOST_ROWS:
            raise _too_large()
        return _sheet(opened, rows)


def _sheet(opened: Opened, rows: list[tuple[object, ...]]) -> Sheet:
    columns = tuple(column.name[:LONGEST_CELL] for column in opened.columns)
    lines = tuple(
        Line(
            number=physical_line(opened=opened, record=int(str(line))),
            cells=tuple("" if cell is None else str(cell) for cell in cells),
        )
        for line, *cells in rows
    )
    if lines[:1] and lines[0].number == 1 and _years(lines[0].cells):
        columns, lines = _unlike(lines[0].cells), lines[1:]
    return Sheet(
        name=opened.name[:200],
        columns=columns,
        lines=lines,
        unread=tuple(
            Unread(number=each.line, reason=each.reason, raw=each.raw[:LONGEST_CELL])
            for each in opened.rejects[:MOST_ROWS]
        ),
        decimal=opened.decimal,
    )


def _years(cells: Sequence[str]) -> bool:
    """Whether a first row that was taken for one of figures names columns: words, and a column a year."""
    numbers = [cell for cell in cells if any(sign.isdecimal() for sign in cell)]
    years = [cell for cell in numbers if len(cell) == _YEAR and western(cell)[:2] in {"19", "20"}]
    return bool(years) and len(years) == len(numbers) < len(cells)


def _unlike(names: Sequence[str]) -> tuple[str, ...]:
    """Name columns so that no two are alike."""
    return tuple(
        name if name and name not in names[:place] else f"{name} ({place + 1})".strip()
        for place, name in enumerate(names)
    )


def _too_large() -> Unreadable:
    return Unreadable(
        _("The file is too large for a set of outside figures: at most %(most)s rows. Keep those you need.")
        % {"most": MOST_ROWS}
    )


def to_draft(sheet: Sheet, *, organisation: Organisation) -> str:
    """Write a sheet as a text that a form carries and that nobody else can have written.

    Raises
    ------
    Unreadable
        If it is too large to be carried.
    """
    told = [
        organisation.pk,
        sheet.name,
        sheet.columns,
        [[each.number, *each.cells] for each in sheet.lines],
        [[each.number, each.reason, each.raw] for each in sheet.unread],
        sheet.decimal,
    ]
    draft = signing.dumps(told, salt=SALT, compress=True)
    if len(draft) > LONGEST_DRAFT:
        raise _too_large()
    return draft


def from_draft(draft: str, *, organisation: Organisation) -> Sheet | None:
    """Read a sheet back; None where the text is none of ours, of another organisation, or a day old."""
    try:
        whose, name, columns, lines, unread, decimal = signing.loads(draft, salt=SALT, max_age=ONE_DAY)
    except signing.BadSignature:
        return None
    if whose != organisation.pk:
        return None
    return Sheet(
        name=name,
        columns=tuple(columns),
        lines=tuple(Line(number=number, cells=tuple(cells)) for number, *cells in lines),
        unread=tuple(Unread(number=number, reason=reason, raw=raw) for number, reason, raw in unread),
        decimal=decimal,
    )
