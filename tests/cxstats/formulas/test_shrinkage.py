from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.cxstats.groups import steady

from cxstats.formulas.shrinkage import common_mean, paule_mandel, posterior, predictions, reml

Reference = Callable[[str], Any]
Table = Callable[[str], list[dict[str, str]]]
GROUPS = st.lists(st.tuples(st.floats(-1, 1), st.floats(0.001, 0.2)), min_size=4, max_size=15)


def stores(table: Table) -> tuple[Any, Any]:
    rows = table("10a_stores_nps")
    return np.array([float(row["nps"]) for row in rows]), np.array([float(row["v"]) for row in rows])


def players(table: Table, sigma2: float) -> tuple[Any, Any]:
    rows = table("10b_efron_morris")
    return np.array([int(row["hits"]) / int(row["n"]) for row in rows]), np.full(len(rows), sigma2)


def likelihood(y: Any, v: Any, tau2: float) -> float:
    """Restricted log-likelihood, the slow way: that of k - 1 contrasts."""
    contrasts = np.linalg.svd(np.ones((1, y.size)))[2][1:]
    cover = contrasts @ np.diag(v + tau2) @ contrasts.T
    gaps = contrasts @ y
    return float(-0.5 * (np.linalg.slogdet(cover)[1] + gaps @ np.linalg.solve(cover, gaps)))


def test_reml_and_predictions_agree_with_case_10a_stores(
    reference: Reference, reference_table: Table
) -> None:
    case = reference("10_multiplicity_and_shrinkage")["stores"]
    y, v = stores(reference_table)
    tau2 = reml(y=y, v=v, stop=1e-5)  # where metafor ends
    values, errors = predictions(y=y, v=v, tau2=tau2)
    assert tau2 == pytest.approx(case["reml_tau2"], abs=1e-9)
    assert common_mean(y=y, v=v, tau2=tau2) == pytest.approx((case["mu"], case["mu_se"]), abs=1e-9)
    assert values == pytest.approx(case["blup"], abs=1e-9)
    assert errors == pytest.approx(case["blup_se"], abs=1e-9)
    assert paule_mandel(y=y, v=v) == pytest.approx(case["pm_tau2"], abs=2e-5)  # the case's root is that rough


def test_reml_goes_on_from_case_10a_to_the_maximum(reference: Reference, reference_table: Table) -> None:
    y, v = stores(reference_table)
    found, ended = reml(y=y, v=v), reference("10_multiplicity_and_shrinkage")["stores"]["reml_tau2"]
    assert found == pytest.approx(ended, abs=2e-6)
    assert likelihood(y, v, found) > likelihood(y, v, ended)


def test_reml_agrees_with_case_10b_efron_and_morris(reference: Reference, reference_table: Table) -> None:
    case = reference("10_multiplicity_and_shrinkage")["efron_morris"]
    y, v = players(reference_table, case["sigma2"])
    for stop in (None, 1e-5):
        tau2 = reml(y=y, v=v, stop=stop)
        assert tau2 == pytest.approx(case["reml_tau2"], abs=1e-9)
        assert predictions(y=y, v=v, tau2=tau2)[0] == pytest.approx(case["reml_blup"], abs=1e-9)
    assert paule_mandel(y=y, v=v) == pytest.approx(case["pm_tau2"], abs=2e-5)
    assert common_mean(y=y, v=v, tau2=0.0)[0] == pytest.approx(case["grand_mean"], abs=1e-9)


def test_james_and_stein_of_case_10b(reference: Reference, reference_table: Table) -> None:
    case = reference("10_multiplicity_and_shrinkage")["efron_morris"]
    y, v = players(reference_table, case["sigma2"])
    # James and Stein's factor is that of the tau^2 for which v + tau^2 = sum of squares / (k - 3)
    tau2 = float(((y - y.mean()) ** 2).sum() / (y.size - 3) - case["sigma2"])
    values, _ = predictions(y=y, v=v, tau2=tau2)
    assert tau2 / (tau2 + case["sigma2"]) == pytest.approx(case["shrink_B"], abs=1e-9)
    assert values == pytest.approx(case["js"], abs=1e-9)
    truth = np.array([float(row["truth"]) for row in reference_table("10b_efron_morris")])
    assert ((values - truth) ** 2).sum() == pytest.approx(case["mse_js"], abs=1e-9)
    assert ((y - truth) ** 2).sum() == pytest.approx(case["mse_raw"], abs=1e-9)


@settings(steady, max_examples=25)
@given(GROUPS)
def test_reml_is_the_likeliest(pairs: list[tuple[float, float]]) -> None:
    y, v = np.array([one for one, _ in pairs]), np.array([one for _, one in pairs])
    found = reml(y=y, v=v)
    best = likelihood(y, v, found)
    for other in [0.0, *np.geomspace(1e-6, 10, 20)]:
        assert likelihood(y, v, float(other)) <= best + 1e-8


@steady
@given(GROUPS)
def test_paule_mandel_makes_the_deviations_what_they_should_be(pairs: list[tuple[float, float]]) -> None:
    y, v = np.array([one for one, _ in pairs]), np.array([one for _, one in pairs])
    tau2 = paule_mandel(y=y, v=v)
    mean, _ = common_mean(y=y, v=v, tau2=tau2)
    deviations = ((y - mean) ** 2 / (v + tau2)).sum()
    if tau2 > 0:
        assert deviations == pytest.approx(y.size - 1)
    else:
        assert deviations <= y.size - 1


@pytest.mark.parametrize("stop", [None, 1e-5])
def test_groups_that_differ_less_than_chance_have_no_variance_between_them(stop: float | None) -> None:
    y, v = np.array([0.30, 0.31, 0.29, 0.30, 0.30]), np.array([0.02, 0.05, 0.01, 0.03, 0.04])
    assert reml(y=y, v=v, stop=stop) == 0.0
    assert paule_mandel(y=y, v=v) == 0.0


def test_scoring_that_cannot_end_gives_what_it_has() -> None:
    y, v = np.array([0.5, 0.2, 0.4, 0.1]), np.array([0.01, 0.02, 0.01, 0.005])
    assert reml(y=y, v=v, stop=0.0) == pytest.approx(reml(y=y, v=v))


def test_posterior_is_the_likelihood_made_to_chances() -> None:
    y, v = np.array([0.5, 0.2, 0.4, 0.1, 0.3, 0.45]), np.array([0.01, 0.02, 0.01, 0.005, 0.02, 0.01])
    found = posterior(y=y, v=v)
    fine = np.linspace(0, 5, 200_001)
    density = np.exp([likelihood(y, v, float(one)) for one in fine[::40]])
    expected = float((density / (density.sum()) * np.tanh(fine[::40])).sum())  # a mean that exists
    assert float(found.chances @ np.tanh(found.nodes)) == pytest.approx(expected, abs=2e-3)
    values, _ = found.predictions(y=y, v=v)
    assert values[0] == pytest.approx(np.full(6, common_mean(y=y, v=v, tau2=0.0)[0]), abs=1e-2)
