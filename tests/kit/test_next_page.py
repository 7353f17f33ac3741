"""Where a form leads: to a page of ours, whatever stands in it."""

import pytest

from ninefold.kit.next_page import next_page


@pytest.mark.parametrize("wish", ["/", "/understand/?every=week&x=%2F", "https://cx.example.org/listen/"])
def test_page_of_ours_is_gone_on_to(wish: str) -> None:
    assert next_page(wish, host="cx.example.org", secure=True) == wish


@pytest.mark.parametrize(
    "wish", ["", "https://elsewhere.example.org/", "//elsewhere.example.org", "///x", "javascript:1", "\\\\x"]
)
def test_other_wish_leads_to_the_overview(wish: str) -> None:
    assert next_page(wish, host="cx.example.org", secure=True) == "/"


def test_encrypted_page_is_not_left_for_an_open_one() -> None:
    assert next_page("http://cx.example.org/", host="cx.example.org", secure=True) == "/"
    assert next_page("http://cx.example.org/", host="cx.example.org", secure=False) != "/"
