"""An analyst follows a metric over time, marks what happened, and reads the same in Persian."""

import pytest
from playwright.sync_api import Page, expect
from tests.stories.houses import House, speak

PAGE, FEWEST = "/understand/trends/", 8


@pytest.mark.parametrize("language", ["en", "fa"])
def test_metric_is_followed_marked_and_foreseen(reader: Page, demo_house: House, language: str) -> None:
    speak(reader, at=demo_house, language=language)
    try:
        _follow(reader, at=demo_house, language=language)
    finally:
        speak(reader, at=demo_house, language="en")


def _follow(reader: Page, *, at: House, language: str) -> None:
    words = f"New courier {language}"
    reader.goto(f"{at.address}/understand/metrics/")
    reader.locator(f'nav a[href="{PAGE}"]:visible').first.click()
    reader.wait_for_url(f"**{PAGE}")
    assert reader.locator("html").get_attribute("dir") == ("rtl" if language == "fa" else "ltr")
    assert reader.locator("h1").inner_text()
    chart = reader.locator(".wide-only svg.plot[role=img]").first
    expect(chart).to_be_visible()
    # The forecast takes longer than a page may, and comes by itself.
    expect(reader.locator("#forecast figure, #forecast .figure").first).to_be_visible(timeout=20_000)

    reader.locator('nav a.f[href*="every=week"]').click()
    reader.wait_for_url("**every=week**")
    reader.locator('nav a.f[href*="every=month"]').click()
    reader.wait_for_url("**every=month**")
    reader.locator("details.data summary").first.click()
    assert reader.locator("details.data table").first.locator("tbody tr").count() > FEWEST

    _mark(reader, words=words, day="1405-03-15" if language == "fa" else "2026-06-05")
    expect(reader.locator(".events")).to_contain_text(words)
    expect(reader.locator(".wide-only svg.plot").first).to_contain_text("۱" if language == "fa" else "1")
    _unmark(reader, at=at, words=words)


def _mark(reader: Page, *, words: str, day: str) -> None:
    """Fill the form below the chart; it leads back to the chart."""
    reader.locator("main details:has(input[name=words]) > summary").click()
    reader.locator("input[name=words]").fill(words)
    reader.locator("input[name=day]").fill(day)
    reader.locator("main form:has(input[name=words]) button.pri").click()
    reader.wait_for_url("**every=month**")


def _unmark(reader: Page, *, at: House, words: str) -> None:
    reader.goto(f"{at.address}{PAGE}marks/")
    reader.get_by_role("link", name=words).click()
    reader.locator('form[action$="/remove/"] button').click()
    reader.wait_for_url(f"**{PAGE}marks/")
    expect(reader.get_by_role("link", name=words)).to_have_count(0)


def test_forecast_has_an_address_of_its_own_without_scripts(reader: Page, demo_house: House) -> None:
    speak(reader, at=demo_house, language="en")
    reader.goto(f"{demo_house.address}{PAGE}forecast/")
    assert reader.locator("h1").inner_text()
    reader.get_by_role("link", name="Trends").first.click()
    expect(reader.locator("h1")).to_be_visible()
