"""The one pass over a file: every cell becomes a typed value and a state, in a temporary table.

All conversion is SQL; only ``c0``..``cN`` stand in it as names, and a text of a user is an escaped literal.
All that follows (records given twice, comments, counts, writing) reads the narrow columns it needs.
"""

import uuid
from dataclasses import dataclass
from typing import Final

import duckdb

from ninefold.engine.folding import fold
from ninefold.listen.sources.folding import fold_sql, register
from ninefold.listen.sources.mapping import DIMENSIONS, SCORES, ColumnRule, Mapping, Role
from ninefold.listen.sources.moments import offset_sql, parts_sql, plain_sql, plausible_sql, wall_sql
from ninefold.listen.sources.numerals import number_sql
from ninefold.listen.sources.opened import FileColumn, Opened

# What stands in a cell that is neither answered (a value) nor blank (neither value nor state).
OUTSIDE: Final = 2
UNREADABLE: Final = 3
FIRST_CODE: Final = 10  # the i-th code for "not answered" is the state FIRST_CODE + i
MOST_CODES: Final = 200

TAKEN: Final = 0
BAD_DATE: Final = 1
NO_DATE: Final = 2
NO_ANSWER: Final = 3
_RAW: Final = 400


@dataclass(frozen=True, slots=True, kw_only=True)
class Staged:
    """The typed cells of a file.

    Parameters
    ----------
    relation
        A view: ``line``, ``id``, ``key``, ``moment``, ``ahead``, ``reason``, ``raw``, and per column k of the
        file ``v{k}`` (value) and for numbers ``s{k}`` (state, NULL where answered or blank).
    columns
        The file's columns that are not left out, with their rules.
    repeating
        Whether an id stands more than once among the rows that can be taken.
    """

    relation: str
    columns: tuple[tuple[FileColumn, ColumnRule], ...]
    repeating: bool


def stage(
    *,
    opened: Opened,
    mapping: Mapping,
    connection: duckdb.DuckDBPyConnection,
    key: bytes = b"",
) -> Staged:
    """Read a file once and type its cells.

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
    """
    mapping.checked()
    register(connection)
    connection.execute("SET TimeZone = 'UTC'")
    rules = {rule.column: rule for rule in mapping.rules}
    kept = tuple(
        (column, rules[column.name])
        for column in opened.columns
        if column.name in rules and rules[column.name].role is not Role.LEAVE_OUT
    )
    name = f"ninefold_staged_{uuid.uuid4().hex[:12]}"
    whole = _query(opened=opened, mapping=mapping, kept=kept, key=key)
    if not opened.spread:
        _fill(connection, name, whole, ordered=True)
        return Staged(relation=name, columns=kept, repeating=_repeating(connection, name))
    # Keeping a large file's order holds its reading to one thread. Order is only needed to name the line of a
    # row that cannot be taken and to tell the first row of an id from the next: most files have neither.
    known = any(rule.role is Role.RECORD for _column, rule in kept)
    lean = _query(opened=opened, mapping=mapping, kept=kept, key=None) if known else whole
    _fill(connection, name, lean, ordered=False)
    staged = Staged(relation=name, columns=kept, repeating=_repeating(connection, name))
    if staged.repeating or _wanting(connection, name):
        _fill(connection, name, whole, ordered=True)
    return staged


def _fill(connection: duckdb.DuckDBPyConnection, name: str, query: str, *, ordered: bool) -> None:
    """Type the cells into a table; where order is kept, a row's place in it is the number of the record."""
    connection.execute(f"DROP TABLE IF EXISTS {name}_rows")
    connection.execute(f"SET preserve_insertion_order = {str(ordered).lower()}")
    connection.execute(f"CREATE TEMP TABLE {name}_rows AS {query}")
    connection.execute("SET preserve_insertion_order = true")
    connection.execute(f"CREATE OR REPLACE TEMP VIEW {name} AS SELECT rowid + 1 AS line, * FROM {name}_rows")


def _repeating(connection: duckdb.DuckDBPyConnection, name: str) -> bool:
    query = f"SELECT count(id) > count(DISTINCT id) FROM {name}_rows WHERE reason = {TAKEN}"
    return bool(connection.execute(query).fetchall()[0][0])


def _wanting(connection: duckdb.DuckDBPyConnection, name: str) -> bool:
    """Whether a row cannot be taken, or has neither an id nor the key that would stand in for it."""
    query = f"SELECT count(*) FROM {name}_rows WHERE reason <> {TAKEN} OR (id IS NULL AND key IS NULL)"
    return bool(connection.execute(query).fetchall()[0][0])


