"""Recipes that cannot be followed, and what is said of them."""

from dataclasses import replace

import pytest
from tests.listen.joined_files.files import BY_ORDER, ITEMS_BY_ORDER, LATE, LATE_DAYS, RECIPE, STARS

from ninefold.listen.joined_files.checking import checked, in_order, number_of, problems_of
from ninefold.listen.joined_files.recipe import Comparison, Computed, Join, Kind, Recipe, RecipeProblem

RATIO = Computed(name="share", kind=Kind.RATIO, of="price", than="stars")


def computed(*columns: Computed) -> Recipe:
    """Give the recipe with other computed columns."""
    return replace(RECIPE, computed=columns)


def test_a_sound_recipe_has_no_problem() -> None:
    assert problems_of(RECIPE) == ()
    assert checked(RECIPE) is RECIPE


def test_checked_names_every_problem() -> None:
    with pytest.raises(RecipeProblem) as told:
        checked(computed(replace(RATIO, of="nothing", than="never")))
    assert told.value.problems == (
        "“share” needs the column “nothing”, which is not there.",
        "“share” needs the column “never”, which is not there.",
    )


def test_main_file_that_is_not_there_is_told_alone() -> None:
    assert problems_of(replace(RECIPE, main="other", computed=(replace(RATIO, of="no"),))) == (
        "Choose the main file: the one with one row for each record.",
    )


def test_a_file_without_a_join_is_told() -> None:
    assert problems_of(replace(RECIPE, joins=(BY_ORDER,))) == (
        "Say which column of “items” equals which column of another file, or leave the file out.",
    )


def test_a_column_or_a_file_that_is_missing_is_told() -> None:
    wrong = replace(ITEMS_BY_ORDER, key="orderid")
    assert problems_of(replace(RECIPE, joins=(BY_ORDER, wrong))) == (
        "The file “items” has no column “orderid”.",
    )
    strange = Join(file="sellers", key="x", to_file="answers", to_column="order")
    assert problems_of(replace(RECIPE, joins=(BY_ORDER, ITEMS_BY_ORDER, strange))) == (
        "There is no file “sellers” among these.",
    )


def test_files_that_stand_on_each_other_hang_in_the_air() -> None:
    orders = replace(BY_ORDER, to_file="items")
    items = replace(ITEMS_BY_ORDER, to_file="orders")
    assert problems_of(replace(RECIPE, joins=(orders, items))) == (
        "The file “orders” is joined to nothing. Join it to the main file or to a joined one.",
        "The file “items” is joined to nothing. Join it to the main file or to a joined one.",
    )


def test_a_file_joined_twice_is_told() -> None:
    assert problems_of(replace(RECIPE, joins=(BY_ORDER, ITEMS_BY_ORDER, ITEMS_BY_ORDER))) == (
        "The file “items” is joined twice.",
    )


def test_too_many_columns_are_told() -> None:
    wide = replace(STARS[0], columns=("order", *(f"x{n}" for n in range(4_000))))
    (told,) = problems_of(Recipe(parts=(wide, STARS[1]), main="answers", joins=(BY_ORDER,)))
    assert told.startswith("The file has 4004 columns, more than the 4000")


@pytest.mark.parametrize(
    ("columns", "told"),
    [
        ((replace(RATIO, name=""),), "Give every column that is worked out a name."),
        ((replace(RATIO, name="Price"),), "The name “Price” is taken already. Choose another one."),
        ((RATIO, replace(RATIO, name="SHARE")), "The name “SHARE” is taken already. Choose another one."),
        ((replace(LATE_DAYS, of="late_days"),), "“late_days” needs the column “late_days”, which is not there."),
        ((LATE_DAYS, replace(LATE, than="soon")), "“late” needs the column “soon”, which is not there."),
        (
            (LATE_DAYS, replace(LATE, no="late")),
            "Give “late” two different words, one for yes and one for no.",
        ),
        (
            (replace(LATE_DAYS, of_written="'; DROP"),),
            "Choose how the dates of “late_days” are written from the list.",
        ),
    ],
)  # fmt: skip
def test_a_computed_column_that_cannot_be_is_told(columns: tuple[Computed, ...], told: str) -> None:
    assert told in problems_of(computed(*columns))


def test_a_circle_is_told() -> None:
    one, two = replace(RATIO, name="one", of="two"), replace(RATIO, name="two", of="one")
    assert problems_of(computed(one, two)) == (
        "“one” is worked out from itself, directly or by way of others. Break the circle.",
        "“two” is worked out from itself, directly or by way of others. Break the circle.",
    )


def test_too_many_computed_columns_are_told() -> None:
    assert problems_of(computed(*(replace(RATIO, name=f"r{n}") for n in range(31)))) == (
        "At most 30 columns can be worked out.",
    )


def test_a_flag_compares_with_a_number_or_asks_for_a_word() -> None:
    word = replace(LATE, of="client", than="c1", test=Comparison.SAME)
    assert problems_of(computed(word)) == ()
    assert problems_of(computed(LATE_DAYS, replace(LATE, than="۲٫۵"))) == ()
    assert number_of("۲٫۵") == 2.5
    assert number_of("soon") is None


def test_in_order_puts_a_column_after_what_it_is_made_of() -> None:
    assert in_order((LATE, LATE_DAYS)) == ((LATE_DAYS, LATE), ())
