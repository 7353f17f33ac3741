"""How often the ranges of raked and designed samples hold the truth.

    python benchmarks/coverage/raking.py [runs]

Customers of two known fields that go with their answers; the young and those on the web answer less. Each
run draws a sample, rakes it to the margins of all customers, and takes mean, share and NPS. Beside it:
strata drawn apart, people who answer several times, and responders against the whole base.
"""

import sys
from collections.abc import Iterator
from itertools import product
from pathlib import Path

import numpy as np

ROOT = Path(__file__).resolve().parent.parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "src")]

from benchmarks.covering import Design as Simulated
from benchmarks.covering import tell

from cxstats.designs import Design, design_mean, design_nps, design_share
from cxstats.estimate import Estimate
from cxstats.raking import rake
from cxstats.responders import compare_responders

RUNS = int(sys.argv[1]) if len(sys.argv) > 1 else 2_000
CHANCE = np.random.default_rng(20261126)
CUSTOMERS = 40_000
BLIND = "raking not told: wider than need be; with `raked` it is as shown above"


def holds(found: Estimate, truth: float) -> bool:
    """Whether the range holds the truth."""
    return found.low is not None and found.high is not None and found.low <= truth <= found.high


def customers(link: float) -> dict[str, np.ndarray]:
    """Age and way of all customers, and answers 0 to 10 that go with both as far as `link` says."""
    age, way = (
        CHANCE.choice(3, p=(0.2, 0.5, 0.3), size=CUSTOMERS),
        CHANCE.choice(2, p=(0.6, 0.4), size=CUSTOMERS),
    )
    noise = CHANCE.normal(0, 2.0, size=CUSTOMERS)
    answers = np.clip(np.round(7.5 + link * (age - 1) - link * way + noise), 0, 10)
    return {"age": age, "way": way, "answers": answers, "chance": np.array((0.3, 0.6, 1.0))[age] * (1 + way)}


def raked() -> Iterator[Simulated]:
    """Raked samples of different size, where the fields say much or nothing of the answers."""
    for link, n in product((0.0, 1.5), (100, 400)):
        everybody = customers(link)
        truth = everybody["answers"]
        nets = (truth >= 9).astype(float) - (truth <= 6)
        margins = {
            name: {int(kind): int((everybody[name] == kind).sum()) for kind in np.unique(everybody[name])}
            for name in ("age", "way")
        }
        held: dict[str, list[bool]] = {kind: [] for kind in ("mean", "share", "NPS", "mean, untold")}
        for _ in range(RUNS):
            chance = everybody["chance"] / everybody["chance"].sum()
            who = CHANCE.choice(CUSTOMERS, size=n, replace=False, p=chance)
            fields = {name: everybody[name][who].tolist() for name in margins}
            found = rake(fields=fields, margins=margins)
            design = Design(weights=found.weights, raked=fields)
            y = truth[who]
            held["mean"].append(holds(design_mean(answers=y, design=design), truth.mean()))
            held["share"].append(holds(design_share(answers=y >= 9, design=design), (truth >= 9).mean()))
            held["NPS"].append(holds(design_nps(answers=nets[who], design=design), nets.mean()))
            blind = design_mean(answers=y, design=Design(weights=found.weights))
            held["mean, untold"].append(holds(blind, truth.mean()))
        for kind, kept in held.items():
            name = f"raked {kind}, fields say {'much' if link else 'nothing'}, n={n}"
            told = BLIND if kind == "mean, untold" else None
            yield Simulated(name=name, held=float(np.mean(kept)), runs=RUNS, exception=told)


def designed() -> Iterator[Simulated]:
    """Strata that differ, drawn in equal parts; people who answer one to five times."""
    for n in (30, 150):
        centres, sizes = np.array((4.0, 6.0, 9.0)), np.array((6000.0, 3000.0, 1000.0))
        truth = float(centres @ sizes / sizes.sum())
        strata = np.repeat(np.arange(3), n // 3)
        kept = []
        for _ in range(RUNS):
            y = centres[strata] + CHANCE.normal(size=strata.size) * 2
            design = Design(
                weights=(sizes / (n // 3))[strata],
                strata=strata.tolist(),
                sizes=dict(enumerate(sizes.tolist())),
            )
            kept.append(holds(design_mean(answers=y, design=design), truth))
        yield Simulated(name=f"three strata, n={n}", held=float(np.mean(kept)), runs=RUNS)
    for n in (30, 150):
        kept = []
        for _ in range(RUNS):
            people = np.repeat(np.arange(n), CHANCE.integers(1, 6, size=n))
            y = CHANCE.normal(6, 1.5, size=n)[people] + CHANCE.normal(size=people.size)
            design = Design(weights=np.ones(people.size), people=people.tolist())
            kept.append(holds(design_mean(answers=y, design=design), 6.0))
        yield Simulated(
            name=f"{n} people with one to five answers each", held=float(np.mean(kept)), runs=RUNS
        )


def responding() -> Iterator[Simulated]:
    """Shares of responders and response rates, where few or many answer and some kinds more than others."""
    base = {"young": 1000, "old": 3500, "very old": 500}
    for rate, lean in product((0.05, 0.4), (1.0, 1.8)):
        rates = {"young": rate / lean, "old": rate, "very old": min(0.9, rate * lean)}
        sizes = {kind: n * rates[kind] for kind, n in base.items()}
        truth = {kind: size / sum(sizes.values()) for kind, size in sizes.items()}
        shares, answering = [], []
        for _ in range(RUNS):
            drawn = {kind: int(CHANCE.binomial(n, rates[kind])) for kind, n in base.items()}
            found = compare_responders(base={"age": base}, responders={"age": drawn})[0]
            for one in found.categories:
                shares.append(holds(one.responders, truth[one.name]))
                answering.append(holds(one.rate, rates[one.name]))
        told = f"rate {rate}, {'leaning' if lean > 1 else 'even'}"
        yield Simulated(name=f"shares of responders, {told}", held=float(np.mean(shares)), runs=RUNS)
        yield Simulated(name=f"response rates, {told}", held=float(np.mean(answering)), runs=RUNS)


if __name__ == "__main__":
    tell("Raked and designed samples", [*raked(), *designed(), *responding()])
