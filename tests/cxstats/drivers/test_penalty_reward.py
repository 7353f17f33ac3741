from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats
from tests.cxstats.groups import steady

from cxstats.drivers.contrasts import PenaltyReward
from cxstats.drivers.gram import gram
from cxstats.drivers.penalty_reward import penalty_reward, penalty_reward_from_gram
from cxstats.formulas.least_squares import least_squares
from cxstats.formulas.many_looks import holm

Table = Callable[[str], list[dict[str, str]]]
CUTS: Any = {"penalty_up_to": 2, "reward_from": 5}


def drawn(seed: int, *, n: int = 300, effects: tuple[tuple[float, float], ...] = ((-2, 0.3), (-0.3, 2), (-1, 1))) -> tuple[np.ndarray, np.ndarray]:  # fmt: skip
    rng = np.random.default_rng(seed)
    common = rng.normal(size=(n, 1))
    items = np.clip(np.round(3.5 + common + rng.normal(size=(n, len(effects)))), 1, 6)
    mean = 6 + sum(
        np.where(column <= 2, low, np.where(column >= 5, high, 0))
        for column, (low, high) in zip(items.T, effects, strict=True)
    )
    return items, mean + rng.normal(size=n) * (1 + 0.5 * (items[:, 0] <= 2))


