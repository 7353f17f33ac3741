"""Sums by group against the same sums worked out one row at a time, on every engine."""

import math
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from types import SimpleNamespace
from typing import Any

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.engine.invented import invented
from tests.engine.samples import facts

from ninefold.engine.aggregates import Measure, by_period, histogram, moments, people
from ninefold.engine.blocks import block_of
from ninefold.engine.engines import Engine
from ninefold.engine.facts import Frame

NPS = Measure(name="nps", column="nps", kind="nps", low=0, high=10)
CSAT = Measure(name="csat", column="csat", kind="top", low=1, high=5, top=4)
CES = Measure(name="ces", column="ces", kind="mean", low=1, high=7)
SHARE = Measure(name="yes", column="q_yes", kind="share", low=0, high=1)
WAIT = Measure(name="wait", column="q_wait", kind="mean", low=0, high=1000)
ALL = (NPS, CSAT, CES, SHARE, WAIT)
WORTH: dict[str, Callable[[float], float]] = {
    "nps": lambda x: (x >= 9) - (x <= 6),
    "csat": lambda x: float(x >= 4),
    "ces": lambda x: x,
    "yes": lambda x: float(x > 0),
    "wait": lambda x: x,
}
Row = Mapping[str, Any]


def frame(engine: Engine, rows: Sequence[Row]) -> Frame:
    """Give rows with all columns, also where there are no rows."""
    whole = facts([{"q_yes": None, "q_wait": None, **row} for row in [*rows, {}]])
    return engine.lookup(whole.slice(0, len(rows)))


def slowly(rows: Sequence[Row], measure: Measure) -> dict[str, float]:
    """Work out every sum of a measure one row at a time."""
    given = [(row.get(measure.column), row.get("weight")) for row in rows]
    inside = [(x, w) for x, w in given if x is not None and measure.low <= x <= measure.high]
    y = [WORTH[measure.name](x) for x, _ in inside]
    both = [(w, WORTH[measure.name](x)) for x, w in inside if w is not None and w > 0]
    return {
        "n": len(inside), "s": sum(y), "ss": sum(each * each for each in y),
        "blank": sum(x is None for x, _ in given),
        "outside": sum(x is not None for x, _ in given) - len(inside),
        "nw": len(both), "w": sum(w for w, _ in both), "ww": sum(w * w for w, _ in both),
        "wy": sum(w * v for w, v in both), "wyy": sum(w * v * v for w, v in both),
        "wwy": sum(w * w * v for w, v in both), "wwyy": sum(w * w * v * v for w, v in both),
    }  # fmt: skip


def floors_of(rows: Sequence[Row], measure: Measure) -> dict[str, int]:
    """Count the twentieths of the blocks in which somebody answered, with and without a weight."""
    low, high = measure.low, measure.high
    bins: dict[str, set[int]] = {"floor": set(), "floor_weighted": set(), "floor_others": set()}
    for row in rows:
        if row.get(measure.column) is None or not low <= row[measure.column] <= high:
            continue
        block = block_of(1, str(row["person"] or row["record"])) // 5
        bins["floor"].add(block)
        bins["floor_weighted" if (row["weight"] or 0) > 0 else "floor_others"].add(block)
    return {name: len(found) for name, found in bins.items()}


rows_of = st.lists(
    st.fixed_dictionaries(
        {
            "touchpoint": st.sampled_from(["Shop", "Web", "", None]),
            "unit": st.sampled_from(["Kyiv", None]),
            "person": st.sampled_from([None, "a", "b", "c"]),
            "nps": st.none() | st.integers(-1, 12).map(float),
            "csat": st.none() | st.integers(0, 6).map(float),
            "ces": st.none() | st.sampled_from([1.0, 2.5, 7.0, 7.5, 99.0]),
            "q_yes": st.none() | st.sampled_from([0.0, 1.0, 2.0]),
            "q_wait": st.none() | st.integers(-5, 1005).map(float),
            "weight": st.none() | st.sampled_from([-1.0, 0.0, 0.5, 1.0, 2.0]),
        }
    ),
    max_size=60,
)


