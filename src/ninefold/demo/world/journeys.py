"""Which journeys begin in a month, and which way each takes."""

from dataclasses import dataclass, fields
from typing import Final, TypeVar

import numpy as np

from ninefold.demo.world.chance import Chance, pick
from ninefold.demo.world.company import (
    BUY,
    CHAT,
    CHAT_TEAMS,
    CREW,
    CREWS_A_REGION,
    DEPOT,
    HELP,
    PHONE,
    PHONE_TEAMS,
    RETURN,
    STORE,
)
from ninefold.demo.world.customers import Customers
from ninefold.demo.world.months import DAY, Months, moment
from ninefold.demo.world.parameters import LINE_SHARES, SEGMENTS, Doubles, Flags, Floats, Running, Whole

ORDERS_A_MONTH: Final = 3
RETURN_SLOT, HELP_SLOT = 3, 4
ON_WEB, IN_STORE, BY_CHAT, BY_PHONE, BY_MAIL = range(5)
CHANNELS: Final = ("web", "store", "chat", "phone", "e-mail")
_ORDER_CHANNELS: Final = (0.54, 0.38, 0.08)
_VALUES: Final = np.array([segment.value for segment in SEGMENTS])
_RETURNS: Final = np.array([segment.returns for segment in SEGMENTS])
_VALUE_SD: Final = 0.6

T = TypeVar("T")


@dataclass(frozen=True, kw_only=True)
class Journeys:
    """Columns, one value a journey that has begun.

    Attributes
    ----------
    customer, slot, month, kind : who, which of the month's, when, which of the three.
    start : the moment of its first event.
    channel : where it is decided: web, store, chat, phone, e-mail.
    delivered, assembled : what has been ordered with it.
    line, amount : product line and value in cents; of the goods returned; 0 for help.
    store, depot, crew, team : units that it meets.
    """

    customer: Whole
    slot: Whole
    month: Whole
    kind: Whole
    start: Whole
    channel: Whole
    delivered: Flags
    assembled: Flags
    line: Whole
    amount: Whole
    store: Whole
    depot: Whole
    crew: Whole
    team: Whole

    @property
    def where(self) -> tuple[Whole, Whole]:
        """Customer and slot: whose draws these are."""
        return self.customer, self.slot

    @property
    def size(self) -> int:
        """How many."""
        return int(self.customer.size)


def joined(parts: list[T]) -> T:
    """Put columns one below the other."""
    first = parts[0]
    names = [each.name for each in fields(first)]  # type: ignore[arg-type]
    return type(first)(**{name: np.concatenate([getattr(part, name) for part in parts]) for name in names})


def taken(columns: T, rows: Whole | Flags) -> T:
    """Take some rows of all columns."""
    names = [each.name for each in fields(columns)]  # type: ignore[arg-type]
    return type(columns)(**{name: getattr(columns, name)[rows] for name in names})


@dataclass(frozen=True, kw_only=True)
class Beginning:
    """What is needed to begin journeys in a month."""

    month: int
    months: Months
    chance: Chance
    customers: Customers
    running: Running


def begin_orders(*, now: Beginning, rate: Doubles) -> Journeys:
    """Let customers order: Poisson with a rate each, at most three a month."""
    chance, month = now.chance, now.month
    u = chance.stream("orders", month=month).random(chance.customers)
    term, below, count = np.exp(-rate), np.exp(-rate), np.zeros(rate.size, dtype=np.int64)
    for number in range(1, ORDERS_A_MONTH + 1):
        count += u > below
        term = term * rate / number
        below = below + term
    customer, slot = np.nonzero(count[:, None] > np.arange(ORDERS_A_MONTH))
    u2 = chance.uniform("journeys", month=month, where=(customer, slot), count=8)
    z = chance.normal("values", month=month, where=(customer, slot), count=1)[:, 0]
    segment = now.customers.segment[customer]
    value = _VALUES[segment] * np.exp(_VALUE_SD * z - _VALUE_SD**2 / 2)
    channel = pick(u2[:, 0], shares=_ORDER_CHANNELS)
    delivered = u2[:, 1] < now.running.delivered
    return _journeys(
        now,
        kind=BUY,
        where=(customer, slot),
        start=_days(now, u2[:, 2], u2[:, 3]),
        channel=channel,
        delivered=delivered,
        assembled=delivered & (u2[:, 4] < now.running.assembled),
        line=pick(u2[:, 5], shares=LINE_SHARES),
        amount=np.rint(value * 100).astype(np.int64),
        lot=u2[:, 6],
    )


