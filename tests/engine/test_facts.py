"""Columns and their types follow from their names alone."""

import pyarrow as pa
import pytest

from ninefold.engine.facts import COMMENT, FEEDBACK, field_of, is_dynamic, schema_of


def test_schema_of_puts_own_columns_last_in_order() -> None:
    schema = schema_of(table="feedback", own=["q_wait", "nps", "a_plan"])
    assert schema.names == [*FEEDBACK.names, "a_plan", "q_wait"]
    assert schema.field("a_plan").type == pa.string()
    assert schema.field("q_wait").type == pa.float64()


def test_field_of_knows_the_table() -> None:
    assert field_of("folded", table="comment") == COMMENT.field("folded")
    with pytest.raises(ValueError, match="feedback has no column 'folded'"):
        field_of("folded", table="feedback")


@pytest.mark.parametrize("name", ["", "wait", "q_", "q_Wait", "x_wait", 'q_a"b', "q_a b", "q_" + "x" * 61])
def test_is_dynamic_refuses_what_is_no_own_column(name: str) -> None:
    assert not is_dynamic(name)


@pytest.mark.parametrize("name", ["q_wait_1", "a_plan", "a_город", "q_1"])
def test_is_dynamic_takes_any_script(name: str) -> None:
    assert is_dynamic(name)
