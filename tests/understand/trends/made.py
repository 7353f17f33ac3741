"""Courses of a metric whose truth is known, in memory and as answers of an organisation."""

import random
from datetime import date

from tests.understand.comparisons.test_queries import CSAT_MEAN, NPS, facts

from ninefold.kit.calendars import months
from ninefold.kit.locales import Reader
from ninefold.understand.metrics.queries import dated
from ninefold.understand.metrics.registry import Metric
from ninefold.understand.trends.control import controlled
from ninefold.understand.trends.levels import levels_of
from ninefold.understand.trends.queries import Point, trend
from ninefold.understand.trends.reading import Course, Followed

READER = Reader()
FIRST = date(2024, 1, 1)


def day_of(month: int, day: int = 10) -> date:
    return date(2024 + month // 12, month % 12 + 1, day)


def answers(shares, *, n=60, seed=1, **more):
    """One month a share of promoters; the rest are detractors."""
    dice = random.Random(seed)
    return [
        {
            "local_date": day_of(month),
            "person": f"p{month}-{number}",
            "nps": 10.0 if dice.random() < share else 0.0,
            "csat": float(dice.choice([3, 4, 5])),
            **more,
        }
        for month, share in enumerate(shares)
        for number in range(n)
    ]


def exactly(shares, *, n=100):
    """One month a share of promoters, to the very answer."""
    return [
        {
            "local_date": day_of(month),
            "person": f"p{month}-{number}",
            "nps": 10.0 if number < share * n else 0.0,
        }
        for month, share in enumerate(shares)
        for number in range(n)
    ]


def points_of(rows, *, metric: Metric = NPS) -> tuple[Point, ...]:
    days = [row["local_date"] for row in rows]
    last = max(days)
    end = months(first=last, last=last, reader=READER)[-1].end
    cut = months(first=min(days), last=last, reader=READER)
    return tuple(trend(of=dated(facts=facts(rows), metrics=[metric]), periods=cut, last_day=end))


def followed_of(rows, *, metric: Metric = NPS) -> Followed:
    """Follow a metric in memory, every month complete."""
    points = points_of(rows, metric=metric)
    return course(points, metric=metric)


def course(points: tuple[Point, ...], *, metric: Metric = NPS) -> Followed:
    total = next(point.group for point in points if point.group)
    control = controlled(points, metric=metric)
    return Followed(
        metric=metric,
        metrics=(NPS, CSAT_MEAN),
        every="month",
        course=Course(
            points=points,
            total=total,
            control=control,
            levels=levels_of(points, metric=metric, control=control),
            first=points[0].period.start,
            last=points[-1].period.start,
        ),
        conflicting=(),
    )
