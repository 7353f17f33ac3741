from itertools import product
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from scipy.optimize import linprog
from tests.cxstats.groups import steady

from cxstats.anonymity import hidden, hidden_grid
from cxstats.release import exposed

THRESHOLD = st.integers(1, 12)
PEOPLE = st.lists(st.one_of(st.integers(0, 15), st.integers(0, 500)), max_size=12)
GRIDS = arrays(
    np.int64,
    st.tuples(st.integers(1, 5), st.integers(1, 5)),
    elements=st.one_of(st.integers(0, 15), st.integers(0, 200)),
)


# --- one list of groups, their total shown --------------------------------------------------------------------


@pytest.mark.parametrize(
    ("people", "expected"),
    [
        ([], []),
        ([10, 11], [False, False]),
        ([9, 50, 30], [True, False, True]),  # the next smallest hides the small one
        ([4, 5, 50, 30], [True, True, False, True]),  # two, but 9 people together
        ([5, 5, 50, 30], [True, True, False, False]),  # two, and 10 together
        ([9], [True]),  # nothing can help
        ([3, 4], [True, True]),
        ([0, 50, 30], [True, False, False]),  # an empty group looks hidden and protects itself
        ([0, 9, 50, 30], [True, True, False, True]),
        ([9, 20, 20], [True, True, False]),
    ],
)
def test_hidden_of_known_groups(people: list[int], expected: list[bool]) -> None:
    assert hidden(people=people, threshold=10) == tuple(expected)


@steady
@given(PEOPLE, THRESHOLD)
def test_hidden_leaves_no_small_group_to_be_worked_out(people: list[int], threshold: int) -> None:
    hide = hidden(people=people, threshold=threshold)
    assert all(count >= threshold for count, gone in zip(people, hide, strict=True) if not gone)
    few = [count for count in people if 0 < count < threshold]
    behind = [count for count, gone in zip(people, hide, strict=True) if gone and count > 0]
    if few and len(behind) < len([count for count in people if count > 0]):
        # What the total leaves over is shared by two groups at least, and by enough people.
        assert len(behind) >= 2
        assert sum(behind) >= threshold
    if not few:
        assert behind == []


@steady
@given(PEOPLE, THRESHOLD)
def test_hidden_hides_one_group_more_at_most(people: list[int], threshold: int) -> None:
    hide = hidden(people=people, threshold=threshold)
    assert sum(gone and count >= threshold for count, gone in zip(people, hide, strict=True)) <= 1


# --- a table, rows and columns shown --------------------------------------------------------------------------


def unknowns(people: Any, hide: Any) -> list[tuple[int, int]]:
    """Hidden cells with somebody in them: an attacker may well know which are empty."""
    return [(int(i), int(j)) for i, j in np.argwhere(hide & (people > 0))]


def range_of(people: Any, cells: list[tuple[int, int]], cell: tuple[int, int]) -> float:
    """How far a hidden count can move while every shown cell and every total stays as it is."""
    rows, columns = people.shape
    totals = np.zeros((rows + columns, len(cells)))
    for place, (i, j) in enumerate(cells):
        totals[i, place] = totals[rows + j, place] = 1
    known = totals @ np.array([people[one] for one in cells])
    aim = np.zeros(len(cells))
    aim[cells.index(cell)] = 1
    ends = [linprog(sign * aim, A_eq=totals, b_eq=known, bounds=(0, None)).fun for sign in (1, -1)]
    return float(-ends[1] - ends[0])


def smallest_around(people: Any, hide: Any, cell: tuple[int, int]) -> float:
    """Fewest people around a hidden cell that adding and subtracting totals can isolate, by trying all ways."""
    rows, columns = people.shape
    open_cells = np.where(hide, people, 0)
    smallest = np.inf
    for plus in product([0, 1], repeat=rows):
        for minus in product([0, 1], repeat=columns):
            coefficient = np.subtract.outer(np.array(plus), np.array(minus))  # rows added, columns taken away
            if coefficient[cell] == 1 and not open_cells[coefficient == -1].any():
                smallest = min(smallest, int(open_cells[coefficient == 1].sum()))
    return smallest


@steady
@given(GRIDS, THRESHOLD)
def test_hidden_grid_shows_no_small_cell_and_nothing_needless(people: Any, threshold: int) -> None:
    hide = hidden_grid(people=people, threshold=threshold)
    assert hide[people < threshold].all()
    if not ((people > 0) & (people < threshold)).any():
        assert not hide[people > 0].any()


