"""What counts of several words, and where two people contradict each other."""

from datetime import timedelta

import pytest
from tests.factories import AT

from ninefold.customers.consent.choices import Channel, Purpose, State
from ninefold.customers.consent.rules import Said, allowed, conflicts, standing, stricter

OFFERS = Purpose.MARKETING


def said(state: str, day: int = 0) -> Said:
    return Said(state=state, at=AT + timedelta(days=day))


@pytest.mark.parametrize(
    ("any_way", "by_mail", "expected"),
    [
        (None, None, False),
        (None, said("given"), True),
        (said("given"), None, True),
        (said("given", 2), said("refused", 1), False),  # a general yes does not lift a no to e-mail
        (said("withdrawn", 2), said("given", 1), False),  # a general no ends an earlier yes to e-mail
        (said("withdrawn", 1), said("given", 2), True),
        (said("refused"), None, False),
    ],
)
def test_the_word_that_counts(any_way, by_mail, expected):
    words = {(OFFERS, Channel.ANY): any_way, (OFFERS, Channel.EMAIL): by_mail}
    told = {cell: each for cell, each in words.items() if each is not None}
    assert allowed(told, purpose=OFFERS, channel=Channel.EMAIL) is expected


def test_a_word_to_one_purpose_says_nothing_of_another():
    words = {(OFFERS, Channel.ANY): said("given")}
    assert standing(words, purpose=Purpose.CASE, channel=Channel.EMAIL) is None


def test_the_stricter_word_is_the_no_and_of_two_the_later():
    assert stricter(said("given", 9), said("refused", 1)).state == "refused"
    assert stricter(said("withdrawn", 1), said("refused", 2)).state == "refused"
    assert stricter(said("given", 1), said("given", 2)) == said("given", 2)


def test_only_a_yes_against_a_no_is_a_conflict():
    kept = {
        (OFFERS, Channel.ANY): said("given"),
        (Purpose.CASE, Channel.PHONE): said("refused"),
        (Purpose.ANALYSIS, Channel.ANY): said("given"),
    }
    absorbed = {
        (OFFERS, Channel.EMAIL): said("refused", 1),
        (Purpose.CASE, Channel.PHONE): said("withdrawn"),
        (Purpose.FEEDBACK, Channel.ANY): said("refused"),
    }
    (found,) = conflicts(kept, absorbed)
    assert found.cell == (OFFERS, Channel.EMAIL)
    assert (found.kept.state, found.absorbed.state, found.stricter) == ("given", "refused", State.REFUSED)
