from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.cxstats.drivers.made_up import answers, brute_force, correlation_of, few

from cxstats.drivers.gram import gram
from cxstats.drivers.importance import lmg, r2_of_subsets
from cxstats.drivers.johnson import johnson
from cxstats.drivers.linearised import share_slopes, shares_of

CASES = [("04_drivers_swiss", "04_drivers_swiss"), ("05_mobi_drivers", "05_mobi")]


def correlations(case: Any, rows: list[dict[str, str]]) -> np.ndarray:
    columns = [*case["lmg"], case["outcome"]]
    table = [[float(row[name]) for name in columns] for row in rows]
    return gram(table, names=columns).correlation()


@pytest.mark.parametrize(("name", "table"), CASES)
def test_lmg_and_johnson_agree_with_reference_cases_04_swiss_and_05_mobi(
    reference: Callable[[str], Any],
    reference_table: Callable[[str], list[dict[str, str]]],
    name: str,
    table: str,
) -> None:
    case = reference(name)
    found = correlations(case, reference_table(table))
    assert lmg(found) == pytest.approx(list(case["lmg"].values()), abs=1e-9)
    assert lmg(found).sum() == pytest.approx(case["R2"], abs=1e-9)
    assert johnson(found) == pytest.approx([case["genizi"][one] for one in case["lmg"]], abs=1e-9)


def test_case_04_swiss_first_and_last_are_among_the_subsets(
    reference: Callable[[str], Any], reference_table: Callable[[str], list[dict[str, str]]]
) -> None:
    case = reference("04_drivers_swiss")
    r2 = r2_of_subsets(correlations(case, reference_table("04_drivers_swiss"))[None])[:, 0]
    p = len(case["lmg"])
    assert [r2[1 << j] for j in range(p)] == pytest.approx(list(case["first"].values()), abs=1e-9)
    assert [r2[-1] - r2[-1 - (1 << j)] for j in range(p)] == pytest.approx(
        list(case["last"].values()), abs=1e-9
    )


@few
@given(st.integers(0, 10**6), st.integers(1, 7))
def test_lmg_equals_every_subset_solved_by_itself(seed: int, p: int) -> None:
    found = correlation_of(answers(seed=seed, n=60, p=p))
    assert lmg(found) == pytest.approx(brute_force(found), abs=1e-9)


@few
@given(st.integers(0, 10**6), st.integers(2, 6))
def test_shares_sum_to_r2_and_do_not_know_the_order_of_drivers(seed: int, p: int) -> None:
    found = correlation_of(answers(seed=seed, n=60, p=p))
    order = [*reversed(range(p)), p]
    r2 = found[-1, :-1] @ np.linalg.solve(found[:-1, :-1], found[:-1, -1])
    for shares in (lmg, johnson):
        assert shares(found).sum() == pytest.approx(r2)
        assert shares(found[np.ix_(order, order)])[::-1] == pytest.approx(shares(found))


def test_two_drivers_have_the_same_shares_by_johnson() -> None:
    found = correlation_of(answers(seed=9, p=2))
    assert johnson(found) == pytest.approx(lmg(found))


def test_many_matrices_give_what_each_gives_alone() -> None:
    many = np.array([correlation_of(answers(seed=seed, n=80, p=16)) for seed in range(6)])
    assert lmg(many) == pytest.approx(np.array([lmg(one) for one in many]), abs=1e-12)
    assert johnson(many) == pytest.approx(np.array([johnson(one) for one in many]))
    assert lmg(np.empty((0, 4, 4))).shape == (0, 3)


def test_lmg_of_18_drivers_sums_to_r2() -> None:
    found = correlation_of(answers(seed=3, n=500, p=18))
    r2 = found[-1, :-1] @ np.linalg.solve(found[:-1, :-1], found[:-1, -1])
    assert lmg(found).sum() == pytest.approx(r2, abs=1e-9)


def test_a_driver_given_by_others_and_a_constant_one_add_nothing() -> None:
    twice = np.array([[1.0, 1.0, 0.5], [1.0, 1.0, 0.5], [0.5, 0.5, 1.0]])
    assert lmg(twice).tolist() == [0.125, 0.125]
    constant = np.array([[1.0, 0.0, 0.5], [0.0, 0.0, 0.0], [0.5, 0.0, 1.0]])
    assert lmg(constant).tolist() == [0.25, 0.0]
    assert lmg(np.zeros((2, 2))).tolist() == [0.0]


@pytest.mark.parametrize("wrong", [np.eye(1), np.eye(20), np.ones((2, 3)), np.ones(3)])
def test_lmg_refuses_what_it_cannot_decompose(wrong: np.ndarray) -> None:
    with pytest.raises(ValueError, match=r"drivers are decomposed exactly|must be square"):
        lmg(wrong)


@pytest.mark.parametrize(
    ("wrong", "reason"),
    [
        (np.eye(1), "must be square"),
        (np.ones((2, 3)), "must be square"),
        (np.ones((3, 3)), "have an eigenvalue of"),
    ],
)
def test_johnson_refuses_what_it_cannot_decompose(wrong: np.ndarray, reason: str) -> None:
    with pytest.raises(ValueError, match=reason):
        johnson(wrong)


@pytest.mark.parametrize(("p", "together"), [(1, 10), (4, 10), (4, 2), (19, 10)])
def test_slopes_of_shares_are_those_of_small_changes(
    monkeypatch: pytest.MonkeyPatch, p: int, together: int
) -> None:
    monkeypatch.setattr("cxstats.drivers.linearised.TOGETHER", together)
    found = correlation_of(answers(seed=5, n=400, p=p))
    slopes, step = share_slopes(found), 1e-4
    for row, column in [(0, p), (p - 1, p), (0, p - 1)]:
        if row != column:
            nudge = np.zeros_like(found)
            nudge[row, column] = nudge[column, row] = step
            change = (shares_of(found + nudge) - shares_of(found - nudge)) / (2 * step)
            assert 2 * slopes[:, row, column] == pytest.approx(change, abs=1e-6)
