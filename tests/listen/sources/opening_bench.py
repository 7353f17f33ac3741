"""Opening a file in a test: the file, its rows, and what one run of it costs."""

import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import duckdb

from ninefold.listen.sources.opened import Opened
from ninefold.listen.sources.opening import open_file

_RUN = """
import sys
from pathlib import Path
import django
django.setup()
import duckdb
from ninefold.listen.sources.opened import Unreadable
from ninefold.listen.sources.opening import open_file
said, line, column = "", None, None
try:
    open_file(path=Path(sys.argv[1]), connection=duckdb.connect(), scratch=Path(sys.argv[2]))
except Unreadable as error:
    said, line, column = error.message, error.line, error.column
peak = next(row for row in open("/proc/self/status") if row.startswith("VmHWM")).split()[1]
print(peak, line, column, said, sep="\\x1f")
"""


@dataclass(frozen=True)
class Cost:
    megabytes: float
    line: str
    column: str
    said: str


def opened(
    path: Path, scratch: Path, definition: Path | None = None
) -> tuple[Opened, list[tuple[str | int | None, ...]]]:
    """The file opened, and its rows without the record number."""
    connection = duckdb.connect()
    found = open_file(path=path, connection=connection, scratch=scratch / "scratch", definition=definition)
    rows = connection.execute(f"SELECT * FROM {found.relation} ORDER BY line").fetchall()
    assert [row[0] for row in rows] == list(range(1, len(rows) + 1))
    return found, [row[1:] for row in rows]


def written(folder: Path, data: bytes, name: str = "answers.csv") -> Path:
    """A file with these bytes."""
    path = folder / name
    path.write_bytes(data)
    return path


def cost(path: Path, scratch: Path) -> Cost:
    """Open the file in a process of its own and tell its peak memory and what was said."""
    done = subprocess.run(
        [sys.executable, "-c", _RUN, str(path), str(scratch / "scratch")],
        capture_output=True,
        text=True,
        check=True,
        timeout=120,
    )
    peak, line, column, said = done.stdout.rstrip("\n").split("\x1f")
    return Cost(int(peak) / 1000, line, column, said)
