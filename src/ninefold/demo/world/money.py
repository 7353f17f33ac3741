"""Money: what customers buy, what serving them costs, and who keeps the membership."""

from dataclasses import dataclass
from typing import Final

import numpy as np

from ninefold.demo.world.company import BUY, HELP, RETURN
from ninefold.demo.world.customers import Customers
from ninefold.demo.world.journeys import BY_CHAT, BY_PHONE, Journeys
from ninefold.demo.world.measures import Measures
from ninefold.demo.world.parameters import (
    LINE_SHARES,
    MARGINS,
    SEASON,
    SEGMENTS,
    Doubles,
    Flags,
    Floats,
    Money,
    Whole,
)

_ORDERS: Final = np.array([segment.orders for segment in SEGMENTS])
_VALUES: Final = np.array([segment.value for segment in SEGMENTS])
_RETURNS: Final = np.array([segment.returns for segment in SEGMENTS])
_MARGINS: Final = np.array(MARGINS)
_MEAN_MARGIN: Final = float(np.average(MARGINS, weights=LINE_SHARES))


@dataclass(frozen=True, kw_only=True)
class Ledger:
    """One month of all customers: sums in cents, but `expected` in the currency.

    Attributes
    ----------
    orders : how many.
    revenue, margin : of goods and fees, what came back taken off; margin before the cost to serve.
    cost : to serve: deliveries, second deliveries, returns, contacts.
    member : holds the paid membership at the end of the month.
    expected : margin less cost as it would be on average over many such months, but for the second deliveries
        and contacts, which count as they came.
    """

    orders: Whole
    revenue: Whole
    margin: Whole
    cost: Whole
    member: Flags
    expected: Doubles


def order_rate(
    *, customers: Customers, state: Floats, member: Flags, present: Flags, season: int, money: Money
) -> Doubles:
    """Say how many orders a month to expect of each customer: log-linear in the last overall experience."""
    rate = _ORDERS[customers.segment] * SEASON[season] * np.exp(money.order_slope * state.astype(np.float64))
    return np.where(present, rate * np.where(member, 1.0, money.non_member), 0.0)


def hazard(*, state: Floats, eased: Flags, factor: float, money: Money) -> Doubles:
    """Say how likely each member is to end the membership this month."""
    risk = money.hazard * np.exp(money.hazard_slope * state.astype(np.float64))
    return np.minimum(risk * np.where(eased, factor, 1.0), 1.0)


def settle(
    *,
    journeys: Journeys,
    measures: Measures,
    customers: Customers,
    rate: Doubles,
    member: Flags,
    kept: Doubles,
    money: Money,
) -> Ledger:
    """Close the books of a month.

    Parameters
    ----------
    rate : expected orders of each customer.
    member : holds the membership.
    kept : the chance that a member of the first day holds it still, given how the journeys went.
    """
    buy, back = journeys.kind == BUY, journeys.kind == RETURN
    sign = np.where(buy, 1, np.where(back, -1, 0))
    fee = np.rint(money.fee * 100).astype(np.int64) * member
    cost, extra = _cost(journeys, measures, money), _extra(journeys, measures, money)
    who, count = journeys.customer, customers.store.size
    trouble = np.bincount(who, weights=extra, minlength=count)
    revenue = _sum(who, sign * journeys.amount, count) + fee
    margin = (
        _sum(who, sign * np.rint(journeys.amount * _MARGINS[journeys.line]).astype(np.int64), count) + fee
    )
    return Ledger(
        orders=np.bincount(who[buy], minlength=count),
        revenue=revenue,
        margin=margin,
        cost=_sum(who, cost, count),
        member=member,
        expected=rate * _worth_of_an_order(money)[customers.segment] + money.fee * kept - trouble,
    )


def _worth_of_an_order(money: Money) -> Doubles:
    """What an ordinary order leaves, by segment: margin less delivery and the return that it may bring."""
    kept: Doubles = _VALUES * _MEAN_MARGIN * (1 - _RETURNS)
    return kept - 0.75 * money.delivery_cost - _RETURNS * money.return_cost


def _cost(journeys: Journeys, measures: Measures, money: Money) -> Whole:
    brought = (journeys.kind == BUY) & journeys.delivered
    usual = money.delivery_cost * brought + money.return_cost * (journeys.kind == RETURN)
    cents: Whole = np.rint((usual + _extra(journeys, measures, money)) * 100).astype(np.int64)
    return cents


def _extra(journeys: Journeys, measures: Measures, money: Money) -> Doubles:
    """What trouble costs: second deliveries and contacts, twice where they did not solve it at once."""
    phone, chat, mail = money.contact_cost
    contact = np.select([journeys.channel == BY_PHONE, journeys.channel == BY_CHAT], [phone, chat], mail)
    contacts = (journeys.kind == HELP) * (1 + ~measures.solved)
    extra: Doubles = money.second_delivery_cost * measures.second_delivery + contact * contacts
    return extra


def _sum(who: Whole, values: Whole, count: int) -> Whole:
    return np.bincount(who, weights=values, minlength=count).astype(np.int64)
