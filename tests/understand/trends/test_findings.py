"""Sentences of a trend: each carried by its interval, whatever the numbers are."""

import pytest
from django.utils import translation
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.understand.comparisons.test_queries import CSAT_MEAN, NPS
from tests.understand.trends.made import READER, answers, exactly, followed_of

from ninefold.kit.calendars import months
from ninefold.kit.locales import LOCALES
from ninefold.understand.trends import findings
from ninefold.understand.trends.outlook import outlook_of

STEADY = [0.6, 0.62, 0.58, 0.61, 0.6, 0.59, 0.61, 0.6, 0.58, 0.62]


def bare(sentence):
    """A sentence without the marks round names."""
    return sentence.replace("\u2068", "").replace("\u2069", "")


def told(shares):
    return bare(findings.headline(followed_of(exactly(shares)), reader=READER))


def outlook_told(found, outlook):
    return bare(findings.outlook_headline(found, outlook, reader=READER))


def foreseen(found):
    last = found.course.points[-1].period.end
    ahead = months(first=last, last=last.replace(year=last.year + 1), reader=READER)
    return outlook_of(found.course.points, metric=found.metric, every="month", ahead=ahead)


def test_headline_tells_the_latest_level_first():
    assert told([0.7] * 9 + [0.5] * 9) == "NPS fell from 40.0 to 0.0 between September 2024 and October 2024."
    assert told([0.5] * 9 + [0.7] * 9) == "NPS rose from 0.0 to 40.0 between September 2024 and October 2024."


def test_headline_names_what_stands_out():
    assert told([*STEADY, 0.2]) == "November 2024 stands out: NPS was −60.0, below its limits."
    assert told([*STEADY, 0.98, *STEADY]) == "November 2024 stands out: NPS was 96.0, above its limits."
    both = told([*STEADY, 0.98, *STEADY, 0.1, *STEADY])
    assert both == "October 2025 (−80.0, below the limits) and 1 more period stand out in NPS."


def test_headline_claims_nothing_of_what_chance_would_show():
    assert told([0.6, 0.62, 0.58] * 11 + [0.76]) == (
        "NPS shows nothing that chance alone would not show in so many periods."
    )
    assert told(STEADY) == "In NPS no period stands out, and no break can be told."


def test_headline_says_what_is_missing():
    assert told(STEADY[:7]) == "1 more complete period is needed to say what is usual for NPS."
    assert told([1.0] * 9) == "NPS never moved, so nothing stands out."


def test_rates_and_looks_stand_beside():
    found = followed_of(exactly(STEADY))
    assert findings.looked(found, reader=READER) == (
        "10 periods were looked at; false alarms in this sentence are held to 1 in 20."
    )
    assert findings.rate(found, reader=READER) == (
        "If nothing ever happened, 3% of charts as long as this one would still mark a period."
    )
    assert findings.breaks(found, reader=READER) == ("No break of the level can be told.",)
    few = followed_of(exactly(STEADY[:5]))
    assert (findings.looked(few, reader=READER), findings.rate(few, reader=READER)) == ("", "")
    assert findings.breaks(few, reader=READER) == ()


def test_break_is_told_with_its_interval_and_its_range():
    sharp = followed_of(exactly([0.7] * 9 + [0.5] * 9))
    assert findings.breaks(sharp, reader=READER) == (
        "From 40.0 to 0.0: −40.0, 95% sure between −48.9 and −31.1. The new level began here: October 2024.",
    )
    blurred = followed_of(exactly([0.6, 0.58, 0.62] * 4 + [0.52, 0.5, 0.54] * 4))
    (sentence,) = findings.breaks(blurred, reader=READER)
    assert "95% sure it is one of these: " in sentence


def test_outlook_says_how_many_periods_are_missing_or_that_nothing_moves():
    short = followed_of(exactly(STEADY))
    assert outlook_told(short, foreseen(short)) == (
        "6 more complete periods without a gap are needed for a forecast of NPS."
    )
    assert findings.back_test(foreseen(short), reader=READER) == ()
    flat = followed_of(exactly([1.0] * 20))
    assert outlook_told(flat, foreseen(flat)) == ("NPS never moved, so there is nothing to forecast.")


def test_outlook_beats_the_past_repeated_or_says_that_it_does_not():
    noisy = followed_of(answers([0.6] * 24))
    found = foreseen(noisy)
    assert (found.helps, found.seasonal, [each.label for each in found.ahead]) == (
        True, False, ["January 2026", "February 2026", "March 2026"],
    )  # fmt: skip
    assert outlook_told(noisy, found).startswith("January 2026: NPS is expected at ")
    first, second = findings.back_test(found, reader=READER)
    assert first.startswith("At 12 earlier moments its error was ")
    assert first.endswith("% of that of repeating the last value.")
    assert second.startswith("Of what came then, ")


def test_worse_forecast_gives_way_to_the_past_repeated():
    steps = [0.2 + 0.6 * (place // 6 % 2) for place in range(40)]
    found = followed_of(exactly(steps))
    outlook = foreseen(found)
    if outlook.helps:
        pytest.skip("this series is forecast well")
    assert "no forecast has done better than repeating the last" in outlook_told(found, outlook)


@settings(max_examples=30, derandomize=True)
@given(
    st.lists(st.integers(0, 40), min_size=1, max_size=24),
    st.sampled_from([NPS, CSAT_MEAN]),
)
def test_no_headline_claims_what_its_interval_does_not_carry(counts, metric):
    rows = [{**row, "csat": row["nps"] / 5 + 3} for row in exactly([count / 40 for count in counts], n=40)]
    found = followed_of(rows, metric=metric)
    sentence = findings.headline(found, reader=READER)
    changes, control = found.course.levels.changes, found.course.control
    claims_rise, claims_fall = " rose from " in sentence, " fell from " in sentence
    assert (claims_rise or claims_fall) == bool(changes and control.chart)
    if claims_rise:
        assert changes[-1].by.low > 0
    if claims_fall:
        assert changes[-1].by.high < 0
    if "stand out in" in sentence or "stands out:" in sentence:
        latest = control.sure[-1]
        low, high = control.limits(latest.at)
        score = found.course.points[latest.at].group.scores[metric.slug].estimate.value
        assert score > high if "above" in sentence else score < low


@pytest.mark.parametrize("language", LOCALES)
def test_sentences_are_whole_in_every_language(language):
    cases = [[0.7] * 9 + [0.5] * 9, [*STEADY, 0.2], STEADY, STEADY[:7], [1.0] * 9]
    with translation.override(language):
        for shares in cases:
            found = followed_of(exactly(shares))
            said = [
                findings.headline(found, reader=READER),
                findings.looked(found, reader=READER),
                findings.rate(found, reader=READER),
                *findings.breaks(found, reader=READER),
            ]
            assert not any("%(" in each or "%%" in each for each in said)
