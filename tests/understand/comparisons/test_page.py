"""Groups side by side on a page: their order."""

import pytest
from tests.understand.comparisons.lived import fair_of, noise, past_of

from ninefold.engine.filters import Filter
from ninefold.engine.sight import EVERYTHING
from ninefold.kit.locales import Reader
from ninefold.understand.comparisons.page import Shown, groups_page

NOW = [("Best", 90, 8, 2), ("Alone", 0, 0, 0), ("Worst", 20, 20, 60), ("Mid", 60, 50, 40)]
BEFORE = [("Best", 50, 30, 20), ("Alone", 50, 30, 20), ("Worst", 50, 30, 20), ("Mid", 50, 30, 20)]


@pytest.mark.parametrize(
    ("sort", "names"),
    [
        ("likely", ["Worst", "Mid", "Best", "Alone"]),
        ("name", ["Best", "Mid", "Worst", "Alone"]),
        ("size", ["Mid", "Best", "Worst", "Alone"]),
    ],
)
def test_groups_that_nobody_may_see_stand_last_in_every_order(sort, names):
    shown = Shown(reader=Reader(), threshold=10, sort=sort)
    page = groups_page(fair=past_of(NOW, BEFORE), where=Filter(sight=EVERYTHING), shown=shown)
    assert [row.name for row in page.rows] == names


def test_funnel_marks_those_that_lie_beyond_the_limits_of_chance():
    fair = fair_of([*noise(3), ("Worst", 20, 20, 60), ("Best", 95, 5, 0)])
    page = groups_page(fair=fair, where=Filter(sight=EVERYTHING), shown=Shown(reader=Reader(), threshold=10))
    limits = fair.found.standings.funnel
    for point in page.funnel.data["points"]:
        low, high = limits.limits(n=point["n"], level=0.95)
        assert point["outside"] == (not low <= point["value"] / 100 <= high)
    outside = [point["name"] for point in page.funnel.data["points"] if point["outside"]]
    assert set(outside[:2]) == {"Worst", "Best"}
    assert len(outside) < 10
