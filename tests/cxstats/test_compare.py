from collections.abc import Callable
from dataclasses import replace
from math import sqrt
from typing import Any

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from scipy import stats
from tests.cxstats.groups import net, steady, sums, top

from cxstats.compare import (
    Family,
    judge,
    mean_difference,
    minimum_detectable_change,
    needed_n,
    nps_difference,
    share_difference,
    weighted_difference,
)
from cxstats.estimate import Difference, Moments, Verdict

Reference = Callable[[str], Any]
COUNTS = st.tuples(*[st.integers(0, 300)] * 3).filter(any)
SHARES = st.tuples(st.integers(0, 300), st.integers(0, 300)).filter(any)
WEIGHTED = st.lists(st.tuples(st.floats(0.01, 20), st.sampled_from([-1, 0, 1])), min_size=1, max_size=40)


def limits(difference: Difference) -> list[float | None]:
    return [difference.value, difference.low, difference.high]


def turned(difference: Difference) -> list[float]:
    assert difference.value is not None
    assert difference.low is not None
    assert difference.high is not None
    return [-difference.value, -difference.high, -difference.low]


# --- NPS ------------------------------------------------------------------------------------------------------


def test_nps_difference_follows_its_formula() -> None:
    found = nps_difference(before=net(90, 60, 50), now=net(60, 20, 20))
    old, new = 40 / 203, 40 / 103
    error = sqrt((141.5 / 203 - old**2) / 203 + (81.5 / 103 - new**2) / 103)
    assert found.value == pytest.approx(0.2)
    assert limits(found)[1:] == pytest.approx(
        [new - old - 1.959963985 * error, new - old + 1.959963985 * error]
    )
    assert found.p_value == pytest.approx(2 * stats.norm.sf((new - old) / error))
    assert (found.n_before, found.n_now, found.method) == (200, 100, "adjusted-wald")


@steady
@given(COUNTS, COUNTS, st.floats(0.01, 0.999))
def test_nps_difference_turns_round_with_its_sides(
    before: tuple[int, ...], now: tuple[int, ...], level: float
) -> None:
    found = nps_difference(before=net(*before), now=net(*now), level=level)
    back = nps_difference(before=net(*now), now=net(*before), level=level)
    assert limits(found) == pytest.approx(turned(back))
    assert found.p_value == pytest.approx(back.p_value)
    assert -2 <= found.low <= found.value <= found.high <= 2


def test_nps_difference_keeps_inside_its_scale() -> None:
    found = nps_difference(before=net(0, 0, 12), now=net(12, 0, 0))
    assert (found.value, found.high) == (2.0, 2.0)


# --- shares ---------------------------------------------------------------------------------------------------


def test_share_difference_agrees_with_reference_case_03(reference: Reference) -> None:
    for case in reference("03_proportions_topbox")["two"]:
        found = share_difference(before=top(case["x2"], case["n2"]), now=top(case["x1"], case["n1"]))
        fisher = case["x1"] + case["x2"] < 13  # the two small tables expect fewer than 5 in a cell
        assert found.value == pytest.approx(case["diff"], abs=1e-9)
        assert [found.low, found.high] == pytest.approx(case["newcombe"], abs=1e-9)
        assert found.p_value == pytest.approx(case["fisher_p" if fisher else "pooled_z_p"], abs=1e-9)
        assert found.method == ("newcombe-fisher" if fisher else "newcombe-score")


@steady
@given(SHARES, SHARES, st.floats(0.01, 0.999))
def test_share_difference_turns_round_with_its_sides(
    before: tuple[int, int], now: tuple[int, int], level: float
) -> None:
    old, new = top(before[0], sum(before)), top(now[0], sum(now))
    found = share_difference(before=old, now=new, level=level)
    back = share_difference(before=new, now=old, level=level)
    assert limits(found) == pytest.approx(turned(back))
    assert found.p_value == pytest.approx(back.p_value)
    assert -1 <= found.low <= found.value <= found.high <= 1


# --- means ----------------------------------------------------------------------------------------------------


