import numpy as np
import pytest
from scipy.stats import pearsonr

from cxstats.formulas.least_squares import least_squares
from cxstats.formulas.nested import (
    jackknifed,
    left_out_correlations,
    nested_f,
    partial_correlation,
    wald_f,
)

DICE = np.random.default_rng(3)
X = DICE.normal(size=(40, 3))
Y = X @ [1.0, 0.5, 0.0] + DICE.normal(size=40)
ONES = np.ones(40)


def fit(columns: int, errors="classical"):
    return least_squares(design=np.column_stack([ONES, X[:, :columns]]), y=Y, w=ONES, errors=errors)


def test_nested_f_is_that_of_residual_sums() -> None:
    def left(columns: int) -> float:
        design = np.column_stack([ONES, X[:, :columns]])
        return float(((Y - design @ np.linalg.lstsq(design, Y, rcond=None)[0]) ** 2).sum())

    found = nested_f(base=fit(1), full=fit(3))
    assert found.f == pytest.approx((left(1) - left(3)) / 2 / (left(3) / 36))
    assert (found.added, found.left) == (2, 36)


def test_wald_f_with_equal_variances_is_the_nested_f() -> None:
    assert wald_f(fit=fit(3), added=2) == pytest.approx(nested_f(base=fit(1), full=fit(3)))


def test_left_out_correlations_are_those_without_the_row() -> None:
    whole, each = left_out_correlations(columns=np.column_stack([Y, X]))
    assert whole == pytest.approx(np.corrcoef(np.column_stack([Y, X]), rowvar=False))
    for row in (0, 17, 39):
        rest = np.delete(np.column_stack([Y, X]), row, axis=0)
        assert each[row] == pytest.approx(np.corrcoef(rest, rowvar=False))


def test_left_out_correlations_of_a_score_that_one_row_makes_differ_are_refused() -> None:
    columns = np.array([[0.0, 1], [0, 2], [0, 3], [9, 4]])
    with pytest.raises(ValueError, match="without row 3 a score is the same in all rows"):
        left_out_correlations(columns=columns)


def test_partial_correlation_is_that_of_residuals() -> None:
    design = np.column_stack([ONES, X[:, 0]])
    left = [column - design @ np.linalg.lstsq(design, column, rcond=None)[0] for column in (Y, X[:, 1])]
    correlations = np.corrcoef(np.column_stack([Y, X]), rowvar=False)
    found = partial_correlation(correlations=correlations, of=0, with_=2, given=1)
    assert float(found) == pytest.approx(pearsonr(*left).statistic)


def test_jackknifed_limits_are_near_fishers_for_normal_answers() -> None:
    drawn = np.random.default_rng(5).multivariate_normal([0, 0], [[1, 0.6], [0.6, 1]], size=2000)
    whole, each = left_out_correlations(columns=drawn)
    low, high = jackknifed(value=float(whole[0, 1]), left_out=each[:, 0, 1], df=1998, level=0.95)
    expected = np.tanh(np.arctanh(whole[0, 1]) + np.array([-1.96, 1.96]) / np.sqrt(1997))
    assert [low, high] == pytest.approx(expected, abs=0.004)


@pytest.mark.parametrize(
    ("value", "left_out", "message"),
    [
        (0.5, [0.5, 1.0, 0.4], "^without row 1 one score follows exactly from another"),
        (0.5, [0.5, 0.4, float("nan")], "^without row 2 one score follows exactly"),
        (1.0, [0.5, 0.4, 0.3], "^one score follows exactly from another"),
    ],
)
def test_jackknifed_limits_of_exact_scores_are_refused(value, left_out, message) -> None:
    with pytest.raises(ValueError, match=message):
        jackknifed(value=value, left_out=np.array(left_out), df=2, level=0.95)
