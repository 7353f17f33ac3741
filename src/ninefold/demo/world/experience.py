"""Experience: what each journey was like, touchpoint by touchpoint, and overall."""

from dataclasses import dataclass

import numpy as np

from ninefold.demo.world.chance import Chance
from ninefold.demo.world.company import BUY, HELP, RETURN, WEB
from ninefold.demo.world.customers import Customers
from ninefold.demo.world.journeys import BY_CHAT, BY_MAIL, IN_STORE, Journeys
from ninefold.demo.world.measures import Measures
from ninefold.demo.world.parameters import ITEM, ITEMS, SEGMENTS, Flags, Floats, Parameters, Whole

_BASE = np.array([item.base for item in ITEMS], dtype=np.float32)
WEIGHTS = np.array([item.weight for item in ITEMS], dtype=np.float32)
_EFFORTS = np.array([item.effort for item in ITEMS], dtype=np.float32)
_SHIFTS = np.array([segment.shift for segment in SEGMENTS], dtype=np.float32)
MIDDLE = np.float32(4.0)
# What is no driver shares its noise with a driver, so that a careless analysis takes it for one.
_ECHOES = ((ITEM["store_pleasant"], ITEM["staff_knew"]), (ITEM["range_wide"], ITEM["as_described"]))


@dataclass(frozen=True, kw_only=True)
class Experience:
    """Columns, one value a journey.

    Attributes
    ----------
    items : journeys x items, around 4; not a number where the journey did not meet the touchpoint.
    overall : L, around 0; what recommendation, orders and membership follow.
    effort : how easy it was, around 4.
    """

    items: Floats
    overall: Floats
    effort: Floats


@dataclass(frozen=True, kw_only=True)
class Lived:
    """A month as customers lived through it: what answering and closing the loop build on."""

    journeys: Journeys
    measures: Measures
    felt: Experience
    customers: Customers
    parameters: Parameters
    chance: Chance
    month: int


def experience(
    *,
    journeys: Journeys,
    measures: Measures,
    customers: Customers,
    units: Floats,
    parameters: Parameters,
    chance: Chance,
    month: int,
) -> Experience:
    """Let the customers live through their journeys of a month.

    ``e_ij = base_j + unit_j + segment + operations_ij + customer + noise`` and
    ``L = sum w_j (rated e_ij - 4) - 0.5 [worst touchpoint <= 2] + noise``.
    """
    feeling, where = parameters.feeling, journeys.where
    noise = _noise(chance.normal("experience", month=month, where=where, count=len(ITEMS)))
    who = customers.leaning[journeys.customer] + _SHIFTS[customers.segment[journeys.customer]]
    items = _BASE + _of_units(journeys, units) + who[:, None] + noise * np.float32(feeling.noise_sd)
    items += _operations(journeys, measures, parameters)
    met = touchpoints_met(journeys)
    items = np.where(met, items, np.float32(np.nan)).astype(np.float32)
    own = chance.normal("overall", month=month, where=where, count=1)[:, 0] * np.float32(feeling.overall_sd)
    overall = overall_level(items=items, parameters=parameters) + own
    return Experience(items=items, overall=overall, effort=_effort(items))


def overall_level(*, items: Floats, parameters: Parameters) -> Floats:
    """Weigh the touchpoints of each journey, and take off for one that went really wrong.

    They count as people would rate them, from 1 to 5: what is planted is what an analysis finds in answers.
    """
    away = np.where(np.isnan(items), np.float32(0), rated(items) - MIDDLE)
    drivers = np.where(np.float32(parameters.feeling.worst_weight) <= WEIGHTS, away, np.float32(0))
    worst = drivers.min(axis=1) <= np.float32(2 - MIDDLE)
    level = (
        away @ WEIGHTS - np.float32(parameters.feeling.worst_penalty) * worst + np.float32(parameters.lift)
    )
    overall: Floats = level.astype(np.float32)
    return overall


def rated(items: Floats) -> Floats:
    """Put experiences on the scale that people rate them on: whole points from 1 to 5."""
    points: Floats = np.clip(np.rint(items), 1, 5)
    return points


def touchpoints_met(journeys: Journeys) -> Flags:
    """Say which items each journey can be asked about: journeys x items."""
    buy, back, asks = (journeys.kind == kind for kind in (BUY, RETURN, HELP))
    store, chat = journeys.channel == IN_STORE, journeys.channel == BY_CHAT
    met = np.zeros((journeys.size, len(ITEMS)), dtype=bool)
    met[:, ITEM["delivery_promise"]] = buy & journeys.delivered
    met[:, ITEM["solved_first_time"]] = asks
    met[:, ITEM["as_described"]] = buy
    met[:, ITEM["return_easy"]] = back
    met[:, ITEM["staff_knew"]] = store | chat | asks
    met[:, ITEM["price_fair"]] = buy
    met[:, ITEM["page_speed"]] = buy & ~store
    met[:, ITEM["assembly"]] = journeys.assembled
    met[:, ITEM["wait_short"]] = asks & (journeys.channel != BY_MAIL)
    met[:, ITEM["store_pleasant"]] = store
    met[:, ITEM["range_wide"]] = buy
    return met


def _noise(drawn: Floats) -> Floats:
    for echo, driver in _ECHOES:
        drawn[:, echo] = np.float32(0.6) * drawn[:, driver] + np.float32(0.8) * drawn[:, echo]
    return drawn


def _of_units(journeys: Journeys, units: Floats) -> Floats:
    """Each item is better or worse by the unit that runs it."""
    asks, store = journeys.kind == HELP, journeys.channel == IN_STORE
    shop = np.where(store, journeys.store, WEB)
    desk = np.where(store, journeys.store, journeys.depot)
    advice = np.where(asks | ~store, journeys.team, journeys.store)
    runs: dict[str, Whole] = {
        "delivery_promise": journeys.depot,
        "solved_first_time": journeys.team,
        "return_easy": desk,
        "staff_knew": advice,
        "assembly": journeys.crew,
        "wait_short": journeys.team,
        "store_pleasant": journeys.store,
    }
    return np.stack([units[runs.get(item.name, shop), place] for place, item in enumerate(ITEMS)], axis=1)


def _operations(journeys: Journeys, measures: Measures, parameters: Parameters) -> Floats:
    feeling, pilot = parameters.feeling, parameters.pilot
    worse = np.zeros((journeys.size, len(ITEMS)), dtype=np.float32)
    late = np.minimum(measures.days_late, feeling.days_late_most)
    worse[:, ITEM["delivery_promise"]] = feeling.day_late * late
    if pilot is not None:
        worse[:, ITEM["delivery_promise"]] += pilot.delivery_promise * measures.pilot
    waited = np.maximum(measures.wait_minutes - feeling.wait_free, 0)
    loading = np.maximum(measures.page_seconds - feeling.page_free, 0)
    worse[:, ITEM["wait_short"]] = feeling.wait_minute * waited
    worse[:, ITEM["page_speed"]] = feeling.page_second * loading
    for name in ("range_wide", "staff_knew"):
        worse[:, ITEM[name]] += feeling.stock_out * measures.stock_out
    worse[:, ITEM["solved_first_time"]] += feeling.not_solved * ~measures.solved
    return worse


def _effort(items: Floats) -> Floats:
    there = ~np.isnan(items) * _EFFORTS
    total = np.where(there > 0, items, np.float32(0)) * there
    weight = there.sum(axis=1)
    return np.where(weight > 0, total.sum(axis=1) / np.maximum(weight, 0.01), MIDDLE).astype(np.float32)
