from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import optimize, special, stats
from tests.cxstats.drivers.published import housing, wine
from tests.cxstats.groups import steady

from cxstats.drivers.ordinal import proportional_odds
from cxstats.drivers.parallel_lines import parallel_lines
from cxstats.drivers.profile import profile_intervals
from cxstats.drivers.terms import Term

Arrays = tuple[np.ndarray, np.ndarray]


def drawn(seed: int, *, n: int = 300, cuts: tuple[float, ...] = (-1, 0, 1.5)) -> Arrays:
    rng = np.random.default_rng(seed)
    x = np.column_stack([rng.normal(50, 20, n), rng.integers(0, 2, n), rng.integers(0, 11, n)])
    return x, np.digitize(x @ [0.03, -0.8, 0.1] - 1.5 + rng.logistic(size=n), cuts)


def values(found: tuple[Term, ...]) -> list[float]:
    return [one.value for one in found]


def errors(found: tuple[Term, ...]) -> list[float]:
    return [one.standard_error for one in found]


def minus_likelihood(theta: np.ndarray, x: np.ndarray, y: np.ndarray, w: np.ndarray) -> float:
    """The likelihood as the book writes it, by differences of probabilities."""
    k = y.max() + 1
    ends = np.concatenate([[-np.inf], theta[x.shape[1] :], [np.inf]])
    along = x @ theta[: x.shape[1]]
    chances = special.expit(ends[y + 1] - along) - special.expit(ends[y] - along)
    assert k == len(theta) - x.shape[1] + 1
    return -float(w @ np.log(np.maximum(chances, 1e-300)))


def curvature(theta: np.ndarray, *data: np.ndarray) -> np.ndarray:
    steps = np.diag(np.full(theta.size, 1e-4))
    return np.array(
        [
            [
                sum(
                    a * b * minus_likelihood(theta + a * one + b * other, *data)
                    for a in (1, -1)
                    for b in (1, -1)
                )
                / 4e-8
                for other in steps
            ]
            for one in steps
        ]
    )


# --- against published fits and a plain search ---------------------------------------------------------------


def test_proportional_odds_equals_polr_on_housing() -> None:
    """Venables & Ripley (2002), section 7.3; `summary(polr(Sat ~ Infl + Type + Cont, housing, weights = Freq))`."""
    x, y, counts = housing()
    fit = proportional_odds(predictors=x, outcome=y, weights=counts)
    published = [0.5663937, 1.2888191, -0.5723501, -0.3661866, -1.0910149, 0.3602841]
    assert values(fit.coefficients) == pytest.approx(published, abs=1e-6)
    assert values(fit.thresholds) == pytest.approx([-0.4961353, 0.6907083], abs=1e-6)
    assert errors(fit.coefficients) == pytest.approx(
        [0.10465, 0.12716, 0.11924, 0.15517, 0.15149, 0.09554], abs=6e-6
    )
    assert -2 * fit.log_likelihood == pytest.approx(3479.149, abs=6e-4)
    assert (fit.n, fit.answers, [one.name for one in fit.thresholds]) == (1681, (1, 2, 3), ["1|2", "2|3"])
    assert fit.test.method == "likelihood-ratio"


def test_proportional_odds_equals_clm_on_wine() -> None:
    """Christensen, ordinal: `summary(clm(rating ~ temp + contact, data = wine))` and its confint (profile)."""
    x, y, counts = wine()
    fit = proportional_odds(predictors=x, outcome=y, weights=counts, names=["warm", "contact"])
    assert values(fit.coefficients) == pytest.approx([2.5031, 1.5278], abs=5e-5)
    assert errors(fit.coefficients) == pytest.approx([0.5287, 0.4766], abs=5e-5)
    assert values(fit.thresholds) == pytest.approx([-1.3444, 1.2508, 3.4669, 5.0064], abs=5e-5)
    assert fit.log_likelihood == pytest.approx(-86.49192, abs=5e-6)
    profiled = profile_intervals(predictors=x, outcome=y, weights=counts, names=["warm", "contact"])
    # R interpolates its profile by splines, so that its limits hold four digits.
    assert [(one.low, one.high) for one in profiled] == [
        pytest.approx((1.5097627, 3.595225), abs=1e-4),
        pytest.approx((0.6157925, 2.492404), abs=1e-4),
    ]
    assert [one.name for one in profiled] == ["warm", "contact"]
    assert profiled[0].n == 72


