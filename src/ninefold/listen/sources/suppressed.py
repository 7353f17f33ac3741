"""People who were erased: a file that brings them again is stored without their rows."""

from typing import Final

import duckdb
import pyarrow as pa

from ninefold.customers.suppression.queries import list_length, suppressed
from ninefold.customers.suppression.rules import CASE
from ninefold.engine.sought import TELLING
from ninefold.listen.sources.roles import Role
from ninefold.listen.sources.staging import Staged

ERASED: Final = "erased"  # among the counts of an import: rows of people who were erased
LONGEST: Final = 200  # signs of an attribute that may be an identifier


def leave_out(*, staged: Staged, connection: duckdb.DuckDBPyConnection, organisation: int) -> int:
    """Leave out the rows of people who were erased: they are neither taken nor kept as not taken.

    Parameters
    ----------
    staged : Staged
        The typed rows; whatever is made of them has the others alone.
    connection : duckdb.DuckDBPyConnection
        Where they stand.
    organisation : int
        Whose suppression list.

    Returns
    -------
    int
        How many rows are left out: those whose customer is on the list, and those of nobody whose id, case
        or attribute is.
    """
    tests = _tests(staged)
    if not tests or not list_length(organisation=organisation):
        return 0
    name = staged.relation
    cells = " UNION ".join(f"SELECT {cell} AS cell FROM {name} WHERE {where}" for cell, where in tests)
    given = [str(cell) for (cell,) in connection.execute(cells).fetchall()]
    erased = sorted(suppressed(organisation=organisation, values=given))
    if not erased:
        return 0
    connection.register(f"{name}_listed", pa.table({"cell": pa.array(erased, pa.string())}))
    connection.execute(f"CREATE TEMP TABLE {name}_erased AS FROM {name}_listed")
    connection.execute(f"ALTER VIEW {name} RENAME TO {name}_all")
    listed = f"(SELECT cell FROM {name}_erased)"
    gone = " OR ".join(f"coalesce({where} AND {cell} IN {listed}, false)" for cell, where in tests)
    connection.execute(f"CREATE TEMP VIEW {name} AS SELECT * FROM {name}_all WHERE NOT ({gone})")
    return int(connection.execute(f"SELECT count(*) FROM {name}_all WHERE {gone}").fetchall()[0][0])


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
        *((f"'{CASE}' || {cell}", f"{nobody} AND {cell} IS NOT NULL") for cell in cells.get(Role.CASE, ())),
        *((cell, f"{nobody} AND length({cell}) BETWEEN {TELLING} AND {LONGEST}") for cell in telling),
    ]
