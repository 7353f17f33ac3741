from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats
from tests.cxstats.drivers.ecsi import CONSTRUCTS, PATHS, asked
from tests.cxstats.groups import steady

from cxstats.drivers.gram import gram
from cxstats.drivers.importance_performance import importance_performance
from cxstats.drivers.path_results import PathModel
from cxstats.drivers.paths import path_model, path_model_from_gram
from cxstats.drivers.reliability import reliability

Reference = Callable[[str], Any]
Table = Callable[[str], list[dict[str, str]]]
CLOSE = 1e-5
"""The tolerance of case 07."""

SMALL: dict[str, Any] = {
    "names": ["a1", "a2", "a3", "b1", "b2", "c1", "c2"],
    "constructs": {"a": ["a1", "a2", "a3"], "b": ["b1", "b2"], "c": ["c1", "c2"]},
    "paths": [("a", "b"), ("a", "c"), ("b", "c")],
}


def drawn(seed: int, *, n: int = 80) -> np.ndarray:
    rng = np.random.default_rng(seed)
    a = rng.normal(size=n)
    b = 0.6 * a + 0.8 * rng.normal(size=n)
    c = 0.3 * a + 0.5 * b + 0.8 * rng.normal(size=n)
    noise = rng.normal(size=(n, 7))
    columns = np.stack([a, a, a, b, b, c, c], axis=1)
    return 5 + 1.5 * columns + noise * [0.6, 1, 1.5, 0.8, 1.2, 0.7, 1.1]


def small(seed: int, **changed: Any) -> PathModel:
    return path_model(**{"answers": drawn(seed), **SMALL, **changed})


def textbook(
    answers: np.ndarray, *, scheme: str, formative: tuple[str, ...] = ()
) -> tuple[np.ndarray, np.ndarray]:
    """The loops of Wold, on the rows themselves: outer weights, and correlations of the constructs."""
    x = (answers - answers.mean(axis=0)) / answers.std(axis=0)
    blocks = [[0, 1, 2], [3, 4], [5, 6]]
    before = {0: [], 1: [0], 2: [0, 1]}
    weights = [np.ones(len(block)) for block in blocks]
    for _ in range(500):
        y = [x[:, block] @ w for block, w in zip(blocks, weights, strict=True)]
        y = [one / one.std() for one in y]
        new = []
        for j, block in enumerate(blocks):
            z = np.zeros(len(x))
            after = [k for k in before if j in before[k]]
            for k in before[j] + after:
                r = float(np.corrcoef(y[j], y[k])[0, 1])
                if scheme == "path" and k in before[j]:
                    sources = np.column_stack([y[s] for s in before[j]])
                    r = np.linalg.lstsq(sources, y[j], rcond=None)[0][before[j].index(k)]
                z += y[k] * (np.sign(r) if scheme == "centroid" else r)
            own = x[:, block]
            new.append(
                np.linalg.lstsq(own, z, rcond=None)[0] if "abc"[j] in formative else own.T @ z / len(x)
            )
        weights = new
    y = [x[:, block] @ w for block, w in zip(blocks, weights, strict=True)]
    scaled = [w / one.std() for w, one in zip(weights, y, strict=True)]
    return np.concatenate(scaled), np.corrcoef(np.stack(y))


# --- case 07 -------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def ecsi(reference_table: Table) -> PathModel:
    return path_model(**asked(reference_table("05_mobi")))


def test_case_07_ecsi_paths_weights_and_loadings(ecsi: PathModel, reference: Reference) -> None:
    expected = reference("07_pls_ecsi_mobi")
    for (source, target), term in zip(PATHS, ecsi.paths, strict=True):
        assert term.name == f"{source} > {target}"
        assert term.value == pytest.approx(expected["paths"][source][target], abs=CLOSE)
    for one in ecsi.outer:
        for estimate, kind in ((one.weight, "outer_weights"), (one.loading, "loadings")):
            assert estimate.value == pytest.approx(expected[kind][one.indicator][one.construct], abs=CLOSE)
    assert [one.indicator for one in ecsi.outer] == [name for own in CONSTRUCTS.values() for name in own]
    assert (ecsi.n, ecsi.blocks) == (250, 250)


