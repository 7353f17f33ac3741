"""How often the intervals of scores, of differences and of paired changes hold the truth.

    python benchmarks/coverage/comparisons.py [runs]

Designs: small and large groups, skewed and even answers; people who mostly stay as they are.
"""

import sys
from collections.abc import Iterator
from itertools import product
from pathlib import Path

import numpy as np

ROOT = Path(__file__).resolve().parent.parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "src")]

from benchmarks.covering import Design, covered, tell

from cxstats.compare.differences import mean_difference, nps_difference, share_difference
from cxstats.compare.paired import paired_mean, paired_nps, paired_share
from cxstats.estimate import Difference, Estimate, Moments
from cxstats.moments import of_answers, of_nps, of_share
from cxstats.scores import mean, nps, share

RUNS = int(sys.argv[1]) if len(sys.argv) > 1 else 10_000
CHANCE = np.random.default_rng(20261126)

NPS = {"even": (0.3, 0.4, 0.3), "usual": (0.2, 0.3, 0.5), "high": (0.05, 0.15, 0.8)}
"""Shares of detractors, passives and promoters."""
CES = {"even": np.full(7, 1 / 7), "usual": np.array([2, 3, 5, 10, 20, 35, 25]) / 100}
"""Shares of the answers 1 to 7."""
FEW = "few answers of one kind: a discrete score jumps over the level"
SKEWED = "fewer than 30 answers that lean to one side: a little too narrow"
STAY = "hardly anybody changed: wider than need be, never too narrow"


def limits(found: Estimate | Difference) -> tuple[float, float]:
    """The two ends; without them the interval holds nothing."""
    return (np.nan, np.nan) if found.low is None or found.high is None else (found.low, found.high)


def rows(drawn: np.ndarray) -> list[tuple[int, ...]]:
    """Outcomes that can be looked up."""
    return [tuple(row) for row in drawn.tolist()]


def one_sample() -> Iterator[Design]:
    """NPS, shares and means of one group."""
    for (name, shares), n in product(NPS.items(), (5, 10, 30, 100, 400)):
        held = covered(
            lambda o: limits(nps(detractors=o[0], passives=o[1], promoters=o[2])),
            rows(CHANCE.multinomial(n, shares, size=RUNS)),
            shares[2] - shares[0],
        )
        yield Design(name=f"NPS, {name}, n={n}", held=held, runs=RUNS, exception=FEW if n <= 30 else None)
    for p, n in product((0.05, 0.2, 0.5, 0.9), (10, 30, 100, 400)):
        held = covered(
            lambda k, n=n: limits(share(successes=k, n=n)), CHANCE.binomial(n, p, size=RUNS).tolist(), p
        )
        few = FEW if n * min(p, 1 - p) <= 10 else None
        yield Design(name=f"share {p}, n={n}", held=held, runs=RUNS, exception=few)
    for (name, shares), n in product(CES.items(), (10, 30, 100)):
        held = covered(
            lambda o: limits(mean(moments=_effort(o))),
            rows(CHANCE.multinomial(n, shares, size=RUNS)),
            float(shares @ np.arange(1, 8)),
        )
        skewed = SKEWED if n < 30 else None
        yield Design(name=f"mean of 1 to 7, {name}, n={n}", held=held, runs=RUNS, exception=skewed)


