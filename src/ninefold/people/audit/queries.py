"""Reading the audit log: its entries, and whether its chain is whole."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from django.db import DatabaseError
from django.db.models import CharField, Q, QuerySet, TextField
from django.db.models.functions import Cast

from ninefold.kit.locales import Reader
from ninefold.people.audit.chain import Said, digest_of
from ninefold.people.audit.choices import Action, Fault
from ninefold.people.audit.models import AuditEntry
from ninefold.people.audit.selection import NOBODY, Selection
from ninefold.people.organisations.models import Organisation

SHOWN = 50
BATCH = 2_000


@dataclass(frozen=True, kw_only=True)
class LogPage:
    """One page of the log.

    Attributes
    ----------
    total : how many entries the selection holds.
    """

    entries: tuple[AuditEntry, ...]
    total: int
    page: int
    pages: int

    @property
    def previous(self) -> int:
        """Number of the page before."""
        return self.page - 1

    @property
    def next(self) -> int:
        """Number of the page after."""
        return self.page + 1


@dataclass(frozen=True, kw_only=True)
class Checked:
    """What a walk along the chain has found.

    Attributes
    ----------
    entries : how many entries there are.
    number, head : number and digest of the last entry up to which the chain is sound; 0 and "" for none.
    broken_at, fault : the first number at which it is broken, and why; None where it is sound.
    """

    entries: int
    number: int
    head: str
    broken_at: int | None = None
    fault: Fault | None = None

    @property
    def sound(self) -> bool:
        """Whether every entry is as it was written, and in its place."""
        return self.fault is None


class _Row(NamedTuple):
    """An entry as it lies in the database."""

    number: Any
    moment: str
    actor: Any
    action: Any
    subject: Any
    written: str
    previous: Any
    digest: Any


def entries_of(*, organisation: Organisation, chosen: Selection, reader: Reader) -> QuerySet[AuditEntry]:
    """Select the entries of an organisation, the newest first; days are those of the reader's time zone."""
    found = AuditEntry.objects.for_organisation(organisation).order_by("-number")
    if chosen.action:
        found = found.filter(action=chosen.action)
    if chosen.member == NOBODY:
        found = found.filter(actor=None)
    elif chosen.member:
        # A failed sign-in has nobody who did it, yet it belongs to what happened around a member.
        found = found.filter(Q(actor=int(chosen.member)) | Q(subject=f"member {int(chosen.member)}"))
    if chosen.since is not None:
        found = found.filter(at__gte=_midnight(chosen.since, reader=reader))
    if chosen.until is not None:
        found = found.filter(at__lt=_midnight(chosen.until, reader=reader))
    return found


def log_page(*, organisation: Organisation, chosen: Selection, reader: Reader, page: int) -> LogPage:
    """Read one page of the log, in two queries."""
    found = entries_of(organisation=organisation, chosen=chosen, reader=reader)
    total = found.count()
    pages = max(1, -(-total // SHOWN))
    page = min(max(page, 1), pages)
    shown = found[(page - 1) * SHOWN : page * SHOWN]
    return LogPage(entries=tuple(shown), total=total, page=page, pages=pages)


def names_of(*, organisation: Organisation) -> dict[int, str]:
    """Name every member that an organisation has or had, by number, in the order of the names."""
    return dict(organisation.members.order_by("name", "pk").values_list("pk", "name"))


def read_lately(
    *, organisation: Organisation, action: Action, by: int, since: datetime, subject: str = ""
) -> bool:
    """Tell whether a member's reading of this subject was recorded after a moment."""
    own = AuditEntry.objects.for_organisation(organisation)
    return own.filter(actor=by, action=action, subject=subject, at__gt=since).exists()


def _midnight(day: date, *, reader: Reader) -> datetime:
    return datetime.combine(day, time.min, tzinfo=ZoneInfo(reader.time_zone))


def verified(*, organisation: Organisation) -> Checked:
    """Walk along the whole chain, a batch at a time, up to its end or to the first fault.

    A chain whose end was cut off is sound in itself: keep its head elsewhere, and ask `holds` for it later.
    """
    entries = AuditEntry.objects.for_organisation(organisation).count()
    number, head = 0, ""
    for row in _rows(organisation):
        if row is None:
            return _broken(entries, number, head, fault=Fault.CONTENT)
        if row.number != number + 1:
            return _broken(entries, number, head, fault=Fault.MISSING)
        if row.previous != head:
            return _broken(entries, number, head, fault=Fault.PREVIOUS)
        if row.digest != _digest(row, organisation=organisation):
            return _broken(entries, number, head, fault=Fault.CONTENT)
        number, head = row.number, row.digest
    return Checked(entries=entries, number=number, head=head)


def holds(*, organisation: Organisation, number: int, digest: str) -> bool:
    """Tell whether an entry that was noted down earlier is in the chain still, unchanged."""
    own = AuditEntry.objects.for_organisation(organisation)
    return own.filter(number=number, digest=digest).exists()


def _broken(entries: int, number: int, head: str, *, fault: Fault) -> Checked:
    return Checked(entries=entries, number=number, head=head, broken_at=number + 1, fault=fault)


def _rows(organisation: Organisation) -> Iterator[_Row | None]:
    """Read the rows in order; None for one that the database itself cannot read, after which it ends.

    Moments and details are read as text, for a changed byte may have left no moment and no JSON. Each batch
    is a query of its own: a walk that lasts holds no transaction open, and no worker up.
    """
    last, size = -1, BATCH
    while True:
        try:
            batch = _batch(organisation, after=last, size=size)
        except DatabaseError:
            if size == 1:
                yield None
                return
            size = 1  # one of the batch cannot be read: find out which
            continue
        yield from batch
        if len(batch) < size:
            return
        last = batch[-1].number


def _batch(organisation: Organisation, *, after: int, size: int) -> list[_Row]:
    own = AuditEntry.objects.for_organisation(organisation).filter(number__gt=after).order_by("number")
    texts = own.annotate(moment=Cast("at", CharField()), written=Cast("details", TextField()))
    return [_Row(*values) for values in texts.values_list(*_Row._fields)[:size]]


def _digest(row: _Row, *, organisation: Organisation) -> str:
    """Hash an entry anew; "" for one that says nothing that could have been written."""
    try:
        at = datetime.fromisoformat(row.moment)
        said = Said(
            organisation=organisation.pk,
            number=row.number,
            at=at if at.tzinfo else at.replace(tzinfo=UTC),
            actor=row.actor,
            action=row.action,
            subject=row.subject,
            details=json.loads(row.written),
            previous=row.previous,
        )
        return digest_of(said)
    except (TypeError, ValueError):
        return ""
