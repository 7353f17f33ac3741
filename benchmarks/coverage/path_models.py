"""How often the intervals of PLS path models and of their importance-performance maps hold the truth.

    python benchmarks/coverage/path_models.py [runs]

Designs: four constructs of one to four indicators; normal answers, and whole numbers from 1 to 10 that lean
to the top; samples of 60 to 1,000, and clusters of five that are left out together. The truth is the same
model on two million rows: PLS constructs are sums of their indicators, not what lies behind them. Each line
counts all terms of its kind.
"""

import sys
from collections.abc import Iterator
from pathlib import Path

import numpy as np

ROOT = Path(__file__).resolve().parent.parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "src")]

from benchmarks.covering import Design, tell

from cxstats.drivers.importance_performance import importance_performance
from cxstats.drivers.paths import PathModel, path_model
from cxstats.estimate import Estimate

RUNS = int(sys.argv[1]) if len(sys.argv) > 1 else 2_000
CHANCE = np.random.default_rng(20261126)
CONSTRUCTS = {
    "image": ["i1", "i2", "i3"],
    "quality": ["q1", "q2", "q3", "q4"],
    "satisfaction": ["s1", "s2", "s3"],
    "loyalty": ["l1"],
}
PATHS = [
    ("image", "quality"),
    ("image", "satisfaction"),
    ("quality", "satisfaction"),
    ("satisfaction", "loyalty"),
    ("image", "loyalty"),
]
NAMES = [name for own in CONSTRUCTS.values() for name in own]
LOADINGS = np.array([0.8, 0.7, 0.6, 0.85, 0.8, 0.7, 0.6, 0.85, 0.8, 0.75, 0.9])


def answers(n: int, *, whole: bool, together: int = 1) -> np.ndarray:
    """Answers of so many; those of a cluster share half of all noise."""

    def noise(width: int) -> np.ndarray:
        own = CHANCE.normal(size=(n, width))
        if together == 1:
            return own
        common = np.repeat(CHANCE.normal(size=(n // together, width)), together, axis=0)
        return (own + common) / np.sqrt(2)

    image, *rest = noise(4).T
    quality = 0.55 * image + np.sqrt(1 - 0.55**2) * rest[0]
    satisfaction = 0.3 * image + 0.5 * quality + 0.7 * rest[1]
    loyalty = 0.6 * satisfaction + 0.15 * image + 0.7 * rest[2]
    behind = np.stack([image] * 3 + [quality] * 4 + [satisfaction] * 3 + [loyalty], axis=1)
    told = LOADINGS * behind + np.sqrt(1 - LOADINGS**2) * noise(len(NAMES))
    return np.clip(np.round(7.8 + 1.9 * told), 1, 10) if whole else 5.5 + told


def fitted(table: np.ndarray, *, blocks: np.ndarray | None = None) -> PathModel:
    """The model of a table."""
    return path_model(answers=table, names=NAMES, constructs=CONSTRUCTS, paths=PATHS, blocks=blocks)


def told(model: PathModel) -> dict[str, list[Estimate]]:
    """All intervals by kind."""
    places = importance_performance(model=model, target="loyalty", scale=(-2, 13))
    many = [one for one in model.outer if one.construct != "loyalty"]
    return {
        "outer weights": [one.weight for one in many],
        "loadings": [one.loading for one in many],
        "paths": list(model.paths),
        "total effects": list(model.total),
        "importance": [one.importance for one in places if one.importance is not None],
        "performance": [one.performance for one in places],
    }


def drawn(n: int, *, whole: bool, together: int, blocks: np.ndarray | None) -> dict[str, list[Estimate]]:
    """Intervals of one sample; where a negative weight forbids the map, another is drawn."""
    while True:
        try:
            return told(fitted(answers(n, whole=whole, together=together), blocks=blocks))
        except ValueError:
            continue


def designs() -> Iterator[Design]:
    """All of them."""
    truths = {whole: told(fitted(answers(2_000_000, whole=whole))) for whole in (False, True)}
    plans = [(60, False, 1), (250, False, 1), (250, True, 1), (1000, True, 1), (250, True, 5)]
    for n, whole, together in plans:
        kept = dict.fromkeys(truths[whole], 0)
        blocks = np.repeat(np.arange(n // together), together) if together > 1 else None
        for _ in range(RUNS):
            found = drawn(n, whole=whole, together=together, blocks=blocks)
            for kind, estimates in found.items():
                kept[kind] += sum(
                    one.low <= true.value <= one.high
                    for one, true in zip(estimates, truths[whole][kind], strict=True)
                )
        name = f"{'1 to 10' if whole else 'normal'}, n={n}" + (
            f" in clusters of {together}" if together > 1 else ""
        )
        for kind, hits in kept.items():
            yield Design(name=f"{kind}, {name}", held=hits / RUNS / len(found[kind]), runs=RUNS)


tell("PLS path models and importance-performance maps", list(designs()))
