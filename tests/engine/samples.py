"""Facts made out of the few columns a test is about."""

from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime
from typing import Any

import pyarrow as pa

from ninefold.engine.blocks import block_of
from ninefold.engine.facts import Table, schema_of
from ninefold.engine.segments import Written, folder, write_segment
from ninefold.engine.snapshot import File, Snapshot

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


def shot(files: Sequence[Sequence[Mapping[str, Any]]], *, tail: Sequence[Mapping[str, Any]] = ()) -> Snapshot:
    """Give a snapshot of some files and a tail."""
    found = [written(each) for each in files if each]
    listed = tuple(
        File(
            id=place,
            table="feedback",
            path=str(folder() / each.path),
            rows=each.rows,
            survey=1,
            source=1,
            wave=1,
            since=each.since,
            until=each.until,
            columns=each.columns,
        )
        for place, each in enumerate(found)
    )
    return Snapshot(organisation=1, table="feedback", version=1, files=listed, tail=facts(tail))