def test_case_07_ecsi_r2_and_total_effects(ecsi: PathModel, reference: Reference) -> None:
    expected = reference("07_pls_ecsi_mobi")
    assert len(ecsi.explained) == 6
    for one in ecsi.explained:
        assert one.r2 == pytest.approx(expected["paths"]["R^2"][one.construct], abs=CLOSE)
        assert one.adjusted == pytest.approx(expected["paths"]["AdjR^2"][one.construct], abs=CLOSE)
    told = {term.name: term.value for term in ecsi.total}
    reached = {
        f"{source} > {target}": value
        for source, row in expected["total_effects"].items()
        for target, value in row.items()
        if value != 0
    }
    assert told == pytest.approx(reached, abs=CLOSE)


def test_case_07_ecsi_reliability(ecsi: PathModel, reference: Reference) -> None:
    expected = reference("07_pls_ecsi_mobi")["reliability"]
    found = {
        one.construct: {"alpha": one.alpha, "rhoC": one.rho_c, "AVE": one.ave, "rhoA": one.rho_a}
        for one in reliability(model=ecsi)
    }
    assert set(found) == set(expected)
    for name, told in found.items():
        assert told == pytest.approx(expected[name], abs=CLOSE)


def test_case_07_ecsi_importance_and_performance(ecsi: PathModel, reference: Reference) -> None:
    expected = reference("07_pls_ecsi_mobi")
    for target in ("Satisfaction", "Loyalty"):
        places = importance_performance(model=ecsi, target=target, scale=(1, 10))
        performance = {one.construct: one.performance.value for one in places}
        assert performance == pytest.approx(expected["performance"], abs=CLOSE)
        importance = {one.construct: one.importance.value for one in places if one.importance is not None}
        for name, value in expected[f"importance_{target.lower()}"].items():
            assert importance[name] == pytest.approx(value, abs=CLOSE)


# --- the arithmetic ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("scheme", ["path", "factorial", "centroid"])
@pytest.mark.parametrize("formative", [(), ("a",), ("a", "c")])
def test_weights_are_those_of_the_loops_on_rows(scheme: Any, formative: tuple[str, ...]) -> None:
    model = small(1, scheme=scheme, formative=formative)
    weights, correlations = textbook(drawn(1), scheme=scheme, formative=formative)
    assert [one.weight.value for one in model.outer] == pytest.approx(weights, abs=1e-8)
    assert model.correlations == pytest.approx(correlations, abs=1e-8)


def test_paths_are_regressions_of_the_constructs() -> None:
    model, r = small(2), textbook(drawn(2), scheme="path")[1]
    into_c = np.linalg.solve(r[:2, :2], r[:2, 2])
    assert [term.value for term in model.paths] == pytest.approx([r[0, 1], *into_c])
    assert {term.name: term.value for term in model.total} == pytest.approx(
        {"a > b": r[0, 1], "a > c": into_c[0] + r[0, 1] * into_c[1], "b > c": into_c[1]}
    )
    assert [(one.construct, one.r2) for one in model.explained] == [
        ("b", pytest.approx(r[0, 1] ** 2)),
        ("c", pytest.approx(into_c @ r[:2, 2])),
    ]
    assert model.explained[1].adjusted == pytest.approx(1 - (1 - model.explained[1].r2) * 79 / 77)


def test_intervals_are_those_of_the_jackknife() -> None:
    answers, rest = drawn(3, n=30), np.arange(30)
    model = path_model(answers=answers, **SMALL)
    again = [path_model(answers=answers[rest != row], **SMALL) for row in rest]
    for place, term in enumerate(model.paths):
        without = np.array([one.paths[place].value for one in again])
        error = np.sqrt(29 / 30 * ((without - without.mean()) ** 2).sum())
        assert term.standard_error == pytest.approx(error, rel=1e-6)
        assert (term.low, term.high) == pytest.approx(stats.t.interval(0.95, 29, term.value, error), rel=1e-6)
    weights = np.array([one.outer[2].weight.value for one in again])
    error = np.sqrt(29 / 30 * ((weights - weights.mean()) ** 2).sum())
    found = model.outer[2].weight
    assert found.high - found.value == pytest.approx(stats.t.ppf(0.975, 29) * error, rel=1e-6)
    loadings = np.arctanh([one.outer[2].loading.value for one in again])
    error = np.sqrt(29 / 30 * ((loadings - loadings.mean()) ** 2).sum())
    loading = model.outer[2].loading
    assert (loading.low, loading.high) == pytest.approx(
        np.tanh(stats.t.interval(0.95, 29, np.arctanh(loading.value), error)), rel=1e-6
    )
    assert found.method == model.paths[0].method == "pls-jackknife"


