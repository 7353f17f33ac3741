import duckdb
import pytest

from ninefold.listen.sources.numerals import number_sql, western_sql


def read(text, decimal):
    query = f"SELECT {number_sql('x', decimal=decimal)} FROM (SELECT $1::VARCHAR AS x)"
    return duckdb.connect().execute(query, [text]).fetchall()[0][0]


@pytest.mark.parametrize(
    ("text", "decimal", "number"),
    [
        ("4", ".", 4.0),
        (" 4 ", ".", 4.0),
        ("-1", ".", -1.0),
        ("−3", ".", -3.0),
        ("۴٫۵", ".", 4.5),
        ("۴٫۵", ",", 4.5),
        ("٨٠٪", ".", 80.0),
        ("80 %", ".", 80.0),
        ("１０", ".", 10.0),
        ("4,5", ".", 4.5),
        ("4,5", ",", 4.5),
        ("4.5", ",", 4.5),
        ("1.234,5", ",", 1234.5),
        ("1.234", ",", 1234.0),
        ("1,234", ".", 1234.0),
        ("1,234,567.25", ".", 1234567.25),
        ("1.234.567", ",", 1234567.0),
        ("1 234,5", ",", 1234.5),
        ("1'234.5", ".", 1234.5),
        ("۱٬۲۳۴", ".", 1234.0),
        ("1,2,3", ".", None),
        ("four", ".", None),
        ("12/31", ".", None),
        ("", ".", None),
        (None, ".", None),
    ],
)
def test_number_is_read_as_people_write_it(text, decimal, number):
    assert read(text, decimal) == number


def test_digits_of_other_scripts_become_western():
    found = duckdb.connect().execute(f"SELECT {western_sql('x')} FROM (SELECT '۱۴۰۳/٠٥/1' AS x)").fetchall()
    assert found == [("1403/05/1",)]
