"""Rows of the main file with what matches them: never more of them, never fewer."""

from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.listen.joined_files.files import (
    ANSWERS,
    BY_ORDER,
    ITEMS,
    ITEMS_BY_ORDER,
    ORDERS,
    RECIPE,
    joined_rows,
    opened,
)

from ninefold.listen.joined_files.joining import join_files, place_of, release
from ninefold.listen.joined_files.recipe import Join, Part, Recipe
from ninefold.listen.sources.reading import Desk

JOINED = replace(RECIPE, computed=())
TWO = Recipe(
    parts=(Part(name="a", columns=("k", "x")), Part(name="b", columns=("k", "y"))),
    main="a",
    joins=(Join(file="b", key="k", to_file="a", to_column="k"),),
)


def test_every_row_of_the_main_file_stays_once_and_in_order(place: Desk) -> None:
    rows = joined_rows(place, JOINED, opened(place, answers=ANSWERS, orders=ORDERS, items=ITEMS))
    assert [(row["response_id"], row["client"], row["seller"]) for row in rows] == [
        ("a1", "c1", "s1"),
        ("a2", "c2", "s3"),
        ("a3", None, None),
        ("a4", None, None),
        ("a5", "c2", "s3"),
    ]


def test_of_several_rows_the_first_is_taken_or_their_sum_and_number(place: Desk) -> None:
    join = replace(ITEMS_BY_ORDER, sums=("price",), count=True)
    tables = opened(place, answers=ANSWERS, orders=ORDERS, items=ITEMS)
    rows = joined_rows(place, replace(JOINED, joins=(BY_ORDER, join)), tables)
    assert [(row["seller"], row["Σ price"], row["n items"]) for row in rows] == [
        ("s1", "12.5", "2"),
        ("s3", "7", "1"),
        (None, None, "0"),
        (None, None, "0"),
        ("s3", "7", "1"),
    ]


def test_a_file_may_stand_on_one_that_is_joined(place: Desk) -> None:
    sellers = Join(file="sellers", key="id", to_file="items", to_column="seller")
    recipe = replace(
        JOINED,
        parts=(*JOINED.parts, Part(name="sellers", columns=("id", "state"))),
        joins=(sellers, BY_ORDER, ITEMS_BY_ORDER),
    )
    tables = opened(place, answers=ANSWERS, orders=ORDERS, items=ITEMS, sellers="id,state\ns3,SP\ns1,RJ\n")
    assert [row["state"] for row in joined_rows(place, recipe, tables)] == ["RJ", "SP", None, None, "SP"]


def test_blanks_around_a_key_do_not_matter_and_its_zeros_do(place: Desk) -> None:
    tables = opened(place, a="k,x\n 01 ,1\n1,2\n", b="k,y\n01,yes\n 1,no\n")
    assert [row["y"] for row in joined_rows(place, TWO, tables)] == ["yes", "no"]


def test_numbers_take_the_decimal_sign_of_the_main_file(place: Desk) -> None:
    b = "k;y\n1;1.234,5\n2;0,25\n3;x,y\n4;7,0\n"
    tables = opened(place, a="k,x\n1,0.5\n2,1.5\n3,2.5\n4,3.5\n", b=b)
    assert (tables["a"].decimal, tables["b"].decimal) == (".", ",")
    assert [row["y"] for row in joined_rows(place, TWO, tables)] == ["1234.5", "0.25", "x,y", "7.0"]


def test_a_name_that_is_sql_is_a_name(place: Desk) -> None:
    evil = '"; DROP TABLE x; --'
    quoted = '"' + evil.replace('"', '""') + '"'
    recipe = replace(
        TWO,
        parts=(Part(name="a", columns=(evil, "x")), Part(name="b", columns=(evil, "y"))),
        joins=(Join(file="b", key=evil, to_file="a", to_column=evil),),
    )
    tables = opened(place, a=f"{quoted},x\n1,2\n", b=f"{quoted},y\n1,3\n")
    assert joined_rows(place, recipe, tables) == [{evil: "1", "x": "2", "y": "3"}]


def test_place_of_a_column_that_is_not_there_is_an_error(place: Desk) -> None:
    with pytest.raises(KeyError):
        place_of(opened(place, a="k,x\n1,2\n")["a"], "z")


def test_release_gives_everything_back(place: Desk) -> None:
    joined = join_files(
        recipe=TWO, tables=opened(place, a="k,x\n1,2\n", b="k,y\n1,3\n"), connection=place.connection
    )
    release(joined, connection=place.connection)
    left = place.connection.execute("SELECT count(*) FROM duckdb_tables()").fetchall()
    assert left == [(0,)]


keys = st.lists(st.sampled_from(["", "k1", "k2", "k3"]), min_size=1, max_size=12)


@settings(max_examples=12, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(main=keys, other=keys)
def test_any_keys_give_what_a_look_up_by_hand_gives(place: Desk, main: list[str], other: list[str]) -> None:
    a = "k,x\n" + "".join(f"{key},row {n}\n" for n, key in enumerate(main))
    b = "k,y\n" + "".join(f"{key},pair {n}\n" for n, key in enumerate(other))
    first: dict[str, str] = {}
    for n, key in enumerate(other):
        first.setdefault(key, f"pair {n}")
    first.pop("", None)
    rows = joined_rows(place, TWO, opened(place, a=a, b=b))
    assert [(row["x"], row["y"]) for row in rows] == [
        (f"row {n}", first.get(key)) for n, key in enumerate(main)
    ]
