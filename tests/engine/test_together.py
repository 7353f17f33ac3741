"""What drivers need of answers, in one reading: the same however the answers lie and on every engine."""

from collections.abc import Callable, Iterable, Iterator

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.engine.invented import invented
from tests.engine.test_aggregates import frame

from cxstats.drivers.gram import gram
from ninefold.engine import together as module
from ninefold.engine.blocks import block_of
from ninefold.engine.duck import DuckEngine
from ninefold.engine.engines import Engine
from ninefold.engine.facts import Frame
from ninefold.engine.grams import Ends
from ninefold.engine.together import Answered, Plan, Question, answered

NAMES = ("q_wait", "q_yes", "csat")
QUESTIONS = (
    Question(column="q_wait", low=0, high=10, best=9, ends=Ends(column="q_wait", low=1, high=9)),
    Question(column="q_yes", best=1),
    Question(column="csat", low=1, high=5, best=4, ends=Ends(column="csat", low=2, high=4)),
)
answer = st.one_of(st.none(), st.integers(0, 10))
row = st.fixed_dictionaries(
    {
        **dict.fromkeys(NAMES, answer),
        "nps": st.integers(0, 10),
        "person": st.sampled_from([f"p{number}" for number in range(40)]),
    }
)
rows_of = st.lists(row, max_size=40)


def given_to(question: Question, row) -> bool:
    return row[question.column] is not None and question.low <= row[question.column] <= question.high


def slowly(rows, *, drivers) -> tuple[np.ndarray, np.ndarray]:
    """The complete answers to some questions as a table, and the blocks of those who gave them."""
    asked = [each for each in QUESTIONS if each.column in drivers]
    whole = [each for each in rows if all(given_to(question, each) for question in asked)]
    table = np.array([[each[name] for name in (*drivers, "nps")] for each in whole], int)
    return table, np.array([block_of(1, each["person"]) for each in whole], int)


def check(found: Answered, rows, *, drivers=None) -> None:
    """Hold what was read against the same row by row."""
    assert found.rows == len(rows)
    assert found.together.tolist() == [
        [sum(given_to(one, each) and given_to(two, each) for each in rows) for two in QUESTIONS]
        for one in QUESTIONS
    ]
    assert found.best.tolist() == [
        sum(given_to(one, each) and each[one.column] >= one.best for each in rows) for one in QUESTIONS
    ]
    assert found.drivers == (
        Plan(questions=QUESTIONS, outcome="nps").chosen(found.together) if drivers is None else drivers
    )
    table, blocks = slowly(rows, drivers=found.drivers)
    if not (found.drivers and len(table)):
        assert (found.gram, found.ends) == (None, None)
        return
    expected = gram(table, names=(*found.drivers, "nps"), blocks=blocks)
    assert found.gram.names == expected.names
    assert found.gram.products.tolist() == expected.products.tolist()
    assert found.gram.products.dtype == np.int64
    check_ends(found, table, blocks)


def check_ends(found: Answered, table, blocks) -> None:
    ends = [each.ends for each in QUESTIONS if each.ends and each.column in found.drivers]
    some = blocks < found.blocks
    if not (ends and some.any()):
        assert found.ends is None or found.ends.n.sum() == 0
        return
    sides = [table[:, found.drivers.index(each.column)] for each in ends]
    columns = [
        side for each, one in zip(ends, sides, strict=True) for side in (one <= each.low, one >= each.high)
    ]
    joined = np.column_stack([*columns, table[:, -1]]).astype(int)[some]
    names = (*(name for each in ends for name in each.names), "nps")
    expected = gram(joined, names=names, blocks=blocks[some])
    assert found.ends.names == names
    assert found.ends.products.tolist() == expected.products.tolist()


@given(rows=rows_of, drivers=st.sampled_from([(), ("q_yes",), ("q_wait", "csat")]))
@invented(30)
def test_answers_are_those_of_each_row_by_itself(engine: Engine, rows, drivers) -> None:
    plan = Plan(questions=QUESTIONS, outcome="nps", drivers=drivers, about=len(rows))
    found = answered(frame=frame(engine, rows), plan=plan, engine=engine)
    check(found, rows, drivers=drivers or None)


