"""The effects of what is planted: the world with a change, against the world without it."""

from dataclasses import dataclass, replace

import numpy as np

from ninefold.demo.world.answering import net_promoters, nps_of
from ninefold.demo.world.company import BUY, HELP, STORE, TOUCHPOINT
from ninefold.demo.world.experience import overall_level, rated
from ninefold.demo.world.journeys import BY_PHONE, ON_WEB
from ninefold.demo.world.parameters import ITEM, Flags, Whole
from ninefold.demo.world.simulation import Run, run


@dataclass(frozen=True, kw_only=True)
class Effect:
    """What one planted change did: the world with it less the world without it.

    Attributes
    ----------
    planted : the parameter itself.
    seen : in the measure that it acts on.
    nps : in net promoter points, among those it reaches.
    """

    planted: float
    seen: float
    nps: float


def depot(world: Run, *, calm: Run) -> Effect:
    """Late deliveries in the region and months of the new system, and the score of those delivered to."""
    trouble = world.parameters.depot_trouble
    if trouble is None:
        return Effect(planted=0.0, seen=0.0, nps=0.0)

    def there(one: Run) -> Flags:
        region: Flags = one.customers.region[one.journeys.customer] == trouble.region
        return region & _brought(one) & _within(one, trouble.months)

    late = [float(np.mean(one.measures.days_late[there(one)] > 0)) for one in (world, calm)]
    return Effect(
        planted=trouble.late - world.parameters.running.late,
        seen=late[0] - late[1],
        nps=net_score(world, rows=there(world)) - net_score(calm, rows=there(calm)),
    )


def call_back(world: Run) -> Effect:
    """Effort and score of those who telephoned since phone waits are shorter."""
    queue = world.parameters.call_back_queue
    if queue is None:
        return Effect(planted=1.0, seen=0.0, nps=0.0)
    without, answering = run(replace(world.parameters, call_back_queue=None)), world.parameters.answering
    seen, nps = [], []
    for one in (world, without):
        phoned = (one.journeys.kind == HELP) & (one.journeys.channel == BY_PHONE)
        phoned &= one.journeys.month >= queue.since
        ease = answering.ces_level + answering.ces_slope * (one.felt.effort[phoned] - 4)
        seen.append(float(np.clip(np.rint(ease), 1, 7).mean()))
        nps.append(net_score(one, rows=phoned))
    return Effect(planted=queue.factor, seen=seen[0] - seen[1], nps=nps[0] - nps[1])


def incentive(world: Run) -> Effect:
    """What asking for tens did to the score of a store; nobody felt any better."""
    incentive, answers = world.parameters.incentive, world.answers
    if incentive is None or world.parameters.shuffled:
        return Effect(planted=0.0, seen=0.0, nps=0.0)
    at = answers.touchpoint == TOUCHPOINT["Store visit"]
    at &= world.journeys.store[answers.journey] == STORE + incentive.store
    at &= (world.journeys.month[answers.journey] >= incentive.since) & ~np.isnan(answers.nps)
    felt = nps_of(overall=world.felt.overall[answers.journey[at]], answering=world.parameters.answering)
    return Effect(planted=incentive.tens, seen=0.0, nps=net_promoters(answers.nps[at]) - net_promoters(felt))


def price_change(world: Run) -> Effect:
    """What dearer goods did to the item on prices; loyalty stayed."""
    change = world.parameters.price_change
    if change is None:
        return Effect(planted=0.0, seen=0.0, nps=0.0)
    felt = world.felt.items[:, ITEM["price_fair"]]
    felt = felt[~np.isnan(felt) & (world.journeys.month >= change.since)]
    return Effect(
        planted=change.price_fair,
        seen=float(rated(felt + np.float32(change.price_fair)).mean() - rated(felt).mean()),
        nps=0.0,
    )


def pilot(world: Run) -> Effect:
    """What naming the delivery window did where it was tried."""
    pilot = world.parameters.pilot
    if pilot is None:
        return Effect(planted=0.0, seen=0.0, nps=0.0)
    without = run(replace(world.parameters, pilot=None))
    seen, nps = [], []
    for one in (world, without):
        there = _brought(one) & _within(one, pilot.months)
        there &= np.isin(one.customers.store[one.journeys.customer], pilot.stores)
        seen.append(float(rated(one.felt.items[there, ITEM["delivery_promise"]]).mean()))
        nps.append(net_score(one, rows=there))
    return Effect(planted=pilot.delivery_promise, seen=seen[0] - seen[1], nps=nps[0] - nps[1])


def slopes(world: Run) -> dict[str, float]:
    """Give what a perfect linear analysis of all ratings finds, for delivered orders from the web.

    That is more than the planted weight of an item: its share in the penalty for failing comes on top.
    """
    names = ("delivery_promise", "as_described", "price_fair", "page_speed", "range_wide")
    some = _brought(world) & (world.journeys.channel == ON_WEB) & ~world.journeys.assembled
    ratings = rated(world.felt.items[some][:, [ITEM[name] for name in names]]).astype(np.float64)
    level = overall_level(items=world.felt.items[some], parameters=world.parameters)
    found = np.linalg.lstsq(np.column_stack([np.ones(len(ratings)), ratings]), level, rcond=None)[0]
    return dict(zip(names, found[1:].tolist(), strict=True))


def before_and_after(world: Run) -> float:
    """Give what a careless look finds: the next experience of those called in time, less the one before."""
    journeys, overall = world.journeys, world.felt.overall
    following = next_journey(world)
    called = world.answers.journey[world.alerts.answer[world.alerts.in_time]]
    called = called[following[called] >= 0]
    called = called[world.lifted[following[called]]]
    gain = overall[following[called]] - overall[called]
    return float(gain.mean()) if journeys.size and gain.size else float("nan")


def next_journey(world: Run) -> Whole:
    """Give the place of each journey's successor of the same customer, -1 for the last."""
    journeys = world.journeys
    order = np.lexsort((journeys.start, journeys.customer))
    same = journeys.customer[order][1:] == journeys.customer[order][:-1]
    following = np.full(journeys.size, -1)
    following[order[:-1][same]] = order[1:][same]
    return following


def net_score(world: Run, *, rows: Flags | None = None) -> float:
    """Give the net promoter score if everybody answered after every journey, or after some."""
    overall = world.felt.overall if rows is None else world.felt.overall[rows]
    return net_promoters(nps_of(overall=overall, answering=world.parameters.answering))


def _brought(world: Run) -> Flags:
    brought: Flags = (world.journeys.kind == BUY) & world.journeys.delivered
    return brought


def _within(world: Run, months: tuple[int, int]) -> Flags:
    within: Flags = (world.journeys.month >= months[0]) & (world.journeys.month < months[1])
    return within