def test_proportional_odds_is_where_a_plain_search_ends() -> None:
    x, y = drawn(1)
    w = np.random.default_rng(2).uniform(0.2, 3, len(y))
    fit = proportional_odds(predictors=x, outcome=y, weights=w)
    scale = np.array([0.01, 1, 0.1, 1, 1, 1])
    data = (x * scale[:3], y, w)
    begin = np.concatenate([np.zeros(3), [0, 1, 2]])
    found = optimize.minimize(minus_likelihood, begin, args=data, method="BFGS", options={"gtol": 1e-9})
    polished = optimize.minimize(minus_likelihood, found.x, args=data, method="Nelder-Mead", options={"xatol": 1e-9, "fatol": 1e-12})  # fmt: skip
    best = np.array(values(fit.coefficients + fit.thresholds)) / scale
    assert polished.x == pytest.approx(best, abs=2e-6)
    assert fit.log_likelihood == pytest.approx(-polished.fun, abs=1e-9)
    covariance = np.linalg.inv(curvature(best, *data))
    assert fit.covariance / np.outer(scale, scale) == pytest.approx(covariance, rel=1e-4, abs=1e-6)


def test_null_model_is_that_of_the_shares() -> None:
    x, y = drawn(3)
    fit = proportional_odds(predictors=x, outcome=y)
    shares = np.bincount(y) / len(y)
    assert fit.null_log_likelihood == pytest.approx(float(np.log(shares[y]).sum()))
    ratio = 2 * (fit.log_likelihood - fit.null_log_likelihood)
    assert (fit.test.statistic, fit.test.df) == (pytest.approx(ratio), 3)
    assert fit.test.p_value == pytest.approx(stats.chi2.sf(ratio, 3))
    assert fit.mcfadden == pytest.approx(1 - fit.log_likelihood / fit.null_log_likelihood)


def test_wald_interval_is_normal_around_the_coefficient() -> None:
    x, y = drawn(4)
    one = proportional_odds(predictors=x, outcome=y, level=0.9).coefficients[1]
    reach = stats.norm.ppf(0.95) * one.standard_error
    assert (one.low, one.high) == pytest.approx((one.value - reach, one.value + reach))
    assert one.p_value == pytest.approx(2 * stats.norm.sf(abs(one.value / one.standard_error)))
    assert (one.method, one.level, one.name) == ("proportional-odds", 0.9, "x2")


# --- robust errors -------------------------------------------------------------------------------------------


def test_robust_errors_are_the_sandwich_of_clusters() -> None:
    x, y = drawn(5, n=120)
    w = np.random.default_rng(6).uniform(0.2, 3, 120)
    groups = np.arange(120) // 4
    fit = proportional_odds(predictors=x, outcome=y, weights=w, errors="robust", clusters=groups)
    theta = np.array(values(fit.coefficients + fit.thresholds))

    def alone(at: np.ndarray) -> np.ndarray:
        ends = np.concatenate([[-np.inf], at[3:], [np.inf]])
        along = x @ at[:3]
        return w * np.log(special.expit(ends[y + 1] - along) - special.expit(ends[y] - along))

    slopes = np.column_stack([(alone(theta + s) - alone(theta - s)) / 2e-6 for s in np.eye(6) * 1e-6])
    summed = np.array([slopes[groups == group].sum(axis=0) for group in range(30)])
    bread = proportional_odds(predictors=x, outcome=y, weights=w).covariance
    assert fit.covariance == pytest.approx(bread @ summed.T @ summed @ bread * 30 / 29, rel=1e-5, abs=1e-9)
    one = fit.coefficients[0]
    reach = stats.t.ppf(0.975, 29) * one.standard_error
    assert (one.low, one.high, one.n) == pytest.approx((one.value - reach, one.value + reach, 120))
    assert (one.method, fit.test.method) == ("proportional-odds-robust", "hotelling")
    squared = theta[:3] @ np.linalg.inv(fit.covariance[:3, :3]) @ theta[:3]
    assert (fit.test.statistic, fit.test.df, fit.test.left) == (pytest.approx(squared * 27 / (29 * 3)), 3, 27)
    assert fit.test.p_value == pytest.approx(stats.f.sf(squared * 27 / (29 * 3), 3, 27))


