"""Markov removal effects: by hand, against chains solved anew, and their properties."""

from collections import Counter
from collections.abc import Sequence
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from cxstats.estimate import Estimate
from cxstats.journeys.chains import chain_of
from cxstats.journeys.removal import RemovalEffects, removal_effects, removal_effects_from_transitions

PATHS = [["search", "store"], ["search"], ["store", "chat"], ["chat"]]
CONVERTED = [True, False, True, False]
COUNTS = [20, 30, 10, 40]
DRAWN = st.lists(
    st.tuples(st.lists(st.sampled_from("abcd"), min_size=1, max_size=6), st.booleans(), st.integers(1, 40)),
    min_size=2,
    max_size=12,
)
Drawn = list[tuple[list[str], bool, int]]


def effects(drawn: Drawn) -> RemovalEffects:
    paths, converted, counts = zip(*drawn, strict=True)
    assume(any(converted))
    assume(len({name for path in paths for name in path}) >= 2)
    return removal_effects(paths=paths, converted=converted, counts=counts)


def values(found: RemovalEffects) -> dict[str, float]:
    return {one.touchpoint: one.effect.value for one in found.touchpoints if one.effect.value is not None}


def solved_anew(drawn: Drawn, *, gone: str | None) -> float:
    """P(conversion) by walking the chain until nobody is left, with one touchpoint an end."""
    steps: Counter[tuple[str, str]] = Counter()
    for path, flag, count in drawn:
        for step in pairwise(["(start)", *path, "(yes)" if flag else "(no)"]):
            steps[step] += count
    left = Counter[str]()
    for (before, _), count in steps.items():
        left[before] += count
    standing, done = {"(start)": 1.0}, 0.0
    for _ in range(2_000):
        following: dict[str, float] = {}
        for (before, after), count in steps.items():
            if before in standing and after != gone:
                following[after] = following.get(after, 0.0) + standing[before] * count / left[before]
        done += following.pop("(yes)", 0.0)
        following.pop("(no)", None)
        standing = following
        if sum(standing.values()) < 1e-13:
            break
    return done


def test_removal_effects_by_hand() -> None:
    # start > search .5, store .1, chat .4; search > store .4; store > chat 1/3, yes 2/3; chat > yes .2
    yes = 0.3 * (2 / 3 + 0.2 / 3) + 0.4 * 0.2
    assert yes == pytest.approx(0.3)
    expected = {
        "chat": 1 - 0.3 * 2 / 3 / yes,
        "search": 1 - (0.1 * (2 / 3 + 0.2 / 3) + 0.4 * 0.2) / yes,
        "store": 1 - 0.4 * 0.2 / yes,
    }
    found = removal_effects(paths=PATHS, converted=CONVERTED, counts=COUNTS)
    assert values(found) == pytest.approx(expected)
    shares = [one.share.value for one in found.touchpoints]
    assert shares == pytest.approx([each / sum(expected.values()) for each in expected.values()])
    assert found.conversion.value == 0.3
    assert {one.effect.n for one in found.touchpoints} == {100}


def test_removal_effects_of_a_published_example() -> None:
    """Bryl' (2016), Marketing multi-channel attribution model with R, part 1, analyzecore.com."""
    found = removal_effects(paths=[["C1", "C2", "C3"], ["C1"], ["C2", "C3"]], converted=[True, False, False])
    assert found.conversion.value == pytest.approx(1 / 3)
    assert values(found) == pytest.approx({"C1": 0.5, "C2": 1, "C3": 1})
    assert [one.share.value for one in found.touchpoints] == pytest.approx([0.2, 0.4, 0.4])


def test_limits_hold_the_effect_in_nearly_all_samples() -> None:
    """A small stand-in for benchmarks/coverage/removal_effects.py."""
    dice = np.random.default_rng(3)
    paths = [["a", "b"], ["a", "b"], ["b", "a", "b"], ["b", "a", "b"], ["a"], ["a"]]
    converted, chances = [True, False] * 3, np.array([10, 20, 10, 20, 15, 25]) / 100
    truth = removal_effects(
        paths=paths, converted=converted, counts=(100 * chances).round().astype(int).tolist()
    )
    held = 0
    for drawn in dice.multinomial(200, chances, size=200).tolist():
        found = removal_effects(paths=paths, converted=converted, counts=drawn).touchpoints[1].effect
        held += found.low <= truth.touchpoints[1].effect.value <= found.high
    assert 180 <= held <= 199


