"""How often the intervals of penalty-reward contrasts hold the truth, and how often a label is false.

    python benchmarks/coverage/penalty_reward.py [runs]

Designs: four items that go together (r about .5), answers 1 to 6, a sixth of them low; low answers spread
the outcome twice as much as others; samples of 100 to 1,000; and 15 stores of 20 answers, 40 of 10, whose
answers to the items and whose outcomes hang together (intraclass correlation .4). A label is false where both
sides are truly alike.
"""

import sys
from collections.abc import Iterator
from itertools import product
from pathlib import Path

import numpy as np

ROOT = Path(__file__).resolve().parent.parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "src")]

from benchmarks.covering import Design, tell

from cxstats.drivers.contrasts import PenaltyReward
from cxstats.drivers.penalty_reward import penalty_reward
from cxstats.formulas.least_squares import LeastErrors

RUNS = int(sys.argv[1]) if len(sys.argv) > 1 else 2_000
CHANCE = np.random.default_rng(20261126)

TRUTH = ((-2.0, 0.3), (-0.3, 1.5), (-1.0, 1.0), (0.0, 0.0))
"""Penalty and reward of each item: must-be, attractive, both alike, neither."""
ALIKE = ((-1.0, 1.0), (-0.6, 0.6), (-0.3, 0.3), (0.0, 0.0))
STORES = {
    "hc3": "takes rows as drawn alone: the jackknife over stores is shown where stores are drawn",
    "linearised": "few stores: the jackknife is shown",
}
CAUTIOUS = "cautious where a side is near 0"


def fitted(
    n: int, truth: tuple[tuple[float, float], ...], *, even: bool, errors: LeastErrors
) -> PenaltyReward:
    """One sample; drawn again where nobody, or one alone, gives a low or high answer."""
    while True:
        items = np.clip(np.round(3.6 + CHANCE.normal(size=(n, 1)) + CHANCE.normal(size=(n, 4))), 1, 6)
        sides = ((items <= 2) * [low for low, _ in truth] + (items >= 5) * [high for _, high in truth]).sum(
            axis=1
        )
        spread = 1.0 if even else 1.0 + (items <= 2).any(axis=1)
        weights = None if even else CHANCE.uniform(0.5, 2, n)
        try:
            return penalty_reward(
                items=items,
                outcome=6 + sides + spread * CHANCE.normal(size=n),
                penalty_up_to=2,
                reward_from=5,
                weights=weights,
                errors=errors,
            )
        except ValueError:
            continue


def of_stores(
    stores: int, size: int, truth: tuple[tuple[float, float], ...], *, errors: LeastErrors
) -> PenaltyReward:
    """One sample of whole stores; drawn again where it cannot be fitted."""
    of = np.repeat(np.arange(stores), size)

    def hanging(columns: int) -> np.ndarray:
        common, own = CHANCE.normal(size=(stores, columns))[of], CHANCE.normal(size=(of.size, columns))
        return np.sqrt(0.4) * common + np.sqrt(0.6) * own

    while True:
        items = np.clip(np.round(3.6 + hanging(1) + hanging(4)), 1, 6)
        sides = (items <= 2) @ [low for low, _ in truth] + (items >= 5) @ [high for _, high in truth]
        drawn = {"clusters": of} if errors in {"linearised", "jackknife"} else {}
        try:
            return penalty_reward(
                items=items,
                outcome=6 + sides + hanging(1)[:, 0],
                penalty_up_to=2,
                reward_from=5,
                errors=errors,
                **drawn,
            )
        except ValueError:
            continue


def in_stores() -> Iterator[Design]:
    """Whole stores are drawn: what HC3 says of them, what linearised errors say, and the jackknife."""
    kinds: tuple[LeastErrors, ...] = ("hc3", "linearised", "jackknife")
    for (stores, size), errors in product(((15, 20), (40, 10)), kinds):
        kept, free = np.zeros((4, 3)), 0
        for _ in range(RUNS):
            found = of_stores(stores, size, TRUTH, errors=errors)
            for place, (item, (low, high)) in enumerate(zip(found.items, TRUTH, strict=True)):
                pairs = ((item.penalty, low), (item.reward, high), (item.asymmetry, abs(low) - abs(high)))
                kept[place] += [term.low <= true <= term.high for term, true in pairs]
            alike = of_stores(stores, size, ALIKE, errors=errors)
            free += all(item.label is None for item in alike.items)
        told = f"{errors}, {stores} stores of {size}"
        for name, held in zip(("penalty", "reward"), kept.mean(axis=0), strict=False):
            yield Design(name=f"{name}, {told}", held=held / RUNS, runs=RUNS, exception=STORES.get(errors))
        for name, item in zip(("must-be", "attractive", "alike", "neither"), kept, strict=True):
            why = STORES.get(errors, CAUTIOUS)
            yield Design(name=f"gap, {name}, {told}", held=item[2] / RUNS, runs=RUNS, exception=why)
        why = STORES.get(errors, CAUTIOUS)
        yield Design(
            name=f"no false label among four items, {told}", held=free / RUNS, runs=RUNS, exception=why
        )


def designs() -> Iterator[Design]:
    """All of them."""
    plans: list[tuple[int, bool, LeastErrors]] = [(n, False, "hc3") for n in (100, 250, 1000)]
    for n, even, errors in [*plans, (250, True, "hc3"), (250, True, "classical")]:
        kept = np.zeros((4, 3))
        for _ in range(RUNS):
            found = fitted(n, TRUTH, even=even, errors=errors)
            for place, (item, (low, high)) in enumerate(zip(found.items, TRUTH, strict=True)):
                pairs = ((item.penalty, low), (item.reward, high), (item.asymmetry, abs(low) - abs(high)))
                kept[place] += [term.low <= true <= term.high for term, true in pairs]
        kept /= RUNS
        told = f"{errors}, {'even' if even else 'uneven'} spread, n={n}"
        yield Design(name=f"penalty, {told}", held=float(kept[:, 0].mean()), runs=RUNS)
        yield Design(name=f"reward, {told}", held=float(kept[:, 1].mean()), runs=RUNS)
        for name, item in zip(("must-be", "attractive", "alike", "neither"), kept, strict=True):
            exception = CAUTIOUS if name != "alike" or n == 100 else None
            yield Design(
                name=f"|penalty| - |reward|, {name}, {told}",
                held=float(item[2]),
                runs=RUNS,
                exception=exception,
            )
    for n in (100, 250, 1000):
        free = sum(
            all(item.label is None for item in fitted(n, ALIKE, even=False, errors="hc3").items)
            for _ in range(RUNS)
        )
        yield Design(
            name=f"no false label among four items, n={n}", held=free / RUNS, runs=RUNS, exception=CAUTIOUS
        )
    yield from in_stores()


tell("Penalty-reward contrasts", list(designs()))
