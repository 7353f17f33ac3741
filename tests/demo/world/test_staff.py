"""Votes follow the planted order of obstacles."""

from collections import Counter
from datetime import date

from ninefold.demo.world.chance import Chance
from ninefold.demo.world.months import months_until
from ninefold.demo.world.staff import OBSTACLES, obstacles, staff, votes

CHANCE, MONTHS = Chance(seed=19, customers=1), months_until(date(2026, 11, 30))


def test_votes_show_the_planted_order():
    counted = Counter(votes(chance=CHANCE)["obstacle"].to_pylist())
    assert [name for name, _ in counted.most_common(4)] == [each.name for each in OBSTACLES[:4]]


def test_reports_show_the_planted_order():
    counted = Counter(obstacles(chance=CHANCE, months=MONTHS)["obstacle"].to_pylist())
    assert [name for name, _ in counted.most_common(4)] == [each.name for each in OBSTACLES[:4]]


def test_who_is_afraid_reports_without_a_name():
    table = obstacles(chance=CHANCE, months=MONTHS).to_pylist()
    unnamed = {
        fear: [row["staff"] is None for row in table if (row["cause"] == "fear") is fear]
        for fear in (True, False)
    }
    assert sum(unnamed[True]) / len(unnamed[True]) > 0.75
    assert sum(unnamed[False]) / len(unnamed[False]) < 0.45


def test_staff_are_1800_and_vote_at_most_three_times():
    table = staff(chance=CHANCE, months=MONTHS)
    assert table.num_rows == 1800
    assert max(Counter(votes(chance=CHANCE)["staff"].to_pylist()).values()) == 3
