"""Groups as JSON: what the page says, and nothing it hides."""

import re

import pytest
from tests.understand.comparisons.lived import EARLIER, PERIOD, mixed_town, shop, tiny, town
from tests.understand.pages import opened

pytestmark = pytest.mark.django_db
URL = "/api/v1/understand/groups"


def test_groups_are_told_with_ranges_and_the_looks():
    found = opened(town())[0].get(URL).json()
    assert re.sub("[\u2066-\u2069]", "", found["finding"]) == (
        "NPS: 2 of 8 groups really differ from the others: Worst below, Best above."
    )
    assert (found["looks"], found["correction"], found["by"]) == (8, "benjamini-hochberg", "unit")
    worst = next(each for each in found["groups"] if each["group"] == "Worst")
    assert worst["verdict"] == "worse"
    assert worst["own"]["value"] == -40.0
    assert worst["own"]["n"] == 100
    assert worst["others"]["high"] < 0
    assert worst["likely"]["method"] == "reml-integrated"
    assert worst["bottom_fifth"] > 0.9
    assert found["chance_alike"] < 0.001


def test_hidden_group_is_a_name_alone():
    found = opened([*town(), *tiny(), *tiny("Small")])[0].get(URL).json()
    small = next(each for each in found["groups"] if each["group"] == "Tiny")
    assert small == {
        "group": "Tiny", "hidden": True, "own": None, "fair": None, "likely": None, "top_fifth": None,
        "bottom_fifth": None, "others": None, "verdict": "few",
    }  # fmt: skip


def test_mix_that_is_held_equal_is_told():
    found = opened(mixed_town())[0].get(f"{URL}?by=unit&mix=segment").json()
    assert found["held_equal"] == ["segment"]
    hard = next(each for each in found["groups"] if each["group"] == "Hard")
    assert hard["fair"]["value"] > hard["own"]["value"]
    assert hard["fair"]["method"] == "within-groups"


def test_past_is_told_for_each_group():
    rows = [
        *shop("A", up=60, middle=20, down=20, day=EARLIER),
        *shop("A", up=20, middle=20, down=60),
        *shop("New", up=20, middle=20, down=20),
    ]
    found = opened(rows)[0].get(f"{URL}?{PERIOD}&look=before").json()
    assert found["against"] == ["2026-01-04", "2026-01-31"]
    told = {each["group"]: each for each in found["past"]}
    assert told["A"]["verdict"] == "worse"
    assert told["A"]["difference"]["value"] == -80.0
    assert (told["New"]["verdict"], told["New"]["before"], told["New"]["difference"]) == ("few", None, None)
    assert found["groups"] == []


def test_nobody_and_too_few_are_answered_alike():
    few, nobody = (
        opened(rows)[0].get(f"{URL}{query}") for rows, query in ((tiny(), ""), (town(), "?unit=No"))
    )
    assert (few.status_code, nobody.status_code) == (404, 404)
    assert few.json() == nobody.json()
