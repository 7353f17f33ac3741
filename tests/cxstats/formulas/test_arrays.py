from decimal import Decimal

import numpy as np
import pytest

from cxstats.formulas.arrays import (
    as_floats,
    as_numbers,
    count_row,
    require_counts,
    require_same_length,
    require_series,
)


def test_numbers_of_any_kind_become_floats() -> None:
    assert as_floats(name="values", values=[True, 2, Decimal("0.5")]).tolist() == [1.0, 2.0, 0.5]
    assert np.isnan(as_floats(name="values", values=[[None]])).tolist() == [[True]]


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


def test_series_are_copied() -> None:
    given = np.array([1.0, 2.0])
    require_series(name="values", values=given, fewest=1)[0] = 9
    assert given.tolist() == [1, 2]


@pytest.mark.parametrize(
    ("values", "message"),
    [
        ([[1.0, 2.0]], "one row"),
        ([1.0], "at least 2"),
        ([1.0, float("nan")], "nan at position 1"),
        ([float("inf"), 1.0], "inf at position 0"),
    ],
)
def test_series_that_do_not_fit_are_refused(values: list[float], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        require_series(name="values", values=values, fewest=2)


@pytest.mark.parametrize("values", [[1.5, 2], [-1, 2], [0, 2]])
def test_counts_that_do_not_fit_are_refused(values: list[float]) -> None:
    with pytest.raises(ValueError, match=f"not {float(values[0])}"):
        require_counts(name="n", values=values, fewest=2, lowest=1)


def test_different_lengths_are_refused() -> None:
    with pytest.raises(ValueError, match="d 2, n 3"):
        require_same_length(d=np.zeros(2), n=np.zeros(3))
