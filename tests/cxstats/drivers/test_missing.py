from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from tests.cxstats.drivers.made_up import answers

from cxstats.drivers.coefficients import regression
from cxstats.drivers.gram import gram
from cxstats.drivers.importance import lmg
from cxstats.drivers.linearised import shares_of
from cxstats.drivers.missing import estimate_missing, pattern_grams, pattern_of
from cxstats.drivers.missing_scores import missing_scores
from cxstats.drivers.table import drivers

NAN = np.nan


def case_25(
    reference: Callable[[str], Any], reference_table: Callable[[str], list[dict[str, str]]]
) -> tuple[Any, list[str], np.ndarray]:
    case, names = reference("25_missing_fiml"), ["CUEX1", "PERQ1", "PERQ3", "PERQ5", "PERV1", "CUSA1"]
    rows = reference_table("25_missing_fiml")
    return case, names, np.array([[NAN if row[n] == "NA" else float(row[n]) for n in names] for row in rows])


def test_case_25_fiml_means_covariances_slopes_and_shares(
    reference: Callable[[str], Any], reference_table: Callable[[str], list[dict[str, str]]]
) -> None:
    case, names, rows = case_25(reference, reference_table)
    found = estimate_missing(pattern_grams(rows, names=names), names=names)
    fit = regression(found.gram)
    assert (int(found.gram.n), found.complete) == (case["n"], case["n_complete"])
    assert fit.means == pytest.approx([case["fiml_mean"][name] for name in names], abs=1e-4)
    wanted = np.array([[case["fiml_cov"][one][other] for other in names] for one in names])
    assert fit.covariance == pytest.approx(wanted, abs=1e-4)
    assert fit.slopes == pytest.approx([case["fiml_beta"][name] for name in names[:-1]], abs=1e-4)
    assert fit.r2 == pytest.approx(case["fiml_R2"], abs=1e-4)
    assert lmg(fit.correlation) == pytest.approx([case["fiml_lmg"][n] for n in names[:-1]], abs=1e-4)


def test_case_25_in_a_table_of_drivers_fiml_and_listwise(
    reference: Callable[[str], Any], reference_table: Callable[[str], list[dict[str, str]]]
) -> None:
    case, names, rows = case_25(reference, reference_table)
    for missing, left_out in (("fiml", 0), ("listwise", case["n"] - case["n_complete"])):
        table = drivers(rows[:, :-1], rows[:, -1], names=names[:-1], missing=missing)
        found = [one.importance.value for one in table.drivers]
        assert found == pytest.approx([case[f"{missing}_lmg"][n] for n in names[:-1]], abs=1e-4)
        assert table.r2.value == pytest.approx(case[f"{missing}_R2"], abs=1e-4)
        assert (table.left_out, table.n) == (left_out, case["n"] - left_out)


def test_without_gaps_the_estimate_is_the_plain_one() -> None:
    rows, names = answers(seed=1), tuple("abcdy")
    weights = np.random.default_rng(2).lognormal(size=200)
    plain = gram(rows, names=names, weights=weights)
    found = estimate_missing(pattern_grams(rows, names=names, weights=weights), names=names).gram
    assert found.means() == pytest.approx(plain.means())
    assert found.covariance() == pytest.approx(plain.covariance())
    assert (found.n, found.w, found.ww) == (200, pytest.approx(plain.w), pytest.approx(plain.ww))


def test_one_missing_column_is_regressed_on_the_other() -> None:
    # Anderson (1957): y missing for some; its mean is the line of the complete rows at the mean of all x
    x, y = np.array([1.0, 2, 3, 4, 5, 6, 7]), np.array([2.0, 1, 4, 3, NAN, NAN, NAN])
    found = estimate_missing(pattern_grams(np.column_stack([x, y]), names="xy"), names="xy").gram
    slope = np.cov(x[:4], y[:4])[0, 1] / x[:4].var(ddof=1)
    assert found.means() == pytest.approx([4.0, 2.5 + slope * (4.0 - 2.5)])
    assert found.covariance()[0] == pytest.approx([4.0, slope * 4.0])


def test_a_pattern_with_weight_0_changes_nothing() -> None:
    rows, names = answers(seed=1), tuple("abcdy")
    more = np.vstack([rows, np.full((3, 5), [NAN, 9, 1, 9, 1])])
    weights = np.append(np.ones(200), np.zeros(3))
    found = estimate_missing(pattern_grams(more, names=names, weights=weights), names=names).gram
    assert found.covariance() == pytest.approx(gram(rows, names=names).covariance())


