"""Companies to look at: made once, since the same seed gives the same one."""

from dataclasses import replace
from datetime import date

import pytest

from ninefold.demo.world.parameters import Parameters, small
from ninefold.demo.world.simulation import Run, run

UNTIL = date(2026, 11, 30)


@pytest.fixture(scope="session")
def tiny() -> Run:
    """The company for tests, 3,000 customers."""
    return run(small(until=UNTIL))


@pytest.fixture(scope="session")
def company() -> Run:
    """A company large enough for small effects."""
    return run(Parameters(until=UNTIL, customers=24_000))


@pytest.fixture(scope="session")
def shuffled() -> Run:
    """The same, its answers dealt out anew."""
    return run(replace(Parameters(until=UNTIL, customers=24_000), shuffled=True))
