"""What opening a file yields: the columns, a relation to read, and what could not be read."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType
from typing import Final, Literal

# Of a large file so many records of its beginning are looked at, and others from behind them.
HEAD: Final = 5_000
Kind = Literal["csv", "xlsx", "jsonl", "parquet", "xes"]
Tool = Literal["", "qualtrics", "surveymonkey", "typeform", "google-forms", "limesurvey"]
Decimal = Literal[".", ","]

NO_CHOICES: Mapping[str, str] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class FileColumn:
    """One column of the file.

    Parameters
    ----------
    position
        0-based; the column ``c{position}`` of the relation.
    name
        The column's name in the file, unique within the file. Hostile text: never put into SQL.
    text
        The question as respondents read it, "" if the file does not tell.
    choices
        Code in the cells -> label shown to the respondent; empty if not known.
    renamed_from
        The name as written in the file where it had to be changed to be unique, else "".
    """

    position: int
    name: str
    text: str = ""
    choices: Mapping[str, str] = field(default_factory=lambda: NO_CHOICES)
    renamed_from: str = ""


@dataclass(frozen=True, slots=True)
class Reject:
    """A record that could not be read, and why.

    Parameters
    ----------
    line
        Physical line of the file, counted from 1 (for spreadsheets: the row; for Parquet: the record).
    reason
        A translated sentence.
    raw
        The beginning of the record as it stands in the file, at most 400 characters.
    """

    line: int
    reason: str
    raw: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Plain:
    """A delimited file that can be read as it lies, by all processors at once and in any order.

    Parameters
    ----------
    path, delimiter, width
        Where, the sign between cells, and how many of them a record has.
    skip
        Records before the first answer.
    limit
        Bytes of the longest record that is read.
    records
        Answers in it if every line is one; whoever reads them all without having them counted before has to
        compare.
    """

    path: Path
    delimiter: str
    width: int
    skip: int
    limit: int
    records: int = 0


@dataclass(frozen=True, slots=True)
class Opened:
    """A file that can be read.

    Parameters
    ----------
    kind, tool
        The format, and the survey tool that wrote it ("" if none was recognised).
    encoding, delimiter, decimal
        As found; ``encoding`` and ``delimiter`` are "" where the format has none.
    columns
        In file order.
    relation
        Name of a view in the connection given to ``open_file``: ``line`` BIGINT is the record number
        (1.. in file order), then ``c0``..``cN``, all VARCHAR, NULL where the cell is empty.
    first_line
        Physical line of record 1, counted from 1.
    rejects
        Records that could not be read, in file order; they are not in the relation.
    name, size, sha256
        File name, bytes, and hash of the file as it was given.
    zone
        Time zone of the file's moments if the file tells (IANA name or offset), else None.
    spread
        Name of a view of a few records from all over a large file behind its first ``HEAD``, without
        ``line``; "" where there is none.
    plain
        A large file that can be read as it lies; None where it is small or has to be read with care.
    line_index
        For ``opening.physical_line``: where the lines of all records are kept if they cannot be counted.
    origin
        Column of the relation with the number of the record a row comes from, where several come from one;
        "" where that is ``line``.
    """

    kind: Kind
    tool: Tool
    encoding: str
    delimiter: str
    decimal: Decimal
    columns: tuple[FileColumn, ...]
    relation: str
    first_line: int
    rejects: tuple[Reject, ...]
    name: str
    size: int
    sha256: str
    zone: str | None = None
    line_index: Path | None = None
    spread: str = ""
    plain: Plain | None = None
    origin: str = ""


class Misread(Exception):
    """A file that was taken for plain is not: open it again without trusting it."""


class Unreadable(Exception):
    """The file cannot be read; the message says why and what to do.

    Parameters
    ----------
    message
        Translated, whole sentences.
    line
        Physical line counted from 1, where known.
    column
        Column name or number, where known.
    """

    def __init__(self, message: str, *, line: int | None = None, column: str | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.line = line
        self.column = column
