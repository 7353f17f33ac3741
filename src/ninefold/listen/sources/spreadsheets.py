"""XLSX workbooks: checked as an archive, written as CSV by a child process with a memory limit."""

import csv
import json
import subprocess
import sys
from itertools import islice
from pathlib import Path

import numpy as np
from django.utils.translation import gettext as _

from ninefold.listen.sources import archives
from ninefold.listen.sources.headers import read_heads
from ninefold.listen.sources.hostile import MAX_COLUMNS, empty, only_header, too_many_columns
from ninefold.listen.sources.opened import Unreadable
from ninefold.listen.sources.relations import csv_view, plain_path
from ninefold.listen.sources.tables import Table, Task

_CHILD = Path(__file__).with_name("sheet_to_csv.py")
_BASE, _MOST = 200_000_000, 1_500_000_000  # bytes of address space
_SECONDS = 300
_SAMPLE = 400


def open_spreadsheet(*, task: Task) -> Table:
    """Open the visible sheet with most cells of a workbook.

    Parameters
    ----------
    task
        The file.

    Returns
    -------
    Table
        ``lines`` are the row numbers the spreadsheet program shows.

    Raises
    ------
    Unreadable
        If the file is no workbook, damaged, a bomb, or without answers.
    """
    unpacked = archives.check(path=task.path)
    target = task.scratch / "sheet.csv"
    told = _convert(task.path, target, unpacked)
    width, records = told["width"], told["records"]
    if not records:
        raise empty()
    with target.open(encoding="utf-8", newline="") as file:
        rows = tuple(islice(csv.reader(file), _SAMPLE))
    heads = read_heads(rows=rows, width=width, definition=task.definition)
    if records <= heads.records:
        raise only_header()
    csv_view(
        connection=task.connection,
        relation=task.relation,
        path=plain_path(path=target, scratch=task.scratch),
        delimiter=",",
        width=width,
        kept=width,
        skip=heads.records,
        longest=told["longest"],
    )
    lines = np.fromfile(target.with_suffix(".rows"), dtype=np.int64)[heads.records :]
    return Table(heads=heads, kept=width, encoding="", delimiter="", decimal=".", lines=lines)


def _convert(path: Path, target: Path, unpacked: int) -> dict[str, int]:
    """Run the child; its memory grows with the file, so that a small file gets little."""
    memory = min(_MOST, _BASE + 6 * unpacked)
    command = [sys.executable, "-I", str(_CHILD), str(path), str(target), str(memory), str(MAX_COLUMNS)]
    try:
        done = subprocess.run(  # noqa: S603 - our own script, and paths as arguments of no shell
            command, capture_output=True, timeout=_SECONDS, check=False
        )
    except subprocess.TimeoutExpired as error:
        raise _too_large() from error
    if done.returncode:
        raise _too_large() if _out_of_memory(done) else _damaged()
    told: dict[str, int] = json.loads(done.stdout)
    if "found" in told:
        raise too_many_columns(found=told["found"])
    if "error" in told:
        raise empty()
    return told


def _out_of_memory(done: subprocess.CompletedProcess[bytes]) -> bool:
    return done.returncode < 0 or b"memory" in done.stderr.lower() or b"capacity overflow" in done.stderr


def _too_large() -> Unreadable:
    return Unreadable(
        _(
            "The sheet has more cells than can be opened as a spreadsheet. "
            "Save it as CSV and choose that file: CSV may have millions of rows."
        )
    )


def _damaged() -> Unreadable:
    return Unreadable(
        _(
            "The spreadsheet is damaged and cannot be read. Open it in your spreadsheet program, save it "
            "again as .xlsx or CSV, and choose that file."
        )
    )
