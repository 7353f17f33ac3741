"""Drafts of charts: read back as they were written, by nobody else, and not for ever."""

import time

import pytest

from ninefold.kit.chart_drafts import ONE_DAY, from_text, to_text
from ninefold.kit.charts import Draft, draft, found
from ninefold.kit.locales import Reader

ONE = Draft(spec={"width": 3, "layer": [1.5, None, "\u2067\ud800فروش"]}, label="One", room=(640, 220))
OTHER = Draft(spec={}, label="", room=(292, 220))


def test_drafts_are_read_as_they_were_written() -> None:
    assert from_text(to_text([ONE, OTHER], whose=7), whose=7) == (ONE, OTHER)


def test_draft_that_was_carried_leads_to_the_same_drawing() -> None:
    bins = [{"name": "0", "count": 3}, {"name": "1", "count": None}]
    data = {"label": "Carried", "bins": bins, "groups": []}
    given = draft(chart="histogram", data=data, reader=Reader(language="fa"), width="half")
    carried = from_text(to_text([given], whose=7), whose=7)
    assert carried == (given,)
    assert found(carried[0]) == found(given)


def test_draft_of_somebody_else_is_none() -> None:
    assert from_text(to_text([ONE], whose=7), whose=8) is None


@pytest.mark.parametrize("text", ["", "nonsense", ":::", "." * 10])
def test_text_that_is_none_of_ours_is_none(text: str) -> None:
    assert from_text(text, whose=7) is None


def test_text_that_was_changed_is_none() -> None:
    text = to_text([ONE], whose=7)
    assert from_text("x" + text[1:], whose=7) is None


def test_draft_is_good_for_a_day(monkeypatch) -> None:
    text, now = to_text([ONE], whose=7), time.time()
    monkeypatch.setattr("django.core.signing.time.time", lambda: now + ONE_DAY - 60)
    assert from_text(text, whose=7) == (ONE,)
    monkeypatch.setattr("django.core.signing.time.time", lambda: now + ONE_DAY + 60)
    assert from_text(text, whose=7) is None
