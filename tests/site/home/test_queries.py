"""What the Overview gathers: equal to plain Python, one stated family of looks, silence where nothing happened."""

import random
from datetime import date, timedelta

import pytest
from tests import factories
from tests.understand import by_hand
from tests.understand.comparisons.test_queries import benjamini_hochberg
from tests.understand.pages import crowd, people

from cxstats.estimate import Verdict
from ninefold.engine.filters import Filter
from ninefold.engine.sight import EVERYTHING
from ninefold.kit.locales import Reader
from ninefold.listen.surveys.queries import Scale
from ninefold.site.home.queries import key_metrics, latest_words, overview
from ninefold.understand.metrics.registry import one_a_question, standard

pytestmark = pytest.mark.django_db
FEBRUARY = Filter(sight=EVERYTHING, since=date(2026, 2, 1), until=date(2026, 3, 1))
ROWS = by_hand.many(3000)


def house(rows=ROWS):
    of = factories.organisation()
    factories.answers(of=of, rows=rows)
    return of


def seen(of, where=FEBRUARY, **more):
    return overview(organisation=of, where=where, reader=Reader(**more))


def test_tiles_equal_plain_python():
    found = seen(house())
    now = by_hand.within(ROWS, date(2026, 2, 1), date(2026, 2, 28))
    before = by_hand.within(ROWS, date(2026, 1, 4), date(2026, 1, 31))
    nps, csat, ces = found.tiles
    assert (nps.now.estimate.value, nps.before.estimate.value) == (by_hand.nps(now), by_hand.nps(before))
    assert (csat.metric.slug, csat.now.estimate.value) == ("csat", by_hand.top_two(now))
    assert ces.now.estimate.value == pytest.approx(by_hand.mean(now, "ces", 1, 7), rel=1e-12)
    assert found.answers == len(now)
    assert nps.now.weighted.value == pytest.approx(
        by_hand.weighted(now, "nps", 0, 10, by_hand.net), rel=1e-12
    )


def test_answers_0_to_10_are_counted():
    now = by_hand.within(ROWS, date(2026, 2, 1), date(2026, 2, 28))
    assert seen(house()).recommendations == tuple(
        sum(row["nps"] == each for row in now) for each in range(11)
    )


def test_all_looks_of_the_page_are_one_family():
    found = seen(house())
    looks = [*found.tiles, *(change for side in found.breakdowns for change in side.changes)]
    # Beside them the item is looked at, which has no tile.
    assert found.family.size == 3 + 1 + sum(
        change.difference is not None for side in found.breakdowns for change in side.changes
    )
    assert found.unchanged + len(found.changed) == found.family.size
    assert (found.family.method, found.family.alpha) == ("benjamini-hochberg", 0.05)
    p_values = [change.difference.p_value for change in looks]
    assert len(benjamini_hochberg(p_values, 0.05)) == len(found.changed) == 0


def test_sides_are_the_first_two_with_groups_and_the_surest_to_be_weak_comes_first():
    found = seen(house())
    assert [side.dimension for side in found.breakdowns] == ["touchpoint", "unit"]
    for side in found.breakdowns:
        uppers = [change.now.estimate.high for change in side.changes]
        assert uppers == sorted(uppers)


@pytest.mark.parametrize("first", [1 << 14, 1], ids=["seen in the first rows", "not seen there"])
def test_side_of_too_many_groups_makes_room_for_the_next(monkeypatch, first):
    monkeypatch.setattr("ninefold.site.home.queries.MOST_GROUPS", 3)
    monkeypatch.setattr("ninefold.engine.values.FIRST", first)
    rows = [
        {**row, "touchpoint": f"T{place % 5}", "unit": f"U{place % 2}"} for place, row in enumerate(crowd())
    ]
    assert [side.dimension for side in seen(house(rows)).breakdowns][:1] == ["unit"]


def test_hidden_groups_stand_last_by_name():
    rows = [*crowd(), *people(2, start=900, touchpoint="Aisle"), *people(9, start=950, touchpoint="Zoo")]
    (side, *_rest) = seen(house(rows)).breakdowns
    assert [change.name for change in side.changes if change.now.hidden] == ["Aisle", "Web", "Zoo"]
    assert [change.now.hidden for change in side.changes] == [False, False, False, True, True, True]


