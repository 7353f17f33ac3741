"""Measure one file: read it, type it, score it. Nothing is kept."""

from collections.abc import Callable
from datetime import datetime

import duckdb
import narwhals as nw

from ninefold.listen.sources.roles import Role
from ninefold.understand.reports.asking import Asked
from ninefold.understand.reports.contents import Report
from ninefold.understand.reports.queries import Numbers, facts_in, grid, numbers
from ninefold.understand.reports.reading import Taken
from ninefold.understand.reports.voices import voices

_MEASURED = (Role.NPS, Role.CSAT, Role.CES, Role.RATING)


def measure(
    *, taken: Taken, asked: Asked, at: datetime, told: Callable[[Numbers | None], None] | None = None
) -> Report:
    """Measure the rows of a file.

    Parameters
    ----------
    at : the moment that the report bears.
    told : given the numbers as soon as they stand, while the rest is still to be read.
    """
    facts = facts_in(
        frame=nw.from_native(_rows(taken)),
        connection=taken.connection,
        mapping=taken.told,
        threshold=asked.threshold,
    )
    measured = numbers(facts=facts, mapping=taken.told, values=taken.values, reader=asked.reader)
    if told is not None:
        told(measured)
    said, total = voices(
        connection=taken.connection, comments=taken.typed.relation("comment"), threshold=asked.threshold
    )
    return Report(
        opened=taken.opened,
        mapping=taken.mapping,
        counts=taken.typed.counts(connection=taken.connection),
        numbers=measured,
        grid=grid(facts=facts, mapping=taken.told, of=measured, reader=asked.reader),
        voices=said,
        comments=total,
        rejects=taken.typed.rejects(connection=taken.connection),
        asked=asked,
        at=at,
    )


def _rows(taken: Taken) -> duckdb.DuckDBPyRelation:
    """Give the columns that are measured; whose answer it is, is worked out where it is asked for."""
    fixed = ["local_date", "weight", *(role.value for role in _MEASURED)]
    sides = ["touchpoint", "unit", "channel", "segment", "language"]
    columns = ", ".join(f'"{name}"' for name in [*fixed, *sides, *taken.typed.own, "record"])
    known = taken.told.one(Role.CUSTOMER) is not None
    who = f"lot AS block, {'person' if known else 'NULL::VARCHAR AS person'}"
    taken.connection.execute("SET preserve_insertion_order = false")  # sums know no order
    taken.connection.execute(f"CREATE TEMP VIEW measured AS SELECT {columns}, {who} FROM {taken.typed.base}")
    return taken.connection.table("measured")
