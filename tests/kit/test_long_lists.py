"""The first hundred rows of a long list, and the address of all of them."""

import pytest

from ninefold.kit.long_lists import MOST, all_asked, first_of


@pytest.mark.parametrize(
    ("query", "expected"),
    [({"rows": "all"}, True), ({"rows": "ALL"}, False), ({"rows": "7"}, False), ({}, False)],
)
def test_all_is_asked_for_in_one_way(query: dict[str, str], expected: bool) -> None:
    assert all_asked(query) is expected


def test_a_long_list_is_cut_and_leads_to_all_of_it() -> None:
    rows = [*range(MOST + 1)]
    assert first_of(rows, everything=False, query={"unit": ["a b", "c"]}) == (
        rows[:MOST],
        "?unit=a+b&unit=c&rows=all",
    )


@pytest.mark.parametrize(("size", "everything"), [(MOST, False), (MOST + 1, True), (0, False)])
def test_what_is_whole_leads_nowhere(size: int, everything: bool) -> None:
    rows = [*range(size)]
    assert first_of(rows, everything=everything, query={"by": ["unit"]}) == (rows, "")
