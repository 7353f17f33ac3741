from collections.abc import Callable
from math import sqrt
from typing import Any

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from scipy.stats import multinomial
from tests.cxstats.groups import net, steady, sums, top

from cxstats.estimate import Estimate, Moments
from cxstats.scores import (
    mean,
    nps,
    nps_from_moments,
    share,
    share_from_moments,
    weighted_mean,
    weighted_nps,
    weighted_share,
)

Reference = Callable[[str], Any]
COUNT = st.integers(0, 400)
LEVEL = st.floats(0.01, 0.999)
# Answers that differ, with weights that are not all alike
WEIGHTED = st.lists(
    st.tuples(st.floats(0.01, 20), st.sampled_from([-1.0, 0.0, 1.0])), min_size=1, max_size=60
)


def width(estimate: Estimate) -> float:
    assert estimate.low is not None
    assert estimate.high is not None
    return estimate.high - estimate.low


def holds(estimate: Estimate, lowest: float, highest: float) -> bool:
    assert estimate.value is not None
    assert estimate.low is not None
    assert estimate.high is not None
    return lowest <= estimate.low <= estimate.value <= estimate.high <= highest


# --- reference cases ------------------------------------------------------------------------------------------


def test_nps_agrees_with_case_01(reference: Reference) -> None:
    for case in reference("01_nps_intervals")["cases"]:
        counts = {kind: case[kind] for kind in ("promoters", "passives", "detractors")}
        wald = nps(**counts, method="adjusted-wald")
        score = nps(**counts, method="score")
        assert wald.value == pytest.approx(case["nps"], abs=1e-12)
        assert [wald.low, wald.high] == pytest.approx(case["clipped_adjusted_wald"], abs=1e-9)
        assert [score.low, score.high] == pytest.approx(case["score_tango_uniroot"], abs=1e-6)


def test_share_agrees_with_case_03(reference: Reference) -> None:
    for case in reference("03_proportions_topbox")["one"]:
        for method, column in (("wilson", "wilson"), ("clopper-pearson", "clopper_pearson")):
            found = share(successes=case["x"], n=case["n"], method=method)
            assert [found.low, found.high] == pytest.approx(case[column], abs=1e-9)


@pytest.mark.parametrize(
    ("method", "column"), [("adjusted-wald", "adj_wald_3"), ("score", "score"), ("auto", None)]
)
def test_nps_covers_exactly_as_case_23(reference: Reference, method: Any, column: str | None) -> None:
    rows = reference("23_nps_exact_coverage")["rows"]
    for n in sorted({row["n"] for row in rows}):
        outcomes = [(d, n - d - p, p) for d in range(n + 1) for p in range(n + 1 - d)]
        limits = [nps(detractors=d, passives=none, promoters=p, method=method) for d, none, p in outcomes]
        low = np.array([one.low for one in limits])
        high = np.array([one.high for one in limits])
        key = column or ("adj_wald_3" if n >= 10 else "score")  # "auto" changes at 10 answers
        for row in (row for row in rows if row["n"] == n):
            truth = row["p_pro"] - row["p_det"]
            shares = [row["p_det"], 1 - row["p_det"] - row["p_pro"], row["p_pro"]]
            chance = multinomial.pmf(outcomes, n, shares)
            covered = (low <= truth + 1e-12) & (truth - 1e-12 <= high)
            assert float(chance[covered].sum()) == pytest.approx(row[key], abs=1e-9)
            if key == "score":  # the widths of adjusted Wald stand in the case as they are before clipping
                assert float((chance * (high - low)).sum()) == pytest.approx(row["score_meanwidth"], abs=1e-9)


