"""One seed: the company, the same one with answers dealt out anew, and a calm one; what each look found."""

from dataclasses import asdict, replace
from datetime import date
from typing import Any, Final

import numpy as np
from benchmarks.seeds.handed import Answered, Floats, Happened, answered, dealt_out, deliveries, happened
from benchmarks.seeds.looks import (
    break_of,
    items_met,
    late_break,
    late_month,
    operations,
    pilot_effect,
    table_of,
    weakest_link,
)

from cxstats.drivers.results import Drivers
from ninefold.demo.world.census import Census, census, driver_shares, failing_gaps, truth_of_journey
from ninefold.demo.world.company import BUY, HELP, JOURNEYS, RETURN, items_of
from ninefold.demo.world.effects import pilot
from ninefold.demo.world.journeys import IN_STORE, ON_WEB
from ninefold.demo.world.parameters import Parameters, small
from ninefold.demo.world.simulation import Run, run

UNTIL: Final = date(2026, 11, 30)
# Beyond what the map asks of nearly everybody: told without a bar, to show what 3,000 customers can carry.
WEB, STORE = "Buy and receive, web and delivered", "Return in a store"
WEB_ITEMS: Final = ("delivery_promise", "as_described", "price_fair", "page_speed", "range_wide")
STORE_ITEMS: Final = ("return_easy", "staff_knew", "store_pleasant")

Found = dict[str, Any]


def truths() -> Found:
    """Compute what is true of the large company, where everybody answers."""
    world = run(Parameters(until=UNTIL))
    whole = census(world)
    found = [truth_of_journey(whole, kind=kind) for kind in range(len(JOURNEYS))]
    return {
        "orders": {each.journey: each.shares for each in found} | _beyond(whole),
        "weakest": {each.journey: each.weakest for each in found if each.weakest}
        | {STORE: _weakest_return(whole)},
        "pilot": pilot(world).seen,
        "depot": "Coast depot",
        "month": world.parameters.depot_trouble.months[0] if world.parameters.depot_trouble else None,
        "price": world.parameters.price_change.since if world.parameters.price_change else None,
    }


def _beyond(whole: Census) -> Found:
    journeys = whole.journeys
    web = (journeys.kind == BUY) & journeys.delivered & (journeys.channel == ON_WEB)
    store = (journeys.kind == RETURN) & (journeys.channel == IN_STORE)
    return {
        WEB: driver_shares(whole, rows=web, items=WEB_ITEMS),
        STORE: driver_shares(whole, rows=store, items=STORE_ITEMS),
    }


def _weakest_return(whole: Census) -> str:
    gaps = failing_gaps(whole, rows=whole.journeys.kind == RETURN, items=STORE_ITEMS)
    return min(gaps, key=lambda name: gaps[name])


def found_at(seed: int) -> Found:
    """Make a small company and look at it; then where nothing is to be found."""
    world = run(small(until=UNTIL, seed=seed))
    went = happened(world)
    mine = answered(world, went=went)
    return {"seed": seed, "told": told(went, mine), "silent": silent(world, went, mine)}


def told(went: Happened, mine: Answered) -> Found:
    """Look at the company as it is."""
    counted, price = deliveries(went), mine.ratings["price_fair"]
    broke = break_of(price, months=mine.answered)
    return {
        "drivers": {name: _table(one) for name, one in (_tables(mine) | _tables_beyond(mine)).items()},
        "weakest": {
            JOURNEYS[kind]: weakest_link(mine, kind=JOURNEYS[kind], items=items_of(kind))
            for kind in (BUY, HELP)
        }
        | {STORE: weakest_link(mine, kind=JOURNEYS[RETURN], items=STORE_ITEMS)},
        "chart": asdict(late_month(counted)),
        "break": asdict(late_break(counted)),
        "price": [broke.at, broke.low, broke.high] if broke else None,
        "pilot": _limits(mine, by_area=True),
        "pilot by customer": _limits(mine, by_area=False),
    }


def silent(world: Run, went: Happened, mine: Answered) -> Found:
    """Look where nothing is: answers dealt out anew, scores dealt to other answers, calm depots."""
    dealt = answered(dealt_out(world), went=went)
    other = _dealt_scores(mine, dealt)
    calm = late_month(deliveries(happened(run(replace(world.parameters, depot_trouble=None)))))
    tables = _tables(mine, outcome=other)
    effect = pilot_effect(dealt)
    return {
        "operations": not all(one.hollow for one in operations(dealt).drivers),
        "drivers": {
            name: [one.p_value <= 0.05, not all(each.hollow for each in one.drivers)]
            for name, one in tables.items()
        },
        "weakest": {
            JOURNEYS[kind]: weakest_link(mine, kind=JOURNEYS[kind], items=items_of(kind), outcome=other)
            is not None
            for kind in (BUY, HELP)
        },
        "price": break_of(dealt.ratings["price_fair"], months=dealt.answered) is not None,
        "nps": break_of(dealt.nps, months=dealt.answered) is not None,
        "pilot": _outside(0.0, (effect.low, effect.high)),
        "calm": [calm.month is not None, calm.false],
    }


def _tables(mine: Answered, *, outcome: Floats | None = None) -> dict[str, Drivers]:
    """Make the tables of drivers of the journeys, by what their maps ask."""
    found = {}
    for kind, name in enumerate(JOURNEYS):
        items = items_met(mine, kind=name, items=items_of(kind))
        found[name] = table_of(mine, rows=mine.kind == name, items=items, outcome=outcome)
    return found


def _tables_beyond(mine: Answered) -> dict[str, Drivers]:
    web = (mine.kind == JOURNEYS[BUY]) & (mine.channel == "web")
    store = (mine.kind == JOURNEYS[RETURN]) & (mine.channel == "store")
    return {
        WEB: table_of(mine, rows=web, items=WEB_ITEMS),
        STORE: table_of(mine, rows=store, items=STORE_ITEMS),
    }


def _table(one: Drivers) -> Found:
    return {
        "n": one.n,
        "shares": {each.name: each.share.value for each in one.drivers},
        "ranks": {each.name: [each.rank.low, each.rank.high] for each in one.drivers},
        "own": [each.name for each in one.drivers if not each.hollow],
    }


def _dealt_scores(mine: Answered, dealt: Answered) -> Floats:
    """Give each answer the score that the shuffled company dealt to its number."""
    if not np.array_equal(mine.response, dealt.response):
        raise ValueError("the shuffled company has other answers than the company itself")
    return dealt.nps


def _limits(mine: Answered, *, by_area: bool) -> list[float | None]:
    one = pilot_effect(mine, by_area=by_area)
    return [one.value, one.low, one.high]


def _outside(value: float, limits: tuple[float | None, float | None]) -> bool:
    low, high = limits
    return low is not None and high is not None and not low <= value <= high
