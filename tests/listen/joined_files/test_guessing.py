"""What is guessed of several files, and how they are known again."""

from dataclasses import replace

from tests.listen.joined_files.files import (
    ANSWERS,
    BY_ORDER,
    ITEMS,
    ITEMS_BY_ORDER,
    ORDERS,
    RECIPE,
    described,
    opened,
)

from ninefold.listen.joined_files.guessing import guess_recipe, recognise
from ninefold.listen.joined_files.recipe import Join
from ninefold.listen.sources.reading import Desk


def test_guess_finds_the_main_file_and_the_keys_by_name(place: Desk) -> None:
    tables = opened(place, items=ITEMS, orders=ORDERS, answers=ANSWERS)
    found = guess_recipe(files=described(place, tables), tables=tables, connection=place.connection)
    assert found.main == "answers"
    assert set(found.joins) == {BY_ORDER, ITEMS_BY_ORDER}


def test_guess_finds_keys_by_their_values_where_names_differ(place: Desk) -> None:
    clients = "number,town\n" + "".join(f"k{n},town {n % 7}\n" for n in range(60))
    answers = "stars,buyer\n" + "".join(f"{n % 5 + 1},k{n % 50}\n" for n in range(200))
    tables = opened(place, clients=clients, answers=answers)
    found = guess_recipe(files=described(place, tables), tables=tables, connection=place.connection)
    assert found.main == "answers"
    assert found.joins == (Join(file="clients", key="number", to_file="answers", to_column="buyer"),)


def test_guess_leaves_a_stranger_without_a_join(place: Desk) -> None:
    tables = opened(place, answers=ANSWERS, weather="day,rain\n2024-01-01,3\n2024-01-02,4\n")
    found = guess_recipe(files=described(place, tables), tables=tables, connection=place.connection)
    assert (found.main, found.joins) == ("answers", ())


def test_recognise_knows_files_by_their_columns_whatever_their_names(place: Desk) -> None:
    tables = opened(place, x=ITEMS, y=ANSWERS, z=ORDERS.replace("promised", "promised,extra", 1))
    found = recognise(recipe=RECIPE, files=described(place, tables))
    assert found == {"x": "items", "y": "answers", "z": "orders"}


def test_recognise_takes_the_name_where_columns_are_alike(place: Desk) -> None:
    parts = (*RECIPE.parts, replace(RECIPE.parts[2], name="returns"))
    recipe = replace(RECIPE, parts=parts, joins=(*RECIPE.joins, replace(ITEMS_BY_ORDER, file="returns")))
    tables = opened(place, returns=ITEMS, y=ANSWERS, z=ORDERS, items=ITEMS)
    assert recognise(recipe=recipe, files=described(place, tables)) == {
        "returns": "returns",
        "y": "answers",
        "z": "orders",
        "items": "items",
    }


def test_recognise_refuses_files_of_another_recipe(place: Desk) -> None:
    tables = opened(place, x=ITEMS, y=ANSWERS)
    assert recognise(recipe=RECIPE, files=described(place, tables)) is None
    tables = opened(place, x=ITEMS, y=ANSWERS, z=ORDERS.replace("order", "number", 1))
    assert recognise(recipe=RECIPE, files=described(place, tables)) is None