def test_weighted_scores_agree_with_case_09(
    reference: Reference, reference_table: Callable[[str], list[dict[str, str]]]
) -> None:
    case, rows = reference("09_raking_apistrat"), reference_table("09_raking_apistrat")
    weights = [float(row["pw"]) for row in rows]
    results = [float(row["api00"]) for row in rows]
    expected = case["weighted_no_strata"]
    average = weighted_mean(moments=sums(results, weights))
    assert average.value == pytest.approx(expected["mean"], abs=1e-8)
    assert width(average) == pytest.approx(2 * 1.9719565 * expected["se"], abs=1e-4)  # t with 199 df
    csat = weighted_share(moments=sums([float(row["csat"]) for row in rows], weights))
    assert csat.value == pytest.approx(expected["csat"], abs=1e-8)
    assert [csat.low, csat.high] == pytest.approx(expected["csat_ci_logit"], abs=1e-8)
    nets = [(y >= 750) - (y < 600) for y in results]
    assert weighted_nps(moments=sums(nets, weights)).value == pytest.approx(
        case["nps"]["weighted"]["nps"], abs=1e-8
    )


# --- known answers --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("n", "method"), [(9, "score"), (10, "adjusted-wald")])
def test_nps_takes_the_score_interval_below_ten_answers(n: int, method: str) -> None:
    assert nps(promoters=n, passives=0, detractors=0).method == method


def test_nps_keeps_inside_its_scale_when_everybody_agrees() -> None:
    found = nps(promoters=12, passives=0, detractors=0)
    assert (found.value, found.high) == (1.0, 1.0)
    assert nps(promoters=0, passives=0, detractors=5).low == -1.0


def test_nps_has_a_range_when_all_are_passive() -> None:
    found = nps(promoters=0, passives=6, detractors=0)
    z2 = 1.959963984540054**2
    assert [found.low, found.high] == pytest.approx([-z2 / (6 + z2), z2 / (6 + z2)], abs=1e-9)


def test_mean_of_known_answers() -> None:
    found = mean(moments=sums([1, 2, 3, 4, 5]))
    reach = 2.7764451051977987 * sqrt(2.5 / 5)
    assert found.value == 3.0
    assert [found.low, found.high] == pytest.approx([3 - reach, 3 + reach], abs=1e-12)


def test_mean_near_an_end_of_its_scale_is_cut_there() -> None:
    answers = sums([5, 5, 5, 2, 5, 5])
    uncut, found = mean(moments=answers), mean(moments=answers, scale=(1, 5))
    assert uncut.high > 5
    assert (found.value, found.low, found.high) == (uncut.value, uncut.low, 5.0)
    low = mean(moments=sums([1, 1, 1, 4, 1, 1]), scale=(1, 5))
    assert (low.low, low.high) == pytest.approx((1.0, 6 - uncut.low))


def test_mean_in_the_middle_of_its_scale_is_not_cut() -> None:
    answers = sums([2, 3, 4] * 20)
    assert mean(moments=answers, scale=(1, 5)) == mean(moments=answers)


def test_mean_rounded_beyond_its_scale_lies_within_its_limits() -> None:
    answers = Moments(n=3, s=15.000000000000002, ss=75.1)
    assert holds(mean(moments=answers, scale=(1, 5)), 1, 15.000000000000002 / 3)


@pytest.mark.parametrize("answers", [[4], [4, 4, 4], [0.1] * 7])
def test_mean_of_answers_that_do_not_differ_has_no_range(answers: list[float]) -> None:
    found = mean(moments=sums(answers))
    assert found.value == pytest.approx(answers[0])
    assert (found.low, found.high, found.n) == (None, None, len(answers))


def test_weighted_mean_of_answers_that_do_not_differ_has_no_range() -> None:
    found = weighted_mean(moments=sums([0.3, 0.3, 0.3], [1.1, 2.7, 0.4]))
    assert found.value == pytest.approx(0.3)
    assert (found.low, found.high, found.n) == (None, None, 3)


def test_weighted_share_of_nobody_falls_back_to_wilson() -> None:
    found = weighted_share(moments=sums([0.0] * 8, [1.0, 2.0] * 4))
    plain = share(successes=0, n=8)
    assert (found.value, found.low, found.method) == (0.0, 0.0, "wilson-weighted")
    assert width(found) > width(plain)


def test_weighted_share_of_one_answer_falls_back_to_wilson() -> None:
    assert weighted_share(moments=sums([1.0], [3.0])).method == "wilson-weighted"


