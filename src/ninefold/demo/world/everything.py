"""Everything that the company hands over, table by table, and what only the model knows."""

from collections.abc import Iterator

import pyarrow as pa

from ninefold.demo.world import audit, leaders, staff, tables
from ninefold.demo.world.comments import comments
from ninefold.demo.world.events import events
from ninefold.demo.world.simulation import Run


def handed_over(run: Run) -> Iterator[tuple[str, pa.Table]]:
    """Give the tables by name, one after the other, so that none need be kept.

    Events and outcomes are large: whoever can take batches calls `events.events` and `tables.outcomes`.
    """
    written, until, chance = list(comments(run)), run.parameters.until, run.chance
    yield "customers", tables.customers(run.roll)
    yield "units", tables.units()
    yield "touchpoints", tables.touchpoints()
    yield "touchpoint_owners", tables.touchpoint_owners()
    yield "journeys", tables.journeys(run)
    yield "invitations", tables.invitations(run)
    yield "responses", tables.responses(run, written=written)
    yield "events", pa.Table.from_batches(events(run))
    yield "outcomes", pa.Table.from_batches(tables.outcomes(run))
    yield "alerts", tables.alerts(run)
    yield "transcripts", tables.spoken(run)
    yield "staff", staff.staff(chance=chance, months=run.months)
    yield "obstacles", staff.obstacles(chance=chance, months=run.months)
    yield "votes", staff.votes(chance=chance)
    yield "leaders", leaders.leaders()
    yield "commitment", leaders.commitment(until=until)
    yield "facts", leaders.facts(until=until)
    yield "asks", leaders.asks(until=until)
    yield "audit_answers", audit.audit_answers(chance=chance)
    yield "hidden_comments", tables.hidden_comments(run, written=written)
    yield "hidden_experience", tables.hidden_experience(run)
