"""Somebody who has never seen the example asks five questions of it: each is answered within three clicks."""

import re

import pytest
from playwright.sync_api import Page, expect
from tests.stories.houses import House, speak

CLICKS = 3


def clicked(page: Page, *addresses: str) -> str:
    """Follow links by where they lead, and give the finding they lead to."""
    assert len(addresses) <= CLICKS
    for address in addresses:
        page.locator(f'a[href^="{address}"]:visible').first.click()
        page.wait_for_url(re.compile(re.escape(address)))
    finding = page.locator("main h1")
    expect(finding).not_to_be_empty()
    return finding.inner_text()


def what_changed(page: Page) -> None:
    finding = clicked(page, "/understand/changes/")
    rows = page.locator("main section table.t tbody tr").count()
    # Either something is named with its size and its n, or it is said that nothing really changed.
    assert rows > 0 or page.locator(".empty").count() == 1
    assert page.locator("main .finding p").count() >= 1
    assert finding.endswith(".")


def what_goes_with_it(page: Page) -> None:
    finding = clicked(page, "/understand/changes/", "/understand/drivers/")
    page.goto(page.url.partition("?")[0])
    assert "The delivery kept its promise" in page.locator("main h1").inner_text()
    assert finding.endswith(".")
    first = page.locator("table.drv tbody tr").first
    expect(first).to_contain_text("The delivery kept its promise")
    expect(page.locator(".caution")).to_be_visible()


def where_the_weakest_step_is(page: Page) -> None:
    finding = clicked(page, "/understand/changes/", "/understand/journeys/")
    assert finding.endswith(".")
    assert page.locator("table.journey tbody tr").count() > 3
    # How it is gone through takes longer than a page may, and comes by itself.
    expect(page.locator("#runs .figure").first).to_be_visible(timeout=20_000)


def which_store_really_differs(page: Page) -> None:
    finding = clicked(page, "/understand/changes/", "/understand/groups/")
    assert finding.endswith(".")
    assert page.locator("main table tbody tr:visible").count() > 1


def whether_it_is_over(page: Page) -> None:
    finding = clicked(page, "/understand/changes/", "/understand/trends/")
    assert finding.endswith(".")
    expect(page.locator("main .figure:visible").first).to_be_visible()


@pytest.mark.parametrize("language", ["en", "fa"])
def test_each_question_is_answered_within_three_clicks(
    reader: Page, demo_house: House, language: str
) -> None:
    speak(reader, at=demo_house, language=language)
    asked = (
        what_changed,
        what_goes_with_it,
        where_the_weakest_step_is,
        which_store_really_differs,
        whether_it_is_over,
    )
    for question in asked:
        reader.goto(demo_house.address)
        question(reader)
    speak(reader, at=demo_house, language="en")
