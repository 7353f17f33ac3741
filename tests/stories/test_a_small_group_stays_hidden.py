"""Nine people answered at one place. No page, no file and no address tells their score, nor lets it be worked out."""

import csv
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect
from tests.stories.houses import House, choose_file, store, walk_in

# Nobody at the kiosk liked it: were it shown, it would be seen.
PEOPLE = {"Shop": 60, "Web": 40, "Phone": 20, "Kiosk": 9}


@pytest.fixture(scope="module")
def page(browser: Browser, empty_house: House, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Page]:
    path = tmp_path_factory.mktemp("small") / "visits.csv"
    written(path)
    context = browser.new_context(viewport={"width": 1440, "height": 900})
    found = context.new_page()
    walk_in(found, link=empty_house.link)
    choose_file(found, at=empty_house, path=path)
    found.get_by_label("Touchpoint", exact=True).select_option("touchpoint")
    store(found)
    yield found
    context.close()


def written(path: Path) -> None:
    with path.open("w", newline="", encoding="utf-8") as file:
        sheet = csv.writer(file)
        sheet.writerow(["Response ID", "Date", "NPS", "Touchpoint", "Comment"])
        number = 0
        for place, count in PEOPLE.items():
            for each in range(count):
                number += 1
                answer = 0 if place == "Kiosk" else 6 + each % 5
                said = f"Nobody helped me at the {place.lower()}, number {number}"
                sheet.writerow([number, f"2026-05-{1 + number % 28:02d}", answer, place, said])


def test_its_row_says_hidden_and_so_does_the_next_smallest(page: Page, empty_house: House) -> None:
    page.goto(f"{empty_house.address}/understand/metrics/?metric=nps&by=touchpoint")
    for place, hidden in (("Shop", False), ("Web", False), ("Phone", True), ("Kiosk", True)):
        row = page.locator("tbody tr").filter(has=page.get_by_role("link", name=place))
        if hidden:
            expect(row.last).to_contain_text("hidden: fewer than 10 people")
        else:
            expect(row.last).to_contain_text(str(PEOPLE[place]))


def test_its_file_has_its_name_and_nothing_else(page: Page, empty_house: House) -> None:
    address = f"{empty_house.address}/understand/metrics/groups.csv?metric=nps&by=touchpoint"
    rows = list(csv.reader(page.request.get(address).body().decode("utf-8-sig").splitlines()))
    told = {row[0]: row[1:] for row in rows[1:]}
    assert set(told) == set(PEOPLE)
    for name in ("Phone", "Kiosk"):
        assert [cell for cell in told[name] if cell] == ["hidden: fewer than 10 answers"]
    assert told["Shop"][3] == "60"


def test_its_address_answers_without_a_number(page: Page, empty_house: House) -> None:
    told = page.request.get(f"{empty_house.address}/api/v1/understand/scores?metric=nps&by=touchpoint").json()
    groups = {each["group"]: each for each in told["groups"]}
    for name in ("Phone", "Kiosk"):
        assert groups[name]["hidden"] is True
        assert {groups[name]["now"][part] for part in ("value", "low", "high", "n")} == {None}


def told(page: Page, *, at: str, place: str) -> str:
    """What a page says of one place, its name apart."""
    page.goto(at)
    return page.locator("main").inner_text().replace(place, "")


def test_filtered_down_to_it_the_pages_say_what_they_say_of_nobody(page: Page, empty_house: House) -> None:
    for path in ("/?", "/understand/metrics/?metric=nps&", "/listen/comments/?"):
        kiosk, nobody = (
            told(page, at=f"{empty_house.address}{path}touchpoint={place}", place=place)
            for place in ("Kiosk", "Nowhere")
        )
        assert "hidden: fewer than 10 people" in kiosk
        assert kiosk == nobody


def test_filtered_down_to_it_the_comments_show_nothing_of_it(page: Page, empty_house: House) -> None:
    page.goto(f"{empty_house.address}/listen/comments/?touchpoint=Kiosk")
    expect(page.locator(".vb")).to_have_count(0)
    assert (
        page.request.get(f"{empty_house.address}/listen/comments/comments.csv?touchpoint=Kiosk").status == 404
    )


def test_its_comments_are_shown_among_all_others_without_their_place(page: Page, empty_house: House) -> None:
    page.goto(f"{empty_house.address}/listen/comments/?words=kiosk")
    expect(page.locator(".vb")).to_have_count(PEOPLE["Kiosk"])
    for place in page.locator(".vb .meta").all():
        expect(place).not_to_contain_text("Kiosk")
