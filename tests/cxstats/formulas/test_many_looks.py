from collections.abc import Callable, Sequence
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.cxstats.groups import steady

from cxstats.formulas.many_looks import benjamini_hochberg, holm

Adjust = Callable[..., tuple[float, ...]]
BOTH = pytest.mark.parametrize("adjust", [benjamini_hochberg, holm])


@pytest.mark.parametrize(("adjust", "column"), [(benjamini_hochberg, "bh"), (holm, "holm")])
def test_adjusted_p_values_agree_with_case_10(
    reference: Callable[[str], Any], adjust: Adjust, column: str
) -> None:
    case = reference("10_multiplicity_and_shrinkage")
    assert adjust(p_values=case["p"]) == pytest.approx(case[column], abs=1e-9)


@BOTH
@steady
@given(p_values=st.lists(st.floats(0, 1), max_size=40))
def test_adjusting_never_lowers_a_p_value_nor_changes_their_order(
    adjust: Adjust, p_values: Sequence[float]
) -> None:
    adjusted = adjust(p_values=p_values)
    pairs = sorted(zip(p_values, adjusted, strict=True))
    assert all(p * (1 - 1e-12) <= found <= 1 for p, found in pairs)
    assert [found for _, found in pairs] == sorted(adjusted)


@BOTH
@pytest.mark.parametrize("value", [-0.1, 1.1, float("nan")])
def test_what_is_no_p_value_is_quoted(adjust: Adjust, value: float) -> None:
    with pytest.raises(ValueError, match=f"not {value}"):
        adjust(p_values=[0.5, value])
