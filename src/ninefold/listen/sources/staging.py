"""The one pass over a file: every cell becomes a typed value and a state, in a temporary table.

All conversion is SQL (``cells``). All that follows (records given twice, comments, counts, writing) reads the
narrow columns it needs.
"""

import uuid
from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass

import duckdb

from ninefold.listen.sources.cells import TAKEN, Columns, folded, lean_sql, numbers_sql, sound, whole_sql
from ninefold.listen.sources.folding import register
from ninefold.listen.sources.mapping import Mapping
from ninefold.listen.sources.opened import Misread, Opened, Plain
from ninefold.listen.sources.relations import reading
from ninefold.listen.sources.roles import Role


@dataclass(frozen=True, slots=True, kw_only=True)
class Staged:
    """The typed cells of a file.

    Parameters
    ----------
    relation
        A view: ``line``, ``id``, ``key``, ``lot`` (0 to 99, the same for all rows of a person), ``moment``,
        ``ahead``, ``reason``, ``raw``, and per column k of the file ``v{k}`` (value) and for numbers ``s{k}``
        (state, NULL where answered or blank).
    columns
        The file's columns that are not left out, with their rules.
    repeating
        Whether an id stands more than once among the rows that can be taken.
    sound
        Positions of columns in which every number is an answer, so that there are no states.
    """

    relation: str
    columns: Columns
    repeating: bool
    sound: frozenset[int] = frozenset()


def stage(
    *,
    opened: Opened,
    mapping: Mapping,
    connection: duckdb.DuckDBPyConnection,
    key: bytes = b"",
) -> Staged:
    """Read a file once and type its cells.

    Keeping a large file's order holds its reading to one thread. Order is only needed to name the line of a
    row that cannot be taken and to tell the first row of an id from the next: most files have neither.

    Parameters
    ----------
    opened, mapping
        The file, and what its columns mean.
    connection : duckdb.DuckDBPyConnection
        Where the file's relation lives; its session is set to UTC.
    key : bytes
        Mixed into the identity of records without an id of their own.

    Returns
    -------
    Staged

    Raises
    ------
    MappingProblem
        If the mapping cannot be used.
    Misread
        If a file that was taken for plain is not.
    """
    mapping.checked()
    register(connection)
    connection.execute("SET TimeZone = 'UTC'")
    rules = {rule.column: rule for rule in mapping.rules}
    columns = tuple(
        (column, rules[column.name])
        for column in opened.columns
        if column.name in rules and rules[column.name].role is not Role.LEAVE_OUT
    )
    work = _Work(
        opened=opened,
        mapping=mapping,
        columns=columns,
        connection=connection,
        name=f"ninefold_staged_{uuid.uuid4().hex[:12]}",
    )
    whole = whole_sql(opened=opened, mapping=mapping, columns=columns, key=key)
    free = opened.plain is not None and not mapping.shape.ordered
    staged = work.out_of_order(opened.plain, whole) if opened.plain is not None and free else None
    return staged or work.in_order(whole)


def discard(staged: Staged, *, connection: duckdb.DuckDBPyConnection) -> None:
    """Give the memory of staged cells back."""
    connection.execute(f"DROP VIEW {staged.relation}")
    connection.execute(f"DROP TABLE {staged.relation}_rows")


@dataclass(frozen=True, slots=True, kw_only=True)
class _Work:
    """The table of typed rows, and the view that shows it, in the making."""

    opened: Opened
    mapping: Mapping
    columns: Columns
    connection: duckdb.DuckDBPyConnection
    name: str

    def in_order(self, whole: str) -> Staged:
        """Type the rows in file order."""
        self._fill(whole, ordered=True)
        query = f"SELECT count(id) > count(DISTINCT id) FROM {self.name} WHERE reason = {TAKEN}"
        repeating = bool(self.connection.execute(query).fetchall()[0][0])
        return Staged(relation=self.name, columns=self.columns, repeating=repeating)

    def out_of_order(self, plain: Plain, whole: str) -> Staged | None:
        """Type the rows as they come; None where that will not do: some cannot be taken, or stand twice."""
        known = any(rule.role is Role.RECORD for _column, rule in self.columns)
        sound = self._lean(plain) if known else frozenset()
        if not known:
            self._fill(whole, ordered=False)
        wanted = f"count(*), count(*) FILTER (reason = {TAKEN}), count(id), count(DISTINCT id)"
        query = f"SELECT {wanted} FROM {self.name}_rows"
        rows, taken, named, distinct = self.connection.execute(query).fetchall()[0]
        if rows != plain.records:
            raise Misread
        if taken < rows or distinct < named or (known and named < rows):
            return None
        return Staged(relation=self.name, columns=self.columns, repeating=False, sound=sound)

    def _fill(self, query: str, *, ordered: bool) -> None:
        """Type the rows; where order is kept, a row's place in the table is the number of the record."""
        self.connection.execute(f"DROP TABLE IF EXISTS {self.name}_rows")
        self.connection.execute(f"SET preserve_insertion_order = {str(ordered).lower()}")
        try:
            self.connection.execute(f"CREATE TEMP TABLE {self.name}_rows AS {query}")
        finally:
            self.connection.execute("SET preserve_insertion_order = true")
        self._show(f"SELECT rowid + 1 AS line, * FROM {self.name}_rows")

    def _show(self, query: str) -> None:
        self.connection.execute(f"CREATE OR REPLACE TEMP VIEW {self.name} AS {query}")

    def _lean(self, plain: Plain) -> frozenset[int]:
        """Read as numbers what is written as such, and keep no text of rows; give the sound columns."""
        numbers = self._numbers()
        try:
            self._fill_lean(plain, numbers)
        except duckdb.ConversionException:
            numbers = frozenset()
            self._fill_lean(plain, numbers)
        columns = tuple(pair for pair in self.columns if pair[0].position in numbers)
        sound = self._sound(columns)
        # What has been left out is the same in every row that can be taken.
        given = "NULL::UBIGINT AS key, NULL::VARCHAR AS raw, NULL::VARCHAR AS at_cell"
        rows = f"(SELECT rowid + 1 AS line, *, {given} FROM {self.name}_rows)"
        self._show(numbers_sql(source=rows, columns=columns, sound=sound))
        return sound

    def _numbers(self) -> frozenset[int]:
        """Find the columns whose cells are all numbers as they stand, as far as a sample tells."""
        if self.mapping.decimal != ".":
            return frozenset()
        asked = [column.position for column, rule in self.columns if rule.numeric and not folded(rule)]
        tests = [f"count(c{k}) = count(TRY_CAST(c{k} AS DOUBLE))" for k in asked]
        return self._those(asked, tests, source=self.opened.spread)

    def _sound(self, columns: Columns) -> frozenset[int]:
        """Find the columns in which every number is an answer: most have no other."""
        tests = [sound(column, rule) for column, rule in columns]
        return self._those([column.position for column, _rule in columns], tests, source=f"{self.name}_rows")

    def _those(self, positions: Sequence[int], tests: Sequence[str], *, source: str) -> frozenset[int]:
        query = f"SELECT {', '.join(['true', *tests])} FROM {source}"
        _true, *found = self.connection.execute(query).fetchall()[0]
        return frozenset(k for k, good in zip(positions, found, strict=True) if good)

    def _fill_lean(self, plain: Plain, numbers: AbstractSet[int]) -> None:
        source = reading(plain, numbers=numbers)
        query = lean_sql(source=source, mapping=self.mapping, columns=self.columns, numbers=numbers)
        self._fill(query, ordered=False)
