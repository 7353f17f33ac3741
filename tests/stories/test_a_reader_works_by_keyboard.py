"""Everything can be reached and done without a mouse, and the eye can follow."""

import re

from playwright.sync_api import Locator, Page, expect
from tests.stories.houses import House, speak


def outline(page: Page) -> str:
    drawn: str = page.evaluate("getComputedStyle(document.activeElement).outlineStyle")
    return drawn


def test_the_first_tab_offers_to_skip_to_the_content(reader: Page, demo_house: House) -> None:
    speak(reader, at=demo_house, language="en")
    reader.goto(demo_house.address)
    reader.keyboard.press("Tab")
    skip = reader.get_by_role("link", name="Skip to content")
    expect(skip).to_be_focused()
    expect(skip).to_be_in_viewport()
    reader.keyboard.press("Enter")
    expect(reader.locator("#main")).to_be_focused()


def test_the_focus_is_seen_wherever_it_goes(reader: Page, demo_house: House) -> None:
    reader.goto(demo_house.address)
    unseen = []
    for _ in range(40):
        reader.keyboard.press("Tab")
        if outline(reader) in {"none", ""}:
            unseen.append(reader.evaluate("document.activeElement.outerHTML.slice(0, 80)"))
    assert unseen == []


def test_single_keys_search_and_go(reader: Page, demo_house: House) -> None:
    reader.goto(f"{demo_house.address}/listen/comments/")
    reader.keyboard.press("/")
    expect(reader.get_by_role("searchbox")).to_be_focused()
    reader.keyboard.type("g o")  # in a field, letters are letters
    expect(reader.get_by_role("searchbox")).to_have_value("g o")
    reader.keyboard.press("Tab")
    for letter, path in (("u", "/understand/changes/"), ("l", "/listen/comments/"), ("o", "/")):
        reader.keyboard.press("g")
        reader.keyboard.press(letter)
        reader.wait_for_url(f"{demo_house.address}{path}")
    reader.keyboard.press("/")
    reader.wait_for_url(re.compile(r"/(listen/comments/)?$"))


def test_shortcuts_are_listed_and_can_be_switched_off(reader: Page, demo_house: House) -> None:
    reader.goto(f"{demo_house.address}/listen/comments/")
    reader.keyboard.press("?")
    keys = reader.get_by_role("dialog", name="Keyboard shortcuts")
    expect(keys).to_be_visible()
    keys.get_by_label("Use single keys on this device").uncheck()
    reader.keyboard.press("Escape")
    expect(keys).to_be_hidden()
    reader.locator("#main").focus()
    reader.keyboard.press("/")
    expect(reader.get_by_role("searchbox")).not_to_be_focused()


def filter_called(reader: Page, name: str) -> Locator:
    return reader.locator("summary.f").filter(has_text=name)


def test_a_filter_opens_alone_and_esc_gives_the_focus_back(reader: Page, demo_house: House) -> None:
    reader.goto(demo_house.address)
    opened = reader.locator("details.pick[open]")
    period, touchpoint = (filter_called(reader, name) for name in ("Period", "Touchpoint"))
    period.focus()
    reader.keyboard.press("Enter")
    expect(opened).to_have_count(1)
    touchpoint.focus()
    reader.keyboard.press("Enter")
    expect(opened).to_have_count(1)
    reader.keyboard.press("Tab")
    expect(reader.get_by_role("checkbox").first).to_be_focused()
    reader.keyboard.press("Escape")
    expect(opened).to_have_count(0)
    expect(touchpoint).to_be_focused()


def test_a_filter_is_chosen_and_lands_in_the_address(reader: Page, demo_house: House) -> None:
    reader.goto(demo_house.address)
    filter_called(reader, "Touchpoint").focus()
    reader.keyboard.press("Enter")
    reader.get_by_role("checkbox", name="Delivery", exact=True).focus()
    reader.keyboard.press("Space")
    reader.keyboard.press("Enter")
    reader.wait_for_url("**touchpoint=Delivery**")
    expect(reader.locator("summary.f.on")).to_contain_text(["Delivery"])
