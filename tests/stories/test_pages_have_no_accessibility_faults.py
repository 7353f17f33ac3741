"""axe finds nothing on any page, in both directions of writing, at the desk and on the phone, light and dark."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page
from tests.stories.axe import faults
from tests.stories.houses import SOURCE, House, State, speak, whole

PAGES = (
    "/", "/?touchpoint=Delivery", "/understand/metrics/", "/understand/changes/", "/understand/drivers/", "/understand/definitions/nps/",
    "/understand/trends/", "/understand/trends/forecast/", "/understand/trends/marks/", "/understand/journeys/", "/understand/journeys/1/runs/", "/understand/groups/", "/understand/groups/?look=before", "/listen/comments/?words=sofa", "/listen/sources/", "/customers/", "/customers/1/", "/customers/1/merge/?words=2",
    "/customers/1/merge/?other=2", "/customers/erasures/",
    "/listen/sources/imports/1/", "/listen/sources/joined/", "/gallery/", "/people/profile/", "/people/members/", "/example/",
    "/journeys/", "/journeys/draw/", "/journeys/gaps/", "/journeys/touchpoints/",
    "/people/members/1/", "/people/rules/", "/people/units/1/", "/people/units/unit/1/", "/people/units/new/", "/people/audit/", "/nothing/",
)  # fmt: skip
LOOKS = tuple((width, scheme) for width in (1440, 390) for scheme in ("light", "dark"))
# Colours are the same in every language, and what stands where is the same in every scheme: two looks of each
# page in either direction are all four of them. Colours are looked at in one language, by turns: light and dark
# of every page, and what pages share at all widths.
ONE_WAY, OTHER_WAY = ((1440, "light"), (390, "dark")), ((1440, "dark"), (390, "light"))


@pytest.fixture(scope="module")
def page(browser: Browser, demo_member: State) -> Iterator[Page]:
    context = browser.new_context(storage_state=demo_member, bypass_csp=True)
    yield context.new_page()
    context.close()


def test_light_and_dark_differ_in_colours_alone() -> None:
    """Every difference is a `light-dark()`, which takes two colours: no rule asks for the scheme."""
    asking = [
        str(file)
        for ending in ("css", "html", "js", "py")
        for file in SOURCE.rglob(f"*.{ending}")
        if "prefers-color-scheme" in file.read_text()
    ]
    assert asking == []


@pytest.mark.parametrize(("language", "looks"), [("en", ONE_WAY), ("fa", OTHER_WAY)], ids=["en", "fa"])
def test_signed_in(page: Page, demo_house: House, language: str, looks: tuple[tuple[int, str], ...]) -> None:
    speak(page, at=demo_house, language=language)
    found = []
    for place, path in enumerate(PAGES):
        whole(page, demo_house.address + path)
        colours = place % 2 == (language == "fa")
        found += [f"{path} {fault}" for fault in faults(page, looks=looks, colours=colours)]
    speak(page, at=demo_house, language="en")
    assert found == []


@pytest.mark.parametrize("opened", ["#p-nps", "#menu", "#keys"])
def test_with_a_panel_open(page: Page, demo_house: House, opened: str) -> None:
    whole(page, demo_house.address)
    page.locator(opened).evaluate("one => one.showPopover()")
    assert faults(page, looks=LOOKS) == []


def test_with_a_filter_open(page: Page, demo_house: House) -> None:
    page.goto(demo_house.address)
    page.locator("details.pick").nth(1).evaluate("one => { one.open = true; }")
    assert faults(page, looks=LOOKS) == []


@pytest.mark.parametrize("language", ["en", "fa"])
def test_signed_out_and_on_the_first_run(browser: Browser, empty_house: House, language: str) -> None:
    context = browser.new_context(bypass_csp=True, extra_http_headers={"Accept-Language": language})
    page = context.new_page()
    found = []
    for address in (empty_house.link, f"{empty_house.address}/accounts/login/"):
        page.goto(address)
        assert page.locator("html").get_attribute("lang") == language
        found += [f"{address} {fault}" for fault in faults(page, looks=LOOKS)]
    context.close()
    assert found == []


def test_before_there_is_an_answer(browser: Browser, empty_house: House) -> None:
    from tests.stories.houses import walk_in

    context = browser.new_context(bypass_csp=True)
    page = context.new_page()
    walk_in(page, link=empty_house.link)
    found = []
    for path in ("/", "/listen/comments/", "/understand/metrics/", "/listen/sources/"):
        page.goto(empty_house.address + path)
        found += [f"{path} {fault}" for fault in faults(page, looks=LOOKS)]
    context.close()
    assert found == []
