"""Month by month in the reader's own calendar, equal to plain Python."""

from datetime import date
from math import isclose

import pytest
from tests import factories
from tests.understand import by_hand
from tests.understand.comparisons.test_queries import NPS, facts, people

from ninefold.engine.filters import Filter
from ninefold.engine.sight import EVERYTHING
from ninefold.kit.calendars import months
from ninefold.kit.locales import Reader
from ninefold.understand.metrics.queries import dated, facts_of, metrics_of
from ninefold.understand.trends.queries import trend

ROWS = by_hand.many(4000)
GREGORY, PERSIAN = Reader(), Reader(language="fa", calendar="persian")
# Mehr and Aban 1404 have 30 days, Azar 30, Dey 30, Bahman 30, Esfand 29; Farvardin 31.
SOLAR = [
    (date(2025, 8, 23), date(2025, 9, 22)), (date(2025, 9, 23), date(2025, 10, 22)),
    (date(2025, 10, 23), date(2025, 11, 21)), (date(2025, 11, 22), date(2025, 12, 21)),
    (date(2025, 12, 22), date(2026, 1, 20)), (date(2026, 1, 21), date(2026, 2, 19)),
    (date(2026, 2, 20), date(2026, 3, 20)), (date(2026, 3, 21), date(2026, 4, 20)),
    (date(2026, 4, 21), date(2026, 5, 21)),
]  # fmt: skip
ENDS = [30, 31, 30, 31, 31, 28, 31, 30]
CIVIL = [
    (
        date(2025 + (8 + place) // 12, (8 + place) % 12 + 1, 1),
        date(2025 + (8 + place) // 12, (8 + place) % 12 + 1, end),
    )
    for place, end in enumerate(ENDS)
]


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("reader", "expected"), [(GREGORY, CIVIL), (PERSIAN, SOLAR)], ids=["gregory", "persian"]
)
def test_months_equal_plain_python(reader, expected):
    of = factories.organisation()
    factories.answers(of=of, rows=ROWS)
    metrics = metrics_of(organisation=of, survey=None)
    taken = facts_of(organisation=of, where=Filter(sight=EVERYTHING), metrics=metrics)
    last = max(row["local_date"] for row in ROWS)
    periods = months(first=by_hand.FIRST, last=last, reader=reader)
    points = trend(of=dated(facts=taken, metrics=metrics), periods=periods, last_day=last)
    assert len(points) == len([pair for pair in expected if pair[0] <= last])
    for point, (first, end) in zip(points, expected, strict=False):
        mine = by_hand.within(ROWS, first, end)
        assert (point.period.start, (point.period.end - first).days) == (first, (end - first).days + 1)
        if point.group is None or point.group.scores["nps"].hidden:
            assert len(by_hand.given(mine, "nps", 0, 10)) < 30
            continue
        assert point.group.scores["nps"].estimate.value == by_hand.nps(mine)
        assert isclose(
            point.group.scores["ces"].estimate.value, by_hand.mean(mine, "ces", 1, 7), rel_tol=1e-12
        )


def points(rows, last_day=date(2026, 3, 10)):
    periods = months(first=date(2026, 1, 1), last=last_day, reader=GREGORY)
    return trend(of=dated(facts=facts(rows), metrics=[NPS]), periods=periods, last_day=last_day)


def test_month_without_answers_has_no_group():
    found = points([*people(40, date(2026, 1, 5)), *people(30, date(2026, 3, 5))])
    assert [point.group is None for point in found] == [False, True, False]


def test_month_of_few_hides_another_so_that_no_subtraction_shows_it():
    found = points(
        [*people(40, date(2026, 1, 5)), *people(3, date(2026, 2, 5)), *people(30, date(2026, 3, 5))]
    )
    assert [point.group.scores["nps"].hidden for point in found] == [False, True, True]


@pytest.mark.parametrize(
    ("last", "complete"), [(date(2026, 3, 10), False), (date(2026, 3, 30), False), (date(2026, 3, 31), True)]
)
def test_last_month_is_complete_once_its_last_day_was_answered(last, complete):
    found = points(people(40, date(2026, 3, 5)), last)
    assert [point.complete for point in found] == [True, True, complete]
