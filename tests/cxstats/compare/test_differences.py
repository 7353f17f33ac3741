from collections.abc import Callable
from math import sqrt
from typing import Any

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from scipy import stats
from tests.cxstats.groups import net, steady, sums, top

from cxstats.compare.differences import (
    mean_difference,
    nps_difference,
    share_difference,
    weighted_difference,
)
from cxstats.estimate import Difference, Moments, Verdict
from cxstats.scores import nps

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


def test_square_and_add_puts_the_limits_of_both_sides_together() -> None:
    old, new = nps(promoters=90, passives=60, detractors=50), nps(promoters=3, passives=2, detractors=1)
    found = nps_difference(before=net(90, 60, 50), now=net(3, 2, 1), method="square-and-add")
    value = new.value - old.value
    assert limits(found) == pytest.approx(
        [
            value,
            value - sqrt((new.value - new.low) ** 2 + (old.high - old.value) ** 2),
            value + sqrt((new.high - new.value) ** 2 + (old.value - old.low) ** 2),
        ]
    )
    plain = nps_difference(before=net(90, 60, 50), now=net(3, 2, 1))
    assert (found.p_value, found.method) == (plain.p_value, "square-and-add")


def held(method: Any, shares: tuple[float, ...], turned: tuple[float, ...], n: int) -> float:
    """Exact coverage of a change from some shares of promoters, passives and detractors to others."""
    outcomes = [(p, o, n - p - o) for p in range(n + 1) for o in range(n + 1 - p)]
    first, second = (stats.multinomial.pmf(outcomes, n, one) for one in (shares, turned))
    truth, total = turned[0] - turned[2] - shares[0] + shares[2], 0.0
    for one, chance in zip(outcomes, first, strict=True):
        for two, other in zip(outcomes, second, strict=True):
            if chance * other > 1e-9:
                found = nps_difference(before=net(*one), now=net(*two), method=method)
                total += chance * other * (found.low <= truth <= found.high)
    return float(total)


def test_nps_of_opposite_minds_are_held_as_the_page_says() -> None:
    high, low = (0.9, 0.08, 0.02), (0.02, 0.08, 0.9)
    assert held("adjusted-wald", high, low, 10) == pytest.approx(0.677, abs=5e-4)
    assert held("square-and-add", high, low, 10) == pytest.approx(0.941, abs=5e-4)


def test_a_limit_is_widened_to_the_plain_difference() -> None:
    found = nps_difference(before=net(0, 0, 10), now=net(10, 0, 0), level=0.01)
    assert (found.value, found.high) == (2.0, 2.0)


def test_weighted_square_and_add_with_equal_weights_is_the_plain_one() -> None:
    sides = [sums([1] * p + [0] * o + [-1] * d, [2.0] * (p + o + d)) for p, o, d in ((9, 1, 0), (1, 2, 12))]
    found = weighted_difference(before=sides[0], now=sides[1], kind="nps", method="square-and-add")
    plain = nps_difference(before=net(9, 1, 0), now=net(1, 2, 12), method="square-and-add")
    assert limits(found) == pytest.approx(limits(plain))
    assert found.method == "square-and-add-weighted"


# --- shares ---------------------------------------------------------------------------------------------------


def test_share_difference_agrees_with_case_03_newcombe(reference: Reference) -> None:
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


def test_mean_difference_agrees_with_case_21_topics(
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
        (lambda: nps_difference(before=Moments(), now=Moments(), method="score"), "method.*'score'"),
        (lambda: share_difference(before=top(1, 2), now=Moments(n=1, s=3, ss=3)), "s=3"),
        (lambda: share_difference(before=Moments(), now=Moments(), level=95), "level.*95"),
        (lambda: mean_difference(before=Moments(n=2, s=4, ss=7), now=Moments()), "ss=7"),
        (lambda: mean_difference(before=Moments(), now=Moments(), level=95), "level.*95"),
        (lambda: weighted_difference(before=Moments(), now=Moments(), kind="ces"), "kind.*'ces'"),
        *(
            (
                lambda compare=compare: compare(before=top(1, 2), now=sums([0, 1], [1.0, 2.0])),
                "now holds 2 weighted",
            )
            for compare in (nps_difference, share_difference, mean_difference)
        ),
        (
            lambda: weighted_difference(before=top(1, 2), now=sums([0, 1], [1.0, 2.0]), kind="mean"),
            "before holds 2 answers but no weights",
        ),
        (lambda: nps_difference(before=(3, 2, 1), now=net(1, 1, 1)), r"before must be Moments.*\(3, 2, 1\)"),
        (lambda: weighted_difference(before=top(0, 0), now=(1, 2), kind="nps"), r"now must be.*\(1, 2\)"),
    ],
)
def test_wrong_values_are_quoted(call: Callable[[], object], quoted: str) -> None:
    with pytest.raises(ValueError, match=quoted):
        call()
