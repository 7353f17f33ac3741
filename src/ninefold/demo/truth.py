"""The truth of the demo company: what was planted, and what follows from it.

What follows is computed by the model itself: it runs once more with one change switched off and the same
draws otherwise. ``python -m ninefold.demo.truth`` prints it.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import lru_cache
from typing import Final

import click
import numpy as np

from ninefold.demo.world import effects
from ninefold.demo.world.answering import net_promoters
from ninefold.demo.world.audit import BLOCKS, ROLE_GROUPS
from ninefold.demo.world.census import JourneyTruth, census, truth_of_journey
from ninefold.demo.world.company import JOURNEYS, NOT_MEASURED, WITHOUT_OWNER
from ninefold.demo.world.effects import Effect, net_score
from ninefold.demo.world.parameters import ITEMS, SEGMENTS, Parameters
from ninefold.demo.world.simulation import Run, run
from ninefold.demo.world.staff import OBSTACLES
from ninefold.demo.world.tables import known_field_weights

REFERENCE: Final = date(2026, 11, 30)
YEARS: Final = 2
_LIFT: Final = 0.05


@dataclass(frozen=True, kw_only=True)
class Truth:
    """All that is true of a demo company.

    Attributes
    ----------
    nps : net promoter score if everybody answered after every journey.
    journeys : the drivers of each journey and its weakest link, if everybody answered.
    slopes : of the overall experience on ratings of delivered web orders: weights and what failing adds.
    raw : of those who answer; `weighted` by segment, decade of birth and language.
    depot : late deliveries (share) in the region and months of the new system; NPS of those delivered to.
    call_back : customer effort (1 to 7) and NPS of those who telephoned since.
    incentive : NPS of those who answered at that store; `planted` is the share of tens.
    price_change : the price item, and NPS.
    pilot : the delivery item as answered, and NPS of those delivered to, in the pilot's areas and months.
    call : the next overall experience, as planted, and as before and after would have it.
    point : what a point of NPS is worth a year, in margin less cost to serve.
    broken_months : what the depot's two months cost within the two years.
    at_stake : what touchpoints that went really wrong (2 or less) cost a year.
    a_call : what a call in time is worth within the two years.
    margins : margin less cost to serve, a customer and year, by segment.
    """

    parameters: Parameters
    nps: float
    journeys: tuple[JourneyTruth, ...]
    slopes: dict[str, float]
    raw: float
    weighted: float
    depot: Effect
    call_back: Effect
    incentive: Effect
    price_change: Effect
    pilot: Effect
    call: Effect
    point: float
    broken_months: float
    at_stake: float
    a_call: float
    margins: dict[str, float]


@lru_cache(maxsize=4)
def truth_of(parameters: Parameters) -> Truth:
    """Run the company as it is and with each change switched off, and compare."""
    world = run(parameters)
    plain = replace(parameters.closing_the_loop, lift=0.0, hazard_factor=1.0)
    calm = run(replace(parameters, depot_trouble=None))
    uncalled = run(replace(parameters, closing_the_loop=plain))
    mild = run(replace(parameters, feeling=replace(parameters.feeling, worst_penalty=0.0)))
    return Truth(
        parameters=parameters,
        nps=net_score(world),
        journeys=tuple(truth_of_journey(census(world), kind=kind) for kind in range(len(JOURNEYS))),
        slopes=effects.slopes(world),
        raw=net_promoters(world.answers.nps),
        weighted=_weighted(world),
        depot=effects.depot(world, calm=calm),
        call_back=effects.call_back(world),
        incentive=effects.incentive(world),
        price_change=effects.price_change(world),
        pilot=effects.pilot(world),
        call=Effect(planted=parameters.closing_the_loop.lift, seen=effects.before_and_after(world), nps=0.0),
        point=_point(world),
        broken_months=_profit(calm) - _profit(world),
        at_stake=(_profit(mild) - _profit(world)) / YEARS,
        a_call=(_profit(world) - _profit(uncalled)) / max(int(np.count_nonzero(world.alerts.in_time)), 1),
        margins=_margins(world),
    )


def _weighted(world: Run) -> float:
    nps, weight = world.answers.nps, known_field_weights(world)
    there = ~np.isnan(nps)
    sign = (nps >= 9).astype(np.float64) - (nps <= 6)
    return float(100 * np.average(sign[there], weights=weight[there]))


def _profit(world: Run) -> float:
    return float(sum(ledger.expected.sum() for ledger in world.ledgers))


def _point(world: Run) -> float:
    """Make every experience a little better, and divide what that brings by what it does to the score."""
    better = run(replace(world.parameters, lift=world.parameters.lift + _LIFT))
    return (_profit(better) - _profit(world)) / YEARS / (net_score(better) - net_score(world))


def _margins(world: Run) -> dict[str, float]:
    kept = np.sum([ledger.margin - ledger.cost for ledger in world.ledgers], axis=0) / 100 / YEARS
    segment = world.customers.segment
    return {each.name: float(kept[segment == place].mean()) for place, each in enumerate(SEGMENTS)}


def lines(truth: Truth) -> Iterator[tuple[str, str]]:
    """Give the truth as lines: what, and how much."""
    yield from _scores(truth)
    yield from _journeys(truth)
    yield from _effects(truth)
    yield from _worth(truth)
    yield from _people()


def _scores(truth: Truth) -> Iterator[tuple[str, str]]:
    yield "NPS, if everybody answered", f"{truth.nps:+.1f}"
    yield "NPS of those who answer", f"{truth.raw:+.1f} (bias {truth.raw - truth.nps:+.1f})"
    removed = truth.raw - truth.weighted
    yield "NPS weighted by segment, age, language", f"{truth.weighted:+.1f} (takes {removed:.1f} off)"
    for item in sorted(ITEMS, key=lambda each: -each.weight):
        slope = f", slope with failing {truth.slopes[item.name]:.2f}" if item.name in truth.slopes else ""
        yield f"Weight of {item.name}", f"{item.weight:.2f}{slope}" + ("" if item.weight else " (no driver)")


def _journeys(truth: Truth) -> Iterator[tuple[str, str]]:
    for each in truth.journeys:
        shares = (f"{name} {share:.2f}" for name, share in each.shares.items())
        yield f"LMG shares of {each.journey}", ", ".join(shares)
        if each.weakest is not None:
            gap = each.gaps[each.weakest]
            yield f"Weakest link of {each.journey}", f"{each.weakest} (failing alone {gap:+.1f} of 10)"


def _effects(truth: Truth) -> Iterator[tuple[str, str]]:
    late = truth.parameters.running.late
    depot = truth.depot
    yield "Depot: late deliveries", f"{late:.0%} to {late + depot.planted:.0%}; NPS {depot.nps:+.1f}"
    yield "Call-back queue: CES, NPS", f"{truth.call_back.seen:+.2f}, {truth.call_back.nps:+.1f}"
    yield "Incentive: NPS said, felt", f"{truth.incentive.nps:+.1f}, {truth.incentive.seen:+.1f}"
    yield "Price change: item, NPS", f"{truth.price_change.seen:+.2f}, {truth.price_change.nps:+.1f}"
    pilot = truth.pilot
    yield "Pilot: delivery felt, answered, NPS", f"{pilot.planted:+.2f}, {pilot.seen:+.2f}, {pilot.nps:+.1f}"
    call = truth.call
    ratio = f"{call.seen / call.planted:.1f} times" if call.planted else "nothing"
    yield "Call in time: truth, before and after", f"{call.planted:+.2f}, {call.seen:+.2f} ({ratio})"


def _worth(truth: Truth) -> Iterator[tuple[str, str]]:
    yield "A point of NPS, a year", f"{truth.point:,.0f}"
    yield "The depot's two months, within two years", f"{truth.broken_months:,.0f}"
    yield "At stake by what goes really wrong, a year", f"{truth.at_stake:,.0f}"
    yield "A call in time, within two years", f"{truth.a_call:,.2f}"
    for name, kept in truth.margins.items():
        yield f"Kept a year of a customer: {name}", f"{kept:,.2f}"


def _people() -> Iterator[tuple[str, str]]:
    yield "Touchpoints without owner", ", ".join(sorted(WITHOUT_OWNER))
    yield "Touchpoints that nobody measures", ", ".join(sorted(NOT_MEASURED))
    for place, each in enumerate(OBSTACLES[:4], start=1):
        yield f"Obstacle {place}", f"{each.name} ({each.cause})"
    yield "Weakest block", min(BLOCKS, key=lambda block: block.level).name
    yield "Leaders rate themselves higher by", f"{ROLE_GROUPS[0].sees:.1f}"


@click.command()
@click.option("--customers", default=60_000, show_default=True, help="How many customers the company has.")
@click.option("--seed", default=19, show_default=True, help="The same seed gives the same company.")
@click.option("--until", type=click.DateTime(["%Y-%m-%d"]), default=REFERENCE.isoformat(), show_default=True)
def show(customers: int, seed: int, until: datetime) -> None:
    """Run the demo company and print what is true of it."""
    truth = truth_of(Parameters(until=until.date(), customers=customers, seed=seed))
    for what, how_much in lines(truth):
        click.echo(f"{what:<44}{how_much}")


if __name__ == "__main__":
    show()
