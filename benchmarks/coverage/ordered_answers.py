"""How often the intervals of the proportional-odds logit hold the truth.

    python benchmarks/coverage/ordered_answers.py [runs]

Designs: three, five and eleven ordered answers, even and leaning to the top; samples of 40 to 400; survey
weights that vary by six; clusters of five whose answers hang together. Each line counts all terms of all
runs.
"""

import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
from scipy.special import logit, ndtr

ROOT = Path(__file__).resolve().parent.parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "src")]

from benchmarks.covering import Design, tell

from cxstats.drivers.ordinal import proportional_odds
from cxstats.drivers.profile import profile_intervals
from cxstats.drivers.terms import Term

RUNS = int(sys.argv[1]) if len(sys.argv) > 1 else 2_000
CHANCE = np.random.default_rng(20261126)
Sample = tuple[np.ndarray, np.ndarray]

EVEN, TOP = np.array([-1.1, -0.3, 0.5, 1.3]), np.array([-3.0, -2.0, -1.2, 0.0])
"""Thresholds of five answers, even and leaning to the top."""
NPS = np.linspace(-3.5, 1.0, 10)
SLOPES, CLUSTERED = np.array([0.8, -0.4, 0.0]), np.array([0.8, 0.0, 0.5])


def drawn(n: int, slopes: np.ndarray, cuts: np.ndarray) -> Sample:
    """Answers that the model describes truly."""
    x = CHANCE.normal(size=(n, slopes.size))
    x[:, -1] = x[:, -1] > 0
    return x, np.digitize(x @ slopes + CHANCE.logistic(size=n), cuts)


def held(found: Callable[[], tuple[Term, ...]], truth: np.ndarray) -> float:
    """Part of all limits of all runs that hold the truth; a sample that cannot be fitted is drawn again."""
    hits, runs = 0, 0
    while runs < RUNS:
        try:
            terms = found()
        except ValueError:
            continue
        runs += 1
        hits += sum(term.low <= true <= term.high for term, true in zip(terms, truth, strict=True))
    return hits / runs / truth.size


def wald(n: int, slopes: np.ndarray, cuts: np.ndarray) -> Callable[[], tuple[Term, ...]]:
    """Coefficients and thresholds by Wald; samples in which an answer is missing have other thresholds."""

    def found() -> tuple[Term, ...]:
        x, y = drawn(n, slopes, cuts)
        fit = proportional_odds(predictors=x, outcome=y)
        if len(fit.thresholds) < cuts.size:
            raise ValueError("an answer was not given")
        return fit.coefficients + fit.thresholds

    return found


def weighted(n: int) -> tuple[Term, ...]:
    """Robust errors under survey weights."""
    x, y = drawn(n, SLOPES, TOP)
    w = CHANCE.uniform(0.5, 3, n)
    return proportional_odds(predictors=x, outcome=y, weights=w, errors="robust").coefficients


def clustered(groups: int) -> tuple[Term, ...]:
    """Answers that hang together in fives, with a predictor that all five share."""
    common, own = np.repeat(CHANCE.normal(size=groups), 5), CHANCE.normal(size=5 * groups)
    error = logit(ndtr((common + own) / np.sqrt(2)))
    shared = np.repeat(CHANCE.normal(size=groups), 5)
    x = np.column_stack([CHANCE.normal(size=(5 * groups, 2)), shared])
    return proportional_odds(
        predictors=x,
        outcome=np.digitize(x @ CLUSTERED + error, EVEN),
        errors="robust",
        clusters=np.repeat(np.arange(groups), 5),
    ).coefficients


def designs() -> Iterator[Design]:
    """All of them."""
    for name, cuts in (
        ("five answers, even", EVEN),
        ("five answers, to the top", TOP),
        ("eleven answers", NPS),
    ):
        for n in (40, 100, 400):
            truth = np.concatenate([SLOPES, cuts])
            yield Design(name=f"Wald, {name}, n={n}", held=held(wald(n, SLOPES, cuts), truth), runs=RUNS)
    one, three = np.array([0.9]), np.array([-0.5, 0.8])
    for n in (40, 100):
        yield Design(
            name=f"profile, three answers, yes/no predictor, n={n}",
            held=held(
                lambda n=n: profile_intervals(
                    **dict(zip(("predictors", "outcome"), drawn(n, one, three), strict=True))
                ),
                one,
            ),
            runs=RUNS,
        )
    for n in (100, 400):
        yield Design(
            name=f"robust, survey weights 0.5 to 3, n={n}",
            held=held(lambda n=n: weighted(n), SLOPES),
            runs=RUNS,
        )
    for groups in (20, 40, 100):
        yield Design(
            name=f"robust, {groups} clusters of five",
            held=held(lambda groups=groups: clustered(groups), CLUSTERED),
            runs=RUNS,
        )


tell("Proportional-odds logit", list(designs()))