class Cut(DuckEngine):
    """Answers in parts that are read apart, each in small batches."""

    batch, parts = 3, 2

    def folded(self, frame: Frame, *, part: Callable[[Iterator[pa.RecordBatch]], bytes]) -> Iterable[bytes]:
        table = frame.collect(backend="pyarrow").to_arrow()
        size = -(-table.num_rows // self.parts) or 1
        for number in range(self.parts):
            mine = table.slice(number * size, size)
            yield part(iter(mine.to_batches(max_chunksize=self.batch)))


@given(rows=rows_of, to_choose=st.integers(1, 20))
@invented(60)
def test_answers_are_the_same_however_they_are_cut(tmp_path, rows, to_choose) -> None:
    engine = Cut(segments=tmp_path / "cut", scratch=tmp_path / "scratch", memory="200MB")
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(module, "TO_CHOOSE", to_choose)
        plan = Plan(questions=QUESTIONS, outcome="nps", about=len(rows))
        check(answered(frame=frame(engine, rows), plan=plan, engine=engine), rows)


def test_answers_that_mislead_at_first_are_read_once_more(tmp_path, monkeypatch) -> None:
    first = [{"q_wait": 5, "q_yes": 1, "csat": None, "nps": 9, "person": f"p{each}"} for each in range(10)]
    rest = [
        {"q_wait": None, "q_yes": each % 2, "csat": 1 + each % 5, "nps": each % 11, "person": f"p{each}"}
        for each in range(90)
    ]
    monkeypatch.setattr(module, "TO_CHOOSE", 10)
    engine = Cut(segments=tmp_path / "cut", scratch=tmp_path / "scratch", memory="200MB")
    engine.batch, engine.parts = 10, 1
    found = answered(
        frame=frame(engine, [*first, *rest]),
        plan=Plan(questions=QUESTIONS, outcome="nps", about=100),
        engine=engine,
    )
    assert found.drivers == ("q_yes", "csat")
    check(found, [*first, *rest])


def test_ends_of_parts_are_those_of_the_blocks_that_all_of_them_read(tmp_path, monkeypatch) -> None:
    """One part holds complete answers alone, the other few: each reckons with another number of blocks."""
    whole = [
        {"q_wait": each % 11, "q_yes": each % 2, "csat": 1 + each % 5, "nps": each % 7, "person": f"a{each}"}
        for each in range(400)
    ]
    gaps = [{**each, "csat": None if each["q_wait"] else 3, "person": f"b{each['person']}"} for each in whole]
    monkeypatch.setattr(module, "TO_CHOOSE", 100)
    monkeypatch.setattr(module, "MOST_ANSWERS", 200)
    engine = Cut(segments=tmp_path / "cut", scratch=tmp_path / "scratch", memory="200MB")
    engine.batch = 50
    plan = Plan(questions=QUESTIONS, outcome="nps", drivers=NAMES, about=800)
    found = answered(frame=frame(engine, [*whole, *gaps]), plan=plan, engine=engine)
    assert found.blocks == 25  # 200 of 800 complete answers would be a fourth of the blocks
    check(found, [*whole, *gaps], drivers=NAMES)


def pairs(*rows: tuple[bool, ...]) -> np.ndarray:
    flags = np.array(rows, int)
    return flags.T @ flags


def plan(*names: str, **more) -> Plan:
    return Plan(questions=tuple(Question(column=name) for name in names), outcome="nps", **more)


def test_around_the_question_most_answered_stand_those_that_most_answered_too() -> None:
    seen = pairs((1, 1, 0), (1, 1, 0), (1, 1, 0), (1, 0, 1), (0, 0, 1), (0, 1, 0))
    assert plan("a", "b", "c").chosen(seen) == ("a", "b")
    assert plan("a", "b", "c", seed="c").chosen(seen) == ("c",)
    assert plan("a", "b", "c", seed="nonsense").chosen(seen) == ("a", "b")
    assert plan("a", "b", "c", drivers=("b",)).chosen(seen) == ("b",)


@pytest.mark.parametrize(
    ("all_", "both", "expected"), [(100, 66, ("a",)), (100, 67, ("a", "b")), (3, 2, ("a", "b"))]
)
def test_two_of_three_are_most(all_, both, expected) -> None:
    assert plan("a", "b").chosen(np.array([[all_, both], [both, both]])) == expected


def test_nothing_is_chosen_where_nobody_answered_but_what_was_measured() -> None:
    assert plan("a").chosen(np.zeros((1, 1), int)) == ()
    assert plan().chosen(np.zeros((0, 0), int)) == ()
    measured = Plan(questions=(Question(column="m", measured=True),), outcome="nps")
    assert measured.chosen(np.array([[5]])) == ("m",)
    asked = Plan(questions=(Question(column="a"), Question(column="m", measured=True)), outcome="nps")
    assert asked.chosen(np.array([[9, 1], [1, 2]])) == ("a", "m")
