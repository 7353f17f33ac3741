from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.cxstats.groups import net, steady

from cxstats.compare.differences import nps_difference
from cxstats.compare.looks import Family, Judged, judge, judge_values
from cxstats.estimate import Difference, Verdict

LOOK = Difference(0.1, 0.0, 0.2, 0.5, 90, 90, "welch")


def looks(p_values: list[float]) -> list[Difference]:
    return [replace(LOOK, p_value=p) for p in p_values]


@pytest.mark.parametrize(("method", "real"), [("bh", 4), ("holm", 3)])
def test_judge_finds_in_case_10_what_benjamini_and_hochberg_published(
    reference: Callable[[str], Any], method: Any, real: int
) -> None:
    p_values = reference("10_multiplicity_and_shrinkage")["p"]
    verdicts = judge(looks(p_values), method=method).verdicts
    assert verdicts == (Verdict.BETTER,) * real + (Verdict.NONE,) * (len(p_values) - real)


def test_judge_does_not_count_what_is_too_small_to_tell() -> None:
    small = replace(LOOK, p_value=0.001, n_now=9)
    silent = replace(LOOK, p_value=None)
    found = judge([small, *looks([0.04]), silent])
    assert found.verdicts == (Verdict.FEW, Verdict.BETTER, Verdict.FEW)
    assert found.p_values == (None, 0.04, None)
    assert found.family.size == 1


def test_judge_respects_the_good_direction_of_each() -> None:
    both = looks([0.001, 0.001])
    assert judge(both, higher_is_better=False).verdicts == (Verdict.WORSE, Verdict.WORSE)
    assert judge(both, higher_is_better=[True, False]).verdicts == (Verdict.BETTER, Verdict.WORSE)


def test_what_did_not_move_is_no_change_whatever_its_test_says() -> None:
    found = judge_values(values=[0.0, None, 0.1], p_values=[0.001, 0.001, None])
    assert found.verdicts == (Verdict.NONE, Verdict.FEW, Verdict.FEW)


def test_values_and_tests_of_other_lengths_are_refused() -> None:
    with pytest.raises(ValueError, match="there are 1 p-values for 2 values"):
        judge_values(values=[0.1, 0.2], p_values=[0.5])


def test_judge_of_nothing_says_nothing() -> None:
    assert judge([]) == Judged((), (), Family(0, "benjamini-hochberg", 0.05))


@steady
@given(st.lists(st.floats(0, 1), max_size=30))
def test_judge_is_never_bolder_than_a_single_look(p_values: list[float]) -> None:
    together = judge(looks(p_values)).verdicts
    holm = judge(looks(p_values), method="holm").verdicts
    for one, verdict, stricter in zip(looks(p_values), together, holm, strict=True):
        assert verdict is Verdict.NONE or one.verdict(alpha=0.05) is verdict
        assert stricter is Verdict.NONE or verdict is stricter


def test_judge_rarely_alarms_when_nothing_changed() -> None:
    rng = np.random.default_rng(11)
    alarms = 0
    for _ in range(300):
        groups = rng.multinomial(400, [0.2, 0.3, 0.5], size=(20, 2))
        changes = [nps_difference(before=net(*b[::-1]), now=net(*a[::-1])) for b, a in groups.tolist()]
        alarms += any(verdict is not Verdict.NONE for verdict in judge(changes).verdicts)
    assert alarms / 300 <= 0.07  # 5 % promised, and 1.6 standard errors of the simulation


@pytest.mark.parametrize(("method", "slug"), [("bh", "benjamini-hochberg"), ("holm", "holm")])
def test_judge_says_how_many_it_judged_and_how(method: Any, slug: str) -> None:
    found = judge(looks([0.01, 0.2, 0.3]), alpha=0.1, method=method)
    assert found.family == Family(size=3, method=slug, alpha=0.1)
    assert found.p_values[0] == pytest.approx(0.03)


@pytest.mark.parametrize(
    ("call", "quoted"),
    [
        (lambda: judge([], method="bonferroni"), "method.*'bonferroni'"),
        (lambda: judge([], alpha=5), "alpha.*5"),
        (lambda: judge([], higher_is_better=[True]), "1 entries for 0"),
    ],
)
def test_wrong_values_are_quoted(call: Callable[[], object], quoted: str) -> None:
    with pytest.raises(ValueError, match=quoted):
        call()
