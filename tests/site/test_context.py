"""The frame: navigation without dead links, theme, languages."""

from types import SimpleNamespace

import pytest
from django.test import RequestFactory

from ninefold.kit.locales import LANGUAGE_NAMES, Reader
from ninefold.people.access import Right
from ninefold.site.context import navigation, shell


def _request(path: str = "/", **extra: object):
    request = RequestFactory().get(path)
    for name, value in extra.items():
        setattr(request, name, value)
    return request


def test_navigation_leads_only_where_something_is() -> None:
    areas = navigation("/", rights=frozenset(Right))
    assert [area.key for area in areas] == ["overview", "listen", "understand"]
    assert all(area.url.startswith("/") for area in areas)
    assert all(page.url.startswith("/") for area in areas for page in area.pages)


@pytest.mark.parametrize(
    ("path", "area", "page"),
    [
        ("/", "overview", None),
        ("/listen/comments/", "listen", "comments"),
        ("/listen/sources/imports/7/", "listen", "sources"),
        ("/understand/metrics/", "understand", "metrics"),
        ("/people/profile/", None, None),
    ],
)
def test_navigation_marks_the_open_page(path: str, area: str | None, page: str | None) -> None:
    areas = navigation(path, rights=frozenset(Right))
    assert [one.key for one in areas if one.current] == ([area] if area else [])
    assert [one.key for a in areas for one in a.pages if one.current] == ([page] if page else [])


def test_shell_shows_no_navigation_to_a_visitor() -> None:
    found = shell(_request())
    assert (found["areas"], found["open_area"], found["member"], found["organisation"]) == (
        [],
        None,
        None,
        None,
    )
    assert found["languages"] == tuple(LANGUAGE_NAMES.items())
    assert found["reader"] == Reader()


@pytest.mark.parametrize(
    ("cookie", "chosen", "theme"),
    [("", "", ""), ("dark", "", "dark"), ("", "light", "light"), ("dark", "light", "dark"), ("<x>", "", "")],
)
def test_shell_takes_the_theme_of_the_device_before_the_members(cookie: str, chosen: str, theme: str) -> None:
    request = _request(member=SimpleNamespace(theme=chosen))
    request.COOKIES["theme"] = cookie
    assert shell(request)["theme"] == theme
