from decimal import Decimal

import numpy as np
import pytest

from cxstats.formulas.arrays import (
    as_floats,
    as_numbers,
    count_row,
)


def test_numbers_of_any_kind_become_floats() -> None:
    assert as_floats(name="values", values=[True, 2, Decimal("0.5")]).tolist() == [1.0, 2.0, 0.5]
    assert np.isnan(as_floats(name="values", values=[[None]])).tolist() == [[True]]


@pytest.mark.parametrize("kind", [np.float16, np.float32, np.float64])
def test_short_floats_are_numbers_like_others(kind: type) -> None:
    assert as_floats(name="scores", values=np.array([4.5, np.nan, -2], dtype=kind)).tolist()[::2] == [
        4.5,
        -2.0,
    ]


def test_whole_numbers_stay_whole() -> None:
    assert as_numbers(name="values", values=np.array([1, 2], dtype=np.int8)).dtype == np.int8


def test_numbers_next_to_nothing_are_nothing_and_the_array_given_stays() -> None:
    given = np.array([1e-300, 1.0])
    assert as_floats(name="values", values=given).tolist() == [0.0, 1.0]
    assert given.tolist() == [1e-300, 1.0]


@pytest.mark.parametrize(
    ("values", "message"),
    [
        ([1, "9"], "values must be numbers, but '9' stands at 1: turn it into a number first"),
        ([[1, 2], [3, "x"]], r"but 'x' stands at \(1, 1\)"),
        ("text", "but 'text' stands: turn"),
        ([1, 2j], r"but \(2\+0j\)|but 2j stands at 1"),
        ([[1], [1, 2]], r"numbers in rows of one length, not \[\[1\], \[1, 2\]\]"),
        ([1, 1e100], "values must stay within 1e.70, not reach 1e.100: change the unit"),
    ],
)
def test_what_is_no_number_is_quoted_with_its_place(values: list[object], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        as_floats(name="values", values=values)


@pytest.mark.parametrize(
    ("values", "message"), [(3, "one row of counts, not 3"), ([2, 0.5], r"n\[1\] .* not 0.5")]
)
def test_a_row_of_counts_is_refused_by_place(values: object, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        count_row(name="n", values=values)
