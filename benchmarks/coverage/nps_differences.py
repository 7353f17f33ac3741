"""How often both ranges of a difference of NPS hold the truth: all outcomes added up, nothing drawn.

python benchmarks/coverage/nps_differences.py [answers on each side]
"""

import sys
from collections.abc import Iterator
from itertools import product
from math import lgamma
from pathlib import Path

import numpy as np

ROOT = Path(__file__).resolve().parent.parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "src")]

from benchmarks.covering import Design, tell

from cxstats.compare.differences import nps_difference
from cxstats.moments import of_nps

N = int(sys.argv[1]) if len(sys.argv) > 1 and int(sys.argv[1]) <= 40 else 20
KINDS = {
    "promoters .98": (0.98, 0.01, 0.01),
    "promoters .9": (0.9, 0.08, 0.02),
    "promoters .8": (0.8, 0.15, 0.05),
    "usual": (0.5, 0.3, 0.2),
    "even": (0.3, 0.3, 0.4),
    "promoters or detractors": (0.5, 0.0, 0.5),
    "passives .8": (0.1, 0.8, 0.1),
    "detractors .5": (0.2, 0.3, 0.5),
    "detractors .9": (0.02, 0.08, 0.9),
    "detractors .95": (0.01, 0.04, 0.95),
}
"""Shares of promoters, passives and detractors."""
OUTCOMES = [(p, o, N - p - o) for p in range(N + 1) for o in range(N + 1 - p)]
WHY = {
    "adjusted-wald": "a small group of nearly one mind: take square-and-add",
    "square-and-add": "few different outcomes: the coverage jumps",
}


def chances(shares: tuple[float, ...]) -> np.ndarray:
    """Chance of each outcome."""
    logs = [
        lgamma(N + 1)
        + sum(k * np.log(max(p, 1e-300)) - lgamma(k + 1) for k, p in zip(o, shares, strict=True))
        for o in OUTCOMES
    ]
    return np.exp(logs)


def ranges(method: str) -> tuple[np.ndarray, np.ndarray]:
    """Both limits for each pair of outcomes."""
    sums = [of_nps(promoters=p, passives=o, detractors=d) for p, o, d in OUTCOMES]
    found = [nps_difference(before=one, now=two, method=method) for one, two in product(sums, sums)]
    shape = len(sums), len(sums)
    return tuple(np.array([getattr(one, end) for one in found]).reshape(shape) for end in ("low", "high"))


def exact() -> Iterator[Design]:
    """Each pair of kinds once, by each method."""
    of_kind = {name: chances(shares) for name, shares in KINDS.items()}
    for method, why in WHY.items():
        low, high = ranges(method)
        for one, two in product(KINDS, KINDS):
            if one > two:
                continue
            truth = KINDS[two][0] - KINDS[two][2] - KINDS[one][0] + KINDS[one][2]
            holds = (low - 1e-12 <= truth) & (truth <= high + 1e-12)
            yield Design(
                name=f"{method}, {one} to {two}",
                held=float(of_kind[one] @ holds @ of_kind[two]),
                runs=len(OUTCOMES) ** 2,
                exception=why,
            )


if __name__ == "__main__":
    tell(f"Differences of NPS, {N} answers on each side", list(exact()))
