"""The audit shows the weakest block, the gap between leaders and the front line, and the year before."""

import numpy as np
import pytest

from ninefold.demo.world.audit import BLOCKS, audit_answers
from ninefold.demo.world.chance import Chance

ROWS = audit_answers(chance=Chance(seed=19, customers=1)).to_pylist()


def mean(**where) -> float:
    levels = [
        row["level"]
        for row in ROWS
        if row["level"] is not None and all(row[name] == value for name, value in where.items())
    ]
    return float(np.mean(levels))


def test_every_rater_meets_every_question_twice():
    assert len(ROWS) == 2 * (11 + 46 + 157) * 54
    assert {row["question"] for row in ROWS} == {
        f"{each.code}{place}" for each in BLOCKS for place in range(1, 7)
    }


def test_weakest_block_is_employees_and_their_experience():
    levels = {each.name: mean(round="this year", block=each.name, role_group="front line") for each in BLOCKS}
    assert min(levels, key=levels.__getitem__) == "Employees and their experience"


def test_leaders_see_things_better_by_the_planted_gap():
    gap = mean(round="this year", role_group="leaders") - mean(round="this year", role_group="front line")
    assert gap == pytest.approx(0.8, abs=0.1)


@pytest.mark.parametrize("block", BLOCKS, ids=lambda block: block.code)
def test_block_moved_as_planted_since_the_baseline(block):
    now, before = (
        mean(round=each, block=block.name, role_group="front line") for each in ("this year", "baseline")
    )
    assert now - before == pytest.approx(block.level - block.before, abs=0.12)
