"""The sentence over the groups: it says no more than the ranges carry."""

import re
from dataclasses import replace

import pytest
from django.utils import translation
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.understand.comparisons.lived import fair_of, noise, past_of

from cxstats.estimate import Verdict
from ninefold.kit.locales import Reader
from ninefold.understand.comparisons.finding import finding, told_of
from ninefold.understand.comparisons.standings import NOBODY, Doubt

steady = settings(derandomize=True, max_examples=60, database=None)
counts = st.tuples(st.integers(1, 90), st.integers(1, 60), st.integers(1, 90))
worlds = st.lists(counts, min_size=2, max_size=12).map(
    lambda found: [(f"Shop {place}", *each) for place, each in enumerate(found)]
)
ALIKE = [(name, 50, 30, 20) for name in "ABCDEF"]
MANY = [(f"Shop {place}", 50, 30, 20) for place in range(18)]
READER = Reader()


def plain(text):
    return re.sub("[\u2066-\u2069]", "", text)


def said(rows, reader=READER):
    return plain(finding(fair_of(rows), reader=reader))


@pytest.mark.parametrize(
    ("more", "sentence"),
    [
        ([], "NPS: no group can be told from the others."),
        ([("Worst", 20, 20, 60)], "NPS: 1 of 19 groups really differs from the others: Worst below."),
        (
            [("Worst", 20, 20, 60), ("Best", 95, 5, 0)],
            "NPS: 2 of 20 groups really differ from the others: Worst below, Best above.",
        ),
        (
            [(name, 95, 4, 1) for name in "WXYZ"],
            "NPS: 4 of 22 groups really differ from the others: W, X, Y and 1 more above.",
        ),
    ],
)
def test_finding_names_the_groups_that_differ(more, sentence):
    assert said([*MANY, *more]) == sentence


def test_finding_of_the_past_names_what_changed():
    before = [*ALIKE, ("Worst", 60, 20, 20), ("Best", 20, 20, 60)]
    now = [*ALIKE, ("Worst", 20, 20, 60), ("Best", 60, 20, 20)]
    assert (
        plain(finding(past_of(now, before), reader=READER))
        == "NPS: 2 of 8 groups really changed: Worst got worse, Best got better."
    )
    assert (
        plain(finding(past_of(before, before), reader=READER))
        == "NPS: no real change can be told in any group."
    )


@steady
@given(worlds)
def test_every_group_named_differs_by_its_own_range(rows):
    fair = fair_of(rows)
    told = told_of(fair)
    ranges = {row.group: row.others for row in fair.found.standings.rows}
    assert all(ranges[name].low > 0 for name in told.above)
    assert all(ranges[name].high < 0 for name in told.below)
    sentence = plain(finding(fair, reader=READER))
    spoken = set(re.findall(r"Shop \d+", sentence))
    assert spoken <= {*told.above, *told.below}
    assert ("differ" in sentence) == bool(told.above or told.below)


@steady
@given(worlds, st.randoms(use_true_random=False))
def test_every_change_named_is_carried_by_its_range(rows, chance):
    before = [(name, *chance.choice(rows)[1:]) for name, *_counts in rows]
    fair = past_of(rows, before)
    told = told_of(fair)
    changes = {change.group: change.difference for change in fair.found.changes}
    assert all(changes[name].low > 0 for name in told.above)
    assert all(changes[name].high < 0 for name in told.below)
    sentence = plain(finding(fair, reader=READER))
    assert set(re.findall(r"Shop \d+", sentence)) <= {*told.above, *told.below}
    assert ("got better" in sentence) == bool(told.above)
    assert ("got worse" in sentence) == bool(told.below)


@steady
@given(worlds)
def test_what_is_likely_is_never_surer_than_the_scale_and_holds_its_value(rows):
    for row in fair_of(rows).found.standings.rows:
        if row.likely is not None:
            assert -1 <= row.likely.low <= row.likely.value <= row.likely.high <= 1
            assert 0 <= row.top <= 1
            assert 0 <= row.bottom <= 1


@pytest.mark.parametrize("language", ["en", "fa", "uk", "ru", "ar", "zh-hans"])
@pytest.mark.parametrize("worse", [1, 2, 3])
def test_finding_names_the_same_groups_in_every_language(language, worse):
    rows = [*MANY, *((f"Worst{n}", 10, 20, 70) for n in range(worse)), ("Best", 95, 5, 0)]
    reader = Reader(language=language, digits="latin")
    with translation.override(language):
        sentence = finding(fair_of(rows), reader=reader)
    names = [f"Worst{n}" for n in range(worse)]
    assert re.findall("\u2068(.*?)\u2069", sentence) in ([*names, "Best"], ["Best", *names])
    assert f"{worse + 1}" in plain(sentence)
    assert f"{19 + worse}" in plain(sentence)


def test_every_doubt_has_a_sentence_that_names_no_group():
    for doubt in [each for each in Doubt if each is not Doubt.NONE]:
        fair = fair_of([*ALIKE, ("Worst", 20, 20, 60)])
        sentence = finding(replace(fair, found=replace(fair.found, doubt=doubt)), reader=READER)
        assert sentence.endswith(".")
        assert "Worst" not in sentence


def test_nothing_looked_at_is_too_few_or_nothing_earlier():
    fair = past_of(ALIKE, ALIKE)
    nobody = replace(fair, found=replace(fair.found, family=NOBODY))
    assert finding(nobody, reader=READER) == "There are too few answers to tell one group from the others."
    nothing = "There is nothing earlier to hold the groups against."
    assert finding(past_of(ALIKE, [(name, 0, 0, 0) for name in "ABCDEF"]), reader=READER) == nothing


def test_companies_of_pure_noise_are_flagged_at_the_nominal_rate():
    """Of 300 companies in which nothing differs, about one in twenty may show anything."""
    flagged = [
        bool(told.above or told.below) for told in (told_of(fair_of(noise(seed))) for seed in range(300))
    ]
    assert 0.02 <= sum(flagged) / 300 <= 0.085


def test_noise_is_called_among_the_best_fifth_for_nobody_surely():
    for seed in range(40):
        rows = fair_of(noise(seed)).found.standings.rows
        assert max(row.top for row in rows) < 0.95 or any(row.verdict is not Verdict.NONE for row in rows)
