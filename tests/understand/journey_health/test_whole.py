"""The whole against its touchpoints: what planted answers tell, who is read, and what is not said of few."""

from datetime import date

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests import factories
from tests.understand.comparisons.test_queries import facts
from tests.understand.journey_health.lived import DAY, PERIOD, house, journey
from tests.understand.pages import FORMS, cells, plain

from ninefold.engine.blocks import block_of
from ninefold.engine.filters import Filter
from ninefold.engine.sight import EVERYTHING
from ninefold.kit.locales import Reader
from ninefold.understand.journey_health.sittings import Asked, Sittings, asked_of, blocks_for, sittings
from ninefold.understand.journey_health.whole import Untold, whole_of
from ninefold.understand.journey_health.whole_words import basis, cure, findings
from ninefold.understand.metrics.queries import facts_of, metrics_of
from ninefold.understand.metrics.registry import Kind, Metric

PARTS = ("q_order", "q_parcel", "q_help")
SCALES = {"nps": (0, 10), "csat": (1, 5)} | dict.fromkeys(PARTS, (1, 5))


def metric(column, *, low=1.0, high=5.0):
    return Metric(slug=column, name=column, meaning="", kind=Kind.MEAN, column=column, low=low, high=high)


def rated(n, *, seed=1, weak=1.0, mean=1.0, whole=0.3):
    """Ratings of three touchpoints, a score of the whole, and an outcome that goes with mean and weakest."""
    dice = np.random.default_rng(seed)
    feeling = dice.normal(size=(n, 1))
    ratings = np.clip(np.rint(3.7 + 0.7 * feeling + dice.normal(size=(n, 3))), 1, 5)
    wholes = np.clip(np.rint(ratings.mean(axis=1) + whole * dice.normal(size=n)), 1, 5)
    level = 3 + mean * (ratings.mean(axis=1) - 1) + weak * (ratings.min(axis=1) - 2)
    return ratings, wholes, np.clip(np.rint(level + dice.normal(size=n)), 0, 10)


def sat(n, *, parts=PARTS, beside=True, **planted):
    ratings, wholes, outcomes = rated(n, **planted)
    return Sittings(
        outcome=metric("nps", low=0.0, high=10.0),
        whole=metric("csat") if beside else None,
        parts=tuple(metric(name) for name in parts),
        ratings=ratings,
        outcomes=outcomes,
        wholes=wholes if beside else np.empty(0),
        blocks=100,
    )


def test_ratings_read_are_those_that_most_gave_together():
    """70 rated the last one, but 20 of the 100 who gave the first: complete answers would be few."""
    rows = [
        {
            "local_date": DAY,
            "nps": float(place % 11),
            "csat": float(1 + place % 5) if place < 100 else None,
            "ces": float(1 + place % 4) if place < 80 else None,
            "rating": float(1 + place % 3) if place >= 80 else None,
        }
        for place in range(150)
    ]
    asked = Asked(
        outcomes=(metric("nps", low=0.0, high=10.0),),
        parts=tuple(metric(name) for name in ("csat", "ces", "rating")),
    )
    read = sittings(facts=facts(rows), asked=asked, blocks=100)
    assert [each.column for each in read.parts] == ["csat", "ces"]
    assert len(read.ratings) == 80


def test_planted_weakest_link_is_told():
    whole = whole_of(sat(400), threshold=10)
    assert "The weakest touchpoint goes with nps beyond the mean of all." in findings(whole)
    assert (whole.told.family.size, whole.told.n, whole.told.added.weakest.way) == (7, 400, 1)
    assert all(each.way < 0 for each in whole.told.failing if each.gap)


def test_without_a_planted_link_nothing_is_claimed():
    whole = whole_of(sat(400, weak=0.0, mean=0.0, whole=3.0), threshold=10)
    assert findings(whole) == (
        "Whether csat or the mean of the parts foretells nps better cannot be told.",
        "Whether the weakest touchpoint goes with nps beyond the mean of all cannot be told.",
    )


def test_without_another_score_of_the_whole_the_weakest_alone_is_told():
    told = whole_of(sat(400, beside=False), threshold=10).told
    assert (told.whole, told.against, told.lead, told.added.whole) == (None, None, None, None)
    assert (told.family.size, told.added.weakest.way) == (4, 1)


def test_whole_that_follows_from_its_parts_is_left_out():
    found = sat(400)
    same = Sittings(**{**vars(found), "wholes": found.ratings.mean(axis=1)})
    assert whole_of(same, threshold=10).told.against is None


def test_few_people_and_answers_alike_are_no_ground():
    assert whole_of(None, threshold=10).silence is Untold.FEW
    assert whole_of(sat(199), threshold=10).silence is Untold.FEW
    assert whole_of(sat(250), threshold=300).silence is Untold.FEW
    alike = Sittings(**{**vars(sat(300)), "outcomes": np.full(300, 7.0)})
    assert whole_of(alike, threshold=10).silence is Untold.ALIKE
    assert all(cure(whole_of(each, threshold=10)) for each in (None, alike))


def test_blocks_are_whole_and_at_least_one():
    assert [blocks_for(n) for n in (0, 10_000, 20_000, 10_000_000)] == [100, 100, 50, 1]


def test_basis_says_that_only_some_people_were_read():
    told = whole_of(Sittings(**{**vars(sat(300)), "blocks": 7}), threshold=10).told
    assert "7 of 100 equal parts of all people were read." in basis(told, reader=Reader(language="en"))


