"""The page of one metric: what it lists of many groups, and what a file holds of them."""

from datetime import date

import pytest
from tests import factories

from ninefold.engine.filters import Filter
from ninefold.engine.sight import EVERYTHING
from ninefold.kit.locales import Reader
from ninefold.kit.long_lists import MOST
from ninefold.understand.explorer.page import explorer_page, picture
from ninefold.understand.explorer.queries import explore

pytestmark = pytest.mark.django_db
FEBRUARY = Filter(sight=EVERYTHING, since=date(2026, 2, 1), until=date(2026, 3, 1))


@pytest.fixture
def found():
    """A hundred and twenty stores, from those all recommend to those nobody does."""
    of = factories.organisation()
    rows = [
        {"local_date": date(2026, 2, 10), "unit": f"Store {store:03}", "nps": 10.0 if answer < store else 3.0}
        for store in range(120)
        for answer in range(121)
    ]
    factories.answers(of=of, rows=rows)
    return explore(organisation=of, where=FEBRUARY, slug="nps", dimension="unit", reader=Reader())


def test_axis_holds_every_interval_that_is_listed(found):
    page = explorer_page(found=found, where=FEBRUARY)
    ends = [
        end * 100 for row in page.rows for end in (row.change.now.estimate.low, row.change.now.estimate.high)
    ]
    assert page.axis[0] <= min(ends)
    assert max(ends) <= page.axis[1]
    assert (len(page.rows), page.groups) == (MOST, 120)


def test_file_holds_all_groups(found):
    taken = picture(found=found, key="groups", threshold=10, reader=Reader())
    assert len(taken.table.rows) == 120
    assert picture(found=found, key="trend", threshold=10, reader=Reader()).key == "trend"
    assert picture(found=found, key="nothing", threshold=10, reader=Reader()) is None
