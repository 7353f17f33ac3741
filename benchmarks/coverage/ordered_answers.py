"""How often the intervals of the proportional-odds logit hold the truth.

    python benchmarks/coverage/ordered_answers.py [runs]

Designs: three, five and eleven ordered answers, even and leaning to the top; samples of 40 to 400; survey
weights that vary by six; clusters of five whose answers hang together. Each line counts the terms of a kind
together. The last lines tell how often the joint test does not reject where no predictor goes with answers
that hang together: clusters of six, 10, 15 and 30 of them.
"""

import sys
from collections.abc import Callable, Iterator
from itertools import product
from pathlib import Path

import numpy as np
from scipy.special import logit, ndtr

ROOT = Path(__file__).resolve().parent.parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "src")]

from benchmarks.covering import Design, tell

from cxstats.drivers.ordinal import proportional_odds
from cxstats.drivers.ordinal_errors import Errors
from cxstats.drivers.profile import profile_intervals
from cxstats.drivers.terms import Term

RUNS = int(sys.argv[1]) if len(sys.argv) > 1 else 2_000
CHANCE = np.random.default_rng(20261126)
FEW = "few clusters that share a predictor: take the jackknife"
CAUTIOUS = "rejects less often than it says"
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


def held(found: Callable[[], tuple[Term, ...]], truth: np.ndarray) -> np.ndarray:
    """Part of the runs in which each term's limits hold the truth; what cannot be fitted is drawn again."""
    hits, runs = np.zeros(truth.size), 0
    while runs < RUNS:
        try:
            terms = found()
        except ValueError:
            continue
        runs += 1
        hits += [term.low <= true <= term.high for term, true in zip(terms, truth, strict=True)]
    return hits / runs


def wald(n: int, slopes: np.ndarray, cuts: np.ndarray) -> Callable[[], tuple[Term, ...]]:
    """Coefficients and thresholds by Wald; samples in which an answer is missing have other thresholds."""

    def found() -> tuple[Term, ...]:
        x, y = drawn(n, slopes, cuts)
        fit = proportional_odds(predictors=x, outcome=y)
        if len(fit.thresholds) < cuts.size:
            raise ValueError("an answer was not given")
        return fit.coefficients + fit.thresholds

    return found


def profiled(n: int, slopes: np.ndarray, cuts: np.ndarray) -> tuple[Term, ...]:
    """Coefficients by the profile of the likelihood."""
    x, y = drawn(n, slopes, cuts)
    return profile_intervals(predictors=x, outcome=y)


def weighted(n: int) -> tuple[Term, ...]:
    """Robust errors under survey weights."""
    x, y = drawn(n, SLOPES, TOP)
    w = CHANCE.uniform(0.5, 3, n)
    return proportional_odds(predictors=x, outcome=y, weights=w, errors="robust").coefficients


def clustered(groups: int, errors: Errors) -> tuple[Term, ...]:
    """Answers that hang together in fives, with a predictor that all five share."""
    common, own = np.repeat(CHANCE.normal(size=groups), 5), CHANCE.normal(size=5 * groups)
    error = logit(ndtr((common + own) / np.sqrt(2)))
    shared = np.repeat(CHANCE.normal(size=groups), 5)
    x = np.column_stack([CHANCE.normal(size=(5 * groups, 2)), shared])
    return proportional_odds(
        predictors=x,
        outcome=np.digitize(x @ CLUSTERED + error, EVEN),
        errors=errors,
        clusters=np.repeat(np.arange(groups), 5),
    ).coefficients


def at_rest(groups: int, p: int, errors: Errors, *, shared: bool) -> float:
    """Part of the samples in which the joint test does not reject at 5 %; nothing is there to be found."""
    codes, kept, runs = np.repeat(np.arange(groups), 6), 0, 0
    while runs < RUNS:
        common = CHANCE.normal(size=groups)[codes]
        x = CHANCE.normal(size=(codes.size, p))
        if shared:
            x[:, 0] = CHANCE.normal(size=groups)[codes]
        error = logit(ndtr((common + CHANCE.normal(size=codes.size)) / np.sqrt(2)))
        try:
            fit = proportional_odds(
                predictors=x, outcome=np.digitize(error, EVEN), errors=errors, clusters=codes
            )
        except ValueError:
            continue
        runs += 1
        kept += fit.test.p_value > 0.05
    return kept / runs


def told(name: str, shares: np.ndarray, *, exception: str | None = None) -> Design:
    """One line: the terms of a kind together."""
    return Design(name=name, held=float(shares.mean()), runs=RUNS, exception=exception)


def designs() -> Iterator[Design]:
    """All of them."""
    for name, cuts in (
        ("five answers, even", EVEN),
        ("five answers, to the top", TOP),
        ("eleven answers", NPS),
    ):
        for n in (40, 100, 400):
            shares = held(wald(n, SLOPES, cuts), np.concatenate([SLOPES, cuts]))
            yield told(f"Wald, coefficients, {name}, n={n}", shares[:3])
            yield told(f"Wald, thresholds, {name}, n={n}", shares[3:])
    one, three = np.array([0.9]), np.array([-0.5, 0.8])
    for n in (40, 100):
        shares = held(lambda n=n: profiled(n, one, three), one)
        yield told(f"profile, three answers, yes/no predictor, n={n}", shares)
    for n in (100, 400):
        yield told(f"robust, survey weights 0.5 to 3, n={n}", held(lambda n=n: weighted(n), SLOPES))
    for errors, groups in product(("robust", "jackknife"), (20, 40, 100)):
        shares = held(lambda errors=errors, groups=groups: clustered(groups, errors), CLUSTERED)
        few = FEW if errors == "robust" and groups < 100 else None
        yield told(f"{errors}, {groups} clusters of five, predictors of their own", shares[:2])
        yield told(f"{errors}, {groups} clusters of five, predictor they share", shares[2:], exception=few)
    for (groups, p), errors in product(((10, 4), (15, 4), (30, 8)), ("robust", "jackknife")):
        for shared, kind in ((False, "of their own"), (True, "one shared")):
            yield Design(
                name=f"{errors}, joint test of {p} predictors, {kind}, {groups} clusters of six",
                held=at_rest(groups, p, errors, shared=shared),
                runs=RUNS,
                exception=FEW
                if shared and errors == "robust"
                else CAUTIOUS
                if errors == "jackknife"
                else None,
            )


tell("Proportional-odds logit", list(designs()))
