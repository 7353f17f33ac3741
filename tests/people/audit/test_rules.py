import pytest

from ninefold.people.audit.rules import may_be_details, may_be_subject


@pytest.mark.parametrize("subject", ["", "settings", "member 17", "rejected_rows 3"])
def test_subject_is_a_kind_and_a_number(subject):
    assert may_be_subject(subject)


@pytest.mark.parametrize(
    "subject",
    [
        "Ingrid",
        "ingrid@example.org",
        "member Ingrid",
        "member 17 18",
        "member",
        "17",
        "عضو 17",
        "member ١٧",
        "a" * 41,
    ],
)
def test_subject_is_nothing_else(subject):
    assert may_be_subject(subject) is (subject == "member")


@pytest.mark.parametrize(
    "details",
    [{}, {"rows": 12, "whole": True, "none": None, "filters": ["a_plan", "period"], "in": {"unit": 3}}],
)
def test_details_hold_words_and_numbers(details):
    assert may_be_details(details)


@pytest.mark.parametrize(
    "text",
    ["ingrid@example.org", "192.0.2.1", "2001:db8::1", "Ingrid Berg", "太慢了", "медленно", "", "x" * 81],
)
def test_details_hold_no_text_of_a_person(text):
    assert [
        may_be_details(each) for each in ({"note": text}, {text: 1}, {"in": [text]}, {"in": {text: 1}})
    ] == [False] * 4


def test_details_hold_no_fractions_and_no_objects():
    assert [may_be_details({"a": value}) for value in (1.5, b"x", {1: 2})] == [False] * 3
