"""What is kept in memory is given again only while nothing it was made from has changed."""

import pytest
from django.utils import translation
from django.utils.translation import gettext_lazy

from ninefold.kit.memory import Kept, forget_all


@pytest.fixture
def made():
    return []


def asked(kept, made, *, owner=1, state=1, asked="sum"):
    def make():
        made.append((owner, state, asked))
        return len(made)

    return kept.get(owner=owner, state=state, asked=asked, make=make)


def test_result_is_made_once_while_nothing_changes(made):
    kept = Kept(most=10)
    assert [asked(kept, made) for _ in range(3)] == [1, 1, 1]


def test_result_that_is_none_is_kept_too(made):
    kept = Kept(most=10)
    assert [kept.get(owner=1, state=1, asked="x", make=lambda: made.append(1)) for _ in range(2)] == [
        None,
        None,
    ]
    assert made == [1]


def test_new_state_makes_everything_of_its_owner_anew_and_nothing_of_others(made):
    kept = Kept(most=10)
    for owner in (1, 2):
        for what in ("a", "b"):
            asked(kept, made, owner=owner, asked=what)
    made.clear()
    asked(kept, made, owner=1, state=2, asked="a")
    assert [(key.owner, key.asked) for key in kept._found] == [(2, "a"), (2, "b"), (1, "a")]
    assert made == [(1, 2, "a")]


def test_the_longest_unused_goes_first(made):
    kept = Kept(most=2)
    for what in ("a", "b", "a", "c", "a", "b"):
        asked(kept, made, asked=what)
    assert [what for _owner, _state, what in made] == ["a", "b", "c", "b"]


def test_result_of_a_state_that_passed_meanwhile_is_not_kept(made):
    kept = Kept(most=10)

    def slow():
        asked(kept, made, state=2)
        return "late"

    assert kept.get(owner=1, state=1, asked="slow", make=slow) == "late"
    assert kept.get(owner=1, state=2, asked="slow", make=lambda: "now") == "now"


def test_failure_keeps_nothing():
    kept = Kept(most=10)
    with pytest.raises(ZeroDivisionError):
        kept.get(owner=1, state=1, asked="x", make=lambda: 1 // 0)
    assert kept.get(owner=1, state=1, asked="x", make=lambda: 7) == 7


def test_everything_can_be_forgotten(made):
    kept = Kept(most=10)
    asked(kept, made)
    forget_all()
    asked(kept, made)
    assert len(made) == 2


def test_nothing_is_kept_where_the_settings_say_so(made, settings):
    settings.KEEP_RESULTS = False
    kept = Kept(most=10)
    assert [asked(kept, made) for _ in range(3)] == [1, 2, 3]


def test_what_was_asked_in_one_language_goes_in_another(made):
    """A text that is translated when it is shown hashes as it reads: the key must not."""
    kept = Kept(most=2)
    for language in ("zh-hans", "fa"):
        with translation.override(language):
            asked(kept, made, asked=gettext_lazy("Rating"))
            assert asked(kept, made, asked=gettext_lazy("Rating")) == len(made)
    with translation.override("en"):
        asked(kept, made, asked="more than two")
        assert asked(kept, made, state=2) == 4
        assert [key.asked for key in kept._found] == ["sum"]
