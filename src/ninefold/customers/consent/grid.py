"""Consent as a page shows it: one line a purpose, one cell a channel, each with the word that counts."""

from dataclasses import dataclass

from ninefold.customers.consent.choices import Channel, Purpose, State
from ninefold.customers.consent.rules import CHANNELS, Said, Words, standing


@dataclass(frozen=True, kw_only=True)
class Cell:
    """The word that counts for a purpose and channel; None where the customer said nothing."""

    channel: Channel
    said: Said | None

    @property
    def agreed(self) -> bool:
        """Whether the customer may be reached so."""
        return self.said is not None and self.said.state == State.GIVEN

    @property
    def word(self) -> str:
        """The word as people read it."""
        return "" if self.said is None else str(State(self.said.state).label)


@dataclass(frozen=True, kw_only=True)
class Line:
    """One purpose with its channels."""

    purpose: Purpose
    cells: tuple[Cell, ...]


def grid(words: Words) -> tuple[Line, ...]:
    """Lay out what a customer said."""
    return tuple(
        Line(
            purpose=purpose,
            cells=tuple(
                Cell(channel=channel, said=standing(words, purpose=purpose, channel=channel))
                for channel in CHANNELS
            ),
        )
        for purpose in Purpose
    )
