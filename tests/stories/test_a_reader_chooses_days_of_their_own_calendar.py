"""A reader with the Persian calendar reads, types and chooses Persian days; the address keeps Gregorian ones."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect
from tests.stories.houses import House, State, speak


@pytest.fixture
def persian(reader: Page, demo_house: House) -> Iterator[Page]:
    """A page for somebody who reads Persian, with the calendar of Iran."""
    lived(reader, at=demo_house, language="fa", calendar="persian")
    yield reader
    lived(reader, at=demo_house, language="en", calendar="gregory")


def lived(page: Page, *, at: House, language: str, calendar: str) -> None:
    speak(page, at=at, language=language)
    page.goto(f"{at.address}/people/profile/")
    page.locator("select[name=calendar]").select_option(calendar)
    page.locator("main form button.pri").first.click()
    page.wait_for_load_state()


def opened(page: Page) -> Page:
    page.locator("summary.f").first.click()
    return page


def test_persian_days_are_typed_and_land_in_the_address_as_gregorian(
    persian: Page, demo_house: House
) -> None:
    persian.goto(demo_house.address)
    opened(persian)
    persian.get_by_label("از", exact=True).fill("۱۴۰۵/۷/۱")
    persian.get_by_label("تا", exact=True).fill("1405-08-30")
    persian.get_by_label("تا", exact=True).press("Enter")
    persian.wait_for_url("**period=2026-09-23..2026-11-21**")
    expect(persian.locator("summary.f").first).to_contain_text("۱ مهر تا ۳۰ آبان ۱۴۰۵")
    opened(persian)
    expect(persian.get_by_label("از", exact=True)).to_have_value("۱۴۰۵/۰۷/۰۱")


def test_day_that_does_not_exist_is_refused_beside_its_field(persian: Page, demo_house: House) -> None:
    persian.goto(demo_house.address)
    opened(persian)
    persian.get_by_label("از", exact=True).fill("۱۴۰۴/۰۱/۰۱")
    persian.get_by_label("تا", exact=True).fill("۱۴۰۴/۱۲/۳۰")
    persian.get_by_label("تا", exact=True).press("Enter")
    wrong = persian.get_by_label("تا", exact=True)
    expect(wrong).to_have_attribute("aria-invalid", "true")
    expect(wrong).to_be_focused()
    expect(wrong).to_have_value("۱۴۰۴/۱۲/۳۰")
    expect(persian.get_by_label("از", exact=True)).to_have_value("۱۴۰۴/۰۱/۰۱")
    expect(persian.locator("#f-to-error")).to_contain_text("اسفند ۱۴۰۴ تنها ۲۹ روز دارد")


def test_day_is_chosen_by_keyboard_in_the_readers_month(persian: Page, demo_house: House) -> None:
    persian.goto(f"{demo_house.address}/?period=2026-09-23..2026-11-21")
    opened(persian)
    persian.locator("#f-from").focus()
    persian.keyboard.press("Tab")
    persian.keyboard.press("Enter")
    month = persian.locator("#f-from-days")
    expect(month.locator("[data-month]")).to_have_text("مهر ۱۴۰۵")
    expect(month.locator("button[data-date='2026-09-23']")).to_be_focused()
    persian.keyboard.press("ArrowLeft")  # the page runs from right to left, and so do its days
    persian.keyboard.press("ArrowDown")
    expect(month.locator(":focus")).to_have_text("۹")
    persian.keyboard.press("PageDown")
    expect(month.locator("[data-month]")).to_have_text("آبان ۱۴۰۵")
    persian.keyboard.press("Enter")
    expect(persian.locator("#f-from")).to_have_value("۱۴۰۵/۰۸/۰۹")
    expect(persian.locator("#f-from")).to_be_focused()
    expect(month).to_be_hidden()


def test_esc_closes_the_month_first_and_then_the_filter(persian: Page, demo_house: House) -> None:
    persian.goto(demo_house.address)
    opened(persian)
    persian.locator("[data-days]").first.click()
    persian.keyboard.press("Escape")
    expect(persian.locator("#f-from-days")).to_be_hidden()
    expect(persian.locator("[data-days]").first).to_be_focused()
    expect(persian.locator("details.pick[open]")).to_have_count(1)
    persian.keyboard.press("Escape")
    expect(persian.locator("details.pick[open]")).to_have_count(0)


def test_months_can_be_leafed_through_by_mouse_and_the_filter_stays_open(
    persian: Page, demo_house: House
) -> None:
    persian.goto(f"{demo_house.address}/?period=2026-09-23..2026-11-21")
    opened(persian)
    persian.locator("[data-days]").first.click()
    for name in ("شهریور ۱۴۰۵", "مرداد ۱۴۰۵"):
        persian.locator("#f-from-days [data-step='-1']").click()
        expect(persian.locator("#f-from-days [data-month]")).to_have_text(name)
    persian.locator("#f-from-days td button").first.click()
    expect(persian.locator("#f-from")).to_have_value("۱۴۰۵/۰۵/۰۱")
    expect(persian.locator("details.pick[open]")).to_have_count(1)


def test_days_are_typed_without_scripts(browser: Browser, demo_member: State, demo_house: House) -> None:
    context = browser.new_context(storage_state=demo_member, java_script_enabled=False)
    page = context.new_page()
    page.goto(demo_house.address)
    page.locator("summary.f").first.click()
    expect(page.locator("[data-days]").first).to_be_hidden()
    page.locator("#f-from").fill("1405/7/1")
    page.locator("details.pick[open] button.pri").click()
    page.wait_for_url("**period=2026-09-23..**")
    context.close()
