"""Identifiers are compared as people mean them."""

import pytest

from ninefold.customers.profiles.rules import normalised


@pytest.mark.parametrize(
    ("kind", "one", "other"),
    [
        ("number", "C-1001", " c-١٠٠١ "),
        ("number", "C-1001", "Ｃ-１００１"),  # full width, as Chinese systems write it
        ("email", "Ingrid@Example.org", "ingrid@example.ORG"),
        ("phone", "+98 (21) 2222-3333", "0098 21 ۲۲۲۲ ۳۳۳۳"),
        ("other", "كريم", "کریم"),
    ],
)
def test_two_spellings_of_one_identifier_are_the_same(kind, one, other):
    assert normalised(kind, one) == normalised(kind, other)


@pytest.mark.parametrize("kind", ["number", "email", "phone"])
@pytest.mark.parametrize("text", ["", "  ", "\u200b\u200f"])
def test_nothing_stays_nothing(kind, text):
    assert normalised(kind, text) == ""


def test_a_phone_number_that_is_none_is_compared_as_a_text():
    assert normalised("phone", "Ask at the desk") == "ask at the desk"
    assert normalised("phone", "12") == "12"
