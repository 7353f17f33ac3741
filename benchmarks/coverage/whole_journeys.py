"""How often the limits of whole journeys against touchpoints, and of the weakest link, hold the truth.

    python benchmarks/coverage/whole_journeys.py [runs]

Designs: five touchpoints with a customer's own level; answers 1 to 5 or continuous; errors that are even,
that spread with the weakest touchpoint, or that lean to one side; the weakest link going with nothing, and
with much.
"""

import sys
from collections.abc import Iterator
from itertools import product
from pathlib import Path
from typing import NamedTuple

import numpy as np

ROOT = Path(__file__).resolve().parent.parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "src")]

from benchmarks.covering import Design, repeated, tell

from cxstats.estimate import Difference, Estimate
from cxstats.journeys.unbroken import journey_score, product_of_shares
from cxstats.journeys.weakest import failing_touchpoints, weakest_link_effect
from cxstats.journeys.whole import WholeJourney, journey_against_touchpoints

RUNS = int(sys.argv[1]) if len(sys.argv) > 1 else 2_000
CHANCE = np.random.default_rng(20261126)
KINDS = {
    "plain": 0.3,
    "1 to 5": 0.3,
    "uneven spread": 0.3,
    "leaning": 0.3,
    "no link": 0.0,
    "strong link": 1.5,
}
NEAR = "near 0 a squared correlation holds also what has the other sign"
LEANING = "narrow: an outcome that leans far to one side asks for 400 journeys"
FEW = "few journeys of one kind: a discrete share jumps over the level"
Found = Iterator[tuple[str, Estimate | Difference, float, str]]


class Drawn(NamedTuple):
    """Touchpoints (n, 5), score of the journey (n,), outcome (n,)."""

    touchpoints: np.ndarray
    journey: np.ndarray
    outcome: np.ndarray


def drawn(kind: str, *, n: int, dice: np.random.Generator) -> Drawn:
    """Draw journeys."""
    touchpoints = 3.6 + 0.6 * dice.normal(size=(n, 1)) + 0.8 * dice.normal(size=(n, 5))
    if kind != "plain":
        touchpoints = np.clip(np.round(touchpoints), 1, 5)
    middle, lowest = touchpoints.mean(axis=1), touchpoints.min(axis=1)
    error = dice.exponential(size=n) - 1 if kind == "leaning" else dice.normal(size=n)
    if kind == "uneven spread":
        error *= 0.4 + np.abs(lowest - 3.2)
    outcome = 0.8 * middle + KINDS[kind] * lowest + error
    return Drawn(touchpoints, 0.7 * middle + 0.2 * lowest + 0.5 * dice.normal(size=n) + 0.3 * error, outcome)


def compared(given: Drawn) -> WholeJourney:
    """The whole journey against its touchpoints."""
    return journey_against_touchpoints(
        touchpoints=given.touchpoints, journey=given.journey, outcome=given.outcome, neutral=3
    )


def told(found: WholeJourney) -> Iterator[tuple[str, Estimate]]:
    """All intervals with their names."""
    yield "R2 of the touchpoints", found.touchpoints_r2
    yield "R2 of the journey", found.journey_r2
    yield "lead", found.lead
    for each in found.added:
        yield f"coefficient of {each.term}", each.coefficient
        yield f"partial R2 of {each.term}", each.partial_r2


def whole() -> Iterator[Design]:
    """The whole journey, and the weakest link."""
    sizes = [(kind, n) for kind, n in product(KINDS, (50, 100, 200, 400)) if n != 200 or kind == "leaning"]
    for kind, n in sizes:
        large = drawn(kind, n=400_000, dice=np.random.default_rng(1))
        truth = {name: each.value or 0.0 for name, each in told(compared(large))}

        def once(kind: str = kind, n: int = n, truth: dict[str, float] = truth) -> Found:
            given = drawn(kind, n=n, dice=CHANCE)
            few = LEANING if kind == "leaning" and n < 400 else ""
            for name, each in told(compared(given)):
                yield name, each, truth[name], few or (NEAR if "R2" in name and truth[name] < 0.15 else "")
            effect = weakest_link_effect(touchpoints=given.touchpoints, outcome=given.outcome)
            yield "weakest link", effect, truth["coefficient of weakest"], ""

        yield from repeated(f"{kind}, n={n}", runs=RUNS, once=once)


def failing() -> Iterator[Design]:
    """Gaps that go with one failing touchpoint."""
    for kind, n in product(("1 to 5", "uneven spread"), (200, 1000)):
        large = drawn(kind, n=1_000_000, dice=np.random.default_rng(2))
        truth = failing_touchpoints(touchpoints=large.touchpoints, outcome=large.outcome, threshold=3)[0]

        def once(kind: str = kind, n: int = n, truth: float = truth.gap.value or 0.0) -> Found:
            given = drawn(kind, n=n, dice=CHANCE)
            found = failing_touchpoints(touchpoints=given.touchpoints, outcome=given.outcome, threshold=3)
            yield "gap of a failing touchpoint", found[0].gap, truth, ""

        yield from repeated(f"{kind}, n={n}", runs=RUNS, once=once)


def unbroken() -> Iterator[Design]:
    """Journeys without a failing touchpoint, their mean, and products of shares."""
    large = drawn("1 to 5", n=1_000_000, dice=np.random.default_rng(3))
    exact = journey_score(touchpoints=large.touchpoints, threshold=3)
    for n in (50, 200, 1000):

        def once(n: int = n) -> Found:
            found = journey_score(touchpoints=drawn("1 to 5", n=n, dice=CHANCE).touchpoints, threshold=3)
            for name in ("unbroken", "mean", "if_independent"):
                yield name, getattr(found, name), getattr(exact, name).value, ""
            yield "touchpoint", found.touchpoints[0], exact.touchpoints[0].value or 0.0, ""

        yield from repeated(f"journey score, n={n}", runs=RUNS, once=once)
    for shares, n in product(((0.95, 0.95, 0.95), (0.9, 0.7, 0.99, 0.8)), (30, 100, 400)):

        def multiplied(shares: tuple[float, ...] = shares, n: int = n) -> Found:
            whole = product_of_shares(successes=CHANCE.binomial(n, shares).tolist(), sizes=[n] * len(shares))
            yield "product", whole, float(np.prod(shares)), FEW if n < 100 else ""

        yield from repeated(f"{' x '.join(map(str, shares))}, n={n} each", runs=RUNS, once=multiplied)


if __name__ == "__main__":
    tell("whole journeys, weakest link, unbroken journeys", [*whole(), *failing(), *unbroken()])
