"""The SQL that types the cells of a file, one subquery a step, so that nothing is worked out twice.

Only ``c0``..``cN`` and what is made of them stand in it as names; a text of a user is an escaped literal. Of
column k, ``c{k}`` is the cell, ``n{k}`` the number in it, ``f{k}`` its folded text, ``x{k}`` what number it
says by its label or itself, ``v{k}`` the value that counts, and ``s{k}`` why there is none.
"""

from collections.abc import Iterable, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from typing import Final

from ninefold.engine.blocks import BLOCKS
from ninefold.engine.folding import fold
from ninefold.listen.sources.dated import clock_parts, moment_parts, wall
from ninefold.listen.sources.folding import fold_sql
from ninefold.listen.sources.mapping import ColumnRule, Mapping
from ninefold.listen.sources.moments import plausible_sql
from ninefold.listen.sources.numerals import number_sql
from ninefold.listen.sources.opened import FileColumn, Opened
from ninefold.listen.sources.roles import DIMENSIONS, SCORES, Role
from ninefold.listen.sources.shapes import Need

Columns = tuple[tuple[FileColumn, ColumnRule], ...]

# What stands in a cell that is neither answered (a value) nor blank (neither value nor state).
OUTSIDE: Final = 2
UNREADABLE: Final = 3
FIRST_CODE: Final = 10  # the i-th code for "not answered" is the state FIRST_CODE + i
MOST_CODES: Final = 200

TAKEN: Final = 0
BAD_DATE: Final = 1
NO_DATE: Final = 2
LACKING: Final = 3  # the i-th need of the shape that is not met is LACKING + i
_RAW: Final = 400


def literal(text: str) -> str:
    """Write a text as an SQL literal."""
    return "'" + text.replace("'", "''").replace("\x00", "") + "'"


def cell(column: FileColumn) -> str:
    """Write the expression of a column's cell: NULL where nothing but blanks stands."""
    c = f"c{column.position}"
    # All that is not empty and begins with no blank comes after it. Trimming reads every character, for there
    # are many kinds of blanks; most cells have none at their ends.
    tidy = f"{c} >= '!' AND strlen({c}) = length({c}) AND NOT ends_with({c}, ' ')"
    return f"CASE WHEN {tidy} THEN {c} ELSE nullif(trim({c}), '') END"


def whole_sql(*, opened: Opened, mapping: Mapping, columns: Columns, key: bytes) -> str:
    """Write the pass that keeps whatever may be asked of a row later.

    Parameters
    ----------
    key : bytes
        Mixed into the identity of records without an id of their own.
    """
    work = _Pass(mapping=mapping, columns=columns)
    told = ["key", f"CASE WHEN reason <> {TAKEN} THEN {_raw(columns)} END AS raw"]
    told.append(f"CASE WHEN reason = {BAD_DATE} THEN left(at_cell, 80) END AS at_cell")
    return work.sql(source=opened.relation, first=[f"{_key(opened, work.identity, key)} AS key"], last=told)


def lean_sql(*, source: str, mapping: Mapping, columns: Columns, numbers: AbstractSet[int]) -> str:
    """Write the pass over rows that have an id and can be taken, of which no text needs to be kept.

    Parameters
    ----------
    source : str
        What is read. The columns of ``numbers`` are numbers there, and ``x{k}`` is all that is kept of them.
    """
    work = _Pass(mapping=mapping, columns=columns, numbers=frozenset(numbers))
    return work.sql(source=source, first=["NULL::UBIGINT AS key"], last=[f"x{k}" for k in sorted(numbers)])


