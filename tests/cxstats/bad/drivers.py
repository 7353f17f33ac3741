"""Drivers: calls in order, and what may be wrong with each argument."""

from collections.abc import Iterator

import numpy as np
from tests.cxstats.bad.arguments import (
    Argument,
    Call,
    call,
    labels,
    names,
    one_of,
    row,
    table,
    weights,
)
from tests.cxstats.bad.data import LEVEL, N, X, Y

from cxstats.drivers.coefficients import regression
from cxstats.drivers.gram import gram
from cxstats.drivers.importance import lmg
from cxstats.drivers.johnson import johnson
from cxstats.drivers.missing import estimate_missing, pattern_grams
from cxstats.drivers.table import drivers, drivers_from_gram, drivers_from_patterns


def calls() -> Iterator[Call]:
    """Lines of the table."""
    halves = labels([place // 2 for place in range(N)])
    rows = ("answers", "outcome", "weights", "clusters", "strata", "not_visited")
    asked = {"outcome": row(Y, gaps=True), "names": names("abc"), "level": LEVEL}
    yield call(drivers, answers=table(X, gaps=True), **asked, rows=rows)
    yield call(
        drivers,
        answers=table(X, gaps=True),
        **asked,
        weights=weights(N),
        clusters=halves,
        strata=labels([place // 20 for place in range(N)]),
        errors=one_of("jackknife"),
        missing=one_of("refuse"),
        rows=rows,
    )
    both = np.column_stack([X, Y])
    wide = names(["a", "b", "c", "y"])
    blocks = Argument(
        [place % 10 for place in range(N)],
        {"text": ["x"] * N, "negative": [-1] * N, "beyond": [100] * N, "halves": [0.5] * N, "too few": [1]},
        {"one block": [0] * N},
    )
    centre = Argument([7.0] * 4, {"text": ["x"] * 4, "gap": [np.nan] * 4, "too few": [1.0], "one": 3.0})
    yield call(
        gram, values=table(both), names=wide, weights=weights(N, a_batch=True), blocks=blocks, centre=centre
    )
    sums = gram(both, names=("a", "b", "c", "y"), blocks=[place % 10 for place in range(N)])
    still = both.copy()
    still[:, 0] = 5.0
    twice = both.copy()
    twice[:, 0] = 2 * both[:, 1]
    odd = {
        name: gram(values, names=("a", "b", "c", "y"), blocks=[place % 10 for place in range(len(values))])
        for name, values in {
            "constant": still,
            "collinear": twice,
            "nobody": both[:0],
            "one": both[:1],
            "as many as drivers": both[:3],
            "as many as coefficients": both[:4],
            "one more": both[:5],
        }.items()
    } | {
        "one block": gram(both, names=("a", "b", "c", "y"), blocks=[0] * N),
        "no weight": gram(both, names=("a", "b", "c", "y"), weights=[0.0] * N, blocks=[0] * N),
        "the outcome alone": gram(both[:, 3:], names=("y",)),
    }
    spread = Argument(
        np.eye(3),
        {
            "text": [["x"] * 3] * 3,
            "gaps": np.full((3, 3), np.nan),
            "too few": np.eye(2),
            "negative": -np.eye(3),
        },
    )
    yield call(drivers_from_gram, gram=Argument(sums, {}, odd), slope_covariance=spread, level=LEVEL)
    yield call(drivers_from_gram, gram=Argument(sums, {}, odd), level=LEVEL)
    yield call(regression, gram=Argument(sums.total(), {}, {name: one.total() for name, one in odd.items()}))
    matrix = np.corrcoef(both.T)
    wrong = {
        "text": [["x", "y"], ["y", "x"]],
        "a gap": np.full((3, 3), np.nan),
        "an infinity": np.full((3, 3), np.inf),
        "a row": [1.0, 2.0],
        "not square": matrix[:2],
        "infinite": np.diag([np.inf] * 4),
        "not symmetric": np.triu(matrix),
        "rows of other lengths": [[1.0], [1.0, 2.0]],
        "impossible": [[1.0, 0.9, -0.9], [0.9, 1.0, 0.9], [-0.9, 0.9, 1.0]],
    }
    edge = {"one": [[1.0]], "none": np.zeros((0, 0)), "collinear": np.ones((3, 3)), "nothing": np.eye(3)}
    yield call(lmg, correlation=Argument(matrix, wrong, edge))
    yield call(johnson, correlation=Argument(matrix, wrong, edge))
    yield call(
        pattern_grams,
        values=table(both, gaps=True),
        names=wide,
        weights=weights(N, a_batch=True),
        blocks=blocks,
        centre=centre,
    )
    gappy = both.copy()
    gappy[::3, 0], gappy[1::4, 3] = np.nan, np.nan
    apart = both.copy()
    apart[::2, 0], apart[1::2, 3] = np.nan, np.nan
    patterns = {
        name: pattern_grams(
            values, names=("a", "b", "c", "y"), blocks=[row % 10 for row in range(len(values))]
        )
        for name, values in {
            "constant": still,
            "collinear": twice,
            "nobody": both[:0],
            "one": both[:1],
            "never together": apart,
            "a column without answers": np.column_stack([np.full(N, np.nan), both[:, 1:]]),
        }.items()
    }
    in_tens = [row % 10 for row in range(N)]
    found = pattern_grams(gappy, names=("a", "b", "c", "y"), blocks=in_tens)
    edges = patterns | {
        "none": (),
        "no weight": pattern_grams(gappy, names=("a", "b", "c", "y"), weights=[0.0] * N, blocks=in_tens),
        "one block": pattern_grams(gappy, names=("a", "b", "c", "y"), blocks=[0] * N),
        "no blocks": pattern_grams(gappy, names=("a", "b", "c", "y")),
    }
    made = {"patterns": Argument(found, {}, edges), "names": wide}
    yield call(estimate_missing, **made)
    yield call(drivers_from_patterns, **made, level=LEVEL)