@pytest.mark.parametrize(
    "found",
    [
        nps(promoters=0, passives=0, detractors=0),
        nps_from_moments(moments=Moments()),
        share(successes=0, n=0),
        share_from_moments(moments=Moments()),
        mean(moments=Moments()),
        weighted_nps(moments=Moments()),
        weighted_share(moments=Moments()),
        weighted_mean(moments=Moments()),
        weighted_mean(moments=Moments(n_weighted=3)),
    ],
)
def test_nothing_is_said_without_answers(found: Estimate) -> None:
    assert (found.value, found.low, found.high) == (None, None, None)


def test_weighted_without_weight_still_says_how_many_answers() -> None:
    assert weighted_nps(moments=Moments(n_weighted=3)).n == 3


# --- refusals -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("call", "quoted"),
    [
        (lambda: nps(promoters=-1, passives=0, detractors=0), "promoters.*-1"),
        (lambda: nps(promoters=1, passives=0.5, detractors=0), "passives.*0.5"),
        (lambda: nps(promoters=1, passives=0, detractors=0, level=95), "level.*95"),
        (lambda: nps(promoters=1, passives=0, detractors=0, level=float("nan")), "level.*nan"),
        (lambda: nps(promoters=1, passives=0, detractors=0, method="wald"), "method.*'wald'"),
        (lambda: nps_from_moments(moments=Moments(n=3, s=1, ss=2)), "-1, 0 and \\+1.*s=1"),
        (lambda: nps_from_moments(moments=Moments(n=3, s=9, ss=9)), "-1, 0 and \\+1.*s=9"),
        (lambda: share(successes=4, n=3), "4 of 3"),
        (lambda: share(successes=1, n=3, method="exact"), "method.*'exact'"),
        (lambda: share(successes=1, n=3, level=0), "level.*0"),
        (lambda: share_from_moments(moments=Moments(n=3, s=2, ss=4)), "0 and 1.*ss=4"),
        (lambda: share_from_moments(moments=Moments(n=3, s=4, ss=4)), "0 and 1.*s=4"),
        (lambda: share_from_moments(moments=Moments(n=3, s=0.5, ss=0.5)), "0 and 1.*s=0.5"),
        (lambda: mean(moments=Moments(n=2, s=4, ss=7)), "ss=7"),
        (lambda: mean(moments=Moments(), level=1), "level.*1"),
        (lambda: mean(moments=sums([1, 9]), scale=(1, 4)), "mean 5.0 lies outside the scale \\(1.0, 4.0\\)"),
        (lambda: mean(moments=sums([-9, 1]), scale=(1, 4)), "mean -4.0 lies outside the scale"),
        (lambda: mean(moments=Moments(), scale=(4, 4)), "scale must be.*\\(4, 4\\)"),
        (lambda: weighted_mean(moments=Moments(), level=1.5), "level.*1.5"),
        (lambda: weighted_nps(moments=Moments(w=1, ww=1, wy=2, wyy=2, n_weighted=1)), "wy=2"),
        (lambda: weighted_share(moments=Moments(w=1, ww=1, wy=-1, wyy=1, n_weighted=1)), "wy=-1"),
        (lambda: weighted_share(moments=Moments(w=1, n_weighted=1)), "not 1 and 0.0"),
    ],
)
def test_wrong_values_are_quoted(call: Callable[[], Estimate], quoted: str) -> None:
    with pytest.raises(ValueError, match=quoted):
        call()


# --- properties -----------------------------------------------------------------------------------------------


@steady
@given(COUNT, COUNT, COUNT, LEVEL, st.sampled_from(["auto", "adjusted-wald", "score"]))
def test_nps_interval_holds_the_estimate_and_keeps_to_the_scale(
    promoters: int, passives: int, detractors: int, level: float, method: Any
) -> None:
    assume(promoters + passives + detractors > 0)
    counts = {"promoters": promoters, "passives": passives, "detractors": detractors}
    assert holds(nps(**counts, level=level, method=method), -1, 1)


