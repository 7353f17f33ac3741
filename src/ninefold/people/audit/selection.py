"""Which entries of the audit log: what a reader narrows them down by, kept in the address alone."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from urllib.parse import urlencode

from ninefold.kit.unheard import left_out
from ninefold.kit.written_periods import PERIOD, read_period, write_period
from ninefold.people.audit.choices import Action

NOBODY = "nobody"
"""The value of `member` that asks for what nobody signed in did."""
_NUMBER = re.compile(r"[0-9]{1,18}")


@dataclass(frozen=True, kw_only=True)
class Selection:
    """What the log is narrowed down to.

    Attributes
    ----------
    action : a value of `Action`, or "" for all.
    member : number of the member who acted or was acted upon, `NOBODY`, or "" for all.
    since, until : first day, and the day after the last; None leaves that side open.
    """

    action: str = ""
    member: str = ""
    since: date | None = None
    until: date | None = None

    @property
    def last(self) -> date | None:
        """The last day that is shown."""
        return None if self.until is None else self.until - timedelta(days=1)

    @property
    def narrowed(self) -> bool:
        """Whether anything is left out."""
        return self != Selection()

    @property
    def names(self) -> tuple[str, ...]:
        """Names of what it is narrowed down by."""
        return tuple(self.to_query())

    @property
    def address(self) -> str:
        """The selection as the end of an address."""
        return urlencode(self.to_query())

    def to_query(self) -> dict[str, str]:
        """Write the selection as query parameters; `selected` reads them back."""
        query = {
            "action": self.action,
            "member": self.member,
            PERIOD: write_period(self.since, self.until),
        }
        return {name: value for name, value in query.items() if value}


def selected(query: Mapping[str, Any]) -> tuple[Selection, tuple[str, ...]]:
    """Read a selection from query parameters.

    Returns
    -------
    selection, notes : Selection, tuple of str
        The selection, and a sentence for each parameter that cannot be read and was left out.
    """
    found: dict[str, Any] = {}
    notes: list[str] = []
    for name in ("action", "member", PERIOD):
        value = str(query.get(name, "")).strip()
        read = _read(name, value) if value else {}
        if read is None:
            notes.append(left_out(name=name, value=value))
        found |= read or {}
    return Selection(**found), tuple(notes)


def _read(name: str, value: str) -> dict[str, Any] | None:
    if name == "action":
        return {"action": value} if value in Action.values else None
    if name == "member":
        return {"member": value} if value == NOBODY or _NUMBER.fullmatch(value) else None
    period = read_period(value)
    return None if period is None else {"since": period[0], "until": period[1]}
