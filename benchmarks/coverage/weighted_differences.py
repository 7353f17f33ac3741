"""How often ranges of differences of weighted scores hold the truth, as the weights grow heavier.

    python benchmarks/coverage/weighted_differences.py [runs]

Two groups of equal size and truth; weights are lognormal and have nothing to do with the answers.
"""

import sys
from collections.abc import Iterator
from itertools import product
from pathlib import Path

import numpy as np

ROOT = Path(__file__).resolve().parent.parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "src")]

from benchmarks.covering import Design, repeated, tell

from cxstats.compare.differences import weighted_difference
from cxstats.estimate import Difference, Moments
from cxstats.moments import of_answers

RUNS = int(sys.argv[1]) if len(sys.argv) > 1 else 1_000
CHANCE = np.random.default_rng(20261126)
ANSWERS = {
    "nps": ((1, 0, -1), (0.5, 0.3, 0.2)),
    "share": ((1, 0), (0.5, 0.5)),
    "mean": ((1, 0, -1), (0.5, 0.3, 0.2)),
}
HEAVY = {
    "nps": "heavy weights: wider than need be",
    "share": "narrow: few answers carry nearly all weight",
    "mean": "narrow: few answers carry nearly all weight",
}


def group(kind: str, *, n: int, spread: float) -> Moments:
    """Sums of one group."""
    values, shares = ANSWERS[kind]
    return of_answers(
        answers=CHANCE.choice(values, size=n, p=shares), weights=np.exp(CHANCE.normal(0, spread, size=n))
    )


def heavier() -> Iterator[Design]:
    """Lognormal weights of growing spread."""
    for spread, n in product((0.5, 1.0, 1.5), (30, 100, 300)):

        def once(n: int = n, spread: float = spread) -> Iterator[tuple[str, Difference, float, str]]:
            for kind in ANSWERS:
                before, now = (group(kind, n=n, spread=spread) for _ in range(2))
                found = weighted_difference(before=before, now=now, kind=kind)
                yield kind, found, 0.0, HEAVY[kind] if spread > 0.5 or n < 100 else ""

        yield from repeated(f"log weights spread by {spread}, n={n}", runs=RUNS, once=once)


if __name__ == "__main__":
    tell("Differences of weighted scores", list(heavier()))
