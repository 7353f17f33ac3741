import math
from decimal import Decimal
from fractions import Fraction

import numpy as np
import pytest

from cxstats.arguments import is_number, require_count, require_fraction, require_number, require_whole


@pytest.mark.parametrize("value", [0, 1, -0.1, math.nan, math.inf])
def test_require_fraction_quotes_what_is_none(value: float) -> None:
    with pytest.raises(ValueError, match=f"level must lie between 0 and 1, not {value}"):
        require_fraction(name="level", value=value)


@pytest.mark.parametrize("value", [-1, 0.5, math.nan, math.inf])
def test_require_count_quotes_what_is_none(value: float) -> None:
    with pytest.raises(ValueError, match=f"promoters must be a whole number of answers, not {value}"):
        require_count(name="promoters", value=value)


@pytest.mark.parametrize(
    ("bounds", "value", "message"),
    [
        ({}, "3", "sd must be a finite number, not '3'"),
        ({}, math.nan, "sd must be a finite number, not nan"),
        ({"above": 0}, 0, "sd must be a finite number above 0, not 0"),
        ({"least": 0}, -1, "sd must be a finite number of at least 0, not -1"),
        ({"above": 0, "most": 1}, 2, "sd must be a finite number above 0 and at most 1, not 2"),
    ],
)
def test_require_number_says_what_it_wants(bounds: dict[str, float], value: object, message: str) -> None:
    with pytest.raises(ValueError, match=f"^{message}$"):
        require_number(name="sd", value=value, **bounds)


def test_require_number_takes_its_bounds() -> None:
    assert require_number(name="weight", value=1, least=1, most=1) == 1.0


@pytest.mark.parametrize(
    ("most", "value", "message"),
    [
        (None, 0, "of at least 1, not 0"),
        (None, 1.5, "of at least 1, not 1.5"),
        (None, "1", "of at least 1, not '1'"),
        (None, math.inf, "of at least 1, not inf"),
        (3, 4, "from 1 to 3, not 4"),
    ],
)
def test_require_whole_says_what_it_wants(most: int | None, value: object, message: str) -> None:
    with pytest.raises(ValueError, match=f"^horizon must be a whole number {message}$"):
        require_whole(name="horizon", value=value, least=1, most=most)


@pytest.mark.parametrize(
    ("value", "number"),
    [
        (1, True),
        (math.nan, True),
        (np.float64(1), True),
        (np.int32(1), True),
        (Fraction(1, 3), True),
        (Decimal(1), False),
        (1j, False),
        ("1", False),
        (None, False),
    ],
)
def test_numbers_are_real_whoever_made_them(value: object, number: bool) -> None:
    assert is_number(value) is number
