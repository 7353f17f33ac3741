"""The SQL that joins files: every row of the main file once and in its order, whatever matches it.

No text of a file enters SQL: columns are ``c0``..``cN`` of each relation and ``j0``..``jN`` of the result.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import duckdb

from ninefold.listen.joined_files.naming import Column, result_columns
from ninefold.listen.joined_files.recipe import Join, Recipe
from ninefold.listen.sources.numerals import number_sql
from ninefold.listen.sources.opened import Opened

VIEW: Final = "ninefold_joined"
Tables = Mapping[str, Opened]


@dataclass(frozen=True, kw_only=True)
class Joined:
    """Files joined in a connection.

    Attributes
    ----------
    relation : a view with ``line`` (the number of the main file's record), ``j0``..``jN`` (texts, null where
        empty), and for each join k ``key{k}`` (whether the row has a key), ``n{k}`` (rows that match it).
    columns : what ``j0``..``jN`` are.
    joins : the joins in the order of k.
    decimal : the decimal sign of all numbers in it: the main file's.
    """

    relation: str
    columns: tuple[Column, ...]
    joins: tuple[Join, ...]
    decimal: str


def join_files(*, recipe: Recipe, tables: Tables, connection: duckdb.DuckDBPyConnection) -> Joined:
    """Join files that have been opened in one connection.

    Of each other file the first line of every key is found before anything is joined, so that a row of the
    main file can never be multiplied; what has no partner stays, with empty cells.

    Parameters
    ----------
    recipe : Recipe
        One that has been checked.
    tables : mapping
        The files by their names in the recipe.
    """
    joins, columns, main = recipe.ordered(), result_columns(recipe), tables[recipe.main]
    for number, join in enumerate(joins):
        connection.execute(_firsts(number, join, tables[join.file]))
    aliases = {recipe.main: "main"} | {join.file: f"t{number}" for number, join in enumerate(joins)}
    wanted = ["main.line AS line"]
    for number, join in enumerate(joins):
        key = _cell(aliases[join.to_file], tables[join.to_file], join.to_column)
        wanted.append(f"({key}) IS NOT NULL AS key{number}, coalesce(f{number}.n, 0) AS n{number}")
    shown = _Shown(joins=joins, tables=tables, aliases=aliases, decimal=main.decimal)
    wanted += [f"{shown.sql(column)} AS j{place}" for place, column in enumerate(columns)]
    steps = [f"{main.relation} AS main"]
    for number, join in enumerate(joins):
        key = _cell(aliases[join.to_file], tables[join.to_file], join.to_column)
        steps.append(f"LEFT JOIN {VIEW}_{number} AS f{number} ON f{number}.key = {key}")
        steps.append(
            f"LEFT JOIN {tables[join.file].relation} AS t{number} ON t{number}.line = f{number}.line"
        )
    connection.execute(
        f"CREATE OR REPLACE TEMP VIEW {VIEW} AS SELECT {', '.join(wanted)} FROM {' '.join(steps)}"
    )
    return Joined(relation=VIEW, columns=columns, joins=joins, decimal=main.decimal)


@dataclass(frozen=True, kw_only=True)
class _Shown:
    """How each column of the result is read."""

    joins: tuple[Join, ...]
    tables: Tables
    aliases: Mapping[str, str]
    decimal: str

    def sql(self, column: Column) -> str:
        """Write the expression of one column."""
        opened, alias = self.tables[column.file], self.aliases[column.file]
        number = next((k for k, join in enumerate(self.joins) if join.file == column.file), 0)
        if column.taken == "count":
            return f"CAST(coalesce(f{number}.n, 0) AS VARCHAR)"
        if column.taken == "sum":
            place = self.joins[number].sums.index(column.column)
            return written(f"f{number}.s{place}", decimal=self.decimal)
        cell = f"{alias}.c{place_of(opened, column.column)}"
        return _same_sign(cell, of=opened.decimal, to=self.decimal)


def place_of(opened: Opened, column: str) -> int:
    """Give the place of a column by its name in the file; raises KeyError where there is none."""
    for each in opened.columns:
        if each.name == column:
            return each.position
    raise KeyError(column)


def written(number: str, *, decimal: str) -> str:
    """Write the expression that writes a number as text, with six decimals at most and no idle ones."""
    text = f"regexp_replace(CAST(round({number}, 6) AS VARCHAR), '\\.0$', '')"
    return text if decimal == "." else f"replace({text}, '.', ',')"


def key_sql(cell: str) -> str:
    """Write the expression of a key: the cell without blanks around it, null where nothing is left."""
    return f"nullif(trim({cell}), '')"


def _cell(alias: str, opened: Opened, column: str) -> str:
    return key_sql(f"{alias}.c{place_of(opened, column)}")


def _firsts(number: int, join: Join, opened: Opened) -> str:
    sums = _sums(opened, join.sums)
    return (
        f"CREATE OR REPLACE TEMP TABLE {VIEW}_{number} AS "
        f"SELECT {', '.join(['key', 'min(line) AS line', 'count(*) AS n', *sums])} FROM "
        f"(SELECT *, {key_sql(f'c{place_of(opened, join.key)}')} AS key FROM {opened.relation}) "
        "WHERE key IS NOT NULL GROUP BY key"
    )


def _sums(opened: Opened, columns: Sequence[str]) -> list[str]:
    numbers = [number_sql(f"c{place_of(opened, each)}", decimal=opened.decimal) for each in columns]
    return [f"sum({number}) FILTER (isfinite({number})) AS s{place}" for place, number in enumerate(numbers)]


def _same_sign(cell: str, *, of: str, to: str) -> str:
    """Write a number with the main file's decimal sign where its own file has the other one."""
    if of == to:
        return cell
    apart = "\\." if of == "," else ","
    fraction = "," if of == "," else "\\."
    number = f"regexp_full_match(trim({cell}), '[-+]?\\d+({apart}\\d{{3}})*{fraction}\\d+')"
    return f"CASE WHEN {number} THEN replace(replace({cell}, '{to}', ''), '{of}', '{to}') ELSE {cell} END"


def release(joined: Joined, *, connection: duckdb.DuckDBPyConnection) -> None:
    """Give the memory of a join back."""
    connection.execute(f"DROP VIEW IF EXISTS {joined.relation}")
    for number in range(len(joined.joins)):
        connection.execute(f"DROP TABLE IF EXISTS {VIEW}_{number}")
