"""Writing the audit log: the one way in."""

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from typing import Any

from django.db import connection, transaction

from ninefold.kit.events import OutsideTransactionError
from ninefold.people.audit.chain import Said, digest_of
from ninefold.people.audit.choices import Action
from ninefold.people.audit.models import AuditEntry
from ninefold.people.audit.queries import read_lately
from ninefold.people.audit.rules import is_word, may_be_details, may_be_subject
from ninefold.people.organisations.models import Organisation

# Whoever reads on within this time is reading still: one entry is enough, and the log is not flooded.
ONE_READING = timedelta(hours=1)


class NotOpaqueError(ValueError):
    """An entry would hold more than words of ours and numbers, which could not be erased with a person."""


def record(
    *,
    organisation: Organisation,
    action: Action,
    by: int | None,
    at: datetime,
    subject: str = "",
    details: Mapping[str, Any] | None = None,
) -> AuditEntry:
    """Append an entry in the transaction of the act itself: both stand, or neither does.

    Parameters
    ----------
    organisation
        Whose log it is.
    action
        What was done.
    by
        Number of the member who did it; None for the machine, or when nobody is signed in.
    at
        When it was done.
    subject
        On what: a kind and a number, such as "member 17".
    details
        Words of ours, numbers of rows, counts; never a name, an address or a text of somebody.

    Returns
    -------
    The stored entry.

    Raises
    ------
    OutsideTransactionError
        When no transaction is open.
    NotOpaqueError
        When `subject` or `details` hold something else.
    """
    if not connection.in_atomic_block:
        raise OutsideTransactionError(f"{action.value} must be recorded inside a transaction.")
    _lock(organisation)
    return _append(organisation, action=action, by=by, at=at, subject=subject, details=dict(details or {}))


def _append(
    organisation: Organisation,
    *,
    action: Action,
    by: int | None,
    at: datetime,
    subject: str,
    details: dict[str, Any],
) -> AuditEntry:
    """Append an entry to a chain that is locked already."""
    if not may_be_subject(subject) or not may_be_details(details):
        raise NotOpaqueError(f"The audit log cannot hold {subject!r} {details!r}; give ids and counts.")
    own = AuditEntry.objects.for_organisation(organisation)
    number, previous = own.order_by("-number").values_list("number", "digest").first() or (0, "")
    said = Said(
        organisation=organisation.pk,
        number=number + 1,
        at=at,
        actor=by,
        action=action.value,
        subject=subject,
        details=details,
        previous=previous,
    )
    return AuditEntry.objects.create(
        organisation=organisation,
        number=said.number,
        at=at,
        actor=by,
        action=action,
        subject=subject,
        details=said.details,
        previous=previous,
        digest=digest_of(said),
    )


def _lock(organisation: Organisation) -> None:
    """Let one transaction at a time append to this chain.

    On PostgreSQL by the organisation's row, with the weakest lock that excludes itself: new rows of other
    tables, which point to the organisation, need not wait. On SQLite a transaction begins IMMEDIATE
    (`site/settings.py`) and holds the whole database already.
    """
    rows = Organisation.objects.select_for_update(no_key=True).filter(pk=organisation.pk)
    if not rows.values_list("pk").first():
        raise Organisation.DoesNotExist(f"There is no organisation {organisation.pk}.")


def record_reading(
    *,
    organisation: Organisation,
    action: Action,
    by: int,
    at: datetime,
    subject: str = "",
    details: Mapping[str, Any] | None = None,
) -> AuditEntry | None:
    """Append that a member has read something, at most once an hour; opens its own transaction.

    Parameters
    ----------
    subject
        What was read, where there are several such things: each has its own hour.

    Returns
    -------
    The entry; None where the last one is less than an hour old.
    """
    since = at - ONE_READING
    # Asked before anything is locked: this is what nearly every page meets.
    if read_lately(organisation=organisation, action=action, by=by, since=since, subject=subject):
        return None
    with transaction.atomic():
        _lock(organisation)
        if read_lately(organisation=organisation, action=action, by=by, since=since, subject=subject):
            return None  # another page of the same member was quicker
        return _append(
            organisation, action=action, by=by, at=at, subject=subject, details=dict(details or {})
        )


@transaction.atomic
def record_export(
    *,
    organisation: Organisation,
    by: int,
    at: datetime,
    kind: str,
    form: str,
    rows: int | None = None,
    filters: Iterable[str] = (),
    subject: str = "",
) -> AuditEntry:
    """Append that a member has taken something away as a file.

    Parameters
    ----------
    kind, form
        What was taken, such as "comments", and as what, such as "csv".
    rows
        How many rows the file has; None where it has none, as a chart.
    filters
        Names, never values, of what it was narrowed down by. A name that is no word of ours, which an
        attribute may have, is told as "attribute".
    subject
        The row it belongs to, where there is one.
    """
    names = (name.replace(".", "_") for name in filters)
    details: dict[str, Any] = {
        "kind": kind,
        "form": form,
        "filters": [name if is_word(name) else "attribute" for name in names],
    }
    if rows is not None:
        details["rows"] = rows
    return record(
        organisation=organisation, action=Action.EXPORT_MADE, by=by, at=at, subject=subject, details=details
    )
