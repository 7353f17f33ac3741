"""Of very many answers the ends of some blocks of people are read."""

import pytest
from tests import factories
from tests.understand.drivers.asked import crowd
from tests.understand.drivers.test_measured import measured_crowd

from ninefold.engine import together
from ninefold.engine.blocks import block_of
from ninefold.engine.filters import Filter
from ninefold.engine.sight import EVERYTHING
from ninefold.understand.drivers.asking import Asked
from ninefold.understand.drivers.queries import analyse

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _few_are_enough(monkeypatch):
    monkeypatch.setattr(together, "MOST_ANSWERS", 1_500)


def at_the_ends(rows, *, of, blocks):
    """Those who answered the question about staff low, and best, in the first blocks."""
    asked = [row["q_staff"] for row in rows if block_of(of.pk, row["person"]) < blocks]
    return sum(answer <= 2 for answer in asked), sum(answer >= 4 for answer in asked)


def told(of, **asked):
    found = analyse(organisation=of, where=Filter(sight=EVERYTHING), asked=Asked(outcome="nps", **asked))
    staff = next(line for line in found.table.lines if line.scale.column == "q_staff").sides
    return staff.n_penalty, staff.n_reward


def test_ends_are_those_of_as_many_blocks_as_hold_answers_enough():
    rows = crowd(3_000, gaps=False)
    of = factories.organisation()
    factories.answers(of=of, rows=rows)
    assert told(of) == at_the_ends(rows, of=of, blocks=50)


def test_share_of_complete_answers_tells_of_how_many_blocks_the_ends_are_read(monkeypatch):
    rows = crowd(3_000, gaps=False)
    of = factories.organisation()
    factories.answers(
        of=of, rows=[*rows, *({**row, "person": f"x{row['person']}", "q_shop": None} for row in rows[:600])]
    )
    monkeypatch.setattr(together, "TO_CHOOSE", 1_000)  # so that the share of complete answers is estimated
    assert told(of) == at_the_ends(rows, of=of, blocks=50)


def test_ends_of_those_who_were_measured_are_read(monkeypatch):
    monkeypatch.setattr(together, "MOST_ANSWERS", 200)
    rows, events = measured_crowd()
    of = factories.organisation()
    factories.answers(of=of, rows=rows)
    factories.events(of=of, rows=events)
    assert told(of, measures=("m_wait_minutes",)) == at_the_ends(rows, of=of, blocks=50)