def test_mean_difference_agrees_with_reference_case_21(
    reference: Reference, reference_table: Callable[[str], list[dict[str, str]]]
) -> None:
    rows = reference_table("21_topics_cuped")
    for case in reference("21_topics_cuped")["topics"]:
        sides: dict[str, list[int]] = {"0": [], "1": []}
        for row in rows:
            answer = float(row["y"])
            sides[row[case["topic"]]].append((answer >= 9) - (answer <= 6))
        found = mean_difference(before=sums(sides["0"]), now=sums(sides["1"]))
        assert found.value == pytest.approx(case["diff"], abs=1e-9)
        assert [found.low, found.high] == pytest.approx(case["ci"], abs=1e-9)
        assert found.p_value == pytest.approx(case["p"], abs=1e-9)


@steady
@given(
    st.lists(st.integers(0, 10), min_size=2, max_size=40),
    st.lists(st.integers(0, 10), min_size=2, max_size=40),
)
def test_mean_difference_is_welch(before: list[int], now: list[int]) -> None:
    assume(len(set(before)) > 1 and len(set(now)) > 1)  # the oracle warns otherwise
    found = mean_difference(before=sums(before), now=sums(now))
    expected = stats.ttest_ind(now, before, equal_var=False)
    interval = expected.confidence_interval()
    assert limits(found) == pytest.approx(
        [np.mean(now) - np.mean(before), interval.low, interval.high], abs=1e-9
    )
    assert found.p_value == pytest.approx(expected.pvalue, abs=1e-9)
    assert limits(found) == pytest.approx(turned(mean_difference(before=sums(now), now=sums(before))))


def test_mean_difference_from_a_group_of_one_mind_rests_on_the_other() -> None:
    found = mean_difference(before=sums([4, 4, 4]), now=sums([5, 6, 7, 6]))
    expected = stats.ttest_1samp([5, 6, 7, 6], 4)
    interval = expected.confidence_interval()
    assert limits(found) == pytest.approx([2.0, interval.low - 4, interval.high - 4])
    assert found.p_value == pytest.approx(expected.pvalue)


@pytest.mark.parametrize(("before", "now"), [([3], [1, 5, 6]), ([1, 5, 6], [3]), ([4, 4], [5, 5, 5])])
def test_mean_difference_without_spread_has_no_range(before: list[int], now: list[int]) -> None:
    found = mean_difference(before=sums(before), now=sums(now))
    assert found.value is not None
    assert (found.low, found.high, found.p_value) == (None, None, None)


# --- weighted -------------------------------------------------------------------------------------------------


@steady
@given(COUNTS, COUNTS)
def test_weighted_nps_difference_with_equal_weights_is_the_plain_one(
    before: tuple[int, ...], now: tuple[int, ...]
) -> None:
    sides = [sums([1] * p + [0] * o + [-1] * d, [2.0] * (p + o + d)) for p, o, d in (before, now)]
    found = weighted_difference(before=sides[0], now=sides[1], kind="nps")
    plain = nps_difference(before=net(*before), now=net(*now))
    assert limits(found) == pytest.approx(limits(plain), abs=1e-9)
    assert found.p_value == pytest.approx(plain.p_value, abs=1e-9)


@steady
@given(WEIGHTED, WEIGHTED, st.sampled_from(["nps", "share", "mean"]))
def test_weighted_difference_turns_round_with_its_sides(
    before: list[tuple[float, int]], now: list[tuple[float, int]], kind: Any
) -> None:
    sides = [
        sums([max(y, 0) if kind == "share" else y for _, y in one], [w for w, _ in one])
        for one in (before, now)
    ]
    found = weighted_difference(before=sides[0], now=sides[1], kind=kind)
    back = weighted_difference(before=sides[1], now=sides[0], kind=kind)
    assert (found.n_before, found.n_now) == (len(before), len(now))
    assert found.p_value == pytest.approx(back.p_value)
    if found.low is None:
        assert kind == "mean"
        assert found.value == pytest.approx(-back.value)
    else:
        reach = {"nps": 2, "share": 1, "mean": np.inf}[kind]
        assert limits(found) == pytest.approx(turned(back))
        assert -reach <= found.low <= found.value <= found.high <= reach


