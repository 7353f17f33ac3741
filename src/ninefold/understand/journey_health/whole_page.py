"""The whole against its touchpoints as a section of the page."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from ninefold.kit.locales import Reader
from ninefold.understand.journey_health.whole import Whole
from ninefold.understand.journey_health.whole_words import (
    Line,
    basis,
    beyond,
    cure,
    findings,
    foretelling,
    scores,
)


@dataclass(frozen=True, kw_only=True)
class Block:
    """Some numbers under one heading."""

    title: str
    lines: tuple[Line, ...]


@dataclass(frozen=True, kw_only=True)
class WholeSection:
    """What the template needs.

    Attributes
    ----------
    findings : in sentences, the whole first; or why nothing is told.
    cure : what to do then; "" where something is told.
    """

    findings: tuple[str, ...]
    cure: str
    basis: str
    blocks: tuple[Block, ...]


def whole_section(whole: Whole, *, reader: Reader) -> WholeSection:
    """Put the whole against its parts into words and rows."""
    told = whole.told
    if told is None:
        return WholeSection(findings=findings(whole), cure=cure(whole), basis="", blocks=())
    outcome = {"outcome": str(told.outcome.name)}
    share = _("Share of the differences in %(outcome)s that goes with it") % outcome
    point = _("One point more goes with so much %(outcome)s, the mean of the touchpoints the same") % outcome
    blocks = (
        Block(title=share, lines=foretelling(told)),
        Block(title=point, lines=beyond(told)),
        Block(title=_("Scores of the whole that forgive nothing, and a mean that does"), lines=scores(told)),
    )
    return WholeSection(
        findings=findings(whole),
        cure="",
        basis=basis(told, reader=reader),
        blocks=tuple(block for block in blocks if block.lines),
    )
