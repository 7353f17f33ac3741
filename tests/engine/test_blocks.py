"""The block of a person is the same everywhere and for ever."""

import duckdb
import pytest

from ninefold.engine.blocks import BLOCKS, block_of, block_sql

# Written down once; a change of the formula would part every person from their older answers.
KNOWN = [(7, "C-1001", 94), (1, "", 13), (1, "محمد", 44), (2, "محمد", 81), (12, "张 伟", 83)]


@pytest.mark.parametrize(("organisation", "person", "block"), KNOWN)
def test_block_of_is_what_it_always_was(organisation: int, person: str, block: int) -> None:
    assert block_of(organisation, person) == block


def test_block_sql_agrees_with_python() -> None:
    people = [*(f"C-{number}" for number in range(2000)), "محمد", "张 伟", "", "o'x:1"]
    connection = duckdb.connect()
    connection.execute("CREATE TABLE people (who VARCHAR)")
    connection.executemany("INSERT INTO people VALUES (?)", [[person] for person in people])
    found = connection.execute(
        f"SELECT who, {block_sql(organisation=3, person='who')} FROM people"
    ).fetchall()
    assert dict(found) == {person: block_of(3, person) for person in people}


def test_block_sql_of_nobody_is_null() -> None:
    expression = block_sql(organisation=3, person="CAST(NULL AS VARCHAR)")
    assert duckdb.sql(f"SELECT {expression}").fetchall() == [(None,)]


def test_blocks_are_even() -> None:
    counts = [0] * BLOCKS
    for number in range(100_000):
        counts[block_of(1, f"p{number}")] += 1
    assert min(counts) > 850
    assert max(counts) < 1150
