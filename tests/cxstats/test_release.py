from collections.abc import Callable
from itertools import combinations, product
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from tests.cxstats.groups import steady

from cxstats.release import exposed, release

CELLS = arrays(np.int64, st.tuples(st.integers(1, 7), st.integers(2, 8)), elements=st.integers(0, 1))


def firm(chance: Any, *, staff: int, kinds: tuple[int, ...]) -> Any:
    """All combinations of filters on the attributes of a made-up staff, each with who it holds."""
    attributes = [chance.integers(0, kind, size=staff) for kind in kinds]
    cells = []
    for chosen in product(*[range(-1, kind) for kind in kinds]):
        who = np.ones(staff, dtype=bool)
        for attribute, value in zip(attributes, chosen, strict=True):
            who &= (attribute == value) | (value < 0)
        cells.append(who)
    return np.array(cells).astype(int)


def solved(cells: Any, below: int) -> set[tuple[int, ...]]:
    """Attack with floating point, trying every group of fewer people than that, and all its combinations."""
    rank = np.linalg.matrix_rank(cells) if cells.size else 0
    found: set[tuple[int, ...]] = set()
    for count in range(1, below):
        for group in combinations(range(cells.shape[1]), count):
            others = [place for place in range(cells.shape[1]) if place not in group]
            left = np.linalg.matrix_rank(cells[:, others]) if others and cells.size else 0
            if left < rank and not any(set(smaller) <= set(group) for smaller in found):
                found.add(group)
    return found


def test_no_single_person_of_fifty_random_surveys_can_be_solved_for() -> None:
    chance = np.random.default_rng(50)
    laid_bare = 0
    for _ in range(50):
        cells = firm(chance, staff=30, kinds=(3, 2, 2))
        large = cells[cells.sum(axis=1) >= 5]
        laid_bare += len(exposed(cells=large, threshold=2))
        out = large[np.array(release(cells=large, threshold=5).shown)]
        # The row space holds a person where the projection on it leaves them whole.
        _, singular, right = np.linalg.svd(out.astype(float))
        whole = (right[: (singular > 1e-9).sum()] ** 2).sum(axis=0)
        assert whole.max() < 1 - 1e-9
        assert exposed(cells=out, threshold=5) == ()
    assert laid_bare > 50  # so many people the plain threshold of 5 would have exposed


@settings(steady, max_examples=60)
@given(CELLS, st.integers(2, 4))
def test_exposed_finds_what_every_other_way_finds(cells: Any, threshold: int) -> None:
    found = exposed(cells=cells, threshold=threshold)
    # People in the same cells are one to an attacker: only groups of whole classes are named.
    expected = solved(cells, threshold)
    assert set(found) == {
        group
        for group in (tuple(one) for one in expected)
        if all(
            other in group
            for one in group
            for other in range(cells.shape[1])
            if (cells[:, one] == cells[:, other]).all()
        )
    }


@settings(steady, max_examples=60)
@given(CELLS, st.integers(2, 4))
def test_release_exposes_nobody_and_holds_nothing_back_needlessly(cells: Any, threshold: int) -> None:
    found = release(cells=cells, threshold=threshold)
    shown = np.array(found.shown)
    assert exposed(cells=cells[shown], threshold=threshold) == ()
    for place in np.flatnonzero(~shown):
        more = shown.copy()
        more[place] = True
        small = cells[place].sum() < threshold
        assert small or exposed(cells=cells[more], threshold=threshold) != ()


def test_release_prefers_coarse_cells() -> None:
    cells = [[1, 0, 0, 0, 0, 0], [1, 1, 1, 1, 1, 0], [1, 1, 1, 1, 1, 1]]
    assert release(cells=cells, threshold=2).shown == (False, False, True)


def test_what_was_released_before_counts() -> None:
    everybody, all_but_one = [1] * 8, [1] * 7 + [0]
    assert release(cells=[all_but_one], threshold=5).shown == (True,)
    late = release(cells=[all_but_one], threshold=5, released=[everybody])
    assert (late.shown, late.exposed) == ((False,), ())


