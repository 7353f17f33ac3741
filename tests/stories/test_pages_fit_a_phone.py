"""At 390 pixels no page is wider than the screen, in either direction of writing, and fingers find their targets."""

import pytest
from playwright.sync_api import Browser, Page
from tests.stories.houses import House, State, speak
from tests.stories.test_pages_have_no_accessibility_faults import PAGES

WIDTH = 390
TOUCH = 32


@pytest.mark.parametrize("language", ["en", "fa"])
def test_no_page_scrolls_sideways(
    browser: Browser, demo_house: House, demo_member: State, language: str
) -> None:
    context = browser.new_context(
        storage_state=demo_member,  # type: ignore[arg-type]
        viewport={"width": WIDTH, "height": 844},
        has_touch=True,
        is_mobile=True,
    )
    page = context.new_page()
    speak(page, at=demo_house, language=language)
    wide = {path: width for path in PAGES if (width := _width(page, demo_house.address + path)) > WIDTH}
    page.goto(demo_house.address)
    low = [
        box
        for one in page.locator("main .btn:visible, .phone-nav a").all()
        if (box := one.bounding_box()) and box["height"] < TOUCH
    ]
    speak(page, at=demo_house, language="en")
    context.close()
    assert (wide, low) == ({}, [])


def _width(page: Page, address: str) -> int:
    page.goto(address)
    page.locator("details.data").evaluate_all("all => all.forEach(one => { one.open = true; })")
    width: int = page.evaluate("document.documentElement.scrollWidth")
    return width
