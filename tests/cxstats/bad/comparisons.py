"""Comparisons and leagues: calls in order, and what may be wrong with each argument."""

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
    part,
    row,
    table,
)
from tests.cxstats.bad.data import LEVEL, MEAN, NPS, SHARE, WEIGHTED, N, X, Y

from cxstats.compare.columns import Columns, compare_columns
from cxstats.compare.designs import design_difference, group_difference
from cxstats.compare.differences import mean_difference, nps_difference, share_difference, weighted_difference
from cxstats.compare.looks import judge, judge_values
from cxstats.compare.outside import outside_difference, published
from cxstats.compare.paired import paired_mean, paired_nps, paired_share
from cxstats.compare.reach import minimum_detectable_change, needed_n, needed_now
from cxstats.designs import Design
from cxstats.estimate import Difference, Estimate, Moments
from cxstats.league.case_mix import adjust, grams
from cxstats.league.shrinkage import shrink
from cxstats.league.table import funnel, league


def _of_designs() -> Iterator[Call]:
    designs = Design(weights=[1.0, 2.0, 1.0, 2.0]), Design(weights=[1.0] * 4)
    pair = given(
        designs,
        text=(designs[0], Design(weights=["heavy"] * 4)),
        too_few=(designs[0], Design(weights=[1.0])),
        one_person=(designs[0], Design(weights=[1.0] * 4, people=["a"] * 4)),
    )
    kind, some = one_of("mean"), row([3.0, 4.0, 5.0, 2.0])
    yield call(design_difference, before=some, now=some, designs=pair, kind=kind, level=LEVEL)
    half = Argument([True, True, False, False], {"text": ["yes"] * 4, "a gap": [np.nan] * 4, "short": [True]})
    yield call(
        group_difference,
        answers=some,
        design=given(designs[0], one_person=Design(weights=[1.0] * 4, people=["a"] * 4)),
        before=half,
        now=half,
        kind=kind,
        level=LEVEL,
    )


def _of_outside_figures() -> Iterator[Call]:
    told = {"value": number(0.5, above=None), "lowest": number(-1.0, above=None)}
    told |= {"highest": number(1.0, above=0.5), "level": LEVEL}
    some = number(0.5, above=None, optional=True)
    limits = {"low": Argument(0.4, {**some.wrong, "above the value": 0.6, "alone": None})}
    limits |= {"high": Argument(0.6, {**some.wrong, "below the value": 0.4, "alone": None})}
    yield call(published, **told)
    yield call(published, **told, **limits)
    yield call(published, **told, error=number(0.1, optional=True))
    yield call(published, **told, n=count(100, least=1))
    side = Argument(
        Estimate(0.5, 0.4, 0.6, 100, "published-n"),
        {
            "text": "often",
            "turned limits": Estimate(0.5, 0.6, 0.4, 100, "published-n"),
            "a gap": Estimate(np.nan, 0.4, 0.6, 100, "published-n"),
            "another level": Estimate(0.5, 0.4, 0.6, 100, "published-n", 0.9),
        },
        {
            "no limits": Estimate(0.5, None, None, 0, "published"),
            "nobody": Estimate(None, None, None, 0, "published"),
            "no width": Estimate(0.5, 0.5, 0.5, 0, "published"),
        },
    )
    yield call(outside_difference, theirs=side, ours=side, most=number(2.0))


def calls() -> Iterator[Call]:
    """Lines of the table."""
    yield call(nps_difference, before=NPS, now=NPS, level=LEVEL, method=one_of("square-and-add"))
    yield call(share_difference, before=SHARE, now=SHARE, level=LEVEL)
    yield call(mean_difference, before=MEAN, now=MEAN, level=LEVEL)
    yield call(
        weighted_difference,
        before=WEIGHTED,
        now=WEIGHTED,
        kind=one_of("nps"),
        level=LEVEL,
        method=one_of("square-and-add"),
    )
    yield from _of_designs()
    yield from _of_outside_figures()
    one = Difference(0.1, 0.0, 0.2, 0.04, 90, 90, "welch")
    none = Difference(None, None, None, None, 0, 0, "welch")
    seen = given([one, one], none=[], cannot_be_told=[none, none])
    yield call(judge, differences=seen, alpha=LEVEL, method=one_of("bh"))
    values, p_values = given([0.1, -0.2, None]), given([0.04, 0.5, None], none=[None] * 3)
    yield call(judge_values, values=values, p_values=p_values, alpha=LEVEL, method=one_of("bh"))
    sides = given(
        Columns(n=[200, 9], s=[20, 3], ss=[120, 3]),
        text=Columns(n=["many"] * 2, s=[20, 3], ss=[120, 3]),
        a_gap=Columns(n=[200, np.nan], s=[20, 3], ss=[120, 3]),
        nobody=Columns(n=[0, 0], s=[0, 0], ss=[0, 0]),
    )
    yield call(compare_columns, before=sides, now=sides, kind=one_of("nps"))
    yield call(paired_nps, pairs=table(np.array([[9, 3, 2], [4, 30, 5], [1, 8, 40]])), level=LEVEL)
    yield call(paired_share, pairs=table(np.array([[20, 12], [30, 40]])), level=LEVEL)
    yield call(paired_mean, changes=MEAN, level=LEVEL)
    asked = {"variance": number(0.5), "power": part(0.8), "alpha": part(0.05)}
    yield call(minimum_detectable_change, n_before=count(90, least=1), n_now=count(90, least=1), **asked)
    yield call(needed_n, change=number(0.1, above=None), **asked)
    yield call(needed_now, change=number(0.1, above=None), n_before=count(900, least=1), **asked)
    sums = given(
        [
            Moments(n=60, s=20, ss=40),
            Moments(n=80, s=50, ss=60),
            Moments(n=5, s=0, ss=4),
            Moments(n=70, s=7, ss=49),
        ],
        none=[],
    )
    ranges = one_of("integrated")
    yield call(
        league,
        groups=sums,
        kind=one_of("nps"),
        level=LEVEL,
        variance=number(0.4, optional=True),
        ranges=ranges,
    )
    yield call(
        funnel,
        center=number(0.2, above=None),
        variance=number(0.4),
        n=count(40, least=1),
        kind=one_of("nps"),
        level=LEVEL,
    )
    values, variances = row([0.1, 0.3, 0.2, 0.5]), row([0.01, 0.02, 0.01, 0.03])
    yield call(
        shrink, values=values, variances=variances, level=LEVEL, ranges=ranges, rows=("values", "variances")
    )
    shops = [place % 3 for place in range(N)]
    rows = ("groups", "columns", "answers", "counts")
    one_each = counts([1] * N)
    yield call(grams, groups=counts(shops), columns=table(X), answers=row(Y), counts=one_each, rows=rows)
    sums_of = grams(groups=shops, columns=X, answers=Y)
    flat = {"flat": sums_of[0], "none": sums_of[:0], "one": sums_of[:1], "zeros": np.zeros_like(sums_of)}
    wrong = {
        "text": "sums",
        "a gap": np.full_like(sums_of, np.nan),
        "infinite": np.full_like(sums_of, np.inf),
    }
    yield call(adjust, grams=Argument(sums_of, wrong, flat), level=LEVEL)
