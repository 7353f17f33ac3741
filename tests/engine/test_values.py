"""The values of several columns in one reading, on every engine."""

from hypothesis import given
from hypothesis import strategies as st
from tests.engine.invented import invented
from tests.engine.test_aggregates import frame

from ninefold.engine.engines import Engine
from ninefold.engine.values import values

SIDES = ("touchpoint", "channel", "segment")
texts = st.sampled_from([None, "", "web", "shop", "call “centre”", "ا", "it's", '"'])


@given(rows=st.lists(st.tuples(texts, texts, texts), max_size=30))
@invented(25)
def test_values_stand_by_falling_number_of_rows(engine: Engine, rows) -> None:
    told = [{"record": f"r{place}", **dict(zip(SIDES, row, strict=True))} for place, row in enumerate(rows)]
    found = values(frame=frame(engine, told), columns=SIDES, engine=engine)
    for side in SIDES:
        given_ = [row[side] for row in told if row[side]]
        assert found[side] == tuple(sorted(set(given_), key=lambda value: (-given_.count(value), value)))


def test_a_column_that_no_row_has_offers_nothing(engine: Engine) -> None:
    rows = [{"record": "r1", "nps": 9.0, "touchpoint": "store"}]
    found = values(frame=frame(engine, rows), columns=("touchpoint", "channel"), engine=engine)
    assert found == {"touchpoint": ("store",), "channel": ()}
