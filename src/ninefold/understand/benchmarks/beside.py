"""Our score beside the figures of a set: how far each is, and what may be said of it."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Final

from cxstats.compare.looks import Family, judge
from cxstats.compare.outside import outside_difference, published
from cxstats.estimate import Difference, Estimate, Verdict
from ninefold.understand.benchmarks.choices import SetKind
from ninefold.understand.benchmarks.models import BenchmarkSet, BenchmarkValue


class Standing(StrEnum):
    """Where our score lies, seen from one of their figures."""

    ABOVE = "above"
    BELOW = "below"
    OPEN = "open"
    FEW = "few"
    UNJUDGED = "unjudged"


# So many answers are enough for a full dot.
FULL: Final = 30
_OF: Final = {
    Verdict.BETTER: Standing.ABOVE,
    Verdict.WORSE: Standing.BELOW,
    Verdict.NONE: Standing.OPEN,
    Verdict.FEW: Standing.FEW,
}


@dataclass(frozen=True, kw_only=True)
class Beside:
    """One figure of a set beside our score.

    Attributes
    ----------
    estimate : their figure with as much of a range as the source tells.
    difference : ours less theirs; None where their figure has no range or nothing is judged.
    """

    value: BenchmarkValue
    estimate: Estimate
    difference: Difference | None = None
    standing: Standing = Standing.UNJUDGED

    @property
    def ranged(self) -> bool:
        """Whether the source tells how sure the figure is."""
        return self.estimate.low is not None

    @property
    def drawn(self) -> Estimate:
        """The figure as a bar draws it: hollow without a range or of few answers, not where n is unknown."""
        unknown = self.ranged and self.value.n is None
        return replace(self.estimate, n=FULL) if unknown else self.estimate

    @property
    def n(self) -> int | None:
        """How many answers are behind it, where the source tells."""
        return self.value.n


@dataclass(frozen=True, kw_only=True)
class Place:
    """How many of the figures lie above ours: as many as can be told at least, and can be at most."""

    total: int
    least: int
    most: int

    @property
    def told(self) -> bool:
        """Whether anything is known of it."""
        return self.total > 0 and (self.least, self.most) != (0, self.total)


@dataclass(frozen=True, kw_only=True)
class Judged:
    """All figures of a set beside our score.

    Attributes
    ----------
    rows : the highest figure first.
    family : the looks that were judged together; None where our own interval alone decided, or nothing.
    """

    rows: tuple[Beside, ...]
    family: Family | None = None

    @property
    def place(self) -> Place | None:
        """Where we stand among them; None where nothing was judged."""
        standings = [row.standing for row in self.rows]
        if not standings or Standing.UNJUDGED in standings:
            return None
        above, below = standings.count(Standing.BELOW), standings.count(Standing.ABOVE)
        return Place(total=len(standings), least=above, most=len(standings) - below)


def ends_of(benchmark: BenchmarkSet) -> tuple[float, float]:
    """Give the least and the most a figure of the set can be, as it is kept."""
    if benchmark.kind == SetKind.MEAN:
        return benchmark.low, benchmark.high
    return (-1.0, 1.0) if benchmark.kind == SetKind.NPS else (0.0, 1.0)


def theirs(value: BenchmarkValue, *, benchmark: BenchmarkSet) -> Estimate:
    """Make an estimate of as much as the source tells."""
    lowest, highest = ends_of(benchmark)
    return published(
        value=value.value,
        lowest=lowest,
        highest=highest,
        low=value.low,
        high=value.high,
        error=value.error,
        n=value.n,
    )


def listed(*, values: Sequence[BenchmarkValue], benchmark: BenchmarkSet) -> Judged:
    """List the figures by themselves, the highest first; nothing is held against them."""
    rows = [Beside(value=value, estimate=theirs(value, benchmark=benchmark)) for value in values]
    return Judged(rows=tuple(sorted(rows, key=_order)))


def beside(*, values: Sequence[BenchmarkValue], benchmark: BenchmarkSet, ours: Estimate) -> Judged:
    """Hold our score against every figure of a set.

    Where no figure has a range of its own, our 95 % interval decides, once for all of them. Otherwise all are
    one family of looks, by Holm: the chance of even one false word is held to 1 in 20.

    Parameters
    ----------
    ours : our score with its interval; without one nothing is judged.
    """
    found = listed(values=values, benchmark=benchmark)
    if ours.low is None or ours.high is None or not found.rows:
        return found
    if not any(row.ranged for row in found.rows):
        return Judged(rows=tuple(replace(row, standing=_by_interval(row, ours=ours)) for row in found.rows))
    return _as_family(found.rows, benchmark=benchmark, ours=ours)


def _as_family(rows: Sequence[Beside], *, benchmark: BenchmarkSet, ours: Estimate) -> Judged:
    lowest, highest = ends_of(benchmark)
    gaps = [outside_difference(theirs=_as_it_stands(row), ours=ours, most=highest - lowest) for row in rows]
    found = judge(gaps, method="holm")
    return Judged(
        rows=tuple(
            replace(row, difference=gap if row.ranged else None, standing=_OF[verdict])
            for row, gap, verdict in zip(rows, gaps, found.verdicts, strict=True)
        ),
        family=found.family,
    )


def _as_it_stands(row: Beside) -> Estimate:
    """A figure without a range is held against ours as if it were sure."""
    value = row.estimate.value
    return row.estimate if row.ranged else replace(row.estimate, low=value, high=value)


def _by_interval(row: Beside, *, ours: Estimate) -> Standing:
    if ours.low is not None and row.value.value < ours.low:
        return Standing.ABOVE
    if ours.high is not None and row.value.value > ours.high:
        return Standing.BELOW
    return Standing.OPEN


def _order(row: Beside) -> tuple[float, int]:
    return -row.value.value, row.value.position