def discard(staged: Staged, *, connection: duckdb.DuckDBPyConnection) -> None:
    """Give the memory of staged cells back."""
    connection.execute(f"DROP VIEW {staged.relation}")
    connection.execute(f"DROP TABLE {staged.relation}_rows")


def literal(text: str) -> str:
    """Write a text as an SQL literal."""
    return "'" + text.replace("'", "''").replace("\x00", "") + "'"


def cell(column: FileColumn) -> str:
    """Write the expression of a column's cell: NULL where nothing but blanks stands."""
    return f"nullif(trim(c{column.position}), '')"


_Kept = tuple[tuple[FileColumn, ColumnRule], ...]


def _query(*, opened: Opened, mapping: Mapping, kept: _Kept, key: bytes | None) -> str:
    """Write the whole pass, one subquery a step, so that nothing is worked out twice.

    Without a `key` it is a lean pass: of a row that cannot be taken no text is kept, and one without an id
    gets none.
    """
    numeric = [(column, rule) for column, rule in kept if rule.numeric]
    identity = next((column for column, rule in kept if rule.role is Role.RECORD), None)
    dated = next(((column, rule) for column, rule in kept if rule.role is Role.AT), None)
    cells = [f"{_id(identity)} AS id", f"{_key(opened, identity, key)} AS key"]
    # TRY_CAST does not mind blanks around a number: only texts are trimmed.
    cells += [
        f"c{column.position}" if rule.numeric else f"{cell(column)} AS c{column.position}"
        for column, rule in kept
    ]
    read = ["*", *_moment(dated, mapping)]
    read += [part for column, rule in numeric for part in _read(column, rule, decimal=mapping.decimal)]
    found = ["*", *_parts(dated)]
    found += [f"{_number(column, rule)} AS x{column.position}" for column, rule in numeric]
    values = ["id", "key", "ahead", "at_cell", f"{_wall(dated)} AS any_wall"]
    values += [part for column, _rule in numeric for part in (f"c{column.position}", f"n{column.position}")]
    values += [f"f{column.position}" for column, rule in numeric if _folded(rule)]
    values += [f"x{column.position}" for column, _rule in numeric]
    values += [f"{_value(column, rule)} AS v{column.position}" for column, rule in kept]
    values += [f"c{column.position}" for column, rule in kept if not rule.numeric]
    states = ["*", f"{plausible_sql('any_wall')} AS moment"]
    states += [f"{_state(column, rule)} AS s{column.position}" for column, rule in numeric]
    judged = ["*", f"{_verdict(mapping, kept)} AS reason"]
    shown = "id, key, moment, ahead, reason, " + "".join(f"s{c.position}, " for c, _rule in numeric)
    shown += "".join(f"v{column.position}, " for column, _rule in kept)
    told = "NULL::VARCHAR AS raw, NULL::VARCHAR AS at_cell"
    if key is not None:
        told = f"CASE WHEN reason <> {TAKEN} THEN {_raw(kept)} END AS raw,"
        told += f" CASE WHEN reason = {BAD_DATE} THEN left(at_cell, 80) END AS at_cell"
    shown += told
    query = f"SELECT {', '.join(cells)} FROM {opened.relation}"
    for step in (read, found, values, states, judged, [shown]):
        query = f"SELECT {', '.join(step)} FROM ({query})"
    return query


def _id(column: FileColumn | None) -> str:
    return "NULL::VARCHAR" if column is None else cell(column)


def _key(opened: Opened, identity: FileColumn | None, key: bytes | None) -> str:
    """Tell rows without an id apart by all their cells."""
    if key is None:
        return "NULL::UBIGINT"
    cells = ", ".join(f"coalesce(c{column.position}, '')" for column in opened.columns)
    content = f"md5(concat_ws(chr(31), {literal(key.hex())}, {cells}))"
    lasting = f"CAST('0x' || left({content}, 16) AS UBIGINT)"
    return lasting if identity is None else f"CASE WHEN {cell(identity)} IS NULL THEN {lasting} END"


_Dated = tuple[FileColumn, ColumnRule] | None


def _moment(dated: _Dated, mapping: Mapping) -> list[str]:
    if dated is None:
        return ["NULL::TIMESTAMP AS plain", "NULL::INTEGER AS ahead", "NULL::VARCHAR AS at_cell"]
    place, written = f"c{dated[0].position}", dated[1].date_format
    return [
        f"{plain_sql(place, written=written, decimal=mapping.decimal)} AS plain",
        f"CAST({offset_sql(place, written=written)} AS INTEGER) AS ahead",
        f"{place} AS at_cell",
    ]


def _parts(dated: _Dated) -> list[str]:
    if dated is None or dated[1].date_format in ("epoch-s", "epoch-ms", "excel"):
        return []
    return [f"CASE WHEN plain IS NULL THEN {parts_sql('at_cell')} END AS parts"]


