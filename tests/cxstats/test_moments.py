from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.cxstats.groups import net, steady, sums, top

from cxstats.moments import of_answers, of_nps, of_share


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
