from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats
from tests.cxstats.groups import steady

from cxstats.league.shrinkage import shrink

GROUPS = st.lists(st.tuples(st.floats(-1, 1), st.floats(0.001, 0.2)), min_size=4, max_size=12)


def halves(pairs: list[tuple[float, float]]) -> dict[str, list[float]]:
    return {"values": [y for y, _ in pairs], "variances": [v for _, v in pairs]}


def test_plug_in_ranges_agree_with_case_10a_stores(
    reference: Callable[[str], Any], reference_table: Callable[[str], list[dict[str, str]]]
) -> None:
    case, rows = reference("10_multiplicity_and_shrinkage")["stores"], reference_table("10a_stores_nps")
    found = shrink(
        values=[float(row["nps"]) for row in rows],
        variances=[float(row["v"]) for row in rows],
        ranges="plug-in",
    )
    assert found.tau2 == pytest.approx(case["reml_tau2"], abs=2e-6)  # metafor ends 1.8e-6 before the maximum
    assert [one.value for one in found.groups] == pytest.approx(case["blup"], abs=2e-5)
    assert [one.low for one in found.groups] == pytest.approx(case["lb"], abs=2e-5)
    assert [one.high for one in found.groups] == pytest.approx(case["ub"], abs=2e-5)
    assert found.mean.value == pytest.approx(case["mu"], abs=2e-5)
    assert found.tau2_check == pytest.approx(case["pm_tau2"], abs=2e-5)
    assert found.p_value == pytest.approx(case["Qp"], abs=1e-9)
    assert {one.method for one in found.groups} == {"reml-plug-in"}


def test_integrated_ranges_of_case_10a_are_wider_and_have_the_same_values(
    reference_table: Callable[[str], list[dict[str, str]]],
) -> None:
    rows = reference_table("10a_stores_nps")
    data = {"values": [float(row["nps"]) for row in rows], "variances": [float(row["v"]) for row in rows]}
    honest, plain = shrink(**data), shrink(**data, ranges="plug-in")
    assert [one.value for one in honest.groups] == [one.value for one in plain.groups]
    assert sum(one.high - one.low for one in honest.groups) > sum(one.high - one.low for one in plain.groups)
    assert {one.method for one in honest.groups} == {"reml-integrated"}
    assert honest.mean == plain.mean


@settings(steady, max_examples=25)
@given(GROUPS, st.sampled_from(["integrated", "plug-in"]))
def test_shrinking_draws_towards_the_mean_and_holds_its_values(
    pairs: list[tuple[float, float]], ranges: Any
) -> None:
    found = shrink(**halves(pairs), ranges=ranges)
    for (own, _), one, kept in zip(pairs, found.groups, found.kept, strict=True):
        assert one.low <= one.value <= one.high
        assert one.value - found.mean.value == pytest.approx(kept * (own - found.mean.value), abs=1e-9)
        assert 0 <= kept <= 1
    assert found.mean.low <= found.mean.value <= found.mean.high
    for chances in (found.top, found.bottom):
        assert sum(chances) == pytest.approx(len(pairs) / 5, abs=1e-6)
        assert all(0 <= one <= 1 for one in chances)


@settings(steady, max_examples=25)
@given(GROUPS, st.floats(-3, 3), st.floats(0.1, 9))
def test_shrinking_follows_the_scale_and_the_order(
    pairs: list[tuple[float, float]], shift: float, factor: float
) -> None:
    one = shrink(**halves(pairs))
    other = shrink(
        values=[shift + factor * y for y, _ in pairs][::-1], variances=[factor**2 * v for _, v in pairs][::-1]
    )
    assert [shift + factor * each.value for each in one.groups][::-1] == pytest.approx(
        [each.value for each in other.groups], abs=1e-6
    )
    assert one.top[::-1] == pytest.approx(other.top, abs=1e-4)
    turned = shrink(values=[-y for y, _ in pairs], variances=[v for _, v in pairs])
    assert one.top == pytest.approx(turned.bottom, abs=1e-6)


def test_more_answers_narrow_and_are_kept_more() -> None:
    values = [0.5, 0.2, 0.4, 0.1, 0.3]
    few, many = (shrink(values=values, variances=[v] * 5) for v in (0.04, 0.001))
    assert all(a.high - a.low > b.high - b.low for a, b in zip(few.groups, many.groups, strict=True))
    assert max(few.kept) < min(many.kept)
    assert many.top[0] > few.top[0]


