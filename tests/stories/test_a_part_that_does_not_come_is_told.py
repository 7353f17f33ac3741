"""Where the server fails to answer for a part of a page, the page stays, says so, and goes on asking."""

from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, Route, expect
from tests.an_export import write_answers
from tests.stories.houses import House, State, choose_file, speak

TOLD = "The server did not answer as it should. Load this page again."
BROKEN = "<!doctype html><title>Broken</title><h1>Broken</h1>"


def broken(route: Route) -> None:
    route.fulfill(status=500, content_type="text/html", body=BROKEN)


def lost(route: Route) -> None:
    route.abort()


@dataclass(frozen=True, kw_only=True)
class Part:
    """A part that comes by itself: where it stands, what is asked for it, and the link that leads to it."""

    page: str
    id: str
    asked: str
    link: str


PARTS = (
    Part(page="/", id="words", asked="**/overview/words/**", link="See the comments"),
    Part(page="/understand/trends/", id="forecast", asked="**/trends/forecast/**", link="See the forecast"),
)


@pytest.mark.parametrize("failing", [broken, lost])
@pytest.mark.parametrize("part", PARTS, ids=lambda part: part.id)
def test_part_that_failed_leaves_its_link_and_comes_when_the_page_is_loaded_again(
    part, failing, reader: Page, demo_house: House
) -> None:
    speak(reader, at=demo_house, language="en")
    reader.route(part.asked, failing)
    reader.goto(f"{demo_house.address}{part.page}")
    expect(reader.locator("#toasts")).to_contain_text(TOLD)
    expect(reader.get_by_role("heading", name="Broken")).to_have_count(0)
    expect(reader.locator(f"#{part.id}").get_by_role("link", name=part.link)).to_be_visible()
    reader.unroute(part.asked)
    reader.reload()
    expect(reader.locator(f"#{part.id}[hx-trigger]")).to_have_count(0)
    expect(reader.get_by_text(TOLD)).to_have_count(0)


@pytest.mark.parametrize(("failing", "touchpoint"), [(broken, "Delivery"), (lost, "Store visit")])
def test_chart_that_did_not_come_is_asked_for_again(
    failing, touchpoint: str, reader: Page, demo_house: House
) -> None:
    speak(reader, at=demo_house, language="en")
    reader.route("**/charts/", failing)
    reader.goto(f"{demo_house.address}/understand/metrics/?touchpoint={touchpoint}")
    chart = reader.locator(".wide-only svg.plot")
    expect(reader.locator("#toasts")).to_contain_text(TOLD)
    expect(chart.locator("path")).to_have_count(0)
    reader.unroute("**/charts/")
    reader.get_by_role("button", name="Show the chart").click()
    expect(chart.locator("path")).not_to_have_count(0)
    expect(reader.get_by_text(TOLD)).to_have_count(0)
    assert "/understand/metrics/" in reader.url


def test_failure_is_told_until_the_last_part_has_come(reader: Page, demo_house: House) -> None:
    speak(reader, at=demo_house, language="en")
    reader.route("**/charts/", broken)
    reader.goto(f"{demo_house.address}/understand/trends/?touchpoint=Delivery&metric=csat")
    buttons = reader.get_by_role("button", name="Show the chart")
    expect(buttons).to_have_count(2)  # that of the page, and that of the forecast which came after it
    expect(reader.locator("#toasts")).to_contain_text(TOLD)
    reader.unroute("**/charts/")
    buttons.first.click()
    expect(reader.locator(".awaited")).to_have_count(1)
    expect(reader.locator("#toasts")).to_contain_text(TOLD)
    buttons.click()
    expect(reader.locator(".awaited")).to_have_count(0)
    expect(reader.get_by_text(TOLD)).to_have_count(0)


def test_chart_is_shown_where_no_script_runs(browser: Browser, demo_member: State, demo_house: House) -> None:
    context = browser.new_context(storage_state=demo_member, java_script_enabled=False)
    page, address = (
        context.new_page(),
        f"{demo_house.address}/understand/trends/?touchpoint=Delivery&every=week",
    )
    page.goto(address)
    page.get_by_role("button", name="Show the chart").click()
    expect(page.locator(".wide-only svg.plot path")).not_to_have_count(0)
    expect(page.get_by_role("button", name="Show the chart")).to_have_count(0)
    assert page.url == address
    context.close()


def test_form_that_the_server_did_not_take_keeps_what_was_typed(reader: Page, demo_house: House) -> None:
    speak(reader, at=demo_house, language="en")
    reader.goto(f"{demo_house.address}/journeys/1/")
    reader.locator("summary").filter(has_text="Add a stage").click()
    reader.get_by_label("Name of the stage").fill("Looking back")
    reader.route("**/stages/**", broken)
    reader.keyboard.press("Enter")
    expect(reader.locator("#toasts")).to_contain_text(TOLD)
    expect(reader.get_by_label("Name of the stage")).to_have_value("Looking back")
    reader.locator("#toasts").get_by_role("button", name="Close").click()
    reader.get_by_label("Name of the stage").press("Enter")  # whoever tries again is told again
    expect(reader.locator("#toasts")).to_contain_text(TOLD)


def test_page_that_waits_goes_on_asking_after_an_answer_was_lost(
    reader: Page, demo_house: House, tmp_path: Path
) -> None:
    speak(reader, at=demo_house, language="en")
    path = tmp_path / "answers.csv"
    write_answers(path=path, today=date(2026, 1, 15), count=40_000)
    failures = [broken, lost]

    def sometimes(route: Route) -> None:
        if failures:
            failures.pop()(route)
        else:
            route.continue_()

    reader.route("**/listen/sources/imports/*/progress/", sometimes)
    choose_file(reader, at=demo_house, path=path)
    assert failures == []
    expect(reader.get_by_text(TOLD)).to_have_count(0)