@steady
@given(COUNT, COUNT, COUNT)
def test_nps_of_turned_round_answers_is_turned_round(promoters: int, passives: int, detractors: int) -> None:
    assume(promoters + passives + detractors > 0)
    found = nps(promoters=promoters, passives=passives, detractors=detractors)
    turned = nps(promoters=detractors, passives=passives, detractors=promoters)
    assert (found.value, found.low, found.high) == pytest.approx((-turned.value, -turned.high, -turned.low))


@steady
@given(st.integers(0, 40), st.integers(0, 40), st.integers(0, 40), st.integers(2, 9))
def test_nps_interval_narrows_with_more_of_the_same(a: int, b: int, c: int, times: int) -> None:
    assume(a + b + c > 0)
    more = nps(promoters=a * times, passives=b * times, detractors=c * times)
    assert width(more) < width(nps(promoters=a, passives=b, detractors=c))


@steady
@given(COUNT, COUNT, COUNT)
def test_nps_from_moments_is_nps_of_the_counts(promoters: int, passives: int, detractors: int) -> None:
    found = nps_from_moments(moments=net(promoters, passives, detractors))
    assert found == nps(promoters=promoters, passives=passives, detractors=detractors)


@steady
@given(COUNT, COUNT, LEVEL, st.sampled_from(["wilson", "clopper-pearson"]))
def test_share_interval_holds_the_estimate_and_keeps_to_the_scale(
    successes: int, others: int, level: float, method: Any
) -> None:
    n = successes + others
    assume(n > 0)
    found = share(successes=successes, n=n, level=level, method=method)
    assert holds(found, 0, 1)
    assert found == share_from_moments(moments=top(successes, n), level=level, method=method)


@steady
@given(
    st.integers(0, 60), st.integers(0, 60), st.integers(2, 9), st.sampled_from(["wilson", "clopper-pearson"])
)
def test_share_interval_narrows_with_more_of_the_same(a: int, b: int, times: int, method: Any) -> None:
    assume(a + b > 0)
    more = share(successes=a * times, n=(a + b) * times, method=method)
    assert width(more) < width(share(successes=a, n=a + b, method=method))


@steady
@given(st.lists(st.integers(0, 10), min_size=2, max_size=60), LEVEL, st.integers(2, 9))
def test_mean_interval_holds_the_estimate_and_narrows(answers: list[int], level: float, times: int) -> None:
    assume(len(set(answers)) > 1)
    found = mean(moments=sums(answers), level=level)
    assert holds(found, -np.inf, np.inf)
    assert width(mean(moments=sums(answers * times), level=level)) < width(found)


@steady
@given(st.lists(st.integers(0, 10), min_size=2, max_size=60), st.lists(st.floats(0.1, 9), min_size=60), LEVEL)
def test_means_keep_to_their_scale(answers: list[int], weights: list[float], level: float) -> None:
    assume(len(set(answers)) > 1)
    assert holds(mean(moments=sums(answers), level=level, scale=(0, 10)), 0, 10)
    weighted = sums(answers, weights[: len(answers)])
    assert holds(weighted_mean(moments=weighted, level=level, scale=(0, 10)), 0, 10)


@steady
@given(WEIGHTED, LEVEL)
def test_weighted_intervals_hold_the_estimate_and_keep_to_the_scale(
    pairs: list[tuple[float, float]], level: float
) -> None:
    weights, answers = [w for w, _ in pairs], [y for _, y in pairs]
    found = weighted_nps(moments=sums(answers, weights), level=level)
    assert holds(found, -1, 1)
    assert found.n == len(pairs)
    assert found.n_effective is not None
    assert found.n_effective <= len(pairs) * (1 + 1e-9)
    assert holds(weighted_share(moments=sums([max(y, 0.0) for y in answers], weights), level=level), 0, 1)


