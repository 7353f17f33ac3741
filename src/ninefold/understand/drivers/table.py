"""A table of drivers: what was asked, what goes with the outcome, or why nothing can be told."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from cxstats.compare.reach import needed_n, share_variance
from cxstats.drivers.contrasts import Contrast
from cxstats.drivers.results import Driver, Drivers
from cxstats.estimate import Estimate
from ninefold.engine.grams import Ends
from ninefold.listen.surveys.queries import Scale
from ninefold.understand.drivers.measured import MEASURE
from ninefold.understand.metrics.registry import Metric

FOUR_STEPS: Final = 4

STEP: Final = 0.05
"""The step that a pilot should see: five points more of the best answers."""


class Silence(StrEnum):
    """Why there is no table."""

    NO_OUTCOME = "no outcome"
    NO_QUESTIONS = "no questions"
    FEW = "few"
    NOBODY_DIFFERS = "nobody differs"
    ALIKE = "alike"


@dataclass(frozen=True, kw_only=True)
class Line:
    """One driver.

    Attributes
    ----------
    scale : the question.
    found : its importance, share, rank and coefficient.
    performance : share of the best answers among all who answered it; None for what was measured.
    level : the mean of what was measured, among the complete answers; None for a question.
    sides : what the lowest and the best answers go with, against those between; None where too few gave one
        of them, or it was measured.
    """

    scale: Scale
    found: Driver
    performance: Estimate | None
    level: Estimate | None = None
    sides: Contrast | None = None

    @property
    def told(self) -> bool:
        """Whether its own association can be told from zero."""
        return not self.found.hollow

    @property
    def n(self) -> int:
        """Answers to it, or complete answers with what was measured."""
        known = self.performance or self.level
        return 0 if known is None else known.n

    @property
    def done(self) -> Estimate:
        """How well it is done, unknown of what was measured."""
        return self.performance or Estimate(value=None, low=None, high=None, n=0, method="measured")


@dataclass(frozen=True, kw_only=True)
class Candidate:
    """A question that could be among the drivers, whether it is, and whether everybody answered it alike."""

    scale: Scale
    chosen: bool
    same: bool = False


@dataclass(frozen=True, kw_only=True)
class Table:
    """The drivers of one outcome over the selection.

    Attributes
    ----------
    lines : the drivers, the largest share first.
    found : what they say together.
    asked : answers that hold the outcome; `found.n` of them hold every driver too.
    """

    lines: tuple[Line, ...]
    found: Drivers
    asked: int

    @property
    def told(self) -> tuple[Line, ...]:
        """Those that can be told from zero."""
        return tuple(line for line in self.lines if line.told)

    @property
    def fair_share(self) -> float:
        """What each would have if all had the same."""
        return 1 / len(self.lines)

    @property
    def asked_for(self) -> tuple[Line, ...]:
        """Those that were asked, and not measured: of them it is known how well they are done."""
        return tuple(line for line in self.lines if line.performance is not None)

    @property
    def middle(self) -> float | None:
        """The mean of how well all are done; None where nothing was asked."""
        done = [line.done.value or 0.0 for line in self.asked_for]
        return sum(done) / len(done) if done else None

    def first(self) -> tuple[Line, ...]:
        """Find what matters more than its part and is done worse than the rest, with both intervals whole."""
        return tuple(
            line
            for line in self.asked_for
            if line.told and (line.found.share.low or 0.0) > self.fair_share and self._done_worse(line)
        )

    def _done_worse(self, line: Line) -> bool:
        """Whether the best that it may be is less than the least that the rest may be on average."""
        rest = [other.done.low or 0.0 for other in self.asked_for if other is not line]
        return bool(rest) and (line.done.high or 0.0) < sum(rest) / len(rest)


@dataclass(frozen=True, kw_only=True)
class Analysis:
    """What goes with an outcome.

    Attributes
    ----------
    outcome, outcomes : what it is set against, and what it could be; None where nothing was asked.
    candidates : the questions, those among the drivers marked.
    table : the drivers; None where `silence` says why not.
    """

    outcome: Metric | None
    outcomes: tuple[Metric, ...]
    candidates: tuple[Candidate, ...]
    table: Table | None
    silence: Silence | None


def ends_of(scale: Scale) -> Ends | None:
    """Take the two lowest answers and the two best; None where nothing would be left between them."""
    if scale.role == MEASURE or scale.high - scale.low < FOUR_STEPS:
        return None
    return Ends(column=scale.column, low=scale.low + 1, high=scale.high - 1)


def pilot_size(line: Line) -> int:
    """How many answers each of two groups needs, to see five points more of the best answers in one."""
    done = line.done.value or 0.0
    return needed_n(change=STEP, variance=share_variance(share=min(done + STEP / 2, 1.0)))