@steady
@given(
    st.lists(st.integers(1, 7), min_size=2, max_size=40), st.lists(st.integers(1, 7), min_size=2, max_size=40)
)
def test_weighted_mean_difference_with_equal_weights_is_welch(before: list[int], now: list[int]) -> None:
    assume(len(set(before)) > 1 or len(set(now)) > 1)
    plain = mean_difference(before=sums(before), now=sums(now))
    found = weighted_difference(
        before=sums(before, [2.0] * len(before)), now=sums(now, [5.0] * len(now)), kind="mean"
    )
    assert limits(found) == pytest.approx(limits(plain))
    assert found.p_value == pytest.approx(plain.p_value)
    assert found.method == "welch-linearised"


def test_weighted_share_difference_is_near_the_plain_one_when_weights_are_equal() -> None:
    plain = share_difference(before=top(300, 500), now=top(350, 500))
    sides = [sums([1] * hits + [0] * (500 - hits), [2.0] * 500) for hits in (300, 350)]
    found = weighted_difference(before=sides[0], now=sides[1], kind="share")
    assert limits(found) == pytest.approx(limits(plain), abs=1e-3)
    assert found.p_value == pytest.approx(plain.p_value, abs=1e-9)


# --- nothing and nonsense -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "found",
    [
        nps_difference(before=Moments(), now=net(1, 1, 1)),
        nps_difference(before=net(1, 1, 1), now=Moments()),
        share_difference(before=Moments(), now=top(1, 2)),
        share_difference(before=top(1, 2), now=Moments()),
        mean_difference(before=Moments(), now=sums([1, 2])),
        mean_difference(before=sums([1, 2]), now=Moments()),
        *(
            weighted_difference(before=before, now=now, kind=kind)
            for kind in ("nps", "share", "mean")
            for before, now in (
                (Moments(), sums([0, 1], [1.0, 2.0])),
                (sums([0, 1], [1.0, 2.0]), Moments()),
            )
        ),
    ],
)
def test_nothing_is_said_when_a_side_is_empty(found: Difference) -> None:
    assert (found.value, found.low, found.high, found.p_value) == (None, None, None, None)
    assert found.verdict(alpha=0.05) is Verdict.FEW


@pytest.mark.parametrize(
    ("call", "quoted"),
    [
        (lambda: nps_difference(before=net(1, 1, 1), now=Moments(n=1, s=3, ss=3)), "s=3"),
        (lambda: nps_difference(before=Moments(), now=Moments(), level=95), "level.*95"),
        (lambda: share_difference(before=top(1, 2), now=Moments(n=1, s=3, ss=3)), "s=3"),
        (lambda: share_difference(before=Moments(), now=Moments(), level=95), "level.*95"),
        (lambda: mean_difference(before=Moments(n=2, s=4, ss=7), now=Moments()), "ss=7"),
        (lambda: mean_difference(before=Moments(), now=Moments(), level=95), "level.*95"),
        (lambda: weighted_difference(before=Moments(), now=Moments(), kind="ces"), "kind.*'ces'"),
        (lambda: judge([], method="bonferroni"), "method.*'bonferroni'"),
        (lambda: judge([], alpha=5), "alpha.*5"),
        (lambda: judge([], higher_is_better=[True]), "1 entries for 0"),
        (lambda: needed_n(change=0, variance=1), "change.*0"),
        (lambda: needed_n(change=float("nan"), variance=1), "change.*nan"),
        (lambda: needed_n(change=0.1, variance=-1), "variance.*-1"),
        (lambda: needed_n(change=0.1, variance=1, power=80), "power.*80"),
        (lambda: minimum_detectable_change(variance=-1, n_before=1, n_now=1), "variance.*-1"),
        (lambda: minimum_detectable_change(variance=1, n_before=0, n_now=1), "0 before and 1 now"),
        (lambda: minimum_detectable_change(variance=1, n_before=1, n_now=0), "1 before and 0 now"),
        (lambda: minimum_detectable_change(variance=1, n_before=1, n_now=1, alpha=5), "alpha.*5"),
    ],
)
def test_wrong_values_are_quoted(call: Callable[[], object], quoted: str) -> None:
    with pytest.raises(ValueError, match=quoted):
        call()


# --- many looks -----------------------------------------------------------------------------------------------

LOOK = Difference(0.1, 0.0, 0.2, 0.5, 90, 90, "welch")


