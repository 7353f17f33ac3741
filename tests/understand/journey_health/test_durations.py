"""How long something takes, in the unit that a person would choose."""

import pytest

from ninefold.kit.locales import Reader
from ninefold.understand.journey_health.durations import duration_text, from_text


@pytest.mark.parametrize(
    ("seconds", "text"),
    [
        (0, "at once"), (59, "under a minute"), (60, "1 minute"), (5400, "90 minutes"), (3600, "1 hour"),
        (5500, "2 hours"), (86_400, "1 day"), (90_000, "25 hours"), (129_600, "36 hours"), (172_800, "2 days"),
        (100 * 86_400, "100 days"),
    ],
)  # fmt: skip
def test_duration_is_written_in_its_unit(seconds, text):
    assert duration_text(seconds, reader=Reader(language="en")) == text


def test_lot_of_durations_is_named_by_its_edge():
    reader = Reader(language="en")
    assert [from_text(edge, reader=reader) for edge in (None, 3600)] == ["under a minute", "1 hour or more"]