@steady
@given(st.lists(st.integers(1, 7), min_size=2, max_size=60))
def test_weighted_mean_with_equal_weights_is_the_plain_one(answers: list[int]) -> None:
    assume(len(set(answers)) > 1)
    plain, found = mean(moments=sums(answers)), weighted_mean(moments=sums(answers, [2.0] * len(answers)))
    assert (found.value, found.low, found.high) == pytest.approx((plain.value, plain.low, plain.high))
    assert found.n_effective == pytest.approx(len(answers))


@steady
@given(st.tuples(*[st.integers(0, 60)] * 3).filter(any))
def test_weighted_nps_with_equal_weights_is_the_plain_one(counts: tuple[int, int, int]) -> None:
    promoters, passives, detractors = counts
    answers = [1] * promoters + [0] * passives + [-1] * detractors
    found = weighted_nps(moments=sums(answers, [3.0] * len(answers)))
    plain = nps_from_moments(moments=sums(answers))
    assert (found.value, found.low, found.high) == pytest.approx(
        (plain.value, plain.low, plain.high), abs=1e-9
    )
    assert found.method == f"{plain.method}-weighted"


@steady
@given(WEIGHTED)
def test_weighted_nps_is_never_surer_than_the_plain_one_of_as_many_answers(
    pairs: list[tuple[float, float]],
) -> None:
    found = weighted_nps(moments=sums([y for _, y in pairs], [w for w, _ in pairs]))
    assert found.n_effective is not None
    equal = weighted_nps(moments=sums([y for _, y in pairs], [1.0] * len(pairs)))
    assert equal.n_effective == len(pairs)
    assert found.n_effective <= equal.n_effective + 1e-9


# --- simulated coverage ---------------------------------------------------------------------------------------

POPULATION, SAMPLE = np.array([0.5, 0.3, 0.2]), np.array([0.15, 0.6, 0.25])
# Chances of detractor, passive, promoter in three strata: alike; the rare one noisy; the rare one calm.
WORLDS = {
    "alike": [[0.2, 0.3, 0.5], [0.3, 0.3, 0.4], [0.1, 0.3, 0.6]],
    "noisy where weights are large": [[0.45, 0.1, 0.45], [0.02, 0.08, 0.9], [0.1, 0.3, 0.6]],
    "calm where weights are large": [[0.02, 0.08, 0.9], [0.45, 0.1, 0.45], [0.1, 0.3, 0.6]],
}


NETS, WEIGHTS = np.tile([-1, 0, 1], 3), np.repeat(POPULATION / SAMPLE, 3)


def weighted_sums(counts: np.ndarray, answers: np.ndarray) -> Moments:
    """Sums of one sample from the counts of its nine kinds of respondent: three strata, three answers."""
    w, wy = counts * WEIGHTS, counts * WEIGHTS * answers
    return Moments(
        w=w.sum(),
        ww=(w * WEIGHTS).sum(),
        wy=wy.sum(),
        wyy=(wy * answers).sum(),
        wwy=(wy * WEIGHTS).sum(),
        wwyy=(wy * WEIGHTS * answers).sum(),
        n_weighted=int(counts.sum()),
    )


@pytest.mark.parametrize("world", WORLDS)
@pytest.mark.parametrize(("n", "least"), [(60, 0.90), (250, 0.93)])
def test_weighted_intervals_cover_the_truth_as_often_as_they_say(world: str, n: int, least: float) -> None:
    chances, rng = np.array(WORLDS[world]), np.random.default_rng(20260301)
    truths = POPULATION @ (chances[:, 2] - chances[:, 0]), POPULATION @ chances[:, 2]
    covered = np.zeros(3)
    for counts in rng.multinomial(n, (SAMPLE[:, None] * chances).ravel(), size=1000):
        nets, tops = weighted_sums(counts, NETS), weighted_sums(counts, NETS == 1)
        found = (weighted_nps(moments=nets), weighted_mean(moments=nets), weighted_share(moments=tops))
        for place, (one, truth) in enumerate(zip(found, (truths[0], *truths), strict=True)):
            covered[place] += bool(one.low is not None and one.low <= truth <= one.high)
    assert (covered / 1000).min() >= least
