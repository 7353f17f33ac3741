"""What each format's page hands to ``opening``: heads, sample, lines; and the view it has made."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

import duckdb

from ninefold.listen.sources.headers import Heads
from ninefold.listen.sources.opened import Decimal, Plain, Reject
from ninefold.listen.sources.structure import Lines


@dataclass(frozen=True, slots=True)
class Task:
    """One file to be opened.

    Parameters
    ----------
    path
        The file.
    scratch
        Folder for converted copies; what is in it must live as long as the view.
    connection, relation
        Where to make the view, and its name.
    definition
        The survey's definition, if one was given.
    progress
        Called with the share done, 0 to 1.
    trusting
        Whether a large file that looks plain is taken for it without counting its records.
    """

    path: Path
    scratch: Path
    connection: duckdb.DuckDBPyConnection
    relation: str
    definition: Mapping[str, object] | None
    progress: Callable[[float], None] | None
    trusting: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    """A file opened.

    Parameters
    ----------
    heads
        Columns and tool.
    kept
        Number of columns shown, from the first.
    encoding, delimiter, decimal
        As found.
    lines
        Physical line of each answer.
    rejects
        Records that could not be read.
    spread
        Name of a view of a few records from all over a large file; "" where there is none.
    plain
        A large file that can be read as it lies.
    """

    heads: Heads
    kept: int
    encoding: str
    delimiter: str
    decimal: Decimal
    lines: Lines
    rejects: tuple[Reject, ...] = ()
    spread: str = ""
    plain: Plain | None = None
