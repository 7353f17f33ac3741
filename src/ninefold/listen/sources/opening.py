"""Opening any export: one entrance for CSV, XLSX, JSON Lines, Parquet and XES."""

import uuid
from collections.abc import Callable, Mapping
from pathlib import Path

import duckdb
import numpy as np

from ninefold.listen.sources.delimited import open_delimited
from ninefold.listen.sources.encodings import Bytes, look
from ninefold.listen.sources.exports.qualtrics import parse_definition
from ninefold.listen.sources.hostile import empty, kind_of
from ninefold.listen.sources.json_lines import open_json_lines
from ninefold.listen.sources.opened import Kind, Opened, Reject
from ninefold.listen.sources.packed import beginning
from ninefold.listen.sources.parquet import open_parquet
from ninefold.listen.sources.spreadsheets import open_spreadsheet
from ninefold.listen.sources.tables import Table, Task
from ninefold.listen.sources.xes import is_log, open_xes

_MAX_DEFINITION = 50_000_000


def open_file(
    *,
    path: Path,
    connection: duckdb.DuckDBPyConnection,
    scratch: Path,
    progress: Callable[[float], None] | None = None,
    definition: Path | None = None,
    name: str = "",
    trusting: bool = False,
) -> Opened:
    """Open a file of answers and make a lazy view over it.

    The whole file is read once: hashed, its encoding and structure checked. Records that cannot be read are
    in ``rejects``; all others are in the view, in file order.

    Parameters
    ----------
    path
        The file. Its name and ending are not believed.
    connection
        Where the view is made (a temporary view: visible in this connection only).
    scratch
        An empty folder of this file's own; converted copies lie there and must live as long as the view.
    progress
        Called with the share done, 0 to 1.
    definition
        The survey's definition: a Qualtrics ``.qsf``. One that is none is not used.
    name
        The file's name as the user knows it; by default that of ``path``.
    trusting
        Take a large file that looks plain for it. Whoever asks for this reads all of it, raises ``Misread``
        if it is not, and has it opened anew. It reads the file once and does not ask whether it has changed:
        there is no ``sha256``.

    Returns
    -------
    Opened

    Raises
    ------
    Unreadable
        If the file holds no answers we can read; the message says why and what to do.
    """
    if not path.stat().st_size:
        raise empty()
    seen = look(path=path, hashed=not trusting, progress=progress and (lambda share: progress(share * 0.3)))
    kind = _kind(path)
    scratch.mkdir(parents=True, exist_ok=True)
    task = Task(
        path=path,
        scratch=scratch,
        connection=connection,
        relation=f"opened_{uuid.uuid4().hex[:16]}",
        definition=_definition(definition),
        progress=progress and (lambda share: progress(0.3 + share * 0.7)),
        trusting=trusting,
    )
    return _opened(kind=kind, table=_table(kind, task, seen), task=task, seen=seen, name=name or path.name)


def _kind(path: Path) -> Kind:
    if is_log(head=beginning(path=path)):
        return "xes"
    with path.open("rb") as file:
        return kind_of(head=file.read(4096))


def _table(kind: Kind, task: Task, seen: Bytes) -> Table:
    match kind:
        case "csv":
            return open_delimited(task=task, seen=seen)
        case "xlsx":
            return open_spreadsheet(task=task)
        case "jsonl":
            return open_json_lines(task=task, seen=seen)
        case "parquet":
            return open_parquet(task=task)
        case "xes":
            return open_xes(task=task)


def _opened(*, kind: Kind, table: Table, task: Task, seen: Bytes, name: str) -> Opened:
    return Opened(
        kind=kind,
        tool=table.heads.tool,
        encoding=table.encoding,
        delimiter=table.delimiter,
        decimal=table.decimal,
        columns=table.heads.columns[: table.kept],
        relation=task.relation,
        first_line=int(table.lines[0]) if len(table.lines) else 1,
        rejects=table.rejects,
        name=name,
        size=seen.size,
        sha256=seen.sha256,
        zone=table.heads.zone,
        line_index=_index(table, task.scratch),
        spread=table.spread,
        plain=table.plain,
    )


def _definition(path: Path | None) -> Mapping[str, object] | None:
    if path is None or path.stat().st_size > _MAX_DEFINITION:
        return None
    return parse_definition(text=path.read_text(encoding="utf-8-sig", errors="replace"))


def _index(table: Table, scratch: Path) -> Path | None:
    """Kept only where a record's line is not simply counted on from the first."""
    lines = table.lines
    if not len(lines) or int(lines[-1]) - int(lines[0]) == len(lines) - 1:
        return None
    path = scratch / "lines.npy"
    np.save(path, lines)
    return path


def structural_rejects(*, opened: Opened) -> tuple[Reject, ...]:
    """Name the records that could not be read at all.

    Parameters
    ----------
    opened
        As opened. Opening has read the whole file, so nothing is read again.

    Returns
    -------
    tuple of Reject
        In file order.
    """
    return opened.rejects


def physical_line(*, opened: Opened, record: int) -> int:
    """Tell in which line of the file a record starts.

    Parameters
    ----------
    opened
        As opened.
    record
        Record number from 1, as in the column ``line`` of the view.

    Returns
    -------
    int
        Line from 1; for spreadsheets the row, for Parquet the record.
    """
    if opened.line_index is None:
        return opened.first_line + record - 1
    return int(np.load(opened.line_index, mmap_mode="r")[record - 1])
