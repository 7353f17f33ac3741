"""Eleven leaders, seven of them on the board, each with a path."""

from datetime import date

import pytest

from ninefold.demo.world.leaders import LEADERS, QUARTERS, asks, commitment, facts, leaders

UNTIL = date(2026, 11, 30)


def test_leaders_are_eleven_and_seven_are_on_the_board():
    assert sum(leaders()["board"].to_pylist()) == 7
    assert leaders().num_rows == 11


def test_leaders_stand_on_all_five_levels_today():
    assert {leader.levels[-1] for leader in LEADERS} == {1, 2, 3, 4, 5}
    assert {len(leader.levels) for leader in LEADERS} == {QUARTERS}


def test_some_moved_up_and_one_moved_down():
    moves = [leader.levels[-1] - leader.levels[0] for leader in LEADERS]
    assert (sum(move > 0 for move in moves), sum(move < 0 for move in moves)) == (8, 1)


@pytest.mark.parametrize("table", [commitment, facts], ids=lambda table: table.__name__)
def test_days_lie_within_two_years(table):
    days = table(until=UNTIL)["day"].to_pylist()
    assert max(days) <= UNTIL
    assert (UNTIL - min(days)).days < 731


def test_facts_show_a_level_twice_a_quarter():
    assert facts(until=UNTIL).num_rows == 11 * QUARTERS * 2


def test_asks_are_kept_by_whom_one_would_think():
    rows = asks(until=UNTIL).to_pylist()
    states = {
        leader: {row["state"] for row in rows if row["leader"] == leader}
        for leader in ("Stellan Brandt", "Marta Vidal")
    }
    assert states == {"Stellan Brandt": {"declined"}, "Marta Vidal": {"done", "accepted"}}


def test_nobody_rates_their_own_commitment():
    assert [row for row in commitment(until=UNTIL).to_pylist() if row["leader"] == row["rater"]] == []
