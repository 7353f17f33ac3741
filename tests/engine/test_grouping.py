"""Groups and their sums, in whatever words an engine is asked."""

import pyarrow as pa
import pytest

from ninefold.engine.engines import Engine
from ninefold.engine.grouping import Sum, grouped

TABLE = pa.table(
    {
        "place": pa.array(["a", "a", None, None, "b"]),
        'odd "name"': pa.array([2.0, None, 3.0, 4.0, None]),
        "weight": pa.array([0.5, 1.0, 2.0, None, 1.0]),
        "met": pa.array([True, False, None, True, None]),
    }
)
SUMS = (
    Sum(name="rows"),
    Sum(name='n "odd"', of=('odd "name"',), what="counted"),
    Sum(name="s", of=('odd "name"',)),
    Sum(name="ss", of=('odd "name"', 'odd "name"')),
    Sum(name="wy", of=("weight", 'odd "name"')),
    Sum(name="met", of=("met",), what="true"),
)


def told(found: pa.Table) -> list[tuple[object, ...]]:
    rows = [tuple(0 if value is None and key != "place" else value for key, value in row.items())
            for row in found.to_pylist()]  # fmt: skip
    return sorted(rows, key=str)


def test_every_key_is_a_group_and_so_is_none(engine: Engine) -> None:
    found = grouped(engine.lookup(TABLE), keys=["place"], summed=SUMS)
    assert found.column_names == ["place", "rows", 'n "odd"', "s", "ss", "wy", "met"]
    assert told(found) == [
        ("a", 2, 1, 2.0, 4.0, 1.0, 1.0),
        ("b", 1, 0, 0, 0, 0, 0),
        (None, 2, 2, 7.0, 25.0, 6.0, 1.0),
    ]
    assert found.schema.field("met").type == pa.float64()


@pytest.mark.parametrize(("rows", "sums"), [(5, (5, 3, 9.0, 29.0, 7.0, 2.0)), (0, (0, 0, 0, 0, 0, 0))])
def test_without_a_key_there_is_one_group_even_of_nothing(
    engine: Engine, rows: int, sums: tuple[float, ...]
) -> None:
    assert told(grouped(engine.lookup(TABLE.slice(0, rows)), keys=[], summed=SUMS)) == [sums]


def test_grouping_by_several_keys_without_a_sum_gives_the_keys(engine: Engine) -> None:
    found = grouped(engine.lookup(TABLE), keys=["place", "weight"], summed=[])
    assert found.num_rows == 5
