"""Logs for the tests: entries written as the product writes them, and a hand that changes them against all rules."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

from django.db import connection, transaction
from tests import factories

from ninefold.people.audit.choices import Action
from ninefold.people.audit.models import AuditEntry
from ninefold.people.audit.operations import record
from ninefold.people.audit.triggers import PROTECT, RELEASE

AT = factories.AT
ON_SQLITE = connection.vendor == "sqlite"


def written(house, *, count, by=None, action=Action.SIGNED_IN, at=AT, **more):
    """Write entries, a minute apart."""
    with transaction.atomic():
        for number in range(count):
            record(organisation=house, action=action, by=by, at=at + timedelta(minutes=number), **more)


def told(house):
    """The log of an organisation, oldest first: who, what, on what, and details."""
    entries = AuditEntry.objects.for_organisation(house).order_by("number")
    return list(entries.values_list("actor", "action", "subject", "details"))


def statement(sql, *values):
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        return cursor.rowcount


@contextmanager
def unprotected() -> Iterator[None]:
    """Take the triggers off, as whoever owns the database could; a byte in the file obeys no check either."""
    for one in [
        *RELEASE[connection.vendor],
        *(["PRAGMA ignore_check_constraints = ON"] if ON_SQLITE else []),
    ]:
        statement(one)
    yield
    for one in [
        *PROTECT[connection.vendor],
        *(["PRAGMA ignore_check_constraints = OFF"] if ON_SQLITE else []),
    ]:
        statement(one)


def tampered(house, entry, **columns):
    """Change an entry behind the back of the house."""
    with unprotected():
        sets = ", ".join(f"{name} = %s" for name in columns)
        where = "WHERE organisation_id = %s AND number = %s"
        changed = statement(
            f"UPDATE people_auditentry SET {sets} {where}", *columns.values(), house.pk, entry
        )
    assert changed == 1
