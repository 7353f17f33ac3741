"""Wishes of an address that nothing answers to are said, and those that were followed are not."""

import pytest

from ninefold.kit.unheard import LONGEST, unheard

HEARD = {"metric": "nps", "by": "unit"}


def said(name: str, value: str) -> str:
    return f"The address asks for {name} “{value}”, which cannot be read; it was left out."


@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        ({}, []),
        ({"metric": ""}, []),
        ({"metric": "nps", "by": "unit", "page": "7"}, []),
        ({"metric": "none"}, [said("metric", "none")]),
        ({"by": "x", "metric": "y"}, [said("metric", "y"), said("by", "x")]),
        ({"by": "x" * 90}, [said("by", "x" * LONGEST)]),
    ],
)
def test_what_was_not_followed_is_said(asked: dict[str, str], expected: list[str]) -> None:
    assert unheard(asked, heard=HEARD) == expected
