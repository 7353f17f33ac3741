"""Coverage of the 95 % intervals of Markov removal effects: paths that are a chain, and paths that are not.

python benchmarks/coverage/removal_effects.py [runs]
"""

import sys
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from functools import partial
from pathlib import Path

import numpy as np

ROOT = Path(__file__).resolve().parent.parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "src")]

from benchmarks.covering import Design, repeated, tell

from cxstats.estimate import Estimate
from cxstats.formulas.absorbing import absorption, without_each
from cxstats.journeys.removal import RemovalEffects, removal_effects, removal_effects_from_transitions

FEW = "few conversions pass: the range is cautious"
# Start, three or four touchpoints; then conversion, and the end without it.
EVEN = np.array([[0, 0.5, 0.3, 0.2, 0, 0], [0, 0.1, 0.3, 0.2, 0.05, 0.35], [0, 0.1, 0, 0.3, 0.15, 0.45],
                 [0, 0.2, 0.1, 0.1, 0.2, 0.4]])  # fmt: skip
UNEVEN = np.array([[0, 0.6, 0.3, 0.07, 0.03, 0, 0], [0, 0.1, 0.3, 0.02, 0.02, 0.06, 0.5],
                   [0, 0.1, 0, 0.03, 0.02, 0.1, 0.75], [0, 0.2, 0.1, 0.1, 0.1, 0.05, 0.45],
                   [0, 0.1, 0.1, 0.1, 0.1, 0.2, 0.4]])  # fmt: skip
# Paths with a memory: how many take each, and how many of these convert.
FIXED = {"abc": (0.2, 0.1), "ab": (0.1, 0.4), "cd": (0.2, 0.05), "d": (0.15, 0.2), "adb": (0.1, 0.3),
         "baac": (0.1, 0.25), "c": (0.15, 0.02)}  # fmt: skip
Walk = tuple[str, bool]


def truth_of(chain: np.ndarray) -> dict[str, float]:
    """Removal effects of a chain that is known."""
    solved = absorption(inner=chain[:, :-2], converting=chain[:, -2])
    return dict(zip("abcd", without_each(solved=solved).effect[1:].tolist(), strict=False))


def walked(chain: np.ndarray, *, n: int, dice: np.random.Generator) -> Counter[Walk]:
    """So many walks through a chain, one step of all of them at a time."""
    steps = chain.cumsum(axis=1)
    state, paths = np.zeros(n, dtype=int), [""] * n
    while (going := np.flatnonzero(state < len(chain))).size:
        dealt = dice.random(going.size)[:, np.newaxis]
        state[going] = np.minimum((steps[state[going]] <= dealt).sum(axis=1), chain.shape[1] - 1)
        for place in going[state[going] < len(chain)]:
            paths[place] += "abcd"[state[place] - 1]
    return Counter(zip(paths, (state == len(chain)).tolist(), strict=True))


def drawn(*, n: int, dice: np.random.Generator) -> Counter[Walk]:
    """So many of the fixed paths."""
    cells = [(path, flag) for path in FIXED for flag in (True, False)]
    chances = [
        share * (rate if flag else 1 - rate) for (share, rate) in FIXED.values() for flag in (True, False)
    ]
    return Counter(dict(zip(cells, dice.multinomial(n, chances).tolist(), strict=True)))


def effects(walks: Counter[Walk]) -> RemovalEffects:
    """From whole paths."""
    paths, converted = [list(path) for path, _ in walks], [flag for _, flag in walks]
    return removal_effects(paths=paths, converted=converted, counts=list(walks.values()))


def effects_of_steps(walks: Counter[Walk]) -> RemovalEffects:
    """From counted steps."""
    names = sorted({name for path, _ in walks for name in path})
    steps = np.zeros((len(names) + 1, len(names) + 2))
    for (path, flag), count in walks.items():
        states = [names.index(name) for name in path]
        for before, after in zip([-1, *states], [*states, len(names) + 1 - flag], strict=True):
            steps[before + 1, after] += count
    return removal_effects_from_transitions(touchpoints=names, transitions=steps)


def rows(runs: int) -> list[Design]:
    """All designs."""
    found, dice = [], np.random.default_rng(4)
    exact = {(path, flag): round(1e6 * share * (rate if flag else 1 - rate))
             for path, (share, rate) in FIXED.items() for flag in (True, False)}  # fmt: skip
    fixed = effects(Counter(exact))
    designs = [
        ("chain", lambda n: walked(EVEN, n=n, dice=dice), truth_of(EVEN), effects),
        ("chain, counted steps", lambda n: walked(EVEN, n=n, dice=dice), truth_of(EVEN), effects_of_steps),
        ("chain, two rare", lambda n: walked(UNEVEN, n=n, dice=dice), truth_of(UNEVEN), effects),
        ("no chain", lambda n: drawn(n=n, dice=dice),
         {one.touchpoint: one.effect.value for one in fixed.touchpoints}, effects),
    ]  # fmt: skip
    for name, draw, truth, make in designs:
        for n in (100, 300, 1000):
            once = partial(_removed, draw=partial(draw, n), truth=truth, make=make)
            found += repeated(f"{name}, {n} paths", runs=runs, once=once)
    return found


def _removed(
    *,
    draw: Callable[[], Counter[Walk]],
    truth: Mapping[str, float],
    make: Callable[[Counter[Walk]], RemovalEffects],
) -> Iterator[tuple[str, Estimate, float, str]]:
    """What one sample says of each touchpoint, and what is true."""
    for one in make(draw()).touchpoints:
        true = truth[one.touchpoint]
        few = FEW if one.effect.method == "removal-few" else ""
        yield f"effect of {one.touchpoint}", one.effect, true, few
        yield f"share of {one.touchpoint}", one.share, true / sum(truth.values()), few


if __name__ == "__main__":
    tell("removal effects", rows(int(sys.argv[1]) if len(sys.argv) > 1 else 2_000))
