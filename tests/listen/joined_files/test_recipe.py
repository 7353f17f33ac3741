"""Recipes as they are kept, and the order in which they join."""

from dataclasses import replace

import pytest
from tests.listen.joined_files.files import BY_ORDER, RECIPE

from ninefold.listen.joined_files.recipe import Join, Recipe, RecipeProblem

SELLERS = Join(file="sellers", key="seller", to_file="items", to_column="seller")


def test_recipe_comes_back_as_it_was_written() -> None:
    assert Recipe.from_json(RECIPE.to_json()) == RECIPE


@pytest.mark.parametrize("value", [None, [], {}, {"version": 1}, {"version": 1, "parts": 3, "main": ""}])
def test_recipe_of_nonsense_is_refused(value: object) -> None:
    with pytest.raises(RecipeProblem, match="not a recipe"):
        Recipe.from_json(value)


def test_recipe_with_an_unknown_kind_is_refused() -> None:
    written = RECIPE.to_json()
    written["computed"][0]["kind"] = "magic"
    with pytest.raises(RecipeProblem, match="not a recipe"):
        Recipe.from_json(written)


def test_recipe_of_another_version_is_refused() -> None:
    with pytest.raises(RecipeProblem, match="another version"):
        Recipe.from_json(RECIPE.to_json() | {"version": 2})


def test_ordered_puts_a_file_after_the_one_it_stands_on() -> None:
    items = replace(BY_ORDER, file="items")
    recipe = replace(RECIPE, joins=(SELLERS, items))
    assert recipe.ordered() == (items, SELLERS)


def test_ordered_leaves_away_what_hangs_in_the_air() -> None:
    one = Join(file="a", key="k", to_file="b", to_column="k")
    other = Join(file="b", key="k", to_file="a", to_column="k")
    assert replace(RECIPE, joins=(one, BY_ORDER, other)).ordered() == (BY_ORDER,)
