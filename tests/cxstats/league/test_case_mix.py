from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats
from tests.cxstats.groups import steady

from cxstats.league.case_mix import CaseMix, adjust, grams


def drawn(seed: int, k: int = 6, n: int = 20) -> dict[str, Any]:
    chance = np.random.default_rng(seed)
    group = np.repeat(np.arange(k), n)
    hard = (chance.uniform(size=k * n) < np.linspace(0.1, 0.9, k)[group]).astype(float)
    months = chance.gamma(2.0, 1.0, size=k * n)
    answers = 7 + np.linspace(-0.5, 0.5, k)[group] - 1.5 * hard + 0.2 * months + chance.normal(size=k * n)
    return {"groups": group, "columns": np.column_stack([hard, months]), "answers": answers}


def fitted(data: dict[str, Any]) -> CaseMix:
    return adjust(grams=grams(**data))


def by_dummies(data: dict[str, Any]) -> tuple[Any, Any, Any]:
    """The same regression with one column a group: adjusted means, their errors, and the effects."""
    k, x, y = data["groups"].max() + 1, data["columns"], data["answers"]
    design = np.column_stack([np.eye(k)[data["groups"]], x])
    inverse = np.linalg.inv(design.T @ design)
    found = inverse @ design.T @ y
    variance = ((y - design @ found) ** 2).sum() / (y.size - k - x.shape[1])
    at = np.column_stack([np.eye(k), np.tile(x.mean(axis=0), (k, 1))])
    return at @ found, np.sqrt(variance * np.einsum("ij,jk,ik->i", at, inverse, at)), found[k:]


def test_adjusted_means_are_those_of_the_regression_with_a_column_a_group() -> None:
    data = drawn(1)
    found, (means, errors, effects) = fitted(data), by_dummies(data)
    assert [one.value for one in found.adjusted] == pytest.approx(means)
    assert [(one.high - one.low) / 2 for one in found.adjusted] == pytest.approx(
        errors * stats.t.ppf(0.975, 120 - 6 - 2)
    )
    assert [one.value for one in found.effects] == pytest.approx(effects)
    assert [one.value for one in found.plain] == pytest.approx(
        [data["answers"][data["groups"] == g].mean() for g in range(6)]
    )
    assert [one.n for one in found.adjusted] == [20] * 6
    assert {one.method for one in found.adjusted} == {"within-groups"}


def test_adjusting_ends_an_unfair_order() -> None:
    """The last group is the best and has the hardest cases."""
    found = fitted(drawn(2, n=400))
    plain, adjusted = ([one.value for one in part] for part in (found.plain, found.adjusted))
    assert plain[5] < plain[0]
    assert adjusted[5] > adjusted[0]


def test_what_is_likely_of_the_groups_is_drawn_towards_their_mean() -> None:
    found = fitted(drawn(3))
    assert found.shrunk is not None
    assert [one.value for one in found.likely] == [one.value for one in found.shrunk.groups]
    spread = [np.ptp([one.value for one in part]) for part in (found.likely, found.adjusted)]
    assert spread[0] < spread[1]


def test_three_groups_are_adjusted_but_not_drawn_together() -> None:
    found = fitted(drawn(4, k=3))
    assert found.shrunk is None
    assert found.likely == (None, None, None)
    assert all(one.value is not None for one in found.adjusted)


def test_counted_cells_give_the_same_as_single_answers() -> None:
    data = drawn(5)
    data["columns"], data["answers"] = data["columns"][:, :1], np.round(data["answers"])
    rows = np.column_stack([data["groups"], data["columns"], data["answers"]])
    cells, counts = np.unique(rows, axis=0, return_counts=True)
    counted = grams(groups=cells[:, 0], columns=cells[:, 1:2], answers=cells[:, 2], counts=counts)
    assert counted == pytest.approx(grams(**data))


def test_a_group_whose_cases_nobody_else_has_is_not_compared() -> None:
    """Only the last group serves the islands, and nobody but islanders."""
    data = drawn(6)
    data["columns"] = np.column_stack([data["columns"], data["groups"] == 5])
    found = fitted(data)
    assert [one.value is None for one in found.adjusted] == [False] * 5 + [True]
    assert found.likely[5] is None
    assert [one.value is None for one in found.effects] == [False, False, True]
    without = {name: part[data["groups"] < 5] for name, part in data.items()}
    without["columns"] = without["columns"][:, :2]
    kept = without["columns"].mean(axis=0)
    assert found.adjusted[0].value == pytest.approx(
        found.plain[0].value
        - (data["columns"][data["groups"] == 0][:, :2].mean(axis=0) - kept)
        @ [one.value for one in found.effects[:2]]
    )


