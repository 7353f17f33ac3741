"""At 390 pixels fingers find their targets; that no page is wider than the screen is seen where axe looks at all."""

import pytest
from playwright.sync_api import Browser
from tests.stories.houses import House, State, speak, whole

WIDTH = 390
TOUCH = 32
PAGES = ("/", "/understand/changes/", "/understand/drivers/", "/understand/groups/", "/listen/comments/")


@pytest.mark.parametrize("language", ["en", "fa"])
def test_fingers_find_their_targets(
    browser: Browser, demo_house: House, demo_member: State, language: str
) -> None:
    context = browser.new_context(
        storage_state=demo_member,
        viewport={"width": WIDTH, "height": 844},
        has_touch=True,
        is_mobile=True,
    )
    page = context.new_page()
    speak(page, at=demo_house, language=language)
    wide, low = {}, []
    for path in PAGES:
        whole(page, demo_house.address + path)
        if (width := page.evaluate("document.documentElement.scrollWidth")) > WIDTH:
            wide[path] = width
        low += [
            (path, box)
            for one in page.locator("main .btn:visible, .phone-nav a").all()
            if (box := one.bounding_box()) and box["height"] < TOUCH
        ]
    speak(page, at=demo_house, language="en")
    context.close()
    assert (wide, low) == ({}, [])
