import numpy as np
import pytest

from cxstats.formulas.smoothing_errors import damped_sums, parameters_of, started

SEARCHED = np.array([[0.1, 0.5, 0.9], [0.6, 0.05, 0.82], [0.99, 0.9, 0.97]])


def moving(seed: int, size: int = 40) -> np.ndarray:
    return 20 + np.cumsum(np.random.default_rng(seed).normal(size=size))


@pytest.mark.parametrize("columns", [1, 2, 3])
def test_many_parameters_at_once_give_what_each_gives_alone(columns: int) -> None:
    values, searched = moving(1), SEARCHED[:, :columns]
    together = started(values=values, slope=columns > 1, searched=searched)
    for place in range(len(searched)):
        alone = started(values=values, slope=columns > 1, searched=searched[place : place + 1])
        for name in ("start", "errors", "inner", "sse"):
            assert getattr(together, name)[place] == pytest.approx(getattr(alone, name)[0])


@pytest.mark.parametrize("slope", [False, True])
def test_errors_are_those_of_the_recursion_from_the_start_found(*, slope: bool) -> None:
    values, searched = moving(2), SEARCHED[:, : 3 if slope else 1]
    found = started(values=values, slope=slope, searched=searched)
    for place, (alpha, beta, phi) in enumerate(parameters_of(searched=searched)):
        level, moved = [*found.start[place], 0.0][:2]
        for value, error in zip(values, found.errors[place], strict=True):
            assert value - level - phi * moved == pytest.approx(error, abs=1e-8)
            level, moved = level + phi * moved + alpha * error, phi * moved + beta * error


def test_series_explained_without_error_has_almost_none() -> None:
    found = started(values=np.full(12, 7.0), slope=False, searched=np.array([[0.3]]))
    assert 0 < found.sse[0] < 1e-20


def test_damped_sums_approach_their_limit() -> None:
    assert damped_sums(phi=np.array([0.9]), periods=200)[0, -1] == pytest.approx(9.0)
