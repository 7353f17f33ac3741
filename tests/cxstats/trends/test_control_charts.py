from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats
from tests.cxstats.groups import steady

from cxstats.formulas.chart_limits import Limits, binomial_outside, new_point_outside, signals
from cxstats.trends.control_charts import Signal, laney_p_chart, nps_chart, p_chart, xmr_chart

Reference = Callable[[str], Any]
Table = Callable[[str], list[dict[str, str]]]
SERIES = st.lists(st.integers(-100, 100).map(float), min_size=3, max_size=40).filter(
    lambda x: len(set(x)) > 1
)


# --- reference case 11 ----------------------------------------------------------------------------------------


def test_case_11_xmr(reference: Reference) -> None:
    case = reference("11_control_charts")
    chart = xmr_chart(case["x"])
    expected = case["xmr"]
    assert chart.center == pytest.approx(expected["center"], rel=1e-9)
    assert chart.errors[0] == pytest.approx(expected["sd"], rel=1e-9)
    assert [chart.lower[0], chart.upper[-1]] == pytest.approx(expected["limits"], rel=1e-9)


def test_case_11_p_chart(reference: Reference) -> None:
    case = reference("11_control_charts")["p_chart"]
    chart = p_chart(case["d"], case["n"])
    assert chart.center == pytest.approx(case["center"], rel=1e-9)
    assert chart.lower == pytest.approx(case["lcl"], rel=1e-9)
    assert chart.upper == pytest.approx(case["ucl"], rel=1e-9)
    assert [one.at + 1 for one in chart.signals] == [case["beyond"]]


def test_case_11_laney(reference: Reference) -> None:
    tables = reference("11_control_charts")
    case, data = tables["laney"], tables["p_chart"]
    chart, plain = laney_p_chart(data["d"], data["n"]), p_chart(data["d"], data["n"])
    assert chart.lower == pytest.approx(case["lcl"], rel=1e-9)
    assert chart.upper == pytest.approx(case["ucl"], rel=1e-9)
    assert chart.errors[0] / plain.errors[0] == pytest.approx(case["sigma_z"], rel=1e-9)


def test_case_11_orange_juice_of_montgomery(reference: Reference, reference_table: Table) -> None:
    case = reference("11_control_charts")["orangejuice_p"]
    rows = [row for row in reference_table("11_orangejuice") if row["trial"] == "TRUE"]
    chart = p_chart([int(row["D"]) for row in rows], [int(row["size"]) for row in rows])
    assert chart.center == pytest.approx(case["center"], rel=1e-9)
    assert [*chart.lower, *chart.upper] == pytest.approx(case["limits"], rel=1e-9)
    assert [one.at + 1 for one in chart.signals if one.rule == "beyond-limits"] == case["beyond"]


# --- rules ----------------------------------------------------------------------------------------------------


def test_rule_2_signals_at_the_ninth_point_on_one_side() -> None:
    values = [1.0] * 9 + [-1.0] * 9
    chart = xmr_chart([*values, 1.0, -1.0])
    assert [one.at for one in chart.signals if one.rule == "one-side"] == [8, 17]
    assert [one for one in xmr_chart([*values, 1.0, -1.0], run=None).signals if one.rule == "one-side"] == []


def test_a_point_on_the_centre_ends_a_run() -> None:
    wide = Limits(np.full(5, -9.0), np.full(5, 9.0))
    values = np.array([1.0, 1.0, 0.0, 1.0, 1.0])
    assert signals(values=values, center=0.0, limits=wide, run=3) == []
    assert signals(values=values, center=0.0, limits=wide, run=2) == [(1, "one-side"), (4, "one-side")]


def test_a_baseline_sets_limits_that_do_not_know_later_points() -> None:
    chart = xmr_chart([5.0, 6.0, 5.0, 6.0, 5.0, 40.0], baseline=5)
    assert chart.center == 5.4
    assert chart.signals == (Signal(5, "beyond-limits"),)
    assert chart.false_alarms.per_point > xmr_chart([5.0, 6.0, 5.0, 6.0, 5.0, 40.0]).false_alarms.per_point


def test_nps_chart_without_detractors_is_the_p_chart() -> None:
    plus, n = [60, 70, 30, 50], [120, 130, 110, 90]
    share, score = p_chart(plus, n), nps_chart(plus, [0] * 4, n)
    assert score.center == pytest.approx(share.center)
    assert score.upper == pytest.approx(share.upper)


def test_limits_stay_inside_the_scale() -> None:
    chart = nps_chart([3, 1], [0, 0], [3, 2])
    assert (max(chart.upper), p_chart([1, 0], [3, 2]).lower) == (1.0, (0.0, 0.0))


def test_xmr_limits_stay_inside_a_scale() -> None:
    ratings = [4.6, 4.9, 4.5, 4.8, 4.4]
    free, kept = xmr_chart(ratings), xmr_chart(ratings, scale=(1, 5))
    assert free.upper[0] > 5
    assert (kept.lower, set(kept.upper)) == (free.lower, {5.0})
    # What no point can reach changes nothing else.
    assert replace(kept, upper=free.upper) == free


