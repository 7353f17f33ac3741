"""The groups of a side as a table, with who answers for each."""

from datetime import date

import pytest
from tests import factories
from tests.understand.pages import crowd

from ninefold.engine.filters import Filter
from ninefold.engine.sight import EVERYTHING
from ninefold.kit.locales import Reader
from ninefold.site.home.groups import group_table
from ninefold.site.home.queries import overview

pytestmark = pytest.mark.django_db
WHERE = Filter(sight=EVERYTHING, since=date(2026, 2, 1), until=date(2026, 3, 1))


@pytest.fixture
def side():
    of = factories.organisation()
    factories.answers(of=of, rows=list(crowd()))
    found = overview(organisation=of, where=WHERE, reader=Reader())
    return next(each for each in found.breakdowns if each.dimension == "touchpoint")


def test_every_group_names_its_owner_and_leads_on(side):
    table = group_table(side=side, where=WHERE, owners={"Shop": "Ada"})
    owners = {row.name: row.owner for row in table.rows}
    assert (owners["Shop"], owners["App"]) == ("Ada", "")
    assert table.owned
    shop = next(row for row in table.rows if row.name == "Shop")
    assert shop.url == "/understand/metrics/?period=2026-02-01..2026-02-28&metric=nps&touchpoint=Shop"


def test_no_owner_at_all_says_nothing_of_owners(side):
    assert not group_table(side=side, where=WHERE, owners={}).owned


def test_table_of_some_groups_has_their_axis(side):
    table = group_table(side=side, where=WHERE, owners={}, among={"Shop"})
    assert [row.name for row in table.rows] == ["Shop"]
    estimate = table.rows[0].change.now.estimate
    assert table.axis[0] <= estimate.low * 100 <= estimate.high * 100 <= table.axis[1]


def test_table_is_no_longer_than_asked(side):
    assert len(group_table(side=side, where=WHERE, owners={}, most=1).rows) == 1