def numbers_sql(*, source: str, columns: Columns, sound: AbstractSet[int]) -> str:
    """Write the query that adds ``v{k}`` and ``s{k}`` to what a lean pass has kept.

    Parameters
    ----------
    columns : sequence of pairs
        Those that it left as ``x{k}``.
    sound : set of int
        Columns in which every number is an answer.
    """
    values, states = ["*"], ["*"]
    for column, rule in columns:
        k, good = column.position, column.position in sound
        values.append(f"{_answer(column, rule, 'true' if good else _accepted(column, rule))} AS v{k}")
        states.append(f"{'NULL::UTINYINT' if good else _state(column, rule, written=False)} AS s{k}")
    named = ["*", *_each("x{k} AS n{k}", columns)]
    return _steps(source, named, values, states)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Pass:
    """One pass over the cells; the columns of ``numbers`` are read as numbers, the others are written."""

    mapping: Mapping
    columns: Columns
    numbers: frozenset[int] = frozenset()

    @property
    def identity(self) -> FileColumn | None:
        """The column of the record's id."""
        return next((column for column, rule in self.columns if rule.role is Role.RECORD), None)

    def sql(self, *, source: str, first: Sequence[str], last: Sequence[str]) -> str:
        """Write the steps."""
        dated = next(((column, rule) for column, rule in self.columns if rule.role is Role.AT), None)
        written = [(c, rule) for c, rule in self.columns if rule.numeric and c.position not in self.numbers]
        texts = [(c, rule) for c, rule in self.columns if not rule.numeric]
        kept = [(c, rule) for c, rule in texts if rule.role not in (Role.RECORD, Role.AT)]
        shown = [f"{self._named()} AS id", "lot", "moment", "ahead", "reason"]
        shown += [*_each("s{k}", written), *_each("v{k}", written + kept)]
        return _steps(
            source,
            # TRY_CAST does not mind blanks around a number: only texts are trimmed.
            [*first, f"{_id(self.identity)} AS id", *_each("c{k}", written), *self._read()]
            + [f"{cell(column)} AS c{column.position}" for column, _rule in texts],
            ["*", *moment_parts(dated, self.mapping)]
            + [part for c, rule in written for part in _read(c, rule, decimal=self.mapping.decimal)],
            ["*", *clock_parts(dated), *(f"{_number(c, rule)} AS x{c.position}" for c, rule in written)],
            ["*", f"{wall(dated)} AS any_wall", *(f"{_text(c, rule)} AS v{c.position}" for c, rule in kept)]
            + [f"{_answer(c, rule, _accepted(c, rule))} AS v{c.position}" for c, rule in written],
            ["*", f"{self._plausible()} AS moment", f"{self._lot()} AS lot"]
            + [f"{_state(c, rule, written=True)} AS s{c.position}" for c, rule in written],
            ["*", f"{self._verdict()} AS reason"],
            [*shown, *last],
        )

    def _read(self) -> list[str]:
        return [f"c{k} AS {name}{k}" for k in sorted(self.numbers) for name in "xn"]

    def _lot(self) -> str:
        """Put all rows of a person into one block; quicker than `block_sql`, and not made to last."""
        person = [f"v{column.position}" for column, rule in self.columns if rule.role is Role.CUSTOMER]
        named = ", ".join([*person, "id", "CAST(key AS VARCHAR)"])
        return f"CAST(hash(coalesce({named})) % {BLOCKS} AS UTINYINT)"

    def _plausible(self) -> str:
        moment = plausible_sql("any_wall")
        return f"date_trunc('month', {moment})" if self.mapping.shape.monthly else moment

    def _named(self) -> str:
        """Name a record by its id, or by customer and month where that is what it is of."""
        customer = next((column for column, rule in self.columns if rule.role is Role.CUSTOMER), None)
        if customer is None or not self.mapping.shape.monthly:
            return "id"
        day = "moment"
        if self.mapping.day is not None:
            day = f"coalesce(moment, TIMESTAMP '{self.mapping.day.isoformat()}')"
        return f"coalesce(id, v{customer.position} || '/' || strftime({day}, '%Y-%m'))"

    def _verdict(self) -> str:
        dated = any(rule.role is Role.AT for _column, rule in self.columns)
        cases = [f"WHEN at_cell IS NOT NULL AND moment IS NULL THEN {BAD_DATE}"]
        if self.mapping.day is None and dated:
            cases.append(f"WHEN at_cell IS NULL THEN {NO_DATE}")
        *needs, last = (
            (LACKING + i, " OR ".join(self._tellers(need)))
            for i, need in enumerate(self.mapping.shape.needs)
            if Role.AT not in need.roles
        )
        cases += [f"WHEN ({told}) IS NOT TRUE THEN {code}" for code, told in needs]
        # Most rows answer the first question: no other is looked at then.
        cases.append(f"WHEN {last[1]} THEN {TAKEN}")
        return f"CAST(CASE {' '.join(cases)} ELSE {last[0]} END AS UTINYINT)"

    def _tellers(self, need: Need) -> list[str]:
        return [
            f"({_accepted(column, rule)})"
            if column.position in self.numbers
            else f"v{column.position} IS NOT NULL"
            for column, rule in self.columns
            if rule.meets(need)
        ]


