import math
from dataclasses import fields

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.cxstats.groups import steady, sums

from cxstats.estimate import Difference, Moments, Verdict

SCORES = st.lists(st.tuples(st.integers(0, 10), st.integers(1, 5)), max_size=30)


def change(value: float | None, p_value: float | None, n_before: int = 100, n_now: int = 100) -> Difference:
    return Difference(value, None, None, p_value, n_before, n_now, "welch")


@pytest.mark.parametrize(
    ("difference", "higher_is_better", "expected"),
    [
        (change(0.2, 0.01), True, Verdict.BETTER),
        (change(-0.2, 0.01), True, Verdict.WORSE),
        (change(0.2, 0.01), False, Verdict.WORSE),
        (change(-0.2, 0.01), False, Verdict.BETTER),
        (change(0.2, 0.05), True, Verdict.BETTER),
        (change(0.2, 0.0501), True, Verdict.NONE),
        (change(0.0, 0.01), True, Verdict.NONE),
        (change(0.2, 0.01, n_before=9), True, Verdict.FEW),
        (change(0.2, 0.01, n_now=9), True, Verdict.FEW),
        (change(0.2, 0.01, n_before=10, n_now=10), True, Verdict.BETTER),
        (change(0.2, None), True, Verdict.FEW),
        (change(None, None, 0, 0), True, Verdict.FEW),
    ],
)
def test_verdict(difference: Difference, higher_is_better: bool, expected: Verdict) -> None:
    assert difference.verdict(alpha=0.05, higher_is_better=higher_is_better) is expected


def test_verdict_takes_another_least_number() -> None:
    assert change(0.2, 0.01, 30, 30).verdict(alpha=0.05, fewest=31) is Verdict.FEW


def test_verdict_refuses_alpha_in_percent() -> None:
    with pytest.raises(ValueError, match=r"alpha.*5"):
        change(0.2, 0.01).verdict(alpha=5)


@steady
@given(SCORES, SCORES, SCORES)
def test_moments_merge_in_any_order_to_those_of_all_answers(
    one: list[tuple[int, int]], two: list[tuple[int, int]], three: list[tuple[int, int]]
) -> None:
    parts = (one, two, three)
    a, b, c = (sums([y for y, _ in part], [w for _, w in part]) for part in parts)
    together = [pair for part in parts for pair in part]
    direct = sums([y for y, _ in together], [w for _, w in together])
    assert (a + b) + c == a + (b + c) == c + b + a == direct
    assert sum([a, b, c], Moments()) == direct


@pytest.mark.parametrize("name", [field.name for field in fields(Moments)])
@pytest.mark.parametrize("value", [math.nan, math.inf])
def test_moments_refuse_what_is_no_number(name: str, value: float) -> None:
    with pytest.raises(ValueError, match=f"^{name} .*{value}"):
        Moments(**{name: value})


@pytest.mark.parametrize("value", ["many", None, 1e200])
def test_moments_refuse_text_and_what_cannot_be_squared(value: object) -> None:
    with pytest.raises(ValueError, match=f"^ss must be a finite number below 1e.150, not .*{str(value)[:3]}"):
        Moments(n=3, ss=value)


@pytest.mark.parametrize("name", ["n", "ss", "w", "ww", "wyy", "wwyy", "n_weighted"])
def test_moments_refuse_negative_counts_and_squares(name: str) -> None:
    with pytest.raises(ValueError, match=f"^{name} .*-1"):
        Moments(**{name: -1})


@pytest.mark.parametrize("name", ["s", "wy", "wwy"])
def test_moments_take_negative_sums_of_answers(name: str) -> None:
    assert getattr(Moments(**{name: -1.0}), name) == -1.0