def _wall(dated: _Dated) -> str:
    return "plain" if dated is None else wall_sql(plain="plain", parts="parts", written=dated[1].date_format)


def _read(column: FileColumn, rule: ColumnRule, *, decimal: str) -> list[str]:
    place = f"c{column.position}"
    parts = [f"{number_sql(place, decimal=decimal)} AS n{column.position}"]
    if _folded(rule):
        parts.append(f"{fold_sql(place)} AS f{column.position}")
    return parts


def _folded(rule: ColumnRule) -> bool:
    """Whether the words in the cells matter, and not their numbers alone."""
    return bool(rule.labels) or any(_as_number(code) is None for code in rule.not_answered)


def _codes(column: FileColumn, rule: ColumnRule) -> list[str]:
    """Write one test for each code that says "not answered"."""
    k = column.position
    tests = []
    for code in rule.not_answered[:MOST_CODES]:
        number = _as_number(code)
        tests.append(f"f{k} = {literal(fold(code))}" if number is None else f"n{k} = {number!r}")
    return tests


def _accepted(column: FileColumn, rule: ColumnRule) -> str:
    """Write the test for a number that is an answer; of an empty one it is not true."""
    x = f"x{column.position}"
    if rule.scale is not None:
        low, high = rule.scale
        tests = [f"{x} BETWEEN {low!r} AND {high!r}"]
    else:
        tests = [f"isfinite({x})"] + ([f"{x} >= 0"] if rule.role is Role.WEIGHT else [])
    codes = _codes(column, rule)
    return " AND ".join([*tests, f"({' OR '.join(codes)}) IS NOT TRUE"] if codes else tests)


def _state(column: FileColumn, rule: ColumnRule) -> str:
    """Say why a cell is no answer. Most cells are one, or empty: nothing else is asked of them."""
    k = column.position
    cases = [f"WHEN {test} THEN {FIRST_CODE + i}" for i, test in enumerate(_codes(column, rule))]
    cases.append(f"WHEN x{k} IS NULL THEN CASE WHEN trim(c{k}) <> '' THEN {UNREADABLE} END")
    cases.append(f"WHEN isfinite(x{k}) THEN {OUTSIDE} ELSE {UNREADABLE}")
    why = f"CASE {' '.join(cases)} END"
    return f"CAST(CASE WHEN v{k} IS NULL AND c{k} IS NOT NULL THEN {why} END AS UTINYINT)"


def _number(column: FileColumn, rule: ColumnRule) -> str:
    k = column.position
    if not rule.labels:
        return f"n{k}"
    cases = " ".join(f"WHEN {literal(fold(label))} THEN {number!r}" for label, number in rule.labels.items())
    return f"coalesce(CASE f{k} {cases} END, n{k})"


def _value(column: FileColumn, rule: ColumnRule) -> str:
    k = column.position
    if rule.numeric:
        found = f"x{k}"
        if rule.reversed and rule.scale is not None:
            found = f"{sum(rule.scale)!r} - {found}"
        kind = "FLOAT" if rule.role in SCORES else "DOUBLE"
        return f"CAST(CASE WHEN {_accepted(column, rule)} THEN {found} END AS {kind})"
    if rule.role in (*DIMENSIONS, Role.ATTRIBUTE) and column.choices:
        cases = " ".join(
            f"WHEN {literal(code)} THEN {literal(name)}" for code, name in column.choices.items()
        )
        return f"CASE c{k} {cases} ELSE c{k} END"
    return "NULL::VARCHAR" if rule.role in (Role.RECORD, Role.AT) else f"c{k}"


def _verdict(mapping: Mapping, kept: _Kept) -> str:
    answers = [f"v{column.position} IS NOT NULL" for column, rule in kept if rule.answer]
    cases = [f"WHEN at_cell IS NOT NULL AND moment IS NULL THEN {BAD_DATE}"]
    if mapping.wave_date is None and any(rule.role is Role.AT for _column, rule in kept):
        cases.append(f"WHEN at_cell IS NULL THEN {NO_DATE}")
    cases.append(f"WHEN NOT ({' OR '.join(answers)}) THEN {NO_ANSWER}")
    return f"CAST(CASE {' '.join(cases)} ELSE {TAKEN} END AS UTINYINT)"


def _raw(kept: _Kept) -> str:
    cells = ", ".join(f"c{column.position}" for column, _rule in kept)
    return f"left(concat_ws(', ', {cells}), {_RAW})"


def _as_number(code: str) -> float | None:
    try:
        found = float(code)
    except ValueError:
        return None
    return found if abs(found) < 1e300 else None