def test_robust_errors_do_not_ask_for_the_size_of_the_weights() -> None:
    x, y = drawn(7)
    w = np.random.default_rng(8).uniform(0.2, 3, 300)
    one, other = (
        proportional_odds(predictors=x, outcome=y, weights=weights, errors="robust").covariance
        for weights in (w, 50 * w)
    )
    assert one == pytest.approx(other, rel=1e-8)


def test_clusters_of_one_row_are_the_rows() -> None:
    x, y = drawn(9)
    alone = proportional_odds(predictors=x, outcome=y, errors="robust")
    labelled = proportional_odds(
        predictors=x, outcome=y, errors="robust", clusters=np.arange(300).astype(str)
    )
    assert alone.covariance == pytest.approx(labelled.covariance)


def test_jackknife_errors_are_those_of_fits_without_each_cluster() -> None:
    x, y = drawn(10, n=600)
    groups = np.arange(600) // 15
    fit = proportional_odds(predictors=x, outcome=y, errors="jackknife", clusters=groups)
    again = [
        proportional_odds(predictors=x[groups != group], outcome=y[groups != group]) for group in range(40)
    ]
    found = np.array([values(one.coefficients + one.thresholds) for one in again])
    away = found - found.mean(axis=0)
    # One step of the search ends next to where all of them do.
    assert fit.covariance == pytest.approx(39 / 40 * away.T @ away, rel=0.05, abs=1e-5)
    one = fit.coefficients[1]
    assert (one.low, one.high) == pytest.approx(stats.t.interval(0.95, 39, one.value, one.standard_error))
    assert (one.method, fit.test.method, fit.test.left) == ("proportional-odds-jackknife", "hotelling", 37)
    linear = proportional_odds(predictors=x, outcome=y, errors="robust", clusters=groups)
    assert one.standard_error > linear.coefficients[1].standard_error


def test_jackknife_has_no_error_where_one_cluster_alone_differs() -> None:
    x, y = drawn(11, n=120)
    groups = np.repeat(["a", "b", "c"], 40)
    alone = np.where((groups == "b") & (np.arange(120) % 2 == 0), 1.0, 0.0)
    with pytest.raises(ValueError, match=r"without cluster 1 .* the predictors no longer differ"):
        proportional_odds(
            predictors=np.column_stack([x, alone]), outcome=y, errors="jackknife", clusters=groups
        )


def test_strata_take_their_own_differences_out_of_the_errors() -> None:
    """Linearised by hand: the sums of the clusters about the mean of their stratum, of two sizes."""
    x, y = drawn(13, n=120)
    groups = np.arange(120) // 4
    strata = (groups >= 12).astype(int)
    x[:, 0] += 40 * strata
    fit = proportional_odds(predictors=x, outcome=y, errors="robust", clusters=groups, strata=strata)
    theta = np.array(values(fit.coefficients + fit.thresholds))

    def alone(at: np.ndarray) -> np.ndarray:
        ends = np.concatenate([[-np.inf], at[3:], [np.inf]])
        along = x @ at[:3]
        return np.log(special.expit(ends[y + 1] - along) - special.expit(ends[y] - along))

    slopes = np.column_stack([(alone(theta + s) - alone(theta - s)) / 2e-6 for s in np.eye(6) * 1e-6])
    sums = np.array([slopes[groups == group].sum(axis=0) for group in range(30)])
    away = np.concatenate(
        [(part - part.mean(axis=0)) * np.sqrt(len(part) / (len(part) - 1)) for part in (sums[:12], sums[12:])]
    )
    bread = proportional_odds(predictors=x, outcome=y).covariance
    assert fit.covariance == pytest.approx(bread @ away.T @ away @ bread, rel=1e-4, abs=1e-9)
    assert (fit.test.left, fit.coefficients[0].high) == (
        26,
        pytest.approx(
            fit.coefficients[0].value + stats.t.ppf(0.975, 28) * fit.coefficients[0].standard_error
        ),
    )


