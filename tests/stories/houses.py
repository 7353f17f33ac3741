"""A running Ninefold as a visitor meets it: the real command in a folder of its own, and a real browser."""

import os
import re
import shutil
import signal
import subprocess
import sys
from atexit import register
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from tempfile import mkdtemp
from typing import Literal

import pytest
from playwright.sync_api import Browser, Page, StorageState, expect, sync_playwright

SOURCE = Path(__file__).resolve().parents[2] / "src"
QUIET = (
    "--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
)  # fmt: skip
LINK = re.compile(r"Open this link once to [a-z ]+: (http://\S+)")
SERVED = re.compile(r"Ninefold is served on (http://127\.0\.0\.1:\d+) ")
CUSTOMERS = 12_000  # of the example: enough for every page to have numbers, made in a few seconds
EMAIL, PASSWORD = "ingrid@example.org", "a sentence nobody else thought of"

State = StorageState


@dataclass(frozen=True)
class House:
    """Where it is served, and the link that lets the first person in."""

    address: str
    link: str


@cache
def _migrated() -> Path:
    """A data folder with all tables and nothing in it, made once by the product's own command."""
    home = Path(mkdtemp(prefix="ninefold-migrated-"))
    register(shutil.rmtree, home, ignore_errors=True)
    program = [sys.executable, "-c", "from ninefold.site.cli import run; run()", "migrate"]
    subprocess.run(program, env=_environment(home), check=True, stdout=subprocess.DEVNULL)
    return home


def _environment(home: Path) -> dict[str, str]:
    found = {**os.environ, "NINEFOLD_HOME": str(home), "PYTHONPATH": str(SOURCE)}
    for name in ("NINEFOLD_DATABASE_URL", "DJANGO_SETTINGS_MODULE", "NINEFOLD_ADDRESS"):
        found.pop(name, None)
    return found


@contextmanager
def house(
    command: Literal["demo", "serve"], *, home: Path, customers: int | None = CUSTOMERS
) -> Iterator[House]:
    """Start a command and stop it with everything it started; `customers` is the size of an example."""
    size = ["--customers", str(customers)] if command == "demo" and customers else []
    program = [
        sys.executable,
        "-c",
        "from ninefold.site.cli import run; run()",
        command,
        "--port",
        "0",
        *size,
    ]
    if not (home / "ninefold.sqlite3").exists():
        # A dozen houses would each run all migrations, which takes longer than to serve them.
        home.mkdir(parents=True, exist_ok=True)
        shutil.copy(_migrated() / "ninefold.sqlite3", home)
    with subprocess.Popen(program, stdout=subprocess.PIPE, text=True, env=_environment(home)) as process:
        try:
            yield _opened(process)
        finally:
            process.send_signal(signal.SIGTERM)
            process.wait(timeout=60)


def _opened(process: "subprocess.Popen[str]") -> House:
    link = ""
    for line in process.stdout or ():
        if found := LINK.search(line):
            link = found.group(1)
        if found := SERVED.search(line):
            return House(address=found.group(1), link=link)
    raise AssertionError(f"It ended with code {process.wait()}.")


@contextmanager
def chromium() -> Iterator[Browser]:
    """Open the browser of this machine; nothing is downloaded."""
    path = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if path is None:
        pytest.skip("There is no Chromium on this machine; `make setup-test` installs it.")
    with sync_playwright() as play:
        browser = play.chromium.launch(executable_path=path, args=list(QUIET))
        yield browser
        browser.close()


def walk_in(page: Page, *, link: str) -> None:
    """Open a one-time link and make the account it offers."""
    page.goto(link)
    page.get_by_label("Your name").fill("Ingrid")
    page.get_by_label("E-mail").fill(EMAIL)
    page.get_by_label("New password").fill(PASSWORD)
    if (named := page.get_by_label("Name of the organisation")).count():
        named.fill("Tarnel")
    page.locator("main form button.pri").click()
    page.wait_for_url("**/")


def account(*, at: House, file: Path) -> State:
    """Make the first account of a house and give it a file to read, in a browser that is closed again.

    An example enters its customers first: the file waits for its turn.
    """
    with chromium() as browser:
        page = browser.new_page()
        walk_in(page, link=at.link)
        choose_file(page, at=at, path=file, patience=300_000)
        return page.context.storage_state()


def speak(page: Page, *, at: House, language: str) -> None:
    """Switch the language as the menu does; it stays for all further pages of the member."""
    page.goto(f"{at.address}/people/profile/")
    if page.locator("html").get_attribute("lang") == language:
        return
    token = page.locator("main input[name=csrfmiddlewaretoken]").first.input_value()
    answer = page.request.post(
        f"{at.address}/people/language/",
        form={"language": language, "next": "/", "csrfmiddlewaretoken": token},
        headers={"Referer": f"{at.address}/"},
    )
    assert answer.ok


def whole(page: Page, address: str) -> None:
    """Open a page, and wait for the parts that come by themselves after it."""
    page.goto(address)
    expect(page.locator("[hx-trigger^=load]")).to_have_count(0)


def choose_file(page: Page, *, at: House, path: Path, patience: float = 60_000) -> None:
    """Give a file to the sources page and wait, for so many milliseconds at most, until it has been read."""
    page.goto(f"{at.address}/listen/sources/")
    page.get_by_label("Choose a file").set_input_files(path)
    page.get_by_role("button", name="Read the file").click()
    page.get_by_role("heading", name="This is what we understood").wait_for(timeout=patience)


def store(page: Page) -> None:
    """Store the file that was understood and wait until it stands."""
    page.get_by_role("button", name="Store the answers").click()
    page.get_by_role("heading", name="The answers are stored").wait_for(timeout=60_000)
