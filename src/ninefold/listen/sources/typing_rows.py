"""From a file to facts: the rows of a batch for each table it fills, and the rows that cannot be taken.

Nothing passes through Python objects. The results are DuckDB views, for Arrow batches or COPY.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Final

import duckdb
import numpy as np
import pyarrow as pa
from django.utils.translation import gettext as _

from ninefold.engine.blocks import block_sql
from ninefold.engine.facts import Table, schema_of
from ninefold.listen.sources.cells import BAD_DATE, LACKING, NO_DATE, TAKEN, literal
from ninefold.listen.sources.counting import Counts, count_staged
from ninefold.listen.sources.folding import fold_sql
from ninefold.listen.sources.happened import each_happening
from ninefold.listen.sources.instants import at_sql, local_date_sql
from ninefold.listen.sources.mapping import ColumnRule, Mapping
from ninefold.listen.sources.opened import FileColumn, Opened, Reject
from ninefold.listen.sources.places import Places, find_places
from ninefold.listen.sources.repeats import Repeats, find_repeats
from ninefold.listen.sources.roles import Role
from ninefold.listen.sources.staging import Staged, stage

_TYPES: Final = {
    pa.int32(): "INTEGER",
    pa.string(): "VARCHAR",
    pa.uint8(): "UTINYINT",
    pa.date32(): "DATE",
    pa.float32(): "FLOAT",
    pa.float64(): "DOUBLE",
    pa.timestamp("us", "UTC"): "TIMESTAMPTZ",
}
_NAME: Final = re.compile(r"[a-z][a-z0-9_]{0,40}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Ids:
    """Where the rows belong.

    Parameters
    ----------
    organisation, survey, source, wave
        Their numbers in the row database.
    key
        Mixed into the identity of records without an id, so that nobody outside can work it out.
    """

    organisation: int
    survey: int
    source: int
    wave: int
    key: bytes = b""


@dataclass(frozen=True, slots=True, kw_only=True)
class Typed:
    """The rows of a file as facts; valid as long as the connection.

    Parameters
    ----------
    target
        Beginning of the names of all views.
    own
        The source's own columns, ``q_...`` and ``a_...``.
    """

    opened: Opened
    mapping: Mapping
    staged: Staged
    repeats: Repeats
    places: Places
    target: str
    own: tuple[str, ...]

    @property
    def tables(self) -> tuple[Table, ...]:
        """The tables that a file of this kind fills, the one with a row for each record first."""
        return self.mapping.shape.tables

    @property
    def main(self) -> Table:
        """The table with a row for each record."""
        return self.tables[0]

    @property
    def base(self) -> str:
        """Name of the view they are made of: the same, and ``lot``, which stands in for ``block``."""
        return f"{self.target}_base"

    @property
    def rejected(self) -> str:
        """Name of a view: ``line`` (record number), ``reason``, ``raw``."""
        return f"{self.target}_rejected"

    def relation(self, table: Table) -> str:
        """Give the name of a table's view, which has exactly the columns of ``engine.facts.schema_of``."""
        return f"{self.target}_{table}"

    def schema(self, table: Table) -> pa.Schema:
        """Give the Arrow schema of a table's rows."""
        return schema_of(table=table, own=self.own if table == self.main else ())

    def rejects(self, *, connection: duckdb.DuckDBPyConnection) -> tuple[Reject, ...]:
        """Give everything that was not taken, the unreadable records of the file included, by line."""
        rows = connection.execute(f"SELECT line, reason, raw FROM {self.rejected} ORDER BY line").fetchall()
        lines = _physical(self.opened, [row[0] for row in rows])
        found = [Reject(line, row[1], row[2] or "") for line, row in zip(lines, rows, strict=True)]
        return tuple(sorted((*self.opened.rejects, *found), key=lambda reject: reject.line))

    def counts(self, *, connection: duckdb.DuckDBPyConnection, at: datetime | None = None) -> Counts:
        """Count what was taken and what was not."""
        return count_staged(
            opened=self.opened,
            mapping=self.mapping,
            staged=self.staged,
            repeats=self.repeats,
            connection=connection,
            at=at,
        )


def typed(
    *,
    opened: Opened,
    mapping: Mapping,
    connection: duckdb.DuckDBPyConnection,
    ids: Ids,
    target: str = "typed",
) -> Typed:
    """Turn a file into facts.

    Parameters
    ----------
    opened, mapping
        The file, and what its columns mean.
    connection : duckdb.DuckDBPyConnection
        Where the file's relation lives and the views are made.
    ids : Ids
        Where the rows belong.
    target : str
        Beginning of the views' names; small letters, digits, underscores.

    Returns
    -------
    Typed

    Raises
    ------
    MappingProblem
        If the mapping cannot be used.
    ValueError
        If ``target`` is no such name.

    Notes
    -----
    A record is its mapped id, else a hash of all its cells; rows that are equal in every cell are told
    apart by their number among the equal ones, so that two people with the same answers stay two, and a
    second import of the same file gives the same records. A person is the customer if one is mapped, else
    the record. ``block`` is ``engine.blocks.block_of`` of that person.
    """
    if not _NAME.fullmatch(target):
        raise ValueError(f"{target!r} is no name for a view.")
    opened, mapping = each_happening(opened=opened, mapping=mapping, connection=connection)
    staged = stage(opened=opened, mapping=mapping, connection=connection, key=ids.key)
    repeats = find_repeats(opened=opened, staged=staged, connection=connection, target=target)
    own = tuple(
        sorted(rule.target for _c, rule in staged.columns if rule.role in (Role.ITEM, Role.ATTRIBUTE))
    )
    found = Typed(
        opened=opened,
        mapping=mapping,
        staged=staged,
        repeats=repeats,
        places=find_places(mapping=mapping, staged=staged, connection=connection, target=target),
        target=target,
        own=own,
    )
    views = {found.rejected: _rejected(found)}
    if found.tables:
        views = {found.base: _base(found, ids), **views}
    views |= {found.relation(table): _rows(found, table) for table in found.tables}
    for name, query in views.items():
        connection.execute(f"CREATE OR REPLACE TEMP VIEW {name} AS {query}")
    return found


