"""Which chart is for what, which periods are judged, and what lies outside."""

from dataclasses import replace
from datetime import date

import pytest
from tests.understand.comparisons.test_queries import CSAT, CSAT_MEAN, NPS, people
from tests.understand.trends.made import answers, day_of, exactly, followed_of, points_of

from cxstats.trends.control_charts import nps_chart
from ninefold.understand.trends.control import FEWEST, MANY, Outside, controlled, judged_places

STEADY = [0.6, 0.62, 0.58, 0.61, 0.6, 0.59, 0.61, 0.6, 0.58, 0.62]


def test_nps_has_the_limits_of_its_counts():
    found = controlled(points_of(exactly(STEADY)), metric=NPS)
    plus = [round(share * 100) for share in STEADY]
    assert found.chart == nps_chart(plus, [100 - each for each in plus], [100] * 10)
    assert (found.chart.method, found.looks, found.outside) == ("nps-u", 10, ())
    assert found.limits(3) == (found.chart.lower[3], found.chart.upper[3])


@pytest.mark.parametrize(
    ("metric", "n", "method"),
    [(CSAT, 60, "p"), (CSAT_MEAN, 60, "xmr"), (NPS, MANY, "xmr"), (CSAT, MANY, "laney-p")],
)
def test_chart_is_chosen_by_kind_and_number(metric, n, method):
    assert controlled(points_of(answers(STEADY, n=n), metric=metric), metric=metric).chart.method == method


def test_limits_of_a_mean_end_where_its_scale_does():
    fours = {day_of(month): 4 + (month % 2) * 16 for month in range(10)}  # of 20 answers
    rows = [
        row | {"csat": 4.0 if place % 20 < fours[row["local_date"]] else 5.0}
        for place, row in enumerate(answers(STEADY))
    ]
    found = controlled(points_of(rows, metric=CSAT_MEAN), metric=CSAT_MEAN)
    assert (found.chart.method, found.chart.upper) == ("xmr", (5.0,) * 10)
    assert found.chart.center + 3 * found.chart.errors[0] > 5


def test_point_far_off_stands_out():
    shares = [*STEADY, 0.2]
    found = controlled(points_of(exactly(shares)), metric=NPS)
    assert found.sure == (Outside(at=10, kind="below", sure=True),)
    # It pulls the centre down, and all that came before lies above it.
    assert found.outside == (Outside(at=9, kind="run", length=10), *found.sure)


def test_point_just_outside_of_many_is_marked_and_not_sure():
    shares = [0.6, 0.62, 0.58] * 11 + [0.76]
    found = controlled(points_of(exactly(shares)), metric=NPS)
    assert found.outside == (Outside(at=33, kind="above", sure=False),)
    assert found.sure == ()


def test_run_is_told_once_with_its_length():
    shares = [0.5] * 10 + [0.56] * 11
    found = controlled(points_of(exactly(shares)), metric=NPS)
    assert [(each.at, each.kind, each.length) for each in found.outside] == [(9, "run", 10), (20, "run", 11)]


def test_incomplete_period_is_never_judged():
    rows = [*exactly(STEADY), *people(50, day_of(10), nps=0.0)]
    points = points_of(rows)
    assert judged_places(points, metric=NPS) == tuple(range(11))
    cut = (*points[:-1], replace(points[-1], complete=False))
    found = controlled(cut, metric=NPS)
    assert (found.places, found.outside, found.limits(10)) == (tuple(range(10)), (), None)


def test_hidden_and_empty_periods_are_no_points():
    rows = [row for row in exactly(STEADY) if row["local_date"] != day_of(4)]
    empty = controlled(points_of(rows), metric=NPS)
    few = controlled(points_of([*rows, *people(4, day_of(4), nps=0.0)]), metric=NPS)
    assert empty.places == (0, 1, 2, 3, 5, 6, 7, 8, 9)
    # One more is hidden with the one of four, or their difference would show it.
    assert 4 not in few.places
    assert len(few.places) == 8


def test_too_few_periods_say_how_many_are_missing():
    found = controlled(points_of(exactly(STEADY[:5])), metric=NPS)
    assert (found.chart, found.needed, found.looks, FEWEST) == (None, 3, 0, 8)


def test_where_nothing_moves_there_is_no_chart():
    found = controlled(points_of(exactly([1.0] * 10)), metric=NPS)
    assert (found.chart, found.needed, found.outside, found.limits(0)) == (None, 0, (), None)


def test_level_breaks_in_the_month_it_broke_in():
    levels = followed_of(exactly([0.7] * 9 + [0.5] * 9)).course.levels
    (change,) = levels.changes
    assert (change.at, change.low, change.high, change.told) == (9, 9, 9, True)
    assert [(each.first, each.last, round(each.value, 9)) for each in levels.levels] == [
        (0, 8, 0.4),
        (9, 17, 0.0),
    ]
    assert (round(change.old, 9), round(change.new, 9), round(change.by.value, 9)) == (0.4, 0.0, -0.4)


def test_steady_metric_has_no_break_and_no_levels():
    levels = followed_of(exactly(STEADY)).course.levels
    assert (levels.changes, levels.levels, levels.looked) == ((), (), True)
    assert followed_of(exactly([1.0] * 10)).course.levels.looked is False
    assert followed_of(exactly(STEADY[:5])).course.levels.looked is False
    assert date(2024, 1, 10) == day_of(0)
