"""What a report has to say, before it is laid out."""

from dataclasses import dataclass
from datetime import datetime

from ninefold.listen.sources.counting import Counts
from ninefold.listen.sources.mapping import Mapping
from ninefold.listen.sources.opened import Opened, Reject
from ninefold.understand.reports.asking import Asked
from ninefold.understand.reports.queries import Grid, Numbers
from ninefold.understand.reports.voices import Voice


@dataclass(frozen=True, kw_only=True)
class Report:
    """Everything a report says, before it is laid out."""

    opened: Opened
    mapping: Mapping
    counts: Counts
    numbers: Numbers | None
    grid: Grid | None
    voices: tuple[Voice, ...]
    comments: int | None
    rejects: tuple[Reject, ...]
    asked: Asked
    at: datetime
