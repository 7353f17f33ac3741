"""How most runs end is said only where more than half of them do with all the interval."""

from types import SimpleNamespace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ninefold.understand.journey_health.runs import share_of
from ninefold.understand.journey_health.runs_words import ending_text

FEWER = "Fewer than half of the runs have come to their end."
UNTOLD = "It cannot be told how most runs end."
SAID = {
    "Most runs came to their end.": "ended",
    "Most runs broke off.": "silent",
    "Most runs have fallen silent.": "silent",
    "Most runs are still open.": "open",
}


def runs(*, ended=0, silent=0, still=0, closed=True):
    """Runs by how they stand."""
    n = ended + silent + still
    return SimpleNamespace(
        n=n,
        closed=closed,
        ended=share_of(ended, all_of=n) if closed else None,
        silent=share_of(silent, all_of=n),
        open=share_of(still, all_of=n),
    )


@settings(derandomize=True, max_examples=200)
@given(ended=st.integers(0, 300), silent=st.integers(0, 300), still=st.integers(0, 300), closed=st.booleans())
def test_sentence_on_ends_is_carried_by_its_interval(ended, silent, still, closed):
    told = runs(ended=ended if closed else 0, silent=silent, still=still or 1, closed=closed)
    said = ending_text(told)
    carried = [
        name for name in ("ended", "silent", "open") if (share := getattr(told, name)) and share.low > 0.5
    ]
    if carried:
        assert [SAID[said]] == carried
    else:
        assert said == (FEWER if closed and told.ended.high < 0.5 else UNTOLD)
    assert ("broke off" in said) <= closed
    assert ("fallen silent" in said) <= (not closed)


@pytest.mark.parametrize(
    ("told", "said"),
    [
        (runs(ended=60, silent=30, still=10), "Most runs came to their end."),
        (runs(ended=10, silent=80), "Most runs broke off."),
        (runs(silent=80, still=10, closed=False), "Most runs have fallen silent."),
        (runs(silent=10, still=80), "Most runs are still open."),
        (runs(ended=26, silent=43, still=31), FEWER),
        (runs(ended=52, silent=48), UNTOLD),
        (runs(silent=52, still=48, closed=False), UNTOLD),
        (SimpleNamespace(n=None), "Too few people went through it to tell how."),
    ],
)
def test_sentence_on_ends_by_how_runs_stand(told, said):
    assert ending_text(told) == said
