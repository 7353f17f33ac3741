"""A case worker finds a customer, reads what happened to them, notes a consent, and joins two who are one person."""

import re

import pytest
from playwright.sync_api import Page, expect
from tests.stories.houses import House, speak

# The customers of the example are entered by a job, a while after its answers.
ENTERED = 120_000
PERSIAN = str.maketrans("0123456789", "۰۱۲۳۴۵۶۷۸۹")


def customers(page: Page, *, at: House) -> list[tuple[str, int]]:
    """Give number and answers of the customers listed, once some are."""
    page.goto(f"{at.address}/customers/")
    row = page.locator("table.known tbody tr").first
    for _ in range(ENTERED // 2_000):
        if row.count():
            break
        page.wait_for_timeout(2_000)
        page.reload()
    names = page.locator("table.known tbody td:first-child").all_inner_texts()
    counts = page.locator("table.known tbody td:nth-child(4) bdi").all_inner_texts()
    return [(name.strip(), int(count)) for name, count in zip(names, counts, strict=True)]


def open_customer(page: Page, name: str, *, at: House) -> None:
    page.goto(f"{at.address}/customers/")
    page.get_by_label("Find a customer").fill(name)
    page.get_by_role("button", name="Find").click()
    page.get_by_role(
        "link", name=name.translate(str.maketrans("۰۱۲۳۴۵۶۷۸۹", "0123456789")), exact=True
    ).click()


@pytest.fixture
def names(reader: Page, demo_house: House) -> list[str]:
    """Two customers of the example, the first of whom has answered."""
    speak(reader, at=demo_house, language="en")
    found = customers(reader, at=demo_house)
    answered = [name for name, answers in found if answers]
    assert answered, "Nobody on the first page has answered."
    return [answered[0], next(name for name, _answers in found if name != answered[0])]


def test_a_case_worker_reads_what_happened_and_notes_a_consent(
    reader: Page, demo_house: House, names: list[str]
) -> None:
    open_customer(reader, names[0].translate(PERSIAN), at=demo_house)
    expect(reader.get_by_role("heading", level=1)).to_contain_text(names[0])
    assert reader.locator(".tl li").count() > 0
    days = reader.locator(".tl time").evaluate_all("all => all.map(one => one.getAttribute('datetime'))")
    assert days == sorted(days, reverse=True)
    reader.get_by_text("Note what the customer said").click()
    reader.get_by_label("What for").select_option(label="Contact about a case")
    reader.get_by_label("In what way").select_option(label="Phone")
    reader.get_by_label("The customer has").select_option(label="Agreed")
    reader.get_by_role("button", name="Note it").click()
    expect(reader.get_by_text("The consent is noted.")).to_be_visible()
    line = reader.locator("table.consent tr", has_text="Contact about a case")
    expect(line.locator("td").nth(2)).to_contain_text("Agreed")
    reader.goto(f"{demo_house.address}/people/audit/?action=customer_read")
    expect(reader.locator("main")).to_contain_text(re.compile(r"customer \d+"))
    assert names[0] not in reader.locator("main").inner_text()


def test_two_who_are_one_person_are_joined_and_parted(
    reader: Page, demo_house: House, names: list[str]
) -> None:
    open_customer(reader, names[0], at=demo_house)
    reader.get_by_role("link", name="Merge with another customer").click()
    reader.get_by_label("Find the other customer").fill(names[1])
    reader.get_by_role("button", name="Find").click()
    reader.get_by_role("link", name=f"Compare {names[1]}", exact=True).click()
    for choice in reader.get_by_role("group", name="Which account stands").get_by_role("radio").all()[:1]:
        choice.check()
    reader.get_by_role("button", name="Merge the two").click()
    expect(reader.get_by_text("The two are one customer now.")).to_be_visible()
    expect(reader.get_by_role("complementary", name="Who this is")).to_contain_text(names[1])
    reader.get_by_role("button", name="Take back").click()
    expect(reader.get_by_text("The merge is taken back")).to_be_visible()
    expect(reader.get_by_role("complementary", name="Who this is")).not_to_contain_text(names[1])


def test_a_customer_nobody_knows_ends_in_a_sentence(reader: Page, demo_house: House) -> None:
    speak(reader, at=demo_house, language="en")
    reader.goto(f"{demo_house.address}/customers/?words=nobody-knows-this")
    expect(reader.locator("main")).to_contain_text("No customer in your sight is known by that.")
