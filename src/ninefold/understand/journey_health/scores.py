"""The score of every touchpoint of a journey, in one reading of the answers.

Each is held against all the others, and against itself in the period before.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import pyarrow as pa

from cxstats.compare.looks import Family
from cxstats.estimate import Verdict
from ninefold.engine.aggregates import PERIOD, by_period
from ninefold.kit.calendars import Period
from ninefold.understand.comparisons.pairs import Change, against_rest
from ninefold.understand.comparisons.queries import NOW, compared_sums, judged, sides_of
from ninefold.understand.metrics.queries import Facts, counted
from ninefold.understand.metrics.registry import Metric
from ninefold.understand.metrics.scoring import Score, score
from ninefold.understand.metrics.tallies import NO_ANSWERS, Tally

TOUCHPOINT = "met_at"


@dataclass(frozen=True, kw_only=True)
class Scores:
    """One metric at some touchpoints.

    Attributes
    ----------
    whole : all answers at these touchpoints as one.
    at : by the number of a touchpoint its score, held against all the others together.
    trend : by the number of a touchpoint its score against the period before; none without such a period.
    family : the looks that all these verdicts were given in.
    rows : answers of now at these touchpoints, also those without this metric; not to be shown.
    weak : the touchpoints told to be worse than the others, and below the whole with all their interval; the
        surest first.
    """

    metric: Metric
    whole: Score
    at: Mapping[int, Change]
    trend: Mapping[int, Change]
    family: Family
    rows: int
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


def score_touchpoints(*, facts: Facts, metric: Metric, now: Period, before: Period | None) -> Scores:
    """Score the touchpoints over a period, and the one before it, in one reading.

    Parameters
    ----------
    facts : what `at_touchpoints` gives, of all days.
    before : None where there is nothing to hold it against.
    """
    dated = by_period(facts.frame, periods=sides_of(now=now, before=before), engine=facts.engine)
    read = counted(
        facts=replace(facts, frame=dated), keys=[PERIOD, TOUCHPOINT], metrics=[metric], weighted=False
    )
    found = read.within(NOW)
    rest = against_rest(found=found, metric=metric, threshold=facts.threshold)
    moved: tuple[Change, ...] = ()
    if before is not None:
        moved = compared_sums(read, metrics=[metric], threshold=facts.threshold).changes
    changes, family = judged(changes=[*rest, *moved])
    whole = score_of_all(found, metric=metric, threshold=facts.threshold)
    at = _by_number(changes[: len(rest)])
    return Scores(
        metric=metric,
        whole=whole,
        at=at,
        trend=_by_number(changes[len(rest) :]),
        family=family,
        rows=int(found.rows.sum()),
        weak=_weak(at, whole=whole),
    )


def _by_number(changes: Sequence[Change]) -> dict[int, Change]:
    return {int(str(change.group)): change for change in changes}


def score_of_all(found: Tally, *, metric: Metric, threshold: int) -> Score:
    """Score all groups as one; whoever stands in two of them is one person."""
    few = found.crowds[metric.slug].few
    enough = len(few) < len(found.keys) or len(frozenset().union(*few.values())) >= threshold
    answers = found.together(metric.slug) if enough else NO_ANSWERS
    return score(metric=metric, answers=answers, conceal=not enough)


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
