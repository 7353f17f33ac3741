from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.cxstats.groups import steady, sums

from cxstats.estimate import Moments
from cxstats.weights import design_effect, effective_counts, kish_n, linearised_variance

WEIGHTS = st.lists(st.floats(0.01, 50), min_size=2, max_size=50)


def test_kish_n_agrees_with_case_09(
    reference: Callable[[str], Any], reference_table: Callable[[str], list[dict[str, str]]]
) -> None:
    case, rows = reference("09_raking_apistrat"), reference_table("09_raking_apistrat")
    weights = [case["raked_weights_by_cell"][f"{row['stype']} {row['sch.wide']}"] for row in rows]
    found = kish_n(w=sum(weights), ww=sum(w * w for w in weights))
    assert found == pytest.approx(case["kish_neff_raked"], abs=1e-6)


@pytest.mark.parametrize(("metric", "column"), [("mean", "se"), ("csat", "csat_se")])
def test_linearised_variance_agrees_with_case_09(
    reference: Callable[[str], Any],
    reference_table: Callable[[str], list[dict[str, str]]],
    metric: str,
    column: str,
) -> None:
    rows = reference_table("09_raking_apistrat")
    answers = [float(row["api00" if metric == "mean" else "csat"]) for row in rows]
    variance = linearised_variance(moments=sums(answers, [float(row["pw"]) for row in rows]))
    assert variance is not None
    assert variance**0.5 == pytest.approx(
        reference("09_raking_apistrat")["weighted_no_strata"][column], abs=1e-8
    )


def test_nps_error_agrees_with_case_09(
    reference: Callable[[str], Any], reference_table: Callable[[str], list[dict[str, str]]]
) -> None:
    rows = reference_table("09_raking_apistrat")
    nets = [(float(row["api00"]) >= 750) - (float(row["api00"]) < 600) for row in rows]
    variance = linearised_variance(moments=sums(nets, [float(row["pw"]) for row in rows]))
    assert variance is not None
    assert variance**0.5 == pytest.approx(reference("09_raking_apistrat")["nps"]["weighted"]["se"], abs=1e-8)


@steady
@given(WEIGHTS)
def test_kish_n_lies_between_one_and_the_number_of_answers(weights: list[float]) -> None:
    w, ww = sum(weights), sum(one * one for one in weights)
    effect = design_effect(n=len(weights), w=w, ww=ww)
    assert 1 - 1e-9 <= kish_n(w=w, ww=ww) <= len(weights) * (1 + 1e-9)
    assert effect == pytest.approx(len(weights) / kish_n(w=w, ww=ww))


def test_weights_that_are_not_there() -> None:
    assert kish_n(w=0, ww=0) == 0.0
    assert design_effect(n=0, w=0, ww=0) is None
    assert linearised_variance(moments=Moments()) is None
    assert linearised_variance(moments=Moments(n_weighted=2)) is None
    assert effective_counts(moments=Moments(), lowest=-1) == (0, 0, 0)


@pytest.mark.parametrize(("w", "ww"), [(-1, 1), (1, -1), (1, 0), (0, 1)])
def test_kish_n_quotes_sums_that_cannot_be(w: float, ww: float) -> None:
    with pytest.raises(ValueError, match=f"not {w} and {ww}"):
        kish_n(w=w, ww=ww)


@steady
@given(
    st.lists(st.tuples(st.floats(0.01, 50), st.integers(0, 10)), min_size=2, max_size=50), st.floats(0.1, 9)
)
def test_linearised_variance_does_not_depend_on_the_unit_of_the_weights(
    pairs: list[tuple[float, int]], factor: float
) -> None:
    answers = [y for _, y in pairs]
    one = linearised_variance(moments=sums(answers, [w for w, _ in pairs]))
    other = linearised_variance(moments=sums(answers, [w * factor for w, _ in pairs]))
    assert one == pytest.approx(other, rel=1e-6, abs=1e-9)


@steady
@given(st.lists(st.integers(0, 10), min_size=2, max_size=50))
def test_linearised_variance_with_equal_weights_is_the_usual_one(answers: list[int]) -> None:
    n, average = len(answers), sum(answers) / len(answers)
    usual = sum((y - average) ** 2 for y in answers) / (n - 1) / n
    assert linearised_variance(moments=sums(answers, [3.0] * n)) == pytest.approx(usual, abs=1e-12)


@steady
@given(st.lists(st.tuples(st.floats(0.01, 50), st.sampled_from([-1, 0, 1])), min_size=1, max_size=50))
def test_effective_counts_are_never_more_than_kish(pairs: list[tuple[float, int]]) -> None:
    moments = sums([y for _, y in pairs], [w for w, _ in pairs])
    plus, minus, n = effective_counts(moments=moments, lowest=-1)
    assert 0 < n <= kish_n(w=moments.w, ww=moments.ww)
    assert plus >= 0
    assert minus >= 0
    assert plus + minus <= n * (1 + 1e-9)


def test_effective_counts_see_where_the_weights_meet_the_noise() -> None:
    calm, noisy = [1.0] * 60, [1.0, -1.0] * 10
    moments = sums(calm + noisy, [1.0] * 60 + [5.0] * 20)
    assert effective_counts(moments=moments, lowest=-1).n < kish_n(w=moments.w, ww=moments.ww)
    turned = sums(calm + noisy, [5.0] * 60 + [1.0] * 20)
    assert effective_counts(moments=turned, lowest=-1).n == pytest.approx(kish_n(w=turned.w, ww=turned.ww))
