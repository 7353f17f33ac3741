import duckdb
import pytest
from tests.listen.sources.by_hand import guessed, opened_of

from ninefold.listen.sources.mapping import ColumnRule, Mapping
from ninefold.listen.sources.matching import plain_name
from ninefold.listen.sources.roles import Role

FIVE = [str(1 + i % 5) for i in range(60)]
NPS = ColumnRule(column="Recommend", role=Role.NPS, title="Would you recommend us?", low=0.0, high=10.0)
ART = ColumnRule(column="Q7ART", role=Role.ITEM, target="q_art", title="Art", low=1.0, high=5.0)
HUE = ColumnRule(column="hue", role=Role.LEAVE_OUT, title="hue")


@pytest.fixture
def connection():
    with duckdb.connect() as connection:
        yield connection


def matched(connection, columns, saved, **more):
    mapping = guessed(
        connection, opened_of(connection, columns, **more), Mapping(rules=saved, time_zone="Asia/Tehran")
    )
    return {rule.column: rule for rule in mapping.rules}


def test_names_are_compared_without_signs_and_case():
    assert plain_name("*RESP NUM") == plain_name("resp_num") == plain_name("RespNum")


def test_saved_rules_hold_for_the_same_name(connection):
    found = matched(connection, {"*RECOMMEND": FIVE, "hue": ["red", "green"] * 30}, (NPS, HUE))
    assert (found["*RECOMMEND"].role, found["*RECOMMEND"].low, found["*RECOMMEND"].sure) == (
        Role.NPS,
        0.0,
        "sure",
    )
    assert found["hue"].role is Role.LEAVE_OUT


def test_saved_rules_hold_for_the_same_question(connection):
    found = matched(connection, {"Q99": FIVE}, (NPS,), texts={"Q99": "would you recommend us"})
    assert (found["Q99"].role, found["Q99"].why) == (Role.NPS, "As in the earlier wave.")


def test_question_numbers_may_change_but_ask_to_check(connection):
    found = matched(connection, {"Q8A_ART": FIVE}, (ART,))
    assert (found["Q8A_ART"].target, found["Q8A_ART"].sure) == ("q_art", "check")
    assert found["Q8A_ART"].why == "Taken for “Q7ART” of the earlier wave."


def test_name_that_fits_twice_fits_not_at_all(connection):
    found = matched(connection, {"Q8A_ART": FIVE, "Q9A_ART": FIVE}, (ART,))
    assert "q_art" not in {rule.target for rule in found.values()}


def test_changed_scale_asks_to_check(connection):
    found = matched(connection, {"Q7ART": [str(1 + i % 10) for i in range(60)]}, (ART,))
    assert (found["Q7ART"].sure, found["Q7ART"].why) == (
        "check",
        "The values are not those of the earlier wave.",
    )


def test_new_columns_are_guessed_without_taking_a_role_twice(connection):
    found = matched(
        connection, {"Recommend": FIVE, "nps": [str(i % 11) for i in range(60)], "csat": FIVE}, (NPS,)
    )
    assert (found["Recommend"].role, found["nps"].role, found["csat"].role) == (
        Role.NPS,
        Role.ITEM,
        Role.CSAT,
    )


def test_zone_of_the_earlier_wave_stays(connection):
    opened = opened_of(connection, {"Recommend": FIVE})
    assert (
        guessed(connection, opened, Mapping(rules=(NPS,), time_zone="Asia/Tehran")).time_zone == "Asia/Tehran"
    )
