from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from tests.cxstats.groups import steady

from cxstats.categories import categories

Reference = Callable[[str], Any]


def test_categories_agree_with_case_22(reference: Reference) -> None:
    for case in reference("22_multinomial_goodman")["cases"]:
        for method, column in (("goodman", "goodman"), ("sison-glaz", "sison_glaz")):
            found = categories(counts=case["counts"], method=method)
            limits = [limit for one in found for limit in (one.low, one.high)]
            assert limits == pytest.approx([limit for pair in case[column] for limit in pair], abs=1e-9)


def test_nothing_is_said_without_answers() -> None:
    assert [(one.value, one.low, one.high, one.n) for one in categories(counts=[0, 0])] == [
        (None, None, None, 0)
    ] * 2


@pytest.mark.parametrize(
    ("wrong", "quoted"),
    [
        ({"counts": [1, -2]}, "counts\\[1\\].*-2"),
        ({"counts": [1, 2], "method": "all"}, "method.*'all'"),
        ({"counts": [], "level": 2}, "level.*2"),
    ],
)
def test_wrong_values_are_quoted(wrong: dict[str, Any], quoted: str) -> None:
    with pytest.raises(ValueError, match=quoted):
        categories(**wrong)


@steady
@given(
    st.lists(st.integers(0, 300), min_size=2, max_size=11),
    st.floats(0.01, 0.999),
    st.sampled_from(["goodman", "sison-glaz"]),
)
def test_categories_hold_every_share(counts: list[int], level: float, method: Any) -> None:
    assume(sum(counts) > 0)
    for one in categories(counts=counts, level=level, method=method):
        assert 0 <= one.low <= one.value <= one.high <= 1
