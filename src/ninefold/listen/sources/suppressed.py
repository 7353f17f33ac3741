"""People who were erased: a file that brings them again is stored without their rows."""

from typing import Final

import duckdb
import pyarrow as pa

from ninefold.customers.suppression.queries import list_length, suppressed
from ninefold.engine.sought import TELLING
from ninefold.listen.sources.cells import SUPPRESSED
from ninefold.listen.sources.roles import Role
from ninefold.listen.sources.staging import Staged

LONGEST: Final = 200  # signs of an attribute that may be an identifier


def leave_out(*, staged: Staged, connection: duckdb.DuckDBPyConnection, organisation: int) -> None:
    """Mark the rows of people who were erased, so that they are neither taken nor kept as not taken.

    Parameters
    ----------
    staged : Staged
        The typed rows; what is made of them leaves the marked ones out.
    connection : duckdb.DuckDBPyConnection
        Where they stand.
    organisation : int
        Whose suppression list. A row is marked whose customer is on it, and a row of nobody whose id or
        attribute is.
    """
    tests = _tests(staged)
    if not tests or not list_length(organisation=organisation):
        return
    name = staged.relation
    cells = " UNION ".join(f"SELECT {cell} AS cell FROM {name} WHERE {where}" for cell, where in tests)
    given = [str(cell) for (cell,) in connection.execute(cells).fetchall()]
    erased = sorted(suppressed(organisation=organisation, values=given))
    if not erased:
        return
    connection.register(f"{name}_listed", pa.table({"cell": pa.array(erased, pa.string())}))
    connection.execute(f"CREATE TEMP TABLE {name}_erased AS FROM {name}_listed")
    connection.execute(f"ALTER VIEW {name} RENAME TO {name}_all")
    listed = f"(SELECT cell FROM {name}_erased)"
    gone = " OR ".join(f"coalesce({where} AND {cell} IN {listed}, false)" for cell, where in tests)
    reason = f"CASE WHEN {gone} THEN {SUPPRESSED} ELSE reason END AS reason"
    connection.execute(f"CREATE TEMP VIEW {name} AS SELECT * REPLACE ({reason}) FROM {name}_all")


def _tests(staged: Staged) -> list[tuple[str, str]]:
    """Name the cells in which an identifier may stand, and in which rows each says whose they are."""
    cells: dict[Role, list[str]] = {}
    for column, rule in staged.columns:
        cells.setdefault(rule.role, []).append(f"CAST(v{column.position} AS VARCHAR)")
    customer = cells.get(Role.CUSTOMER, [])
    nobody = " AND ".join(["true", *(f"{cell} IS NULL" for cell in customer)])
    telling = [*cells.get(Role.ATTRIBUTE, ()), *(["id"] if Role.RECORD in cells else [])]
    return [
        *((cell, f"{cell} IS NOT NULL") for cell in customer),
        *((cell, f"{nobody} AND length({cell}) BETWEEN {TELLING} AND {LONGEST}") for cell in telling),
    ]