def two_samples() -> Iterator[Design]:
    """Differences between two groups of different people."""
    for (old, before), (new, now), sizes in product(
        NPS.items(), NPS.items(), ((10, 10), (30, 100), (200, 200))
    ):
        drawn = np.hstack(
            [CHANCE.multinomial(n, p, size=RUNS) for n, p in zip(sizes, (before, now), strict=True)]
        )
        truth = now[2] - now[0] - before[2] + before[0]
        held = covered(
            lambda o: limits(nps_difference(before=_counted(o[:3]), now=_counted(o[3:]))), rows(drawn), truth
        )
        yield Design(
            name=f"NPS difference, {old} to {new}, n={sizes}",
            held=held,
            runs=RUNS,
            exception=FEW if min(sizes) <= 10 else None,
        )
    for p, q, sizes in (
        (0.5, 0.5, (20, 20)),
        (0.2, 0.3, (50, 50)),
        (0.1, 0.1, (100, 300)),
        (0.9, 0.8, (200, 200)),
    ):
        drawn = np.column_stack(
            [CHANCE.binomial(sizes[0], p, size=RUNS), CHANCE.binomial(sizes[1], q, size=RUNS)]
        )
        held = covered(
            lambda o, sizes=sizes: limits(
                share_difference(
                    before=of_share(successes=o[0], n=sizes[0]), now=of_share(successes=o[1], n=sizes[1])
                )
            ),
            rows(drawn),
            q - p,
        )
        yield Design(name=f"share difference, {p} to {q}, n={sizes}", held=held, runs=RUNS)
    for sizes in ((10, 10), (10, 100), (50, 50)):
        drawn = np.hstack(
            [CHANCE.multinomial(n, p, size=RUNS) for n, p in zip(sizes, CES.values(), strict=True)]
        )
        held = covered(
            lambda o: limits(mean_difference(before=_effort(o[:7]), now=_effort(o[7:]))),
            rows(drawn),
            float((CES["usual"] - CES["even"]) @ np.arange(1, 8)),
        )
        yield Design(name=f"mean difference, even to usual, n={sizes}", held=held, runs=RUNS)


def paired() -> Iterator[Design]:
    """Changes of people who answered twice; so many of them stay as they are whatever happens."""
    for (old, before), (new, now), stay, n in product(
        (("usual", NPS["usual"]),), NPS.items(), (0.0, 0.5, 0.9), (10, 50, 200)
    ):
        table = (1 - stay) * np.outer(before, now) + stay * np.diag(before)
        moved = n * (1 - float(np.trace(table)))
        truth = float((table * np.subtract.outer([0, 1, 2], [0, 1, 2]).T).sum())
        held = covered(
            lambda o: limits(paired_nps(pairs=np.reshape(o, (3, 3)))),
            rows(CHANCE.multinomial(n, table.ravel(), size=RUNS)),
            truth,
        )
        yield Design(
            name=f"paired NPS, {old} to {new}, {stay:.0%} stay, n={n}",
            held=held,
            runs=RUNS,
            exception=STAY if moved < 20 else None,
        )
    for p, q, stay, n in product((0.3, 0.8), (0.5, 0.8), (0.0, 0.5, 0.9), (20, 50, 200)):
        table = (1 - stay) * np.outer((1 - p, p), (1 - q, q)) + stay * np.diag((1 - p, p))
        moved = n * (1 - float(np.trace(table)))
        held = covered(
            lambda o: limits(paired_share(pairs=np.reshape(o, (2, 2)))),
            rows(CHANCE.multinomial(n, table.ravel(), size=RUNS)),
            float(table[0, 1] - table[1, 0]),
        )
        yield Design(
            name=f"paired share, {p} to {q}, {stay:.0%} stay, n={n}",
            held=held,
            runs=RUNS,
            exception=STAY if moved < 20 else None,
        )
    for n in (10, 50):
        before = CHANCE.choice(7, p=CES["usual"], size=(RUNS, n))
        noise = CHANCE.integers(-2, 3, size=(RUNS, n))
        steps = np.clip(before + noise, 0, 6) - before
        truth = float(
            sum(
                share * (min(6, max(0, answer + step)) - answer) / 5
                for answer, share in enumerate(CES["usual"])
                for step in range(-2, 3)
            )
        )
        held = covered(
            lambda o: limits(paired_mean(changes=of_answers(answers=o))), rows(np.sort(steps, axis=1)), truth
        )
        yield Design(name=f"paired mean of 1 to 7, n={n}", held=held, runs=RUNS)


def _counted(counts: tuple[int, ...]) -> Moments:
    return of_nps(detractors=counts[0], passives=counts[1], promoters=counts[2])


def _effort(counts: tuple[int, ...]) -> Moments:
    answers = np.arange(1, 8)
    return Moments(n=sum(counts), s=float(counts @ answers), ss=float(counts @ answers**2))


if __name__ == "__main__":
    tell("Scores, differences and paired changes", [*one_sample(), *two_samples(), *paired()])
