"""What the frame of every page needs: reader, organisation, navigation, theme, languages."""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from typing import Any

from django.http import HttpRequest  # noqa: TID251  # the type that every view shares
from django.urls import NoReverseMatch, reverse
from django.utils.functional import Promise
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from ninefold.kit.locales import LANGUAGE_NAMES, Reader

THEMES = ("light", "dark")
THEME_COOKIE = "theme"


@dataclass(frozen=True, slots=True)
class Place:
    """A page in the navigation."""

    key: str
    label: str | Promise
    route: str
    url: str = ""
    current: bool = False


@dataclass(frozen=True, slots=True)
class Area:
    """One of the rooms, with its pages; `go` is the letter after `g`."""

    key: str
    label: str | Promise
    icon: str
    go: str
    pages: tuple[Place, ...]
    url: str = ""
    current: bool = False
    leads: bool = field(default=False)


# Act, Prove and Lead join with their first page: no link here may lead nowhere.
AREAS = (
    Area("overview", _("Overview"), "home", "o", (Place("overview", _("Overview"), "overview"),), leads=True),
    Area(
        "listen",
        _("Listen"),
        "listen",
        "l",
        (
            Place("comments", _("Comments"), "listen:comments"),
            Place("sources", _("Sources"), "listen:sources"),
        ),
    ),
    Area(
        "understand",
        _("Understand"),
        "understand",
        "u",
        (
            Place("metrics", _("Metrics"), "understand:metrics"),
            Place("definitions", _("Definitions"), "understand:definitions"),
        ),
    ),
)


def _resolved(pages: Iterable[Place]) -> list[Place]:
    """Give each page its address; one that is not installed is left out."""
    found = []
    for page in pages:
        try:
            found.append(replace(page, url=reverse(page.route)))
        except NoReverseMatch:
            continue
    return found


def _covers(url: str, path: str) -> bool:
    return path == url or (url != "/" and path.startswith(url))


def navigation(path: str) -> list[Area]:
    """Return the areas that have pages, the open one marked.

    Parameters
    ----------
    path : str
        Path of the address shown.

    Returns
    -------
    list of Area
        With addresses; the page whose address is the longest part of the path is current.
    """
    installed = [(area, _resolved(area.pages)) for area in AREAS]
    urls = [page.url for _area, pages in installed for page in pages if _covers(page.url, path)]
    here = max(urls, key=len, default=None)
    areas = []
    for area, pages in installed:
        if not pages:
            continue
        marked = tuple(replace(page, current=page.url == here) for page in pages)
        current = any(page.current for page in marked)
        areas.append(replace(area, pages=() if area.leads else marked, url=pages[0].url, current=current))
    return areas


def _theme(request: HttpRequest, member: Any) -> str:
    """Return the theme of this device, else the member's; "" follows the device's own setting."""
    chosen = request.COOKIES.get(THEME_COOKIE) or getattr(member, "theme", "") or ""
    return str(chosen) if chosen in THEMES else ""


def shell(request: HttpRequest) -> dict[str, Any]:
    """Describe the frame.

    Parameters
    ----------
    request : HttpRequest
        Its reader, organisation and member may be missing, as on a page of an error.

    Returns
    -------
    dict
        `reader`, `organisation`, `member`, `areas`, `open_area`, `theme`, `languages` (pairs of tag and
        own name).
    """
    member = getattr(request, "member", None)
    reader = getattr(request, "reader", None) or Reader(language=get_language() or "en")
    areas = navigation(request.path) if member is not None else []
    return {
        "reader": reader,
        "organisation": getattr(request, "organisation", None),
        "member": member,
        "areas": areas,
        "open_area": next((area for area in areas if area.current), None),
        "theme": _theme(request, member),
        "languages": tuple(LANGUAGE_NAMES.items()),
    }
