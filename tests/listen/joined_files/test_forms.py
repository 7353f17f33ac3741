"""What a person chose, read as a recipe; nonsense is as if nothing had been chosen."""

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import QueryDict
from tests.listen.joined_files.files import ANSWERS, ITEMS, ORDERS, described, opened

from ninefold.listen.joined_files.described import File
from ninefold.listen.joined_files.forms import chosen_files, recipe_from
from ninefold.listen.joined_files.recipe import Comparison, Computed, Join, Kind, Recipe
from ninefold.listen.sources.reading import Desk

CHOSEN = "main=0&key-1=0&to-1=0:1&key-2=0&to-2=0:1&sums-2=2&count-2=1"


@pytest.fixture
def files(place: Desk) -> list[File]:
    return described(place, opened(place, answers=ANSWERS, orders=ORDERS, items=ITEMS))


def read(files: list[File], query: str) -> Recipe:
    """Read what was posted."""
    return recipe_from(posted=QueryDict(query), files=files)


def test_places_become_names(files: list[File]) -> None:
    recipe = read(files, CHOSEN)
    assert recipe.main == "answers"
    assert recipe.joins == (
        Join(file="orders", key="order", to_file="answers", to_column="order"),
        Join(file="items", key="order", to_file="answers", to_column="order", sums=("price",), count=True),
    )


def test_a_file_left_out_is_no_part(files: list[File]) -> None:
    recipe = read(files, "main=0&key-1=&to-1=0:1&key-2=0&to-2=0:1")
    assert [part.name for part in recipe.parts] == ["answers", "items"]
    assert [join.file for join in recipe.joins] == ["items"]


@pytest.mark.parametrize(
    "query",
    ["main=0&key-1=9&to-1=0:1", "main=0&key-1=0&to-1=", "main=0&key-1=0&to-1=7:1", "main=0&key-1=0&to-1=0:x",
     "main=0&key-1=٣&to-1=0:1", "main=0&key-1=999999999999&to-1=0:1"],
)  # fmt: skip
def test_nonsense_makes_no_join(files: list[File], query: str) -> None:
    recipe = read(files, query)
    assert (recipe.joins, [part.name for part in recipe.parts]) == ((), ["answers", "orders"])


@pytest.mark.parametrize("main", ["", "3", "-1", "x"])
def test_a_main_file_that_is_none_is_none(files: list[File], main: str) -> None:
    assert read(files, f"main={main}").main == ""


def test_computed_columns_are_read_and_one_is_taken_away(files: list[File]) -> None:
    query = (
        CHOSEN
        + "&kind-0=days&name-0=late_days&of-0=delivered&than-0=promised&of_written-0=dmy&yes-0=x"
        + "&kind-1=ratio&name-1=gone&of-1=price&than-1=stars&drop-1=1"
        + "&kind-2=flag&name-2=%20late%0Aone&of-2=late_days&test-2=%3E%3D&than-2=1&yes-2=late"
        + "&kind-3=flag&kind-4=ratio&kind-5=magic&name-5=x&of-5=y"
    )
    assert read(files, query).computed == (
        Computed(name="late_days", kind=Kind.DAYS, of="delivered", than="promised", of_written="dmy"),
        Computed(
            name="late one",
            kind=Kind.FLAG,
            of="late_days",
            than="1",
            test=Comparison.AT_LEAST,
            yes="late",
            no="no",
        ),
    )


def test_a_comparison_that_is_none_is_the_first(files: list[File]) -> None:
    (flag,) = read(files, CHOSEN + "&kind-0=flag&name-0=f&of-0=stars&test-0=like&than-0=1").computed
    assert (flag.test, flag.yes, flag.no) == (Comparison.ABOVE, "yes", "no")


def test_files_that_cannot_be_are_told_all_at_once() -> None:
    good, empty = SimpleUploadedFile("a.csv", b"1"), SimpleUploadedFile("b.csv", b"")
    assert chosen_files([good, good]) == [good, good]
    with pytest.raises(ValidationError) as told:
        chosen_files([good])
    assert told.value.messages == ["Choose two to 12 files that belong together."]
    with pytest.raises(ValidationError) as told:
        chosen_files([good, empty, empty])
    assert (
        told.value.messages == ["The file “b.csv” is empty. Export it again and choose the files anew."] * 2
    )
