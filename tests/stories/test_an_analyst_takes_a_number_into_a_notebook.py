"""An analyst follows a number to its definition, copies it as Python, defines it anew, and finds the old one."""

import pytest
from playwright.sync_api import Page, expect
from tests.stories.houses import House, speak

METRIC = "q_store_pleasant-top2"
TOPS = {"en": "5", "fa": "۳"}  # the standard is 4


@pytest.mark.parametrize("language", ["en", "fa"])
def test_number_is_followed_copied_and_defined_anew(reader: Page, demo_house: House, language: str) -> None:
    speak(reader, at=demo_house, language=language)
    try:
        _follow(reader, at=demo_house)
        _define(reader, language=language)
    finally:
        speak(reader, at=demo_house, language="en")


def _follow(reader: Page, *, at: House) -> None:
    """From the panel behind a number to its page, narrowed down alike, and its program on the clipboard."""
    reader.context.grant_permissions(["clipboard-read", "clipboard-write"], origin=at.address)
    reader.goto(f"{at.address}/understand/metrics/?metric={METRIC}&channel=store")
    shown = reader.locator(".tile .num").first.inner_text()
    reader.locator(".tile .num").first.click()
    reader.locator("#p-total a[href*='/understand/definitions/']").click()
    reader.wait_for_url(f"**/understand/definitions/{METRIC}/?period=**channel=store**")
    assert reader.locator(".tile .val").first.inner_text().split()[0] in shown
    program = reader.locator("#python")
    assert program.evaluate("each => getComputedStyle(each).direction") == "ltr"
    reader.locator("[data-copy-from=python]").click()
    expect(reader.locator("[data-copy-from=python] [data-copied]")).to_be_visible()
    copied = reader.evaluate("navigator.clipboard.readText()")
    assert copied == program.text_content()
    assert "channel=['store']" in copied
    compile(copied, "copied", "exec")


def _define(reader: Page, *, language: str) -> None:
    """A new version needs a reason, holds at once, and leaves the old number at its address."""
    reader.goto(reader.url.partition("?")[0])
    before = reader.locator(".tile .val").first.inner_text()
    versions = reader.locator("table.t tbody tr").count()
    form = reader.locator("#anew form")
    form.locator("[name=top]").fill(TOPS[language])
    form.locator("[name=reason]").evaluate("field => field.required = false")
    form.locator("button.pri").click()
    expect(reader.locator("#anew .err [name=reason]")).to_be_visible()
    form.locator("[name=reason]").fill(f"Asked by the board, {language}")
    form.locator("button.pri").click()
    expect(reader.locator("table.t tbody tr")).to_have_count(versions + 1)
    expect(reader.locator("table.t tbody tr").first).to_contain_text(f"Asked by the board, {language}")
    assert reader.locator(".tile .val").first.inner_text() != before
    reader.locator("table.t tbody tr").nth(1).locator("a").click()
    expect(reader.locator(".side-note")).to_be_visible()
    assert reader.locator(".tile .val").first.inner_text() == before
    reader.locator(".side-note a").click()
    expect(reader.locator(".side-note")).to_have_count(0)
