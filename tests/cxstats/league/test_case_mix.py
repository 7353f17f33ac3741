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
    assert [one.value for one in found.likely] == [None, None, None]
    assert all(one.value is not None for one in found.adjusted)


def test_counted_cells_give_the_same_as_single_answers() -> None:
    data = drawn(5)
    data["columns"], data["answers"] = data["columns"][:, :1], np.round(data["answers"])
    rows = np.column_stack([data["groups"], data["columns"], data["answers"]])
    cells, counts = np.unique(rows, axis=0, return_counts=True)
    counted = grams(groups=cells[:, 0], columns=cells[:, 1:2], answers=cells[:, 2], counts=counts)
    assert counted == pytest.approx(grams(**data))


@pytest.mark.parametrize("apart", [0, 3])
def test_what_is_likely_stands_at_its_group_though_one_is_not_compared(apart: int) -> None:
    data = drawn(6)
    data["columns"] = np.column_stack([data["columns"], data["groups"] == apart])
    found = fitted(data)
    others = [place for place in range(6) if place != apart]
    assert found.likely.at(others) == tuple(found.shrunk.groups)
    assert found.likely[others[-1]].high == pytest.approx(found.shrunk.groups[4].high, abs=1e-9)
    assert found.likely[apart].value is None


def test_a_group_whose_cases_nobody_else_has_is_not_compared() -> None:
    """Only the last group serves the islands, and nobody but islanders."""
    data = drawn(6)
    data["columns"] = np.column_stack([data["columns"], data["groups"] == 5])
    found = fitted(data)
    assert [one.value is None for one in found.adjusted] == [False] * 5 + [True]
    assert (found.likely[5].value, found.likely[5].low) == (None, None)
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


def against_all_others(data: dict[str, Any]) -> tuple[Any, Any]:
    """By the regression with a column a group: each level less that of the others by their answers."""
    k, x, y = data["groups"].max() + 1, data["columns"], data["answers"]
    design = np.column_stack([np.eye(k)[data["groups"]], x])
    inverse = np.linalg.inv(design.T @ design)
    found, n = inverse @ design.T @ y, np.bincount(data["groups"])
    variance = ((y - design @ found) ** 2).sum() / (y.size - k - x.shape[1])
    contrast = np.eye(k) - (1 - np.eye(k)) * n / (n.sum() - n)[:, None]
    contrast = np.column_stack([contrast, np.zeros((k, x.shape[1]))])
    return contrast @ found, np.sqrt(variance * np.einsum("ij,jk,ik->i", contrast, inverse, contrast))


def uneven(seed: int) -> dict[str, Any]:
    data = drawn(seed)
    kept = np.ones(120, dtype=bool)
    kept[3:20] = kept[45:50] = False
    return {name: part[kept] for name, part in data.items()}


def test_each_group_is_held_against_all_answers_of_the_others() -> None:
    data = uneven(11)
    found, (gaps, errors) = fitted(data), against_all_others(data)
    df = data["answers"].size - 6 - 2
    assert [one.value for one in found.others] == pytest.approx(gaps)
    assert [(one.high - one.low) / 2 for one in found.others] == pytest.approx(
        errors * stats.t.ppf(0.975, df)
    )
    assert [one.p_value for one in found.others] == pytest.approx(2 * stats.t.sf(np.abs(gaps / errors), df))
    n = np.bincount(data["groups"])
    assert [(one.n_now, one.n_before) for one in found.others] == [(int(m), int(n.sum() - m)) for m in n]
    assert {one.method for one in found.others} == {"within-groups"}


def test_without_columns_two_groups_are_compared_as_by_students_t() -> None:
    first, second = [3.0, 5.0, 6.0], [1.0, 2.0, 2.0, 4.0]
    sums = [[[len(g), sum(g)], [sum(g), sum(x * x for x in g)]] for g in (first, second)]
    one, other = adjust(grams=sums).others
    assert one.p_value == pytest.approx(stats.ttest_ind(first, second).pvalue)
    assert (one.value, other.value) == (pytest.approx(29 / 12), pytest.approx(-29 / 12))


def test_a_group_that_is_not_compared_or_alone_has_no_gap() -> None:
    data = drawn(6)
    data["columns"] = np.column_stack([data["columns"], data["groups"] == 5])
    gap = fitted(data).others[5]
    assert (gap.value, gap.p_value, gap.testable()) == (None, None, False)
    (alone,) = adjust(grams=[[[3, 14], [14, 70]]]).others
    assert (alone.value, alone.n_before, alone.n_now) == (None, 0, 3)


def test_gaps_are_called_real_at_the_nominal_rate_where_only_the_mix_differs() -> None:
    chance = np.random.default_rng(3)
    group = np.repeat(np.arange(6), [15, 20, 30, 40, 60, 90])
    called = []
    for _ in range(400):
        hard = (chance.uniform(size=255) < np.linspace(0.1, 0.9, 6)[group]).astype(float)
        answers = chance.normal(size=255) - 1.0 * hard
        found = adjust(grams=grams(groups=group, columns=hard[:, None], answers=answers))
        called += [one.p_value <= 0.05 for one in found.others]
    assert np.mean(called) == pytest.approx(0.05, abs=0.012)
