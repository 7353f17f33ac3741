"""axe looks at a page in every look: wide and narrow, light and dark."""

import json
from collections.abc import Sequence
from typing import Any

from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Page

Look = tuple[int, str]
# What can differ between a light and a dark page of one width; see `test_light_and_dark_differ_in_colours_alone`.
OF_COLOURS = ("color-contrast", "link-in-text-block")


def violations(page: Page, *, only: Sequence[str] = (), without: Sequence[str] = ()) -> list[dict[str, Any]]:
    """Ask axe about the page as it stands, by all its rules or some; the script is put in once a page."""
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE_SCRIPT)
    options: dict[str, object] = {"resultTypes": ["violations"]}
    if only:
        options["runOnly"] = {"type": "rule", "values": list(only)}
    if without:
        options["rules"] = {rule: {"enabled": False} for rule in without}
    found: list[dict[str, Any]] = page.evaluate(
        f"axe.run({json.dumps(options)}).then(found => found.violations)"
    )
    return found


def faults(page: Page, *, looks: Sequence[Look], colours: bool = True) -> list[str]:
    """Look at the page in every look; one line a fault. The second time at one width only colours are looked at.

    A page that is wider than the screen, with all its tables of data open, is a fault too. Without its colours
    it is looked at in a fifth of the time.
    """
    without = () if colours else OF_COLOURS
    found = []
    seen: set[int] = set()
    for width, scheme in looks:
        page.set_viewport_size({"width": width, "height": 900})
        page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
        for fault in violations(page, only=OF_COLOURS if width in seen else (), without=without):
            places = [node["target"] for node in fault["nodes"]][:3]
            found.append(f"{width} {scheme} {fault['id']}: {places}")
        if width not in seen and (wide := _width(page)) > width:
            found.append(f"{width} wider than the screen: {wide}")
        seen.add(width)
    return found


def _width(page: Page) -> int:
    """How wide the page is, with its tables of data open; they are closed again."""
    opened = "document.querySelectorAll('details.data')"
    page.evaluate(f"{opened}.forEach(one => {{ one.open = true; }})")
    width: int = page.evaluate("document.documentElement.scrollWidth")
    page.evaluate(f"{opened}.forEach(one => {{ one.open = false; }})")
    return width
