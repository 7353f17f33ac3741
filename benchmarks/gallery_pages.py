"""What `docs/gallery.md` looks at: the pages that are pictured, and the addresses of their numbers."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final
from urllib.parse import urlencode

PAGES, API = "/understand", "/api/v1/understand"


@dataclass(frozen=True, kw_only=True)
class Seen:
    """One page, its numbers in the API, and where its picture ends.

    Attributes
    ----------
    name : of the picture; "" where the numbers alone are wanted.
    page : the page's address below `/understand/`, and `api` that of its numbers.
    asked : the parameters of both.
    top, height : where the picture begins and how high it is, in pixels of the page's main part.
    """

    name: str
    page: str
    api: str
    asked: Mapping[str, str]
    top: int = 0
    height: int = 700

    @property
    def path(self) -> str:
        """The address of the page."""
        return f"{PAGES}/{self.page}/?{urlencode(self.asked)}"

    @property
    def numbers(self) -> str:
        """The address of its numbers."""
        return f"{API}/{self.api}?{urlencode(self.asked)}"


def _seen(name: str, page: str, *, top: int = 0, height: int = 700, **asked: str) -> Seen:
    api = {"metrics": "scores"}.get(page, page)
    return Seen(name=name, page=page, api=api, asked=asked, top=top, height=height)


MEASURED: Final = ("cuex1", "cuex2", "cuex3", *(f"perq{n}" for n in range(1, 8)), "perv1", "perv2")
ALL_YEARS, LAST_YEAR, SHOP = "2014-01-01..2017-12-31", "2017-01-01..2017-12-31", "2016-09-01..2018-10-31"
FULL_MONTHS: Final = "2017-01-01..2018-08-31"
SATISFIED: Final = "10. Overall I am satisfied with my job"
SEEN: Final[Mapping[str, tuple[Seen, ...]]] = {
    "sfo": (
        _seen("sfo-changes", "changes", height=520, period=LAST_YEAR),
        _seen("sfo-drivers", "drivers", height=682, outcome="csat", period=ALL_YEARS),
        _seen("sfo-definition", "definitions/nps", height=700, period=LAST_YEAR),
        _seen("", "metrics", metric="nps", by="unit", period=LAST_YEAR),
        _seen("", "groups", metric="csat-mean", by="unit", period=LAST_YEAR),
        _seen("", "trends", metric="csat-mean", period=ALL_YEARS),
        *(
            _seen("", "metrics", metric="csat-mean", period=f"{year}-01-01..{year}-12-31")
            for year in (2014, 2015, 2016, 2017)
        ),
    ),
    "airline": (
        _seen("airline-drivers", "drivers", outcome="csat"),
        _seen("", "metrics", metric="csat", by="a_type_of_travel"),
    ),
    "ecsi": (
        _seen("ecsi-drivers", "drivers", outcome="csat", driver=",".join(f"q_{name}" for name in MEASURED)),
        _seen("", "drivers", outcome="csat"),
    ),
    "pierce": (
        _seen("pierce-questions", "metrics", top=530, metric="q_response_text", by="a_question"),
        _seen(
            "pierce-departments",
            "groups",
            height=688,
            **{"metric": "q_response_text", "a.question": SATISFIED},
        ),
    ),
    "olist": (
        _seen("olist-late", "metrics", height=740, metric="rating", by="a_delivery", period=SHOP),
        _seen("olist-trend", "trends", height=740, metric="rating", period=FULL_MONTHS),
        _seen("olist-journey", "journeys/1", top=650, height=720, period=SHOP),
        _seen("", "groups", metric="rating", by="segment", period=SHOP),
    ),
    "telecom": (
        _seen(
            "telecom-contracts",
            "groups",
            height=640,
            metric="q_stayed",
            by="segment",
            mix="a_internetservice",
        ),
        _seen("", "metrics", metric="q_stayed", by="segment"),
        _seen("", "drivers"),
    ),
}