def test_blocks_are_left_out_together() -> None:
    answers, blocks = drawn(4, n=60), np.arange(60) % 6 * 7 - 3
    model = path_model(answers=answers, **SMALL, blocks=blocks)
    again = [
        path_model(answers=answers[blocks != block], **SMALL).paths[2].value for block in np.unique(blocks)
    ]
    error = np.sqrt(5 / 6 * ((np.array(again) - np.mean(again)) ** 2).sum())
    assert model.paths[2].standard_error == pytest.approx(error, rel=1e-6)
    assert model.blocks == 6


@pytest.mark.parametrize("weighted", [False, True])
def test_sums_give_the_model_of_their_rows(weighted: bool) -> None:
    answers, blocks = np.round(10 * drawn(21)).astype(int), np.arange(80) % 9
    weights = np.random.default_rng(21).uniform(0, 2, 80) if weighted else None
    rows = path_model(answers=answers, **SMALL, weights=weights, blocks=blocks)
    other = {key: value for key, value in SMALL.items() if key != "names"}
    columns = np.column_stack([np.arange(80), answers])
    sums = gram(columns, names=("id", *SMALL["names"]), weights=weights, blocks=blocks)
    found = path_model_from_gram(gram=sums, **other)
    for one, same in zip(found.paths + found.total, rows.paths + rows.total, strict=True):
        assert (one.value, one.low, one.high) == pytest.approx((same.value, same.low, same.high))
    assert (found.n, found.blocks) == (80, 9)


def test_sums_of_a_constant_column_are_refused() -> None:
    answers = drawn(23)
    answers[:, 4] = 0.1
    sums = gram(answers, names=SMALL["names"], blocks=np.arange(80) % 7)
    with pytest.raises(ValueError, match="'b2' is the same in every row"):
        path_model_from_gram(gram=sums, constructs=SMALL["constructs"], paths=SMALL["paths"])


def test_sums_without_blocks_are_refused() -> None:
    sums = gram(drawn(22), names=SMALL["names"])
    with pytest.raises(ValueError, match="this Gram has no blocks"):
        path_model_from_gram(gram=sums, constructs=SMALL["constructs"], paths=SMALL["paths"])


def test_more_than_2000_rows_are_dealt_to_100_blocks() -> None:
    answers = drawn(5, n=2001)
    model = path_model(answers=answers, **SMALL)
    assert model.blocks == 100
    explicit = path_model(answers=answers, **SMALL, blocks=np.arange(2001) % 100)
    assert model.paths[0].standard_error == explicit.paths[0].standard_error


def test_weights_are_those_of_repeated_rows() -> None:
    answers = drawn(6)
    counts = np.random.default_rng(6).integers(0, 4, 80)
    weighted = path_model(answers=answers, **SMALL, weights=counts)
    repeated = path_model(answers=np.repeat(answers, counts, axis=0), **SMALL)
    for one, other in zip(weighted.paths, repeated.paths, strict=True):
        assert one.value == pytest.approx(other.value)
    assert weighted.n == (counts > 0).sum()


# --- properties ----------------------------------------------------------------------------------------------


def test_limits_stay_where_the_numbers_live() -> None:
    sure = np.repeat(np.arange(1.0, 11), 2)[:, None] + np.random.default_rng(2).normal(size=(20, 7))
    model = path_model(answers=sure, **SMALL)
    assert 0.99 < max(one.loading.high for one in model.outer) < 1
    near = importance_performance(model=model, target="c", scale=(float(sure.mean(axis=0).min()), 1000))
    assert min(one.performance.low for one in near) == 0


@settings(parent=steady, max_examples=20)
@given(st.integers(0, 10_000))
def test_order_of_rows_and_units_do_not_matter(seed: int) -> None:
    answers = drawn(seed)
    model = path_model(answers=answers, **SMALL)
    shuffled = np.random.default_rng(seed).permutation(80)
    again = path_model(answers=answers[shuffled] * [1, 2, 3, 4, 5, 6, 7] + 100, **SMALL)
    for one, other in zip(model.paths + model.total, again.paths + again.total, strict=True):
        assert one.value == pytest.approx(other.value, abs=1e-8)
        assert one.standard_error == pytest.approx(other.standard_error, rel=1e-5)
        assert one.low < one.value < one.high
    for outer in model.outer:
        assert -1 <= outer.loading.value <= 1