def test_two_columns_that_say_the_same_are_not_told_apart_but_adjusted_for() -> None:
    data = drawn(7)
    twice = {**data, "columns": np.column_stack([data["columns"], 3 - 2 * data["columns"][:, 0]])}
    found, once = fitted(twice), fitted(data)
    assert [one.value is None for one in found.effects] == [True, False, True]
    assert [one.value for one in found.adjusted] == pytest.approx([one.value for one in once.adjusted])


def test_without_columns_nothing_moves() -> None:
    data = drawn(8)
    data["columns"] = np.zeros((120, 0))
    found = fitted(data)
    assert [one.value for one in found.adjusted] == pytest.approx([one.value for one in found.plain])
    assert found.effects == ()


@settings(steady, max_examples=20)
@given(st.integers(0, 50), st.floats(-5, 5), st.floats(0.1, 5))
def test_adjusting_does_not_depend_on_units_or_on_the_order_of_rows(
    seed: int, shift: float, factor: float
) -> None:
    data = drawn(seed)
    mixed = np.random.default_rng(seed).permutation(120)
    other = {name: part[mixed] for name, part in data.items()}
    other["columns"] = shift + factor * other["columns"]
    one, two = fitted(data), fitted(other)
    assert [each.value for each in one.adjusted] == pytest.approx([each.value for each in two.adjusted])
    assert [each.value for each in one.effects] == pytest.approx(
        [factor * each.value for each in two.effects]
    )
    for each in (*one.adjusted, *one.plain, *one.effects):
        assert each.low <= each.value <= each.high


def wrong(place: int, value: float) -> Any:
    sums = grams(**drawn(1))
    sums[place, 0, 0] = value
    return sums


@pytest.mark.parametrize(
    ("call", "quoted"),
    [
        (lambda: adjust(grams=np.ones((2, 3))), r"\(2, 3\)"),
        (lambda: adjust(grams=np.ones((2, 3, 4))), r"\(2, 3, 4\)"),
        (lambda: adjust(grams=np.ones((2, 1, 1))), r"\(2, 1, 1\)"),
        (lambda: adjust(grams=np.ones((0, 3, 3))), r"\(0, 3, 3\)"),
        (lambda: adjust(grams=wrong(2, np.nan)), "nan"),
        (lambda: adjust(grams=wrong(2, 0)), "group 2 has 0.0 answers"),
        (lambda: adjust(grams=grams(**drawn(1)), level=95), "level.*95"),
        (
            lambda: adjust(grams=grams(groups=[0, 0, 1], columns=[[2], [2], [2]], answers=[1, 2, 3])),
            "column 0 is the same",
        ),
        (
            lambda: adjust(grams=grams(groups=[0, 0, 1], columns=[[1], [2], [2]], answers=[1, 2, 3])),
            "3 answers are too few for 2 groups and 1 columns",
        ),
        (
            lambda: adjust(grams=grams(groups=[0] * 4, columns=[[1], [2], [3], [4]], answers=[1, 2, 3, 4])),
            "nobody differs",
        ),
        (lambda: grams(groups=[0], columns=[[1], [2]], answers=[1, 2]), "2, not 1"),
        (lambda: grams(groups=[0, 1], columns=[1, 2], answers=[1, 2]), r"\(2,\)"),
        (lambda: grams(groups=[0, 1], columns=[[1], [np.inf]], answers=[1, 2]), "columns.*inf"),
        (lambda: grams(groups=[0, 1], columns=[[1], [2]], answers=[1, np.nan]), "answers.*nan"),
        (lambda: grams(groups=[0, -1], columns=[[1], [2]], answers=[1, 2]), "groups.*-1"),
        (lambda: grams(groups=[0, 1], columns=[[1], [2]], answers=[1, 2], counts=[1, 0.5]), "counts.*0.5"),
    ],
)
def test_wrong_values_are_quoted(call: Callable[[], object], quoted: str) -> None:
    with pytest.raises(ValueError, match=quoted):
        call()
