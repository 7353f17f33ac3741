"""How often the intervals of penalty-reward contrasts hold the truth, and how often a label is false.

    python benchmarks/coverage/penalty_reward.py [runs]

Designs: four items that go together (r about .5), answers 1 to 6, a sixth of them low; low answers spread
the outcome twice as much as others; samples of 100 to 1,000. A label is false where both sides are truly
alike.
"""

import sys
from collections.abc import Iterator
from pathlib import Path

import numpy as np

ROOT = Path(__file__).resolve().parent.parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "src")]

from benchmarks.covering import Design, tell

from cxstats.drivers.penalty_reward import PenaltyReward, penalty_reward
from cxstats.formulas.least_squares import LeastErrors

RUNS = int(sys.argv[1]) if len(sys.argv) > 1 else 2_000
CHANCE = np.random.default_rng(20261126)

TRUTH = ((-2.0, 0.3), (-0.3, 1.5), (-1.0, 1.0), (0.0, 0.0))
"""Penalty and reward of each item: must-be, attractive, both alike, neither."""
ALIKE = ((-1.0, 1.0), (-0.6, 0.6), (-0.3, 0.3), (0.0, 0.0))
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


tell("Penalty-reward contrasts", list(designs()))
