"""Examples to look at, each page of tests with a folder of its own."""

import shutil
from collections.abc import Callable, Iterator

import pytest
from django.test import override_settings
from tests import factories

from ninefold.demo.example.loading import load_example
from ninefold.demo.example.models import Example
from ninefold.demo.example.operations import Wanted, found_example
from ninefold.engine.segments import folder


def unseen(_share: float) -> None:
    """Nobody looks at the progress."""


@pytest.fixture(scope="module", autouse=True)
def own_home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Keep the files of a page of tests apart."""
    with override_settings(HOME=tmp_path_factory.mktemp("examples")):
        yield


@pytest.fixture(autouse=True)
def empty_home(own_home: None, request: pytest.FixtureRequest) -> None:
    """Begin without files: a database rolled back gives the numbers of organisations anew."""
    if request.cls is None:
        shutil.rmtree(folder(), ignore_errors=True)


@pytest.fixture
def small() -> Callable[..., Example]:
    """Make a small example and load it."""

    def make(**wanted: object) -> Example:
        made = found_example(wanted=Wanted(**({"customers": 300} | wanted)), at=factories.AT)  # type: ignore[arg-type]
        load_example(example=made, at=factories.AT, progress=unseen)
        return made

    return make
