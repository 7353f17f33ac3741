"""How an export lays out its header records."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from ninefold.listen.sources.opened import Tool


@dataclass(frozen=True, slots=True)
class Layout:
    """Header records as understood.

    Parameters
    ----------
    tool
        Who wrote them, "" for a plain table.
    records
        How many there are.
    names
        One a column, "" if it has none.
    texts
        Question texts, one a column; may be empty.
    choices
        Position of a column -> code in its cells -> label.
    zone
        Time zone of the moments, if told.
    """

    tool: Tool
    records: int
    names: tuple[str, ...]
    texts: tuple[str, ...] = ()
    choices: Mapping[int, Mapping[str, str]] = field(default_factory=dict)
    zone: str | None = None
