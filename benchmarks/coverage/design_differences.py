"""How often ranges of differences of designed samples hold the truth, and how often chance is called news.

    python benchmarks/coverage/design_differences.py [runs]

Two samples of people with several answers and uneven weights; two raked samples; two groups of one stratified
sample, most of whose people stand in both; few people with many answers each.
"""

import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np

ROOT = Path(__file__).resolve().parent.parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "src")]

from benchmarks.covering import Design as Simulated
from benchmarks.covering import tell

from cxstats.compare.designs import design_difference, group_difference
from cxstats.designs import Design
from cxstats.estimate import Difference
from cxstats.raking import rake

RUNS = int(sys.argv[1]) if len(sys.argv) > 1 else 2_000
CHANCE = np.random.default_rng(20261126)
FEW = "few people who count unevenly: V is unsteady, as in any survey software"
KINDS = ("mean", "share", "nps")
Answers = np.ndarray


def scored(feelings: Answers, kind: str) -> Answers:
    """Answers on a scale, whether they are high, or promoters and detractors, from how people feel."""
    if kind == "mean":
        return feelings
    return (feelings > 0.3) * 1 - (feelings < -0.9) * (kind == "nps")


def truth(change: float, kind: str) -> float:
    """The true difference, from a million who feel alike but for the change."""
    feelings = np.random.default_rng(1).normal(size=1_000_000) * np.sqrt(2)
    return float(scored(feelings + change, kind).mean() - scored(feelings, kind).mean())


def some_people(people: int, most: int, change: float) -> tuple[Answers, Design]:
    """Feelings of people who answer one to `most` times, half of the variance lying between them."""
    who = np.repeat(np.arange(people), CHANCE.integers(1, most + 1, size=people))
    feelings = CHANCE.normal(size=people)[who] + CHANCE.normal(size=who.size) + change
    weights = np.exp(CHANCE.normal(0, 0.5, size=people))[who]
    return feelings, Design(weights=weights, people=who.tolist())


def two_samples(change: float, kind: str) -> Difference:
    """30 and 60 people."""
    (old, first), (new, second) = some_people(30, 5, 0.0), some_people(60, 5, change)
    return design_difference(
        before=scored(old, kind), now=scored(new, kind), designs=(first, second), kind=kind
    )


def few_people(change: float, kind: str) -> Difference:
    """Eight people of 20 answers, and twelve of up to 20."""
    (old, first), (new, second) = some_people(8, 20, 0.0), some_people(12, 20, change)
    return design_difference(
        before=scored(old, kind), now=scored(new, kind), designs=(first, second), kind=kind
    )


def raked(n: int, change: float) -> tuple[Answers, Design]:
    """The young feel worse and answer less."""
    young = CHANCE.random(n) < 0.3
    feelings = CHANCE.normal(size=n) * 2**0.5 + change
    fields = {"age": young.tolist(), "way": (CHANCE.random(n) < 0.4).tolist()}
    margins = {"age": {True: 50, False: 50}, "way": {True: 40, False: 60}}
    return feelings, Design(weights=rake(fields=fields, margins=margins).weights, raked=fields)


def two_raked(change: float, kind: str) -> Difference:
    """100 and 200 answers."""
    (old, first), (new, second) = raked(100, 0.0), raked(200, change)
    return design_difference(
        before=scored(old, kind), now=scored(new, kind), designs=(first, second), kind=kind
    )


def of_one_sample(change: float, kind: str) -> Difference:
    """60 people in two strata; 40 answered in both halves of the year, ten in one of them each."""
    people = np.array([*range(40), *range(40), *range(40, 60)])
    now = np.array([False] * 40 + [True] * 40 + [False] * 10 + [True] * 10)
    feelings = CHANCE.normal(size=60)[people] + CHANCE.normal(size=people.size) + change * now
    design = Design(weights=(1.0 + people % 2).tolist(), strata=(people % 2).tolist(), people=people.tolist())
    return group_difference(answers=scored(feelings, kind), design=design, before=~now, now=now, kind=kind)


def simulated(
    name: str, once: Callable[[float, str], Difference], exception: str | None = None
) -> Iterator[Simulated]:
    """Coverage of a true change and of none; one less than the second, by p, is the size of the test."""
    for kind in KINDS:
        for change in (0.0, 1.0):
            real, held, quiet = truth(change, kind), 0, 0
            for _ in range(RUNS):
                found = once(change, kind)
                low, high = (-np.inf, np.inf) if found.low is None else (found.low, found.high)
                held += low <= real <= high
                quiet += found.p_value is None or found.p_value > 0.05
            told = (("held", held), ("not called news", quiet)) if not change else (("held", held),)
            for what, times in told:
                yield Simulated(
                    name=f"{name}, {kind}, change {change:g}, {what}",
                    held=times / RUNS,
                    runs=RUNS,
                    exception=exception,
                )


if __name__ == "__main__":
    tell(
        "Differences of designed samples",
        [
            *simulated("30 and 60 people, 1 to 5 answers", two_samples),
            *simulated("8 and 12 people, 1 to 20 answers", few_people, FEW),
            *simulated("100 and 200 raked answers", two_raked),
            *simulated("groups of one sample, 40 of 60 people in both", of_one_sample),
        ],
    )
