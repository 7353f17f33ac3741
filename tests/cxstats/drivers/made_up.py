"""Made-up answers, and the slow and plain way to reckon with them."""

from itertools import combinations
from math import comb

import numpy as np
from hypothesis import settings
from numpy.typing import NDArray
from tests.cxstats.groups import steady

Floats = NDArray[np.float64]

few = settings(steady, max_examples=25)
"""A table takes milliseconds, and there are many tests."""


def answers(*, seed: int, n: int = 200, p: int = 4, halo: float = 0.6) -> Floats:
    """Answers from 0 to 10 that have something in common; the last column is the outcome."""
    rng = np.random.default_rng(seed)
    common = rng.normal(size=(n, 1))
    drivers = np.clip(np.rint(7 + 2 * (halo * common + 0.8 * rng.normal(size=(n, p)))), 0, 10)
    outcome = drivers @ np.linspace(0.5, 0.0, p) + rng.normal(size=n)
    return np.column_stack([drivers, np.clip(np.rint(outcome), 0, 20)])


def correlation_of(rows: Floats, weights: Floats | None = None) -> Floats:
    return np.asarray(
        np.cov(rows.T, aweights=weights, ddof=0)
        / np.outer(*[np.sqrt(np.diagonal(np.cov(rows.T, aweights=weights, ddof=0)))] * 2)
    )


def brute_force(correlation: Floats) -> Floats:
    """LMG by the book: every subset solved by itself."""
    p = len(correlation) - 1
    r2: dict[frozenset[int], float] = {frozenset(): 0.0}
    for size in range(1, p + 1):
        for subset in combinations(range(p), size):
            at = list(subset)
            r2[frozenset(subset)] = float(
                correlation[p, at] @ np.linalg.solve(correlation[np.ix_(at, at)], correlation[at, p])
            )
    shares = np.zeros(p)
    for subset, fitted in r2.items():
        for driver in set(range(p)) - subset:
            weight = 1 / (p * comb(p - 1, len(subset)))
            shares[driver] += weight * (r2[subset | {driver}] - fitted)
    return shares
