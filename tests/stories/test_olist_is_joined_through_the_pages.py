"""A shop's reviews, orders, customers, items and sellers go in together; late orders turn out to be the sore point.

Late is what was delivered after the estimated calendar day. The figures are those of the data set's own page:
2.15 stars late, 4.29 on time.
"""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect
from tests.stories.houses import House, store, walk_in

DATA = Path(os.environ.get("NINEFOLD_DATA", Path(__file__).resolve().parents[3] / "shared" / "data"))
SAMPLE, SELLERS = DATA / "olist_sample_4000", DATA / "olist_funnel_sellers_full"
FILES = (
    *(
        SAMPLE / f"olist_{name}_dataset.csv"
        for name in ("orders", "order_reviews", "customers", "order_items")
    ),
    SELLERS / "olist_sellers_dataset.csv",
)
WHOLE = "period=2016-01-01..2018-12-31"


@pytest.fixture(scope="module")
def page(empty_house: House, browser: Browser) -> Iterator[Page]:
    if missing := [path.name for path in FILES if not path.is_file()]:
        pytest.skip(f"The real data {', '.join(missing)} are not at hand.")
    context = browser.new_context(viewport={"width": 1440, "height": 900})
    found = context.new_page()
    walk_in(found, link=empty_house.link)
    yield found
    context.close()


def row(page: Page, name: str) -> list[str]:
    """Give the words of a group of the explorer: stars, interval, answers."""
    cells = page.locator("table.t tr", has=page.get_by_role("link", name=name, exact=True)).locator("td")
    return [text.strip() for text in cells.all_inner_texts()][2:5]


def counted(page: Page, *, name: str) -> None:
    """Count again, and wait until a column that was added stands on the page."""
    page.get_by_role("button", name="Count again").click()
    page.locator("fieldset.worked legend").filter(has_text=name).first.wait_for(timeout=60_000)


def test_the_files_are_given_together_and_what_belongs_to_what_is_guessed(
    page: Page, empty_house: House
) -> None:
    page.goto(f"{empty_house.address}/listen/sources/")
    page.get_by_role("link", name="Join several files").click()
    page.get_by_label("Choose the files").set_input_files(FILES)
    page.get_by_role("button", name="Read the files").click()
    page.get_by_role("heading", name="This is how the files become one").wait_for(timeout=120_000)
    expect(page.get_by_role("radio", checked=True)).to_have_count(1)
    main = page.locator("table.joins tr", has=page.get_by_role("radio", checked=True))
    expect(main).to_contain_text("olist_order_reviews_dataset.csv")
    for file, share in {
        "orders": "100.0%",
        "customers": "100.0%",
        "order_items": "99.4%",
        "sellers": "99.4%",
    }.items():
        found = page.locator("table.joins tr").filter(has_text=f"olist_{file}_dataset.csv").first
        expect(found).to_contain_text(f"{share} of rows find a partner.")
    expect(page.locator("table.joins")).to_contain_text("387 rows find several: the first is taken.")


def test_late_is_worked_out_by_calendar_days(page: Page) -> None:
    page.locator("summary", has_text="Add the days between two dates").click()
    added = page.locator(".adds details[open] fieldset")
    added.get_by_label("Name").fill("late_days")
    added.get_by_label("From the date").first.select_option("order_estimated_delivery_date")
    added.get_by_label("To the date").first.select_option("order_delivered_customer_date")
    counted(page, name="late_days")
    expect(page.locator("fieldset.worked").first).to_contain_text("3,885 rows have a value.")
    expect(page.locator("fieldset.worked").first).to_contain_text(
        "101 stay blank, for a cell they need is blank."
    )
    page.locator("summary", has_text="Add a yes or no").click()
    added = page.locator(".adds details[open] fieldset")
    added.get_by_label("Name").fill("Delivery")
    added.get_by_label("Column", exact=True).select_option("late_days")
    added.get_by_label("A number, a word or a column").fill("0")
    added.get_by_label("Word for yes").fill("late")
    added.get_by_label("Word for no").fill("on time")
    counted(page, name="Delivery")
    # 268 of the 3,885 delivered orders: 6.9 %.
    expect(page.locator("fieldset.worked").nth(1)).to_contain_text("268 say “late”.")


def test_one_file_is_mapped_with_sellers_as_units_and_states_as_segments(page: Page) -> None:
    page.get_by_role("button", name="Join the files").click()
    page.get_by_role("heading", name="This is what we understood").wait_for(timeout=120_000)
    page.locator("details.data").evaluate_all("all => all.forEach(one => { one.open = true; })")
    page.get_by_label("seller_id", exact=True).select_option("unit")
    page.get_by_label("customer_state", exact=True).select_option("segment")
    store(page)
    expect(page.locator("dl.facts dd").first).to_have_text("3,986")


def test_late_orders_have_2_15_stars_and_those_on_time_4_29(page: Page, empty_house: House) -> None:
    page.goto(f"{empty_house.address}/understand/metrics/?metric=rating&{WHOLE}")
    page.get_by_role("navigation", name="Break down by").get_by_role("link", name="Delivery").click()
    assert [row(page, name)[0] for name in ("late", "on time")] == ["2.15", "4.29"]
    assert [row(page, name)[2] for name in ("late", "on time")] == ["268", "3,617"]
    for name in ("late", "on time"):
        low, high = map(float, row(page, name)[1].split(" to "))
        assert low < float(row(page, name)[0]) < high
    told = page.request.get(
        f"{empty_house.address}/api/v1/understand/scores?metric=rating&by=a_delivery&{WHOLE}"
    ).json()
    assert {each["group"]: round(each["now"]["value"], 2) for each in told["groups"]} == {
        "on time": 4.29,
        "late": 2.15,
        None: 1.81,
    }
    page.get_by_role("link", name="late", exact=True).click()
    expect(page.locator(".tile .num bdi").first).to_have_text("2.15")


def test_states_are_segments_and_sellers_become_units(page: Page, empty_house: House) -> None:
    page.goto(f"{empty_house.address}/understand/metrics/?metric=rating&by=segment&{WHOLE}")
    assert row(page, "SP")[2] == "1,710"
    page.goto(f"{empty_house.address}/people/units/")
    page.get_by_label("Name of the hierarchy").fill("Sellers")
    page.get_by_label("Its units stand in the answers as").select_option("unit")
    page.get_by_role("button", name="Begin").click()
    page.get_by_role("button", name="Make a unit of each").click()
    # Only the page that follows has so many rows: until it has come, nothing is missing on none at all.
    expect(page.locator("table.t tbody tr").nth(100)).to_be_attached()
    expect(page.get_by_role("heading", name="In the answers, but in no unit")).to_have_count(0)