def _base(found: Typed, ids: Ids) -> str:
    """All columns of the facts under their names, and each comment as ``t{k}``, one row a record taken."""
    staged, repeats, places = found.staged, found.repeats, found.places
    numbers = [
        f"{int(getattr(ids, name))} AS {name}" for name in ("organisation", "survey", "source", "wave")
    ]
    record = " || ".join(part for part in (places.prefix, _record(repeats)) if part)
    inner = ["lot", f"{record} AS record"]
    inner += [f"{at_sql(found.mapping)} AS at", f"{local_date_sql(found.mapping)} AS local_date"]
    inner += _carried(staged.columns, table=found.main)
    return f"""
    SELECT *, {block_sql(organisation=ids.organisation, person="person")} AS block
    FROM (SELECT *, {_person(found, ids)} AS person
      FROM (SELECT {", ".join([*numbers, *inner])}, NULL::INTEGER AS version
        FROM {staged.relation} s {repeats.join} {places.join} WHERE reason = {TAKEN} {repeats.where}))"""


def _person(found: Typed, ids: Ids) -> str:
    """Tell whom a record is about: the customer, the process that it belongs to, or nobody but itself."""
    known = ["customer"]
    if any(rule.role is Role.CASE for _column, rule in found.staged.columns):
        known.append(f"""'{int(ids.source)}/' || "case\"""")
    return f"coalesce({', '.join(known)}, '{int(ids.source)}/{int(ids.wave)}/' || record)"


def _record(repeats: Repeats) -> str:
    return f"coalesce(id, 'x' || lpad(lower(to_hex(key)), 16, '0') || {repeats.suffix})"


def _carried(columns: Iterable[tuple[FileColumn, ColumnRule]], *, table: Table) -> list[str]:
    """Name the staged values as the facts do; what no column gives is NULL."""
    listed = list(columns)
    named = {
        rule.target or rule.role.value: f"v{column.position}"
        for column, rule in listed
        if rule.role not in (Role.RECORD, Role.AT, Role.COMMENT)
    }
    fixed = {field.name for field in schema_of(table=table)} - _MADE
    texts = [f"v{column.position}" for column, rule in listed if rule.role is Role.COMMENT]
    number = " + ".join(f"({text} IS NOT NULL)::UTINYINT" for text in texts) or "0"
    carried = [f'{place} AS "{name}"' for name, place in named.items()]
    carried += [f'NULL AS "{name}"' for name in sorted(fixed - set(named))]
    carried += [f"{text} AS t{text[1:]}" for text in texts]
    return [*carried, f"{number} AS comments"]


_MADE: Final = frozenset(("organisation", "survey", "source", "wave", "version")) | frozenset(
    ("record", "person", "block", "at", "local_date", "comments")
)


def _rows(found: Typed, table: Table) -> str:
    if table == "comment":
        return _comments(found, found.base)
    return f"SELECT {_typed_columns(found, table)} FROM {found.base}"


def _typed_columns(found: Typed, table: Table) -> str:
    return ", ".join(
        f'CAST("{field.name}" AS {_TYPES[field.type]}) AS "{field.name}"' for field in found.schema(table)
    )


def _comments(found: Typed, base: str) -> str:
    given = {"question", "text", "folded"}
    fields = [field for field in schema_of(table="comment") if field.name not in given]
    shared = ", ".join(f'CAST("{field.name}" AS {_TYPES[field.type]}) AS "{field.name}"' for field in fields)
    parts = [
        f"SELECT {shared}, {literal(rule.target or rule.column)} AS question, t{column.position} AS text,"
        f" {fold_sql(f't{column.position}')} AS folded FROM {base} WHERE t{column.position} IS NOT NULL"
        for column, rule in found.staged.columns
        if rule.role is Role.COMMENT
    ]
    empty = f"SELECT {shared}, '' AS question, '' AS text, '' AS folded FROM {base} WHERE false"
    names = ", ".join(f'"{field.name}"' for field in schema_of(table="comment"))
    return f"SELECT {names} FROM ({' UNION ALL '.join(parts) or empty})"


def _rejected(found: Typed) -> str:
    bad = literal(_("The date “%(date)s” cannot be read."))
    undated = literal(_("This record has no date."))
    cases = [f"WHEN {BAD_DATE} THEN replace({bad}, '%(date)s', at_cell)", f"WHEN {NO_DATE} THEN {undated}"]
    cases += [
        f"WHEN {LACKING + i} THEN {literal(str(need.row))}"
        for i, need in enumerate(found.mapping.shape.needs)
    ]
    rejected = f"""
    SELECT line, CASE reason {" ".join(cases)} END AS reason, raw FROM {found.staged.relation}
    WHERE reason <> {TAKEN}
    UNION ALL {found.repeats.rejected}"""
    if not found.opened.origin:
        return rejected
    return f"""
    SELECT o.{found.opened.origin} AS line, reason, raw
    FROM ({rejected}) r JOIN {found.opened.relation} o ON o.line = r.line"""


def _physical(opened: Opened, records: list[int]) -> list[int]:
    """Give the physical lines of records."""
    if opened.line_index is None:
        return [opened.first_line + record - 1 for record in records]
    lines = np.load(opened.line_index, mmap_mode="r")
    return [int(lines[record - 1]) for record in records]
