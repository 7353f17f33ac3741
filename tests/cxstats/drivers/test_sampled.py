"""Rows of weight 0 mean the same in every model: drawn, but nothing that degrees of freedom could count."""

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from cxstats.drivers.model_rows import checked_rows
from cxstats.drivers.ordinal import proportional_odds
from cxstats.drivers.penalty_reward import penalty_reward
from cxstats.drivers.sampled import read_sample
from cxstats.drivers.table import drivers

RNG = np.random.default_rng(20261126)
X = RNG.integers(1, 7, size=(400, 2)).astype(float)
Y = np.digitize(X[:, 0] + RNG.normal(size=400) * 2, [2, 4, 6])
STORES = np.arange(400) % 40
HELD = (STORES < 30).astype(float)

Errors = Callable[..., tuple[int, list[float]]]


def of_drivers(errors: str, **drawn: Any) -> tuple[int, list[float]]:
    found = drivers(drawn.pop("x"), drawn.pop("y"), errors=errors, **drawn)
    return found.n, [one.coefficient.error for one in found.drivers]


def of_ordered(errors: str, **drawn: Any) -> tuple[int, list[float]]:
    kind: Any = "robust" if errors == "linearised" else errors
    found = proportional_odds(predictors=drawn.pop("x"), outcome=drawn.pop("y"), errors=kind, **drawn)
    return found.n, [one.standard_error for one in found.coefficients]


def of_sides(errors: Any, **drawn: Any) -> tuple[int, list[float]]:
    found = penalty_reward(
        items=drawn.pop("x"), outcome=drawn.pop("y"), penalty_up_to=2, reward_from=5, errors=errors, **drawn
    )
    return found.n, [one.penalty.standard_error for one in found.items]


@pytest.mark.parametrize("errors", ["linearised", "jackknife"])
@pytest.mark.parametrize("model", [of_drivers, of_ordered, of_sides])
def test_rows_without_weight_count_as_drawn(model: Errors, errors: str) -> None:
    """40 clusters drawn, 30 of them with weight: (40/39) / (30/29) of the variance of those alone, or the same jackknifed."""
    n, with_them = model(errors, x=X, y=Y, weights=HELD, clusters=STORES)
    kept = HELD > 0
    alone = model(errors, x=X[kept], y=Y[kept], weights=HELD[kept], clusters=STORES[kept])
    assert n == alone[0] == 300
    ratio = (np.array(with_them) / np.array(alone[1])) ** 2
    wanted = (40 / 39) / (30 / 29) if errors == "linearised" else (39 / 40) / (29 / 30)
    assert ratio == pytest.approx(np.full(2, wanted), rel=2e-3)


def test_degrees_of_freedom_are_of_clusters_with_weight() -> None:
    fit = proportional_odds(predictors=X, outcome=Y, weights=HELD, errors="robust", clusters=STORES)
    assert fit.test.left == 28
    sides = penalty_reward(
        items=X, outcome=Y, penalty_up_to=2, reward_from=5, weights=HELD, errors="jackknife", clusters=STORES
    )
    assert sides.df == 29


@pytest.mark.parametrize("errors", ["linearised", "jackknife"])
def test_clusters_without_weight_do_not_help_a_table_of_drivers(errors: Any) -> None:
    few = (STORES < 3).astype(float)
    with pytest.raises(ValueError, match="2 clusters beyond the strata say too little about 2 drivers"):
        drivers(X, Y, weights=few, clusters=STORES, errors=errors)


def test_sample_in_which_one_cluster_alone_has_weight_is_refused() -> None:
    rows = checked_rows(predictors=X, outcome=Y, weights=(STORES == 3) * 1.0)
    with pytest.raises(ValueError, match="no more clusters than strata hold a weight"):
        read_sample(rows=rows, clusters=STORES, strata=None)


LABELS: list[tuple[Any, str]] = [
    ([None] + ["a"] * 399, "clusters hold None in row 0: give every row a label"),
    ([1.0, np.nan] * 200, "clusters hold NaN in row 1"),
    ([3, "a", None] * 133 + [1], "clusters hold None in row 2"),
    (np.array([3, "a"] * 200, dtype=object), r"clusters must be labels of one kind, not of \['int', 'str'\]"),
    (["a", "b"], "clusters must hold one label for each of 400 rows"),
]


@pytest.mark.parametrize(("labels", "message"), LABELS)
@pytest.mark.parametrize("model", [of_drivers, of_ordered, of_sides])
def test_labels_are_refused_in_words(model: Errors, labels: Any, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        model("jackknife", x=X, y=Y, clusters=labels)
