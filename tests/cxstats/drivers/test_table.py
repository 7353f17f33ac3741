from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.cxstats.drivers.made_up import answers, brute_force, correlation_of, few

from cxstats.drivers.coefficients import hc3_covariance, hc3_sums, regression
from cxstats.drivers.gram import gram
from cxstats.drivers.johnson import johnson
from cxstats.drivers.results import Drivers
from cxstats.drivers.table import drivers, drivers_from_gram


def table(rows: np.ndarray, **settings: Any) -> Drivers:
    return drivers(rows[:, :-1], rows[:, -1], **settings)


def values(found: Drivers) -> list[float]:
    return [one.importance.value for one in found.drivers]


def without_each(rows: np.ndarray, weights: np.ndarray, of: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Shares and slopes without one cluster at a time, the long way."""
    shares, slopes = [], []
    for one in np.unique(of):
        kept = of != one
        shares.append(brute_force(correlation_of(rows[kept], weights[kept])))
        x, w = np.column_stack([np.ones(kept.sum()), rows[kept, :-1]]), weights[kept]
        slopes.append(np.linalg.solve((x.T * w) @ x, (x.T * w) @ rows[kept, -1])[1:])
    return np.array(shares), np.array(slopes)


def spread(replicates: np.ndarray, away: float) -> np.ndarray:
    return np.sqrt(away * ((replicates - replicates.mean(axis=0)) ** 2).sum(axis=0))


@pytest.mark.parametrize("weighted", [False, True])
@pytest.mark.parametrize("in_clusters", [False, True])
def test_errors_agree_with_the_delete_one_cluster_jackknife(weighted: bool, in_clusters: bool) -> None:
    n, rng = 600, np.random.default_rng(3)
    rows = answers(seed=1, n=n, p=3)
    weights = rng.uniform(0.5, 2, n) if weighted else None
    clusters = np.repeat(np.arange(200), 3) if in_clusters else None
    rows[:, :-1] += 0 if clusters is None else rng.normal(size=(200, 1))[clusters]
    found = table(rows, weights=weights, clusters=clusters)
    of = np.arange(n) if clusters is None else clusters
    shares, slopes = without_each(rows, np.ones(n) if weights is None else weights, of)
    groups = len(np.unique(of))
    one_out = (groups - 1) / groups
    assert values(found) == pytest.approx(brute_force(correlation_of(rows, weights)), abs=1e-9)
    assert [one.importance_error for one in found.drivers] == pytest.approx(spread(shares, one_out), rel=0.04)
    relative = shares / shares.sum(axis=1, keepdims=True)
    assert [one.share_error for one in found.drivers] == pytest.approx(spread(relative, one_out), rel=0.04)
    errors = [one.coefficient.error for one in found.drivers]
    assert errors == pytest.approx(spread(slopes, one_out), rel=0.04)


@pytest.mark.parametrize("weighted", [False, True])
@pytest.mark.parametrize("in_clusters", [False, True])
def test_the_jackknife_leaves_out_one_cluster_at_a_time(weighted: bool, in_clusters: bool) -> None:
    rows, rng = answers(seed=1, n=120, p=3), np.random.default_rng(3)
    weights = rng.lognormal(size=120) if weighted else None
    clusters = rng.permutation(np.repeat(np.arange(40), 3)) if in_clusters else None
    found = table(rows, weights=weights, clusters=clusters, errors="jackknife")
    of = np.arange(120) if clusters is None else clusters
    shares, slopes = without_each(rows, np.ones(120) if weights is None else weights, of)
    away = (len(shares) - 1) / len(shares)
    assert [one.importance_error for one in found.drivers] == pytest.approx(spread(shares, away))
    assert [one.coefficient.error for one in found.drivers] == pytest.approx(spread(slopes, away))
    first = found.drivers[0]
    assert (first.importance.method, first.coefficient.estimate.method) == ("lmg-jackknife", "ols-jackknife")


def test_the_jackknife_of_strata_gives_the_rest_of_a_stratum_its_weight() -> None:
    rows, rng = answers(seed=2, n=90, p=2), np.random.default_rng(3)
    weights, clusters = rng.uniform(1, 3, 90), np.repeat(np.arange(30), 3)
    strata = (clusters >= 12).astype(int)
    shares = []
    for one in range(30):
        size = 12 if one < 12 else 18
        mates = strata == strata[clusters == one][0]
        moved = np.where(mates, weights * size / (size - 1), weights)
        shares.append(brute_force(correlation_of(rows[clusters != one], moved[clusters != one])))
    away = np.array(shares) - np.mean(shares, axis=0)
    wanted = (np.where(np.arange(30) < 12, 11 / 12, 17 / 18)[:, None] * away**2).sum(axis=0)
    found = table(rows, weights=weights, clusters=clusters, strata=strata, errors="jackknife")
    assert [one.importance_error for one in found.drivers] == pytest.approx(np.sqrt(wanted))
    linear = table(rows, weights=weights, clusters=clusters, strata=strata)
    assert [one.importance_error for one in linear.drivers] == pytest.approx(np.sqrt(wanted), rel=0.2)


def test_the_jackknife_refuses_gaps_and_too_many_clusters(monkeypatch: pytest.MonkeyPatch) -> None:
    rows = answers(seed=2, n=60, p=2)
    monkeypatch.setattr("cxstats.drivers.errors.MOST_CLUSTERS", 50)
    with pytest.raises(ValueError, match="takes 50 clusters, not 60"):
        table(rows, errors="jackknife")
    rows[0, 0] = np.nan
    with pytest.raises(ValueError, match="needs rows without gaps"):
        table(rows, errors="jackknife")


def test_weighted_coefficients_have_the_linearised_errors_of_svyglm() -> None:
    rows, rng = answers(seed=2), np.random.default_rng(3)
    w, clusters = rng.lognormal(size=200), np.sort(rng.integers(0, 40, 200))
    strata = (clusters >= 20).astype(int)
    x = np.column_stack([np.ones(200), rows[:, :-1]])
    bread = np.linalg.inv((x.T * w) @ x)
    scores = (x * (w * (rows[:, -1] - x @ bread @ (x.T * w) @ rows[:, -1]))[:, None]) @ bread
    sums = np.array([scores[clusters == one].sum(axis=0) for one in np.unique(clusters)])
    of = np.array([strata[clusters == one][0] for one in np.unique(clusters)])
    variance = sum(
        (of == h).sum()
        / ((of == h).sum() - 1)
        * ((sums[of == h] - sums[of == h].mean(axis=0)) ** 2).sum(axis=0)
        for h in (0, 1)
    )
    found = table(rows, weights=w, clusters=clusters, strata=np.array(["north", "south"])[strata])
    assert [one.coefficient.error for one in found.drivers] == pytest.approx(np.sqrt(variance)[1:])
    assert found.drivers[0].coefficient.estimate.method == "ols-linearised"
    assert found.r2.n_effective == pytest.approx(w.sum() ** 2 / (w**2).sum())


def test_a_plain_table_has_hc3_errors_and_a_stratified_one_has_not() -> None:
    rows = answers(seed=2)
    fit = regression(gram(rows, names=tuple("abcdy")))
    wanted = np.sqrt(hc3_covariance(sums=hc3_sums(rows, fit=fit), fit=fit).diagonal())
    found = table(rows)
    assert [one.coefficient.error for one in found.drivers] == pytest.approx(wanted)
    assert found.drivers[0].coefficient.estimate.method == "ols-hc3"
    halves = table(rows, strata=np.arange(200) % 2)
    assert halves.drivers[0].coefficient.estimate.method == "ols-linearised"


def test_blocks_give_the_delete_a_block_jackknife() -> None:
    rows, place = answers(seed=4, n=300, p=3), np.arange(300) % 50
    found = drivers_from_gram(gram(rows.astype(int), names=tuple("abcy"), blocks=place))
    shares, slopes = without_each(rows, np.ones(300), place)
    assert [one.importance_error for one in found.drivers] == pytest.approx(spread(shares, 49 / 50))
    assert [one.coefficient.error for one in found.drivers] == pytest.approx(spread(slopes, 49 / 50))
    assert found.drivers[0].importance.method == "lmg-jackknife"
    assert (found.left_out, found.r2.n_effective) == (0, None)


def test_weighted_blocks_tell_kish_n() -> None:
    sums = gram(answers(seed=4), names=tuple("abcdy"), blocks=np.arange(200) % 50, weights=np.arange(1, 201))
    assert drivers_from_gram(sums).r2.n_effective == pytest.approx(float(sums.w.sum() ** 2 / sums.ww.sum()))


def test_a_single_gram_has_classical_errors_and_no_others() -> None:
    rows = answers(seed=4)
    found = drivers_from_gram(gram(rows, names=tuple("abcdy")))
    first = found.drivers[0]
    assert (first.importance.low, first.importance_error, first.share.high, first.share_error) == (None,) * 4
    assert (first.rank.value, first.rank.low, found.r2.low, first.importance.method) == (1, None, None, "lmg")
    assert first.coefficient.estimate.method == "ols-classical"
    fit = regression(gram(rows, names=tuple("abcdy")))
    robust = hc3_covariance(sums=hc3_sums(rows, fit=fit), fit=fit)
    given = (
        drivers_from_gram(gram(rows, names=tuple("abcdy")), slope_covariance=robust).drivers[0].coefficient
    )
    assert (given.estimate.method, given.error) == ("ols-given", pytest.approx(robust[0, 0] ** 0.5))


def test_more_than_18_drivers_are_weighed_by_johnson() -> None:
    rows = answers(seed=5, n=400, p=20)
    found = table(rows)
    assert found.r2.method == "johnson-linearised"
    assert values(found) == pytest.approx(johnson(correlation_of(rows)), abs=1e-9)
    assert values(found) == pytest.approx([one.johnson for one in found.drivers])
    shares = [one.importance_error for one in found.drivers]
    blocks = drivers_from_gram(gram(rows, names=[*map(str, range(20)), "y"], blocks=np.arange(400) % 100))
    assert blocks.r2.method == "johnson-jackknife"
    assert [one.importance_error for one in blocks.drivers] == pytest.approx(shares, rel=0.5)


@few
@given(st.integers(0, 10**6))
def test_intervals_hold_the_estimates_and_shares_sum_to_r2(seed: int) -> None:
    found = table(answers(seed=seed, n=60, p=3))
    assert sum(values(found)) == pytest.approx(found.r2.value)
    assert sum(one.share.value for one in found.drivers) == pytest.approx(1)
    for one in found.drivers:
        for estimate in (one.importance, one.share, one.coefficient.estimate, found.r2):
            assert estimate.low <= estimate.value <= estimate.high
        assert 1 <= one.rank.low <= one.rank.value <= one.rank.high <= 3


@few
@given(st.integers(0, 10**6))
def test_row_order_does_not_matter_and_a_turned_outcome_turns_the_signs(seed: int) -> None:
    rows = answers(seed=seed, n=60, p=3)
    first, shuffled = table(rows), table(rows[np.random.default_rng(seed).permutation(60)])
    turned = table(rows * [1, 1, 1, -1])
    assert values(shuffled) == pytest.approx(values(first))
    assert values(turned) == pytest.approx(values(first))
    for one, other, back in zip(first.drivers, shuffled.drivers, turned.drivers, strict=True):
        assert other.importance_error == pytest.approx(one.importance_error)
        assert back.coefficient.estimate.value == pytest.approx(-one.coefficient.estimate.value)
        assert back.coefficient.estimate.low == pytest.approx(-one.coefficient.estimate.high)


def test_more_data_narrows() -> None:
    rows = answers(seed=6, n=300)
    few, many = table(rows), table(np.vstack([rows] * 4))
    for one, other in zip(few.drivers, many.drivers, strict=True):
        assert other.importance_error == pytest.approx(one.importance_error / 2, rel=0.02)
        assert other.rank.high - other.rank.low <= one.rank.high - one.rank.low


def test_a_driver_without_a_part_of_its_own_is_hollow_though_it_borrows_a_share() -> None:
    rng = np.random.default_rng(7)
    real = rng.normal(size=4000)
    echo = 0.6 * real + 0.8 * rng.normal(size=4000)
    found = drivers(np.column_stack([real, echo]), real + rng.normal(size=4000), names=("real", "echo"))
    assert [one.hollow for one in found.drivers] == [False, True]
    assert found.drivers[1].importance.low > 0


def test_where_nothing_is_told_from_zero_r2_may_be_0_and_shares_anything() -> None:
    rng = np.random.default_rng(8)
    found = drivers(rng.normal(size=(80, 3)), rng.normal(size=80))
    assert found.p_value > 0.05
    assert all(one.hollow for one in found.drivers)
    assert (found.r2.low, [(one.share.low, one.share.high) for one in found.drivers]) == (
        0.0,
        [(0.0, 1.0)] * 3,
    )


def test_a_small_version_of_the_simulation_covers_and_keeps_quiet() -> None:
    rng, held, false = np.random.default_rng(20261126), 0, 0
    for _ in range(200):
        x = rng.normal(size=(250, 2))
        found = drivers(x, 0.5 * x[:, 0] + rng.normal(size=250))
        held += found.drivers[0].importance.low <= 0.2 <= found.drivers[0].importance.high
        false += not found.drivers[1].hollow
    assert 180 <= held <= 199
    assert false <= 20


def test_few_rows_and_a_skewed_outcome_are_no_finding() -> None:
    """One in fourteen orders is late, most people are happy: errors told by ten late rows alone are too small."""
    rng, by_rows, told, real = np.random.default_rng(20261126), 0, 0, 0
    for _ in range(200):
        late = np.where(rng.random(150) < 0.07, rng.poisson(3, 150) + 1, 0)
        found = drivers(
            np.column_stack([late, rng.random(150) < 0.07]),
            rng.choice([-1, 0, 1], size=150, p=[0.1, 0.2, 0.7]),
        )
        by_rows += min(one.coefficient.p_value for one in found.drivers) <= 0.025
        told += any(not one.hollow for one in found.drivers)
        real += found.p_value <= 0.05
    assert by_rows > 25
    assert told <= 15
    assert real <= 15


def test_the_interval_of_r2_lies_about_the_adjusted_r2() -> None:
    found = table(answers(seed=1, n=60, p=3)).r2
    low, high = (np.arcsin(np.sqrt(limit)) for limit in (found.low, found.high))
    assert np.sin((low + high) / 2) ** 2 == pytest.approx(1 - (1 - found.value) * 59 / 56)


def test_one_driver_has_all_of_r2() -> None:
    found = table(answers(seed=1, p=1)).drivers[0]
    assert (found.share.value, found.share.low, found.share.high) == (pytest.approx(1), pytest.approx(1), 1)
    assert found.importance.value == pytest.approx(found.johnson)


def test_few_clusters_leave_the_smallest_adjusted_p_value_as_the_test_of_all() -> None:
    rows = answers(seed=2, p=4)
    found = table(rows, clusters=np.arange(200) % 7)
    assert found.p_value == min(one.coefficient.p_adjusted for one in found.drivers)


def test_touchpoints_never_visited_are_no_missing_answers() -> None:
    rows = answers(seed=2, p=3)
    marks = np.zeros((200, 3), dtype=bool)
    marks[:20, 1] = True
    rows[:20, 1] = np.nan
    rows[20:30, 0] = np.nan
    found = table(rows, not_visited=marks, missing="listwise", weights=np.ones(200), clusters=np.arange(200))
    assert (found.n, found.not_visited, found.left_out) == (170, 20, 10)
    assert values(found) == pytest.approx(values(table(rows[30:])))


def test_overlap_is_said() -> None:
    rng = np.random.default_rng(9)
    one = rng.normal(size=300)
    found = drivers(np.column_stack([one, one + 0.1 * rng.normal(size=300)]), one + rng.normal(size=300))
    assert found.overlapping
    assert not table(answers(seed=1)).overlapping


def test_one_driver_may_be_a_plain_row() -> None:
    rows, marks = answers(seed=4, n=60, p=1), np.arange(60) < 9
    flat = drivers(rows[:, 0], rows[:, 1], names=("staff",), not_visited=marks)
    assert flat == drivers(rows[:, :1], rows[:, 1], names=("staff",), not_visited=marks[:, None])
    assert (flat.drivers[0].name, flat.n) == ("staff", 51)


GOOD = answers(seed=1, n=30, p=2)


@pytest.mark.parametrize(
    ("settings", "reason"),
    [
        ({"level": 1.0}, "level must lie between 0 and 1, not 1.0"),
        ({"missing": "drop"}, "'fiml', 'listwise' or 'refuse', not 'drop'"),
        ({"errors": "bootstrap"}, "'linearised' or 'jackknife', not 'bootstrap'"),
        ({"names": ["a", "a"]}, "need different names"),
        ({"names": ["a"]}, "2 drivers and the outcome need different names"),
        ({"weights": np.zeros(30)}, "all 30 weights are 0"),
        ({"weights": -np.ones(30)}, "at least 0, not -1.0"),
        ({"weights": [1.0]}, "one number for each of 30 rows"),
        ({"clusters": [1]}, "clusters must hold one label for each of 30 rows"),
        ({"strata": np.full(30, np.nan)}, "strata hold NaN"),
        ({"strata": np.arange(30)}, "holds 1 cluster"),
        ({"clusters": np.arange(30) % 3}, "2 clusters beyond the strata say too little about 2 drivers"),
        ({"not_visited": np.ones((30, 2), dtype=bool)}, "none of 30 rows can be counted"),
        ({"not_visited": np.ones((30, 3), dtype=bool)}, "True or False for each answer"),
        ({"not_visited": np.zeros((30, 2))}, "not float64"),
    ],
)
def test_drivers_refuses_bad_settings(settings: dict[str, Any], reason: str) -> None:
    with pytest.raises(ValueError, match=reason):
        table(GOOD, **settings)


@pytest.mark.parametrize(
    ("at", "value", "settings", "reason"),
    [
        ((3, 1), np.inf, {}, "'x2' holds inf in row 3"),
        ((3, 1), np.nan, {"missing": "refuse"}, "'x2' is missing in row 3"),
        ((slice(None), 1), np.nan, {}, "'x2' has no answer at all"),
        ((slice(None), slice(None)), np.nan, {}, "none of 30 rows"),
        ((slice(None), 1), 4.0, {}, "'x2' is 4 in all rows"),
        ((slice(None), 2), 4.0, {}, "'outcome' is 4 in all rows"),
    ],
)
def test_drivers_refuses_bad_answers(at: Any, value: float, settings: dict[str, Any], reason: str) -> None:
    rows = GOOD.copy()
    rows[at] = value
    with pytest.raises(ValueError, match=reason):
        table(rows, **settings)


def test_drivers_refuses_shapes_that_do_not_fit() -> None:
    with pytest.raises(ValueError, match=r"not shapes \(1, 30, 3\) and \(30,\)"):
        drivers(GOOD[None], GOOD[:, 1])
    with pytest.raises(ValueError, match=r"not shapes \(30, 2\) and \(29,\)"):
        drivers(GOOD[:, :2], GOOD[1:, 2])
    with pytest.raises(ValueError, match="2 drivers need more than 3 rows, not 3"):
        table(GOOD[:3])


def test_tables_from_grams_refuse_one_block_and_a_wrong_level() -> None:
    sums = gram(GOOD, names=tuple("aby"), blocks=np.zeros(30, dtype=int))
    with pytest.raises(ValueError, match="at least two blocks"):
        drivers_from_gram(sums)
    with pytest.raises(ValueError, match="level must lie"):
        drivers_from_gram(sums, level=0.0)


def test_a_block_that_alone_tells_a_driver_apart_is_left_out_without_harm() -> None:
    rows, place = answers(seed=2, n=60, p=2), np.arange(60) % 6
    rows[:, 1] = np.where(place == 0, rows[:, 1], 5)
    found = drivers_from_gram(gram(rows, names=tuple("aby"), blocks=place))
    assert np.isfinite([one.coefficient.error for one in found.drivers]).all()
