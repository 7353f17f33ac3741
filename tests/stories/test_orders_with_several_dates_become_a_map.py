"""A shop's orders stand one a row, with a date for each thing that happened; a map is drawn from them.

The figures are those of the file itself: how many of its cells are not blank.
"""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect
from tests.stories.houses import House, choose_file, walk_in

DATA = Path(os.environ.get("NINEFOLD_DATA", Path(__file__).resolve().parents[3] / "shared" / "data"))
ORDERS = DATA / "olist_sample_4000" / "olist_orders_dataset.csv"


@pytest.fixture(scope="module")
def page(empty_house: House, browser: Browser) -> Iterator[Page]:
    if not ORDERS.is_file():
        pytest.skip(f"The real data {ORDERS.name} are not at hand.")
    context = browser.new_context(viewport={"width": 1440, "height": 900})
    found = context.new_page()
    walk_in(found, link=empty_house.link)
    yield found
    context.close()


def happened(page: Page) -> dict[str, str]:
    """Give how often what happened, as the page says."""
    listed = page.locator("section", has=page.get_by_role("heading", name="What happened most often"))
    kinds = listed.locator("dt").all_inner_texts()
    return dict(zip(kinds, listed.locator("dd").all_inner_texts(), strict=True))


def test_each_date_is_taken_for_an_event_named_after_its_column(page: Page, empty_house: House) -> None:
    choose_file(page, at=empty_house, path=ORDERS)
    expect(page.get_by_label("order_id", exact=True)).to_have_value("case")
    expect(page.get_by_label("order_delivered_customer_date", exact=True)).to_have_value("happened")
    assert happened(page) == {
        "Order purchase": "4,000",
        "Order approved": "3,994",
        "Order delivered carrier": "3,939",
        "Order delivered customer": "3,898",
    }
    expect(page.locator(".next .lead")).to_have_text(
        "15,831 events of 4,000 rows will be stored, 0 will not."
    )


def test_names_are_corrected_and_a_date_is_left_out(page: Page) -> None:
    named = page.locator("tr", has=page.get_by_label("order_delivered_customer_date", exact=True))
    named.get_by_label("What happened").fill("Delivered")
    page.get_by_label("order_approved_at", exact=True).select_option("leave_out")
    page.get_by_role("button", name="Count again").click()
    expect(page.locator(".next .lead")).to_have_text(
        "11,837 events of 4,000 rows will be stored, 0 will not."
    )
    assert happened(page) == {
        "Order purchase": "4,000",
        "Order delivered carrier": "3,939",
        "Delivered": "3,898",
    }


def test_a_map_of_orders_and_deliveries_is_drawn(page: Page) -> None:
    page.get_by_role("button", name="Store the events").click()
    page.get_by_role("heading", name="The events are stored").wait_for(timeout=60_000)
    expect(page.locator("dl.facts dd").first).to_have_text("11,837")
    page.get_by_role("button", name="Draw a map of these events").click()
    for step in ("Order purchase", "Order delivered carrier", "Delivered"):
        expect(page.locator("main")).to_contain_text(step)
