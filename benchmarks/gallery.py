"""Bring public data sets in, picture the pages that say most about each, print their numbers: `make gallery`.

Each set gets a data folder of its own, which is gone afterwards. `docs/gallery.md` shows the pictures.
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "src")]

from benchmarks.gallery_pages import PAGES, SEEN, Seen
from benchmarks.gallery_sets import ENDS, SETS, Delivery
from benchmarks.measuring import MODULES
from benchmarks.running import Visitor, running
from playwright.sync_api import Browser, Page, sync_playwright

CHROMIUM: Final = "/usr/bin/chromium"
PICTURES: Final = ROOT / "docs" / "images" / "gallery"
WIDE: Final = 1000


@dataclass(frozen=True, kw_only=True)
class Look:
    """How the pages are looked at, and where the pictures go."""

    folder: Path
    width: int
    dark: bool


def ninefold(home: Path, *words: str) -> str:
    """Say a command of Ninefold over a data folder and give what it answers."""
    environment = {**os.environ, "NINEFOLD_HOME": str(home), "PYTHONPATH": MODULES}
    call = [sys.executable, "-c", "from ninefold.site.cli import run; run()", *words]
    done = subprocess.run(call, env=environment, capture_output=True, text=True, check=False)
    if done.returncode:
        raise SystemExit(f"ninefold {' '.join(words)}: {done.stderr}")
    return done.stdout


def bring_in(home: Path, delivery: Delivery) -> dict[str, Any]:
    """Import a file as a person does: look at the mapping that was guessed, correct it, store it."""
    words = ["import", *delivery.words(), "--json"]
    if not delivery.corrected:
        return dict(json.loads(ninefold(home, *words)))
    guessed = json.loads(ninefold(home, *words, "--dry-run"))["mapping"]
    with tempfile.NamedTemporaryFile("w", suffix=".json") as mapping:
        json.dump(delivery.corrections(guessed), mapping)
        mapping.flush()
        return dict(json.loads(ninefold(home, *words, "--mapping", mapping.name)))


def entered(browser: Browser, visitor: Visitor, *, look: Look) -> Page:
    """Open a page of the browser for whoever has walked in."""
    context = browser.new_context(
        viewport={"width": look.width, "height": 900}, color_scheme="dark" if look.dark else "light"
    )
    context.add_cookies([
        {"name": each.name, "value": each.value or "", "url": visitor.address} for each in visitor.cookies
    ])  # fmt: skip
    return context.new_page()


def draw_journey(page: Page, *, address: str, end: str) -> None:
    """Draw the map of a journey from the events, as a person does who has none yet, and say what ends it."""
    page.goto(f"{address}{PAGES}/journeys/")
    page.locator("form[action*='/journeys/draw/'] button").click()
    page.get_by_role("link", name="Say what ends it").click()
    page.get_by_role("group", name="A run ends with").get_by_label(end).check()
    page.get_by_role("button", name="Save").click()
    page.wait_for_load_state("networkidle")


def take(page: Page, seen: Seen, *, address: str, look: Look) -> None:
    """Save the part of a page that tells most, and say how large the picture is."""
    page.goto(f"{address}{seen.path}")
    page.wait_for_load_state("networkidle")
    box = page.locator("main").bounding_box()
    if box is None:
        raise SystemExit(f"{seen.path} has no main part.")
    top = box["y"] + seen.top
    height = min(box["height"] - seen.top, seen.height) if look.width >= WIDE else box["height"]
    clip = {"x": box["x"], "y": top, "width": box["width"], "height": height}
    file = look.folder / f"{seen.name}.png"
    page.screenshot(path=file, full_page=True, clip=clip)
    print(f"  {file.name}  {file.stat().st_size // 1000} KB  {page.locator('h1').first.inner_text()}")


def tell(visitor: Visitor, seen: Seen, *, most: int) -> None:
    """Print what the API says of a page, shortened."""
    answer = visitor.get(seen.numbers)
    print(f"  GET {seen.numbers}  {answer.status}")
    print(f"    {json.dumps(json.loads(answer.body), ensure_ascii=False)[:most]}")


def look_at(name: str, *, browser: Browser, look: Look, most: int) -> None:
    """Bring one set in, picture its pages and print its numbers."""
    print(name)
    with tempfile.TemporaryDirectory(prefix="ninefold-gallery-") as folder:
        home = Path(folder) / "home"
        with running(home=home) as system:
            visitor = system.enter(house=True)
            for delivery in SETS[name]:
                counts = bring_in(home, delivery)["counts"]
                print(f"  {delivery.file}: {counts['taken']} of {counts['rows']} rows taken")
            page = entered(browser, visitor, look=look)
            if name in ENDS:
                draw_journey(page, address=system.address, end=ENDS[name])
            for seen in SEEN[name]:
                if seen.name:
                    take(page, seen, address=system.address, look=look)
                tell(visitor, seen, most=most)
            page.context.close()


def main() -> None:
    """Look at the sets that are named, or at all that are at hand."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("sets", nargs="*", choices=[*SETS, []], help="which sets; all if left out")
    asked.add_argument("--pictures", type=Path, default=PICTURES, help="where the pictures go")
    asked.add_argument("--width", type=int, default=1440)
    asked.add_argument("--dark", action="store_true")
    asked.add_argument("--most", type=int, default=1500, help="how much of each answer is printed")
    given = asked.parse_args()
    look = Look(folder=given.pictures, width=given.width, dark=given.dark)
    look.folder.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as play:
        browser = play.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        for name in given.sets or SETS:
            if all(delivery.path.is_file() for delivery in SETS[name]):
                look_at(name, browser=browser, look=look, most=given.most)
            else:
                print(f"{name}: the data are not at hand; NINEFOLD_DATA says where they lie.")
        browser.close()


if __name__ == "__main__":
    main()