def _steps(source: str, *steps: Sequence[str]) -> str:
    for step in steps:
        source = f"(SELECT {', '.join(step)} FROM {source})"
    return source


def _each(pattern: str, columns: Iterable[tuple[FileColumn, ColumnRule]]) -> list[str]:
    return [pattern.format(k=column.position) for column, _rule in columns]


def _id(column: FileColumn | None) -> str:
    return "NULL::VARCHAR" if column is None else cell(column)


def _key(opened: Opened, identity: FileColumn | None, key: bytes) -> str:
    """Tell rows without an id apart by all their cells."""
    cells = ", ".join(f"coalesce(c{column.position}, '')" for column in opened.columns)
    content = f"md5(concat_ws(chr(31), {literal(key.hex())}, {cells}))"
    lasting = f"CAST('0x' || left({content}, 16) AS UBIGINT)"
    return lasting if identity is None else f"CASE WHEN {cell(identity)} IS NULL THEN {lasting} END"


def _read(column: FileColumn, rule: ColumnRule, *, decimal: str) -> list[str]:
    place = f"c{column.position}"
    parts = [f"{number_sql(place, decimal=decimal)} AS n{column.position}"]
    if folded(rule):
        parts.append(f"{fold_sql(place)} AS f{column.position}")
    return parts


def folded(rule: ColumnRule) -> bool:
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


def sound(column: FileColumn, rule: ColumnRule) -> str:
    """Write the aggregate that is true where every number of a column is an answer."""
    x = f"x{column.position}"
    low, high = f"min({x})", f"max({x})"
    if rule.not_answered:
        return "false"
    if rule.scale is not None:
        return f"coalesce({low} >= {rule.scale[0]!r} AND {high} <= {rule.scale[1]!r}, true)"
    least = f" AND {low} >= 0" if rule.role is Role.WEIGHT else ""
    return f"coalesce(isfinite({low}) AND isfinite({high}){least}, true)"


def _state(column: FileColumn, rule: ColumnRule, *, written: bool) -> str:
    """Say why a cell is no answer. Most cells are one, or empty: nothing else is asked of them."""
    k = column.position
    cases = [f"WHEN {test} THEN {FIRST_CODE + i}" for i, test in enumerate(_codes(column, rule))]
    if written:
        cases.append(f"WHEN x{k} IS NULL THEN CASE WHEN trim(c{k}) <> '' THEN {UNREADABLE} END")
    cases.append(f"WHEN isfinite(x{k}) THEN {OUTSIDE} ELSE {UNREADABLE}")
    why = f"CASE {' '.join(cases)} END"
    given = f"{'c' if written else 'x'}{k} IS NOT NULL"
    return f"CAST(CASE WHEN v{k} IS NULL AND {given} THEN {why} END AS UTINYINT)"


def _number(column: FileColumn, rule: ColumnRule) -> str:
    k = column.position
    if not rule.labels:
        return f"n{k}"
    cases = " ".join(f"WHEN {literal(fold(label))} THEN {number!r}" for label, number in rule.labels.items())
    return f"coalesce(CASE f{k} {cases} END, n{k})"


def _answer(column: FileColumn, rule: ColumnRule, test: str) -> str:
    found = f"x{column.position}"
    if rule.reversed and rule.scale is not None:
        found = f"{sum(rule.scale)!r} - {found}"
    kind = "FLOAT" if rule.role in SCORES else "DOUBLE"
    return f"CAST(CASE WHEN {test} THEN {found} END AS {kind})"


def _text(column: FileColumn, rule: ColumnRule) -> str:
    k = column.position
    if rule.role not in (*DIMENSIONS, Role.ATTRIBUTE) or not column.choices:
        return f"c{k}"
    cases = " ".join(f"WHEN {literal(code)} THEN {literal(name)}" for code, name in column.choices.items())
    return f"CASE c{k} {cases} ELSE c{k} END"


def _raw(columns: Columns) -> str:
    cells = ", ".join(f"c{column.position}" for column, _rule in columns)
    return f"left(concat_ws(', ', {cells}), {_RAW})"


def _as_number(code: str) -> float | None:
    try:
        found = float(code)
    except ValueError:
        return None
    return found if abs(found) < 1e300 else None
