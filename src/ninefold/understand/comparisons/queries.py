"""Now against before: what really changed, held to a stated family of looks."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cxstats.compare.differences import mean_difference, nps_difference, share_difference
from cxstats.compare.looks import Family, judge
from cxstats.compare.reach import minimum_detectable_change
from cxstats.estimate import Difference, Moments, Verdict
from ninefold.engine.aggregates import PERIOD, by_period
from ninefold.kit.calendars import Period
from ninefold.understand.metrics.headcount import Name
from ninefold.understand.metrics.queries import Dated, Facts, counted, counted_by_side
from ninefold.understand.metrics.registry import Kind, Metric
from ninefold.understand.metrics.scoring import NO_ANSWERS, Answers, Group, Score, Sums, groups, score

BEFORE, NOW = 0, 1
# A dimension of so many groups that nobody listed them is read by itself.
_MANY = 2_000
AGAINST_OTHERS = {
    Verdict.BETTER: gettext_lazy("above the others"),
    Verdict.WORSE: gettext_lazy("below the others"),
    Verdict.NONE: gettext_lazy("like the others"),
    Verdict.FEW: gettext_lazy("Too few to tell"),
}


@dataclass(frozen=True, kw_only=True)
class Change:
    """One metric of one group, now and before.

    Attributes
    ----------
    difference : now minus before; None where either is too few to tell.
    verdict : whether it is a real change, corrected for all looks of the same page.
    """

    metric: Metric
    group: Name
    now: Score
    before: Score
    difference: Difference | None
    verdict: Verdict

    @property
    def name(self) -> str:
        """What the group is called on a page; records without a value are a group of their own."""
        return _("(not given)") if self.group is None else str(self.group)

    @property
    def against_others(self) -> str:
        """The verdict in words where `before` is everybody else."""
        return str(AGAINST_OTHERS[self.verdict])

    @property
    def reach(self) -> Difference | None:
        """The smallest change these samples would show 8 times in 10; None where either is too few."""
        if self.difference is None:
            return None
        found = _detectable(self.now.answers.moments, self.before.answers.moments)
        return (
            None
            if found is None
            else Difference(found, None, None, None, 0, self.difference.n_now, "detectable")
        )


@dataclass(frozen=True, kw_only=True)
class Compared:
    """The groups of now with the change of every metric, and the family of looks they were judged in."""

    groups: tuple[Group, ...]
    changes: tuple[Change, ...]

    def of(self, *, group: Name, slug: str) -> Change | None:
        """The change of one metric in one group."""
        for change in self.changes:
            if change.group == group and change.metric.slug == slug:
                return change
        return None


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
) -> dict[str, list[Sums]]:
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


def compared_by_day(*, of: Dated, now: Period, before: Period | None) -> Compared:
    """Compare two periods, all records as one group, out of sums that have been read by day."""
    found = of.counted(periods=sides_of(now=now, before=before))
    return compared_sums(found, metrics=of.metrics, threshold=of.facts.threshold)


def sides_of(*, now: Period, before: Period | None) -> list[Period]:
    """Give the two periods in the order of their sides; without one before, no day lies in the first."""
    return [before or replace(now, end=now.start), now]


def compared_sums(found: Sequence[Sums], *, metrics: Sequence[Metric], threshold: int) -> Compared:
    """Compare two periods out of sums that have been read.

    Parameters
    ----------
    found : the sums of all groups; keys begin with the side, `BEFORE` or `NOW`.
    metrics : what was summed.
    threshold : the smallest group that may be shown.
    """
    sides = {side: _side(found, side=side, metrics=metrics, threshold=threshold) for side in (BEFORE, NOW)}
    gone = [_nobody(name, metrics=metrics) for name in sides[BEFORE] if name not in sides[NOW]]
    # A hidden group has no rows here, so that its place in the list does not tell its size.
    current = sorted([*sides[NOW].values(), *gone], key=lambda group: (-group.rows, str(group.name)))
    changes = [
        _change(metric=metric, group=group, before=sides[BEFORE].get(group.name))
        for group in current
        for metric in metrics
    ]
    return Compared(groups=tuple(current), changes=tuple(changes))


def against_rest(*, found: Sequence[Sums], metric: Metric, threshold: int) -> list[Change]:
    """Hold every group against all the others together; `before` then means the rest.

    Parameters
    ----------
    found : the sums of all groups of one dimension.
    threshold : the smallest group that may be shown.

    Returns
    -------
    One change a group, the largest group first; verdicts are given by `judged`.
    """
    scored = groups(found=found, metrics=[metric], threshold=threshold)
    whole = sum((each.answers[metric.slug].moments for each in found), Moments())
    changes = []
    for each, group in zip(found, scored, strict=True):
        others = Answers(moments=_without(whole, each.answers[metric.slug].moments), blank=0, outside=0)
        # What is left of the total tells what was taken away, so a hidden group hides its rest.
        conceal = group.scores[metric.slug].hidden
        shown = score(metric=metric, answers=others, conceal=conceal)
        rest = Group(key=group.key, rows=0, scores={metric.slug: shown})
        changes.append(_change(metric=metric, group=group, before=rest))
    return changes


def _without(whole: Moments, part: Moments) -> Moments:
    """The sums of everybody else; only the unweighted ones are compared."""
    return Moments(n=whole.n - part.n, s=whole.s - part.s, ss=max(0.0, whole.ss - part.ss))


def judged(*, changes: Sequence[Change], alpha: float = 0.05) -> tuple[tuple[Change, ...], Family]:
    """Give every change its verdict within one family of looks, false alarms held by Benjamini-Hochberg."""
    looked = [change for change in changes if change.difference is not None]
    differences = [change.difference for change in looked if change.difference is not None]
    found = judge(differences, alpha=alpha)
    verdicts = iter(found.verdicts)
    return (
        tuple(
            change if change.difference is None else _with_verdict(change, next(verdicts))
            for change in changes
        ),
        found.family,
    )


def _with_verdict(change: Change, verdict: Verdict) -> Change:
    """Most of many changes are not real, as they stood before they were judged."""
    return change if change.verdict is verdict else replace(change, verdict=verdict)


def really_changed(changes: Sequence[Change]) -> list[Change]:
    """The changes that are real, the largest in units of its own uncertainty first."""
    real = [change for change in changes if change.verdict in {Verdict.BETTER, Verdict.WORSE}]
    return sorted(real, key=_standardised, reverse=True)


def _standardised(change: Change) -> float:
    difference = change.difference
    if difference is None or difference.low is None or difference.high is None:
        return 0.0
    width = difference.high - difference.low
    return abs(difference.value or 0.0) / width if width > 0 else 0.0


def _side(
    found: Sequence[Sums], *, side: int, metrics: Sequence[Metric], threshold: int
) -> Mapping[Name, Group]:
    # Made by the hundred, which `replace` takes three times as long for.
    of_side = [
        Sums(key=each.key[1:] or (None,), rows=each.rows, answers=each.answers)
        for each in found
        if each.key[0] == side
    ]
    return {group.name: group for group in groups(found=of_side, metrics=metrics, threshold=threshold)}


def _nobody(name: Name, *, metrics: Sequence[Metric]) -> Group:
    """A group that nobody is in, which looks like one that too few are in."""
    scores = {metric.slug: score(metric=metric, answers=NO_ANSWERS, conceal=True) for metric in metrics}
    return Group(key=(name,), rows=0, scores=scores)


def _change(*, metric: Metric, group: Group, before: Group | None) -> Change:
    now = group.scores[metric.slug]
    earlier = (before or _nobody(group.name, metrics=[metric])).scores[metric.slug]
    if now.few or earlier.few:
        return Change(
            metric=metric,
            group=group.name,
            now=now,
            before=earlier,
            difference=None,
            verdict=Verdict.FEW,
        )
    return Change(
        metric=metric,
        group=group.name,
        now=now,
        before=earlier,
        difference=_difference(metric, now.answers.moments, earlier.answers.moments),
        verdict=Verdict.NONE,
    )


def _difference(metric: Metric, now: Moments, before: Moments) -> Difference:
    by_kind = {Kind.NPS: nps_difference, Kind.TOP: share_difference, Kind.MEAN: mean_difference}
    return by_kind[metric.kind](before=before.unweighted(), now=now.unweighted())


def _detectable(now: Moments, before: Moments) -> float | None:
    pooled = now + before
    if pooled.n < 2 or now.n < 2 or before.n < 2:
        return None
    average = pooled.s / pooled.n
    variance = pooled.ss / pooled.n - average * average
    return minimum_detectable_change(variance=max(variance, 0.0), n_before=before.n, n_now=now.n)
