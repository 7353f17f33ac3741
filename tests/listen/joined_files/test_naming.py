"""What the columns of a joined file are called."""

from dataclasses import replace

from tests.listen.joined_files.files import BY_ORDER, ITEMS_BY_ORDER, RECIPE

from ninefold.listen.joined_files.naming import result_names
from ninefold.listen.joined_files.recipe import Part


def test_keys_are_left_away_and_other_columns_keep_their_names() -> None:
    assert result_names(RECIPE) == (
        "response_id", "order", "stars", "comment", "client", "delivered", "promised", "seller", "price",
    )  # fmt: skip


def test_a_name_that_stands_already_gets_its_file_after_it() -> None:
    parts = (Part(name="answers", columns=("order", "Note")), Part(name="orders", columns=("order", "note")))
    recipe = replace(RECIPE, parts=parts, joins=(BY_ORDER,), computed=())
    assert result_names(recipe) == ("order", "Note", "note (orders)")


def test_sums_and_counts_say_so() -> None:
    join = replace(ITEMS_BY_ORDER, sums=("price",), count=True)
    assert result_names(replace(RECIPE, joins=(join,)))[4:] == ("seller", "Σ price", "n items")