def test_removal_effect_of_a_touchpoint_on_every_converting_path_is_one() -> None:
    found = removal_effects(
        paths=[["a", "b"], ["b"], ["a"]], converted=[True, True, False], counts=[20, 10, 70]
    )
    b = found.touchpoints[1].effect
    assert b.value == 1
    assert b.high == 1
    assert b.low == pytest.approx(30 / (30 + 1.959964**2), abs=1e-6)  # Wilson's limit for 30 of 30


def test_removal_effect_of_a_touchpoint_on_no_converting_path_is_nothing() -> None:
    found = removal_effects(paths=[["a"], ["b"]], converted=[True, False], counts=[20, 80])
    b = found.touchpoints[1].effect
    assert (b.value, b.low, b.method) == (0, 0, "removal-few")
    assert b.high == pytest.approx(1.959964**2 / (20 + 1.959964**2), abs=1e-6)


@given(DRAWN)
@settings(max_examples=20)
def test_removal_effects_are_those_of_chains_solved_anew(drawn: Drawn) -> None:
    found = effects(drawn)
    yes = solved_anew(drawn, gone=None)
    assert found.conversion.value == pytest.approx(yes, abs=1e-9)
    for name, value in values(found).items():
        assert value == pytest.approx(1 - solved_anew(drawn, gone=name) / yes, abs=1e-8)


@given(DRAWN, st.randoms(use_true_random=False))
@settings(max_examples=20)
def test_removal_effects_do_not_depend_on_order_of_rows_nor_on_how_they_are_counted(
    drawn: Drawn, dice
) -> None:
    once = [(path, flag, 1) for path, flag, count in drawn for _ in range(count)]
    dice.shuffle(once)
    for one, other in zip(effects(drawn).touchpoints, effects(once).touchpoints, strict=True):
        assert one.touchpoint == other.touchpoint
        for a, b in ((one.effect, other.effect), (one.share, other.share)):
            assert (a.value, a.low, a.high) == pytest.approx((b.value, b.low, b.high), abs=1e-7)


@given(DRAWN)
@settings(max_examples=20)
def test_removal_effects_do_not_depend_on_self_loops(drawn: Drawn) -> None:
    without = [
        ([name for place, name in enumerate(path) if place == 0 or path[place - 1] != name], flag, count)
        for path, flag, count in drawn
    ]
    assert values(effects(drawn)) == pytest.approx(values(effects(without)), abs=1e-9)


@given(DRAWN)
@settings(max_examples=20)
def test_removal_effects_lie_in_their_intervals_and_shares_sum_to_one(drawn: Drawn) -> None:
    found = effects(drawn)
    assert sum(one.share.value or 0 for one in found.touchpoints) == pytest.approx(1)
    for one in found.touchpoints:
        for each in (one.effect, one.share):
            assert 0 <= each.low <= each.value <= each.high <= 1


@given(DRAWN)
@settings(max_examples=20)
def test_removal_effects_are_surer_with_more_paths(drawn: Drawn) -> None:
    def widths(found: RemovalEffects) -> list[float]:
        return [width(one.effect) for one in found.touchpoints]

    few = widths(effects(drawn))
    many = widths(effects([(path, flag, 50 * count) for path, flag, count in drawn]))
    assert all(later < earlier for later, earlier in zip(many, few, strict=True))


def width(estimate: Estimate) -> float:
    assert estimate.low is not None
    assert estimate.high is not None
    return estimate.high - estimate.low


def test_limits_of_removal_effects_are_those_of_resampled_paths() -> None:
    dice = np.random.default_rng(1)
    paths = [*PATHS, ["search", "chat", "search"], ["store", "store", "search"]]
    counts = np.array([200, 300, 100, 400, 150, 120])
    converted = [True, False, True, False, True, False]
    found = removal_effects(paths=paths, converted=converted, counts=counts.tolist())
    drawn = [
        list(values(removal_effects(paths=paths, converted=converted, counts=again.tolist())).values())
        for again in dice.multinomial(counts.sum(), counts / counts.sum(), size=400)
    ]
    low, high = np.quantile(drawn, [0.025, 0.975], axis=0)
    assert [one.effect.low for one in found.touchpoints] == pytest.approx(low, abs=0.015)
    assert [one.effect.high for one in found.touchpoints] == pytest.approx(high, abs=0.015)


