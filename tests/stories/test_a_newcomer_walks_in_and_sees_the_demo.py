"""Somebody types one command, opens the link it printed, and stands before numbers that explain themselves."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect
from tests.stories.houses import House, walk_in


@pytest.fixture(scope="module")
def demo_house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """An example of its own: its link must not have been used."""
    from tests.stories.houses import house

    with house("demo", home=tmp_path_factory.mktemp("newcomer")) as opened:
        yield opened


@pytest.fixture(scope="module")
def page(browser: Browser, demo_house: House) -> Iterator[Page]:
    context = browser.new_context(viewport={"width": 1440, "height": 900})
    found = context.new_page()
    walk_in(found, link=demo_house.link)
    yield found
    context.close()


def test_the_link_leads_to_the_overview_with_a_finding_and_numbers(page: Page) -> None:
    expect(page.locator("h1")).to_have_text(
        re.compile(r"(got better|got worse|No key measure really changed)")
    )
    tiles = page.get_by_role("region", name="Key measures").locator(".tile")
    expect(tiles).to_have_count(4)
    for tile in tiles.all()[:3]:
        expect(tile.locator(".fig")).to_contain_text(
            re.compile(r"95% sure between .* and .*n [\d,]+", re.DOTALL)
        )


def test_every_figure_has_its_table_its_files_and_a_next_action(page: Page) -> None:
    expect(page.locator(".awaited")).to_have_count(0)
    figures = page.locator("section:has(> .figure)")
    assert figures.count() >= 3
    for figure in figures.all():
        assert figure.locator("details.data table").count() == 1
        assert [link.get_attribute("href") for link in figure.locator(".tools a").all()] != []
        expect(figure.locator(".next .btn")).to_have_count(1)


def test_a_number_opens_how_it_was_made_by_keyboard_and_esc_closes_it(page: Page) -> None:
    number = page.locator(".tiles .num").first
    number.focus()
    page.keyboard.press("Enter")
    panel = page.get_by_role("dialog", name="NPS")
    expect(panel).to_be_visible()
    for told in ("Formula", "Counted", "Left out", "Weights", "Definition", "Query"):
        expect(panel).to_contain_text(told)
    page.keyboard.press("Escape")
    expect(panel).to_be_hidden()
    expect(number).to_be_focused()


def test_the_query_in_the_panel_answers_with_the_same_number(page: Page, demo_house: House) -> None:
    panel = page.locator("#p-nps")
    query = panel.locator("code.wrap").text_content()
    told = page.request.get(f"{demo_house.address}{query}").json()
    shown = page.locator(".tiles .num bdi").first.text_content()
    assert shown == f"{told['total']['now']['value']:.1f}".replace("-", "\u2212")


def test_the_link_works_once(browser: Browser, page: Page, demo_house: House) -> None:
    stranger = browser.new_context()
    again = stranger.new_page()
    again.goto(demo_house.link)
    expect(again.locator("h1")).to_have_text("This link was used before.")
    stranger.close()
