import pytest

from cxstats.estimate import Moments
from cxstats.formulas.sums import mean_variance, weighted_shares


def test_variance_of_answers_far_from_zero_is_kept() -> None:
    found = mean_variance(moments=Moments(n=2, s=2001.0, ss=1000.0**2 + 1001.0**2))
    assert found == pytest.approx(0.25)


def test_rounding_of_weighted_sums_is_taken_off() -> None:
    answers = Moments(w=0.3, ww=0.09, wy=0.30000000000000004, wyy=0.30000000000000004, n_weighted=1)
    assert weighted_shares(moments=answers, lowest=0) == (1.0, 0.0)


@pytest.mark.parametrize(
    ("wy", "wyy", "lowest"), [(3, 3, -1), (1, 3, -1), (3, 1, -1), (-3, 1, -1), (-1, 1, 0)]
)
def test_weighted_sums_of_other_answers_are_quoted(wy: float, wyy: float, lowest: int) -> None:
    with pytest.raises(ValueError, match=f"sums of {lowest} to 1: .*wy={wy}"):
        weighted_shares(moments=Moments(w=2, ww=4, wy=wy, wyy=wyy, n_weighted=1), lowest=lowest)
