"""What was deleted from the row database leaves its files too: free pages, write-ahead log, dead rows."""

import time
from collections.abc import Callable, Collection

from django.db import OperationalError, connection

PAUSE = 0.5  # seconds between two tries


class StillBusyError(Exception):
    """Somebody else kept the database busy the whole time; try again later."""


def rinse(*, tables: Collection[str], patience: float = 60.0) -> None:
    """Give the files of the row database no trace of what was deleted or changed.

    SQLite writes its file anew and cuts the write-ahead log. PostgreSQL writes the named tables and their
    indexes anew, together with what its planner remembers of their values; each is locked meanwhile.

    Parameters
    ----------
    tables : collection of str
        Tables in which something was deleted or changed; SQLite does all at once.
    patience : float
        Seconds to wait for readers and writers who stand in the way.

    Raises
    ------
    StillBusyError
        When the time was not enough; doing it again later will do.
    RuntimeError
        When a transaction is open: what it holds could not be rinsed.
    """
    if connection.in_atomic_block:
        raise RuntimeError("The row database cannot be rinsed inside a transaction.")
    if connection.vendor == "sqlite":
        _insist(_vacuum, patience=patience)
        _insist(_cut, patience=patience)
        return
    known = set(connection.introspection.table_names())
    for table in sorted(known.intersection(tables)):
        with connection.cursor() as cursor:
            cursor.execute(f"VACUUM (FULL, ANALYZE) {connection.ops.quote_name(table)}")


def _insist(step: Callable[[], bool], *, patience: float) -> None:
    until = time.monotonic() + patience
    while not step():
        if time.monotonic() > until:
            raise StillBusyError
        time.sleep(PAUSE)


def _vacuum() -> bool:
    try:
        with connection.cursor() as cursor:
            cursor.execute("VACUUM")
    except OperationalError as problem:
        if "locked" not in str(problem) and "busy" not in str(problem):
            raise
        return False
    return True


def _cut() -> bool:
    """Move the whole log into the file and cut it to nothing; readers of an older state stand in the way."""
    with connection.cursor() as cursor:
        busy, _pages, _moved = cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
    return not busy
