"""Models of ordered answers, penalty and reward, paths: calls in order, and what may be wrong with each argument."""

from collections.abc import Iterator

import numpy as np
from tests.cxstats.bad.arguments import (
    Argument,
    Call,
    call,
    given,
    labels,
    names,
    number,
    one_of,
    part,
    row,
    table,
    weights,
)
from tests.cxstats.bad.data import LEVEL, ORDER, ROWS, N, X, Y

from cxstats.drivers.gram import gram
from cxstats.drivers.importance_performance import importance_performance
from cxstats.drivers.ordinal import proportional_odds
from cxstats.drivers.parallel_lines import parallel_lines
from cxstats.drivers.paths import path_model, path_model_from_gram
from cxstats.drivers.penalty_reward import penalty_reward, penalty_reward_from_gram
from cxstats.drivers.profile import profile_intervals
from cxstats.drivers.reliability import reliability


def calls() -> Iterator[Call]:
    """Lines of the table."""
    both = ("predictors", "outcome", "weights", "clusters")
    halves = labels([place // 2 for place in range(N)])
    layers = labels([place // (N // 2) for place in range(N)])
    for errors in ("model", "robust", "jackknife"):
        yield call(
            proportional_odds,
            **ROWS,
            outcome=row(ORDER),
            errors=one_of(errors),
            clusters=halves if errors != "model" else given(None),
            strata=layers if errors != "model" else given(None),
            level=LEVEL,
            rows=(*both, "strata"),
        )
    yield call(profile_intervals, **ROWS, outcome=row(ORDER), level=LEVEL, rows=both)
    yield call(parallel_lines, **ROWS, outcome=row(ORDER), rows=both)
    yield call(
        penalty_reward,
        items=table(X.round()),
        outcome=row(Y),
        penalty_up_to=number(5.0, above=None),
        reward_from=number(9.0, above=None),
        weights=weights(N),
        names=names("abc"),
        errors=one_of("hc3"),
        level=LEVEL,
        alpha=part(0.05),
        rows=("items", "outcome", "weights"),
    )
    yield call(
        penalty_reward,
        items=table(X.round()),
        outcome=row(Y),
        penalty_up_to=number(5.0, above=None),
        reward_from=number(9.0, above=None),
        weights=weights(N),
        errors=one_of("jackknife"),
        clusters=halves,
        strata=layers,
        rows=("items", "outcome", "weights", "clusters", "strata"),
    )
    staff, price = X[:, 0].round(), X[:, 1].round()
    ends = np.column_stack([staff <= 5, staff >= 9, price <= 5, price >= 9, Y]).astype(float)
    told = ("a", "b", "c", "d", "y")
    blocks_of = [place % 10 for place in range(N)]
    odd = {
        "nobody low": gram(ends * [0, 1, 1, 1, 1], names=told, blocks=blocks_of),
        "one block": gram(ends, names=told, blocks=[0] * N),
        "no blocks": gram(ends, names=told),
        "nobody": gram(ends[:0], names=told, blocks=[]),
        "one": gram(ends[:1], names=told, blocks=[0]),
        "weights": gram(ends, names=told, weights=[2.0] * N, blocks=blocks_of),
    }
    sums = Argument(gram(ends, names=told, blocks=blocks_of), {}, odd)
    yield call(penalty_reward_from_gram, gram=sums, names=names("ab"), level=LEVEL, alpha=part(0.05))
    columns, made = ("q1", "q2", "loyal"), {"quality": ["q1", "q2"], "loyalty": ["loyal"]}
    constructs = Argument(
        made,
        {
            "none": {},
            "unknown": {"quality": ["q9"], "loyalty": ["loyal"]},
            "empty": {"quality": [], "loyalty": ["q1"]},
        },
    )
    ways = Argument(
        [("quality", "loyalty")],
        {"unknown": [("quality", "love")], "a circle": [("loyalty", "loyalty")], "none": []},
    )
    of = {"constructs": constructs, "paths": ways, "scheme": one_of("path"), "level": LEVEL}
    answers = np.column_stack([X[:, :2], Y])
    blocks = labels([place % 10 for place in range(N)])
    yield call(
        path_model,
        answers=table(answers),
        names=names(columns),
        **of,
        weights=weights(N),
        blocks=blocks,
        rows=("answers", "weights", "blocks"),
    )
    sums = gram(answers, names=columns, blocks=[place % 10 for place in range(N)])
    still = answers.copy()
    still[:, 0] = 5.0
    odd = {
        "constant": gram(still, names=columns, blocks=[place % 10 for place in range(N)]),
        "nobody": gram(answers[:0], names=columns, blocks=[]),
        "one": gram(answers[:1], names=columns, blocks=[0]),
        "one block": gram(answers, names=columns, blocks=[0] * N),
        "no blocks": gram(answers, names=columns),
    }
    yield call(path_model_from_gram, gram=Argument(sums, {}, odd), **of)
    model = path_model(answers=answers, names=columns, constructs=made, paths=[("quality", "loyalty")])
    scale = Argument((1, 10), {"text": ("a", "b"), "turned": (10, 1), "a gap": (np.nan, 10), "one number": 3})
    target = Argument("loyalty", {"unknown": "love", "a number": 3, "nothing": None})
    yield call(importance_performance, model=given(model), target=target, scale=scale)
    yield call(reliability, model=given(model))