@invented(25)
@given(rows=rows_of, keys=st.sampled_from([(), ("touchpoint",), ("touchpoint", "unit")]))
def test_moments_are_what_counting_by_hand_gives(
    engine: Engine, rows: list[dict[str, Any]], keys: tuple[str, ...]
) -> None:
    groups: dict[tuple[Any, ...], list[Row]] = defaultdict(list)
    for place, row in enumerate(rows):
        groups[tuple(row[key] for key in keys)].append({**row, "record": f"r{place}"})
    if not keys:
        groups.setdefault((), [])
    table = moments(frame=frame(engine, rows), keys=keys, measures=ALL, weighted=True)
    found = {tuple(row[key] for key in keys): row for row in table.to_pylist()}
    assert found.keys() == groups.keys()
    for key, group in groups.items():
        blocks = {block_of(1, str(row["person"] or row["record"])) for row in group}
        assert found[key]["n_rows"] == len(group)
        assert found[key]["people_floor"] == len({block // 5 for block in blocks})
        for measure in ALL:
            # Halves and whole numbers: sums of floats are exact here.
            assert {p: found[key][f"{measure.name}__{p}"] for p in slowly(group, measure)} == slowly(
                group, measure
            )
            assert {p: found[key][f"{measure.name}__{p}"] for p in floors_of(group, measure)} == floors_of(
                group, measure
            )


def test_moments_without_weights_have_no_weighted_sums(engine: Engine) -> None:
    table = moments(frame=frame(engine, [{"nps": 9, "ces": 2}]), keys=[], measures=[NPS, CES])
    assert table.column_names == [
        "n_rows", "people_floor",
        "nps__n", "nps__s", "nps__ss", "nps__blank", "nps__outside", "nps__floor",
        "ces__n", "ces__s", "ces__ss", "ces__blank", "ces__outside", "ces__floor",
    ]  # fmt: skip
    assert {name: str(table.schema.field(name).type) for name in ("n_rows", "nps__s", "ces__s")} == {
        "n_rows": "int64",
        "nps__s": "int64",
        "ces__s": "double",
    }


def test_moments_without_floors_are_the_same(engine: Engine) -> None:
    rows = [{"nps": 9, "unit": "A"}, {"nps": 2, "unit": None}]
    table, bare = (
        moments(frame=frame(engine, rows), keys=["unit"], measures=[NPS], floor=floor)
        for floor in (True, False)
    )
    assert bare.equals(table.drop_columns(["people_floor", "nps__floor"]))


def test_moments_without_measures_count_rows(engine: Engine) -> None:
    table = moments(
        frame=frame(engine, [{"unit": "b"}, {"unit": None}, {"unit": "a"}, {"unit": "a"}]),
        keys=["unit"],
        measures=[],
    )
    assert table.select(["unit", "n_rows"]).to_pylist() == [
        {"unit": "a", "n_rows": 2},
        {"unit": "b", "n_rows": 1},
        {"unit": None, "n_rows": 1},
    ]


def test_moments_may_be_grouped_by_the_answer_itself(engine: Engine) -> None:
    rows = [{"nps": 9.0}, {"nps": 9.0}, {"nps": None}]
    table = moments(frame=frame(engine, rows), keys=["nps"], measures=[NPS])
    assert table["nps__n"].to_pylist() == [2, 0]


def test_people_counts_each_once_and_strangers_by_record(engine: Engine) -> None:
    rows = [
        {"unit": "a", "person": "x"}, {"unit": "a", "person": "x"}, {"unit": "b", "person": "x"},
        {"unit": "a"}, {"unit": "a"}, {"unit": None, "person": "y"},
    ]  # fmt: skip
    found = people(frame=frame(engine, rows), keys=["unit"]).to_pylist()
    assert {row["unit"]: row["people"] for row in found} == {"a": 3, "b": 1, None: 1}
    assert people(frame=frame(engine, rows), keys=[]).to_pylist() == [{"people": 4}]
    assert people(frame=frame(engine, []), keys=[]).to_pylist() == [{"people": 0}]


def test_people_floor_never_exceeds_people(engine: Engine) -> None:
    rows = [{"unit": f"u{number % 7}", "person": f"p{number % 400}"} for number in range(3000)]
    exact = {
        row["unit"]: row["people"] for row in people(frame=frame(engine, rows), keys=["unit"]).to_pylist()
    }
    floor = {
        row["unit"]: row["people_floor"]
        for row in moments(frame=frame(engine, rows), keys=["unit"], measures=[]).to_pylist()
    }
    assert all(10 <= floor[unit] <= exact[unit] for unit in exact)


def test_histogram_counts_answers(engine: Engine) -> None:
    rows = [{"unit": "a", "nps": 9}, {"unit": "a", "nps": 9}, {"unit": "b", "nps": 0}, {"unit": "b"}]
    table = histogram(frame=frame(engine, rows), keys=["unit"], column="nps").sort_by("unit")
    assert table.to_pylist() == [{"unit": "a", "nps": 9.0, "n": 2}, {"unit": "b", "nps": 0.0, "n": 1}]


def days(start: date, end: date) -> SimpleNamespace:
    return SimpleNamespace(start=start, end=end)


def periods_of(engine: Engine, spans: Sequence[SimpleNamespace]) -> list[tuple[int, str]]:
    rows = [
        {"record": "dec", "local_date": date(2025, 12, 31)}, {"record": "jan", "local_date": date(2026, 1, 1)},
        {"record": "end", "local_date": date(2026, 1, 31)}, {"record": "feb", "local_date": date(2026, 2, 1)},
        {"record": "no", "local_date": None},
    ]  # fmt: skip
    found: pa.Table = (
        by_period(frame(engine, rows), periods=spans, engine=engine)
        .select("period", "record")
        .collect("pyarrow")
        .to_arrow()
    )
    return sorted(zip(found["period"].to_pylist(), found["record"].to_pylist(), strict=True))


def test_by_period_takes_the_start_and_not_the_end(engine: Engine) -> None:
    january, february = days(date(2026, 1, 1), date(2026, 2, 1)), days(date(2026, 2, 1), date(2026, 3, 1))
    assert periods_of(engine, [january, february]) == [(0, "end"), (0, "jan"), (1, "feb")]


def test_by_period_counts_a_day_in_every_period_it_lies_in(engine: Engine) -> None:
    spans = [days(date(2025, 12, 31), date(2026, 1, 2)), days(date(2026, 1, 1), date(2026, 1, 2))]
    assert periods_of(engine, spans) == [(0, "dec"), (0, "jan"), (1, "jan")]


def test_by_period_of_nothing_selects_nothing(engine: Engine) -> None:
    assert periods_of(engine, []) == []
    assert periods_of(engine, [days(date(2026, 1, 1), date(2026, 1, 1))]) == []


@pytest.mark.parametrize(("kind", "top"), [("median", None), ("top", None), ("nps", 9.0)])
def test_measure_that_makes_no_sense_is_refused(kind: str, top: float | None) -> None:
    with pytest.raises(ValueError, match="x"):
        Measure(name="x", column="nps", kind=kind, low=0, high=10, top=top)


def test_moments_are_finite_whatever_the_answers(engine: Engine) -> None:
    rows = [{"ces": math.nan}, {"ces": math.inf}, {"ces": 5.0}, {"q_wait": math.nan}]
    table = moments(frame=frame(engine, rows), keys=[], measures=[CES, WAIT])
    assert table.select(["ces__n", "ces__s", "ces__outside", "wait__n", "wait__outside"]).to_pylist() == [
        {"ces__n": 1, "ces__s": 5.0, "ces__outside": 2, "wait__n": 0, "wait__outside": 1}
    ]


def test_answers_outside_count_as_the_nearer_end_where_they_are_clamped(engine: Engine) -> None:
    rows = [{"ces": x, "nps": 1.5 * x, "weight": 2.0} for x in (-4.0, 1.0, 6.0, 9.0, math.inf)]
    measures = [replace(each, clamped=True) for each in (CES, NPS)]
    table = moments(
        frame=frame(engine, [*rows, {"ces": math.nan}]), keys=[], measures=measures, weighted=True
    )
    assert table.select(["ces__n", "ces__s", "ces__ss", "ces__wy", "ces__outside"]).to_pylist() == [
        {"ces__n": 5, "ces__s": 22.0, "ces__ss": 136.0, "ces__wy": 44.0, "ces__outside": 1}
    ]
    assert table.select(["nps__n", "nps__s", "nps__ss"]).to_pylist() == [
        {"nps__n": 5, "nps__s": 1, "nps__ss": 5}
    ]
