from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from tests.cxstats.drivers.made_up import answers

from cxstats.drivers.coefficients import hc3_covariance, hc3_sums, regression, two_sided_p
from cxstats.drivers.gram import gram


def test_coefficients_agree_with_reference_case_05_mobi(
    reference: Callable[[str], Any], reference_table: Callable[[str], list[dict[str, str]]]
) -> None:
    case = reference("05_mobi_drivers")
    columns = [*case["predictors"], case["outcome"]]
    table = np.array([[int(row[name]) for name in columns] for row in reference_table("05_mobi")])
    fit = regression(gram(table, names=columns))
    wanted = [case["ols"][name] for name in case["predictors"]]
    assert fit.slopes == pytest.approx(wanted, abs=1e-9)
    assert fit.intercept == pytest.approx(case["ols"]["(Intercept)"], abs=1e-9)
    assert (fit.n, fit.df, fit.r2) == (case["n"], 237, pytest.approx(case["R2"], abs=1e-9))
    assert fit.vif() == pytest.approx([case["vif"][name] for name in case["predictors"]], abs=1e-9)
    assert fit.condition_number() == pytest.approx(case["condition_number_corr"], abs=1e-9)
    classical, robust = fit.classical_covariance(), hc3_covariance(sums=hc3_sums(table, fit=fit), fit=fit)
    for found, known in ((classical, "ols_se"), (robust, "ols_hc3_se")):
        errors = [case[known][name] for name in case["predictors"]]
        assert np.sqrt(found.diagonal()) == pytest.approx(errors, abs=1e-9)
    pratt = fit.standardised() * fit.correlation[:-1, -1]
    assert pratt == pytest.approx([case["pratt"][name] for name in case["predictors"]], abs=1e-9)


def test_hc3_sums_of_batches_add_up() -> None:
    rows, weights = answers(seed=1), np.random.default_rng(2).lognormal(size=200)
    fit = regression(gram(rows, names=tuple("abcdy"), weights=weights))
    halves = [hc3_sums(rows[part], fit=fit, weights=weights[part]) for part in (slice(90), slice(90, None))]
    assert sum(halves) == pytest.approx(hc3_sums(rows, fit=fit, weights=weights))


def test_weighted_hc3_is_that_of_the_formula() -> None:
    rows, w = answers(seed=1), np.random.default_rng(2).lognormal(size=200)
    fit = regression(gram(rows, names=tuple("abcdy"), weights=w))
    x = np.column_stack([np.ones(200), rows[:, :-1]])
    bread = np.linalg.inv((x.T * w) @ x)
    slopes = bread @ (x.T * w) @ rows[:, -1]
    error, hat = rows[:, -1] - x @ slopes, w * ((x @ bread) * x).sum(axis=1)
    scores = x * (w * error / (1 - hat))[:, None]
    wanted = (bread @ scores.T @ scores @ bread)[1:, 1:]
    assert fit.slopes == pytest.approx(slopes[1:])
    assert hc3_covariance(sums=hc3_sums(rows, fit=fit, weights=w), fit=fit) == pytest.approx(wanted)
    left = (w * error**2).sum() / 195
    assert fit.classical_covariance() == pytest.approx(bread[1:, 1:] * left)


@pytest.mark.parametrize(
    ("rows", "reason"),
    [
        ([[1], [2], [3]], "no driver beside the outcome 'y'"),
        ([[1, 2, 3], [2, 1, 4], [3, 3, 3]], "2 drivers need more than 3 rows, not 3"),
        ([[5, 2], [5, 1], [5, 3], [5, 4]], "'a' is 5 in all rows"),
        ([[2, 5], [1, 5], [3, 5], [4, 5]], "'y' is 5 in all rows"),
        (
            [[1, 2, 9, 3], [2, 4, 1, 5], [3, 6, 2, 1], [5, 10, 7, 2], [4, 8, 3, 3]],
            r"\('a', 'b'\) are perfectly",
        ),
        ([[1, 2], [2, 4], [3, 6], [5, 10]], r"'y' is an exact sum of \('a',\)"),
    ],
)
def test_regression_refuses_what_cannot_be_fitted(rows: list[list[int]], reason: str) -> None:
    with pytest.raises(ValueError, match=reason):
        regression(gram(rows, names=[*"abc"[: len(rows[0]) - 1], "y"]))


def test_hc3_refuses_a_row_that_decides_alone_and_other_columns() -> None:
    rows = [[0, 1, 2], [0, 2, 3], [0, 3, 5], [0, 4, 1], [1, 4, 4]]
    fit = regression(gram(rows, names=("only", "staff", "y")))
    with pytest.raises(ValueError, match=r"the row \[1.0, 4.0, 4.0\] alone decides"):
        hc3_sums(rows, fit=fit)
    with pytest.raises(ValueError, match="a column for each of"):
        hc3_sums([[1, 2]], fit=fit)
    assert hc3_sums(np.empty((0, 3)), fit=fit).tolist() == np.zeros((3, 3)).tolist()


def test_two_sided_p_of_known_values() -> None:
    assert two_sided_p(np.array([2.0452296, -2.0452296]), df=29) == pytest.approx([0.05, 0.05])