@settings(derandomize=True, max_examples=25)
@given(
    n=st.integers(200, 500), seed=st.integers(0, 9_999), weak=st.floats(-1, 1), mean=st.floats(0, 1),
    threshold=st.integers(5, 60),
)  # fmt: skip
def test_sentences_claim_only_what_their_intervals_carry(n, seed, weak, mean, threshold):
    whole = whole_of(sat(n, seed=seed, weak=weak, mean=mean, whole=0.1 + seed % 4), threshold=threshold)
    if whole.told is None:
        assert all(each.startswith("Cannot be told") for each in findings(whole))
        return
    told, said = whole.told, " ".join(findings(whole))
    lead, weakest = told.lead.shown, told.added.weakest.shown
    assert lead.low > 0 or "csat, a score of the whole, foretells nps better" not in said
    assert lead.high < 0 or "The mean of the parts foretells nps better" not in said
    assert weakest.low > 0 or "The weakest touchpoint goes with nps" not in said
    assert weakest.high < 0 or "a better weakest touchpoint goes with a lower nps" not in said
    for each in told.failing:
        assert each.gap is None or min(each.gap.n_now, each.gap.n_before) >= threshold
        assert (each.gap is not None and each.gap.high < 0) or f"“{each.part.name}”" not in said
        surely = each.gap is not None and each.gap.p_value * told.family.size <= 0.05
        assert surely == (each.way != 0)


def rows(n, *, touchpoint="web", day=DAY, answers=1, **planted):
    """Answers of as many people, each given several times, the latest alone as planted."""
    ratings, wholes, outcomes = rated(n, **planted)
    return [
        {
            "touchpoint": touchpoint,
            "person": f"p{place}",
            "local_date": day if again == answers - 1 else date(2026, 2, 3),
            "nps": outcomes[place] if again == answers - 1 else 0.0,
            "csat": wholes[place],
            **dict(zip(PARTS, ratings[place], strict=True)),
        }
        for place in range(n)
        for again in range(answers)
    ]


def opened(found):
    of = factories.organisation()
    made = journey(of=of)
    factories.answers(of=of, rows=found, scales=SCALES)
    return factories.browser(of=factories.member(of=of)), of, made


@pytest.mark.django_db
def test_page_and_api_tell_the_whole_against_its_parts_one_answer_a_person():
    client, _of, made = opened([*rows(300, answers=2), *rows(250, touchpoint="elsewhere", seed=3)])
    text = plain(client.get(f"/understand/journeys/{made.pk}/?{PERIOD}"))
    assert "Does the whole foretell better than its parts?" in text
    assert "The weakest touchpoint goes with NPS beyond the mean of all." in text
    assert "300 people rated all of these, one answer each" in text
    found = client.get(f"/api/v1/understand/journeys/{made.pk}?{PERIOD}").json()["whole_against_parts"]
    assert (found["outcome"], found["whole"], found["people"], found["looks"]) == ("nps", "csat", 300, 7)
    ratings, _wholes, _outcomes = rated(300)
    unbroken = float((ratings >= 3).all(axis=1).mean())
    assert round(found["unbroken"]["value"], 6) == round(100 * unbroken, 6)
    assert found["weakest"]["told"] == "above"
    failing = cells(client.get(f"/understand/journeys/{made.pk}/failing.csv?{PERIOD}"))
    assert [row[0] for row in failing] == [each["touchpoint"] for each in found["failing"]]


@pytest.mark.django_db
@pytest.mark.parametrize("form", FORMS)
def test_failing_touchpoints_can_be_taken_away(form):
    client, _of, made = opened(rows(300))
    assert client.get(f"/understand/journeys/{made.pk}/failing.{form}?{PERIOD}").status_code == 200


@pytest.mark.django_db
def test_page_says_why_the_whole_cannot_be_told():
    client, _of, made = opened(rows(150))
    text = plain(client.get(f"/understand/journeys/{made.pk}/?{PERIOD}"))
    assert "Cannot be told: too few people rated the whole and several touchpoints at once." in text
    of, other = house()
    page = factories.browser(of=factories.member(of=of)).get(f"/understand/journeys/{other.pk}/?{PERIOD}")
    assert "Cannot be told: the whole was not asked together with its touchpoints." in plain(page)


@pytest.mark.django_db
def test_part_of_the_people_is_read_whole_and_the_others_not_at_all():
    _client, of, _made = opened(rows(300, answers=2))
    asked = asked_of(metrics_of(organisation=of, survey=None), wanted=None)
    facts = facts_of(organisation=of, where=Filter(sight=EVERYTHING), metrics=asked.all)
    some, everybody = (sittings(facts=facts, asked=asked, blocks=blocks) for blocks in (40, 100))
    blocks = [block_of(of.pk, f"p{place}") for place in range(300)]
    assert (some.n, everybody.n) == (sum(block < 40 for block in blocks), 300)
    assert 0 < some.n < 300
    assert {each.column for each in everybody.parts} == set(PARTS)


@pytest.mark.django_db
def test_reader_of_a_part_is_told_of_that_part_alone():
    found = rows(300)
    _client, of, made = opened(
        [{**row, "unit": "North" if n < 150 else "South"} for n, row in enumerate(found)]
    )
    north = factories.member(of=of, role="manager", unit=factories.unit(of=of, name="North"))
    client = factories.browser(of=north)
    told = client.get(f"/api/v1/understand/journeys/{made.pk}?{PERIOD}").json()["whole_against_parts"]
    assert (told["silence"], told["people"], told["failing"]) == ("few", None, [])
