"""What sources announce."""

from dataclasses import dataclass

from ninefold.kit.events import Event


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswersImported(Event):
    """A wave was stored or replaced; the numbers of its survey have changed."""

    survey: int
    source: int
    wave: int
