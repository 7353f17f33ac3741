import numpy as np
import pytest

from cxstats.formulas.absorbing import absorption, without_each


def test_absorption_of_the_walk_of_kemeny_and_snell() -> None:
    """A man between home (0) and a bar (4) goes right with 2/3: Kemeny & Snell, example 1."""
    inner = np.array([[0, 2 / 3, 0], [1 / 3, 0, 2 / 3], [0, 1 / 3, 0]])
    solved = absorption(inner=inner, converting=np.array([0, 0, 2 / 3]))
    assert solved.visits == pytest.approx(np.array([[7, 6, 4], [3, 9, 6], [1, 3, 7]]) / 5)
    assert solved.converts == pytest.approx(np.array([8, 12, 14]) / 15)


def test_absorption_without_an_end_is_refused() -> None:
    with pytest.raises(ValueError, match="some state never leads to an end"):
        absorption(inner=np.array([[0, 1.0], [0, 1.0]]), converting=np.zeros(2))


def test_removal_by_one_matrix_is_removal_by_solving_anew() -> None:
    dice = np.random.default_rng(7)
    given = dice.dirichlet(np.ones(8), size=6)  # start, five touchpoints; conversion, lost
    given[:, 0] = 0
    inner, converting = given[:, :6], given[:, 6]
    solved = absorption(inner=inner, converting=converting)
    found = without_each(solved=solved)
    for gone in range(1, 6):
        kept = [place for place in range(6) if place != gone]
        rest = absorption(inner=inner[np.ix_(kept, kept)], converting=converting[kept])
        assert found.effect[gone] == pytest.approx(1 - rest.converts[0] / solved.converts[0])
        assert found.visits[gone][kept] == pytest.approx(rest.visits[0])
        assert found.converts[gone][kept] == pytest.approx(rest.converts)
