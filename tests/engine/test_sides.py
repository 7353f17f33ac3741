"""Sides read together and added up apart, equal to reading the facts once a side, on every engine."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.engine.invented import invented
from tests.engine.test_aggregates import ALL, frame, rows_of

from ninefold.engine.aggregates import moments
from ninefold.engine.engines import Engine
from ninefold.engine.sides import EVERYBODY, MOST, sums_by_side

SIDES = ("touchpoint", "channel", "segment")


@given(
    rows=rows_of,
    sizes=st.lists(st.sampled_from([0, 3, 50, MOST]), min_size=3, max_size=3),
    within=st.sampled_from([(), ("language",)]),
)
@invented(25)
def test_sides_read_together_equal_one_reading_a_side(engine: Engine, rows, sizes, within) -> None:
    told = [
        {
            **row,
            "language": "en" if place % 2 else "fa",
            "channel": [None, "web", "shop"][place % 3],
            "segment": f"s{place % 4}",
        }
        for place, row in enumerate(rows)
    ]
    found = sums_by_side(
        frame=frame(engine, told),
        sides=dict(zip(SIDES, sizes, strict=True)),
        measures=ALL,
        within=within,
        weighted=True,
    )
    assert tuple(found) == SIDES
    for side, table in found.items():
        alone = moments(frame=frame(engine, told), keys=[*within, side], measures=ALL, weighted=True)
        assert table.schema.equals(alone.schema)
        for name in table.column_names:
            pairs = zip(table[name].to_pylist(), alone[name].to_pylist(), strict=True)
            assert all(one == other or one == pytest.approx(other, abs=1e-9) for one, other in pairs)


@given(rows=rows_of, sides=st.sampled_from([{}, {"touchpoint": 3}, {"touchpoint": MOST, "channel": 3}]))
@invented(25)
def test_everybody_is_summed_beside_the_sides_by_measures_of_their_own(engine: Engine, rows, sides) -> None:
    told = [{**row, "language": "en" if place % 2 else "fa"} for place, row in enumerate(rows)]
    few, rest = ALL[:2], ALL[1:]
    found = sums_by_side(
        frame=frame(engine, told), sides=sides, measures=few, within=["language"], whole=rest
    )
    assert list(found) == [EVERYBODY, *sides]
    for side, measures in {EVERYBODY: rest, **dict.fromkeys(sides, few)}.items():
        keys = ["language"] if side == EVERYBODY else ["language", side]
        alone = moments(frame=frame(engine, told), keys=keys, measures=measures)
        assert found[side].schema.equals(alone.schema)
        for name in alone.column_names:
            pairs = zip(found[side][name].to_pylist(), alone[name].to_pylist(), strict=True)
            assert all(one == other or one == pytest.approx(other, abs=1e-9) for one, other in pairs)


def test_somebody_who_stands_in_two_groups_of_another_side_is_one_person(engine: Engine) -> None:
    rows = [
        {"record": f"r{place}", "person": "a", "nps": 9.0, "touchpoint": "store", "channel": channel}
        for place, channel in enumerate(("web", "shop"))
    ]
    found = sums_by_side(frame=frame(engine, rows), sides={"touchpoint": 1, "channel": 2}, measures=ALL)
    assert found["touchpoint"]["people_floor"].to_pylist() == [1]
    assert found["channel"]["nps__floor"].to_pylist() == [1, 1]
