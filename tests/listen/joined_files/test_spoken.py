"""Joins and computed columns as a command line writes them."""

from pathlib import Path

import pytest
from tests.listen.joined_files.files import ANSWERS, ITEMS, ORDERS, described, opened

from ninefold.listen.joined_files.guessing import guess_recipe
from ninefold.listen.joined_files.recipe import Comparison, Computed, Join, Kind, RecipeProblem
from ninefold.listen.joined_files.spoken import (
    SpokenJoin,
    spoken_days,
    spoken_flag,
    spoken_join,
    spoken_ratio,
    spoken_recipe,
)
from ninefold.listen.sources.reading import Desk


@pytest.mark.parametrize(
    ("text", "join"),
    [
        ("o.csv", SpokenJoin(file=Path("o.csv"))),
        ("o.csv:id", SpokenJoin(file=Path("o.csv"), key="id", column="id")),
        ("a:b/o.csv:id = order", SpokenJoin(file=Path("a:b/o.csv"), key="id", column="order")),
    ],
)
def test_join_names_a_file_and_two_columns(text: str, join: SpokenJoin) -> None:
    assert spoken_join(text) == join


def test_a_file_with_a_colon_in_its_name_is_a_file(tmp_path: Path) -> None:
    place = tmp_path / "a:b.csv"
    place.write_text("x")
    assert spoken_join(str(place)) == SpokenJoin(file=place)


def test_days_and_ratios_name_two_columns() -> None:
    assert spoken_days("d = later , earlier") == Computed(
        name="d", kind=Kind.DAYS, of="later", than="earlier"
    )
    assert spoken_ratio("r=a,b") == Computed(name="r", kind=Kind.RATIO, of="a", than="b")


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("f=a>0", ("f", "a", ">", "0", "yes", "no")),
        ("f=a>=0?up:down", ("f", "a", ">=", "0", "up", "down")),
        ("f=a!=b", ("f", "a", "!=", "b", "yes", "no")),
        ("f=state=New York?home:away", ("f", "state", "=", "New York", "home", "away")),
    ],
)
def test_flags_compare(text: str, told: tuple[str, ...]) -> None:
    found = spoken_flag(text)
    assert (found.name, found.of, found.test, found.than, found.yes, found.no) == (
        told[0], told[1], Comparison(told[2]), *told[3:],
    )  # fmt: skip


@pytest.mark.parametrize("text", ["", "f", "f=", "=a>0", "f=a", "f=a>"])
def test_a_flag_that_cannot_be_read_is_told(text: str) -> None:
    with pytest.raises(RecipeProblem, match="Write it like NAME=COLUMN>VALUE"):
        spoken_flag(text)


@pytest.mark.parametrize("text", ["", "d", "d=a", "d=a,", "=a,b", "d=,b"])
def test_days_that_cannot_be_read_are_told(text: str) -> None:
    with pytest.raises(RecipeProblem, match="Write it like NAME=LATER,EARLIER"):
        spoken_days(text)


def test_what_is_said_stands_before_what_is_guessed(place: Desk) -> None:
    tables = opened(place, items=ITEMS, answers=ANSWERS, orders=ORDERS)
    files = described(place, tables)
    guessed = guess_recipe(files=files, tables=tables, connection=place.connection, main="items")
    said = (
        SpokenJoin(file=Path("answers.csv")),
        SpokenJoin(file=Path("orders.csv"), key="client", column="stars"),
    )
    found = spoken_recipe(guessed=guessed, files=files, joins=said, computed=())
    assert found.main == "items"
    assert found.joins == (
        Join(file="answers", key="order", to_file="items", to_column="order"),
        Join(file="orders", key="client", to_file="answers", to_column="stars"),
    )
