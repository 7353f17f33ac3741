"""A manager asks which store really differs: two clicks to the finding, then a mix held equal, then the past."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect
from tests.stories.axe import violations
from tests.stories.houses import House, State, speak

YEARS = "?period=2025-01-01..2030-01-01"


@pytest.fixture(params=["en", "fa"])
def manager(
    request: pytest.FixtureRequest, browser: Browser, demo_house: House, demo_member: State
) -> Iterator[Page]:
    context = browser.new_context(
        storage_state=demo_member,
        viewport={"width": 1440, "height": 900},
        bypass_csp=True,
    )
    page = context.new_page()
    speak(page, at=demo_house, language=request.param)
    yield page
    speak(page, at=demo_house, language="en")
    context.close()


def verdicts(page: Page) -> dict[str, int]:
    kinds = ("better", "worse", "none", "few")
    return {kind: page.locator(f"table.groups tbody .v.{kind}").count() for kind in kinds}


def test_the_finding_is_two_clicks_away_and_says_what_the_table_says(
    manager: Page, demo_house: House
) -> None:
    manager.goto(demo_house.address)
    manager.locator('nav a[href^="/understand/"]:visible').first.click()
    manager.locator('nav a[href="/understand/groups/"]:visible').first.click()
    expect(manager.locator("h1")).not_to_be_empty()
    manager.goto(f"{demo_house.address}/understand/groups/{YEARS}&metric=csat-mean")
    told = verdicts(manager)
    assert told["worse"] + told["better"] >= 1
    title = manager.locator("h1").inner_text()
    named = re.findall("\u2068(.*?)\u2069", title)
    assert len(named) == min(3, told["worse"]) + min(3, told["better"])
    rows = manager.locator("table.groups tbody tr", has=manager.locator(".v.worse, .v.better"))
    different = rows.locator(".nm").all_inner_texts()
    assert set(named) <= set(different)


def test_a_mix_is_held_equal_and_the_past_looked_at_by_one_click_each(
    manager: Page, demo_house: House
) -> None:
    manager.goto(f"{demo_house.address}/understand/groups/{YEARS}&metric=csat-mean")
    columns = manager.locator("table.groups th").count()
    manager.locator('nav.picks a[href*="mix=segment"]').click()
    expect(manager.locator("table.groups th")).to_have_count(columns + 1)
    assert manager.locator('nav.picks a[aria-current][href$="mix="]').count() == 1
    manager.locator('nav.picks a[href*="look=before"]').click()
    expect(manager).to_have_url(re.compile("look=before"))
    assert manager.locator("table.groups tbody tr").count() > 10
    assert violations(manager) == []


def test_the_funnel_has_its_table_its_files_and_a_next_action(manager: Page, demo_house: House) -> None:
    manager.goto(f"{demo_house.address}/understand/groups/{YEARS}&metric=csat-mean")
    figure = manager.locator("section:has(> .figure)")
    expect(figure).to_have_count(1)
    assert figure.locator("details.data table").count() == 1
    assert figure.locator(".tools a").count() == 3
    expect(figure.locator(".next .btn")).to_have_count(1)
    with manager.expect_download() as taken:
        figure.locator(".tools a", has_text="CSV").click()
    assert taken.value.suggested_filename == "ninefold-funnel.csv"
    assert violations(manager) == []
