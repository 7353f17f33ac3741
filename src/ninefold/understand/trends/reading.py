"""Reading the facts for a trend: the periods of one metric, what is usual for it, when its level changed."""

from dataclasses import dataclass, replace
from datetime import date, timedelta

from ninefold.engine.filters import Filter
from ninefold.engine.snapshot import state_of
from ninefold.kit.calendars import Period
from ninefold.kit.locales import Reader
from ninefold.kit.memory import Kept
from ninefold.listen.surveys.queries import scales
from ninefold.people.organisations.models import Organisation
from ninefold.understand.metrics.queries import dated, facts_of, metrics_of
from ninefold.understand.metrics.registry import Metric
from ninefold.understand.metrics.scoring import Group
from ninefold.understand.trends.control import Control, controlled, judged_places
from ninefold.understand.trends.levels import Levels, levels_of
from ninefold.understand.trends.outlook import AHEAD, Outlook, outlook_of
from ninefold.understand.trends.queries import Point, trend
from ninefold.understand.trends.stretches import Every, cut, following


@dataclass(frozen=True, kw_only=True)
class Course:
    """The numbers of one metric, period by period.

    Attributes
    ----------
    points : consecutive periods, the earliest first.
    total : all of these periods together.
    control, levels : what is usual, and when it changed.
    first, last : first and last day of the periods that have records.
    """

    points: tuple[Point, ...]
    total: Group
    control: Control
    levels: Levels
    first: date
    last: date


@dataclass(frozen=True, kw_only=True)
class Followed:
    """One metric over time.

    Attributes
    ----------
    course : its numbers.
    conflicting : columns asked on different scales, usable once a survey is chosen.
    """

    metric: Metric
    metrics: tuple[Metric, ...]
    every: Every
    course: Course
    conflicting: tuple[str, ...]

    @property
    def heard(self) -> dict[str, str]:
        """What is shown, by the parameter of an address that asks for it."""
        return {"metric": self.metric.slug, "every": self.every}


_KEPT = Kept[Course | None](most=32)
_OUTLOOKS = Kept[Outlook](most=32)


def followed(
    *, organisation: Organisation, where: Filter, slug: str, every: Every, reader: Reader
) -> Followed | None:
    """Follow one metric; None where there is nothing to follow."""
    metrics = metrics_of(organisation=organisation, survey=where.survey)
    if not metrics:
        return None
    metric = next((each for each in metrics if each.slug == slug), metrics[0])
    course = _KEPT.get(
        owner=organisation.pk,
        state=state_of(organisation=organisation.pk),
        asked=(organisation.threshold, metric, every, where, reader),
        make=lambda: course_of(
            organisation=organisation, where=where, metric=metric, every=every, reader=reader
        ),
    )
    if course is None:
        return None
    return Followed(
        metric=metric,
        metrics=metrics,
        every=every,
        course=course,
        conflicting=scales(organisation=organisation, survey=where.survey).conflicting,
    )


def foreseen(*, organisation: Organisation, where: Filter, found: Followed, reader: Reader) -> Outlook:
    """Look ahead from what was followed; it takes a while, so it is asked for by itself."""
    return _OUTLOOKS.get(
        owner=organisation.pk,
        state=state_of(organisation=organisation.pk),
        asked=(organisation.threshold, found.metric, found.every, where, reader),
        make=lambda: _foreseen(found, reader=reader),
    )


def course_of(
    *, organisation: Organisation, where: Filter, metric: Metric, every: Every, reader: Reader
) -> Course | None:
    """Read the periods of one metric; None where the filter leaves no record at all.

    Parameters
    ----------
    where : periods that its days touch are shown whole, so that no period is cut by the choice of days.
    """
    undated = replace(where, since=None, until=None)
    facts = facts_of(organisation=organisation, where=undated, metrics=[metric])
    by_day = dated(facts=facts, metrics=[metric])
    days = by_day.days
    if not days:
        return None
    first, last = min(days), max(days)
    begin, end = max(first, where.since or first), min(last, _before(where.until) or last)
    if begin > end:
        return None
    periods = cut(every=every, first=begin, last=end, reader=reader)
    whole = Period(start=periods[0].start, end=periods[-1].end, label="", short="")
    points = tuple(trend(of=by_day, periods=periods, last_day=last))
    group = trend(of=by_day, periods=[whole], last_day=last)[0].group
    if group is None:
        return None
    control = controlled(points, metric=metric)
    return Course(
        points=points,
        total=group,
        control=control,
        levels=levels_of(points, metric=metric, control=control),
        first=max(first, periods[0].start),
        last=min(last, periods[-1].end - timedelta(days=1)),
    )


def _before(day: date | None) -> date | None:
    return None if day is None else day - timedelta(days=1)


def _foreseen(found: Followed, *, reader: Reader) -> Outlook:
    points = found.course.points
    known = judged_places(points, metric=found.metric)
    after = points[known[-1]].period.end if known else points[-1].period.end
    ahead = following(every=found.every, after=after, count=AHEAD, reader=reader)
    return outlook_of(points, metric=found.metric, every=found.every, ahead=ahead)
