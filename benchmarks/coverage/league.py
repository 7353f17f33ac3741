"""How often the ranges of league tables hold the truth, and whether chances of a top fifth are right.

    python benchmarks/coverage/league.py [runs]

Held is the mean over all groups of a run. Designs: few to many groups of very different size, that differ
not at all or far beyond their noise; stores drawn as NPS, so that the noise depends on the score; groups
whose mix differs.
"""

import sys
from collections.abc import Iterator
from itertools import product
from pathlib import Path

import numpy as np

ROOT = Path(__file__).resolve().parent.parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "src")]

from benchmarks.covering import Design, tell

from cxstats.estimate import Estimate
from cxstats.league.case_mix import adjust, grams
from cxstats.league.shrinkage import shrink
from cxstats.league.table import league
from cxstats.moments import of_nps

RUNS = int(sys.argv[1]) if len(sys.argv) > 1 else 2_000
CHANCE = np.random.default_rng(20261126)

ALIKE = "the groups hardly differ: wider than need be, never too narrow"
PLUG_IN = "tau^2 taken as known: too narrow; 'integrated' is shown instead"
ROUGH = "five groups of very different size: the mean of all is rough"
FEW = "few groups that differ little: wider than need be, never too narrow"


def held(estimates: list[Estimate], truth: np.ndarray) -> float:
    """Part of the groups whose range holds the truth."""
    low, high = (np.array([getattr(one, end) for one in estimates]) for end in ("low", "high"))
    return float(np.mean((low <= truth) & (truth <= high)))


def normal_groups() -> Iterator[Design]:
    """Groups of 10 to 600 answers, true values with `part` of the usual noise as variance."""
    for k, part in product((5, 12, 40), (0.0, 0.25, 1.0, 4.0)):
        v = 0.6 / np.geomspace(10, 600, k)
        truths = CHANCE.normal(0.3, (part * np.median(v)) ** 0.5, size=(RUNS, k))
        seen = truths + CHANCE.normal(size=(RUNS, k)) * v**0.5
        kept, means, naive = [], [], []
        for y, truth in zip(seen, truths, strict=True):
            found = shrink(values=y, variances=v)
            kept.append(held(list(found.groups), truth))
            means.append(held([found.mean], np.array([0.3])))
            naive.append(held(list(shrink(values=y, variances=v, ranges="plug-in").groups), truth))
        name = f"{k} groups, tau2 = {part} x noise"
        wide = ALIKE if part <= 0.25 else FEW if k <= 12 else None
        yield Design(name=name, held=float(np.mean(kept)), runs=RUNS, exception=wide)
        rough = ALIKE if part == 0 else ROUGH if k <= 5 else None
        yield Design(name=f"{name}, mean of all", held=float(np.mean(means)), runs=RUNS, exception=rough)
        yield Design(name=f"{name}, plug-in", held=float(np.mean(naive)), runs=RUNS, exception=PLUG_IN)


def stores() -> Iterator[Design]:
    """Stores with an NPS, drawn answer by answer; and the funnel where all are truly the same."""
    for k, spread in product((12, 40), (0.0, 0.05, 0.13)):
        sizes = np.geomspace(15, 600, k).astype(int)
        kept, inside, outer = [], [], []
        for _ in range(RUNS):
            truth = np.clip(CHANCE.normal(0.3, spread, size=k), -0.6, 0.6)
            groups = []
            for n, nps in zip(sizes.tolist(), truth.tolist(), strict=True):
                p, o, d = CHANCE.multinomial(n, [0.35 + nps / 2, 0.3, 0.35 - nps / 2]).tolist()
                groups.append(of_nps(promoters=p, passives=o, detractors=d))
            found = league(groups=groups, kind="nps")
            kept.append(held([one.likely for one in found.entries], truth))
            own = np.array([one.own.value for one in found.entries])
            for ends, into in (("funnel", inside), ("outer_funnel", outer)):
                low, high = np.array([getattr(one, ends) for one in found.entries]).T
                into.append(float(np.mean((low <= own) & (own <= high))))
        name = f"{k} stores of 15 to 600 answers, NPS spread {spread}"
        wide = ALIKE if spread == 0 else FEW if k <= 12 else None
        yield Design(name=name, held=float(np.mean(kept)), runs=RUNS, exception=wide)
        if spread == 0:
            yield Design(name=f"{name}: inside the funnel", held=float(np.mean(inside)), runs=RUNS)
            meant = f"99.8 % is meant, {np.mean(outer):.4f} seen"
            yield Design(
                name=f"{name}: inside the outer", held=float(np.mean(outer)), runs=RUNS, exception=meant
            )


def mixed() -> Iterator[Design]:
    """Groups that serve different mixes: their adjusted means, the effects, and what is likely of each."""
    for k, n in product((6, 20), (15, 60)):
        adjusted, effects, likely = [], [], []
        for _ in range(RUNS):
            group = np.repeat(np.arange(k), n)
            lean = CHANCE.uniform(0.1, 0.9, size=k)
            hard = (CHANCE.uniform(size=k * n) < lean[group]).astype(float)
            months = CHANCE.gamma(2.0, 1.0 + lean[group])
            truth = CHANCE.normal(0, 0.5, size=k)
            answers = 7 + truth[group] - 1.5 * hard + 0.2 * months + CHANCE.normal(size=k * n) * 1.8
            columns = np.column_stack([hard, months])
            found = adjust(grams=grams(groups=group, columns=columns, answers=answers))
            meant = 7 + truth + columns.mean(axis=0) @ np.array([-1.5, 0.2])
            adjusted.append(held(list(found.adjusted), meant))
            effects.append(held(list(found.effects), np.array([-1.5, 0.2])))
            likely.append(held([one for one in found.likely if one], meant))
        name = f"case mix, {k} groups of {n}"
        yield Design(name=f"{name}: adjusted", held=float(np.mean(adjusted)), runs=RUNS)
        yield Design(name=f"{name}: effects", held=float(np.mean(effects)), runs=RUNS)
        yield Design(
            name=f"{name}: likely",
            held=float(np.mean(likely)),
            runs=RUNS,
            exception=FEW if k <= 12 else None,
        )


def chances() -> Iterator[str]:
    """Chance of being in the top fifth against how often it was so, by tenths of the chance."""
    said, was = [], []
    for _ in range(RUNS):
        v = 0.6 / np.geomspace(10, 600, 20)
        truth = CHANCE.normal(0.3, 0.13, size=20)
        found = shrink(values=truth + CHANCE.normal(size=20) * v**0.5, variances=v)
        said.extend(found.top)
        was.extend((truth >= np.sort(truth)[-4]).tolist())
    told, seen = np.array(said), np.array(was, dtype=float)
    for low in np.arange(0, 1, 0.2):
        part = (told >= low) & (told < low + 0.2 + 1e-9)
        yield f"top fifth said {told[part].mean():.2f}, was {seen[part].mean():.2f} ({part.sum()} groups)"


if __name__ == "__main__":
    print("\n".join(chances()))
    tell("League tables", [*normal_groups(), *stores(), *mixed()])
