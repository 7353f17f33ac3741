"""A programme lead draws a journey and names who answers, by keyboard alone; then by mouse, and without scripts."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect
from tests.stories.axe import OF_COLOURS, violations
from tests.stories.houses import House, State, speak, walk_in

NAME_OF_FOCUS = """() => {
  const one = document.activeElement;
  const label = one.labels?.[0]?.textContent ?? one.getAttribute("aria-label") ?? one.textContent;
  return `${one.tagName} ${label.replace(/\\s+/g, " ").trim()}`;
}"""


@pytest.fixture(scope="module")
def lead(browser: Browser, empty_house: House) -> State:
    context = browser.new_context()
    walk_in(context.new_page(), link=empty_house.link)
    cookies = dict(context.storage_state())
    context.close()
    return cookies


@pytest.fixture
def page(browser: Browser, lead: State) -> Iterator[Page]:
    context = browser.new_context(
        storage_state=lead,
        viewport={"width": 1440, "height": 900},
        bypass_csp=True,
    )
    yield context.new_page()
    context.close()


def reach(page: Page, tag: str, name: str) -> None:
    """Press Tab until something of this name has the focus."""
    seen = []
    for _ in range(120):
        page.keyboard.press("Tab")
        seen.append(page.evaluate(NAME_OF_FOCUS))
        if seen[-1] == f"{tag} {name}":
            return
    raise AssertionError(f"Tab does not lead to {tag} {name!r}: {seen}")


def press(page: Page, tag: str, name: str) -> None:
    reach(page, tag, name)
    page.keyboard.press("Enter")


def fill(page: Page, tag: str, name: str, text: str) -> None:
    reach(page, tag, name)
    page.keyboard.type(text)


def drawn(page: Page) -> list[tuple[str, list[str]]]:
    stages = page.locator(".jm-stage[data-stage]").all()
    return [
        (each.locator("h2").inner_text(), each.locator(".jm-step > a").all_inner_texts()) for each in stages
    ]


def add_stage(page: Page, name: str) -> None:
    if not page.get_by_label("Name of the stage").is_visible():
        press(page, "SUMMARY", "Add a stage")
    fill(page, "INPUT", "Name of the stage", name)
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name=name)).to_be_visible()


def add_step(page: Page, stage: str, touchpoint: str) -> None:
    press(page, "SUMMARY", f"Add a step: {stage}")
    fill(page, "INPUT", "Touchpoint", touchpoint)
    page.keyboard.press("Enter")
    expect(page.locator("#panel").get_by_role("heading", name=touchpoint)).to_be_visible()


def test_by_keyboard_alone(page: Page, empty_house: House) -> None:
    page.goto(f"{empty_house.address}/journeys/")
    press(page, "A", "Draw a journey")
    page.wait_for_url("**/journeys/draw/")
    fill(page, "INPUT", "Name of the journey", "Get a sofa home")
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile(r"/journeys/\d+/$"))

    add_stage(page, "Choose")
    add_stage(page, "Receive")
    add_step(page, "Choose", "Web page")
    add_step(page, "Receive", "Delivery")
    add_step(page, "Receive", "Assembly")
    assert drawn(page) == [("Choose", ["Web page"]), ("Receive", ["Delivery", "Assembly"])]

    press(page, "BUTTON", "Earlier")  # the step added last is open
    expect(page.locator("#toasts")).to_contain_text("“Assembly” now stands in “Receive”, as step 1.")
    expect(page.get_by_role("button", name="Earlier", exact=True)).to_be_focused()
    press(page, "BUTTON", "To the stage before")
    expect(page.locator("#toasts")).to_contain_text("“Assembly” now stands in “Choose”, as step 2.")
    assert drawn(page) == [("Choose", ["Web page", "Assembly"]), ("Receive", ["Delivery"])]

    page.locator("body").press("Escape")
    press(page, "A", "Delivery")
    expect(page.locator("#panel")).to_be_focused()
    expect(page.locator("#panel")).to_contain_text("No owner")
    press(page, "A", "Name an owner")
    page.wait_for_url("**/owners/**")
    fill(page, "SELECT", "Who", "Ingrid")
    press(page, "BUTTON", "Name the owner")
    page.wait_for_url(re.compile(r"/journeys/\d+/\?step=\d+$"))
    expect(page.locator("#panel")).to_contain_text("Ingrid")
    fill(page, "TEXTAREA", "What goes wrong for them", "Nobody says when they come")
    press(page, "BUTTON", "Save the step")
    expect(page.locator("#toasts")).to_contain_text("The step is saved.")

    page.goto(f"{empty_house.address}/journeys/gaps/")
    expect(page.get_by_role("heading", name="Nobody owns 2 steps of 3")).to_be_visible()


@pytest.fixture
def example(page: Page, empty_house: House) -> str:
    """The address of the example; it is laid down once."""
    page.goto(f"{empty_house.address}/journeys/")
    page.get_by_role("button", name="Draw the example").click()
    page.goto(f"{empty_house.address}/journeys/")
    page.get_by_role("link", name="Edit the map : Buy and use").click()
    return page.url


def test_by_mouse_a_step_is_dragged(page: Page, example: str) -> None:
    page.goto(example)
    step, there = (page.get_by_role("link", name=name, exact=True) for name in ("Advice", "Order"))
    start, end = step.bounding_box(), there.bounding_box()
    assert start is not None
    assert end is not None
    page.mouse.move(start["x"] + 4, start["y"] + start["height"] + 6)
    page.mouse.down()
    page.mouse.move(end["x"] + 20, end["y"] + 40)
    page.mouse.move(end["x"] + 20, end["y"] - 2, steps=3)
    page.mouse.up()
    expect(page.locator("#toasts")).to_contain_text("“Advice” now stands in “Order and pay”, as step 1.")
    assert drawn(page)[1:3] == [
        ("Choose", ["Web page"]),
        ("Order and pay", ["Advice", "Order", "Confirmation"]),
    ]


def test_without_scripts(browser: Browser, lead: State, example: str) -> None:
    context = browser.new_context(storage_state=lead, java_script_enabled=False)
    page = context.new_page()
    page.goto(example)
    page.get_by_role("link", name="Invoice", exact=True).click()
    page.get_by_role("button", name="To the stage after").click()
    expect(page.locator("#toasts")).to_contain_text("“Invoice” now stands in “Use”, as step 2.")
    page.locator("#panel").get_by_label("What goes wrong for them").fill("Nobody understands it")
    page.get_by_role("button", name="Save the step").click()
    expect(page.locator("#toasts")).to_contain_text("The step is saved.")
    page.get_by_text("Add a step: Use").click()
    page.locator(".jm-add[open]").get_by_label("Touchpoint").fill("Manual")
    page.locator(".jm-add[open]").get_by_role("button", name="Add the step").click()
    expect(page.locator("#panel").get_by_role("heading", name="Manual")).to_be_visible()
    context.close()


@pytest.mark.parametrize("language", ["en", "fa"])
def test_no_page_of_it_has_an_accessibility_fault_or_is_wider_than_a_phone(
    page: Page, empty_house: House, example: str, language: str
) -> None:
    speak(page, at=empty_house, language=language)
    found = []
    # Colours are the same in every language.
    without = () if language == "en" else OF_COLOURS
    paths = (
        "",
        "draw/",
        "gaps/",
        "touchpoints/",
        "touchpoints/2/",
        "touchpoints/2/owners/",
        "1/",
        "1/?step=2",
    )
    for path in (*paths, "1/settings/", "stages/1/", "owners/1/"):
        for width, scheme in ((1440, "light"), (390, "dark")):
            page.set_viewport_size({"width": width, "height": 844})
            page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
            page.goto(f"{empty_house.address}/journeys/{path}")
            expect(page.locator("main")).not_to_contain_text("404")
            page.locator("main details").evaluate_all("all => all.forEach(one => { one.open = true; })")
            found += [
                (path, width, fault["id"], [node["target"] for node in fault["nodes"]][:3])
                for fault in violations(page, without=without)
            ]
            wide = page.evaluate("document.documentElement.scrollWidth")
            found += [(path, width, "too wide", wide)] if wide > width else []
    speak(page, at=empty_house, language="en")
    assert found == []
