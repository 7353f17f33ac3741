"""A filter that leaves three people and one that leaves nobody lead to the same page."""

import re
from datetime import date

import pytest
from tests import factories
from tests.understand.journey_health.lived import ANSWERS, PERIOD, answers, house

pytestmark = pytest.mark.django_db
PAGES = (
    "/", "/understand/metrics/", "/understand/changes/", "/understand/drivers/", "/understand/trends/",
    "/understand/trends/forecast/", "/understand/groups/", "/understand/groups/?look=before",
    "/understand/definitions/nps/", "/understand/benchmarks/", "/listen/comments/",
)  # fmt: skip


def words(html, *, unit):
    """What is written before the end of the main part, without the units: a filter offers those that answered."""
    told = re.sub(r"<[^>]+>", " ", html.partition("</main>")[0].replace(unit, "Unit"))
    return [word for word in told.split() if word not in {"Unit", "Few"}]


@pytest.mark.parametrize("query", ["", PERIOD])
@pytest.mark.parametrize("page", PAGES)
def test_few_look_like_nobody(page, query):
    few = [
        {**row, "local_date": date(2026, 2, 12 + place)}
        for place, row in enumerate(answers(3, touchpoint="web", nps=(9,), start=900, unit="Few"))
    ]
    before = [
        {**row, "local_date": date(2026, 1, 5)}
        for row in answers(40, touchpoint="web", nps=(9, 3), start=2000)
    ]
    of, _journey = house(rows=[*ANSWERS, *few, *before])
    client = factories.browser(of=factories.member(of=of))
    address = f"{page}{'&' if '?' in page else '?'}{query}"
    seen = {
        unit: words(client.get(f"{address}&unit={unit}", follow=True).content.decode(), unit=unit)
        for unit in ("Few", "Nil")
    }
    assert seen["Few"] == seen["Nil"]
    assert len(seen["Nil"]) > 50
