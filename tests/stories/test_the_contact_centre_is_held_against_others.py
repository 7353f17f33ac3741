"""An analyst brings a published table, holds the contact centre against it, and meets a refusal."""

import re
from collections.abc import Sequence
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect
from tests.stories.axe import OF_COLOURS, violations
from tests.stories.houses import House, speak

TABLE = "Company,Score,Lower limit,Upper limit,n\nLoft,41,38,44,2100\nCasa,−80,−90,−70,900\nBord,95,,,\nLost,n/a,,,\n"
SAID = {
    "name": "Furniture retailers 2025",
    "source": "Retail Panel Institute",
    "since": "2025/01/01",
    "until": "2025/12/31",
}
PATHS = ("", "bring/", "{}/", "{}/?metric=csat", "{}/remove/")


@pytest.fixture
def table(tmp_path: Path) -> Path:
    place = tmp_path / "retailers.csv"
    place.write_text(TABLE, encoding="utf-8")
    return place


def bring(page: Page, *, at: House, table: Path) -> str:
    """Give the file, look at what was understood, keep it; the address of the set."""
    page.goto(f"{at.address}/understand/benchmarks/bring/")
    page.locator("main input[type=file]").set_input_files(table)
    for name, text in SAID.items():
        page.locator(f"main [name={name}]").fill(text)
    page.locator("main [name=kind]").select_option("nps")
    page.locator("main [name=method]").select_option("web")
    page.locator("main form .btn.pri").click()
    expect(page.locator("#understood")).to_contain_text("Casa")
    expect(page.locator("main")).to_contain_text("n/a")
    page.locator("main button[name=keep]").click()
    page.wait_for_url(re.compile(r"/understand/benchmarks/\d+/$"))
    return page.url


def say_how_ours_is_asked(page: Page) -> None:
    """Note for each of our surveys that it is asked on the web."""
    for place in range(page.locator("main select[name=method]").count()):
        page.locator("main select[name=method]").nth(place).select_option("web")
        with page.expect_navigation():
            page.locator("main form:has(select[name=method]) .btn").nth(place).click()


@pytest.mark.parametrize("language", ["en", "fa"])
def test_the_contact_centre_is_compared_and_another_scale_refused(
    reader: Page, demo_house: House, table: Path, language: str
) -> None:
    speak(reader, at=demo_house, language=language)
    address = bring(reader, at=demo_house, table=table)
    say_how_ours_is_asked(reader)
    reader.locator("main nav.switch a", has_text="Contact centre").click()
    reader.wait_for_url(re.compile(r"unit=Contact\+centre"))
    if language == "en":
        expect(reader.locator("main h1")).to_contain_text("figures of “Furniture retailers 2025”")
        expect(reader.locator("main")).to_contain_text("not your data")
    casa = reader.locator("main tr", has=reader.locator("bdi", has_text="Casa"))
    expect(casa.locator(".v.better")).to_have_count(1)
    bord = reader.locator("main tr", has=reader.locator("bdi", has_text="Bord"))
    expect(bord.locator(".v.worse")).to_have_count(1)

    reader.goto(f"{address}?metric=csat")
    if language == "en":
        expect(reader.locator("main h1")).to_have_text(
            "CSAT cannot be compared with “Furniture retailers 2025”."
        )
        expect(reader.get_by_role("heading", name="Why this is not compared")).to_be_visible()
    expect(reader.locator("main .v.better")).to_have_count(0)
    # Colours are the same in every language.
    without = () if language == "en" else OF_COLOURS
    number = address.rstrip("/").rpartition("/")[2]
    assert faults(reader, at=demo_house, number=number, without=without) == []
    speak(reader, at=demo_house, language="en")


def faults(page: Page, *, at: House, number: str, without: Sequence[str]) -> list[tuple[object, ...]]:
    """What is not accessible, or wider than a phone."""
    found: list[tuple[object, ...]] = []
    for path in (each.format(number) for each in PATHS):
        for width, scheme in ((1440, "light"), (390, "dark")):
            page.set_viewport_size({"width": width, "height": 844})
            page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
            page.goto(f"{at.address}/understand/benchmarks/{path}")
            page.locator("main details").evaluate_all("all => all.forEach(one => { one.open = true; })")
            found += [
                (path, width, fault["id"], [node["target"] for node in fault["nodes"]][:3])
                for fault in violations(page, without=without)
            ]
            wide = page.evaluate("document.documentElement.scrollWidth")
            found += [(path, width, "too wide", wide)] if wide > width else []
    return found
