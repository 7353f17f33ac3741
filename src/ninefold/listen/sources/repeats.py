"""Records that stand twice in a file: a repeated id is rejected, equal answers without one are numbered."""

from dataclasses import dataclass

import duckdb
from django.utils.translation import gettext as _

from ninefold.listen.sources.cells import TAKEN, literal
from ninefold.listen.sources.opened import Opened
from ninefold.listen.sources.staging import Staged


@dataclass(frozen=True, slots=True, kw_only=True)
class Repeats:
    """What to do with rows that stand more than once.

    Parameters
    ----------
    repeated
        Table of the rows whose id stands already: ``line``, ``first``, ``exact``, ``id``. "" if none.
    join, where, suffix
        Parts of the query that reads the staged rows: joins, conditions, and the end of a record's name.
    rejected
        Query of ``line``, ``reason``, ``raw``.
    """

    repeated: str
    join: str
    where: str
    suffix: str
    rejected: str


def find_repeats(
    *, opened: Opened, staged: Staged, connection: duckdb.DuckDBPyConnection, target: str
) -> Repeats:
    """Find rows that stand more than once among those that can be taken.

    Parameters
    ----------
    opened, staged : Opened, Staged
        The file, and its typed cells. The file is read once more only if an id stands twice.
    connection : duckdb.DuckDBPyConnection
        Where two small temporary tables are made.
    target : str
        Beginning of their names.

    Returns
    -------
    Repeats
        The first row of an id stands; later ones are rejected, told apart by whether they say the same.
    """
    repeated, numbered = f"{target}_repeated", f"{target}_numbered"
    good = f"FROM {staged.relation} WHERE reason = {TAKEN}"
    some = "" if staged.repeating else "AND false"
    connection.execute(f"""
    CREATE OR REPLACE TEMP TABLE {repeated} AS
    WITH twice AS (SELECT id, min(line) AS first {good} AND id IS NOT NULL {some}
                   GROUP BY id HAVING count(*) > 1)
    SELECT s.line, t.first, false AS exact, s.id
    FROM {staged.relation} s JOIN twice t ON s.id = t.id WHERE s.reason = {TAKEN} AND s.line > t.first""")
    connection.execute(f"""
    CREATE OR REPLACE TEMP TABLE {numbered} AS
    WITH twice AS (SELECT key {good} AND id IS NULL GROUP BY key HAVING count(*) > 1)
    SELECT line, row_number() OVER (PARTITION BY key ORDER BY line) AS number {good} AND id IS NULL
    AND key IN (SELECT key FROM twice)""")
    any_repeated = _filled(connection, repeated)
    if any_repeated:
        _compare(opened, connection, repeated)
    any_numbered = _filled(connection, numbered)
    return Repeats(
        repeated=repeated if any_repeated else "",
        join=f"LEFT JOIN {numbered} n ON s.line = n.line" if any_numbered else "",
        where=f"AND s.line NOT IN (SELECT line FROM {repeated})" if any_repeated else "",
        suffix="CASE WHEN number > 1 THEN '-' || number ELSE '' END" if any_numbered else "''",
        rejected=_rejected(repeated),
    )


def _filled(connection: duckdb.DuckDBPyConnection, table: str) -> bool:
    return bool(connection.execute(f"SELECT count(*) FROM {table}").fetchall()[0][0])


def _compare(opened: Opened, connection: duckdb.DuckDBPyConnection, repeated: str) -> None:
    """Mark the rows that are equal in every cell to the first one of their id."""
    cells = ", ".join(f"c{column.position}" for column in opened.columns)
    connection.execute(f"""
    CREATE OR REPLACE TEMP TABLE {repeated} AS
    WITH listed AS (SELECT line FROM {repeated} UNION SELECT first FROM {repeated}),
    content AS (SELECT line, hash({cells}) AS cells FROM {opened.relation}
                WHERE line IN (SELECT line FROM listed))
    SELECT r.line, r.first, later.cells = earlier.cells AS exact, r.id FROM {repeated} r
    JOIN content later ON later.line = r.line JOIN content earlier ON earlier.line = r.first""")


def _rejected(repeated: str) -> str:
    exact = literal(_("This record is the same as record %(first)s."))
    other = literal(_("The id of this record stands already in record %(first)s."))
    reason = f"replace(CASE WHEN exact THEN {exact} ELSE {other} END, '%(first)s', CAST(first AS VARCHAR))"
    return f"SELECT line, {reason} AS reason, id AS raw FROM {repeated}"
