"""What happened to customers, as the table of events holds it: orders, waits, invitations, memberships."""

from collections.abc import Iterator
from itertools import pairwise
from typing import Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from ninefold.demo.example.columns import Batch, People, by_day, dated, numbered, places_of
from ninefold.demo.world.columns import ids, moments
from ninefold.demo.world.events import events
from ninefold.demo.world.simulation import Roll, Run
from ninefold.demo.world.tables import invitations

MEMBER, NO_MEMBER = "member", "no member"
MEASURES: Final = {
    "q_days_late": "days_late",
    "q_wait_minutes": "wait_minutes",
    "q_page_seconds": "page_seconds",
    "q_stock_out": "stock_out",
    "q_solved_first_time": "solved_first_time",
}


def journeys(*, run: Run, batch: Batch, people: People) -> pa.Table:
    """Lay out what happened on the way of every order, return and call, by day; the case is the journey."""
    return by_day(pa.Table.from_batches(_by_month(run=run, batch=batch, people=people)))


def _by_month(*, run: Run, batch: Batch, people: People) -> Iterator[pa.RecordBatch]:
    first = 0
    for month in events(run):
        measures = {
            own: pc.cast(pc.cast(month[name], pa.float32()), pa.float64())
            if pa.types.is_boolean(month[name].type)
            else month[name].cast(pa.float64())
            for own, name in MEASURES.items()
        }
        yield pa.record_batch(
            {
                **batch.columns(month.num_rows),
                **dated(month["at"]),
                **people.columns(places_of(month["customer"])),
                **{
                    name: month[name] for name in ("touchpoint", "unit", "agent", "channel", "kind", "amount")
                },
                **measures,
                "record": numbered("E", first=first, size=month.num_rows),
                "case": month["journey"],
            }
        )
        first += month.num_rows


def invited(*, run: Run, batch: Batch, people: People) -> pa.Table:
    """Lay out the invitations that were sent, by day, with what became of each."""
    rows = invitations(run)
    rows = rows.filter(rows["sent"].is_valid()).combine_chunks()
    return by_day(
        pa.table(
            {
                **batch.columns(rows.num_rows),
                **dated(rows["sent"]),
                **people.columns(places_of(rows["customer"])),
                "record": rows["invitation"],
                "channel": rows["medium"],
                "kind": pa.repeat("invited", rows.num_rows),
                "case": rows["journey"],
                "a_status": rows["status"],
            }
        )
    )


def memberships(*, run: Run, batch: Batch, people: People) -> pa.Table:
    """Lay out who took up the paid membership and who ended it, on the last day of each month."""
    parts = []
    for number, (when, who, state) in enumerate(changes_of_membership(run.roll)):
        kind = "membership began" if state == MEMBER else "membership ended"
        parts.append(
            pa.table(
                {
                    **batch.columns(len(who)),
                    **dated(moments(np.full(len(who), when))),
                    **people.columns(places_of(who)),
                    "record": pc.binary_join_element_wise(who, f"{number:02d}", "-"),
                    "kind": pa.repeat(kind, len(who)),
                }
            )
        )
    return by_day(pa.concat_tables(parts))


def changes_of_membership(roll: Roll) -> Iterator[tuple[int, pa.Array, str]]:
    """Give month by month the moment, the customers, and what they are since: members or not any more."""
    for month, (before, after) in enumerate(pairwise(roll.members[: roll.months.closed]), start=1):
        last = int(roll.months.starts[month + 1]) - 1
        yield last, ids("C", places=np.flatnonzero(after & ~before)), MEMBER
        yield last, ids("C", places=np.flatnonzero(before & ~after)), NO_MEMBER
