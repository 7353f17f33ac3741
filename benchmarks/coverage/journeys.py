"""How often the limits of durations, of drop-off and of silence hold the truth.

    python benchmarks/coverage/journeys.py [runs]

Designs: quantiles of skewed and of whole-day durations; three places, reached by all, many and few.
"""

import sys
from collections.abc import Iterator
from functools import partial
from itertools import product
from pathlib import Path

import numpy as np

ROOT = Path(__file__).resolve().parent.parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "src")]

from benchmarks.covering import Design, repeated, tell

from cxstats.estimate import Estimate
from cxstats.journeys.durations import duration_quantiles
from cxstats.journeys.follows import Step, step_shares
from cxstats.journeys.leaving import drop_off, silence

RUNS = int(sys.argv[1]) if len(sys.argv) > 1 else 4_000
CHANCE = np.random.default_rng(20261126)
QUANTILES = (0.1, 0.5, 0.9)
OPEN = "held at least so often: few durations leave no limit, or one far out"
WHOLE = "held at least so often: many journeys last the same number of days"
FEW = "few journeys of one kind: a discrete share jumps over the level"
Found = Iterator[tuple[str, Estimate, float, str]]


def durations() -> Iterator[Design]:
    """Log-normal durations, as they are and in whole days."""
    large = np.exp(1 + np.random.default_rng(1).normal(size=1_000_001))
    for whole, n in product((False, True), (20, 50, 200, 1000)):
        truths = np.quantile(np.ceil(large) if whole else large, QUANTILES, method="inverted_cdf")

        once = partial(_lasting, n=n, whole=whole, truths=truths)
        yield from repeated(f"durations{', whole days' if whole else ''}, n={n}", runs=RUNS, once=once)


def _lasting(*, n: int, whole: bool, truths: np.ndarray) -> Found:
    """Quantiles of n durations, and what they are in truth."""
    drawn = np.exp(1 + CHANCE.normal(size=n))
    found = duration_quantiles(values=np.ceil(drawn) if whole else drawn, quantiles=QUANTILES)
    for q, each, truth in zip(QUANTILES, found, truths, strict=True):
        yield f"quantile {q}", each, float(truth), WHOLE if whole else OPEN if n <= 200 else ""


def shares() -> Iterator[Design]:
    """Drop-off, silence and steps."""
    for (first, second), n in product(((0.3, 0.1), (0.05, 0.5)), (30, 100, 400)):

        def once(n: int = n, first: float = first, second: float = second) -> Found:
            left = int(CHANCE.binomial(n, first))
            later = int(CHANCE.binomial(n - left, second))
            found = drop_off(furthest=[left, later, n - left - later])
            few = FEW if n * first < 15 or n * (1 - first) * second < 15 else ""
            for place, truth in enumerate((first, second)):
                yield f"left at place {place + 1}", found[place].left or found[place].reached, truth, few
            yield "reached the aim", found[2].reached, (1 - first) * (1 - second), few

        yield from repeated(f"drop-off {first} and {second}, n={n}", runs=RUNS, once=once)
    for p, n in product((0.1, 0.5, 0.9), (30, 100, 400)):

        def once(n: int = n, p: float = p) -> Found:
            k = int(CHANCE.binomial(n, p))
            few = FEW if n * min(p, 1 - p) < 15 else ""
            yield "silence", silence(visits=[n], answered=[n - k])[0], p, few
            yield "step", step_shares(steps=[Step("a", "b", k, k, 0.0)], visited={"a": n})[0].share, p, few

        yield from repeated(f"share {p}, n={n}", runs=RUNS, once=once)


if __name__ == "__main__":
    tell("journeys: durations, drop-off, silence, steps", [*durations(), *shares()])
