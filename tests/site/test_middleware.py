"""A page whose files go while it reads them is answered anew, once, and only if it looks."""

from pathlib import Path

import pytest
from django.http import HttpRequest, HttpResponse
from django.test import RequestFactory, override_settings
from django.urls import ResolverMatch
from tests.engine.samples import shot

from ninefold.engine.engines import engine, vanished
from ninefold.site.middleware import RereadingMiddleware


def gone(*_given: object) -> Exception:
    """Read a snapshot whose file went meanwhile, as a page does."""
    seen = shot([[{"nps": 9}]])
    frame = engine().frame(seen, columns=("nps",))
    Path(seen.files[0].path).unlink()
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
