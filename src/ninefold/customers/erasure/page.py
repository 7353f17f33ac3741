"""One erasure as its page shows it."""

from collections.abc import Iterable
from dataclasses import dataclass

from ninefold.customers.erasure.choices import FIELD_NAMES, UNDER_WAY, State, Text
from ninefold.customers.erasure.models import Erasure
from ninefold.customers.erasure.queries import Line, lines
from ninefold.customers.erasure.registry import REGISTRY
from ninefold.engine.folding import fold
from ninefold.people.audit.queries import names_of


@dataclass(frozen=True, kw_only=True)
class ErasurePage:
    """What the page of an erasure tells.

    Attributes
    ----------
    lines : what would go, or what went, by place.
    searched : the places that were searched, those with nothing included.
    identifiers : whom it is about, as long as that is known.
    by : the name of the member who asked or confirmed.
    kept : what stays of the answers.
    """

    erasure: Erasure
    lines: tuple[Line, ...]
    searched: tuple[Text, ...]
    identifiers: tuple[str, ...]
    by: str
    kept: tuple[Text, ...]

    @property
    def under_way(self) -> bool:
        """Whether a job is at it."""
        return self.erasure.state in UNDER_WAY


def _told_apart(identifiers: Iterable[str]) -> tuple[str, ...]:
    """Give each identifier in one spelling; those with capitals sort first, as people write them."""
    found: dict[str, str] = {}
    for text in sorted(identifiers):
        found.setdefault(fold(text), text)
    return tuple(found.values())


def erasure_page(*, erasure: Erasure) -> ErasurePage:
    """Gather the page of an erasure."""
    counts = erasure.done if erasure.state == State.DONE else erasure.found.get("places", {})
    names = names_of(organisation=erasure.organisation)
    return ErasurePage(
        erasure=erasure,
        lines=tuple(lines(counts)),
        searched=tuple(place.title for place in REGISTRY.places),
        identifiers=_told_apart(erasure.sought.get("identifiers", ())),
        by=names.get(erasure.by or 0, ""),
        kept=tuple(FIELD_NAMES[word] for word in FIELD_NAMES if word in erasure.kept),
    )
