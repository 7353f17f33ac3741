from fractions import Fraction
from itertools import combinations
from typing import Any

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from tests.cxstats.groups import steady

from cxstats.formulas.exact import Span, dependent_sets

TABLES = arrays(np.int64, st.tuples(st.integers(1, 6), st.integers(1, 6)), elements=st.integers(-3, 3))


def rank(rows: Any) -> int:
    """The slow way: Gauss with fractions."""
    left = [[Fraction(int(number)) for number in row] for row in rows]
    found = 0
    for place in range(len(left[0]) if left else 0):
        pivot = next((one for one in range(found, len(left)) if left[one][place]), None)
        if pivot is None:
            continue
        left[found], left[pivot] = left[pivot], left[found]
        for other in range(found + 1, len(left)):
            factor = left[other][place] / left[found][place]
            left[other] = [a - factor * b for a, b in zip(left[other], left[found], strict=True)]
        found += 1
    return found


@steady
@given(TABLES)
def test_span_counts_what_is_new(table: Any) -> None:
    known = Span(table.shape[1])
    assert sum(known.add(row) for row in table.tolist()) == rank(table)


@steady
@given(TABLES, st.lists(st.integers(-3, 3), min_size=6, max_size=6))
def test_span_holds_the_combinations_of_its_rows_and_no_others(table: Any, row: list[int]) -> None:
    known = Span(table.shape[1])
    for one in table.tolist():
        known.add(one)
    sought = row[: table.shape[1]]
    assert known.holds(sought) == (rank([*table.tolist(), sought]) == rank(table))
    mixed = np.array(row[: table.shape[0]]) @ table[: len(row)]
    assert known.holds(mixed.tolist())


def test_span_on_trial_leaves_the_other_as_it_was() -> None:
    known = Span(2)
    known.add([1, 1])
    trial = known.copy()
    assert trial.add([0, 1])
    assert trial.holds([1, 0])
    assert not known.holds([1, 0])


@settings(steady, max_examples=60)
@given(TABLES)
def test_dependent_rows_of_what_is_open_are_combinations_that_follow(table: Any) -> None:
    known = Span(table.shape[1])
    for one in table.tolist():
        known.add(one)
    k = table.shape[1]
    found = set(dependent_sets(known.blind(), [1] * k, below=k + 1))
    expected: set[tuple[int, ...]] = set()
    for count in range(1, k + 1):
        for places in combinations(range(k), count):
            others = [place for place in range(k) if place not in places]
            follows = rank(table) > rank(table[:, others])  # a combination that no other place has a part in
            if follows and not any(set(smaller) <= set(places) for smaller in expected):
                expected.add(places)
    assert found == expected


def test_sets_that_count_too_much_are_not_looked_for() -> None:
    rows = [[1, 0], [2, 0], [0, 0], [0, 1], [1, 1]]
    assert list(dependent_sets(rows, sizes=[2, 2, 4, 1, 1], below=4)) == []
    assert list(dependent_sets(rows, sizes=[2, 2, 4, 1, 1], below=5)) == [(2,), (0, 1), (0, 3, 4), (1, 3, 4)]
    assert list(dependent_sets(rows, sizes=[9] * 5, below=5)) == []


def test_huge_numbers_do_not_round() -> None:
    known = Span(2)
    known.add([10**30, 10**30 + 1])
    assert not known.holds([1, 1])
    assert known.holds([3 * 10**30, 3 * 10**30 + 3])


def test_what_is_dependent_by_remainders_only_is_not_called_dependent() -> None:
    prime = 2_147_483_629
    assert list(dependent_sets([[prime, 0], [0, 1]], sizes=[1, 1], below=3)) == []
    assert list(dependent_sets([[1, 0], [1 + prime, prime]], sizes=[1, 1], below=3)) == []


def test_sets_of_five_are_found_whatever_their_order() -> None:
    """Four rows on their own and the sum of them; no fewer are dependent."""
    rows = np.vstack([np.eye(6, dtype=int)[:4], [1, 2, 3, 4, 0, 0], [0, 0, 0, 0, 1, 0]])
    order = np.random.default_rng(3).permutation(6)
    expected = tuple(sorted(int(np.flatnonzero(order == one)[0]) for one in range(5)))
    assert list(dependent_sets(rows[order].tolist(), sizes=[1] * 6, below=6)) == [expected]
    assert list(dependent_sets(rows[order].tolist(), sizes=[1] * 6, below=5)) == []