def test_chain_of_paths_converts_as_often_as_the_paths() -> None:
    steps = np.array([[0.0, 50, 50, 0, 0], [0, 0, 20, 0, 30], [0, 0, 0, 30, 40]])
    assert chain_of(transitions=steps).converts[0] == pytest.approx(0.3)


def test_removal_effects_from_counted_steps_are_those_of_the_paths() -> None:
    steps = [[50, 10, 40, 0, 0], [0, 20, 0, 0, 30], [0, 0, 10, 20, 0], [0, 0, 0, 10, 40]]
    found = removal_effects_from_transitions(touchpoints=["search", "store", "chat"], transitions=steps)
    assert values(found) == pytest.approx(
        values(removal_effects(paths=PATHS, converted=CONVERTED, counts=COUNTS))
    )
    assert [one.touchpoint for one in found.touchpoints] == ["search", "store", "chat"]
    assert all(one.effect.low < one.effect.value < one.effect.high for one in found.touchpoints)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"converted": [False] * 4}, "none of 100 paths converted"),
        ({"paths": [["a"]] * 4}, r"at least 2 touchpoints are needed, not \['a'\]"),
        ({"paths": []}, "equally long, not 0, 4 and 4"),
        (
            {"paths": ["search > store", *PATHS[1:]]},
            r"paths\[0\] must be a sequence of names, not 'search > store'",
        ),
        ({"paths": [[], *PATHS[1:]]}, r"paths\[0\] has no touchpoint"),
        ({"converted": [True, False, "no", False]}, r"converted\[2\] must be true or false, not 'no'"),
        ({"converted": [True, False, float("nan"), False]}, r"converted\[2\] must be true or false, not nan"),
        ({"counts": [20, 30, -1, 40]}, r"counts\[2\] must be a whole number of answers, not -1"),
        ({"counts": [20, 30, 0.5, 40]}, r"counts\[2\] must be a whole number of answers, not 0.5"),
        ({"counts": [0, 0, 1, 0]}, "at least 2 paths are needed, not 1"),
        ({"counts": [0, 0, 0, 0]}, r"at least 2 touchpoints are needed, not \[\]"),
        ({"level": 95}, "level must lie between 0 and 1, not 95"),
    ],
)
def test_removal_effects_of_bad_input_are_refused(change: dict[str, Sequence[object]], message: str) -> None:
    given_ = {"paths": PATHS, "converted": CONVERTED, "counts": COUNTS} | change
    with pytest.raises(ValueError, match=message):
        removal_effects(**given_)


@pytest.mark.parametrize(
    ("names", "steps", "message"),
    [
        ("ab", [[1, 1, 0, 0], [0, 0, 1, 0], [0, 0, 1, 0], [0, 0, 0, 0]], r"the shape \(3, 4\), not \(4, 4\)"),
        ("ab", [[1, 1, 0, 0], [0, 0, 1, 1], [0, 0, 1, 0]], "'a' is entered 1 times and left 2 times"),
        ("ab", [[2, 0, 0, 0], [0, 0, 1, 1], [0, 0, 0, 0]], "'b' was never visited"),
        ("ab", [[1, 1, 0, 0], [0, 0, 0, 1], [0, 0, 0, 1]], "none of 2 paths converted"),
        ("ab", [[0, 0, 0, 0], [3, 0, 0, 0], [0, 3, 0, 0]], "none of 0 paths converted"),
        ("ab", [[1, 1, 0, 0], [0, 0, 1.5, 0], [0, 0, 1, 0]], "whole number of answers, not 1.5"),
        ("aa", [[1, 1, 0, 0], [0, 0, 1, 0], [0, 0, 1, 0]], "different names, not"),
        ("ab", [[0, 2, 0, 0], [3, 0, 0, 0], [0, 0, 1, 1]], "some state never leads to an end"),
    ],
)
def test_removal_effects_of_bad_steps_are_refused(names: str, steps: list[list[float]], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        removal_effects_from_transitions(touchpoints=list(names), transitions=steps)
