"""The score of every touchpoint of a journey, held against all the others, in one reading of the answers."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import narwhals as nw
import pyarrow as pa

from cxstats.compare.looks import Family
from cxstats.estimate import Moments, Verdict
from ninefold.kit.calendars import Period
from ninefold.understand.comparisons.queries import Change, against_rest, judged
from ninefold.understand.metrics.queries import Facts, counted
from ninefold.understand.metrics.registry import Metric
from ninefold.understand.metrics.scoring import NO_ANSWERS, Answers, Score, Sums, score

TOUCHPOINT = "met_at"


@dataclass(frozen=True, kw_only=True)
class Scores:
    """One metric at some touchpoints.

    Attributes
    ----------
    whole : all answers at these touchpoints as one.
    at : by the number of a touchpoint its score, held against all the others together.
    family : the looks that the verdicts were given in.
    weak : the touchpoints told to be worse than the others, and below the whole with all their interval; the
        surest first.
    """

    metric: Metric
    whole: Score
    at: Mapping[int, Change]
    family: Family
    weak: tuple[int, ...]

    @property
    def weakest(self) -> int | None:
        """The touchpoint of which it is surest that it is weak; no test tells the weak apart."""
        return self.weak[0] if self.weak else None

    @property
    def answers(self) -> int | None:
        """How many answers count; None where they are hidden."""
        return None if self.whole.hidden else self.whole.estimate.n


def at_touchpoints(facts: Facts, *, names: Mapping[str, int]) -> Facts:
    """Keep the answers given at some touchpoints, each with the number of its touchpoint.

    Parameters
    ----------
    names : the number of the touchpoint by what the answers call it; one may have several names.
    """
    known = pa.table(
        {
            "touchpoint": pa.array(names, pa.string()),
            TOUCHPOINT: pa.array(list(names.values()), pa.int64()),
        }
    )
    return replace(facts, frame=facts.frame.join(facts.engine.lookup(known), on="touchpoint", how="inner"))


def within(facts: Facts, *, period: Period) -> Facts:
    """Keep the answers of a period."""
    day = nw.col("local_date")
    return replace(facts, frame=facts.frame.filter(day >= period.start, day < period.end))


def score_touchpoints(*, facts: Facts, metric: Metric) -> Scores:
    """Score the touchpoints in one reading.

    Parameters
    ----------
    facts : what `at_touchpoints` gives.
    """
    found = counted(facts=facts, keys=[TOUCHPOINT], metrics=[metric], weighted=False)
    changes, family = judged(changes=against_rest(found=found, metric=metric, threshold=facts.threshold))
    whole = score_of_all(found, metric=metric, threshold=facts.threshold)
    at = {int(str(change.group)): change for change in changes}
    return Scores(metric=metric, whole=whole, at=at, family=family, weak=_weak(at, whole=whole))


def score_of_all(found: Sequence[Sums], *, metric: Metric, threshold: int) -> Score:
    """Score all groups as one; whoever stands in two of them is one person."""
    parts = [each.answers[metric.slug] for each in found]
    few = [each.people for each in parts if each.people is not None]
    people = frozenset().union(*few)
    enough = len(few) < len(parts) or len(people) >= threshold
    whole = Answers(
        moments=sum((each.moments for each in parts), Moments()),
        blank=sum(each.blank for each in parts),
        outside=sum(each.outside for each in parts),
    )
    return score(metric=metric, answers=whole if enough else NO_ANSWERS, conceal=not enough)


def _weak(at: Mapping[int, Change], *, whole: Score) -> tuple[int, ...]:
    """Find the touchpoints that are told from the others, and lie below the whole with all their interval."""
    floor = whole.estimate.low
    if floor is None:
        return ()
    below = {
        number: change.now.estimate.high
        for number, change in at.items()
        if change.verdict is Verdict.WORSE
        and change.now.estimate.high is not None
        and change.now.estimate.high < floor
    }
    return tuple(sorted(below, key=lambda number: below[number]))
