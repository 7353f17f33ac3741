"""Event logs that could be a journey: the kinds of event of one source, in the order in which they come."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

import narwhals as nw

from ninefold.engine.engines import engine
from ninefold.engine.facts import Frame
from ninefold.engine.snapshot import snapshot
from ninefold.engine.stitching import ORDER
from ninefold.journeys.touchpoints.choices import Where
from ninefold.journeys.touchpoints.queries import touchpoint_names
from ninefold.listen.sources.models import Source
from ninefold.people.organisations.models import Organisation

# A map of more steps is no map: such a log has names of its own in place of kinds.
MOST_KINDS: Final = 60


@dataclass(frozen=True, kw_only=True)
class EventLog:
    """The events of one source.

    Attributes
    ----------
    kinds : kinds of event, those that come early in a case first.
    events, cases : how many there are; 0 cases where events name only customers.
    first, last : the days of the first event and of the last.
    """

    source: Source
    kinds: tuple[str, ...]
    events: int
    cases: int
    first: date | None
    last: date | None


def undrawn_logs(*, organisation: Organisation) -> tuple[EventLog, ...]:
    """List the event logs of which no touchpoint bears any name yet, the largest first.

    Two queries and, where there are events, one reading of them.
    """
    sources = {source.pk: source for source in Source.objects.for_organisation(organisation)}
    names = touchpoint_names(organisation=organisation).values()
    known = {text for places in names for text in places.get(Where.EVENT, ())}
    logs = [
        log
        for log in _logs(_events(organisation), sources=sources)
        if len(log.kinds) <= MOST_KINDS and not known.intersection(log.kinds)
    ]
    return tuple(sorted(logs, key=lambda log: (-log.events, log.source.pk)))


def log_of(*, organisation: Organisation, source: Source) -> EventLog | None:
    """Describe the events of one source; None where it has none that could be told apart."""
    frame = _events(organisation)
    if frame is None:
        return None
    found = _logs(frame.filter(nw.col("source") == source.pk), sources={source.pk: source})
    return next((log for log in found if len(log.kinds) <= MOST_KINDS), None)


def _events(organisation: Organisation) -> Frame | None:
    found = snapshot(organisation=organisation.pk, table="event")
    if not found.files:
        return None
    columns = ("block", "source", "record", "at", "local_date", "case", "customer", "kind")
    return engine().frame(found, columns=columns).filter(~nw.col("kind").is_null())


def _logs(frame: Frame | None, *, sources: dict[int, Source]) -> list[EventLog]:
    """Read the kinds of each source with their mean place in a case, or in a customer's events."""
    if frame is None:
        return []
    keyed = frame.with_columns(
        nw.coalesce("case", "customer", "record").alias("key"),
        nw.when(nw.col("case").is_null()).then(nw.lit(0)).otherwise(nw.lit(1)).alias("cased"),
    )
    placed = keyed.with_columns(
        nw.col("cased").cum_count().over("source", "key", order_by=ORDER).alias("place")
    )
    day = nw.col("local_date")
    kinds = placed.group_by("source", "kind").agg(
        nw.len().alias("n"),
        nw.col("place").mean().alias("place"),
        nw.col("cased").sum().alias("cased"),
        day.min().alias("first"),
        day.max().alias("last"),
    )
    cases = keyed.group_by("source").agg(nw.col("case").n_unique().alias("cases"))
    counted = {row["source"]: row["cases"] for row in _rows(cases)}
    by_source: dict[int, list[dict[str, Any]]] = {}
    for row in _rows(kinds):
        by_source.setdefault(row["source"], []).append(row)
    return [
        _log(sources[number], rows=rows, cases=counted[number])
        for number, rows in by_source.items()
        if number in sources
    ]


def _log(source: Source, *, rows: Iterable[dict[str, Any]], cases: int) -> EventLog:
    ordered = sorted(rows, key=lambda row: (row["place"], row["kind"]))
    days = [row[end] for row in ordered for end in ("first", "last") if row[end] is not None]
    return EventLog(
        source=source,
        kinds=tuple(row["kind"] for row in ordered),
        events=sum(row["n"] for row in ordered),
        cases=cases if any(row["cased"] for row in ordered) else 0,
        first=min(days, default=None),
        last=max(days, default=None),
    )


def _rows(frame: Frame) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = frame.collect(backend="pyarrow").to_arrow().to_pylist()
    return rows
