"""Cross products in one reading equal those of the whole table at once, on every engine."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.engine.invented import invented
from tests.engine.test_aggregates import frame

from cxstats.drivers.gram import gram
from cxstats.drivers.missing import pattern_grams
from ninefold.engine.engines import Engine
from ninefold.engine.grams import Crossed, Wanted, crossed

DRIVERS = ("q_wait", "q_yes")
COLUMNS = (*DRIVERS, "nps")
answer = st.one_of(st.none(), st.integers(0, 10))
row = st.fixed_dictionaries(
    {
        **dict.fromkeys(COLUMNS, answer),
        "weight": st.sampled_from([None, 0.0, 0.5, 1.0, 2.25]),
        "touchpoint": st.sampled_from([None, "shop", "web"]),
        "person": st.sampled_from([f"p{number}" for number in range(9)]),
    }
)
rows_of = st.lists(row, max_size=30)
CROWD = [
    {"person": f"p{place}", "q_wait": place % 11, "q_yes": place % 2, "nps": place * 7 % 11}
    for place in range(60)
]


def table(rows, *, names=COLUMNS):
    return np.array([[np.nan if each[name] is None else each[name] for name in names] for each in rows])


def found(engine: Engine, rows, **wanted) -> dict[str | None, Crossed]:
    return dict(crossed(frame=frame(engine, rows), wanted=Wanted(columns=COLUMNS, **wanted), engine=engine))


@given(rows=rows_of)
@invented(30)
def test_whole_answers_are_summed_exactly_by_block(engine: Engine, rows) -> None:
    whole = [each for each in rows if None not in (each[name] for name in COLUMNS)]
    told = found(engine, rows)
    if not rows:
        assert told == {}
        return
    one = told[None]
    assert one.left_out == len(rows) - len(whole)
    if not whole:
        assert one.grams == ()
        return
    (blocks,) = one.grams
    expected = gram(table(whole).astype(int), names=COLUMNS)
    assert blocks.by_block
    assert blocks.total().products.tolist() == expected.products.tolist()
    assert blocks.products.dtype == np.int64
    assert blocks.total().sums.tolist() == expected.sums.tolist()
    assert int(blocks.total().n) == len(whole)


@given(rows=rows_of)
@invented(30)
def test_groups_add_up_to_the_whole(engine: Engine, rows) -> None:
    parts = found(engine, rows, group="touchpoint")
    assert list(parts) == sorted({each["touchpoint"] for each in rows}, key=lambda name: (name is None, name))
    for name, one in parts.items():
        mine = [each for each in rows if each["touchpoint"] == name]
        alone = found(engine, mine)[None]
        assert one.left_out == alone.left_out
        assert [each.products.tolist() for each in one.grams] == [
            each.products.tolist() for each in alone.grams
        ]


def test_many_groups_take_one_sum_each(engine: Engine) -> None:
    rows = [{"touchpoint": f"t{place % 7}", "q_wait": place, "q_yes": 1, "nps": 3} for place in range(21)]
    parts = found(engine, rows, group="touchpoint", apart="nothing")
    assert list(parts) == [f"t{place}" for place in range(7)]
    assert [(one.grams[0].by_block, int(one.grams[0].n)) for one in parts.values()] == [(False, 3)] * 7
    assert parts["t6"].grams[0].sums.tolist() == [6 + 13 + 20, 3, 9]


@given(rows=rows_of)
@invented(30)
def test_patterns_of_answers_are_kept_apart(engine: Engine, rows) -> None:
    expected = pattern_grams(table(rows), names=COLUMNS) if rows else ()
    told = found(engine, rows, apart="pattern")
    grams = told[None].grams if rows else ()
    assert [(one.names, int(one.n), one.products.tolist()) for one in grams] == [
        (one.names, int(one.n), one.products.tolist()) for one in expected
    ]


@given(rows=rows_of)
@invented(30)
def test_weights_count_where_they_are_positive(engine: Engine, rows) -> None:
    kept = [each for each in rows if (each["weight"] or 0) > 0 and None not in (each[n] for n in COLUMNS)]
    told = found(engine, rows, weight="weight")
    if not kept:
        assert all(one.grams == () for one in told.values())
        return
    total = told[None].grams[0].total()
    expected = gram(table(kept).astype(int), names=COLUMNS, weights=[each["weight"] for each in kept])
    # Every weight here is a binary fraction, so that even these sums are exact.
    assert total.products.tolist() == expected.products.tolist()
    assert (float(total.w), float(total.ww)) == (float(expected.w), float(expected.ww))
    assert told[None].left_out == len(rows) - len(kept)


def test_answers_that_are_no_whole_numbers_are_summed_as_they_are(engine: Engine) -> None:
    rows = [{"q_wait": 7.5, "q_yes": 3.0, "nps": 9.0}, {"q_wait": 1.25, "q_yes": 2.0, "nps": 4.0}]
    total = found(engine, rows)[None].grams[0].total()
    assert total.products[0].tolist() == [57.8125, 25.0, 72.5]


@pytest.mark.parametrize("large", [2.0**18 + 1, -(2.0**31), 2.0**40])
def test_numbers_too_large_to_be_exact_are_summed_as_they_are(engine: Engine, large: float) -> None:
    rows = [{"q_wait": large, "q_yes": 3.0, "nps": 9.0}, {"q_wait": 1.0, "q_yes": 2.0, "nps": 4.0}]
    total = found(engine, rows)[None].grams[0].total()
    assert total.products.dtype == np.float64
    assert total.products[0].tolist() == [large**2 + 1, 3 * large + 2, 9 * large + 4]


def test_the_person_decides_the_block(engine: Engine) -> None:
    rows = [{"person": person, "q_wait": 1, "q_yes": 2, "nps": 3} for person in ("ann", "bob", "ann", "cem")]
    sizes = found(engine, rows)[None].grams[0].n
    assert sorted(sizes[sizes > 0].tolist()) == [1, 1, 2]


@pytest.mark.parametrize("columns", [("nps",), ("nps", "nps")])
def test_columns_are_two_at_least_and_different(columns) -> None:
    with pytest.raises(ValueError, match="a driver and an outcome, each once"):
        Wanted(columns=columns)
