"""Scores month by month, in the months of the reader's own calendar."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from ninefold.engine.aggregates import by_period
from ninefold.kit.calendars import Period
from ninefold.understand.metrics.queries import Facts, counted
from ninefold.understand.metrics.registry import Metric
from ninefold.understand.metrics.scoring import Group, Sums, groups


@dataclass(frozen=True, kw_only=True)
class Point:
    """One period of a trend.

    Attributes
    ----------
    group : the scores of the period; None where nobody answered.
    complete : whether the period was over when the last answer came.
    """

    period: Period
    group: Group | None
    complete: bool


@dataclass(frozen=True, kw_only=True)
class Cell:
    """One period of one value of a dimension."""

    period: Period
    value: str | int | None
    group: Group


def trend(
    *,
    facts: Facts,
    metrics: Sequence[Metric],
    periods: Sequence[Period],
    last_day: date,
    weighted: bool = False,
) -> list[Point]:
    """Score every period in one reading of the facts.

    Parameters
    ----------
    facts : filtered by everything but the period.
    periods : consecutive, the earliest first.
    last_day : day of the latest answer; the period it falls in is not complete before its last day.
    """
    framed = replace(facts, frame=by_period(facts.frame, periods=periods, engine=facts.engine))
    found = counted(facts=framed, keys=["period"], metrics=metrics, weighted=weighted)
    found.sort(key=_place)
    scored = {group.name: group for group in groups(found=found, metrics=metrics, threshold=facts.threshold)}
    return [
        Point(period=period, group=scored.get(place), complete=(period.end - last_day).days <= 1)
        for place, period in enumerate(periods)
    ]


def _place(each: Sums) -> int:
    place = each.key[0]
    return place if isinstance(place, int) else -1
