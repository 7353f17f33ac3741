"""What the example asks its customers, and which column holds each answer."""

from dataclasses import dataclass
from typing import Final

from ninefold.demo.world.answering import MEDIA
from ninefold.demo.world.company import JOURNEYS, STORES
from ninefold.demo.world.parameters import ITEMS
from ninefold.listen.surveys.operations import Asked

COMMENT: Final = "Please tell us why"
REVIEW: Final = "Your review"
_STATEMENTS: Final = {
    "delivery_promise": "The delivery kept its promise",
    "solved_first_time": "It was solved the first time",
    "as_described": "The product is as described",
    "return_easy": "The return was easy",
    "staff_knew": "Staff knew the answer",
    "price_fair": "The price felt fair",
    "page_speed": "Pages opened quickly",
    "assembly": "The assembly went well",
    "wait_short": "The wait was short",
    "store_pleasant": "The store was pleasant",
    "range_wide": "The range was wide enough",
}


@dataclass(frozen=True, kw_only=True)
class Questionnaire:
    """A survey of the example: its name, its questions, and how its open question is worded."""

    name: str
    questions: tuple[Asked, ...]
    comment: str


def _scored(column: str, title: str, *, low: float, high: float) -> Asked:
    role = "item" if column.startswith("q_") else column
    return Asked(column=column, role=role, title=title, low=low, high=high)


def _known(column: str, title: str, *, values: int) -> Asked:
    return Asked(column=column, role="attribute", title=title, low=None, high=None, values=values)


_ABOUT: Final = (
    _known("a_journey", "Journey", values=len(JOURNEYS)),
    _known("a_area", "Customer's store", values=len(STORES)),
)
AFTER_A_JOURNEY: Final = Questionnaire(
    name="After a journey",
    questions=(
        _scored("nps", "How likely are you to recommend us to a friend?", low=0, high=10),
        _scored("csat", "How satisfied are you overall?", low=1, high=5),
        _scored("ces", "How easy was it to get what you needed?", low=1, high=7),
        *(_scored(f"q_{item.name}", _STATEMENTS[item.name], low=1, high=5) for item in ITEMS),
        *_ABOUT,
        _known("a_asked_by", "Asked by", values=len(MEDIA)),
    ),
    comment=COMMENT,
)
PUBLIC_REVIEWS: Final = Questionnaire(
    name="Public reviews",
    questions=(_scored("rating", "How many stars?", low=1, high=5), *_ABOUT),
    comment=REVIEW,
)