def test_jackknife_of_strata_is_that_of_fits_whose_strata_keep_their_weight() -> None:
    x, y = drawn(14, n=600)
    groups = np.arange(600) // 15
    strata = (groups >= 16).astype(int)
    fit = proportional_odds(predictors=x, outcome=y, errors="jackknife", clusters=groups, strata=strata)
    size = np.where(np.arange(40) < 16, 16, 24)
    found = []
    for group in range(40):
        mates = strata == strata[groups == group][0]
        w = np.where(groups == group, 0, np.where(mates, size[group] / (size[group] - 1), 1))
        one = proportional_odds(predictors=x, outcome=y, weights=w)
        found.append(values(one.coefficients + one.thresholds))
    away = (np.array(found) - np.mean(found, axis=0)) * np.sqrt((size - 1) / size)[:, None]
    assert fit.covariance == pytest.approx(away.T @ away, rel=0.05, abs=2e-5)


@pytest.mark.parametrize("kind", ["robust", "jackknife"])
@pytest.mark.parametrize("groups", [2, 3])
def test_no_more_clusters_than_predictors_cannot_be_tested_together(groups: int, kind: Any) -> None:
    x, y = drawn(12, n=60)
    rows = {"predictors": x, "outcome": y, "errors": kind}
    with pytest.raises(
        ValueError, match=f"3 predictors together needs 3 degrees of freedom .*, not {groups - 1}"
    ):
        proportional_odds(**rows, clusters=np.arange(60) % groups)
    assert proportional_odds(**rows, clusters=np.arange(60) % 4).test.left == 1


def test_joint_test_of_few_clusters_keeps_its_size() -> None:
    """In small; benchmarks/coverage/ordered_answers.py is the whole. Chi-squared rejects in three of ten."""
    rng, codes = np.random.default_rng(1), np.repeat(np.arange(10), 6)
    rejected = 0
    for _ in range(200):
        mood = 0.7 * rng.normal(size=10)[codes]
        y = np.digitize(mood + rng.logistic(size=60), [-1, 0, 1])
        fit = proportional_odds(
            predictors=rng.normal(size=(60, 4)), outcome=y, errors="robust", clusters=codes
        )
        rejected += fit.test.p_value <= 0.05
    assert rejected <= 20


# --- properties ----------------------------------------------------------------------------------------------


@settings(parent=steady, max_examples=40)
@given(st.integers(0, 10_000))
def test_relabelling_flips_the_sign_and_order_of_rows_does_not_matter(seed: int) -> None:
    x, y = drawn(seed, n=80, cuts=(0, 1))
    fit = proportional_odds(predictors=x, outcome=y)
    shuffled = np.random.default_rng(seed).permutation(80)
    again = proportional_odds(predictors=x[shuffled], outcome=10 * y[shuffled] + 7.0)
    assert values(again.coefficients) == pytest.approx(values(fit.coefficients), rel=1e-7, abs=1e-9)
    turned = proportional_odds(predictors=x, outcome=-y)
    assert values(turned.coefficients) == pytest.approx(
        [-one for one in values(fit.coefficients)], rel=1e-7, abs=1e-9
    )
    assert values(turned.thresholds) == pytest.approx(
        [-one for one in values(fit.thresholds)][::-1], rel=1e-7, abs=1e-9
    )
    assert all(one.low < one.value < one.high for one in fit.coefficients + fit.thresholds)
    assert fit.log_likelihood >= fit.null_log_likelihood


def test_units_of_a_predictor_only_rescale_its_coefficient() -> None:
    x, y = drawn(11)
    fit = proportional_odds(predictors=x, outcome=y)
    moved = proportional_odds(predictors=1e4 * x + 1e6, outcome=y)
    assert values(moved.coefficients) == pytest.approx(
        [one / 1e4 for one in values(fit.coefficients)], rel=1e-7
    )
    assert moved.log_likelihood == pytest.approx(fit.log_likelihood)


def test_counted_cells_and_rows_give_the_same_fit_and_empty_cells_none() -> None:
    x, y, counts = wine()
    cells = proportional_odds(predictors=x, outcome=y, weights=counts)
    rows = proportional_odds(predictors=np.repeat(x, counts, axis=0), outcome=np.repeat(y, counts))
    assert values(cells.coefficients) == pytest.approx(values(rows.coefficients), rel=1e-9)
    assert cells.covariance == pytest.approx(rows.covariance, rel=1e-9)
    assert cells.n == rows.n == 72


def test_more_answers_narrow_the_interval() -> None:
    x, y, counts = wine()
    fits = [proportional_odds(predictors=x, outcome=y, weights=counts * times) for times in (1, 4)]
    widths = [fit.coefficients[0].high - fit.coefficients[0].low for fit in fits]
    assert widths[0] == pytest.approx(2 * widths[1], rel=1e-6)


