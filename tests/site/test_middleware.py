"""A page whose files go while it reads them is answered anew, once, and only if it looks."""

from pathlib import Path

import pytest
from django.http import HttpRequest, HttpResponse
from django.test import RequestFactory, override_settings
from django.urls import ResolverMatch
from tests.engine.samples import facts, written

from ninefold.engine.engines import engine, vanished
from ninefold.engine.segments import delete, folder
from ninefold.engine.snapshot import File, Snapshot
from ninefold.site.middleware import RereadingMiddleware


def gone(*_given: object) -> Exception:
    """Read a snapshot whose file went meanwhile, as a page does."""
    made = written([{"nps": 9}])
    file = File(
        id=1,
        table="feedback",
        path=str(folder() / made.path),
        rows=made.rows,
        survey=1,
        source=1,
        wave=1,
        since=made.since,
        until=made.until,
        columns=made.columns,
    )
    seen = Snapshot(organisation=1, table="feedback", version=1, files=(file,), tail=facts([]))
    frame = engine().frame(seen, columns=("nps",))
    delete(made.path)
    try:
        frame.collect()
    except Exception as problem:  # noqa: BLE001  # it is what the test is about
        return problem
    raise AssertionError("The file is there.")


@pytest.fixture(autouse=True)
def data(tmp_path: Path):
    with override_settings(HOME=tmp_path):
        yield


def answered(method: str, problem: Exception) -> HttpResponse | None:
    def page(_request: HttpRequest, number: int) -> HttpResponse:
        return HttpResponse(f"page {number}")

    request = RequestFactory().generic(method, "/page/3/")
    request.resolver_match = ResolverMatch(page, (), {"number": 3})
    return RereadingMiddleware(page).process_exception(request, problem)  # type: ignore[arg-type, return-value]


def test_page_that_lost_its_files_is_read_again():
    answer = answered("GET", gone())
    assert answer is not None
    assert answer.content == b"page 3"


def test_page_that_writes_is_not_repeated():
    assert answered("POST", gone()) is None


@pytest.mark.parametrize(
    "problem", [ValueError("No such file"), FileNotFoundError("No such file: /etc/other")]
)
def test_other_trouble_stays_trouble(problem: Exception):
    assert not vanished(problem)
    assert answered("GET", problem) is None
