"""Now against before: what really changed, held to a stated family of looks."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np

from cxstats.compare.looks import Family, judge_values
from cxstats.estimate import Verdict
from ninefold.engine.aggregates import PERIOD, by_period
from ninefold.engine.values import surely_more
from ninefold.kit.calendars import Period
from ninefold.understand.comparisons.pairs import Change, Half, Pairs, chances
from ninefold.understand.metrics.headcount import Name
from ninefold.understand.metrics.queries import Dated, Facts, counted, counted_by_side
from ninefold.understand.metrics.registry import Metric
from ninefold.understand.metrics.scoring import concealed
from ninefold.understand.metrics.tallies import Tally

BEFORE, NOW = 0, 1
# A dimension of so many groups that nobody listed them is read by itself.
_MANY = 2_000


@dataclass(frozen=True, kw_only=True, eq=False)
class Compared:
    """The groups of now, the largest first, and how every metric of them changed.

    Attributes
    ----------
    names : what the groups are called.
    rows : how many records each has; 0 where every score of it is hidden.
    pairs : one a metric.
    """

    names: tuple[Name, ...]
    rows: tuple[int, ...]
    pairs: tuple[Pairs, ...]

    @cached_property
    def changes(self) -> tuple[Change, ...]:
        """Every metric of every group, group by group, not judged yet."""
        columns = [pairs.changes for pairs in self.pairs]
        return tuple(change for group in zip(*columns, strict=True) for change in group)


def compared(
    *,
    facts: Facts,
    metrics: Sequence[Metric],
    now: Period,
    before: Period | None,
    dimension: str | None = None,
) -> Compared:
    """Compare two periods, as one group or by every value of a dimension, in one reading of the facts.

    A group that has records in one of the periods is listed; whether it is hidden or empty in the other
    cannot be told. The largest come first, the hidden ones last, by name.

    Parameters
    ----------
    facts : filtered by everything but the period.
    now, before : the two periods; without `before` nothing is compared.
    dimension : a column to break down by, or None for all records together.
    """
    periods = sides_of(now=now, before=before)
    keys = [PERIOD] if dimension is None else [PERIOD, dimension]
    framed = replace(facts, frame=by_period(facts.frame, periods=periods, engine=facts.engine))
    found = counted(facts=framed, keys=keys, metrics=metrics, weighted=False)
    return compared_sums(found, metrics=metrics, threshold=facts.threshold)


def summed_by_side(
    *,
    facts: Facts,
    metrics: Sequence[Metric],
    now: Period,
    before: Period | None,
    sides: Sequence[str],
    whole: Sequence[Metric] = (),
) -> dict[str, Tally]:
    """Sum two periods by every value of several dimensions, in as few readings as their groups allow.

    Parameters
    ----------
    facts, metrics, now, before : as `compared` takes them.
    sides : the dimensions.
    whole : what is summed of all records beside; it is told as the side `EVERYBODY`.

    Returns
    -------
    The sums of each side, as `compared_sums` takes them.
    """
    sized = {side: facts.breadth.get(side, _MANY) for side in sides}
    frame = by_period(facts.frame, periods=sides_of(now=now, before=before), engine=facts.engine)
    return counted_by_side(
        facts=replace(facts, frame=frame), sides=sized, metrics=metrics, within=[PERIOD], whole=whole
    )


def may_be_few(*, facts: Facts, now: Period, before: Period | None, side: str, most: int) -> bool:
    """Say whether a dimension may have so few groups; summing thousands of them only to see it takes long.

    Parameters
    ----------
    facts, now, before : as `compared` takes them.
    side : the dimension; it may have too many groups nevertheless.
    """
    if facts.breadth.get(side, _MANY) <= most:
        return True
    framed = by_period(facts.frame, periods=sides_of(now=now, before=before), engine=facts.engine)
    return not surely_more(framed, column=side, than=most)


def compared_by_day(*, of: Dated, now: Period, before: Period | None, weighted: bool = False) -> Compared:
    """Compare two periods, all records as one group, out of sums that have been read by day.

    Parameters
    ----------
    weighted : also sum the answers of `now` with their weights, if there may be any.
    """
    found = of.counted(periods=sides_of(now=now, before=before))
    parts = compared_sums(found, metrics=of.metrics, threshold=of.facts.threshold)
    return _weighed(parts, of=of, now=now) if weighted and of.facts.weighed and parts.names else parts


def _weighed(parts: Compared, *, of: Dated, now: Period) -> Compared:
    """Give the one group of now its weights; summing those of every other day would take longer than this."""
    facts = replace(of.facts, frame=by_period(of.facts.frame, periods=[now], engine=of.facts.engine))
    found = counted(facts=facts, keys=(), metrics=of.metrics, weighted=True)
    everybody = np.zeros(1, np.int64)

    def half(metric: Metric) -> Half:
        conceal = concealed(found=found, metric=metric, threshold=facts.threshold)
        return Half.of(found, metric=metric, conceal=conceal, at=everybody)

    return replace(parts, pairs=tuple(replace(each, now=half(each.metric)) for each in parts.pairs))


def sides_of(*, now: Period, before: Period | None) -> list[Period]:
    """Give the two periods in the order of their sides; without one before, no day lies in the first."""
    return [before or replace(now, end=now.start), now]


def compared_sums(found: Tally, *, metrics: Sequence[Metric], threshold: int) -> Compared:
    """Compare two periods out of sums that have been read.

    Parameters
    ----------
    found : the sums of all groups; keys begin with the side, `BEFORE` or `NOW`.
    metrics : what was summed.
    threshold : the smallest group that may be shown.
    """
    before, now = (_Side(found.within(side), metrics=metrics, threshold=threshold) for side in (BEFORE, NOW))
    rows = {name: now.told(place) for name, place in now.places.items()}
    rows |= {name: 0 for name in before.places if name not in now.places}
    # A hidden group has no rows here, so that its place in the list does not tell its size.
    names = sorted(rows, key=lambda name: (-rows[name], str(name)))
    return Compared(
        names=tuple(names),
        rows=tuple(rows[name] for name in names),
        pairs=tuple(
            Pairs(metric=metric, names=names, now=one, before=other)
            for metric, one, other in zip(metrics, now.halves(names), before.halves(names), strict=True)
        ),
    )


class _Side:
    """The groups of one period, and which of them are hidden."""

    def __init__(self, found: Tally, *, metrics: Sequence[Metric], threshold: int) -> None:
        self._found = found
        self._concealed = [
            (metric, concealed(found=found, metric=metric, threshold=threshold)) for metric in metrics
        ]
        self.places: dict[Name, int] = {key[-1]: place for place, key in enumerate(found.keys)}

    def told(self, place: int) -> int:
        """How many records a group has, if any of its scores is shown."""
        hidden = all(conceal[place] for _metric, conceal in self._concealed)
        return 0 if hidden else int(self._found.rows[place])

    def halves(self, names: Sequence[Name]) -> list[Half]:
        """Take these groups of each metric, in this order."""
        at = np.array([self.places.get(name, -1) for name in names], np.int64)
        return [
            Half.of(self._found, metric=metric, conceal=conceal, at=at) for metric, conceal in self._concealed
        ]


def judged(*, changes: Sequence[Change], alpha: float = 0.05) -> tuple[tuple[Change, ...], Family]:
    """Give every change its verdict within one family of looks, false alarms held by Benjamini-Hochberg."""
    alone = chances({change.pairs for change in changes})
    found = judge_values(
        values=[alone[change.pairs].values[change.place] for change in changes],
        p_values=[alone[change.pairs].p_values[change.place] for change in changes],
        alpha=alpha,
    )
    told = zip(changes, found.verdicts, strict=True)
    return tuple(_with_verdict(change, verdict) for change, verdict in told), found.family


def _with_verdict(change: Change, verdict: Verdict) -> Change:
    """Most of many changes are not real, as they stood before they were judged."""
    return change if change.verdict is verdict else replace(change, verdict=verdict)


def really_changed(changes: Sequence[Change]) -> list[Change]:
    """The changes that are real, the largest in units of its own uncertainty first."""
    real = [change for change in changes if change.verdict in {Verdict.BETTER, Verdict.WORSE}]
    return sorted(real, key=_standardised, reverse=True)


def _standardised(change: Change) -> float:
    found = change.difference
    # What is real has an interval; the test tells only the type checker so.
    if found is None or found.value is None or found.low is None or found.high is None:
        return 0.0
    return abs(found.value) / (found.high - found.low)
