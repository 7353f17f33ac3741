"""Samples and their design: calls in order, and what may be wrong with each argument."""

from collections.abc import Iterator

import numpy as np
from tests.cxstats.bad.arguments import (
    Argument,
    Call,
    call,
    count,
    given,
    number,
    row,
    weights,
)
from tests.cxstats.bad.data import LEVEL

from cxstats.designs import Design, design_mean, design_nps, design_share
from cxstats.estimate import Moments
from cxstats.raking import rake
from cxstats.responders import compare_number, compare_responders


def calls() -> Iterator[Call]:
    """Lines of the table."""
    fields = given({"age": ["young", "old", "old", "young"]}, none={}, empty={"age": []})
    shares = Argument(
        {"age": {"young": 30, "old": 70}},
        {
            "text": {"age": {"young": "many", "old": 70}},
            "a gap": {"age": {"young": np.nan, "old": 70}},
            "negative": {"age": {"young": -1, "old": 70}},
            "infinite": {"age": {"young": np.inf, "old": 70}},
        },
    )
    yield call(
        rake,
        fields=fields,
        margins=shares,
        weights=weights(4),
        cap=number(5.0, above=1, optional=True),
        rounds=count(2000),
    )
    base = {"age": {"young": 300, "old": 700}}
    few = {"age": {"young": 30, "old": 70}}
    wrong = {
        "text": {"age": {"young": "many", "old": 70}},
        "a gap": {"age": {"young": np.nan, "old": 70}},
        "negative": {"age": {"young": -1, "old": 70}},
    }
    empty = {"nobody": {"age": {"young": 0, "old": 0}}, "no category": {"age": {}}, "no field": {}}
    yield call(
        compare_responders,
        base=Argument(base, wrong, empty),
        responders=Argument(few, wrong, empty),
        level=LEVEL,
    )
    everybody = Moments(n=1000, s=45_000, ss=2_250_000)
    some = given(Moments(n=90, s=4500, ss=245_000), nobody=Moments())
    yield call(compare_number, base=given(everybody, nobody=Moments()), responders=some, level=LEVEL)
    for designed, values in (
        (design_mean, row([3.0, 4.0, 5.0, 2.0])),
        (design_share, row([0, 1, 1, 0])),
        (design_nps, row([-1, 1, 1, 0])),
    ):
        design = given(
            Design(weights=[1.0, 2.0, 1.0, 2.0]),
            text=Design(weights=["heavy"] * 4),
            negative=Design(weights=[-1.0, 1, 1, 1]),
            zeros=Design(weights=[0.0] * 4),
            infinite=Design(weights=[np.inf] * 4),
            gap=Design(weights=[np.nan] * 4),
            too_few=Design(weights=[1.0]),
            one_stratum_each=Design(weights=[1.0] * 4, strata=["a", "b", "c", "d"]),
            one_person=Design(weights=[1.0] * 4, people=["a"] * 4),
            text_size=Design(weights=[1.0] * 4, strata=["a"] * 4, sizes={"a": "many"}),
            infinite_size=Design(weights=[1.0] * 4, strata=["a"] * 4, sizes={"a": np.inf}),
            no_size=Design(weights=[1.0] * 4, strata=["a"] * 4, sizes={}),
            text_before=Design(weights=[1.0] * 4, raked={"age": ["a", "a", "b", "b"]}, before=["x"] * 4),
            raked_alike=Design(weights=[1.0] * 4, raked={"age": ["a"] * 4}),
            raked_apart=Design(weights=[1.0] * 4, raked={"age": ["a", "b", "c", "d"]}),
        )
        yield call(designed, answers=values, design=design, level=LEVEL)
