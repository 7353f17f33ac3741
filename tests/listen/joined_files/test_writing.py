"""The joined file: what it holds, and that opening it yields what the main file told."""

from dataclasses import replace
from pathlib import Path

import pyarrow.parquet as pq
import pytest
from tests.listen.joined_files.files import (
    ANSWERS,
    ITEMS,
    ITEMS_BY_ORDER,
    LATE,
    LATE_DAYS,
    ORDERS,
    RECIPE,
    described,
    opened,
)

from ninefold.listen.joined_files.described import File, formats_of
from ninefold.listen.joined_files.writing import rewrite_file, write_joined
from ninefold.listen.sources.opened import Opened
from ninefold.listen.sources.opening import open_file, physical_line
from ninefold.listen.sources.reading import Desk, Stopped


def unseen(_share: float) -> None:
    """Nobody looks at the progress."""


def again(place: Desk, path: Path) -> Opened:
    """Open a file that was written."""
    return open_file(path=path, connection=place.connection, scratch=place.folder / f"{path.name}.again")


def test_joined_file_opens_as_the_main_file_with_more_columns(place: Desk) -> None:
    # The fourth line has a cell too many, so it cannot be read; the third stretches over two lines.
    answers = 'response_id,order,stars,comment\na1,o1,5,good\na2,o2,1,"late\nand wet"\na3,o9,3,too,many\na4,o1,4,ok\n'
    tables = opened(place, answers=answers, orders=ORDERS, items=ITEMS)
    path = place.folder / "joined.parquet"
    formats = formats_of(recipe=RECIPE, files=described(place, tables))
    rows = write_joined(
        recipe=RECIPE, tables=tables, formats=formats, path=path, connection=place.connection, progress=unseen
    )
    found = again(place, path)
    main = tables["answers"]
    assert rows == 3
    assert [column.name for column in found.columns][-4:] == ["seller", "price", "late_days", "late"]
    assert (found.encoding, found.delimiter, found.decimal) == (main.encoding, main.delimiter, main.decimal)
    assert [(reject.line, reject.raw) for reject in found.rejects] == [(5, "a3,o9,3,too,many")]
    assert [physical_line(opened=found, record=record) for record in (1, 2, 3)] == [2, 3, 6]
    cells = place.connection.execute(f"SELECT c0, c3, c9, c10 FROM {found.relation} ORDER BY line").fetchall()
    assert cells == [
        ("a1", "good", "0", "on time"),
        ("a2", "late\nand wet", "1", "late"),
        ("a4", "ok", "0", "on time"),
    ]


def test_rewritten_file_opens_as_it_was(place: Desk) -> None:
    tables = opened(place, a="x;y\n1,5;a\n;b\n2,5;\n")
    path = place.folder / "a.parquet"
    assert rewrite_file(opened=tables["a"], path=path, connection=place.connection, progress=unseen) == 3
    found = again(place, path)
    assert [column.name for column in found.columns] == ["x", "y"]
    assert (found.decimal, found.delimiter) == (",", ";")
    rows = place.connection.execute(f"SELECT c0, c1 FROM {found.relation} ORDER BY line").fetchall()
    assert rows == [("1,5", "a"), (None, "b"), ("2,5", None)]


def test_stopped_in_the_middle_leaves_nothing(place: Desk) -> None:
    def stop(_share: float) -> None:
        raise Stopped

    tables = opened(place, answers=ANSWERS, orders=ORDERS, items=ITEMS)
    path = place.folder / "out" / "joined.parquet"
    path.parent.mkdir()
    with pytest.raises(Stopped):
        write_joined(
            recipe=RECIPE, tables=tables, formats={}, path=path, connection=place.connection, progress=stop
        )
    assert list(path.parent.iterdir()) == []


def test_names_that_are_alike_stay_apart(place: Desk) -> None:
    items = ITEMS.replace("seller", "comment")
    tables = opened(place, answers=ANSWERS, items=items)
    parts = (RECIPE.parts[0], replace(RECIPE.parts[2], columns=("order", "comment", "price")))
    recipe = replace(RECIPE, parts=parts, joins=(ITEMS_BY_ORDER,), computed=())
    path = place.folder / "joined.parquet"
    write_joined(
        recipe=recipe, tables=tables, formats={}, path=path, connection=place.connection, progress=unseen
    )
    assert pq.read_schema(path).names == ["line", "c0", "c1", "c2", "c3", "c4", "c5"]
    assert [column.name for column in again(place, path).columns][3:] == [
        "comment",
        "comment (items)",
        "price",
    ]


def test_described_file_comes_back_from_json(place: Desk) -> None:
    (file,) = described(place, opened(place, orders=ORDERS))
    assert File.from_json(file.to_json()) == file
    assert [(each.name, each.date_format) for each in file.columns] == [
        ("order", ""),
        ("client", ""),
        ("delivered", "ymd"),
        ("promised", "ymd"),
    ]
    assert (LATE_DAYS.of, LATE.of) == ("delivered", "late_days")
