"""People who were erased: a file that brings them again is stored without their rows."""

import duckdb
import pyarrow as pa

from ninefold.customers.suppression.queries import list_length, suppressed
from ninefold.engine.sought import TELLING

ERASED = "erased"  # among the counts of an import: rows of people who were erased
SHORTEST, LONGEST = TELLING, 200  # signs of an attribute that may be an identifier


def leave_out(*, base: str, connection: duckdb.DuckDBPyConnection, organisation: int) -> int:
    """Leave the rows of people who were erased out of a view of typed rows.

    Parameters
    ----------
    base : str
        Name of the view; other views are made of it, and leave them out as well.
    connection : duckdb.DuckDBPyConnection
        Where it stands.
    organisation : int
        Whose suppression list.

    Returns
    -------
    int
        How many rows are left out: those whose customer is on the list, and those of nobody whose record or
        attribute is.
    """
    if not list_length(organisation=organisation):
        return 0
    tests = _tests(base, connection=connection)
    cells = " UNION ".join(
        f"SELECT CAST({cell} AS VARCHAR) AS cell FROM {base} WHERE {where}" for cell, where in tests
    )
    given = [str(cell) for (cell,) in connection.execute(cells).fetchall()]
    erased = suppressed(organisation=organisation, values=given)
    if not erased:
        return 0
    connection.register(f"{base}_listed", pa.table({"cell": pa.array(sorted(erased), pa.string())}))
    connection.execute(f"CREATE OR REPLACE TEMP TABLE {base}_erased AS FROM {base}_listed")
    connection.execute(f"ALTER VIEW {base} RENAME TO {base}_all")
    listed = f"(SELECT cell FROM {base}_erased)"
    gone = " OR ".join(f"coalesce({where} AND {cell} IN {listed}, false)" for cell, where in tests)
    connection.execute(f"CREATE TEMP VIEW {base} AS SELECT * FROM {base}_all WHERE NOT ({gone})")
    return int(connection.execute(f"SELECT count(*) FROM {base}_all WHERE {gone}").fetchall()[0][0])


def _tests(base: str, *, connection: duckdb.DuckDBPyConnection) -> list[tuple[str, str]]:
    """Name the columns in which an identifier may stand, and in which rows it says whose they are."""
    columns = [str(name) for name, *_rest in connection.execute(f"DESCRIBE {base}").fetchall()]
    nobody = "customer IS NULL AND length({}) BETWEEN {} AND {}"
    tests = [('"customer"', '"customer" IS NOT NULL')]
    telling = [f'"{name}"' for name in columns if name == "record" or name.startswith("a_")]
    return [*tests, *((cell, nobody.format(cell, SHORTEST, LONGEST)) for cell in telling)]
