"""Groups side by side on a page: their order."""

import pytest
from tests.understand.comparisons.lived import past_of

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
