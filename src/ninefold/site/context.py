"""What the frame of every page needs: reader, organisation, navigation, theme, languages."""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from typing import Any

from django.http import HttpRequest  # noqa: TID251  # the type that every view shares
from django.urls import NoReverseMatch, reverse, reverse_lazy
from django.utils.functional import Promise
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from ninefold.kit.locales import LANGUAGE_NAMES, Reader
from ninefold.people.access import NO_ACCESS, Right
from ninefold.people.roles.choices import Role

THEMES = ("light", "dark")
THEME_COOKIE = "theme"


@dataclass(frozen=True, slots=True)
class Place:
    """A page in the navigation; what stands behind the address of `behind` belongs to it too."""

    key: str
    label: str | Promise
    route: str
    right: Right | None = None
    behind: str = ""
    urls: tuple[str, ...] = ()
    current: bool = False

    @property
    def url(self) -> str:
        """Where it leads."""
        return self.urls[0]


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
            Place("comments", _("Comments"), "listen:comments", Right.READ_COMMENTS),
            Place("customers", _("Customers"), "customers:customers", Right.SEE_CUSTOMERS),
            Place("sources", _("Sources"), "listen:sources", Right.IMPORT_DATA),
        ),
    ),
    Area(
        "understand",
        _("Understand"),
        "understand",
        "u",
        (
            Place("changes", _("What changed"), "understand:changes", Right.SEE_SCORES),
            Place("metrics", _("Metrics"), "understand:metrics", Right.SEE_SCORES),
            Place("trends", _("Trends"), "understand:trends", Right.SEE_SCORES),
            Place("drivers", _("Drivers"), "understand:drivers", Right.SEE_SCORES),
            Place("journeys", _("Journeys"), "understand:journeys", Right.SEE_SCORES, "journeys:journeys"),
            Place("groups", _("Groups"), "understand:groups", Right.SEE_SCORES),
            Place("benchmarks", _("Benchmarks"), "understand:benchmarks", Right.SEE_SCORES),
            Place("definitions", _("Definitions"), "understand:definitions", Right.SEE_SCORES),
        ),
    ),
)


def _resolved(pages: Iterable[Place]) -> list[Place]:
    """Give each page its address; one that is not installed is left out."""
    found = []
    for page in pages:
        try:
            routes = (page.route, page.behind) if page.behind else (page.route,)
            found.append(replace(page, urls=tuple(reverse(route) for route in routes)))
        except NoReverseMatch:
            continue
    return found


def _covers(url: str, path: str) -> bool:
    return path == url or (url != "/" and path.startswith(url))


def navigation(path: str, *, rights: frozenset[Right]) -> list[Area]:
    """Return the areas that have pages for somebody, the open one marked.

    Parameters
    ----------
    path : str
        Path of the address shown.
    rights : frozenset of Right
        What whoever looks may do; a page that is not open to them is not named.

    Returns
    -------
    list of Area
        With addresses; the page whose address is the longest part of the path is current.
    """
    installed = [
        (area, _resolved(page for page in area.pages if page.right is None or page.right in rights))
        for area in AREAS
    ]
    urls = [url for _area, pages in installed for page in pages for url in page.urls if _covers(url, path)]
    here = max(urls, key=len, default=None)
    areas = []
    for area, pages in installed:
        if not pages:
            continue
        marked = tuple(replace(page, current=here in page.urls) for page in pages)
        current = any(page.current for page in marked)
        areas.append(replace(area, pages=() if area.leads else marked, url=pages[0].url, current=current))
    return areas


def _theme(request: HttpRequest, member: Any) -> str:
    """Return the theme of this device, else the member's; "" follows the device's own setting."""
    chosen = request.COOKIES.get(THEME_COOKIE) or getattr(member, "theme", "") or ""
    return str(chosen) if chosen in THEMES else ""


def _roles(request: HttpRequest) -> tuple[Role, ...]:
    return getattr(request, "roles", ())


def shell(request: HttpRequest) -> dict[str, Any]:
    """Describe the frame.

    Parameters
    ----------
    request : HttpRequest
        Its reader, organisation and member may be missing, as on a page of an error.

    Returns
    -------
    dict
        `reader`, `organisation`, `member`, `can` (the rights by name), `roles` (those of the member),
        `previewed`, `charts_url` (where charts are asked for that a page does not wait for; "" where it
        does), `areas`, `open_area`, `theme`, `languages` (pairs of tag and own name).
    """
    member = getattr(request, "member", None)
    reader = getattr(request, "reader", None) or Reader(language=get_language() or "en")
    access = getattr(request, "access", NO_ACCESS)
    areas = navigation(request.path, rights=access.rights) if member is not None else []
    return {
        "reader": reader,
        "organisation": getattr(request, "organisation", None),
        "member": member,
        "can": {right.value: True for right in access.rights},
        "roles": tuple((role.value, role.label, role.value == access.role) for role in _roles(request)),
        "previewed": getattr(request, "previewed", None),
        "charts_url": reverse_lazy("charts") if member is not None else "",
        "areas": areas,
        "open_area": next((area for area in areas if area.current), None),
        "theme": _theme(request, member),
        "languages": tuple(LANGUAGE_NAMES.items()),
    }
