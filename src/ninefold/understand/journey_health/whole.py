"""The whole journey against its touchpoints, on an organisation's own answers."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from cxstats.compare.looks import Family
from cxstats.estimate import Difference, Estimate
from cxstats.journeys.unbroken import JourneyScore, journey_score
from cxstats.journeys.weakest import failing_touchpoints, weakest_link_effect
from cxstats.journeys.whole import WholeJourney, journey_against_touchpoints
from ninefold.understand.journey_health.sittings import Sittings
from ninefold.understand.metrics.registry import Metric

FEWEST: Final = 200
"""People below whom nothing is told: the intervals of docs/methods/whole-journey.md held from there on."""

FALSE: Final = 0.05


class Untold(StrEnum):
    """Why nothing is told."""

    NO_OUTCOME = "no outcome"
    NO_PARTS = "no parts"
    FEW = "few"
    ALIKE = "alike"


@dataclass(frozen=True, kw_only=True)
class Looked:
    """One look: a number with its interval, and whether it differs from 0 among all looks taken together.

    Attributes
    ----------
    way : 1 or -1 where it is told to lie above or below 0, else 0.
    """

    shown: Estimate
    way: int


@dataclass(frozen=True, kw_only=True)
class Failing:
    """One touchpoint that failed.

    Attributes
    ----------
    failed : share of the people whose rating lies below the middle of the scale.
    gap : outcome of those where it alone failed, less that of those where none did; None of too few people.
    way : as of `Looked`.
    """

    part: Metric
    failed: Estimate
    gap: Difference | None
    way: int


@dataclass(frozen=True, kw_only=True)
class Added:
    """What goes with one point more of each, where the mean of the touchpoints is the same."""

    weakest: Looked
    whole: Looked | None
    peak_end: Looked | None


@dataclass(frozen=True, kw_only=True)
class WholeTold:
    """What the answers tell.

    Attributes
    ----------
    whole : another score of the whole; None where most who rated the touchpoints gave none.
    middle : a touchpoint rated below has failed.
    lead : share of the outcome's differences that `whole` goes with, less that of the mean of the parts.
    family : all looks, any false alarm among which is held to 1 in 20.
    """

    outcome: Metric
    whole: Metric | None
    n: int
    blocks: int
    middle: float
    against: WholeJourney | None
    lead: Looked | None
    added: Added
    failing: tuple[Failing, ...]
    score: JourneyScore
    family: Family

    @property
    def parts(self) -> tuple[Metric, ...]:
        """The touchpoints rated."""
        return tuple(each.part for each in self.failing)


@dataclass(frozen=True, kw_only=True)
class Whole:
    """The whole against its parts; `told` is None where `silence` says why."""

    told: WholeTold | None
    silence: Untold | None


def silent(silence: Untold) -> Whole:
    """Say why nothing is told."""
    return Whole(told=None, silence=silence)


def whole_of(found: Sittings | None, *, threshold: int) -> Whole:
    """Set the whole against its parts.

    Parameters
    ----------
    found : complete answers, one a person.
    threshold : the fewest people that a number may rest on.
    """
    if found is None or found.n < max(FEWEST, threshold):
        return silent(Untold.FEW)
    middle = (found.parts[0].low + found.parts[0].high) / 2
    try:
        return Whole(told=_told(found, middle=middle, threshold=threshold), silence=None)
    except ValueError:  # everybody rated or answered alike, or the lowest rating follows from the mean
        return silent(Untold.ALIKE)


def _told(found: Sittings, *, middle: float, threshold: int) -> WholeTold:
    against = _against(found, middle=middle, level=1 - FALSE)
    looks = len(found.parts) + (1 if against is None else 4)
    # Any of the looks is a false alarm with a chance of at most 1 in 20 (Bonferroni).
    strict = 1 - FALSE / looks
    sure = _against(found, middle=middle, level=strict) if against else None
    return WholeTold(
        outcome=found.outcome,
        whole=found.whole if against else None,
        n=found.n,
        blocks=found.blocks,
        middle=middle,
        against=against,
        lead=None if against is None or sure is None else Looked(shown=against.lead, way=way_of(sure.lead)),
        added=_added(found, against=against, sure=sure, strict=strict),
        failing=_failing(found, middle=middle, threshold=threshold, strict=strict),
        score=journey_score(touchpoints=found.ratings, threshold=middle),
        family=Family(size=looks, method="bonferroni", alpha=FALSE),
    )


def _against(found: Sittings, *, middle: float, level: float) -> WholeJourney | None:
    """Nothing without another score of the whole, or where that follows from the touchpoints."""
    if found.whole is None:
        return None
    try:
        return journey_against_touchpoints(
            touchpoints=found.ratings,
            journey=found.wholes,
            outcome=found.outcomes,
            neutral=middle,
            level=level,
        )
    except ValueError:
        return None


def _added(
    found: Sittings, *, against: WholeJourney | None, sure: WholeJourney | None, strict: float
) -> Added:
    if against is None or sure is None:
        shown, surer = (
            weakest_link_effect(touchpoints=found.ratings, outcome=found.outcomes, level=level)
            for level in (1 - FALSE, strict)
        )
        return Added(weakest=Looked(shown=shown, way=way_of(surer)), whole=None, peak_end=None)
    looked = {
        each.term: Looked(shown=each.coefficient, way=way_of(surer.coefficient))
        for each, surer in zip(against.added, sure.added, strict=True)
    }
    return Added(weakest=looked["weakest"], whole=looked["journey"], peak_end=looked["peak-end"])


def _failing(found: Sittings, *, middle: float, threshold: int, strict: float) -> tuple[Failing, ...]:
    names = [each.column for each in found.parts]
    shown, sure = (
        failing_touchpoints(
            touchpoints=found.ratings, outcome=found.outcomes, threshold=middle, names=names, level=level
        )
        for level in (1 - FALSE, strict)
    )
    return tuple(
        _one(part, failed=each.failed, gap=each.gap, way=way_of(surer.gap), threshold=threshold)
        for part, each, surer in zip(found.parts, shown, sure, strict=True)
    )


def _one(part: Metric, *, failed: Estimate, gap: Difference, way: int, threshold: int) -> Failing:
    known = gap.testable() and min(gap.n_now, gap.n_before) >= threshold
    return Failing(part=part, failed=failed, gap=gap if known else None, way=way if known else 0)


def way_of(sure: Estimate | Difference) -> int:
    """Tell which side of 0 an interval lies on; 0 where it holds 0 or there is none."""
    if sure.low is None or sure.high is None or sure.low <= 0 <= sure.high:
        return 0
    return 1 if sure.low > 0 else -1
