"""Whose answers somebody may see: no filter reaches beyond it, on no engine."""

import pytest
from tests.engine.test_aggregates import frame

from ninefold.engine.engines import Engine
from ninefold.engine.filters import Filter
from ninefold.engine.sight import COMPARED, EVERYTHING, LISTED, Sight

ROWS = [
    {"record": "a", "unit": "North", "channel": "web"},
    {"record": "b", "unit": "South", "channel": "web"},
    {"record": "c", "unit": "North", "channel": "shop"},
    {"record": "d", "unit": None, "channel": "web"},
]


def seen(engine: Engine, where: Filter, *, beside: bool = False) -> str:
    kept = where.apply(frame(engine, ROWS), engine=engine if beside else None)
    found = kept.select("record").collect(backend="pyarrow").to_arrow()
    return "".join(sorted(found["record"].to_pylist()))


@pytest.mark.parametrize(
    ("places", "records"),
    [
        ((), "abcd"),
        ((("unit", ("North",)),), "ac"),
        ((("unit", ("North", "South")),), "abc"),
        ((("unit", ()),), ""),
        ((("unit", ("North",)), ("channel", ("web",))), "a"),
        ((("unit", (*(f"Store {n}" for n in range(COMPARED)), "South")),), "b"),
        ((("unit", (*(f"Store {n}" for n in range(LISTED)), "South")), ("channel", ("web",))), "b"),
    ],
)
@pytest.mark.parametrize("beside", [False, True])
def test_rows_out_of_sight_are_not_there(engine: Engine, places, records, beside) -> None:
    assert seen(engine, Filter(sight=Sight(places=places)), beside=beside) == records


def test_a_filter_cannot_ask_for_what_is_out_of_sight(engine: Engine) -> None:
    north = Sight(places=(("unit", ("North",)),))
    assert seen(engine, Filter(sight=north, unit=("South",))) == ""
    assert seen(engine, Filter(sight=north, unit=("North", "South"), channel=("web",))) == "a"


def test_an_address_does_not_change_the_sight() -> None:
    north = Sight(places=(("unit", ("North",)),))
    found, _notes = Filter.from_query({"sight": "everything", "unit": "South"}, sight=north)
    assert (found.sight, found.unit, found.to_query()) == (north, ("South",), {"unit": ["South"]})


def test_the_columns_of_a_sight_are_read() -> None:
    north = Sight(places=(("unit", ("North",)),))
    assert Filter(sight=north, channel=("web",)).columns() == ("channel", "unit")
    assert Filter(sight=EVERYTHING).columns() == ()


def test_a_filter_is_narrowed_by_wishes_alone() -> None:
    north = Sight(places=(("unit", ("North",)),))
    assert not Filter(sight=north, against="year").narrowed
    assert Filter(sight=EVERYTHING, words="late").narrowed