@steady
@given(GRIDS, THRESHOLD)
def test_hidden_grid_lets_no_hidden_count_be_worked_out(people: Any, threshold: int) -> None:
    hide = hidden_grid(people=people, threshold=threshold)
    cells, everything = unknowns(people, hide), unknowns(people, np.ones_like(hide))
    for cell in cells:
        if range_of(people, everything, cell) >= 1:  # else it is known from the totals alone
            assert range_of(people, cells, cell) >= 1


@steady
@given(GRIDS, THRESHOLD)
def test_hidden_grid_lets_no_small_group_around_a_small_cell_be_isolated(people: Any, threshold: int) -> None:
    hide = hidden_grid(people=people, threshold=threshold)
    for cell in unknowns(people, hide):
        if people[cell] < threshold:
            best = smallest_around(people, np.ones_like(hide), cell)  # no hiding of cells can do better
            assert smallest_around(people, hide, cell) >= min(threshold, best)


def laid_bare(people: Any, hide: Any, threshold: int) -> tuple[tuple[int, ...], ...]:
    """What exact linear algebra makes of row totals, column totals and shown cells."""
    places = np.arange(people.size).reshape(people.shape)
    known = [*places, *places.T, *([place] for place in places[~hide])]
    cells = np.array([np.isin(places.ravel(), one) for one in known]).astype(int)
    return exposed(cells=cells, people=people.ravel(), threshold=threshold)


@settings(steady, max_examples=100)
@given(GRIDS, st.integers(2, 9))
def test_hidden_grid_leaves_nothing_to_linear_algebra(people: Any, threshold: int) -> None:
    hide = hidden_grid(people=people, threshold=threshold)
    if not laid_bare(people, np.ones_like(hide), threshold):  # else the totals alone do it
        assert laid_bare(people, hide, threshold) == ()


def test_hidden_grid_guards_a_difference_of_small_cells() -> None:
    """First row less first column plus the shown 19 is the 3 less the 1, which speaks of four people."""
    people = np.array([[13, 3], [19, 17], [1, 19]])
    sums_only = np.array([[True, True], [False, False], [True, True]])
    assert smallest_around(people, sums_only, (0, 1)) >= 7
    assert laid_bare(people, sums_only, 7) == ((1, 4),)
    assert laid_bare(people, hidden_grid(people=people, threshold=7), 7) == ()


def test_hidden_grid_guards_two_cells_that_only_three_totals_isolate() -> None:
    """First row plus second row minus first column would leave the 1 and the 1, were they not guarded."""
    people = np.array([[40, 1, 90, 90], [50, 90, 1, 90], [90, 30, 35, 90], [90, 90, 90, 99]])
    rows_and_columns_safe = np.array([[1, 1, 0, 0], [1, 0, 1, 0], [0, 1, 1, 0], [0, 0, 0, 0]], dtype=bool)
    assert smallest_around(people, rows_and_columns_safe, (0, 1)) == 2
    assert smallest_around(people, hidden_grid(people=people, threshold=10), (0, 1)) >= 10


def test_hidden_grid_of_one_row_cannot_hide_behind_its_columns() -> None:
    assert hidden_grid(people=[[3, 40, 50]], threshold=10).tolist() == [[True, False, False]]


@pytest.mark.parametrize("people", [np.zeros((0, 3)), [[]], [[0, 0], [0, 0]]])
def test_hidden_grid_without_people(people: Any) -> None:
    hide = hidden_grid(people=people, threshold=10)
    assert hide.shape == np.asarray(people).shape
    assert hide.all()


def test_hidden_grid_of_a_year_of_many_units_stays_quick_and_sparing() -> None:
    people = np.random.default_rng(2).negative_binomial(1.2, 0.03, size=(40, 12))
    hide = hidden_grid(people=people, threshold=10)
    small = people < 10
    assert hide[small].all()
    assert people[hide & ~small].sum() / people.sum() < 0.1


@pytest.mark.parametrize(
    ("call", "quoted"),
    [
        (lambda: hidden(people=[3, -1], threshold=10), "-1.0"),
        (lambda: hidden(people=[3, 1.5], threshold=10), "1.5"),
        (lambda: hidden(people=[3, float("nan")], threshold=10), "nan"),
        (lambda: hidden(people=[3, float("inf")], threshold=10), "inf"),
        (lambda: hidden(people=[3], threshold=0), "threshold.*0"),
        (lambda: hidden(people=[[3]], threshold=10), "1 dimension.*2"),
        (lambda: hidden_grid(people=[3], threshold=10), "2 dimension.*1"),
        (lambda: hidden_grid(people=[[3, -1]], threshold=10), "-1.0"),
        (lambda: hidden_grid(people=[[3]], threshold=-5), "threshold.*-5"),
    ],
)
def test_wrong_values_are_quoted(call: Any, quoted: str) -> None:
    with pytest.raises(ValueError, match=quoted):
        call()