def test_groups_that_are_all_alike_have_the_same_chances() -> None:
    found = shrink(values=[0.3] * 10, variances=[0.01] * 10, ranges="plug-in")
    assert found.tau2 == 0
    assert found.p_value == pytest.approx(1)
    assert found.top == pytest.approx([0.2] * 10)
    assert found.bottom == pytest.approx([0.2] * 10)
    # Groups that lie closer together than chance would have it make the mean no surer.
    assert found.mean.high - 0.3 == pytest.approx(float(stats.t.ppf(0.975, 9)) * 0.001**0.5)


def test_the_mean_is_that_of_hartung_and_knapp() -> None:
    found = shrink(values=[0.5, 0.2, 0.4, 0.1], variances=[0.01] * 4)
    interval = stats.ttest_1samp([0.5, 0.2, 0.4, 0.1], 0).confidence_interval()  # what it is for equal noise
    assert [found.mean.low, found.mean.high] == pytest.approx([interval.low, interval.high])


def test_ranges_hold_the_truth_as_often_as_they_say() -> None:
    chance = np.random.default_rng(4)
    v = 0.6 / np.geomspace(10, 600, 12)
    held = []
    for _ in range(200):
        truth = chance.normal(0.3, 0.13, size=12)
        found = shrink(values=truth + chance.normal(size=12) * v**0.5, variances=v)
        held += [one.low <= true <= one.high for one, true in zip(found.groups, truth, strict=True)]
    assert 0.92 <= np.mean(held) <= 0.98


@pytest.mark.parametrize(
    ("call", "quoted"),
    [
        (lambda: shrink(values=[1, 2, 3], variances=[1, 1, 1]), "at least 4 groups, not 3"),
        (lambda: shrink(values=[1, 2, 3, 4], variances=[1, 1, 1]), r"\(4,\) and \(3,\)"),
        (lambda: shrink(values=[[1, 2], [3, 4]], variances=[[1, 1], [1, 1]]), r"\(2, 2\)"),
        (lambda: shrink(values=[1, 2, np.nan, 4], variances=[1] * 4), r"values\[2\].*nan"),
        (lambda: shrink(values=[1, 2, 3, 4], variances=[1, 0, 1, 1]), r"variances\[1\].*above 0.*0.0"),
        (lambda: shrink(values=[1, 2, 3, 4], variances=[1, 1, np.inf, 1]), r"variances\[2\].*inf"),
        (lambda: shrink(values=[1, 2, 3, 4], variances=[1] * 4, level=95), "level.*95"),
        (lambda: shrink(values=[1, 2, 3, 4], variances=[1] * 4, ranges="bayes"), "ranges.*'bayes'"),
    ],
)
def test_wrong_values_are_quoted(call: Callable[[], object], quoted: str) -> None:
    with pytest.raises(ValueError, match=quoted):
        call()


@pytest.mark.parametrize(("by", "times"), [(1e6, 1.0), (0.0, 1e-6), (-3.0, 1e3)])
def test_chances_are_the_same_wherever_the_scale_lies(by: float, times: float) -> None:
    chance = np.random.default_rng(7)
    variances = 0.6 / chance.integers(10, 400, 40)
    values = chance.normal(size=40) * 0.1 + np.sqrt(variances) * chance.normal(size=40)
    found = shrink(values=values, variances=variances)
    moved = shrink(values=by + times * values, variances=times**2 * variances)
    assert moved.top == pytest.approx(found.top, abs=1e-7)
    assert moved.bottom == pytest.approx(found.bottom, abs=1e-7)
    assert sum(moved.top) == pytest.approx(8)


def test_range_holds_the_value_of_a_noisy_group_far_out() -> None:
    """What is likely of it at the likeliest tau^2 lies outside the middle 95 % of all that may be."""
    found = shrink(
        values=[1.037, 1.107, 7.231, 0.611, 0.678], variances=[0.00238, 0.00003, 2.57913, 0.00004, 0.00016]
    )
    assert found.groups[2].low == found.groups[2].value
    assert all(one.low <= one.value <= one.high for one in found.groups)


def test_many_groups_are_told_as_few_are_though_by_fewer_nodes(monkeypatch: pytest.MonkeyPatch) -> None:
    chance = np.random.default_rng(2)
    variances = 0.6 / chance.integers(10, 400, 500)
    values = 0.3 + 0.02 * chance.normal(size=500) + np.sqrt(variances) * chance.normal(size=500)
    found = shrink(values=values, variances=variances)
    monkeypatch.setattr("cxstats.formulas.shrinkage._MANY", 501)
    exact = shrink(values=values, variances=variances)
    for one, other in zip(found.groups, exact.groups, strict=True):
        width = other.high - other.low
        assert abs(one.low - other.low) < 1e-3 * width
        assert abs(one.high - other.high) < 1e-3 * width
    assert found.top == pytest.approx(exact.top, abs=1e-3)
