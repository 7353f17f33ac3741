"""Facts made out of the few columns a test is about."""

from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime
from typing import Any

import pyarrow as pa

from ninefold.engine.blocks import block_of
from ninefold.engine.facts import Table, schema_of
from ninefold.engine.segments import Written, write_segment

AT = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)


def facts(rows: Sequence[Mapping[str, Any]], *, table: Table = "feedback", organisation: int = 1) -> pa.Table:
    """Make facts out of the few columns a test is about."""
    full = [
        {
            "organisation": organisation,
            "survey": 1,
            "source": 1,
            "wave": 1,
            "record": f"r{place}",
            "block": block_of(organisation, str(row.get("person") or row.get("record") or f"r{place}")),
            "local_date": date(2026, 1, 1),
            **row,
        }
        for place, row in enumerate(rows)
    ]
    return pa.Table.from_pylist(
        full, schema=schema_of(table=table, own={name for row in full for name in row})
    )


def written(
    rows: Sequence[Mapping[str, Any]], *, table: Table = "feedback", organisation: int = 1
) -> Written:
    """Write a segment of such facts."""
    made = facts(rows, table=table, organisation=organisation)
    found = write_segment(organisation=organisation, table=table, batches=made)
    if found is None:
        raise ValueError("A test asked for a segment without rows.")
    return found
