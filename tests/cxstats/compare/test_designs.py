from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from scipy import stats
from tests.cxstats.groups import steady, top

from cxstats.compare.designs import design_difference, group_difference
from cxstats.compare.differences import mean_difference, share_difference
from cxstats.designs import Design, design_mean, design_nps, design_share
from cxstats.estimate import Difference
from cxstats.moments import of_answers
from cxstats.raking import rake

FIRST = [0.7, -1.6, -0.2, -1.2, -0.1, 3.4, 3.7, 0.8, 0.0, 2.0]
SECOND = [1.9, 0.8, 1.1, 0.1, -0.1, 4.4, 5.5, 1.6, 4.6, 3.4]
"""Hours of sleep gained with two drugs by ten patients (Student 1908, Biometrika 6, 1-25)."""
NOW = np.arange(20) > 9
ANSWERS = st.lists(st.sampled_from([-1, 0, 1]), min_size=2, max_size=30)


def limits(found: Difference) -> list[float | None]:
    return [found.value, found.low, found.high, found.p_value]


def alone(n: int) -> Design:
    return Design(weights=[1.0] * n)


def test_two_samples_of_equal_weights_are_welchs_published_sleepers() -> None:
    found = design_difference(before=FIRST, now=SECOND, designs=(alone(10), alone(10)), kind="mean")
    assert limits(found) == pytest.approx([1.58, -0.2054832, 3.3654832, 0.07939414], abs=1e-7)
    assert (found.n_before, found.n_now, found.method) == (10, 10, "welch-design")


def test_the_same_people_in_both_groups_are_the_paired_sleepers() -> None:
    design = Design(weights=[1.0] * 20, people=list(range(10)) * 2)
    found = group_difference(answers=FIRST + SECOND, design=design, before=~NOW, now=NOW, kind="mean")
    assert limits(found) == pytest.approx([1.58, 0.7001142, 2.4598858, 0.00283289], abs=1e-7)


def test_groups_of_different_people_have_welchs_degrees_of_freedom() -> None:
    found = group_difference(answers=FIRST + SECOND, design=alone(20), before=~NOW, now=NOW, kind="mean")
    old, new = (float(np.var(side)) / 10 for side in (FIRST, SECOND))
    error, df = np.sqrt((old + new) * 20 / 19), 9 * (old + new) ** 2 / (old**2 + new**2)
    reach = float(stats.t.ppf(0.975, df)) * error
    assert df == pytest.approx(17.776, abs=1e-3)
    assert [found.low, found.high] == pytest.approx([1.58 - reach, 1.58 + reach])
    assert found.p_value == pytest.approx(2 * stats.t.sf(1.58 / error, df))


def test_groups_of_a_sample_have_the_variance_of_a_weighted_regression() -> None:
    chance = np.random.default_rng(4)
    people, now = chance.integers(0, 25, size=120), chance.random(120) < 0.4
    weights, answers = chance.exponential(size=120) + 0.1, chance.normal(size=120) + people / 9
    strata = people % 2
    found = group_difference(
        answers=answers,
        design=Design(weights=weights, people=people.tolist(), strata=strata.tolist()),
        before=~now,
        now=now,
        kind="mean",
    )
    columns = np.column_stack([np.ones(120), now])
    inverse = np.linalg.inv((columns * weights[:, None]).T @ columns)
    slopes = inverse @ (columns * weights[:, None]).T @ answers
    scores = columns * (weights * (answers - columns @ slopes))[:, None]
    middle = np.zeros((2, 2))
    for stratum in (0, 1):
        totals = np.array(
            [scores[people == one].sum(axis=0) for one in np.unique(people) if one % 2 == stratum]
        )
        away = totals - totals.mean(axis=0)
        middle += len(totals) / (len(totals) - 1) * away.T @ away
    error = np.sqrt((inverse @ middle @ inverse)[1, 1])
    assert found.value == pytest.approx(slopes[1])
    df = next(
        df for df in np.linspace(1, 23, 22001) if stats.t.sf(abs(slopes[1]) / error, df) * 2 <= found.p_value
    )
    assert (found.high - found.low) / 2 == pytest.approx(error * stats.t.ppf(0.975, df), rel=1e-4)
    assert 8 < df <= 23


def test_a_group_that_is_the_whole_has_nothing_to_do_with_how_others_answered() -> None:
    fields = {"age": [*"yyoooyyoyo"]}
    raked = rake(fields=fields, margins={"age": {"y": 4, "o": 6}})
    design = Design(weights=raked.weights, raked=fields)
    kept = np.array([0, 1] * 5, dtype=bool)
    found = group_difference(answers=FIRST, design=design, before=kept, now=np.ones(10), kind="mean")
    whole = design_mean(answers=FIRST, design=design)
    assert found.value == pytest.approx(
        whole.value - float(np.average(np.array(FIRST)[kept], weights=raked.weights[kept]))
    )
    assert (found.n_before, found.n_now) == (5, 10)


@steady
@given(ANSWERS, ANSWERS)
def test_means_of_equal_weights_are_welch(before: list[int], now: list[int]) -> None:
    assume(len(set(before)) > 1 or len(set(now)) > 1)
    found = design_difference(
        before=before, now=now, designs=(alone(len(before)), alone(len(now))), kind="mean"
    )
    plain = mean_difference(before=of_answers(answers=before), now=of_answers(answers=now))
    assert limits(found) == pytest.approx(limits(plain))