def looks(p_values: list[float]) -> list[Difference]:
    return [replace(LOOK, p_value=p) for p in p_values]


@pytest.mark.parametrize(("method", "real"), [("bh", 4), ("holm", 3)])
def test_judge_finds_what_benjamini_and_hochberg_published(
    reference: Reference, method: Any, real: int
) -> None:
    p_values = reference("10_multiplicity_and_shrinkage")["p"]
    verdicts = judge(looks(p_values), method=method)
    assert verdicts == (Verdict.BETTER,) * real + (Verdict.NONE,) * (len(p_values) - real)


def test_judge_does_not_count_what_is_too_small_to_tell() -> None:
    small = replace(LOOK, p_value=0.001, n_now=9)
    silent = replace(LOOK, p_value=None)
    assert judge([small, *looks([0.04]), silent]) == (Verdict.FEW, Verdict.BETTER, Verdict.FEW)


def test_judge_respects_the_good_direction_of_each() -> None:
    both = looks([0.001, 0.001])
    assert judge(both, higher_is_better=False) == (Verdict.WORSE, Verdict.WORSE)
    assert judge(both, higher_is_better=[True, False]) == (Verdict.BETTER, Verdict.WORSE)


def test_judge_of_nothing_says_nothing() -> None:
    assert judge([]) == ()


@steady
@given(st.lists(st.floats(0, 1), max_size=30))
def test_judge_is_never_bolder_than_a_single_look(p_values: list[float]) -> None:
    together = judge(looks(p_values))
    holm = judge(looks(p_values), method="holm")
    for one, verdict, stricter in zip(looks(p_values), together, holm, strict=True):
        assert verdict is Verdict.NONE or one.verdict(alpha=0.05) is verdict
        assert stricter is Verdict.NONE or verdict is stricter


def test_judge_rarely_alarms_when_nothing_changed() -> None:
    rng = np.random.default_rng(11)
    alarms = 0
    for _ in range(300):
        groups = rng.multinomial(400, [0.2, 0.3, 0.5], size=(20, 2))
        changes = [nps_difference(before=net(*b[::-1]), now=net(*a[::-1])) for b, a in groups.tolist()]
        alarms += any(verdict is not Verdict.NONE for verdict in judge(changes))
    assert alarms / 300 <= 0.07  # 5 % promised, and 1.6 standard errors of the simulation


def test_family_says_how_many_looks() -> None:
    assert Family(size=12, method="benjamini-hochberg", alpha=0.05).size == 12


# --- planning -------------------------------------------------------------------------------------------------


def test_needed_n_for_five_points_of_nps() -> None:
    assert needed_n(change=0.05, variance=0.56) == needed_n(change=-0.05, variance=0.56) == 3517


@steady
@given(st.floats(0.01, 2), st.floats(0.01, 30), st.floats(0.05, 0.99), st.floats(0.001, 0.5))
def test_needed_n_is_just_enough(change: float, variance: float, power: float, alpha: float) -> None:
    assume(power > alpha)
    n = needed_n(change=change, variance=variance, power=power, alpha=alpha)
    settings = {"variance": variance, "power": power, "alpha": alpha}
    assert minimum_detectable_change(n_before=n, n_now=n, **settings) <= change * (1 + 1e-9)
    if n > 1:
        assert minimum_detectable_change(n_before=n - 1, n_now=n - 1, **settings) > change * (1 - 1e-9)


def test_minimum_detectable_change_is_found_as_often_as_it_says() -> None:
    rng = np.random.default_rng(5)
    before, now = [0.2, 0.3, 0.5], [0.15, 0.25, 0.6]
    variance = (0.7 - 0.3**2 + 0.75 - 0.45**2) / 2
    n = needed_n(change=0.15, variance=variance)
    draws = zip(
        rng.multinomial(n, before, size=1000).tolist(),
        rng.multinomial(n, now, size=1000).tolist(),
        strict=True,
    )
    found = sum(
        nps_difference(before=net(*b[::-1]), now=net(*a[::-1])).verdict(alpha=0.05) is Verdict.BETTER
        for b, a in draws
    )
    assert found / 1000 == pytest.approx(0.8, abs=0.04)
