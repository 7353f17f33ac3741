"""Operational measures: days late, waits, page loads, stock-outs, solved the first time."""

from dataclasses import dataclass

import numpy as np

from ninefold.demo.world.chance import pick
from ninefold.demo.world.company import BUY, HELP, RETURN
from ninefold.demo.world.customers import Customers
from ninefold.demo.world.journeys import BY_CHAT, BY_MAIL, BY_PHONE, IN_STORE, Beginning, Journeys
from ninefold.demo.world.months import DAY
from ninefold.demo.world.parameters import Flags, Floats, Parameters, Whole

_DAYS_LATE = (0.42, 0.28, 0.15, 0.09, 0.06)


@dataclass(frozen=True, kw_only=True)
class Measures:
    """Columns, one value a journey.

    Attributes
    ----------
    lead_days, days_late : promised after so many days, and how much later it came; 0 without a delivery.
    second_delivery : it had to be brought again.
    wait_minutes : before somebody answered; 0 where nobody waits.
    page_seconds : to load the page; 0 off the web.
    stock_out : what was looked for was not there.
    solved : the first time.
    days_open : from the first event to the last.
    pilot : the delivery was announced by a text message (a pilot).
    """

    lead_days: Whole
    days_late: Whole
    second_delivery: Flags
    wait_minutes: Floats
    page_seconds: Floats
    stock_out: Flags
    solved: Flags
    days_open: Whole
    pilot: Flags


def measure(*, journeys: Journeys, now: Beginning, parameters: Parameters) -> Measures:
    """Let the company run: how each journey of a month went, as its systems see it."""
    run, customers, month = parameters.running, now.customers, now.month
    u = now.chance.uniform("measures", month=month, where=journeys.where, count=8)
    buy, back, asks = (journeys.kind == kind for kind in (BUY, RETURN, HELP))
    brought = buy & journeys.delivered
    late = brought & (u[:, 0] < _late_rate(journeys, customers, parameters, month))
    days_late = np.where(late, 1 + pick(u[:, 1], shares=_DAYS_LATE), 0)
    lead = np.where(brought, 3 + (u[:, 2] * 6).astype(np.int64), 0)
    solved = ~asks | (u[:, 3] < run.solved)
    open_days = np.where(buy, np.where(brought, lead + days_late + 2, 3), np.where(solved, 1, 4))
    return Measures(
        lead_days=lead,
        days_late=days_late,
        second_delivery=late & (u[:, 4] < run.second_delivery),
        wait_minutes=_waits(u[:, 5], journeys=journeys, parameters=parameters, month=month),
        page_seconds=_pages(u[:, 6], journeys=journeys, parameters=parameters),
        stock_out=buy & (u[:, 7] < run.stock_out),
        solved=solved,
        days_open=np.where(back, 4 + (u[:, 2] * 10).astype(np.int64), open_days),
        pilot=brought & piloted(customers=customers, parameters=parameters, month=month)[journeys.customer],
    )


def arrival(*, journeys: Journeys, measures: Measures) -> Whole:
    """Say when the goods were in the house."""
    return journeys.start + (measures.lead_days + measures.days_late) * DAY


def piloted(*, customers: Customers, parameters: Parameters, month: int) -> Flags:
    """Say whose deliveries are announced by text message in a month."""
    pilot = parameters.pilot
    if pilot is None or not pilot.months[0] <= month < pilot.months[1]:
        return np.zeros(customers.store.size, dtype=bool)
    return np.isin(customers.store, pilot.stores)


def _late_rate(journeys: Journeys, customers: Customers, parameters: Parameters, month: int) -> Floats:
    trouble = parameters.depot_trouble
    rate = np.full(journeys.size, parameters.running.late, dtype=np.float32)
    if trouble is not None and trouble.months[0] <= month < trouble.months[1]:
        rate[customers.region[journeys.customer] == trouble.region] = trouble.late
    return rate


def _waits(uniform: Floats, *, journeys: Journeys, parameters: Parameters, month: int) -> Floats:
    """Waits are exponential; the call-back queue takes the same share from each on the phone."""
    run, queue = parameters.running, parameters.call_back_queue
    phone = run.phone_wait * (queue.factor if queue is not None and month >= queue.since else 1.0)
    on_phone, in_chat = journeys.channel == BY_PHONE, journeys.channel == BY_CHAT
    usual = np.select([on_phone, in_chat], [phone, run.chat_wait], 0.0)
    wait = np.where(journeys.kind == HELP, -usual * np.log1p(-uniform), 0.0)
    return np.minimum(np.round(wait, 1), 60.0).astype(np.float32)


def _pages(uniform: Floats, *, journeys: Journeys, parameters: Parameters) -> Floats:
    """Pages load in a second at least, and now and then in many."""
    seconds = 0.8 - (parameters.running.page_load - 0.8) * np.log1p(-uniform)
    on_web = (journeys.kind == BUY) & (journeys.channel != IN_STORE) & (journeys.channel != BY_MAIL)
    return np.where(on_web, np.round(np.minimum(seconds, 30.0), 1), 0.0).astype(np.float32)
