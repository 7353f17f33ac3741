"""Of very many answers the ends of some blocks of people are read, and of all where nobody knows how many."""

import math

import pytest
from tests import factories
from tests.understand.drivers.asked import crowd
from tests.understand.drivers.test_measured import measured_crowd

from ninefold.engine.blocks import BLOCKS, block_of
from ninefold.engine.filters import Filter
from ninefold.engine.sight import EVERYTHING
from ninefold.understand.drivers import queries, sides
from ninefold.understand.drivers.asking import Asked
from ninefold.understand.drivers.queries import analyse

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _few_are_enough(monkeypatch):
    monkeypatch.setattr(sides, "MOST_ANSWERS", 1_500)


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


def test_a_tenth_of_the_people_tells_how_many_answers_there_are(monkeypatch):
    rows = crowd(3_000, gaps=False)
    of = factories.organisation()
    factories.answers(of=of, rows=rows)
    monkeypatch.setattr(queries, "ENOUGH", 150)  # so that ten blocks of 3,000 people tell
    tenth = sum(block_of(of.pk, row["person"]) < 10 for row in rows)
    blocks = math.ceil(BLOCKS * 1_500 / (10 * tenth))
    assert 35 < blocks < 65
    assert told(of) == at_the_ends(rows, of=of, blocks=blocks)


def test_ends_of_all_are_read_where_nobody_knows_who_was_measured(monkeypatch):
    monkeypatch.setattr(sides, "MOST_ANSWERS", 100)
    rows, events = measured_crowd()
    of = factories.organisation()
    factories.answers(of=of, rows=rows)
    factories.events(of=of, rows=events)
    assert told(of, measures=("m_wait_minutes",)) == at_the_ends(rows, of=of, blocks=BLOCKS)
