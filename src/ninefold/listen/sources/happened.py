"""A row that tells of several things that happened becomes one row for each: its date, and what it was."""

from dataclasses import replace
from typing import Final

import duckdb

from ninefold.listen.sources.cells import cell, literal
from ninefold.listen.sources.headers import unique_names
from ninefold.listen.sources.mapping import ColumnRule, Mapping
from ninefold.listen.sources.opened import FileColumn, Opened
from ninefold.listen.sources.roles import Role

ORIGIN: Final = "origin"


def each_happening(
    *, opened: Opened, mapping: Mapping, connection: duckdb.DuckDBPyConnection
) -> tuple[Opened, Mapping]:
    """Give the file as if it had been written with one row for each event.

    Parameters
    ----------
    opened, mapping
        The file, and what its columns mean.
    connection : duckdb.DuckDBPyConnection
        Where the file's relation lives, and the view of the longer one is made.

    Returns
    -------
    tuple of Opened and Mapping
        As they came where no date is an event of its own. Else without those columns, and with two more: the
        date and what happened; and a third where each case stands once, the event's id, so that one whose row
        has changed is known again. A blank date is no event; a row in which all are blank stays, without a
        date.

    Raises
    ------
    MappingProblem
        If the mapping cannot be used.
    """
    mapping.checked()
    titles = {rule.column: rule.title for rule in mapping.for_role(Role.HAPPENED)}
    events = [column for column in opened.columns if column.name in titles]
    if not events:
        return opened, mapping
    width = len(opened.columns)
    names = unique_names(names=[*(column.name for column in opened.columns), "at", "kind", "id"])[width:]
    added = tuple(FileColumn(position=width + place, name=name) for place, name in enumerate(names))
    at, kind, own_id = added
    relation = f"{opened.relation}_each"
    case = _once_each(opened, mapping=mapping, connection=connection)
    query = _long(opened, [(column, titles[column.name]) for column in events], case=case)
    connection.execute(f"CREATE OR REPLACE TEMP VIEW {relation} AS {query}")
    written = mapping.for_role(Role.HAPPENED)[0].date_format
    rules = (
        *(rule for rule in mapping.rules if rule.role is not Role.HAPPENED),
        ColumnRule(column=at.name, role=Role.AT, date_format=written),
        ColumnRule(column=kind.name, role=Role.KIND),
        *(() if case is None else (ColumnRule(column=own_id.name, role=Role.RECORD),)),
    )
    longer = replace(
        opened, columns=(*opened.columns, *added), relation=relation, origin=ORIGIN, spread="", plain=None
    )
    return longer, replace(mapping, rules=rules)


def _once_each(
    opened: Opened, *, mapping: Mapping, connection: duckdb.DuckDBPyConnection
) -> FileColumn | None:
    """Find the column with the case, if none of them stands twice."""
    rule = mapping.one(Role.CASE)
    column = next((each for each in opened.columns if rule and each.name == rule.column), None)
    if column is None:
        return None
    query = f"SELECT count({cell(column)}) = count(DISTINCT {cell(column)}) FROM {opened.relation}"
    return column if connection.execute(query).fetchall()[0][0] else None


def _long(opened: Opened, events: list[tuple[FileColumn, str]], *, case: FileColumn | None) -> str:
    """Write the query of one row an event, in file order, those of a row in the order of its columns."""
    dates = [cell(column) for column, _title in events]
    none = f"coalesce({', '.join(dates)}) IS NULL"
    happened = ", ".join(
        f"{{'at': {date}, 'kind': {literal(title)}, 'id': {_id(case, column)},"
        f" 'stays': {none if not place else 'false'}}}"
        for place, (date, (column, title)) in enumerate(zip(dates, events, strict=True))
    )
    gone = {column.position for column, _title in events}
    cells = [
        f"NULL::VARCHAR AS c{k}" if k in gone else f"c{k}" for k in (each.position for each in opened.columns)
    ]
    width = len(opened.columns)
    return (
        f"SELECT row_number() OVER () AS line, origin, {', '.join(cells)},"
        f" each.at AS c{width}, each.kind AS c{width + 1}, each.id AS c{width + 2}"
        f" FROM (SELECT * EXCLUDE (line), line AS {ORIGIN}, unnest([{happened}]) AS each"
        f" FROM {opened.relation}) WHERE each.at IS NOT NULL OR each.stays"
    )


def _id(case: FileColumn | None, column: FileColumn) -> str:
    """Name an event after its case and its column: what it is called may still be corrected."""
    return "NULL::VARCHAR" if case is None else f"{cell(case)} || {literal(f'/{column.name}')}"
