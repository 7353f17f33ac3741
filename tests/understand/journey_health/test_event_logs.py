"""A real event log, imported as its owner would, becomes the published cases and variants on the page."""

from datetime import UTC, datetime

import pytest
from click.testing import CliRunner
from tests import factories
from tests.listen.sources.logs import log
from tests.understand.pages import plain

from ninefold.engine.filters import Filter
from ninefold.engine.sight import EVERYTHING
from ninefold.journeys.touchpoints.queries import names_in_data
from ninefold.kit.locales import Reader
from ninefold.site.commands.import_command import import_command
from ninefold.understand.journey_health.looks import look_at
from ninefold.understand.journey_health.runs_queries import walked

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("name", "cases", "events", "ways"),
    [("helpdesk.xes.gz", 4_580, 21_348, 226), ("08_receipt.xes.gz", 1_434, 8_577, 116)],
)
def test_imported_log_has_the_published_cases_and_variants(name, cases, events, ways):
    of = factories.organisation()
    done = CliRunner().invoke(import_command, [str(log(name))], catch_exceptions=False)
    assert done.exit_code == 0
    kinds = sorted(names_in_data(organisation=of).events)
    touchpoints = [factories.touchpoint(of=of, name=f"At {kind}", events=[kind]) for kind in kinds]
    made = factories.journey(of=of, name="Ticket", key="case", stages={"All of it": touchpoints})
    everything = Filter(
        sight=EVERYTHING,
        since=datetime(1970, 1, 1, tzinfo=UTC).date(),
        until=datetime(2020, 1, 1, tzinfo=UTC).date(),
    )
    asked = look_at(
        organisation=of, journey=made, where=everything, slug="", at=datetime.now(UTC),
        reader=Reader(language="en"),
    )  # fmt: skip
    runs = walked(asked).runs
    assert (runs.n, runs.events, runs.ways) == (cases, events, ways)
    client = factories.browser(of=factories.member(of=of))
    text = plain(client.get(f"/understand/journeys/{made.pk}/runs/?period=1970-01-01..2020-12-31"))
    assert f"{cases:,} runs" in text
    assert f"{ways:,} different ways" in text
