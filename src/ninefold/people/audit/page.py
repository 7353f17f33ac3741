"""The log in the words, the digits and the calendar of whoever reads it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from ninefold.kit.digits import localise
from ninefold.kit.locales import Reader
from ninefold.kit.tables import Column, Table
from ninefold.people.audit.choices import Action
from ninefold.people.audit.models import AuditEntry
from ninefold.people.audit.words import KINDS, LABELS, WORDS
from ninefold.people.organisations.forms import OrganisationForm


@dataclass(frozen=True, kw_only=True)
class Line:
    """One entry as it is shown.

    Attributes
    ----------
    who, what, on : who did it, what, and on what ("" for nothing).
    details : pairs of a label and its value.
    """

    number: int
    at: datetime
    who: str
    what: str
    on: str
    details: tuple[tuple[str, str], ...]
    digest: str

    @property
    def told(self) -> str:
        """The details as one text."""
        return "; ".join(f"{label}: {value}" for label, value in self.details)


def lines_of(entries: Iterable[AuditEntry], *, names: Mapping[int, str], reader: Reader) -> tuple[Line, ...]:
    """Write entries for a reader, with the names that members have now."""
    return tuple(_line(entry, names=names, reader=reader) for entry in entries)


def log_table(entries: Iterable[AuditEntry], *, names: Mapping[int, str], reader: Reader) -> Table:
    """Write entries as a table to take away; it bears the checksums, to be held against the log."""
    columns = (
        Column(key="number", title=_("Entry"), kind="integer"),
        Column(key="at", title=_("When"), kind="moment"),
        Column(key="who", title=_("Who")),
        Column(key="what", title=_("What")),
        Column(key="on", title=_("On what")),
        Column(key="told", title=_("Details")),
        Column(key="digest", title=_("Checksum")),
    )
    lines = lines_of(entries, names=names, reader=reader)
    rows = [{column.key: getattr(line, column.key) for column in columns} for line in lines]
    return Table(name=_("Audit log"), columns=columns, rows=rows)


def _line(entry: AuditEntry, *, names: Mapping[int, str], reader: Reader) -> Line:
    known = entry.action in Action.values
    return Line(
        number=entry.number,
        at=entry.at,
        who=_member(entry.actor, names=names, reader=reader) if entry.actor else _("nobody signed in"),
        what=str(Action(entry.action).label) if known else entry.action,
        on=_subject(entry.subject, names=names, reader=reader),
        details=_details(entry.details, reader=reader),
        digest=entry.digest,
    )


def _member(number: int, *, names: Mapping[int, str], reader: Reader) -> str:
    """Name a member as they are called now; one who was erased has a number alone."""
    return names.get(number) or _numbered("member", number, reader=reader)


def _subject(subject: str, *, names: Mapping[int, str], reader: Reader) -> str:
    kind, _blank, number = subject.partition(" ")
    if not number.isdecimal():
        return str(WORDS.get(subject, subject))
    if kind == "member":
        return _member(int(number), names=names, reader=reader)
    return _numbered(kind, int(number), reader=reader) if kind in KINDS else subject


def _numbered(kind: str, number: int, *, reader: Reader) -> str:
    return str(KINDS[kind]) % {"number": localise(str(number), reader=reader)}


def _details(details: Any, *, reader: Reader) -> tuple[tuple[str, str], ...]:
    if not isinstance(details, dict):
        return ()  # changed behind our back; the page must show, for it has the button that says so
    # A database may keep them in an order of its own.
    names = [*(name for name in LABELS if name in details), *sorted(details.keys() - LABELS.keys())]
    return tuple(
        (str(LABELS.get(name, name)), _value(details[name], of=name, reader=reader))
        for name in names
        if details[name] not in ([], "", None)
    )


def _value(value: Any, *, of: str, reader: Reader) -> str:
    if isinstance(value, list):
        comma = "、" if reader.language == "zh-hans" else "، " if reader.rtl else ", "
        return comma.join(_value(each, of=of, reader=reader) for each in value)
    if isinstance(value, str):
        return _setting(value) if of == "settings" else str(WORDS.get(value, value))
    return localise(str(value), reader=reader)


def _setting(name: str) -> str:
    """Name a setting as its field does."""
    field = OrganisationForm.base_fields.get(name)
    return str(field.label) if field is not None and field.label else name
