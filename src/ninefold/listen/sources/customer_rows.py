"""Customers of a file, for their profiles: read from the typed cells in file order, a thousand at a time."""

from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from typing import Final

import duckdb

from ninefold.customers.profiles.choices import Kind
from ninefold.customers.profiles.rows import LONGEST_NAME, CustomerRow, problem_of
from ninefold.listen.sources.cells import TAKEN
from ninefold.listen.sources.instants import at_sql
from ninefold.listen.sources.mapping import ColumnRule
from ninefold.listen.sources.opened import Reject
from ninefold.listen.sources.opening import physical_line
from ninefold.listen.sources.roles import Role
from ninefold.listen.sources.typing_rows import Typed

_AT_ONCE: Final = 1_000
_KINDS: Final = {Role.CUSTOMER: Kind.NUMBER, Role.EMAIL: Kind.EMAIL, Role.PHONE: Kind.PHONE}


def customers_of(*, found: Typed, connection: duckdb.DuckDBPyConnection) -> Iterator[CustomerRow]:
    """Give the customers of a file that can be recorded.

    Parameters
    ----------
    found : Typed
        The typed rows of a file of customers.
    connection : duckdb.DuckDBPyConnection
        Where they lie; nothing else may be asked of it meanwhile.

    Yields
    ------
    CustomerRow
        In file order.
    """
    return (row for _line, row in _read(found, connection) if problem_of(row) is None)


def refused_of(*, found: Typed, connection: duckdb.DuckDBPyConnection) -> tuple[Reject, ...]:
    """Name the rows that profiles cannot take, as `customers_of` leaves them out."""
    refused = [(line, row, problem_of(row)) for line, row in _read(found, connection)]
    return tuple(
        Reject(
            physical_line(opened=found.opened, record=line),
            str(problem.label),
            ", ".join(text for _kind, text in row.identifiers)[:400],
        )
        for line, row, problem in refused
        if problem is not None
    )


def _read(found: Typed, connection: duckdb.DuckDBPyConnection) -> Iterator[tuple[int, CustomerRow]]:
    told = [pair for pair in found.staged.columns if pair[1].role is not Role.AT]
    since = "NULL" if len(told) == len(found.staged.columns) else f"timezone('UTC', {at_sql(found.mapping)})"
    cells = ", ".join(f"v{column.position}" for column, _rule in told)
    rows = connection.execute(
        f"SELECT line, {since} AS since, {cells} FROM {found.staged.relation} s"
        f" WHERE reason = {TAKEN} {found.repeats.where} ORDER BY line"
    )
    rules = [rule for _column, rule in told]
    while lot := rows.fetchmany(_AT_ONCE):
        for line, at, *texts in lot:
            yield line, _row(zip(rules, texts, strict=True), since=at)


def _row(cells: Iterable[tuple[ColumnRule, str | None]], *, since: datetime | None) -> CustomerRow:
    said = [(rule, text) for rule, text in cells if text is not None]
    return CustomerRow(
        identifiers=tuple((_KINDS[rule.role].value, text) for rule, text in said if rule.role in _KINDS),
        account=next((text for rule, text in said if rule.role is Role.ACCOUNT), ""),
        attributes={_name(rule): text for rule, text in said if rule.role not in (*_KINDS, Role.ACCOUNT)},
        as_of=None if since is None else since.replace(tzinfo=UTC),
    )


def _name(rule: ColumnRule) -> str:
    """Name an attribute as people read it; a segment is called so in every file."""
    if rule.role is not Role.ATTRIBUTE:
        return rule.role.value
    return (rule.title or rule.column)[:LONGEST_NAME].strip()