def test_turning_an_indicator_round_flips_its_weight_alone() -> None:
    answers = drawn(7)
    model, turned = small(7), path_model(answers=answers * [1, -1, 1, 1, 1, 1, 1], **SMALL)
    for one, other in zip(model.outer, turned.outer, strict=True):
        sign = -1 if one.indicator == "a2" else 1
        assert other.weight.value == pytest.approx(sign * one.weight.value)
    assert [term.value for term in turned.paths] == pytest.approx([term.value for term in model.paths])


def test_more_answers_narrow_the_interval() -> None:
    few, many = (path_model(answers=drawn(8, n=n), **SMALL).paths[0] for n in (50, 800))
    assert many.high - many.low < 0.5 * (few.high - few.low)


def test_construct_of_one_indicator_is_that_indicator() -> None:
    model = small(9, constructs={"a": ["a1", "a2"], "b": ["b1"], "c": ["c1"]})
    alone = model.outer[2]
    assert (alone.weight.value, alone.weight.low, alone.loading.high) == pytest.approx((1, 1, 1))
    r = np.corrcoef(drawn(9)[:, 3], drawn(9)[:, 5])[0, 1]
    assert model.correlations[1, 2] == pytest.approx(r)
    assert [one.alpha for one in reliability(model=model)][1:] == [1, 1]


def test_reliability_leaves_formed_constructs_out() -> None:
    assert [one.construct for one in reliability(model=small(10, formative=["a"]))] == ["b", "c"]


# --- the map -------------------------------------------------------------------------------------------------


def test_performance_is_the_weighted_mean_of_rescaled_answers() -> None:
    answers = drawn(11)
    model = path_model(answers=answers, **SMALL)
    places = importance_performance(model=model, target="c", scale=(0, 10))
    raw = np.array([one.weight.value for one in model.outer[:3]]) / answers[:, :3].std(axis=0)
    score = 10 * answers[:, :3] @ (raw / raw.sum())
    assert places[0].performance.value == pytest.approx(score.mean())
    assert [weight for _, weight in places[0].weights] == pytest.approx(raw / raw.sum())
    raw = np.array([one.weight.value for one in model.outer[5:]]) / answers[:, 5:].std(axis=0)
    goal = 10 * answers[:, 5:] @ (raw / raw.sum())
    ratio = goal.std() / score.std()
    assert places[0].importance is not None
    assert places[0].importance.value == pytest.approx(model.total[1].value * ratio)
    assert places[2].importance is None
    assert places[0].importance.low < places[0].importance.value < places[0].importance.high


def test_map_takes_a_scale_for_each_indicator() -> None:
    answers = drawn(12)
    wide = answers * [10, 1, 1, 1, 1, 1, 1]
    scale = {name: (0, 100) if name == "a1" else (0, 10) for name in SMALL["names"]}
    one = importance_performance(model=path_model(answers=wide, **SMALL), target="c", scale=scale)
    other = importance_performance(model=path_model(answers=answers, **SMALL), target="c", scale=(0, 10))
    for first, second in zip(one, other, strict=True):
        assert first.performance.value == pytest.approx(second.performance.value)
        assert first.performance.low == pytest.approx(second.performance.low)
    assert one[0].importance is not None
    assert other[0].importance is not None
    assert one[0].importance.value == pytest.approx(other[0].importance.value)


def test_construct_without_a_way_to_the_target_has_no_importance() -> None:
    places = importance_performance(model=small(13), target="b", scale=(0, 10))
    assert [one.importance is None for one in places] == [False, True, True]