def begin_returns(*, now: Beginning, orders: Journeys, arrived: Whole) -> Journeys:
    """Let some of the month's first orders come back, a few days after they arrived."""
    first = orders.slot == 0
    customer = orders.customer[first]
    where = customer, np.full(customer.size, RETURN_SLOT)
    u = now.chance.uniform("returns", month=now.month, where=where, count=8)
    back = u[:, 0] < _RETURNS[now.customers.segment[customer]]
    start = moment(days=arrived[first] // DAY + 2 + (u[:, 1] * 12).astype(np.int64), hour=u[:, 2])
    in_store = u[:, 3] < 0.6
    whole = _journeys(
        now,
        kind=RETURN,
        where=where,
        start=start,
        channel=np.where(in_store, IN_STORE, ON_WEB),
        delivered=~in_store,
        assembled=np.zeros(customer.size, dtype=bool),
        line=orders.line[first],
        amount=orders.amount[first],
        lot=u[:, 4],
    )
    return taken(whole, back)


def begin_help(*, now: Beginning, present: Flags, ordered: Whole, late: Whole) -> Journeys:
    """Let customers ask for help: some any time, more when they ordered, many when it was late."""
    everybody = np.arange(now.chance.customers)
    where = everybody, np.full(everybody.size, HELP_SLOT)
    u = now.chance.uniform("help", month=now.month, where=where, count=8)
    run = now.running
    chance = run.help_base + run.help_order * (ordered > 0) + run.help_late * (late > 0)
    asks = np.flatnonzero(present & (u[:, 0] < chance))
    u = u[asks]
    return _journeys(
        now,
        kind=HELP,
        where=(asks, np.full(asks.size, HELP_SLOT)),
        start=_days(now, u[:, 1], u[:, 2]),
        channel=np.array([BY_PHONE, BY_CHAT, BY_MAIL])[pick(u[:, 3], shares=(0.55, 0.33, 0.12))],
        delivered=np.zeros(asks.size, dtype=bool),
        assembled=np.zeros(asks.size, dtype=bool),
        line=pick(u[:, 4], shares=LINE_SHARES),
        amount=np.zeros(asks.size, dtype=np.int64),
        lot=u[:, 5],
    )


def _days(now: Beginning, day: Floats, hour: Floats) -> Whole:
    first, after = now.months.starts[now.month : now.month + 2] // DAY
    return moment(days=first + (day * (after - first)).astype(np.int64), hour=hour)


def _journeys(
    now: Beginning,
    *,
    kind: int,
    where: tuple[Whole, Whole],
    start: Whole,
    channel: Whole,
    delivered: Flags,
    assembled: Flags,
    line: Whole,
    amount: Whole,
    lot: Floats,
) -> Journeys:
    customer, slot = where
    region = now.customers.region[customer]
    phone, chat = ((lot * len(teams)).astype(np.int64) for teams in (PHONE_TEAMS, CHAT_TEAMS))
    return Journeys(
        customer=customer,
        slot=slot,
        month=np.full(customer.size, now.month),
        kind=np.full(customer.size, kind),
        start=start,
        channel=channel,
        delivered=delivered,
        assembled=assembled,
        line=line,
        amount=amount,
        store=STORE + now.customers.store[customer],
        depot=DEPOT + region,
        crew=CREW + region * CREWS_A_REGION + (lot * CREWS_A_REGION).astype(np.int64),
        team=np.where(channel == BY_PHONE, PHONE + phone, CHAT + chat),
    )
