"""How often the difference between one's own score and a published figure holds the truth.

    python benchmarks/coverage/outside_figures.py [runs]

Designs: theirs published with n alone, with a standard error, and with limits; ours from our own answers.
"""

import sys
from collections.abc import Iterator
from itertools import product
from pathlib import Path

import numpy as np

ROOT = Path(__file__).resolve().parent.parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "src")]

from benchmarks.covering import Design, covered, tell

from cxstats.compare.outside import outside_difference, published
from cxstats.estimate import Estimate, Moments
from cxstats.scores import mean, nps, share

RUNS = int(sys.argv[1]) if len(sys.argv) > 1 else 10_000
CHANCE = np.random.default_rng(20261126)
SIZES = ((100, 100), (400, 60), (1000, 300))
NPS = {"even": (0.3, 0.4, 0.3), "usual": (0.2, 0.3, 0.5)}
WIDE = "n alone: the widest that so many answers can have, so it holds more than it says"
EFFORT = np.array([2, 3, 5, 10, 20, 35, 25]) / 100


def limits(theirs: Estimate, ours: Estimate, most: float) -> tuple[float, float]:
    """The ends of the difference."""
    found = outside_difference(theirs=theirs, ours=ours, most=most)
    return (np.nan, np.nan) if found.low is None or found.high is None else (found.low, found.high)


def of_shares() -> Iterator[Design]:
    """Shares with n; theirs rounded to whole per cent, as they are printed."""
    for (theirs, ours), sizes in product(((0.7, 0.8), (0.9, 0.6)), SIZES):
        drawn = zip(
            CHANCE.binomial(sizes[0], theirs, size=RUNS).tolist(),
            CHANCE.binomial(sizes[1], ours, size=RUNS).tolist(),
            strict=True,
        )
        held = covered(
            lambda o, sizes=sizes: limits(
                published(value=round(o[0] / sizes[0], 2), lowest=0, highest=1, n=sizes[0]),
                share(successes=o[1], n=sizes[1]),
                1.0,
            ),
            list(drawn),
            ours - theirs,
        )
        yield Design(name=f"shares {theirs} and {ours}, n={sizes}", held=held, runs=RUNS)


def of_nps() -> Iterator[Design]:
    """NPS; theirs with n alone, and with the limits of its own counts."""
    for (name, shares), sizes, told in product(NPS.items(), SIZES, ("n alone", "limits")):
        drawn = np.hstack([CHANCE.multinomial(n, shares, size=RUNS) for n in sizes])

        def one(o: tuple[int, ...], n: int = sizes[0], told: str = told) -> tuple[float, float]:
            own = nps(detractors=o[0], passives=o[1], promoters=o[2])
            ends = {"low": own.low, "high": own.high} if told == "limits" else {"n": n}
            theirs = published(value=own.value or 0.0, lowest=-1, highest=1, **ends)
            return limits(theirs, nps(detractors=o[3], passives=o[4], promoters=o[5]), 2.0)

        held = covered(one, [tuple(row) for row in drawn.tolist()], 0.0)
        yield Design(
            name=f"NPS, {name}, theirs with {told}, n={sizes}",
            held=held,
            runs=RUNS,
            exception=None if told == "limits" else WIDE,
        )


def of_means() -> Iterator[Design]:
    """Means of 1 to 7; theirs with a standard error."""
    answers = np.arange(1, 8)
    for sizes in SIZES:
        drawn = np.hstack([CHANCE.multinomial(n, EFFORT, size=RUNS) for n in sizes])

        def one(o: tuple[int, ...], sizes: tuple[int, int] = sizes) -> tuple[float, float]:
            sums = [np.array(o[start : start + 7]) for start in (0, 7)]
            theirs, ours = (
                Moments(n=n, s=float(each @ answers), ss=float(each @ answers**2))
                for n, each in zip(sizes, sums, strict=True)
            )
            spread = (theirs.ss - theirs.s**2 / theirs.n) / (theirs.n - 1)
            told = published(value=theirs.s / theirs.n, lowest=1, highest=7, error=(spread / theirs.n) ** 0.5)
            return limits(told, mean(moments=ours), 6.0)

        held = covered(one, [tuple(row) for row in drawn.tolist()], 0.0)
        yield Design(name=f"mean of 1 to 7, theirs with an error, n={sizes}", held=held, runs=RUNS)


tell("Our score less a published one", [*of_shares(), *of_nps(), *of_means()])