def test_planted_change_is_found_and_named():
    dice = random.Random(3)
    rows = [
        {
            "nps": 10.0 if dice.random() < (0.2 if day.month == 2 and place == "Web" else 0.6) else 3.0,
            "touchpoint": place, "local_date": day,
        }
        for place in ("Web", "Shop", "Help")
        for month in (1, 2)
        for day in [date(2026, month, 5 + n % 20) for n in range(150)]
    ]  # fmt: skip
    found = seen(house(rows))
    assert [(change.name, change.verdict) for change in found.changed if change.group] == [
        ("Web", Verdict.WORSE)
    ]


def test_months_are_the_last_thirteen_of_the_readers_calendar():
    rows = [{"nps": float(n % 11), "local_date": date(2024, 6, 1) + timedelta(days=n)} for n in range(700)]
    of = house(rows)
    assert [point.period.start for point in seen(of, Filter(sight=EVERYTHING)).points] == [
        date(2025 + (n + 4) // 12, (n + 4) % 12 + 1, 1) for n in range(13)
    ]
    persian = seen(of, Filter(sight=EVERYTHING), language="fa", calendar="persian").points
    assert persian[-1].period.start == date(2026, 4, 21)  # Ordibehesht 1405
    assert len(persian) == 13


def test_nothing_imported_or_selected_is_nothing():
    assert seen(factories.organisation(), Filter(sight=EVERYTHING)) is None
    assert seen(house(), Filter(sight=EVERYTHING, unit=("Nowhere",))) is None
    assert seen(house(), Filter(sight=EVERYTHING, since=date(2031, 1, 1), until=date(2032, 1, 1))) is None
    assert seen(house([{"comment": "no scale", "person": "x"}]), Filter(sight=EVERYTHING)) is None


def test_few_people_have_no_numbers_at_all():
    of = house(people(9, comment="x") * 5)
    found = seen(of)
    assert latest_words(organisation=of, where=FEBRUARY).total is None
    assert (found.answers, found.recommendations, found.family.size) == (None, (), 0)
    assert [tile.now.hidden for tile in found.tiles] == [True, True]
    assert {tile.now.weighted for tile in found.tiles} == {None}


def test_house_without_a_recommendation_question_has_no_such_answers():
    assert seen(house([{"ces": 3.0, "local_date": date(2026, 2, 2)}] * 20)).recommendations == ()


def test_one_value_is_no_side_to_compare():
    assert seen(house(people(40, touchpoint="Shop"))).breakdowns == ()


def test_key_metrics_are_the_standard_ones_else_the_first_questions():
    scales = [Scale(column=c, low=1, high=5, title=c, role="item") for c in ("q_a", "q_b", "q_c", "q_d")]
    assert [m.slug for m in key_metrics(standard(scales=scales))] == ["q_a", "q_b", "q_c"]
    scales += [
        Scale(column="nps", low=0, high=10, title="", role="nps"),
        Scale(column="csat", low=1, high=5, title="", role="csat"),
    ]
    assert [m.slug for m in key_metrics(standard(scales=scales))] == ["nps", "csat", "q_a"]


def test_one_metric_a_question_is_looked_at():
    scales = [
        Scale(column="csat", low=1, high=5, title="", role="csat"),
        Scale(column="q_a", low=1, high=5, title="", role="item"),
    ]
    assert [m.slug for m in one_a_question(standard(scales=scales))] == ["csat", "q_a"]


def test_numbers_are_those_of_the_latest_import():
    of = house(people(40, start=0))
    before = seen(of).answers
    factories.answers(of=of, rows=people(30, start=100))
    assert (before, seen(of).answers) == (40, 70)


def test_other_threshold_is_obeyed_at_once():
    of = house(people(12))
    shown = seen(of).answers
    of.threshold = 20
    of.save()
    assert (shown, seen(of).answers) == (12, None)