@steady
@given(ANSWERS, ANSWERS, st.sampled_from(["nps", "share", "mean"]))
def test_differences_turn_round_with_their_sides(before: list[int], now: list[int], kind: Any) -> None:
    sides = [[abs(y) for y in one] if kind == "share" else one for one in (before, now)]
    designs = alone(len(before)), alone(len(now))
    found = design_difference(before=sides[0], now=sides[1], designs=designs, kind=kind)
    back = design_difference(before=sides[1], now=sides[0], designs=designs[::-1], kind=kind)
    assert found.value == pytest.approx(-back.value)
    if found.low is None:
        assert kind == "mean"
        return
    assert [found.low, found.high, found.p_value] == pytest.approx([-back.high, -back.low, back.p_value])
    assert found.low <= found.value <= found.high


def test_shares_and_nps_square_and_add_what_each_side_reaches() -> None:
    before, now = [1] * 12 + [0] * 8 + [-1] * 10, [1] * 30 + [0] * 5 + [-1] * 5
    designs = Design(weights=[1.0, 2.0] * 15, people=[*range(10)] * 3), alone(40)
    for kind, one in (("nps", design_nps), ("share", design_share)):
        sides = [[max(y, 0) for y in side] if kind == "share" else side for side in (before, now)]
        old, new = (one(answers=side, design=design) for side, design in zip(sides, designs, strict=True))
        found = design_difference(before=sides[0], now=sides[1], designs=designs, kind=kind)  # type: ignore[arg-type]
        reach = np.hypot(new.value - new.low, old.high - old.value)
        assert found.low == pytest.approx(new.value - old.value - reach)
        assert found.method == {"nps": "square-and-add-design", "share": "newcombe-design"}[kind]


def test_the_test_of_shares_of_equal_weights_is_the_score_test() -> None:
    found = design_difference(
        before=[1] * 48 + [0] * 32, now=[1] * 56 + [0] * 14, designs=(alone(80), alone(70)), kind="share"
    )
    assert found.p_value == pytest.approx(share_difference(before=top(48, 80), now=top(56, 70)).p_value)


def test_people_who_stand_in_both_groups_make_a_change_surer() -> None:
    answers = [1, 1, 0, -1, 1, -1, 0, 0, 1, -1, 1, 1, 1, 0, 1, -1, 0, 1, 1, -1]
    for kind in ("nps", "mean"):
        same, others = (
            group_difference(answers=answers, design=design, before=~NOW, now=NOW, kind=kind)  # type: ignore[arg-type]
            for design in (Design(weights=[1.0] * 20, people=[*range(10)] * 2), alone(20))
        )
        assert same.value == others.value == pytest.approx(0.3)
        assert same.high - same.low < 0.7 * (others.high - others.low)
        assert same.p_value < others.p_value


def test_what_all_changed_alike_is_not_taken_for_certain() -> None:
    design = Design(weights=[1.0] * 20, people=[*range(10)] * 2)
    flat = group_difference(
        answers=FIRST + [y + 1 for y in FIRST], design=design, before=~NOW, now=NOW, kind="mean"
    )
    assert (flat.value, flat.low, flat.p_value) == (pytest.approx(1.0), None, None)
    same = [1, 0, -1, 1, 1, 0, 1, 1, -1, 0]
    found = group_difference(answers=same * 2, design=design, before=~NOW, now=NOW, kind="nps")
    assert found.low < -0.2
    assert found.high > 0.2


def test_ten_people_are_ten_however_often_they_say_the_same() -> None:
    often = Design(weights=[1.0] * 400, people=[*range(10)] * 40)
    found = design_difference(before=[0] * 400, now=[1] * 400, designs=(often, often), kind="share")
    once = share_difference(before=top(0, 10), now=top(10, 10))
    assert [found.low, found.high] == pytest.approx([once.low, once.high])


def test_a_group_without_answers_or_of_one_person_has_no_range() -> None:
    design = Design(weights=[1.0] * 4, people=["a", "a", "b", "c"])
    none = group_difference(answers=[1, 2, 3, 4], design=design, before=[0] * 4, now=[1] * 4, kind="mean")
    assert none == Difference(None, None, None, None, 0, 4, "welch-design")
    one = group_difference(
        answers=[1, 2, 3, 4], design=design, before=[1, 1, 0, 0], now=[0, 0, 1, 1], kind="mean"
    )
    assert one == replace(none, value=2.0, n_before=2, n_now=2)


@pytest.mark.parametrize(
    ("call", "quoted"),
    [
        ({"kind": "ces"}, "kind.*'ces'"),
        ({"level": 95}, "level.*95"),
        ({"answers": [0, 2, 1, 1]}, r"\(0, 1\).*2.0"),
        ({"before": [1, 0]}, "before must be one yes or no an answer, 4"),
        ({"now": [1, 0, 2, 1]}, "now must be one yes or no"),
    ],
)
def test_wrong_values_are_quoted(call: dict[str, Any], quoted: str) -> None:
    good: dict[str, Any] = {
        "answers": [0, 1, 1, 1],
        "design": alone(4),
        "before": [1, 1, 0, 0],
        "now": [0, 0, 1, 1],
        "kind": "share",
    }
    with pytest.raises(ValueError, match=quoted):
        group_difference(**good | call)
