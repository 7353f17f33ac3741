import numpy as np
import pytest
from scipy import special

from cxstats.formulas.cumulative_logit import (
    Ordered,
    information,
    log_likelihood,
    maximise,
    scores,
    separating,
)


def drawn(seed: int) -> tuple[Ordered, np.ndarray]:
    rng = np.random.default_rng(seed)
    data = Ordered(
        rng.normal(size=(40, 2)), rng.integers(0, 4, 40), rng.uniform(0.5, 2, 40), 4, rng.normal(size=40)
    )
    return data, np.array([-1.0, 0.2, 1.1, 0.4, -0.7])


def test_log_likelihood_is_that_of_the_differences_of_probabilities() -> None:
    data, theta = drawn(1)
    ends = np.array([-np.inf, -1.0, 0.2, 1.1, np.inf])
    along = data.x @ theta[3:] + data.offset
    chances = special.expit(ends[data.codes + 1] - along) - special.expit(ends[data.codes] - along)
    assert log_likelihood(theta=theta, data=data) == pytest.approx(float(data.w @ np.log(chances)))


def test_scores_and_information_are_its_derivatives() -> None:
    data, theta = drawn(2)
    steps = np.eye(5) * 1e-5
    slope = [
        (log_likelihood(theta=theta + s, data=data) - log_likelihood(theta=theta - s, data=data)) / 2e-5
        for s in steps
    ]
    assert data.w @ scores(theta=theta, data=data) == pytest.approx(slope, rel=1e-6)
    bend = [
        data.w @ (scores(theta=theta - s, data=data) - scores(theta=theta + s, data=data)) / 2e-5
        for s in steps
    ]
    assert information(theta=theta, data=data) == pytest.approx(np.array(bend), rel=1e-5, abs=1e-6)


def test_far_tails_keep_their_digits() -> None:
    data = Ordered(np.array([[1.0], [1.0]]), np.array([0, 2]), np.ones(2), 3)
    assert log_likelihood(theta=np.array([0.0, 1.0, 800.0]), data=data) == pytest.approx(-800)
    wide = np.array([-800.0, 800.0, 0.0])
    assert log_likelihood(theta=wide, data=data) == pytest.approx(-1600)
    assert np.isfinite(information(theta=wide, data=data)).all()


def test_thresholds_that_do_not_ascend_are_impossible() -> None:
    data, _ = drawn(3)
    assert log_likelihood(theta=np.array([0.0, 0, 1, 0, 0]), data=data) == -np.inf


def test_maximum_is_found_from_afar() -> None:
    data, _ = drawn(4)
    near, far = maximise(data=data), maximise(data=data, start=np.array([-9.0, 0, 9, 5, -5]))
    assert near.converged
    assert far.converged
    assert far.theta == pytest.approx(near.theta, abs=1e-9)


def test_search_gives_up_after_the_steps_allowed() -> None:
    data, _ = drawn(5)
    assert not maximise(data=data, steps=1).converged


def test_search_gives_up_where_weights_swallow_one_another() -> None:
    data, _ = drawn(6)
    assert not maximise(data=data._replace(w=np.where(data.codes == 0, 1e20, 1.0))).converged


def test_search_gives_up_where_the_information_is_flat() -> None:
    data, _ = drawn(7)
    twice = data._replace(x=np.zeros((40, 2)))
    assert not maximise(data=twice).converged


def test_separating_direction_raises_no_row_and_lifts_some() -> None:
    x = np.array([[-2.0], [-1], [-1], [1], [2]])
    direction = separating(data=Ordered(x, np.array([0, 0, 1, 1, 2]), np.ones(5), 3))
    assert direction is not None
    assert direction[2] > 0
    assert separating(data=Ordered(x, np.array([0, 1, 0, 2, 1]), np.ones(5), 3)) is None
