"""An owner gives a role in a region, looks through the eyes of who has it, and keeps a view for all."""

import re

import pytest
from playwright.sync_api import Page, expect
from tests.stories.houses import House, speak

from ninefold.demo.world.company import UNITS

REGION = {unit.name for unit in UNITS if unit.parent == "North"}
WORDS = {
    "en": ("See what they see", "End", "Keep this view", "Keep it"),
    "fa": ("دیدن از نگاه این عضو", "پایان", "ذخیرهٔ این نما", "ذخیره"),
}


def answers(page: Page) -> int:
    digits = str.maketrans("۰۱۲۳۴۵۶۷۸۹", "0123456789")
    told = page.locator(".filters .tot").inner_text().translate(digits)
    return int(re.sub(r"\D", "", told))


def units(page: Page, *, at: House) -> set[str]:
    page.goto(f"{at.address}/understand/metrics/?by=unit")
    return set(page.locator("table.t tbody a bdi").all_inner_texts())


@pytest.mark.parametrize("language", ["en", "fa"])
def test_a_manager_sees_the_units_of_the_region_and_no_others(
    reader: Page, demo_house: House, language: str
) -> None:
    look, end, _keep, _done = WORDS[language]
    speak(reader, at=demo_house, language=language)
    reader.goto(demo_house.address)
    everybody = answers(reader)
    assert units(reader, at=demo_house) > REGION
    reader.goto(f"{demo_house.address}/people/members/")
    reader.get_by_role("link", name="Mara Lind").click()
    reader.get_by_role("button", name=look).click()
    expect(reader.locator(".preview")).to_contain_text("Mara Lind")
    assert 0 < answers(reader) < everybody
    assert units(reader, at=demo_house) == REGION
    refused = reader.goto(f"{demo_house.address}/listen/sources/")
    assert refused is not None
    assert refused.status == 403
    reader.get_by_role("button", name=end, exact=True).click()
    reader.goto(demo_house.address)
    assert answers(reader) == everybody
    speak(reader, at=demo_house, language="en")


@pytest.mark.parametrize("language", ["en", "fa"])
def test_a_view_is_kept_and_found_again(reader: Page, demo_house: House, language: str) -> None:
    _look, _end, keep, done = WORDS[language]
    speak(reader, at=demo_house, language=language)
    reader.goto(f"{demo_house.address}/understand/metrics/?touchpoint=Delivery")
    shown = answers(reader)
    reader.get_by_role("link", name=keep).click()
    reader.locator("input[name=name]").fill(f"Delivery {language}")
    reader.get_by_role("button", name=done, exact=True).click()
    reader.get_by_role("link", name=f"Delivery {language}").click()
    assert answers(reader) == shown
    speak(reader, at=demo_house, language="en")
