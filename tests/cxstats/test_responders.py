from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.cxstats.groups import steady, sums

from cxstats.estimate import Estimate, Moments
from cxstats.responders import compare_number, compare_responders
from cxstats.scores import share

BASES = st.lists(st.tuples(st.integers(0, 300), st.floats(0, 1)), min_size=1, max_size=5)


def compared(base: dict[str, int], responders: dict[str, int], **settings: float) -> Any:
    return compare_responders(base={"age": base}, responders={"age": responders}, **settings)[0]


def test_shares_rates_and_standardised_differences_by_hand() -> None:
    found = compared({"young": 400, "old": 600}, {"young": 20, "old": 80})
    young, old = found.categories
    assert (young.name, young.base, young.responders.value) == ("young", 0.4, 0.2)
    assert young.difference.value == pytest.approx((0.2 - 0.4) / 0.24**0.5)
    assert old.difference.value == pytest.approx(-young.difference.value)
    assert young.rate == share(successes=20, n=400)
    assert found.rate == share(successes=100, n=1000)
    assert found.largest == pytest.approx(0.2 / 0.24**0.5)


def test_range_of_a_share_knows_that_the_base_is_known() -> None:
    young = compared({"young": 400, "old": 600}, {"young": 200, "old": 300}).categories[0]
    endless = share(successes=200, n=500)
    assert young.responders.value == young.base == 0.4
    # Half of everybody answered: the variance is half that of a sample from an endless base.
    wide, narrow = endless.high - endless.low, young.responders.high - young.responders.low
    assert narrow / wide == pytest.approx(0.5**0.5, abs=0.01)
    everybody = compared({"young": 400, "old": 600}, {"young": 400, "old": 600}).categories[0]
    assert everybody.responders.high - everybody.responders.low < 1e-3


@steady
@given(BASES, st.floats(0.5, 0.99))
def test_every_range_holds_its_value(kinds: list[tuple[int, float]], level: float) -> None:
    base = {str(place): n for place, (n, _) in enumerate(kinds)}
    answered = {str(place): int(n * part) for place, (n, part) in enumerate(kinds)}
    if not sum(answered.values()):
        return
    found = compared(base, answered, level=level)
    assert sum(one.responders.value for one in found.categories) == pytest.approx(1)
    assert sum(one.base for one in found.categories) == pytest.approx(1)
    for one in found.categories:
        for estimate in (one.responders, one.difference, one.rate):
            if estimate is not None and estimate.value is not None:
                assert estimate.low <= estimate.value <= estimate.high
        assert 0 <= one.responders.low <= one.responders.high <= 1


def test_categories_without_people_or_without_answers() -> None:
    found = compared({"young": 0, "old": 50, "very old": 50}, {"old": 10})
    young, _, very_old = found.categories
    assert (young.base, young.difference) == (0.0, None)
    assert young.rate == Estimate(None, None, None, 0, "wilson")
    assert very_old.responders.value == 0
    assert very_old.responders.high > 0.1
    only = compared({"old": 50}, {"old": 10})
    assert only.categories[0].difference is None
    assert only.largest == 0.0


def test_a_number_known_of_everybody() -> None:
    everybody = list(np.random.default_rng(1).normal(45, 15, size=500))
    found = compare_number(base=sums(everybody), responders=sums(everybody[:100]))
    deviation = np.std(everybody)
    assert found.value == pytest.approx((np.mean(everybody[:100]) - np.mean(everybody)) / deviation)
    reach = 1.9842170 * (np.var(everybody[:100], ddof=1) / 100 * 0.8) ** 0.5 / deviation  # t with 99
    assert [found.low, found.high] == pytest.approx([found.value - reach, found.value + reach], abs=1e-6)
    assert (found.n, found.method) == (100, "t-known-base")


def test_a_number_of_one_responder_has_no_range() -> None:
    found = compare_number(base=sums([1, 2, 3]), responders=sums([3]))
    assert found.value == pytest.approx(1 / (2 / 3) ** 0.5)
    assert (found.low, found.high) == (None, None)


def test_fields_are_told_apart() -> None:
    found = compare_responders(
        base={"age": {"young": 50, "old": 50}, "way": {"web": 60, "shop": 40}},
        responders={"age": {"young": 5, "old": 15}, "way": {"web": 12, "shop": 8}},
    )
    assert [one.name for one in found] == ["age", "way"]
    assert found[0].largest == pytest.approx(0.5)
    assert found[1].largest == pytest.approx(0.0)


@pytest.mark.parametrize(
    ("call", "quoted"),
    [
        (lambda: compared({"young": 10}, {"young": 11}), "11 of age 'young'.*10"),
        (lambda: compared({"young": 10}, {"old": 1}), "age 'old' has no base"),
        (lambda: compared({"young": -1}, {}), "base of age 'young'.*-1"),
        (lambda: compared({"young": 10}, {"young": 0.5}), "responders of age 'young'.*0.5"),
        (lambda: compared({"young": 10}, {}), "nobody of age"),
        (lambda: compared({"young": 10}, {"young": 1}, level=95), "level.*95"),
        (lambda: compare_responders(base={}, responders={"age": {}}), "'age' has no base"),
        (lambda: compare_number(base=sums([1, 2]), responders=Moments()), "all of 2.*not 0"),
        (lambda: compare_number(base=sums([1, 2]), responders=sums([1, 2, 3])), "all of 2.*not 3"),
        (
            lambda: compare_number(base=sums([2, 2]), responders=sums([2])),
            "all people of the base are the same",
        ),
        (lambda: compare_number(base=sums([2]), responders=sums([2])), "all people of the base are the same"),
        (lambda: compare_number(base=sums([1, 2]), responders=sums([2]), level=95), "level.*95"),
    ],
)
def test_wrong_values_are_quoted(call: Callable[[], object], quoted: str) -> None:
    with pytest.raises(ValueError, match=quoted):
        call()
