"""What sources announce."""

from dataclasses import dataclass
from datetime import datetime

from ninefold.kit.events import Event


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswersImported(Event):
    """A wave was stored or replaced; the numbers of its survey have changed."""

    survey: int
    source: int
    wave: int


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordsImported(Event):
    """A wave of a source that asks nobody anything was stored or replaced.

    Attributes
    ----------
    kind : "events", "outcomes" or "customers".
    """

    kind: str
    source: int
    wave: int


def arrival(
    *, organisation: int, at: datetime, key: str, kind: str, survey: int | None, source: int, wave: int
) -> Event:
    """Say what has come in: answers where there is a survey, else records of a kind."""
    if survey is None:
        return RecordsImported(organisation=organisation, at=at, key=key, kind=kind, source=source, wave=wave)
    return AnswersImported(organisation=organisation, at=at, key=key, survey=survey, source=source, wave=wave)
