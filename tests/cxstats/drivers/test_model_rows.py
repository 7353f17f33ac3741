from typing import Any

import numpy as np
import pytest
from scipy import stats

from cxstats.drivers.model_rows import checked_rows
from cxstats.drivers.terms import wald_terms

X = [[1.0, 0], [2, 1], [3, 0], [4, 1], [5, 1], [6, 0]]
Y = [1, 2, 2, 3, 1, 3]


def test_rows_without_weight_are_left_out() -> None:
    rows = checked_rows(predictors=X, outcome=Y, weights=[1, 0, 2, 1, 1, 1], names=["a", "b"])
    assert rows.x.tolist() == [[1, 0], [3, 0], [4, 1], [5, 1], [6, 0]]
    assert (rows.y.tolist(), rows.w.tolist()) == ([1, 2, 3, 1, 3], [1, 2, 1, 1, 1])
    assert (rows.kept.tolist(), rows.names) == ([True, False, True, True, True, True], ("a", "b"))


def test_rows_take_one_predictor_as_a_list() -> None:
    rows = checked_rows(predictors=[1, 2, 3, 4], outcome=[1, 2, 1, 2])
    assert (rows.x.shape, rows.w.tolist(), rows.names) == ((4, 1), [1, 1, 1, 1], ("x1",))


@pytest.mark.parametrize(
    ("changed", "message"),
    [
        ({"outcome": [[1, 2]]}, r"outcome must be one row of numbers, not an array of shape \(1, 2\)"),
        ({"outcome": []}, r"outcome must hold numbers, not be empty"),
        (
            {"outcome": [1, 2, np.inf, 3, 1, 3]},
            r"outcome must be finite numbers, not inf at position 2: leave it out",
        ),
        ({"outcome": [1, 2]}, r"predictors must have 2 rows and a column, not the shape \(6, 2\)"),
        ({"outcome": [4] * 6}, "the outcome is 4 in every row"),
        ({"predictors": np.zeros((6, 0))}, r"a column, not the shape \(6, 0\)"),
        ({"predictors": np.zeros((6, 1, 1))}, r"not the shape \(6, 1, 1\)"),
        ({"predictors": [[1, np.nan]] * 6}, r"predictors must be finite numbers, but nan stands at \(0, 1\)"),
        (
            {"predictors": [[1, 7], [2, 7], [3, 7], [4, 7], [5, 7], [6, 7]]},
            "the predictor 'x2' is 7 in every row",
        ),
        ({"predictors": [[1, 3], [2, 5], [3, 7], [4, 9], [5, 11], [6, 13]]}, "'x2' is a sum of multiples"),
        ({"predictors": np.eye(6)}, "6 rows are too few for 6 predictors and a constant"),
        ({"names": ["a"]}, r"names must be 2 different ones, one a column, not \('a',\)"),
        ({"names": ["a", "a"]}, "names must be 2 different ones"),
        ({"weights": [1, 2]}, "weights must hold one number for each of 6 rows, not shape \\(2,\\)"),
        ({"weights": [1, 1, 1, 1, 1, -2]}, "a weight must be a finite number of at least 0, not -2"),
        ({"weights": [0] * 6}, "all 6 weights are 0"),
        ({"weights": [1, 1, 1, 1, 1, np.inf]}, r"a weight must be a finite number of at least 0, not inf"),
        ({"weights": [1, 1, 1, 0, 0, 0]}, "3 rows are too few for 2 predictors"),
    ],
)
def test_rows_refuse(changed: dict[str, Any], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        checked_rows(**{"predictors": X, "outcome": Y, **changed})


def test_coefficients_are_normal_or_students() -> None:
    asked: Any = {"names": ["a"], "values": np.array([-1.5]), "variances": np.array([0.25]), "n": 12, "method": "m", "level": 0.9}  # fmt: skip
    normal, student = wald_terms(**asked)[0], wald_terms(**asked, df=8)[0]
    assert (normal.low, normal.high) == pytest.approx(stats.norm.interval(0.9, -1.5, 0.5))
    assert (student.low, student.high) == pytest.approx(stats.t.interval(0.9, 8, -1.5, 0.5))
    assert normal.statistic == student.statistic == -3
    assert (normal.p_value, student.p_value) == pytest.approx((2 * stats.norm.sf(3), 2 * stats.t.sf(3, 8)))
    assert (normal.name, normal.n, normal.method, normal.standard_error) == ("a", 12, "m", 0.5)
