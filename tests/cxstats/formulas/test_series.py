import numpy as np
import pytest

from cxstats.formulas.series import require_counts, require_errors, require_same_length, require_series


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


@pytest.mark.parametrize(
    ("errors", "message"),
    [([1, 2, 3], "values 2, errors 3"), ([1, 0], "errors must be above 0, but one is 0.0")],
)
def test_errors_that_do_not_fit_are_refused(errors: list[float], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        require_errors(errors=errors, series=np.zeros(2))
