from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.cxstats.groups import net, steady, sums, top

from cxstats.compare.paired import paired_mean
from cxstats.estimate import Moments
from cxstats.league.table import league
from cxstats.moments import of_answers, of_nps, of_share
from cxstats.scores import (
    mean,
    nps_from_moments,
    share_from_moments,
    weighted_mean,
    weighted_nps,
    weighted_share,
)
from cxstats.weights import effective_counts, linearised_variance


def test_moments_of_counts() -> None:
    assert of_nps(promoters=30, passives=20, detractors=10) == net(30, 20, 10)
    assert of_share(successes=43, n=50) == top(43, 50)


@steady
@given(st.lists(st.tuples(st.integers(0, 10), st.floats(0, 50)), max_size=30))
def test_moments_of_answers_are_their_sums(pairs: list[tuple[int, float]]) -> None:
    answers, weights = [y for y, _ in pairs], [w for _, w in pairs]
    assert of_answers(answers=answers) == sums(answers)
    found, expected = of_answers(answers=answers, weights=weights), sums(answers, weights)
    for name in ("n", "s", "ss", "w", "ww", "wy", "wyy", "wwy", "wwyy", "n_weighted"):
        assert getattr(found, name) == pytest.approx(getattr(expected, name))


@pytest.mark.parametrize(
    ("call", "quoted"),
    [
        (lambda: of_nps(promoters=-1, passives=0, detractors=0), "promoters.*-1"),
        (lambda: of_nps(promoters=1, passives=0.5, detractors=0), "passives.*0.5"),
        (lambda: of_share(successes=3, n=2), "3 of 2"),
        (lambda: of_answers(answers=[1, float("nan")]), "answers.*nan"),
        (lambda: of_answers(answers=[[1, 2]]), r"\(1, 2\)"),
        (lambda: of_answers(answers=[1, 2], weights=[1]), "1 weights for 2"),
        (lambda: of_answers(answers=[1, 2], weights=[1, -3]), "-3"),
        (lambda: of_answers(answers=[1, 2], weights=[1, float("inf")]), "weights.*inf"),
    ],
)
def test_wrong_values_are_quoted(call: Callable[[], object], quoted: str) -> None:
    with pytest.raises(ValueError, match=quoted):
        call()


def test_answers_of_no_weight_are_not_counted_among_the_weighted() -> None:
    found = of_answers(answers=[1, 0, 1, 5], weights=[2.0, 1.0, 0.0, 0.0])
    assert (found.n, found.n_weighted) == (4, 2)
    few = of_answers(answers=[1, 0], weights=[2.0, 1.0])
    assert linearised_variance(moments=found) == linearised_variance(moments=few)


@pytest.mark.parametrize(
    "call",
    [
        lambda wrong: nps_from_moments(moments=wrong),
        lambda wrong: share_from_moments(moments=wrong),
        lambda wrong: mean(moments=wrong),
        lambda wrong: weighted_nps(moments=wrong),
        lambda wrong: weighted_share(moments=wrong),
        lambda wrong: weighted_mean(moments=wrong),
        lambda wrong: effective_counts(moments=wrong, lowest=0),
        lambda wrong: linearised_variance(moments=wrong),
    ],
)
def test_counts_in_the_place_of_moments_are_refused(call: Callable[[Any], object]) -> None:
    with pytest.raises(ValueError, match=r"moments must be Moments.*\(30, 20, 10\)"):
        call((30, 20, 10))


def test_groups_and_changes_that_are_no_moments_are_named() -> None:
    with pytest.raises(ValueError, match=r"groups\[1\] must be Moments.*\(3, 4\)"):
        league(groups=[Moments(n=4, s=2, ss=2), (3, 4)], kind="share")  # type: ignore[list-item]
    with pytest.raises(ValueError, match=r"changes must be Moments.*\(3, 4\)"):
        paired_mean(changes=(3, 4))  # type: ignore[arg-type]
