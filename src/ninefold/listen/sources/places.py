"""The order of what happened at one instant: events of a case keep that of the file.

An event's record begins with its place among the events of its case (or customer) at that very instant, so
that sorting by instant and record gives the file's order back, and an event added later renames no other.
"""

from dataclasses import dataclass
from typing import Final

import duckdb

from ninefold.listen.sources.cells import TAKEN
from ninefold.listen.sources.instants import at_sql
from ninefold.listen.sources.mapping import Mapping
from ninefold.listen.sources.roles import Role
from ninefold.listen.sources.staging import Staged

DIGITS: Final = 6


@dataclass(frozen=True, slots=True, kw_only=True)
class Places:
    """Parts of the query that reads the staged rows: a join, and the beginning of a record's name, or ""."""

    join: str = ""
    prefix: str = ""


def find_places(
    *, mapping: Mapping, staged: Staged, connection: duckdb.DuckDBPyConnection, target: str
) -> Places:
    """Number the events that happened to one case, or else to one customer, at the same instant.

    Parameters
    ----------
    mapping, staged : Mapping, Staged
        What the columns mean, and the typed cells in file order.
    connection : duckdb.DuckDBPyConnection
        Where a temporary table of those events is made.
    target : str
        Beginning of its name.

    Returns
    -------
    Places
        Without a case and a customer there is no order to keep, and of other kinds than events there is none.
    """
    belongs = [
        f"v{column.position}"
        for role in (Role.CASE, Role.CUSTOMER)
        for column, rule in staged.columns
        if rule.role is role
    ]
    if not belongs or not mapping.shape.ordered:
        return Places()
    whose = f"coalesce({', '.join(belongs)})"
    connection.execute(f"""
    CREATE OR REPLACE TEMP TABLE {target}_places AS
    WITH listed AS (SELECT line, hash({whose}) AS whose, {at_sql(mapping)} AS instant
                    FROM {staged.relation} WHERE reason = {TAKEN} AND {whose} IS NOT NULL),
    twice AS (SELECT whose, instant FROM listed GROUP BY ALL HAVING count(*) > 1)
    SELECT line, row_number() OVER (PARTITION BY whose, instant ORDER BY line) AS place
    FROM listed SEMI JOIN twice USING (whose, instant)""")
    first = f"printf('%0{DIGITS}d/', coalesce(p.place, 1))"
    return Places(
        join=f"LEFT JOIN {target}_places p ON s.line = p.line",
        prefix=f"CASE WHEN {whose} IS NULL THEN '' ELSE {first} END",
    )
