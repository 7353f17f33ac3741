"""Scores month by month, in the months of the reader's own calendar."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from ninefold.kit.calendars import Period
from ninefold.understand.metrics.queries import Dated
from ninefold.understand.metrics.scoring import Group, groups


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


def trend(*, of: Dated, periods: Sequence[Period], last_day: date) -> list[Point]:
    """Score every period.

    Parameters
    ----------
    of : filtered by everything but the period.
    periods : consecutive, the earliest first.
    last_day : day of the latest answer; the period it falls in is not complete before its last day.
    """
    found = of.counted(periods=periods)
    scored = {
        group.name: group for group in groups(found=found, metrics=of.metrics, threshold=of.facts.threshold)
    }
    return [
        Point(period=period, group=scored.get(place), complete=(period.end - last_day).days <= 1)
        for place, period in enumerate(periods)
    ]