def test_a_second_wave_with_one_answer_more_is_not_shown() -> None:
    """The same cell a week later: who came in between would be solved for."""
    first, second, later = [1] * 8 + [0] * 6, [1] * 9 + [0] * 5, [1] * 14
    assert release(cells=[second], threshold=5, released=[first]).shown == (False,)
    assert release(cells=[later], threshold=5, released=[first]).shown == (True,)


def test_where_somebody_is_exposed_already_nothing_new_is_let_out() -> None:
    everybody, all_but_one, half = [1] * 12, [1] * 11 + [0], [1] * 6 + [0] * 6
    found = release(cells=[half, everybody], threshold=5, released=[everybody, all_but_one])
    assert found.exposed == ((11,),)
    assert found.shown == (False, True)


def test_classes_of_people_are_like_the_people_themselves() -> None:
    cells, people = [[1, 1, 1], [1, 1, 0], [0, 1, 1]], [6, 3, 9]
    one_by_one = np.repeat(np.array(cells), people, axis=1)
    assert release(cells=cells, people=people, threshold=5) == release(cells=one_by_one, threshold=5)
    assert exposed(cells=cells, people=people, threshold=5) == ((1,),)
    assert exposed(cells=one_by_one, threshold=5) == ((6, 7, 8),)
    assert exposed(cells=cells, people=[6, 0, 9], threshold=5) == ()


def test_a_cell_in_which_all_said_the_same_is_not_shown() -> None:
    cells = [[1] * 10, [1] * 5 + [0] * 5]
    assert release(cells=cells, threshold=5).shown == (True, True)
    assert release(cells=cells, threshold=5, unanimous=[False, True]).shown == (True, False)


def test_a_difference_still_tells_a_cell_in_which_all_said_the_same() -> None:
    """As the page says: the hidden half is everybody less the half that is shown."""
    cells = [[1] * 10, [1] * 5 + [0] * 5, [0] * 5 + [1] * 5]
    assert release(cells=cells, threshold=5, unanimous=[False, False, True]).shown == (True, True, False)


def test_empty_and_small_cells_are_not_shown() -> None:
    assert release(cells=[[0, 0, 0], [1, 1, 0]], threshold=3).shown == (False, False)
    assert release(cells=np.zeros((0, 3)), threshold=3).shown == ()
    assert exposed(cells=np.zeros((0, 3)), threshold=3) == ()


@pytest.mark.parametrize(
    ("call", "quoted"),
    [
        (lambda: release(cells=[[1, 2]], threshold=5), "cells.*2.0"),
        (lambda: release(cells=[[1, np.nan]], threshold=5), "cells.*nan"),
        (lambda: release(cells=[1, 0], threshold=5), r"cells.*\(2,\)"),
        (lambda: release(cells=[[1, 0]], threshold=1), "threshold.*1"),
        (lambda: release(cells=[[1, 0]], threshold=5, released=[[1]]), r"released.*\(1, 1\)"),
        (lambda: release(cells=[[1, 0]], threshold=5, released=[[1, 0.5]]), "released.*0.5"),
        (lambda: release(cells=[[1, 0]], threshold=5, people=[1]), r"people.*2.*\(1,\)"),
        (lambda: release(cells=[[1, 0]], threshold=5, people=[1, -1]), "people.*-1.0"),
        (lambda: release(cells=[[1, 0]], threshold=5, people=[1, 0.5]), "people.*0.5"),
        (lambda: release(cells=[[1, 0]], threshold=5, unanimous=[True] * 2), "2 entries for 1"),
        (lambda: exposed(cells=[[1, 0]], threshold=0), "threshold.*0"),
    ],
)
def test_wrong_values_are_quoted(call: Callable[[], object], quoted: str) -> None:
    with pytest.raises(ValueError, match=quoted):
        call()
