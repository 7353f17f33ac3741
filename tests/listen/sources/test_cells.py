"""The SQL of a cell: blanks of every kind at its ends are no part of it, and nothing but blanks is nothing."""

import duckdb
import pytest

from ninefold.listen.sources.cells import cell
from ninefold.listen.sources.opened import FileColumn

COLUMN = FileColumn(position=0, name="shop", text="")


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("Shop", "Shop"),
        (" Shop", "Shop"),
        ("Shop ", "Shop"),
        ("  North Gate  ", "North Gate"),
        ("\u00a0Shop", "Shop"),
        ("Shop\u3000", "Shop"),
        ("ته‌ران ", "ته‌ران"),
        ("~", "~"),
        ("!", "!"),
        ("-", "-"),
        ("\tShop", "\tShop"),
        ("", None),
        (" ", None),
        ("\u00a0\u3000 ", None),
        (None, None),
    ],
)
def test_blanks_at_the_ends_are_no_part_of_a_cell(written, read):
    query = f"SELECT {cell(COLUMN)} FROM (SELECT CAST($1 AS VARCHAR) AS c0)"
    assert duckdb.execute(query, [written]).fetchall() == [(read,)]