def test_patterns_leave_out_rows_without_any_answer() -> None:
    found = pattern_grams([[NAN, NAN], [1, NAN], [2, 3]], names="xy", centre=[1, 1])
    assert [(one.names, int(one.n), one.centre) for one in found] == [
        (("x",), 1, (1,)),
        (("x", "y"), 1, (1, 1)),
    ]


def test_errors_with_gaps_are_those_of_the_jackknife() -> None:
    rows, names = answers(seed=3, n=70, p=2), tuple("aby")
    rng = np.random.default_rng(4)
    weights = rng.uniform(0.5, 1.5, 70)
    rows[rng.random(rows.shape) < 0.15] = NAN
    rows[0] = NAN

    def estimated(kept: np.ndarray) -> np.ndarray:
        patterns = pattern_grams(rows[kept], names=names, weights=weights[kept])
        fit = regression(estimate_missing(patterns, names=names).gram)
        return np.concatenate([shares_of(fit.correlation), fit.slopes])

    everybody = np.arange(1, 70)
    without = np.array([estimated(np.setdiff1d(everybody, one)) for one in everybody])
    wanted = np.sqrt(68 / 69 * ((without - without.mean(axis=0)) ** 2).sum(axis=0))
    table = drivers(rows[:, :-1], rows[:, -1], weights=weights)
    errors = [one.importance_error for one in table.drivers] + [
        one.coefficient.error for one in table.drivers
    ]
    assert errors == pytest.approx(wanted, rel=0.1)
    assert (table.n, table.left_out) == (69, 1)
    assert table.drivers[0].coefficient.estimate.method == "ols-linearised"


def test_at_the_estimate_the_scores_of_all_rows_cancel() -> None:
    rows, names = answers(seed=3, n=80, p=2), tuple("aby")
    rng = np.random.default_rng(4)
    weights = rng.uniform(0.5, 1.5, 80)
    rows[rng.random(rows.shape) < 0.3] = NAN
    patterns = pattern_grams(rows, names=names, weights=weights)
    whole = estimate_missing(patterns, names=names).gram
    forms = np.array([np.eye(3), np.ones((3, 3)), np.diag([1.0, 0.0, -1.0])])
    scores = missing_scores(rows, patterns=patterns, whole=whole, forms=forms, weights=weights)
    assert scores.sum(axis=0) == pytest.approx(np.zeros(3), abs=1e-8)
    assert scores[np.isnan(rows).all(axis=1)].tolist() == [[0.0] * 3] * int(np.isnan(rows).all(axis=1).sum())


@pytest.mark.parametrize(
    ("rows", "reason"),
    [
        ([[1, NAN], [2, NAN]], "'y' has no answer at all"),
        ([[1, 3], [2, 3], [NAN, 3]], "'y' is 3 in all rows"),
        ([[1, NAN], [2, NAN], [NAN, 3], [NAN, 4], [5, 5]], "'x' and 'y' were answered together by 1 people"),
        ([[1, 2], [2, 4], [3, 6], [4, NAN]], r"\('x', 'y'\) are perfectly collinear"),
    ],
)
def test_what_cannot_be_estimated_is_refused(rows: list[list[float]], reason: str) -> None:
    with pytest.raises(ValueError, match=reason):
        estimate_missing(pattern_grams(rows, names="xy"), names="xy")


def test_other_bad_input_is_refused() -> None:
    with pytest.raises(ValueError, match=r"a pattern holds \['x'\]"):
        estimate_missing(pattern_grams([[1, 2]], names="xy"), names="yz")
    with pytest.raises(ValueError, match="at most 62 columns"):
        pattern_of(np.ones((1, 63)))
    with pytest.raises(ValueError, match="a column for each"):
        pattern_grams([[1, 2]], names="xyz")


def test_a_search_that_does_not_settle_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("cxstats.drivers.missing.MOST_STEPS", 2)
    rows = [[1, 2], [2, NAN], [3, 5], [NAN, 4], [7, 1]]
    with pytest.raises(ValueError, match="did not settle in 2 steps"):
        estimate_missing(pattern_grams(rows, names="xy"), names="xy")
