"""Groups side by side as fairly as the answers allow: own score, what is likely, and whether it differs."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from typing import Final

import numpy as np
import numpy.typing as npt

from cxstats.compare.looks import Family, judge
from cxstats.estimate import Difference, Estimate, Moments, Verdict
from cxstats.league.case_mix import CaseMix, adjust
from cxstats.league.table import Kind as Formula
from cxstats.league.table import funnel
from ninefold.understand.comparisons.pairs import AGAINST_OTHERS
from ninefold.understand.metrics.headcount import Name
from ninefold.understand.metrics.registry import Kind, Metric
from ninefold.understand.metrics.scoring import Group, Score

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
    def value(self) -> float | None:
        """The value of `fair`."""
        return self.score.value if self.adjusted is None else self.fair.value

    @property
    def best(self) -> float | None:
        """What groups are ordered by: the value that is likely, uncut, else that of `fair`."""
        return self.value if self.drawn is None else self.drawn.value

    @property
    def words(self) -> str:
        """The verdict in words."""
        return str(AGAINST_OTHERS[self.verdict])

    def _clipped(self, one: Estimate) -> Estimate:
        """Cut a range at the ends of the scale: it was found as if there were none."""
        if one.value is None or one.low is None or one.high is None:
            return one
        least, most = (end / self.score.metric.factor for end in self.score.metric.axis)
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


@dataclass(frozen=True, kw_only=True)
class Standings:
    """All groups of one side.

    Attributes
    ----------
    rows : the groups shown, in the order they were given.
    hidden : the names of the others; whether nobody or too few answered for them is not told.
    family : the looks that the verdicts were held to.
    alike : chance that the groups would differ so much if they were truly the same.
    """

    metric: Metric
    rows: tuple[Standing, ...]
    hidden: tuple[Name, ...]
    family: Family = NOBODY
    alike: float | None = None
    funnel: Funnel | None = None
    doubt: Doubt = Doubt.NONE


def standings(
    *,
    metric: Metric,
    groups: Sequence[Group],
    grams: npt.NDArray[np.float64],
    mixed: bool,
    fewest: int = 2,
) -> Standings:
    """Set the groups of a side side by side.

    Parameters
    ----------
    groups : all of them, the hidden ones too.
    grams : of the groups that are not hidden, in their order, as `cxstats.league.case_mix.adjust` takes them.
    mixed : whether `grams` hold a mix.
    fewest : so many groups must be shown for any to be.
    """
    seen = [group for group in groups if not group.scores[metric.slug].few]
    alone = tuple(Standing(group=group.name, score=group.scores[metric.slug]) for group in seen)
    hidden = tuple(sorted((g.name for g in groups if g.scores[metric.slug].few), key=str))
    if len(seen) < fewest:
        doubt = Doubt.STAFF if fewest > 2 else Doubt.ONE if seen else Doubt.HIDDEN
        rows = (
            ()
            if doubt is Doubt.STAFF
            else tuple(Standing(group=group.name, score=group.scores[metric.slug]) for group in seen)
        )
        return Standings(metric=metric, rows=rows, hidden=hidden, doubt=doubt)
    try:
        found = adjust(grams=grams)
    except ValueError:
        doubt = Doubt.THIN if mixed and not _alike(grams) else Doubt.ALIKE
        return Standings(metric=metric, rows=alone, hidden=hidden, doubt=doubt)
    return _judged(found, seen=seen, hidden=hidden, metric=metric, grams=grams, mixed=mixed)


def _judged(
    found: CaseMix,
    *,
    seen: Sequence[Group],
    hidden: tuple[Name, ...],
    metric: Metric,
    grams: npt.NDArray[np.float64],
    mixed: bool,
) -> Standings:
    told = judge(found.others)
    chances = iter(zip(found.shrunk.top, found.shrunk.bottom, strict=True) if found.shrunk else ())
    rows = []
    for place, group in enumerate(seen):
        likely, other = found.likely[place], found.others[place]
        top, bottom = next(chances) if likely is not None else (None, None)
        rows.append(
            Standing(
                group=group.name,
                score=group.scores[metric.slug],
                adjusted=found.adjusted[place] if mixed else None,
                drawn=likely,
                top=top,
                bottom=bottom,
                others=other if other.value is not None else None,
                verdict=told.verdicts[place],
            )
        )
    whole = _whole(grams)
    return Standings(
        metric=metric,
        rows=tuple(rows),
        hidden=hidden,
        family=told.family,
        alike=found.shrunk.p_value if found.shrunk else None,
        funnel=Funnel(center=whole.s / whole.n, variance=found.variance, kind=KINDS[metric.kind]),
    )


def _whole(grams: npt.NDArray[np.float64]) -> Moments:
    total = grams.sum(axis=0)
    return Moments(n=int(total[0, 0]), s=float(total[0, -1]), ss=float(total[-1, -1]))


def _alike(grams: npt.NDArray[np.float64]) -> bool:
    """Whether within every group all gave the same answer."""
    n, s, ss = grams[:, 0, 0], grams[:, 0, -1], grams[:, -1, -1]
    return bool((ss - s * s / n).sum() <= ROUNDING * ss.sum())
