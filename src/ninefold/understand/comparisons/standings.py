"""Groups side by side as fairly as the answers allow: own score, what is likely, and whether it differs."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import cached_property
from typing import Final

import numpy as np
import numpy.typing as npt

from cxstats.compare.looks import Family, judge_values
from cxstats.estimate import Difference, Estimate, Verdict
from cxstats.league.case_mix import CaseMix, adjust
from cxstats.league.table import Kind as Formula
from cxstats.league.table import funnel
from ninefold.understand.comparisons.pairs import AGAINST_OTHERS, Half
from ninefold.understand.metrics.headcount import Name
from ninefold.understand.metrics.registry import Kind, Metric
from ninefold.understand.metrics.scoring import Score
from ninefold.understand.metrics.tallies import Ints

Floats = npt.NDArray[np.float64]
KINDS: Final[dict[Kind, Formula]] = {Kind.NPS: "nps", Kind.TOP: "share", Kind.MEAN: "mean"}
ROUNDING: Final = 1e-9
NOBODY: Final = Family(size=0, method="benjamini-hochberg", alpha=0.05)
OUTER: Final = 0.998


class Doubt(StrEnum):
    """Why groups cannot be told apart at all."""

    NONE = ""
    HIDDEN = "hidden"  # none of them may be shown
    ONE = "one"  # nothing to compare it with
    STAFF = "staff"  # so few members of staff that each would be known
    ALIKE = "alike"  # within every group all gave the same answer
    THIN = "thin"  # with the mix held equal nothing is left that differs within groups


@dataclass(frozen=True, kw_only=True)
class Standing:
    """One group that may be shown. Its ranges are worked out when they are asked for: a page lists a hundred.

    Attributes
    ----------
    score : from its own answers.
    adjusted : its score with the mix of all groups; None where no mix is held equal.
    drawn : its score drawn towards the mean of the groups; None of fewer than four groups.
    top, bottom : chance to be among the highest and the lowest fifth.
    others : `fair` less that of all the other groups; None where it cannot be told.
    """

    group: Name
    score: Score
    adjusted: Estimate | None = None
    drawn: Estimate | None = None
    top: float | None = None
    bottom: float | None = None
    others: Difference | None = None
    verdict: Verdict = Verdict.FEW

    @property
    def n(self) -> int:
        """How many answers it has."""
        return self.score.answers.moments.n

    @property
    def own(self) -> Estimate:
        """Its score from its own answers."""
        return self.score.estimate

    @cached_property
    def fair(self) -> Estimate:
        """Its score with the mix of all groups; its own is not moved where no mix is held equal."""
        return self.own if self.adjusted is None else self._clipped(self.adjusted)

    @cached_property
    def likely(self) -> Estimate | None:
        """What is likely true of it; None of fewer than four groups."""
        return None if self.drawn is None else self._clipped(self.drawn)

    @property
    def words(self) -> str:
        """The verdict in words."""
        return str(AGAINST_OTHERS[self.verdict])

    def _clipped(self, one: Estimate) -> Estimate:
        """Cut a range at the ends of the scale: it was found as if there were none."""
        if one.value is None or one.low is None or one.high is None:
            return one
        least, most = _ends(self.score.metric)
        value, low, high = (min(max(end, least), most) for end in (one.value, one.low, one.high))
        return Estimate(value, low, high, self.n, one.method, one.level)


@dataclass(frozen=True, kw_only=True)
class Funnel:
    """Where groups of any size would lie if all were the same."""

    center: float
    variance: float
    kind: Formula

    def limits(self, *, n: int, level: float) -> tuple[float, float]:
        """Both limits for groups of so many answers."""
        return funnel(center=self.center, variance=self.variance, n=n, kind=self.kind, level=level)


@dataclass(frozen=True, kw_only=True, eq=False)
class Standings:
    """All groups of one side, as columns; one is an object once it is looked at.

    Attributes
    ----------
    names : what the groups shown are called, in the order they were given.
    own : their own answers.
    found : them held against each other; None where they cannot be told apart.
    mixed : whether a mix is held equal.
    verdicts : of each, held to the looks of `family`.
    hidden : the names of the others; whether nobody or too few answered for them is not told.
    """

    metric: Metric
    names: tuple[Name, ...]
    own: Half
    hidden: tuple[Name, ...]
    found: CaseMix | None = None
    mixed: bool = False
    verdicts: tuple[Verdict, ...] = ()
    family: Family = NOBODY
    funnel: Funnel | None = None
    doubt: Doubt = Doubt.NONE

    @property
    def rows(self) -> tuple[Standing, ...]:
        """All groups shown."""
        return self.at(range(len(self.names)))

    @property
    def real(self) -> tuple[Standing, ...]:
        """Those that really differ from the others."""
        told = {Verdict.BETTER, Verdict.WORSE}
        return self.at([place for place, verdict in enumerate(self.verdicts) if verdict in told])

    @property
    def alike(self) -> float | None:
        """Chance that the groups would differ so much if they were truly the same."""
        return None if self.found is None or self.found.shrunk is None else self.found.shrunk.p_value

    @property
    def n(self) -> Ints:
        """How many answers each has."""
        return self.own.parts["n"]

    @cached_property
    def values(self) -> Floats:
        """The value of `Standing.fair` of each; NaN where it has none."""
        if self.found is None or not self.mixed:
            return self.own.parts["s"] / self.n
        return np.clip(self.found.adjusted.values, *_ends(self.metric))

    @cached_property
    def best(self) -> Floats:
        """What groups are ordered by: the value that is likely, uncut, else that of `Standing.fair`."""
        if self.found is None:
            return self.values
        likely = self.found.likely.values
        return np.where(np.isnan(likely), self.values, likely)

    def at(self, places: Sequence[int]) -> tuple[Standing, ...]:
        """Give the groups at some places; what takes time is worked out for these alone."""
        alone = [
            Standing(group=self.names[place], score=self.own.score(self.metric, place=place))
            for place in places
        ]
        if self.found is None:
            return tuple(alone)
        likely, others = self.found.likely.at(places), self.found.others.at(places)
        adjusted = self.found.adjusted.at(places) if self.mixed else [None] * len(alone)
        parts = zip(alone, places, adjusted, likely, others, self._chances(places), strict=True)
        return tuple(
            replace(
                one,
                adjusted=moved,
                drawn=None if drawn.value is None else drawn,
                others=None if other.value is None else other,
                verdict=self.verdicts[place],
                **chances,
            )
            for one, place, moved, drawn, other, chances in parts
        )

    def _chances(self, places: Sequence[int]) -> list[dict[str, float]]:
        """Give the chances of the groups at some places; those looked at together have any."""
        if self.found is None or (shrunk := self.found.shrunk) is None:
            return [{}] * len(places)
        drawn = ~np.isnan(self.found.likely.values)
        among = np.cumsum(drawn) - 1
        return [
            {"top": shrunk.top[among[place]], "bottom": shrunk.bottom[among[place]]} if drawn[place] else {}
            for place in places
        ]


def standings(
    *,
    metric: Metric,
    names: Sequence[Name],
    own: Half,
    hidden: Sequence[Name] = (),
    grams: Floats,
    mixed: bool,
    fewest: int = 2,
) -> Standings:
    """Set the groups of a side side by side.

    Parameters
    ----------
    names, own : the groups that may be shown, and their answers.
    hidden : what the others are called.
    grams : of those shown, in their order, as `cxstats.league.case_mix.adjust` takes them.
    mixed : whether `grams` hold a mix.
    fewest : so many groups must be shown for any to be.
    """
    stood = Standings(
        metric=metric,
        names=tuple(names),
        own=own,
        hidden=tuple(sorted(hidden, key=str)),
        mixed=mixed,
        verdicts=(Verdict.FEW,) * len(names),
    )
    if len(names) < fewest:
        if fewest > 2:  # who works there would be known
            return replace(stood, names=(), own=own.at([]), verdicts=(), doubt=Doubt.STAFF)
        return replace(stood, doubt=Doubt.ONE if names else Doubt.HIDDEN)
    try:
        found = adjust(grams=grams)
    except ValueError:
        return replace(stood, doubt=Doubt.THIN if mixed and not _alike(grams) else Doubt.ALIKE)
    return _judged(stood, found=found, grams=grams)


def _judged(stood: Standings, *, found: CaseMix, grams: Floats) -> Standings:
    others = found.others
    p_values = zip(others.p_values.tolist(), others.testable.tolist(), strict=True)
    told = judge_values(
        values=others.values.tolist(), p_values=[one if testable else None for one, testable in p_values]
    )
    n, s = (float(grams[:, 0, column].sum()) for column in (0, -1))
    return replace(
        stood,
        found=found,
        verdicts=told.verdicts,
        family=told.family,
        funnel=Funnel(center=s / n, variance=found.variance, kind=KINDS[stood.metric.kind]),
    )


def _ends(metric: Metric) -> tuple[float, float]:
    """Give the ends of the scale, in the unit of the numbers."""
    least, most = (end / metric.factor for end in metric.axis)
    return least, most


def _alike(grams: Floats) -> bool:
    """Whether within every group all gave the same answer."""
    n, s, ss = grams[:, 0, 0], grams[:, 0, -1], grams[:, -1, -1]
    return bool((ss - s * s / n).sum() <= ROUNDING * ss.sum())
