import narwhals as nw
import pyarrow as pa
import pytest

from ninefold.listen.surveys.queries import Scale
from ninefold.understand.drivers.together import Together, together

ROWS = {
    "q_a": [1.0, 2.0, 3.0, 4.0, None, 9.0],
    "q_b": [1.0, 2.0, 3.0, None, None, 2.0],
    "q_c": [None, None, None, 5.0, 1.0, None],
}


def scale(column):
    return Scale(column=column, low=1.0, high=5.0, title=column, role="item")


def found():
    frame = nw.from_native(pa.table(ROWS)).lazy()
    return together(frame=frame, scales=[scale(column) for column in ROWS])


def test_patterns_are_counted_and_answers_off_the_scale_are_none():
    assert found().rows == {0b011: 3, 0b101: 1, 0b100: 1, 0b010: 1}
    assert (found().all, found().with_all(["q_a"]), found().with_all(["q_a", "q_b"])) == (6, 4, 3)


def test_around_the_question_most_answered_stand_those_that_most_answered_too():
    assert found().around() == ("q_a", "q_b")
    assert found().around("q_c") == ("q_c",)
    assert found().around("nonsense") == ("q_a", "q_b")


@pytest.mark.parametrize(("both", "expected"), [(66, ("q_a",)), (67, ("q_a", "q_b"))])
def test_two_of_three_are_most(both, expected):
    counts = Together(columns=("q_a", "q_b"), rows={0b01: 100 - both, 0b11: both})
    assert counts.around() == expected


def test_nobody_answered_together():
    assert Together(columns=(), rows={}).around() == ()
    assert Together(columns=("q_a",), rows={0: 5}).around() == ()


def test_sound_columns_are_not_looked_at_twice():
    frame = nw.from_native(pa.table(ROWS)).lazy()
    counts = together(frame=frame, scales=[scale("q_a")], sound=("q_a",))
    assert counts.with_all(["q_a"]) == 5


def test_more_questions_than_a_number_has_bits_are_refused():
    frame = nw.from_native(pa.table(ROWS)).lazy()
    with pytest.raises(ValueError, match="1 to 40 questions"):
        together(frame=frame, scales=[scale(f"q_{place}") for place in range(41)])
