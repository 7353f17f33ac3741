"""Houses to tell stories about: the example company once a run, an empty one for each page of stories."""

from collections.abc import Iterator
from datetime import date

import pytest
from playwright.sync_api import Browser, Page
from tests.an_export import write_answers
from tests.stories.houses import House, State, account, chromium, house


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark what drives a browser."""
    for item in items:
        if "browser" in getattr(item, "fixturenames", ()):
            item.add_marker(pytest.mark.browser)


@pytest.fixture(scope="session")
def demo_house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """The example company, served once for all stories."""
    with house("demo", home=tmp_path_factory.mktemp("demo")) as opened:
        yield opened


@pytest.fixture(scope="session")
def demo_member(demo_house: House, tmp_path_factory: pytest.TempPathFactory) -> State:
    """The cookies of somebody who has walked in, and has a file waiting to be checked."""
    path = tmp_path_factory.mktemp("file") / "answers.csv"
    write_answers(path=path, today=date(2026, 1, 15), count=200)
    return account(at=demo_house, file=path)


@pytest.fixture(scope="module")
def empty_house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """A fresh installation, nobody in it."""
    with house("serve", home=tmp_path_factory.mktemp("empty")) as opened:
        yield opened


# No longer than a module: while Playwright runs in a thread, Django takes that thread for asynchronous.
@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as opened:
        yield opened


@pytest.fixture
def reader(browser: Browser, demo_member: State) -> Iterator[Page]:
    """A page of the example company, signed in, at a desk."""
    context = browser.new_context(storage_state=demo_member, viewport={"width": 1440, "height": 900})
    yield context.new_page()
    context.close()
