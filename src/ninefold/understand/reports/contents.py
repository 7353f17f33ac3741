"""What is asked of a report, and what it has to say before it is laid out."""

from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from ninefold.kit.locales import Reader
from ninefold.listen.sources.counting import Counts
from ninefold.listen.sources.mapping import Mapping
from ninefold.listen.sources.opened import Opened, Reject
from ninefold.understand.reports.queries import Numbers
from ninefold.understand.reports.voices import Voice


@dataclass(frozen=True, kw_only=True)
class Asked:
    """What somebody wants a report of.

    Attributes
    ----------
    mapping, wave_date : a person's own understanding of the file; guessed where None.
    threshold : the smallest group that may be shown.
    """

    file: Path
    definition: Path | None
    mapping: Mapping | None
    wave_date: date | None
    reader: Reader
    threshold: int


@dataclass(frozen=True, kw_only=True)
class Report:
    """Everything a report says, before it is laid out."""

    opened: Opened
    mapping: Mapping
    counts: Counts
    numbers: Numbers | None
    voices: tuple[Voice, ...]
    comments: int | None
    rejects: tuple[Reject, ...]
    asked: Asked
    at: datetime
