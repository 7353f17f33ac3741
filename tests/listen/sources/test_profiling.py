import duckdb
import pytest
from tests.listen.sources.by_hand import opened_of

from ninefold.listen.sources.profiling import Value, profile


@pytest.fixture
def connection():
    with duckdb.connect() as connection:
        yield connection


def one(connection, values, **more):
    return profile(opened=opened_of(connection, {"x": values}, **more), connection=connection)[0]


def test_numbers_of_all_scripts_are_counted(connection):
    found = one(connection, ["4", "۴", "٥", "4,5", "x", None, " "])
    assert (found.rows, found.filled, found.distinct) == (7, 5, 5)
    assert (found.numeric, found.integer) == (0.8, 0.6)
    assert (found.low, found.high, found.mean) == (4.0, 5.0, 4.375)
    assert found.numbers == {4.0: 2, 4.5: 1, 5.0: 1}
    assert found.texts == (Value(text="x", count=1, number=None),)


def test_values_come_most_frequent_first(connection):
    found = one(connection, ["b", "a", "b", "c", "c", "b"])
    assert [(value.text, value.count) for value in found.top] == [("b", 3), ("c", 2), ("a", 1)]
    assert found.samples == ("b", "c", "a")
    assert found.unique == 0.5


def test_infinite_and_not_a_number_are_texts(connection):
    found = one(connection, ["nan", "inf", "3"])
    assert (found.numeric, found.high) == (1 / 3, 3.0)


@pytest.mark.parametrize(
    ("values", "written", "share", "unclear"),
    [
        (["2024-05-12", "2024-12-31 10:00"], "ymd", 1.0, False),
        (["12.05.2024", "13.05.2024"], "dmy", 1.0, False),
        (["12/05/2024", "11/06/2024"], "dmy", 1.0, True),
        (["12/25/2024 3:10 PM", "11/06/2024 3:11 PM"], "mdy", 1.0, False),
        (["12/05/2024 3:10 PM", "11/06/2024 3:11 PM"], "mdy", 1.0, True),
        (["1403/05/12", "۱۴۰۲/۱۲/۰۱"], "persian-ymd", 1.0, False),
        (["1715528710", "1715528711"], "epoch-s", 0.0, False),
        (["45424", "45425.5"], "excel", 0.0, False),
        (["12/31/1899 09:30:00 AM", "12/31/1899 10:30:00 AM"], "", 0.0, False),
        (["6:00:00", "7:30 AM"], "", 0.0, False),
        (["4", "5"], "", 0.0, False),
    ],
)
def test_dates_are_known_by_their_format(connection, values, written, share, unclear):
    found = one(connection, values)
    assert (found.date_format, found.dates, found.date_unclear) == (written, share, unclear)


def test_addresses_phones_and_clocks_are_known(connection):
    found = profile(
        opened=opened_of(
            connection,
            {
                "m": ["a@b.org", "x"],
                "i": ["192.0.2.7", "2001:db8::1:2:3"],
                "p": ["+49 30 123456", "0912345678"],
                "c": ["6:00", "7:30 AM"],
            },
        ),
        connection=connection,
    )
    assert (found[0].emails, found[1].addresses, found[2].phones, found[3].clocks) == (0.5, 1.0, 1.0, 1.0)


def test_empty_and_constant_columns_are_told_apart(connection):
    empty, same, half = profile(
        opened=opened_of(connection, {"a": [None, None], "b": ["x", "x"], "c": ["x", None]}),
        connection=connection,
    )
    assert (empty.constant, empty.filled, same.constant, half.constant) == (True, 0, True, False)


def test_sample_is_the_beginning_and_some_of_all_the_rest(connection):
    opened = opened_of(connection, {"x": [str(i) for i in range(1000)]})
    (found,) = profile(opened=opened, connection=connection, sample=100)
    assert not found.whole
    assert found.low == 0.0
    assert found.high > 900
    (all_of_it,) = profile(opened=opened, connection=connection, sample=1000)
    assert (all_of_it.whole, all_of_it.rows) == (True, 1000)


def test_hundreds_of_columns_are_profiled_at_once(connection):
    found = profile(
        opened=opened_of(connection, {f'"; DROP {i}': [str(i), "1", None] for i in range(400)}),
        connection=connection,
    )
    assert len(found) == 400
    assert found[399].high == 399.0
