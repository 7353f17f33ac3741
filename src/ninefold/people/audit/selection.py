"""Which entries of the audit log: what a reader narrows them down by, kept in the address alone."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from urllib.parse import urlencode

from django.utils.translation import gettext as _

from ninefold.kit.locales import Reader
from ninefold.kit.typed_days import NoDayError, typed_day
from ninefold.people.audit.choices import Action

NOBODY = "nobody"
"""The value of `member` that asks for what nobody signed in did."""
_DAY = r"[0-9]{4}-[0-9]{2}-[0-9]{2}"
_PERIOD = re.compile(rf"({_DAY})?\.\.({_DAY})?")
_NUMBER = re.compile(r"[0-9]{1,18}")
_LAST_DAY = date(2199, 12, 31)


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
        query = {"action": self.action, "member": self.member}
        if self.since is not None or self.until is not None:
            query["period"] = f"{self.since or ''}..{self.last or ''}"
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
    for name in ("action", "member", "period"):
        value = str(query.get(name, "")).strip()
        read = _read(name, value) if value else {}
        if read is None:
            told = {"name": name, "value": value[:40]}
            notes.append(
                _("The address asks for %(name)s “%(value)s”, which cannot be read; it was left out.") % told
            )
        found |= read or {}
    return Selection(**found), tuple(notes)


def _read(name: str, value: str) -> dict[str, Any] | None:
    if name == "action":
        return {"action": value} if value in Action.values else None
    if name == "member":
        return {"member": value} if value == NOBODY or _NUMBER.fullmatch(value) else None
    return _period(value)


def _period(text: str) -> dict[str, date | None] | None:
    parts = _PERIOD.fullmatch(text)
    if parts is None or parts[0] == "..":
        return None
    try:
        first, last = (None if day is None else date.fromisoformat(day) for day in parts.groups())
    except ValueError:
        return None
    if not date(1900, 1, 1) <= (first or last or _LAST_DAY) <= (last or first or _LAST_DAY) <= _LAST_DAY:
        return None
    return {"since": first, "until": None if last is None else last + timedelta(days=1)}


def canonical(query: Mapping[str, Sequence[str]]) -> str | None:
    """Write the two date fields of the page as the one `period` of an address, in Gregorian days.

    Returns
    -------
    The query to go to; None where the address is as it should be, or where a field holds no day: the field
    itself then says what is wrong with it.
    """
    if "from" not in query and "to" not in query:
        return None
    try:
        first, last = (_day(query.get(name, [""])[-1]) for name in ("from", "to"))
    except NoDayError:
        return None
    if first and last and last < first:
        first, last = last, first
    rest = {name: query[name][-1] for name in ("action", "member") if query.get(name, [""])[-1]}
    return urlencode(rest | ({"period": f"{first}..{last}"} if first or last else {}))


def _day(typed: str) -> str:
    """Write what stands in a date field as an address does; an empty field stays empty."""
    return typed_day(typed, reader=Reader()).isoformat() if typed.strip() else ""
