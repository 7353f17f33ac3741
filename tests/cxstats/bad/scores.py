"""Scores, sums and anonymity: calls in order, and what may be wrong with each argument."""

from collections.abc import Iterator

import numpy as np
from tests.cxstats.bad.arguments import (
    Argument,
    Call,
    call,
    count,
    counts,
    given,
    number,
    one_of,
    row,
    table,
    weights,
)
from tests.cxstats.bad.data import LEVEL, MEAN, NPS, SHARE, WEIGHTED

from cxstats.anonymity import hidden, hidden_grid
from cxstats.categories import categories
from cxstats.estimate import Moments
from cxstats.moments import of_answers, of_nps, of_share
from cxstats.release import exposed, release
from cxstats.scores import (
    mean,
    nps,
    nps_from_moments,
    share,
    share_from_moments,
    weighted_mean,
    weighted_nps,
    weighted_share,
)
from cxstats.weights import design_effect, kish_n


def calls() -> Iterator[Call]:
    """Lines of the table."""
    three = {"promoters": count(30), "passives": count(20), "detractors": count(10)}
    yield call(nps, **three, level=LEVEL, method=one_of("auto"))
    yield call(nps_from_moments, moments=NPS, level=LEVEL, method=one_of("auto"))
    yield call(share, successes=count(8), n=count(20), level=LEVEL, method=one_of("wilson"))
    yield call(share_from_moments, moments=SHARE, level=LEVEL, method=one_of("wilson"))
    scale = Argument(
        (-1, 5),
        {"text": ("a", "b"), "turned": (5, -1), "a gap": (np.nan, 5), "without end": (-1, np.inf), "one": 5},
    )
    yield call(mean, moments=MEAN, level=LEVEL, scale=scale)
    yield call(weighted_nps, moments=WEIGHTED, level=LEVEL)
    yield call(weighted_mean, moments=WEIGHTED, level=LEVEL, scale=scale)
    yes = of_answers(answers=[1.0, 0.0] * 10, weights=[1.0, 2.0] * 10)
    yield call(weighted_share, moments=given(yes, nobody=Moments()), level=LEVEL)
    yield call(categories, counts=counts([10, 20, 30]), level=LEVEL, method=one_of("goodman"))
    yield call(categories, counts=counts([10, 20, 30]), level=LEVEL, method=one_of("sison-glaz"))
    yield call(of_nps, **three)
    yield call(of_share, successes=count(8), n=count(20))
    yield call(
        of_answers, answers=row([1, 2, 3, 4]), weights=weights(4, a_batch=True), rows=("answers", "weights")
    )
    yield call(kish_n, w=number(6.0), ww=number(12.0))
    yield call(design_effect, n=count(4), w=number(6.0), ww=number(12.0))
    yield call(hidden, people=counts([3, 20, 30]), threshold=count(10, least=1))
    yield call(hidden_grid, people=table(np.array([[3, 20], [30, 40]])), threshold=count(10, least=1))
    cells = table(np.array([[1] * 12, [1] * 7 + [0] * 5, [0] * 7 + [1] * 5]))
    yield call(release, cells=cells, threshold=count(5, least=2), people=counts([1] * 12))
    yield call(exposed, cells=cells, threshold=count(5, least=2), people=counts([1] * 12))
