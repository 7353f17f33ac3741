"""How often the ranges of shares and NPS hold the truth where few people gave many answers each.

    python benchmarks/coverage/people.py [runs]

Each person has chances of their own, drawn about those of all (Dirichlet): near 1 the answers of one person
are nearly all alike (half of the variance lies between people), near 1,000 they are as good as independent.
"""

import sys
from collections.abc import Iterator
from itertools import product
from pathlib import Path

import numpy as np

ROOT = Path(__file__).resolve().parent.parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "src")]

from benchmarks.covering import Design as Simulated
from benchmarks.covering import repeated, tell

from cxstats.designs import Design, design_nps, design_share
from cxstats.estimate import Estimate

RUNS = int(sys.argv[1]) if len(sys.argv) > 1 else 2_000
CHANCE = np.random.default_rng(20261126)
KINDS = {"nearly all promoters": (0.0, 0.05, 0.95), "high": (0.05, 0.15, 0.8), "usual": (0.23, 0.31, 0.46)}
"""Shares of detractors, passives and promoters."""
ALIKE = {"like themselves": 1.0, "partly so": 9.0, "independent": 1_000.0}
RARE = "few people give the rarer answer: their number is taken, wider than need be"
EIGHT = "eight people tell little of how much people differ: wider than need be"


def answers(shares: np.ndarray, *, tight: float, people: int, each: int) -> np.ndarray:
    """Answers -1, 0 and 1, shape (people, each)."""
    own = CHANCE.dirichlet(np.maximum(shares * tight, 1e-9), size=people)
    drawn = CHANCE.random((people, each, 1)) > own.cumsum(axis=1)[:, None, :2]
    return drawn.sum(axis=2) - 1


def of_people() -> Iterator[Simulated]:
    """Few people with many answers, and more with fewer."""
    for (name, shares), (alike, tight), (people, each) in product(
        KINDS.items(), ALIKE.items(), ((8, 20), (20, 10), (60, 5))
    ):
        who = np.repeat(np.arange(people), each).tolist()
        design = Design(weights=np.ones(people * each), people=who)
        truth = np.array(shares)

        def once(
            design: Design = design,
            truth: np.ndarray = truth,
            tight: float = tight,
            people: int = people,
            each: int = each,
        ) -> Iterator[tuple[str, Estimate, float, str]]:
            y = answers(truth, tight=tight, people=people, each=each).ravel()
            apart = len(np.unique(np.asarray(design.people)[y != 1]))
            few = RARE if apart < 5 else EIGHT if people == 8 else ""
            yield "NPS", design_nps(answers=y, design=design), float(truth[2] - truth[0]), few
            yield "share", design_share(answers=y == 1, design=design), float(truth[2]), few

        yield from repeated(f"{people} x {each}, {name}, {alike}", runs=RUNS, once=once)


if __name__ == "__main__":
    tell("Few people, many answers each", list(of_people()))
