"""Events: one row an interaction or operational measure, month by month."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

import numpy as np
import pyarrow as pa

from ninefold.demo.world.columns import UNIT_NAMES, agents, ids, measured, moments, money, names, numbers
from ninefold.demo.world.company import BUY, HELP, RETURN, STAFF, TOUCHPOINT, TOUCHPOINTS, WEB
from ninefold.demo.world.journeys import BY_CHAT, BY_MAIL, BY_PHONE, IN_STORE, Journeys, taken
from ninefold.demo.world.measures import Measures
from ninefold.demo.world.months import DAY
from ninefold.demo.world.parameters import MONTHS, Flags, Floats, Whole
from ninefold.demo.world.simulation import Run

_HOUR: Final = 3600
_MEASURES: Final = ("days_late", "wait_minutes", "page_seconds", "stock_out", "solved", "amount")


_SERVED: Final = tuple(
    TOUCHPOINT[name]
    for name in ("Store visit", "Chat advice", "Delivery", "Assembly", "Returns desk", "Answer")
)


@dataclass(frozen=True, kw_only=True)
class _Step:
    """One kind of event: which journeys have it, where, how long after the start, and what it measures."""

    kind: str
    touchpoint: Whole
    has: Flags
    unit: Whole
    after: Whole
    measures: tuple[str, ...] = ()


def events(run: Run) -> Iterator[pa.RecordBatch]:
    """Give the events that have happened by the reference day, one batch a month of beginning."""
    edges = np.searchsorted(run.journeys.month, np.arange(MONTHS + 1))
    for month, (first, after) in enumerate(pairwise(edges)):
        rows = np.arange(first, after)
        yield _month(
            run,
            rows,
            chance=run.chance.stream("events", month=month).random((3, rows.size), dtype=np.float32),
        )


def _month(run: Run, rows: Whole, *, chance: Floats) -> pa.RecordBatch:
    journeys, measures = taken(run.journeys, rows), taken(run.measures, rows)
    steps = list(_steps(journeys, measures, chance))
    place = np.concatenate([np.flatnonzero(step.has) for step in steps])
    kind = np.concatenate([np.full(np.count_nonzero(step.has), number) for number, step in enumerate(steps)])
    touchpoint, unit, after = (
        np.concatenate([getattr(step, name)[step.has] for step in steps])
        for name in ("touchpoint", "unit", "after")
    )
    at = journeys.start[place] + after
    order = np.lexsort((place, at))
    order = order[at[order] < run.months.end]
    place, kind, touchpoint, unit, at = (column[order] for column in (place, kind, touchpoint, unit, at))
    some, went = taken(journeys, place), taken(measures, place)
    tells = {name: np.array([name in step.measures for step in steps])[kind] for name in _MEASURES}
    served = np.isin(touchpoint, _SERVED)
    return pa.record_batch(
        {
            "journey": ids("J", places=rows[place]),
            "kind": names(kind, known=[step.kind for step in steps]),
            "touchpoint": names(touchpoint, known=[each.name for each in TOUCHPOINTS]),
            "unit": names(np.maximum(unit, 0), known=UNIT_NAMES, there=unit >= 0),
            "agent": agents(np.maximum(unit, 0), lots=chance[2][place], staff=STAFF, there=served),
            "channel": names(touchpoint, known=[each.channel for each in TOUCHPOINTS]),
            "customer": ids("C", places=some.customer),
            "at": moments(at),
            "days_late": numbers(went.days_late, there=tells["days_late"]),
            "wait_minutes": measured(went.wait_minutes, there=tells["wait_minutes"]),
            "page_seconds": measured(went.page_seconds, there=tells["page_seconds"]),
            "stock_out": pa.array(went.stock_out, mask=~tells["stock_out"]),
            "solved_first_time": pa.array(went.solved, mask=~tells["solved"]),
            "amount": money(some.amount, there=tells["amount"]),
        }
    )


def _steps(journeys: Journeys, measures: Measures, chance: Floats) -> Iterator[_Step]:
    yield from _finding(journeys, chance)
    yield from _ordering(journeys)
    yield from _receiving(journeys, measures, chance)
    yield from _returning(journeys, measures)
    yield from _helping(journeys, measures)


def _step(kind: str, touchpoint: str, has: Flags, unit: Whole, after: Whole | int, *measures: str) -> _Step:
    size = has.size
    return _Step(
        kind=kind,
        touchpoint=np.full(size, TOUCHPOINT[touchpoint]),
        has=has,
        unit=np.broadcast_to(unit, size),
        after=np.broadcast_to(after, size),
        measures=measures,
    )


def _finding(journeys: Journeys, chance: Floats) -> Iterator[_Step]:
    buy, way, store = journeys.kind == BUY, chance[0], journeys.channel == IN_STORE
    outside, web = np.full(journeys.size, -1), np.full(journeys.size, WEB)
    yield _step("searched", "Search result", buy & (way < 0.30), outside, -3 * _HOUR)
    yield _step("read reviews", "Review site", buy & (way > 0.85), outside, -2 * _HOUR)
    yield _step("read catalogue", "Catalogue", buy & (way > 0.30) & (way < 0.38), web, -2 * _HOUR)
    yield _step("opened page", "Web page", buy & ~store, web, -_HOUR, "page_seconds", "stock_out")
    yield _step("visited store", "Store visit", buy & store, journeys.store, -_HOUR // 2, "stock_out")
    yield _step(
        "asked in chat", "Chat advice", buy & (journeys.channel == BY_CHAT), journeys.team, -_HOUR // 2
    )


def _ordering(journeys: Journeys) -> Iterator[_Step]:
    buy, store = journeys.kind == BUY, journeys.channel == IN_STORE
    shop = np.where(store, journeys.store, WEB)
    yield _step("ordered", "Checkout", buy, shop, 0, "amount")
    yield _step("promised a day", "Promise of a day", buy & journeys.delivered, journeys.depot, 60)


def _receiving(journeys: Journeys, measures: Measures, chance: Floats) -> Iterator[_Step]:
    buy, brought = journeys.kind == BUY, (journeys.kind == BUY) & journeys.delivered
    arrives = (measures.lead_days + measures.days_late) * DAY
    outside, web = np.full(journeys.size, -1), np.full(journeys.size, WEB)
    again = brought & measures.second_delivery
    yield _step("delivered", "Delivery", brought, journeys.depot, arrives, "days_late")
    yield _step("delivered again", "Delivery", again, journeys.depot, arrives + DAY)
    yield _step("assembled", "Assembly", journeys.assembled, journeys.crew, arrives + DAY)
    yield _step("used", "Product in use", buy & (chance[1] < 0.25), web, arrives + 5 * DAY)
    yield _step("recommended", "Recommendation", buy & (chance[1] > 0.96), outside, arrives + 20 * DAY)


def _returning(journeys: Journeys, measures: Measures) -> Iterator[_Step]:
    back, store = journeys.kind == RETURN, journeys.channel == IN_STORE
    web = np.full(journeys.size, WEB)
    paid = measures.days_open * DAY
    yield _step("asked for a return", "Asking for a return", back, web, 0)
    yield _step("handed over", "Returns desk", back & store, journeys.store, 2 * DAY)
    yield _step("picked up", "Pick-up", back & ~store, journeys.depot, 3 * DAY)
    yield _step("money back", "Money back", back, web, paid, "amount")


def _helping(journeys: Journeys, measures: Measures) -> Iterator[_Step]:
    asks = journeys.kind == HELP
    phone, chat, mail = (journeys.channel == channel for channel in (BY_PHONE, BY_CHAT, BY_MAIL))
    answered = (measures.wait_minutes * 60).astype(np.int64) + np.where(mail, 5 * _HOUR, 5)
    closed = answered + np.where(measures.solved, 600, 3 * DAY)
    yield _step("waited on the phone", "Phone wait", asks & phone, journeys.team, 0, "wait_minutes")
    yield _step("waited in the chat", "Chat wait", asks & chat, journeys.team, 0, "wait_minutes")
    yield _step("answered", "Answer", asks, journeys.team, answered)
    yield _step("solved", "Solved", asks & measures.solved, journeys.team, closed, "solved")
    yield _step("not solved", "Solved", asks & ~measures.solved, journeys.team, closed, "solved")
    yield _step("followed up", "Follow-up", asks & ~measures.solved, journeys.team, closed + DAY)
