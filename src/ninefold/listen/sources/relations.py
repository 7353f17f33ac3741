"""Views over files: the only page that writes SQL for opening, and the one plain form of CSV we write.

No text of a file enters SQL: columns are ``c0``..``cN``, paths are quoted, names of views are made here.
"""

import csv
from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from io import TextIOWrapper
from pathlib import Path
from types import TracebackType
from typing import Self

import duckdb

from ninefold.listen.sources.hostile import MAX_RECORD
from ninefold.listen.sources.opened import Plain

_GLOB = "*?["


def quoted(text: str) -> str:
    """SQL string literal."""
    return "'" + text.replace("'", "''") + "'"


def plain_path(*, path: Path, scratch: Path) -> Path:
    """Give a path without wildcards, which DuckDB would expand; by a symbolic link where needed.

    Parameters
    ----------
    path
        The file.
    scratch
        Folder for the link.

    Returns
    -------
    Path
        Absolute.
    """
    path = path.resolve()
    if not any(sign in str(path) for sign in _GLOB):
        return path
    link = scratch.resolve() / "source"
    link.unlink(missing_ok=True)
    link.symlink_to(path)
    return link


def csv_view(
    *,
    connection: duckdb.DuckDBPyConnection,
    relation: str,
    path: Path,
    delimiter: str,
    width: int,
    kept: int,
    skip: int,
    longest: int,
) -> None:
    """Make a lazy view over a delimited file whose structure has been checked.

    Parameters
    ----------
    connection, relation
        Where, and the name of the view; an older view of that name is replaced.
    path
        UTF-8, every record of ``width`` cells.
    delimiter, width
        Of the file.
    kept
        The first ``kept`` columns are shown.
    skip
        Records before the first answer.
    longest
        Bytes of the longest record.
    """
    shown = ", ".join(f"c{i}" for i in range(kept))
    limit = max(2_000_000, longest + 2) if longest <= MAX_RECORD else longest + 2
    read = reading(Plain(path=path, delimiter=delimiter, width=width, skip=skip, limit=limit))
    connection.execute(
        f"CREATE OR REPLACE TEMP VIEW {relation} AS SELECT row_number() OVER () AS line, {shown} FROM {read}"
    )


def reading(plain: Plain, *, numbers: AbstractSet[int] = frozenset()) -> str:
    """Write the SQL that reads a delimited file strictly; the columns of ``numbers`` are read as such."""
    kinds = ("DOUBLE" if i in numbers else "VARCHAR" for i in range(plain.width))
    columns = ", ".join(f"'c{i}': '{kind}'" for i, kind in enumerate(kinds))
    return (
        f"read_csv({quoted(str(plain.path))}, auto_detect = false, header = false, skip = {plain.skip}, "
        f"delim = {quoted(plain.delimiter)}, quote = '\"', escape = '\"', nullstr = '', "
        f"columns = {{{columns}}}, compression = 'none', strict_mode = true, null_padding = false, "
        f"hive_partitioning = false, "
        f"max_line_size = {plain.limit}, buffer_size = {max(8_000_000, 2 * plain.limit)})"
    )


class PlainCsv:
    """Writer of the one plain form: UTF-8, line feeds, quotes where needed.

    Parameters
    ----------
    path
        Where to write; replaced.
    delimiter
        One character.
    """

    def __init__(self, path: Path, *, delimiter: str = ",") -> None:
        self.longest = 0
        self._raw = path.open("wb")
        self._file = TextIOWrapper(self._raw, encoding="utf-8", newline="")
        self._writer = csv.writer(self._file, delimiter=delimiter, lineterminator="\n")

    def write(self, cells: Sequence[str]) -> None:
        """Add a record; line ends inside cells become line feeds."""
        tidy = [c.replace("\r\n", "\n").replace("\r", "\n") if "\r" in c else c for c in cells]
        size = sum(map(len, tidy))
        self.longest = max(self.longest, size * 8)  # four bytes a character, doubled where all are quotes
        self._writer.writerow(tidy)

    def copy(self, block: bytes, longest: int) -> None:
        """Add whole records as they are: they are in plain form already."""
        self._file.flush()
        self._raw.write(block)
        self.longest = max(self.longest, longest)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._file.close()
