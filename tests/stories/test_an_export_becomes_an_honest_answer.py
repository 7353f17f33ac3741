"""An export of any tool goes in by the page; what comes out is what the file says, no more."""

import csv
import random
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect
from tests.stories.houses import House, choose_file, store, walk_in

HEADS = ("Response ID", "Date", "How likely are you to recommend us?", "Floor", "What could we do better?")
NOT_ANSWERED = 99

Row = tuple[int, str, int, str, str]


@pytest.fixture(scope="module")
def rows() -> list[Row]:
    chance = random.Random(4)
    return [
        (
            4000 + place,
            f"2026-{1 + place // 60:02d}-{1 + place % 28:02d}",
            chance.choice((0, 4, 6, 7, 8, 9, 9, 10, 10, NOT_ANSWERED)),
            chance.choice(("Ground", "First")),
            "=SUM(A1:A9) is what your form asked me"
            if place == 0
            else chance.choice(("", f"Open earlier, at {place % 9} perhaps", f"More staff on day {place}")),
        )
        for place in range(240)
    ]


@pytest.fixture(scope="module")
def export(rows: list[Row], tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("export") / "autumn.csv"
    with path.open("w", newline="", encoding="utf-8") as file:
        csv.writer(file, delimiter=";").writerows([HEADS, *rows])
    return path


@pytest.fixture(scope="module")
def page(browser: Browser, empty_house: House) -> Iterator[Page]:
    context = browser.new_context(viewport={"width": 1440, "height": 900})
    found = context.new_page()
    walk_in(found, link=empty_house.link)
    yield found
    context.close()


def answered(rows: list[Row]) -> list[Row]:
    """The rows that say anything: a score or a comment."""
    return [row for row in rows if row[2] != NOT_ANSWERED or row[4]]


def role(page: Page, *, of: str) -> str:
    value: str = page.get_by_label(of, exact=True).evaluate("one => one.selectedOptions[0].textContent")
    return value


def test_the_first_page_offers_an_example_and_a_place_to_drop_a_file(page: Page) -> None:
    expect(page.locator("h1")).to_have_text("Bring your own answers, or look around first.")
    expect(page.get_by_role("button", name="Open the example")).to_be_visible()
    expect(page.get_by_role("button", name="Read the file")).to_be_visible()


def test_a_file_that_is_none_is_refused_in_a_sentence(page: Page, empty_house: House, tmp_path: Path) -> None:
    path = tmp_path / "photo.csv"
    path.write_bytes(bytes(range(256)) * 64)
    page.goto(f"{empty_house.address}/listen/sources/")
    page.get_by_label("Choose a file").set_input_files(path)
    expect(page.locator("[data-file-name]").first).to_have_text("photo.csv")
    page.get_by_role("button", name="Read the file").click()
    expect(page.locator("h1")).to_have_text("This file cannot be used as it is.", timeout=60_000)
    expect(page.get_by_role("alert")).to_contain_text("Line 1")


def test_what_was_understood_is_shown_before_anything_is_stored(
    page: Page, empty_house: House, export: Path
) -> None:
    choose_file(page, at=empty_house, path=export)
    assert role(page, of="How likely are you to recommend us?") == "Recommendation, 0 to 10 (NPS)"
    assert role(page, of="Date") == "Time of answer"
    assert role(page, of="What could we do better?") == "Comment"
    expect(page.locator("main")).to_contain_text("coded 99 count as not answered")
    page.goto(f"{empty_house.address}/")
    expect(page.locator("h1")).to_have_text("Bring your own answers, or look around first.")


def test_a_person_corrects_one_column_and_stores_the_answers(
    page: Page, empty_house: House, export: Path, rows: list[Row]
) -> None:
    choose_file(page, at=empty_house, path=export)
    page.get_by_label("Floor", exact=True).select_option("unit")
    page.get_by_role("button", name="Count again").click()
    page.wait_for_load_state()
    assert role(page, of="Floor") == "Unit (store, branch, team)"
    taken = len(answered(rows))
    expect(page.locator(".next")).to_contain_text(
        f"{taken} rows will be stored, {len(rows) - taken} will not."
    )
    store(page)
    expect(page.locator("dl.facts dd").first).to_have_text(str(taken))
    expect(page.get_by_role("link", name="Download the rows not taken")).to_be_visible()


def test_the_overview_shows_the_score_that_the_file_has(
    page: Page, empty_house: House, rows: list[Row]
) -> None:
    given = [row[2] for row in rows if row[2] != NOT_ANSWERED]
    score = 100 * (sum(each >= 9 for each in given) - sum(each <= 6 for each in given)) / len(given)
    page.goto(f"{empty_house.address}/?period=2026-01-01..2026-12-31")
    tile = page.locator(".tile").first
    expect(tile.locator(".num bdi").first).to_have_text(f"{score:.1f}".replace("-", "\u2212"))
    expect(tile).to_contain_text(f"n {len(given)}")
    tile.locator(".num").click()
    expect(page.get_by_role("dialog", name="NPS")).to_contain_text(
        f"{len(answered(rows)) - len(given)} without an answer"
    )
    page.keyboard.press("Escape")
    expect(page.locator("main")).to_contain_text("NPS by Unit")


def test_words_searched_for_are_marked_and_leave_as_text(page: Page, empty_house: House) -> None:
    page.goto(f"{empty_house.address}/listen/comments/?words=sum")
    expect(page.locator("mark.hit")).to_have_text(["SUM"])
    address = page.locator(".tools a", has_text="CSV").get_attribute("href")
    content = page.request.get(f"{empty_house.address}{address}").body().decode("utf-8-sig")
    assert next(csv.reader(content.splitlines()[1:]))[0] == "'=SUM(A1:A9) is what your form asked me"
