"""Telling how often intervals hold the truth: a table a script, and an error where one does not."""

import sys
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from cxstats.estimate import Difference, Estimate

LEAST, MOST = 0.93, 0.97
"""Where the coverage of a nominal 95 % interval must lie, unless the design is a named exception."""


@dataclass(frozen=True, kw_only=True)
class Design:
    """How often the interval held the truth in so many runs of one design.

    Attributes
    ----------
    exception : why a coverage outside the band is expected here, as docs/methods tells it; None elsewhere.
    """

    name: str
    held: float
    runs: int
    exception: str | None = None

    @property
    def kept(self) -> bool:
        """Whether the coverage lies in the band."""
        return LEAST <= self.held <= MOST

    def told(self) -> str:
        """One line of the table."""
        verdict = "" if self.kept else f"exception: {self.exception}" if self.exception else "OUTSIDE"
        return f"{self.name:<66} | {self.held:.4f} | {self.runs:>6} | {verdict}".rstrip(" |")


def covered(limits: Callable[..., tuple[float, float]], outcomes: Sequence[object], truth: float) -> float:
    """Part of the outcomes whose limits hold the truth; equal outcomes are worked out once."""
    kept: dict[object, bool] = {}
    for outcome in outcomes:
        if outcome not in kept:
            low, high = limits(outcome)
            kept[outcome] = low - 1e-12 <= truth <= high + 1e-12
    return float(np.mean([kept[outcome] for outcome in outcomes]))


def repeated(
    name: str, *, runs: int, once: Callable[[], Iterable[tuple[str, Estimate | Difference, float, str]]]
) -> list[Design]:
    """Run a design that has several intervals: each run gives (what, estimate, truth, why it may be off).

    A limit that is not known holds everything. A reason counts where it was given in every twentieth run; it
    excuses that the truth is held too often, and that it is held too seldom only if it begins with "narrow".
    """
    held: dict[str, list[bool]] = {}
    reasons: dict[str, list[str]] = {}
    for _ in range(runs):
        for what, found, truth, reason in once():
            low = -np.inf if found.low is None else found.low
            high = np.inf if found.high is None else found.high
            held.setdefault(what, []).append(low - 1e-12 <= truth <= high + 1e-12)
            reasons.setdefault(what, []).append(reason)
    designs = []
    for what, each in held.items():
        given = [reason for reason in reasons[what] if reason]
        share = float(np.mean(each))
        excused = 20 * len(given) >= len(each) and (share > MOST or given[0].startswith("narrow"))
        exception = f"{given[0]} ({len(given)} runs)" if excused else None
        designs.append(Design(name=f"{name}: {what}", held=share, runs=len(each), exception=exception))
    return designs


def tell(title: str, designs: Sequence[Design]) -> None:
    """Print the table and end with an error where a coverage lies outside the band and is no exception."""
    print(f"{title}\n{'design':<66} | held   |   runs | verdict")
    for design in designs:
        print(design.told())
    wrong = [design for design in designs if not design.kept and design.exception is None]
    print(
        f"{len(designs)} designs, {len(wrong)} outside {LEAST:.0%} to {MOST:.0%} without being an exception"
    )
    if wrong:
        sys.exit(1)