@pytest.mark.parametrize(
    ("changed", "message"),
    [
        ({"target": "z"}, r"'z' is not one of the constructs \('a', 'b', 'c'\)"),
        ({"target": "a"}, "no arrow leads to 'a'"),
        ({"scale": (10, 1)}, r"scale must be the least and the largest answer, as \(1, 5\), not \(10, 1\)"),
        ({"scale": {"a1": (0, 10)}}, "the scale of 'a2' is not given"),
        ({"scale": (0, 3)}, "the mean of 'a1' lies outside its scale"),
    ],
)
def test_map_refuses(changed: dict[str, Any], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        importance_performance(**{"model": small(14), "target": "c", "scale": (0, 10), **changed})


def test_map_refuses_negative_weights_by_name() -> None:
    turned = path_model(answers=10 - drawn(15) * [1, -1, 1, 1, 1, 1, 1], **SMALL)
    with pytest.raises(ValueError, match=r"the outer weight of 'a2' in 'a' is negative \(-0\."):
        importance_performance(model=turned, target="c", scale=(0, 20))


# --- what cannot be fitted -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("changed", "message"),
    [
        ({"scheme": "pca"}, "scheme must be 'path', 'factorial' or 'centroid', not 'pca'"),
        ({"level": 0}, "level must lie between 0 and 1, not 0"),
        ({"constructs": {**SMALL["constructs"], "d": []}}, "'d' has no indicator"),
        ({"constructs": {"a": ["a1"], "b": ["a1"], "c": ["c1"]}}, "'a1' must belong to one construct"),
        ({"constructs": {"a": ["a1"], "b": ["b9"], "c": ["c1"]}}, "'b9' is not one of the columns"),
        ({"paths": [("a", "z")]}, "'z' is not one of the constructs"),
        ({"formative": ["z"]}, "'z' is not one of the constructs"),
        ({"paths": [("a", "b"), ("a", "b"), ("a", "c")]}, r"the path \('a', 'b'\) stands twice"),
        ({"paths": [("a", "b")]}, "no path leads from or to 'c'"),
        (
            {"paths": [("a", "b"), ("b", "c"), ("c", "a")]},
            "the paths lead in a circle: . > . > . > .; break it",
        ),
        ({"names": ["a1"] * 7}, "names must be different"),
        ({"names": ["a1"]}, r"rows of 1 columns, one a name, not the shape \(80, 7\)"),
        ({"answers": np.zeros(7)}, r"not the shape \(7,\)"),
        (
            {"answers": np.full((80, 7), np.nan)},
            r"answers must be finite numbers, but nan stands at \(0, 0\)",
        ),
        ({"answers": np.ones((80, 7))}, "'a1' is the same in every row"),
        ({"answers": drawn(0, n=3)}, "3 rows are too few for 2 arrows into one construct"),
        ({"weights": [-1.0] * 80}, "a weight must be a finite number of at least 0, not -1"),
        ({"blocks": [1] * 80}, "errors need at least two blocks of rows"),
        ({"blocks": [1, 2]}, r"blocks must be 80 whole numbers, one a row, not int64 of the shape \(2,\)"),
        ({"blocks": [0.5] * 80}, "blocks must be 80 whole numbers, one a row, not float64"),
    ],
)
def test_path_model_refuses(changed: dict[str, Any], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        small(16, **changed)


def test_column_that_one_block_alone_moves_is_refused() -> None:
    answers = drawn(17)
    answers[:, 6] = 0
    answers[5, 6] = 1
    with pytest.raises(ValueError, match="'c2' is the same without block 5"):
        path_model(answers=answers, **SMALL)


def test_collinear_indicators_are_refused_in_mode_b_only() -> None:
    answers = drawn(18)
    answers[:, 2] = answers[:, 0] + answers[:, 1]
    assert path_model(answers=answers, **SMALL).n == 80
    with pytest.raises(ValueError, match="the indicators of 'a' are perfectly collinear"):
        path_model(answers=answers, **SMALL, formative=["a"])


def test_constructs_that_are_the_same_are_refused() -> None:
    answers = drawn(19)
    answers[:, 3:5] = answers[:, :2]
    same = {**SMALL, "constructs": {"a": ["a1", "a2"], "b": ["b1", "b2"], "c": ["c1"]}}
    with pytest.raises(ValueError, match=r"constructs among \('a', 'b', 'c'\) are perfectly collinear"):
        path_model(answers=answers, **same)
    with pytest.raises(ValueError, match=r"\['a', 'b'\] are perfectly collinear, and all point to 'c'"):
        path_model(answers=answers + 1e-6 * np.random.default_rng(19).normal(size=(80, 7)), **same)


@pytest.mark.parametrize(
    ("scheme", "where"),
    [("centroid", "'centroid'; take another"), ("path", "'path' without some of the rows")],
)
def test_weights_that_go_round_in_circles_are_refused(scheme: Any, where: str) -> None:
    noise = np.random.default_rng(20).integers(1, 4, size=(12, 7))
    with pytest.raises(ValueError, match=f"the weights do not settle under the scheme {where}"):
        path_model(answers=noise, **SMALL, scheme=scheme)


def test_intervals_cover_as_they_say() -> None:
    """In small; benchmarks/coverage/paths.py is the whole."""
    truth = path_model(answers=drawn(1, n=200_000), **SMALL).paths[2].value
    terms = [path_model(answers=drawn(seed, n=100), **SMALL).paths[2] for seed in range(2, 202)]
    assert 180 < sum(term.low <= truth <= term.high for term in terms) <= 198
