"""The whole journey against its touchpoints."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cxstats.journeys.weakest import weakest_link_effect
from cxstats.journeys.whole import WholeJourney, journey_against_touchpoints

NAN = float("nan")


def journeys(n: int, *, seed: int = 0, weakest: float = 0.6):
    dice = np.random.default_rng(seed)
    touchpoints = np.clip(np.round(3.6 + 0.6 * dice.normal(size=(n, 1)) + dice.normal(size=(n, 4))), 1, 5)
    outcome = touchpoints.mean(axis=1) + weakest * touchpoints.min(axis=1) + dice.normal(size=n)
    journey = 0.6 * outcome + dice.normal(size=n)
    return {"touchpoints": touchpoints, "journey": journey, "outcome": outcome, "neutral": 3.0}


def estimates(found: WholeJourney):
    return [
        found.touchpoints_r2,
        found.journey_r2,
        found.lead,
        *(each.coefficient for each in found.added),
        *(each.partial_r2 for each in found.added),
    ]


def test_numbers_are_those_of_plain_least_squares() -> None:
    data = journeys(120)
    found = journey_against_touchpoints(**data)
    y, middle = data["outcome"], data["touchpoints"].mean(axis=1)

    def left(*columns) -> float:
        design = np.column_stack([np.ones(120), *columns])
        return float(((y - design @ np.linalg.lstsq(design, y, rcond=None)[0]) ** 2).sum())

    whole, none = left(middle), left()
    assert found.touchpoints_r2.value == pytest.approx(1 - whole / none)
    assert found.journey_r2.value == pytest.approx(1 - left(data["journey"]) / none)
    assert found.lead.value == pytest.approx(found.journey_r2.value - found.touchpoints_r2.value)
    weakest = data["touchpoints"].min(axis=1)
    added = {each.term: each for each in found.added}
    assert list(added) == ["journey", "weakest", "peak-end"]
    for term, column in (("journey", data["journey"]), ("weakest", weakest)):
        rest = left(middle, column)
        assert added[term].partial_r2.value == pytest.approx(1 - rest / whole)
        assert added[term].test.f == pytest.approx((whole - rest) / (rest / 117))
        assert (added[term].test.added, added[term].test.left) == (1, 117)
    assert found.together.added == 3
    assert found.together.left == found.robust_together.left == 115


def test_hc3_errors_are_those_of_the_formula() -> None:
    data = journeys(60)
    found = journey_against_touchpoints(**data)
    design = np.column_stack([np.ones(60), data["touchpoints"].mean(axis=1), data["touchpoints"].min(axis=1)])
    back = np.linalg.inv(design.T @ design)
    left = data["outcome"] - design @ back @ design.T @ data["outcome"]
    each = left / (1 - np.einsum("ia,ab,ib->i", design, back, design))
    covariance = back @ (design.T @ (design * (each**2)[:, None])) @ back
    weakest = found.added[1]
    assert weakest.robust_test.f == pytest.approx(weakest.coefficient.value**2 / covariance[2, 2])
    assert weakest.coefficient.high - weakest.coefficient.value == pytest.approx(
        2.0024655 * covariance[2, 2] ** 0.5, rel=1e-6
    )
    alone = weakest_link_effect(touchpoints=data["touchpoints"], outcome=data["outcome"])
    assert alone == weakest.coefficient


@given(st.integers(0, 10_000), st.integers(12, 60))
@settings(max_examples=20)
def test_numbers_lie_in_their_limits(seed, n) -> None:
    found = journey_against_touchpoints(**journeys(n, seed=seed))
    for each in estimates(found):
        assert each.low <= each.value <= each.high
        assert each.n == n
    for each in (found.touchpoints_r2, found.journey_r2, *(one.partial_r2 for one in found.added)):
        assert 0 <= each.low <= each.high <= 1


@given(st.integers(0, 10_000))
@settings(max_examples=10)
def test_numbers_do_not_depend_on_the_order_of_rows(seed) -> None:
    data = journeys(40, seed=seed)
    order = np.random.default_rng(seed).permutation(40)
    turned = {name: value if name == "neutral" else value[order] for name, value in data.items()}
    for one, other in zip(
        estimates(journey_against_touchpoints(**data)),
        estimates(journey_against_touchpoints(**turned)),
        strict=True,
    ):
        assert (one.value, one.low, one.high) == pytest.approx((other.value, other.low, other.high))


def test_turning_the_outcome_turns_the_sign() -> None:
    data = journeys(80)
    found = journey_against_touchpoints(**data)
    turned = journey_against_touchpoints(**data | {"outcome": -data["outcome"]})
    for one, other in zip(found.added, turned.added, strict=True):
        a, b = one.coefficient, other.coefficient
        assert (a.value, a.low, a.high) == pytest.approx((-b.value, -b.high, -b.low))
        assert one.partial_r2.value == pytest.approx(other.partial_r2.value)


def test_more_journeys_are_surer() -> None:
    few, many = (estimates(journey_against_touchpoints(**journeys(n, seed=2))) for n in (60, 3000))
    assert all(b.high - b.low < a.high - a.low for a, b in zip(few, many, strict=True))


def test_touchpoints_not_passed_are_left_out() -> None:
    data = journeys(50)
    data["touchpoints"][:10, 2] = NAN
    assert journey_against_touchpoints(**data).n == 50


def test_pure_noise_is_seldom_called_a_term() -> None:
    alarms = 0
    for seed in range(200):
        found = journey_against_touchpoints(**journeys(60, seed=seed, weakest=0.0))
        alarms += found.added[1].robust_test.p_value < 0.05
    assert 2 <= alarms <= 20


def test_limits_hold_the_truth_in_nearly_all_samples() -> None:
    """A small stand-in for benchmarks/coverage/whole_journeys.py."""
    truths = estimates(journey_against_touchpoints(**journeys(100_000, seed=1)))
    held = np.zeros(len(truths))
    for seed in range(200):
        found = estimates(journey_against_touchpoints(**journeys(100, seed=seed + 2)))
        held += [each.low <= truth.value <= each.high for each, truth in zip(found, truths, strict=True)]
    assert (held >= 180).all()
    assert (held <= 199).any()


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"outcome": np.full(30, 4.0)}, "outcome is 4.0 in every journey"),
        ({"journey": np.full(30, 4.0)}, "journey is 4.0 in every journey"),
        ({"touchpoints": np.full((30, 3), 4.0)}, "the mean of the touchpoints is 4.0 in every journey"),
        ({"touchpoints": journeys(30)["touchpoints"][:, :1]}, "2 or more touchpoints"),
        ({"journey": journeys(30)["touchpoints"].mean(axis=1)}, "journey follows exactly from the mean"),
        ({"outcome": journeys(30)["journey"]}, "the outcome follows exactly from"),
        ({"neutral": NAN}, "neutral must be a finite number, not nan"),
        ({"level": 1.5}, "level must lie between 0 and 1, not 1.5"),
        ({name: value if name == "neutral" else value[:5] for name, value in journeys(30).items()},
         "at least 6 journeys are needed for 3 terms and a mean, not 5"),
    ],
)  # fmt: skip
def test_bad_journeys_are_refused(change, message) -> None:
    with pytest.raises(ValueError, match=message):
        journey_against_touchpoints(**journeys(30) | change)


def test_journeys_with_one_weakest_score_are_refused() -> None:
    data = journeys(30)
    data["touchpoints"][:, 0] = 1
    with pytest.raises(ValueError, match=r"weakest is 1\.0 in every journey"):
        journey_against_touchpoints(**data)