def test_two_answers_are_a_logistic_regression() -> None:
    x, y = drawn(12, cuts=(0.5,))
    fit = proportional_odds(predictors=x, outcome=y)
    slope, cut = np.array(values(fit.coefficients)), fit.thresholds[0].value
    left = y - special.expit(x @ slope - cut)
    assert np.column_stack([np.ones(300), x]).T @ left == pytest.approx(np.zeros(4), abs=1e-7)


def test_profile_interval_ends_where_the_likelihood_ratio_says() -> None:
    x, y = drawn(13, n=60)
    fit = proportional_odds(predictors=x, outcome=y)
    one = profile_intervals(predictors=x, outcome=y)[1]
    alone = proportional_odds(predictors=x[:, [0, 2]], outcome=y).log_likelihood
    assert one.statistic == pytest.approx(np.sign(one.value) * np.sqrt(2 * (fit.log_likelihood - alone)))
    assert one.p_value == pytest.approx(stats.chi2.sf(2 * (fit.log_likelihood - alone), 1))
    assert (one.value, one.standard_error) == pytest.approx(
        (fit.coefficients[1].value, fit.coefficients[1].standard_error)
    )
    for edge in (one.low, one.high):
        fixed = optimize.minimize(
            lambda at, edge=edge: minus_likelihood(np.array([at[0], edge, *at[1:]]), x, y, np.ones(60)),
            np.array([0.03, 0.1, 0.5, 1.5, 3]),
            method="Nelder-Mead",
            options={"maxiter": 20_000, "maxfev": 20_000, "xatol": 1e-8, "fatol": 1e-10},
        )
        assert 2 * (fit.log_likelihood + fixed.fun) == pytest.approx(stats.chi2.ppf(0.95, 1), abs=1e-5)


# --- parallel lines ------------------------------------------------------------------------------------------


def test_brant_test_is_the_wald_test_of_its_paper() -> None:
    x, y = drawn(14, n=200)
    found = parallel_lines(predictors=x, outcome=y, names=["a", "b", "c"])
    design = np.column_stack([np.ones(200), x])
    fits = [proportional_odds(predictors=x, outcome=y > cut) for cut in range(3)]
    above = [special.expit(x @ values(fit.coefficients) - fit.thresholds[0].value) for fit in fits]
    whole = np.empty((9, 9))
    for m in range(3):
        for k in range(3):
            low, high = min(m, k), max(m, k)
            middle = np.diag(above[high] - above[low] * above[high])
            inverse = [np.linalg.inv(design.T @ np.diag(p * (1 - p)) @ design) for p in (above[m], above[k])]
            whole[3 * m : 3 * m + 3, 3 * k : 3 * k + 3] = (
                inverse[0] @ design.T @ middle @ design @ inverse[1]
            )[1:, 1:]
    slopes = np.concatenate([values(fit.coefficients) for fit in fits])
    d = np.hstack([np.tile(np.eye(3), (2, 1)), -np.eye(6)])
    expected = d @ slopes @ np.linalg.inv(d @ whole @ d.T) @ d @ slopes
    assert (found.test.statistic, found.test.df) == (pytest.approx(expected), 6)
    assert found.test.p_value == pytest.approx(stats.chi2.sf(expected, 6))
    assert found.slopes.ravel() == pytest.approx(slopes)
    only = d[[1, 4]]
    name, second = found.predictors[1]
    expected = only @ slopes @ np.linalg.inv(only @ whole @ only.T) @ only @ slopes
    assert (name, second.statistic, second.df, second.method) == ("b", pytest.approx(expected), 2, "brant")
    assert found.n == 200


def test_parallel_lines_are_rejected_where_they_cross_and_not_elsewhere() -> None:
    rng = np.random.default_rng(15)
    rejected = []
    for crossing in (False, True):
        x = rng.normal(size=(400, 2))
        # The spread, not the middle, of the answer goes with the first predictor.
        spread = np.exp(0.6 * x[:, 0]) if crossing else 1.0
        y = np.digitize(0.5 * x[:, 1] + spread * rng.logistic(size=400), [-1, 0, 1])
        rejected.append(parallel_lines(predictors=x, outcome=y).test.p_value < 0.001)
    assert rejected == [False, True]


