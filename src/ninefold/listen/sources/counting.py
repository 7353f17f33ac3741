"""What an import would bring: rows taken and not taken, and for each column what its cells are."""

from collections.abc import Mapping as Dict
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, Final

import duckdb

from ninefold.listen.sources.cells import FIRST_CODE, MOST_CODES, OUTSIDE, TAKEN, UNREADABLE
from ninefold.listen.sources.happened import each_happening
from ninefold.listen.sources.instants import at_sql
from ninefold.listen.sources.mapping import ColumnRule, Mapping
from ninefold.listen.sources.opened import FileColumn, Opened
from ninefold.listen.sources.repeats import Repeats, find_repeats
from ninefold.listen.sources.roles import Role
from ninefold.listen.sources.staging import Staged, discard, stage

MOST_KINDS: Final = 12


@dataclass(frozen=True, slots=True, kw_only=True)
class ColumnCounts:
    """The cells of one column in the rows taken.

    Parameters
    ----------
    column
        Its name in the file.
    answered, blank
        Cells with a usable value, and empty ones.
    not_answered
        Code -> cells that hold it.
    outside
        Numbers off the scale; not taken.
    unreadable
        Texts where a number was expected; not taken.
    """

    column: str
    answered: int
    blank: int
    not_answered: Dict[str, int]
    outside: int
    unreadable: int

    def to_json(self) -> dict[str, Any]:
        """Write as plain JSON values."""
        return {
            "column": self.column,
            "answered": self.answered,
            "blank": self.blank,
            "not_answered": dict(self.not_answered),
            "outside": self.outside,
            "unreadable": self.unreadable,
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class Counts:
    """Rows of a file and what becomes of them.

    Parameters
    ----------
    rows, taken, rejected
        All of them; those to be stored; those that cannot be taken.
    ahead
        Rows taken that lie in the future.
    columns
        The cells of the rows taken.
    records
        Rows of the file, where each may bring several rows; 0 where a row is a record.
    kinds
        The most frequent things that happened, with the number of rows taken.
    """

    rows: int
    taken: int
    rejected: int
    columns: tuple[ColumnCounts, ...]
    ahead: int = 0
    records: int = 0
    kinds: tuple[tuple[str, int], ...] = ()

    def of(self, column: str) -> ColumnCounts:
        """Give the counts of one column by its name in the file.

        Raises
        ------
        KeyError
            If it is left out or not in the file.
        """
        for found in self.columns:
            if found.column == column:
                return found
        raise KeyError(column)

    def to_json(self) -> dict[str, Any]:
        """Write as plain JSON values."""
        return {
            "rows": self.rows,
            "taken": self.taken,
            "rejected": self.rejected,
            "ahead": self.ahead,
            "records": self.records,
            "kinds": [list(each) for each in self.kinds],
            "columns": [column.to_json() for column in self.columns],
        }


def count(
    *,
    opened: Opened,
    mapping: Mapping,
    connection: duckdb.DuckDBPyConnection,
    at: datetime | None = None,
) -> Counts:
    """Count what an import of this file would bring, storing nothing.

    The cells go through the very same pass as in an import, so the two cannot tell different stories.

    Parameters
    ----------
    opened, mapping
        The file, and what its columns mean.
    connection : duckdb.DuckDBPyConnection
        Where the file's relation lives.
    at : datetime or None
        The present moment; None counts nothing as the future.

    Returns
    -------
    Counts
        Of the whole file; left out columns are absent.

    Raises
    ------
    MappingProblem
        If the mapping cannot be used.
    """
    opened, mapping = each_happening(opened=opened, mapping=mapping, connection=connection)
    staged = stage(opened=opened, mapping=mapping, connection=connection)
    try:
        repeats = find_repeats(opened=opened, staged=staged, connection=connection, target="counted")
        return count_staged(
            opened=opened, mapping=mapping, staged=staged, repeats=repeats, connection=connection, at=at
        )
    finally:
        discard(staged, connection=connection)


def count_staged(
    *,
    opened: Opened,
    mapping: Mapping,
    staged: Staged,
    repeats: Repeats,
    connection: duckdb.DuckDBPyConnection,
    at: datetime | None = None,
) -> Counts:
    """Count the rows and cells of a file that has been typed, in one aggregate query."""
    wanted = ["count(*)", _ahead(mapping, at)]
    for column, rule in staged.columns:
        wanted += _wanted(column, rule, staged)
    taken = f"SELECT {', '.join(wanted)} FROM {staged.relation} s WHERE reason = {TAKEN} {repeats.where}"
    found = iter(connection.execute(taken).fetchall()[0])
    all_rows = int(connection.execute(f"SELECT count(*) FROM {staged.relation}").fetchall()[0][0])
    number, ahead = int(next(found)), int(next(found))
    columns = []
    for column, rule in staged.columns:
        values = [int(next(found) or 0) for _wish in _wanted(column, rule, staged)]
        columns.append(_column(column, rule, values, rows=number))
    rows = all_rows + len(opened.rejects)
    return Counts(
        rows=rows,
        taken=number,
        rejected=rows - number,
        columns=tuple(columns),
        ahead=ahead,
        records=_records(opened, connection=connection),
        kinds=_kinds(staged, repeats, connection=connection),
    )


def _records(opened: Opened, *, connection: duckdb.DuckDBPyConnection) -> int:
    """Count the records of a file whose rows may be several of one."""
    if not opened.origin:
        return 0
    query = f"SELECT count(DISTINCT {opened.origin}) FROM {opened.relation}"
    return int(connection.execute(query).fetchall()[0][0]) + len(opened.rejects)


def _kinds(
    staged: Staged, repeats: Repeats, *, connection: duckdb.DuckDBPyConnection
) -> tuple[tuple[str, int], ...]:
    """Count what happened, the most frequent first."""
    happened = next((f"v{column.position}" for column, rule in staged.columns if rule.role is Role.KIND), "")
    if not happened:
        return ()
    query = f"""
    SELECT {happened}, count(*) FROM {staged.relation} s WHERE reason = {TAKEN} {repeats.where}
    GROUP BY ALL ORDER BY 2 DESC, 1 LIMIT {MOST_KINDS}"""
    return tuple((str(kind), int(number)) for kind, number in connection.execute(query).fetchall())


def _ahead(mapping: Mapping, at: datetime | None) -> str:
    """Count the rows that lie in the future; most do not by days, and no time zone is asked for them."""
    if at is None or mapping.one(Role.AT) is None:
        return "0"
    day = at.astimezone(UTC).date() - timedelta(days=1)
    late = f"{at_sql(mapping)} > TIMESTAMPTZ '{at.astimezone(UTC).isoformat()}'"
    return f"count(*) FILTER (CASE WHEN moment >= TIMESTAMP '{day.isoformat()}' THEN {late} ELSE false END)"


def _wanted(column: FileColumn, rule: ColumnRule, staged: Staged) -> list[str]:
    k = column.position
    if not rule.numeric:
        return [f"count({_filled(column, rule)})"]
    states = [OUTSIDE, UNREADABLE]
    states += [FIRST_CODE + i for i in range(len(rule.not_answered[:MOST_CODES]))]
    if k in staged.sound:
        return [f"count(v{k})", *("0" for _state in states)]
    return [f"count(v{k})", *(f"count(*) FILTER (s{k} = {state})" for state in states)]


def _filled(column: FileColumn, rule: ColumnRule) -> str:
    return {"record": "id", "at": "moment"}.get(rule.role.value, f"v{column.position}")


def _column(column: FileColumn, rule: ColumnRule, values: list[int], *, rows: int) -> ColumnCounts:
    if not rule.numeric:
        return ColumnCounts(
            column=column.name,
            answered=values[0],
            blank=rows - values[0],
            not_answered={},
            outside=0,
            unreadable=0,
        )
    answered, outside, unreadable, *codes = values
    return ColumnCounts(
        column=column.name,
        answered=answered,
        blank=rows - sum(values),
        not_answered=dict(zip(rule.not_answered, codes, strict=False)),
        outside=outside,
        unreadable=unreadable,
    )