def textbook(x: np.ndarray, y: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """White's errors with each residual divided by one minus its leverage, all matrices written out."""
    inverse = np.linalg.inv(x.T @ x)
    values = inverse @ x.T @ y
    hat = np.diag(x @ inverse @ x.T)
    middle = np.diag(((y - x @ values) / (1 - hat)) ** 2)
    return values, inverse @ x.T @ middle @ x @ inverse


def dummies(items: np.ndarray) -> np.ndarray:
    return np.column_stack([np.ones(len(items)), *(part for one in items.T for part in (one <= 2, one >= 5))])


def contrasts(found: PenaltyReward) -> list[float]:
    return [value for item in found.items for value in (item.penalty.value, item.reward.value)]


def test_penalty_reward_is_least_squares_on_dummies_with_hc3_errors() -> None:
    items, y = drawn(1)
    found = penalty_reward(items=items, outcome=y, **CUTS, names=["a", "b", "c"])
    values, covariance = textbook(dummies(items), y)
    assert [found.middle.value, *contrasts(found)] == pytest.approx(values)
    assert found.covariance == pytest.approx(covariance)
    one = found.items[1]
    gap = abs(values[3]) - abs(values[4])
    error = np.sqrt(covariance[3, 3] + covariance[4, 4] + 2 * covariance[3, 4])
    assert (one.asymmetry.value, one.asymmetry.standard_error) == pytest.approx((gap, error))
    assert one.asymmetry.p_value == pytest.approx(2 * stats.t.sf(abs(gap / error), 293))
    assert (one.penalty.low, one.penalty.high) == pytest.approx(
        stats.t.interval(0.95, 293, values[3], np.sqrt(covariance[3, 3]))
    )
    assert (found.n, found.df, found.family, found.alpha, one.name) == (300, 293, 3, 0.05, "b")
    assert (one.n_penalty, one.n_reward) == ((items[:, 1] <= 2).sum(), (items[:, 1] >= 5).sum())
    assert one.penalty.method == "penalty-reward-hc3"


def test_labels_stand_where_the_test_rejects_and_nowhere_else() -> None:
    items, y = drawn(2, n=600)
    found = penalty_reward(items=items, outcome=y, **CUTS)
    assert [item.label for item in found.items] == ["must-be", "attractive", None]
    adjusted = holm(p_values=[item.asymmetry.p_value for item in found.items])
    assert tuple(item.adjusted_p for item in found.items) == adjusted


def test_effects_the_wrong_way_round_get_no_label() -> None:
    items, y = drawn(3, n=600, effects=((2, 0.2), (0.2, -2)))
    found = penalty_reward(items=items, outcome=y, **CUTS)
    assert [item.adjusted_p < 0.001 for item in found.items] == [True, True]
    assert [item.label for item in found.items] == [None, None]
    # |penalty| - |reward|, whatever the signs, with the covariance that belongs to them.
    pair = found.items[0]
    variance = found.covariance[1, 1] + found.covariance[2, 2]
    signs = -np.sign(pair.penalty.value * pair.reward.value)
    assert pair.asymmetry.standard_error**2 == pytest.approx(variance + signs * 2 * found.covariance[1, 2])


def test_fewer_than_ten_low_answers_get_no_label() -> None:
    items, y = drawn(4, n=300, effects=((-3, 0.2),))
    low = np.flatnonzero(items[:, 0] <= 2)
    few = np.setdiff1d(np.arange(300), low[9:])
    found = penalty_reward(items=items[few], outcome=y[few], **CUTS)
    assert found.items[0].n_penalty == 9
    assert found.items[0].adjusted_p < 0.05
    assert found.items[0].label is None
    assert penalty_reward(items=items, outcome=y, **CUTS).items[0].label == "must-be"


def test_case_08_mobi_none_of_four_items_is_labelled(reference_table: Table) -> None:
    """The statistics page: "on mobi none of 4 does (p .30-.99)"; it does not say which items and cut-offs."""
    rows = reference_table("05_mobi")
    names = ["PERQ1", "PERQ4", "PERQ7", "CUEX2"]
    items = np.array([[float(row[name]) for name in names] for row in rows])
    for outcome in ("CUSA1", "CUSL1"):
        y = [float(row[outcome]) for row in rows]
        for low, high in ((5, 9), (5, 10), (6, 9), (6, 10)):
            found = penalty_reward(items=items, outcome=y, penalty_up_to=low, reward_from=high, names=names)
            assert [item.label for item in found.items] == [None] * 4
            assert found.family == 4
    recommended = [float(row["CUSL1"]) for row in rows]
    found = penalty_reward(items=items, outcome=recommended, penalty_up_to=6, reward_from=9)
    assert sorted(round(item.asymmetry.p_value, 2) for item in found.items) == [0.3, 0.49, 0.56, 0.99]


def test_cut_offs_may_differ_from_item_to_item() -> None:
    items, y = drawn(5)
    wide = items.copy()
    wide[:, 1] *= 10
    same = penalty_reward(items=items, outcome=y, **CUTS)
    found = penalty_reward(items=wide, outcome=y, penalty_up_to=[2, 20, 2], reward_from=[5, 50, 5])
    assert contrasts(found) == pytest.approx(contrasts(same))


def test_weights_are_those_of_repeated_rows_with_classical_errors() -> None:
    items, y = drawn(6, n=120)
    counts = np.random.default_rng(6).integers(1, 4, 120)
    weighted = penalty_reward(items=items, outcome=y, **CUTS, weights=counts, errors="classical")
    repeated = penalty_reward(
        items=np.repeat(items, counts, axis=0), outcome=np.repeat(y, counts), **CUTS, errors="classical"
    )
    assert contrasts(weighted) == pytest.approx(contrasts(repeated))
    assert weighted.r2 == pytest.approx(repeated.r2)
    assert weighted.covariance * weighted.df == pytest.approx(repeated.covariance * repeated.df)
    assert weighted.middle.method == "penalty-reward-classical"


# --- rows drawn in clusters ----------------------------------------------------------------------------------

STORES = np.arange(300) % 30
REGIONS = (STORES >= 12).astype(int)


def linear(items: np.ndarray, y: np.ndarray, w: np.ndarray) -> np.ndarray:
    x = dummies(items)
    return np.asarray(np.linalg.solve((x.T * w) @ x, (x.T * w) @ y))


def test_linearised_errors_are_those_of_svyglm() -> None:
    (items, y), w = drawn(10), np.random.default_rng(11).uniform(0.5, 2, 300)
    found = penalty_reward(
        items=items, outcome=y, **CUTS, weights=w, errors="linearised", clusters=STORES, strata=REGIONS
    )
    x, values = dummies(items), linear(items, y, w)
    bread = np.linalg.inv((x.T * w) @ x)
    scores = (x * (w * (y - x @ values))[:, None]) @ bread
    wanted = np.zeros((7, 7))
    for region, size in ((0, 12), (1, 18)):
        sums = np.array(
            [scores[store == STORES].sum(axis=0) for store in np.unique(STORES[region == REGIONS])]
        )
        wanted += size / (size - 1) * (sums - sums.mean(axis=0)).T @ (sums - sums.mean(axis=0))
    assert found.covariance == pytest.approx(wanted)
    assert (found.df, found.middle.method) == (28, "penalty-reward-linearised")
    one = found.items[0].penalty
    assert (one.low, one.high) == pytest.approx(stats.t.interval(0.95, 28, one.value, one.standard_error))


@pytest.mark.parametrize("strata", [None, REGIONS])
def test_jackknife_errors_are_those_without_each_cluster(strata: Any) -> None:
    (items, y), w = drawn(12), np.random.default_rng(13).uniform(0.5, 2, 300)
    found = penalty_reward(
        items=items, outcome=y, **CUTS, weights=w, errors="jackknife", clusters=STORES, strata=strata
    )
    of = np.zeros(300) if strata is None else REGIONS
    size = np.array([np.unique(STORES[of == of[store == STORES][0]]).size for store in range(30)])
    again = [
        linear(
            items, y, np.where(store == STORES, 0, w * np.where(of == of[store == STORES][0], n / (n - 1), 1))
        )
        for store, n in enumerate(size)
    ]
    away = (np.array(again) - np.mean(again, axis=0)) * np.sqrt((size - 1) / size)[:, None]
    assert found.covariance == pytest.approx(away.T @ away)
    assert (found.df, found.items[0].penalty.method) == (
        29 if strata is None else 28,
        "penalty-reward-jackknife",
    )


def test_clusters_that_hang_together_widen_the_interval() -> None:
    items, y = drawn(14)
    mood = np.random.default_rng(15).normal(size=30)[STORES]
    items, y = np.clip(items + np.round(mood)[:, None], 1, 6), y + 2 * mood
    alone = penalty_reward(items=items, outcome=y, **CUTS)
    hanging = penalty_reward(items=items, outcome=y, **CUTS, errors="jackknife", clusters=STORES)
    assert hanging.middle.standard_error > 1.2 * alone.middle.standard_error
    assert contrasts(hanging) == contrasts(alone)


@settings(parent=steady, max_examples=40)
@given(st.integers(0, 10_000))
def test_turning_scales_round_swaps_penalty_and_reward(seed: int) -> None:
    items, y = drawn(seed, n=150)
    found = penalty_reward(items=items, outcome=y, **CUTS)
    order = np.random.default_rng(seed).permutation(150)
    turned = penalty_reward(items=-items[order], outcome=-y[order], penalty_up_to=-5, reward_from=-2)
    for item, back in zip(found.items, turned.items, strict=True):
        assert back.penalty.value == pytest.approx(-item.reward.value)
        assert back.asymmetry.value == pytest.approx(-item.asymmetry.value)
        assert back.asymmetry.p_value == pytest.approx(item.asymmetry.p_value, abs=1e-9)
        assert item.penalty.low < item.penalty.value < item.penalty.high
        assert item.adjusted_p >= item.asymmetry.p_value


@pytest.mark.parametrize(
    ("changed", "message"),
    [
        (
            {"errors": "robust"},
            "errors must be 'hc3', 'classical', 'linearised' or 'jackknife', not 'robust'",
        ),
        ({"clusters": [1] * 300}, "clusters and strata need errors='jackknife' or 'linearised': to 'hc3'"),
        ({"errors": "classical", "strata": [1] * 300}, "clusters and strata need errors='jackknife'"),
        ({"errors": "jackknife", "clusters": [1] * 300}, "all rows belong to 1"),
        ({"errors": "jackknife", "clusters": [1] * 299 + [2]}, "without cluster 0 .* no longer differ"),
        ({"alpha": 0}, "alpha must lie between 0 and 1, not 0"),
        ({"penalty_up_to": [1, 2]}, r"penalty_up_to must be one number or 3, one an item, not \[1, 2\]"),
        ({"reward_from": np.nan}, "reward_from must be one number or 3"),
        (
            {"penalty_up_to": [2, 5, 2]},
            "penalty_up_to must lie below reward_from, but is 5 against 5 for 'x2'",
        ),
        ({"penalty_up_to": 0}, "nobody gave a low answer to 'x1' with cut-offs 0 and 5"),
        ({"reward_from": [5, 5, 8]}, "nobody gave a high answer to 'x3' with cut-offs 2 and 8"),
        ({"penalty_up_to": 4}, "nobody gave a middle answer to 'x1'"),
    ],
)
def test_penalty_reward_refuses(changed: dict[str, Any], message: str) -> None:
    items, y = drawn(7)
    with pytest.raises(ValueError, match=message):
        penalty_reward(**{"items": items, "outcome": y, **CUTS, **changed})


def test_items_that_part_the_respondents_alike_are_refused() -> None:
    items, y = drawn(8)
    with pytest.raises(ValueError, match="'x4, penalty' is a sum of multiples"):
        penalty_reward(items=np.column_stack([items, items[:, 0] ** 2]), outcome=y, penalty_up_to=[2, 2, 2, 4], reward_from=[5, 5, 5, 25])  # fmt: skip


def test_one_respondent_alone_has_no_hc3_error() -> None:
    items, y = [1, 3, 3, 3, 5, 5, 5], [1.0, 5, 6, 7, 8, 9, 9]
    with pytest.raises(ValueError, match="row 0 alone determines a coefficient"):
        penalty_reward(items=items, outcome=y, **CUTS)
    assert penalty_reward(items=items, outcome=y, **CUTS, errors="classical").df == 4


def test_outcome_made_of_the_items_is_refused() -> None:
    items, _ = drawn(9)
    with pytest.raises(ValueError, match="the outcome follows exactly from the predictors"):
        penalty_reward(items=items, outcome=(items <= 2).sum(axis=1), **CUTS)


def test_group_in_which_nobody_differs_has_no_error() -> None:
    with pytest.raises(ValueError, match="the error of 'middle' is 0: nobody there differs"):
        penalty_reward(items=[1, 1, 3, 3, 5, 5], outcome=[1, 2, 5, 5, 7, 8], **CUTS)


def test_least_squares_is_that_of_the_textbook() -> None:
    fit = least_squares(
        design=np.column_stack([np.ones(5), np.arange(5.0)]), y=np.array([1.0, 2, 2, 5, 4]), w=np.ones(5), errors="hc3"
    )  # fmt: skip
    values, covariance = textbook(np.column_stack([np.ones(5), np.arange(5.0)]), np.array([1.0, 2, 2, 5, 4]))
    assert fit.values == pytest.approx(values)
    assert fit.covariance == pytest.approx(covariance)


def test_intervals_cover_as_they_say() -> None:
    """In small; benchmarks/coverage/penalty_reward.py is the whole."""
    held = np.zeros(3)
    for seed in range(200):
        items, y = drawn(seed, n=200)
        item = penalty_reward(items=items, outcome=y, **CUTS).items[0]
        pairs = ((item.penalty, -2), (item.reward, 0.3), (item.asymmetry, 1.7))
        held += [term.low <= truth <= term.high for term, truth in pairs]
    assert (held / 200 > 0.9).all()


def test_sums_by_block_give_what_leaving_out_each_block_gives() -> None:
    rng = np.random.default_rng(11)
    items, blocks = rng.integers(1, 6, size=(800, 3)), np.arange(800) % 40
    outcome = np.rint(5 + items.sum(axis=1) / 3 - 2 * (items[:, 0] <= 2) + rng.normal(size=800)).astype(int)
    ends = [side for column in items.T for side in (column <= 2, column >= 4)]
    table = np.column_stack([*ends, outcome]).astype(int)
    columns = [f"{name} {side}" for name in ("a", "b", "c") for side in ("low", "high")]
    sums = gram(table, names=(*columns, "overall"), blocks=blocks)
    found = penalty_reward_from_gram(sums, names=["a", "b", "c"])
    rows = penalty_reward(
        items=items,
        outcome=outcome,
        penalty_up_to=2,
        reward_from=4,
        names=["a", "b", "c"],
        errors="jackknife",
        clusters=blocks,
    )
    assert (found.n, found.df, found.family) == (rows.n, rows.df, rows.family)
    assert found.covariance == pytest.approx(rows.covariance, rel=1e-9)
    for mine, theirs in zip(found.items, rows.items, strict=True):
        assert (mine.name, mine.label, mine.n_penalty, mine.n_reward) == (
            theirs.name, theirs.label, theirs.n_penalty, theirs.n_reward,
        )  # fmt: skip
        for one, other in ((mine.penalty, theirs.penalty), (mine.reward, theirs.reward)):
            assert (one.value, one.low, one.high) == pytest.approx((other.value, other.low, other.high))


@pytest.mark.parametrize(
    ("table", "asked", "message"),
    [
        ([[0, 1, 5], [1, 0, 3], [0, 0, 4]], {"names": ["a", "b"]}, "5 columns"),
        ([[0, 1, 5], [0, 1, 3], [0, 0, 4]], {"names": ["a"]}, "nobody gave a low answer to 'a'"),
        ([[1, 0, 5], [0, 1, 3], [1, 0, 4]], {"names": ["a"]}, "nobody gave a middle answer to 'a'"),
        ([[1, 0, 5], [0, 1, 3], [0, 0, 4], [0, 0, 5]], {"names": ["a"]}, "one block holds all"),
        ([[1, 0, 5], [0, 1, 3], [0, 0, 4]], {"names": ["a"], "level": 95}, "95"),
    ],
)
def test_sums_that_tell_no_contrast_are_refused(
    table: list[list[int]], asked: dict[str, Any], message: str
) -> None:
    sums = gram(table, names=("low", "high", "overall"), blocks=range(len(table)))
    with pytest.raises(ValueError, match=message):
        penalty_reward_from_gram(sums, **asked)


def test_sums_with_weights_are_refused() -> None:
    sums = gram([[1, 0, 5], [0, 1, 3], [0, 0, 4]], names=("l", "h", "o"), weights=[1, 2, 1], blocks=range(3))
    with pytest.raises(ValueError, match="with weights"):
        penalty_reward_from_gram(sums, names=["a"])
