"""Somebody who has never seen the example asks five questions of it: each is answered within three clicks."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect
from tests.stories.houses import House, speak

CLICKS = 3


@pytest.fixture(params=["en", "fa"])
def newcomer(reader: Page, demo_house: House, request: pytest.FixtureRequest) -> Iterator[Page]:
    """On the Overview, in a language from left to right and one from right to left."""
    speak(reader, at=demo_house, language=request.param)
    reader.goto(demo_house.address)
    yield reader
    speak(reader, at=demo_house, language="en")


def clicked(page: Page, *addresses: str) -> str:
    """Follow links by where they lead, and give the finding they lead to."""
    assert len(addresses) <= CLICKS
    for address in addresses:
        page.locator(f'a[href^="{address}"]:visible').first.click()
        page.wait_for_url(re.compile(re.escape(address)))
    finding = page.locator("main h1")
    expect(finding).not_to_be_empty()
    return finding.inner_text()


def test_what_changed(newcomer: Page) -> None:
    finding = clicked(newcomer, "/understand/changes/")
    rows = newcomer.locator("main section table.t tbody tr").count()
    # Either something is named with its size and its n, or it is said that nothing really changed.
    assert rows > 0 or newcomer.locator(".empty").count() == 1
    assert newcomer.locator("main .finding p").count() >= 1
    assert finding.endswith(".")


def test_what_goes_with_it(newcomer: Page) -> None:
    finding = clicked(newcomer, "/understand/changes/", "/understand/drivers/")
    newcomer.goto(newcomer.url.partition("?")[0])
    assert "The delivery kept its promise" in newcomer.locator("main h1").inner_text()
    assert finding.endswith(".")
    first = newcomer.locator("table.drv tbody tr").first
    expect(first).to_contain_text("The delivery kept its promise")
    expect(newcomer.locator(".caution")).to_be_visible()


def test_where_the_weakest_step_is(newcomer: Page) -> None:
    finding = clicked(newcomer, "/understand/changes/", "/understand/journeys/")
    assert finding.endswith(".")
    assert newcomer.locator("table.journey tbody tr").count() > 3


def test_which_store_really_differs(newcomer: Page) -> None:
    finding = clicked(newcomer, "/understand/changes/", "/understand/groups/")
    assert finding.endswith(".")
    assert newcomer.locator("main table tbody tr:visible").count() > 1


def test_whether_it_is_over(newcomer: Page) -> None:
    finding = clicked(newcomer, "/understand/changes/", "/understand/trends/")
    assert finding.endswith(".")
    expect(newcomer.locator("main .figure:visible").first).to_be_visible()
