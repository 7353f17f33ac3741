"""The values of several columns: told by the files, or read where a reader may not see everything."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pyarrow.parquet as pq
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.engine.invented import invented
from tests.engine.samples import AT, shot, written

from ninefold.engine.engines import Engine
from ninefold.engine.filters import Filter
from ninefold.engine.listed import listed_by_unit_in, listed_in
from ninefold.engine.listing import KEY, MOST
from ninefold.engine.operations import append, commit_batch
from ninefold.engine.sealing import seal
from ninefold.engine.segments import folder
from ninefold.engine.sight import EVERYTHING, Sight
from ninefold.engine.snapshot import File, snapshot
from ninefold.engine.tail import Record
from ninefold.engine.values import about, breadth, surely_more, values

Row = Mapping[str, Any]
SIDES = ("touchpoint", "channel", "a_plan")
texts = st.sampled_from([None, "", "web", "shop", "call “centre”", "ا", "it's", '"'])
rows = st.lists(st.fixed_dictionaries(dict.fromkeys(SIDES, texts)), max_size=12)


def by_hand(told: Sequence[Row], *, side: str) -> tuple[str, ...]:
    """Order the values of some rows as a person would."""
    given_ = [row[side] for row in told if row.get(side)]
    return tuple(sorted(set(given_), key=lambda value: (-given_.count(value), value)))


@given(first=rows, second=rows, tail=rows)
@invented(25)
def test_values_stand_by_falling_number_of_rows(engine: Engine, first, second, tail) -> None:
    found = values(found=shot([first, second], tail=tail), columns=SIDES, sight=EVERYTHING, engine=engine)
    assert found == {side: by_hand([*first, *second, *tail], side=side) for side in SIDES}


@given(first=rows, tail=rows)
@invented(25)
def test_values_out_of_sight_are_not_listed(engine: Engine, first, tail) -> None:
    sight = Sight(places=(("channel", ("web", "it's")),))
    seen = [row for row in [*first, *tail] if row["channel"] in {"web", "it's"}]
    found = values(found=shot([first], tail=tail), columns=SIDES, sight=sight, engine=engine)
    assert found == {side: by_hand(seen, side=side) for side in SIDES}


@pytest.mark.parametrize("units", [("North", "South"), ("Nowhere",), ()])
@given(first=rows, second=rows, tail=rows)
@invented(25)
def test_values_of_some_units_are_told_by_the_files(engine: Engine, units, first, second, tail) -> None:
    """They are what is read where the files do not tell them."""
    names = (None, "North", "South", "West")
    placed = [
        [{**row, "unit": names[(place + shift) % 4]} for place, row in enumerate(part)]
        for shift, part in enumerate((first, second, tail))
    ]
    sight = Sight(places=(("unit", units),))
    columns = ("unit", *SIDES)
    seen = [row for part in placed for row in part if row["unit"] in units]
    made = shot(placed[:2], tail=placed[2])
    read = values(found=replace(made, files=_silent(made.files)), columns=columns, sight=sight, engine=engine)
    assert read == {column: by_hand(seen, side=column) for column in columns}
    assert values(found=made, columns=columns, sight=sight, engine=engine) == read


def _silent(files: Sequence[File]) -> tuple[File, ...]:
    """Write files anew that say nothing of themselves, as those of before do."""
    found = []
    for file in files:
        path = f"{file.path}.silent"
        pq.write_table(pq.read_table(file.path).replace_schema_metadata(None), path)
        found.append(replace(file, path=path))
    return tuple(found)


def test_values_of_units_stand_in_the_footer_unit_by_unit(engine: Engine) -> None:
    made = written(
        [{"unit": "North", "channel": "web"}, {"unit": "South", "channel": "web"}, {"unit": "North"}]
    )
    told = listed_by_unit_in(str(folder() / made.path))
    assert (told.units, told.rows["channel"][0], told.rows["channel"][1].tolist()) == (
        ("North", "South"), ("web",), [[1, 1]],
    )  # fmt: skip
    assert listed_by_unit_in(str(folder() / written([{"channel": "web"}]).path)).units == ()


def test_values_in_very_many_units_are_read_and_not_listed(engine: Engine) -> None:
    many = [{"unit": f"u{place:04}", "channel": f"c{place % 3}"} for place in range(MOST + 1)]
    made = shot([many])
    assert listed_by_unit_in(made.files[0].path) is None
    sight = Sight(places=(("unit", ("u0001", "u0004", "u0002")),))
    found = values(found=made, columns=("channel", "unit"), sight=sight, engine=engine)
    assert found == {"channel": ("c1", "c2"), "unit": ("u0001", "u0002", "u0004")}


def test_a_file_lists_its_values_in_its_footer(engine: Engine) -> None:
    made = written([{"touchpoint": "shop", "a_plan": "gold"}, {"touchpoint": "shop"}])
    assert listed_in(str(folder() / made.path)) == {
        "touchpoint": {"shop": 2},
        "unit": {},
        "channel": {},
        "language": {},
        "segment": {},
        "a_plan": {"gold": 1},
    }


def test_a_column_of_very_many_values_is_read_and_not_listed(engine: Engine) -> None:
    many = [{"touchpoint": f"t{place:04}", "channel": "web"} for place in range(MOST + 1)]
    made = shot([many])
    assert "touchpoint" not in listed_in(made.files[0].path)
    found = values(found=made, columns=("touchpoint", "channel"), sight=EVERYTHING, engine=engine)
    assert found == {"touchpoint": by_hand(many, side="touchpoint"), "channel": ("web",)}


def test_breadth_is_the_number_of_values_listed_in_any_file_or_in_the_tail(engine: Engine) -> None:
    first = [{"touchpoint": f"t{place:04}", "channel": "web"} for place in range(MOST + 1)]
    second = [{"touchpoint": "shop", "channel": channel} for channel in ("web", "shop")]
    made = shot([first, second], tail=[{"channel": "phone"}])
    assert breadth(found=made, columns=("touchpoint", "channel", "unit")) == {"channel": 3, "unit": 0}


SOME = [{"channel": "web" if place % 4 else "shop", "a_plan": "gold"} for place in range(40)]


@pytest.mark.parametrize(
    ("asked", "rows"),
    [
        ({}, 40),
        ({"channel": ("shop",)}, 10),
        ({"channel": ("shop", "web", "phone")}, 40),
        ({"channel": ("phone",)}, 0),
        ({"channel": ("shop",), "attributes": (("plan", ("gold",)),)}, 10),
        ({"sight": Sight(places=(("channel", ("web",)),))}, 30),
        ({"since": date(2026, 1, 1), "until": date(2026, 1, 11)}, 10),
        ({"since": date(2026, 2, 1)}, 9),
        ({"until": date(2026, 1, 1)}, 0),
        ({"channel": ("shop",), "since": date(2026, 1, 1), "until": date(2026, 1, 21)}, 5),
    ],
)
def test_about_is_how_many_rows_a_filter_selects_were_all_spread_evenly(asked, rows) -> None:
    days = [{**row, "local_date": date(2026, 1, 1) + timedelta(days=place)} for place, row in enumerate(SOME)]
    where = Filter(**{"sight": EVERYTHING, **asked})
    assert about(found=shot([days]), where=where) == pytest.approx(rows)


def test_about_is_all_rows_where_no_file_lists_what_is_asked_for() -> None:
    where = Filter(sight=EVERYTHING, channel=("shop",))
    made = shot([SOME])
    assert about(found=replace(made, files=_silent(made.files)), where=where) == 40
    assert about(found=shot([]), where=where) == 0


def test_what_has_no_room_in_a_footer_is_read(engine: Engine) -> None:
    long = [{"a_story": f"{place} {'long ' * 1000}", "channel": "web"} for place in range(50)]
    made = shot([long])
    footer = (pq.read_metadata(made.files[0].path).metadata or {})[KEY]
    assert (len(footer) < 1_000, listed_in(made.files[0].path)["channel"]) == (True, {"web": 50})
    found = values(found=made, columns=("a_story", "channel"), sight=EVERYTHING, engine=engine)
    assert found == {"a_story": by_hand(long, side="a_story"), "channel": ("web",)}


def test_of_very_many_attributes_the_shortest_lists_find_room(engine: Engine) -> None:
    rows = [
        {f"a_{side:02}": f"{place:03} {'x' * 250 * (1 + side % 3)}" for side in range(12)}
        for place in range(90)
    ]
    made = shot([rows])
    listed = listed_in(made.files[0].path)
    assert {column for column in listed if column.startswith("a_")} == {
        f"a_{side:02}" for side in (0, 3, 6, 9, 1, 4)
    }
    columns = [f"a_{side:02}" for side in range(12)]
    found = values(found=made, columns=columns, sight=EVERYTHING, engine=engine)
    assert found == {column: by_hand(rows, side=column) for column in columns}


def test_a_file_of_before_lists_nothing_and_is_read(engine: Engine) -> None:
    made = shot([[{"touchpoint": "shop"}, {"touchpoint": None}]])
    path = made.files[0].path
    table = pq.read_table(path)
    pq.write_table(table.replace_schema_metadata({}), path)
    assert KEY not in (pq.read_metadata(path).metadata or {})
    assert values(found=made, columns=("touchpoint",), sight=EVERYTHING, engine=engine) == {
        "touchpoint": ("shop",)
    }


@pytest.mark.django_db
def test_a_value_that_was_corrected_is_gone(engine: Engine) -> None:
    def answered(*, version: int, channel: str) -> None:
        record = Record(survey=1, source=1, record="k", version=version, values={"channel": channel})
        append(organisation=1, records=[record], at=AT)

    answered(version=1, channel="wbe")
    seal(organisation=1, at=AT)
    answered(version=2, channel="web")
    found = snapshot(organisation=1, table="feedback")
    assert found.superseded
    assert values(found=found, columns=("channel",), sight=EVERYTHING, engine=engine) == {"channel": ("web",)}


@pytest.mark.django_db
def test_a_wave_that_is_replaced_takes_its_values_along(engine: Engine) -> None:
    for channel in ("web", "shop"):
        made = [written([{"channel": channel}])]
        commit_batch(organisation=1, survey=1, source=1, wave=1, segments=made, at=AT)
    found = snapshot(organisation=1, table="feedback")
    assert values(found=found, columns=("channel",), sight=EVERYTHING, engine=engine) == {
        "channel": ("shop",)
    }


@pytest.mark.parametrize(("than", "surely"), [(0, True), (6, True), (7, False), (400, False)])
def test_first_rows_show_that_values_are_many(engine: Engine, than, surely) -> None:
    found = shot([[{"channel": f"c{place % 7}"} for place in range(30)], [{"channel": None}]])
    assert surely_more(engine.frame(found), column="channel", than=than) is surely


def test_first_rows_that_do_not_show_it_tell_nothing(engine: Engine, monkeypatch) -> None:
    monkeypatch.setattr("ninefold.engine.values.FIRST", 5)
    found = shot([[{"channel": f"c{place % 7}"} for place in range(30)]])
    assert not surely_more(engine.frame(found), column="channel", than=5)
    assert not surely_more(engine.frame(shot([])), column="channel", than=0)
