"""Where nothing happens the sentences of a trend keep silent: counted on series of pure chance."""

from datetime import date

import numpy as np
import pytest
from tests.understand.comparisons.test_queries import CSAT, CSAT_MEAN, NPS
from tests.understand.trends.made import READER, course

from cxstats.estimate import Moments
from ninefold.kit.calendars import months
from ninefold.understand.metrics.registry import Kind
from ninefold.understand.metrics.scoring import Group, score
from ninefold.understand.metrics.tallies import Answers
from ninefold.understand.trends.queries import Point

SERIES = 300
# 1 in 20, and what a count of 300 may lie above it by chance (binomial, 1 in 1,000).
MOST = 29


def moments(dice, *, kind, n):
    if kind is Kind.NPS:
        answers = dice.choice([1.0, 0.0, -1.0], p=[0.5, 0.3, 0.2], size=n)
    elif kind is Kind.TOP:
        answers = dice.choice([1.0, 0.0], p=[0.85, 0.15], size=n)
    else:
        answers = dice.choice([1.0, 2.0, 3.0, 4.0, 5.0], p=[0.05, 0.1, 0.2, 0.35, 0.3], size=n)
    return Moments(n=n, s=float(answers.sum()), ss=float((answers**2).sum()))


def chance(dice, *, metric, periods):
    points = []
    for period in periods:
        sums = moments(dice, kind=metric.kind, n=int(dice.integers(30, 90)))
        found = score(metric=metric, answers=Answers(moments=sums, blank=0, outside=0))
        group = Group(key=(0,), rows=sums.n, scores={metric.slug: found})
        points.append(Point(period=period, group=group, complete=True))
    return course(tuple(points), metric=metric)


@pytest.mark.parametrize("length", [8, 24, 60])
@pytest.mark.parametrize("metric", [NPS, CSAT, CSAT_MEAN], ids=lambda metric: metric.slug)
def test_pure_chance_is_called_news_no_more_often_than_said(metric, length):
    dice = np.random.default_rng(20261126)
    periods = months(first=date(2020, 1, 1), last=date(2026, 1, 1), reader=READER)[:length]
    found = [chance(dice, metric=metric, periods=periods).course for _ in range(SERIES)]
    claims = sum(bool(each.levels.changes or each.control.sure) for each in found)
    assert claims <= MOST