def test_parallel_lines_need_three_answers() -> None:
    with pytest.raises(ValueError, match=r"two answers have one line.*\[1.0, 2.0\]"):
        parallel_lines(predictors=[1, 2, 3, 4, 5], outcome=[1, 2, 1, 2, 1])


def test_parallel_lines_say_at_which_threshold_the_answers_part() -> None:
    with pytest.raises(ValueError, match="answers above 2 against the others: the answers are separated by"):
        parallel_lines(predictors=[1, 2, 3, 4, 5, 6, 7, 8], outcome=[1, 2, 1, 2, 2, 1, 3, 3])


# --- what cannot be fitted -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("outcome", "guilty"),
    [
        ([1, 1, 1, 2, 2, 2, 3, 3], ["wait"]),
        ([3, 3, 2, 2, 2, 1, 1, 1], ["wait"]),
        ([1, 1, 1, 1, 1, 1, 1, 2], ["wait"]),
    ],
)
def test_separated_answers_are_refused_by_name(outcome: list[int], guilty: list[str]) -> None:
    x = np.column_stack([np.arange(8.0), [0, 1, 0, 1, 1, 0, 1, 0]])
    with pytest.raises(ValueError, match=f"separated by .*{guilty[0]}"):
        proportional_odds(predictors=x, outcome=outcome, names=["wait", "agent"])


def test_quasi_separation_by_a_yes_or_no_is_refused() -> None:
    x, y = np.repeat([0, 1], 20), np.concatenate([np.tile([1, 2, 3, 3], 5), np.full(20, 3)])
    with pytest.raises(ValueError, match=r"separated by \['vip'\]"):
        proportional_odds(predictors=x, outcome=y, names=["vip"])


def test_answer_of_next_to_no_weight_is_fitted_where_nothing_separates() -> None:
    x, y = np.array([1.0, 2, 3, 4, 5, 6, 7, 8, 4, 3]), np.array([1, 2, 1, 2, 2, 1, 2, 1, 3, 3])
    fit = proportional_odds(predictors=x, outcome=y, weights=np.where(y == 3, 1e-9, 1))
    two = proportional_odds(predictors=x[:8], outcome=y[:8])
    assert fit.coefficients[0].value == pytest.approx(two.coefficients[0].value, abs=1e-6)


def test_strong_but_finite_effect_is_fitted() -> None:
    x = np.arange(200.0)
    y = (x > 99.5).astype(int)
    y[[98, 101]] = 1, 0
    fit = proportional_odds(predictors=x, outcome=y)
    assert 0 < fit.coefficients[0].value < 5


def test_weights_too_far_apart_end_in_words() -> None:
    x, y = drawn(16, n=40)
    with pytest.raises(ValueError, match="did not converge"):
        proportional_odds(predictors=x, outcome=y, weights=np.where(y == 0, 1e20, 1))


@pytest.mark.parametrize(
    ("changed", "message"),
    [
        ({"errors": "hc3"}, "errors must be 'model', 'robust' or 'jackknife', not 'hc3'"),
        ({"clusters": [1] * 300}, "clusters and strata need errors='jackknife' or 'robust'"),
        ({"errors": "robust", "clusters": [1] * 300}, "all rows belong to 1"),
        ({"errors": "robust", "clusters": [1, 2]}, "clusters must hold one label for each of 300 rows"),
        ({"level": 1.0}, "level must lie between 0 and 1, not 1.0"),
        ({"outcome": np.full(300, 2)}, "the outcome is 2 in every row"),
        ({"outcome": np.full(300, np.nan)}, r"outcome must be finite numbers, not nan at position 0"),
    ],
)
def test_proportional_odds_refuses(changed: dict[str, Any], message: str) -> None:
    x, y = drawn(17)
    with pytest.raises(ValueError, match=message):
        proportional_odds(**{"predictors": x, "outcome": y, **changed})


# --- coverage in small (benchmarks/coverage/ordered_answers.py is the whole) ---------------------------------


def test_intervals_cover_as_they_say() -> None:
    rng = np.random.default_rng(18)
    held = 0
    for _ in range(200):
        x = rng.normal(size=(60, 1))
        y = np.digitize(0.8 * x[:, 0] + rng.logistic(size=60), [-1, 0.5])
        one = proportional_odds(predictors=x, outcome=y).coefficients[0]
        held += one.low <= 0.8 <= one.high
    assert 180 < held <= 198
