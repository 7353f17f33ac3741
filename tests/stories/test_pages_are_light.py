"""A first visit to the Overview costs a phone on a slow line no more than 150 KB; a second one only the page."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page
from tests.stories.houses import House, State

MOST = 150_000
MOST_AGAIN = 60_000


@pytest.fixture
def page(browser: Browser, demo_member: State) -> Iterator[Page]:
    context = browser.new_context(storage_state=demo_member, viewport={"width": 390, "height": 844})
    yield context.new_page()
    context.close()


def received(page: Page, address: str) -> dict[str, int]:
    """Load a page and count what came over the wire, head and body, by address."""
    session = page.context.new_cdp_session(page)
    session.send("Network.enable")
    names: dict[str, str] = {}
    sizes: dict[str, int] = {}
    session.on(
        "Network.responseReceived", lambda event: names.update({event["requestId"]: event["response"]["url"]})
    )
    session.on(
        "Network.loadingFinished",
        lambda event: sizes.update({event["requestId"]: int(event["encodedDataLength"])}),
    )
    page.goto(address, wait_until="networkidle")
    session.detach()
    return {names[request]: size for request, size in sizes.items() if names[request].startswith("http")}


def test_first_load_of_the_overview(page: Page, demo_house: House) -> None:
    parts = received(page, demo_house.address)
    assert {address.split("/")[2] for address in parts} == {demo_house.address.removeprefix("http://")}
    assert sum(parts.values()) <= MOST, parts


def test_second_load_of_the_overview(page: Page, demo_house: House) -> None:
    page.goto(demo_house.address, wait_until="networkidle")
    assert sum(received(page, demo_house.address).values()) <= MOST_AGAIN