def test_xmr_limits_at_an_end_of_the_scale_are_not_crossed_there() -> None:
    chart = xmr_chart([4.9, 5.0, 4.9, 5.0, 4.9, 5.0], scale=(1, 5))
    assert chart.upper == (5.0,) * 6
    assert chart.signals == ()


@steady
@given(SERIES, st.floats(0.1, 10), st.floats(-50, 50))
def test_xmr_moves_and_stretches_with_its_series(values: list[float], factor: float, shift: float) -> None:
    plain, moved = xmr_chart(values), xmr_chart([factor * one + shift for one in values])
    assert plain.lower[0] < plain.center < plain.upper[0]
    assert moved.upper[0] == pytest.approx(factor * plain.upper[0] + shift, abs=1e-6)


@steady
@given(SERIES)
def test_xmr_turned_over_gives_its_mirror_image(values: list[float]) -> None:
    plain, turned = xmr_chart(values), xmr_chart([-one for one in values])
    assert turned.upper == pytest.approx([-one for one in plain.lower])
    assert turned.false_alarms == plain.false_alarms


@steady
@given(st.lists(st.integers(2, 400), min_size=3, max_size=12), st.integers(2, 5))
def test_more_answers_narrow_the_limits_of_a_share(sizes: list[int], factor: int) -> None:
    hits = [size // 2 for size in sizes]
    hits[0] = 0
    few = p_chart(hits, sizes)
    more = p_chart([factor * one for one in hits], [factor * one for one in sizes])
    assert all(a < b for a, b in zip(more.errors, few.errors, strict=True))


# --- how often they cry wolf ----------------------------------------------------------------------------------


def test_chance_of_a_share_outside_is_that_of_the_binomial_distribution() -> None:
    n, p = np.array([40.0, 55.0]), 0.1
    limits = Limits(np.array([0.05, 0.0]), np.array([0.2, 0.25]))
    expected = (stats.binom.cdf(1, 40, p) + stats.binom.sf(8, 40, p) + stats.binom.sf(13, 55, p)) / 2
    assert binomial_outside(p=p, n=n, limits=limits) == pytest.approx(expected)


@pytest.mark.parametrize("points", [20, 50])
def test_chance_of_a_new_point_outside_agrees_with_simulation(points: int) -> None:
    x = np.random.default_rng(3).normal(size=(20_000, points + 10))
    center = x[:, :points].mean(axis=1, keepdims=True)
    sd = abs(np.diff(x[:, :points])).mean(axis=1, keepdims=True) / 1.128
    seen = (abs(x[:, points:] - center) > 3 * sd).mean()
    assert new_point_outside(width=3, baseline=points) == pytest.approx(seen, rel=0.15)


def test_false_alarms_of_an_xmr_chart_agree_with_simulation() -> None:
    rng = np.random.default_rng(5)
    charts = [xmr_chart(rng.normal(size=50)) for _ in range(1500)]
    outside = np.mean([sum(one.rule == "beyond-limits" for one in chart.signals) / 50 for chart in charts])
    assert charts[0].false_alarms.per_point == pytest.approx(outside, rel=0.2)
    assert np.mean([bool(chart.signals) for chart in charts]) < charts[0].false_alarms.in_series


# --- refusals -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: xmr_chart([1, 2]), "at least 3"),
        (lambda: xmr_chart([4, 4, 4]), "spread of 0.0"),
        (lambda: xmr_chart([1, 2, 3], baseline=2), "not 2"),
        (lambda: xmr_chart([1, 2, 3], baseline=4), "from 3 to 3, not 4"),
        (lambda: xmr_chart([1, 2, 3], run=1), "not 1"),
        (lambda: xmr_chart([1, 2, 3], scale=(5, 1)), "the least and the largest"),
        (lambda: xmr_chart([1, 2, 6], scale=(1, 5)), "from 1 to 5"),
        (lambda: xmr_chart([0, 2, 5], scale=(1, 5)), "from 1 to 5"),
        (lambda: p_chart([1, 5], [4, 4]), "5 of only 4 answers"),
        (lambda: p_chart([0, 0], [4, 4]), "spread of 0"),
        (lambda: p_chart([1, 2], [4, 4, 4]), "successes 2, n 3"),
        (lambda: p_chart([1, 2], [4, 0]), "not 0.0"),
        (lambda: p_chart([1, 2], [4, 4], baseline=1), "not 1"),
        (lambda: laney_p_chart([1, 2], [4, 4]), "at least 3"),
        (lambda: laney_p_chart([2, 2, 2], [4, 4, 4]), "spread of 0.0"),
        (lambda: nps_chart([3, 3], [2, 1], [4, 4]), "promoters and detractors are 5"),
        (lambda: nps_chart([4, 4], [0, 0], [4, 4]), "spread of 0"),
    ],
)
def test_charts_refuse_what_has_no_limits(call: Callable[[], object], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        call()
