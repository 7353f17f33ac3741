import numpy as np
import pytest

from cxstats.formulas.dependent_correlations import as_large_as


def test_as_large_as_by_hand_of_steigers_formula() -> None:
    """r12 = .40, r13 = .30, r23 = .10, n = 103: z = (.4236 - .3095) * 10 / sqrt(2 - 2 c), c by Steiger's (10)."""
    r, n = np.array([0.4, 0.3]), np.array([103.0, 103.0])
    sides = 1 - 0.4**2 - 0.3**2
    shared = (0.1 * sides - 0.5 * 0.4 * 0.3 * (sides - 0.1**2)) / ((1 - 0.4**2) * (1 - 0.3**2))
    z = (np.arctanh(0.4) - np.arctanh(0.3)) * 10 / np.sqrt(2 - 2 * shared)
    between = np.array([1.0, 0.1])
    assert as_large_as(best=0, r=r, n=n, between=between, z=z + 1e-9) == [True, True]
    assert as_large_as(best=0, r=r, n=n, between=between, z=z - 1e-9) == [True, False]


def test_signs_do_not_count() -> None:
    n, between = np.full(3, 50.0), np.array([1.0, 0.4, -0.4])
    there = as_large_as(best=0, r=np.array([0.7, 0.5, -0.5]), n=n, between=between, z=1.0)
    back = as_large_as(best=0, r=np.array([-0.7, -0.5, 0.5]), n=n, between=between, z=1.0)
    assert there == back
    assert there[1] == there[2]


def test_a_perfect_correlation_is_told_from_all_but_another_one() -> None:
    r, n = np.array([1.0, -1.0, 0.9]), np.full(3, 50.0)
    assert as_large_as(best=0, r=r, n=n, between=np.array([1.0, -1.0, 0.9]), z=1.96) == [True, True, False]


@pytest.mark.parametrize("best", [0, 1])
def test_the_best_is_always_in(best: int) -> None:
    r = np.array([0.2, 0.21])
    assert as_large_as(best=best, r=r, n=np.full(2, 9.0), between=np.ones(2), z=0.0)[best]
