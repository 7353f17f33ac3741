"""The table refuses changes by itself, whoever asks; only its end can be added to."""

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.db.models import ProtectedError
from tests import factories
from tests.people.audit.logs import statement, told, unprotected, written

from ninefold.people.audit.models import AuditEntry

pytestmark = pytest.mark.django_db


@pytest.fixture
def house():
    house = factories.organisation()
    written(house, count=2)
    return house


def refused(act):
    with pytest.raises(IntegrityError, match="append-only"), transaction.atomic():
        act()


def test_entries_cannot_be_changed(house):
    before = told(house)
    entry = AuditEntry.objects.first()
    refused(lambda: statement("UPDATE people_auditentry SET subject = 'member 1' WHERE number = 2"))
    refused(lambda: AuditEntry.objects.update(actor=1))
    refused(entry.save)
    assert told(house) == before


def test_entries_cannot_be_deleted(house):
    before = told(house)
    refused(lambda: statement("DELETE FROM people_auditentry WHERE number = 2"))
    refused(lambda: statement("DELETE FROM people_auditentry"))
    refused(AuditEntry.objects.all().delete)
    assert told(house) == before


def test_entries_cannot_be_replaced(house):
    before = told(house)
    columns = "organisation_id, number, at, action, subject, details, previous, digest"
    row = f"{house.pk}, 2, '2026-01-15 12:00:00+00:00', 'signed_in', '', '{{}}', '', 'x'"
    replace = (
        f"INSERT OR REPLACE INTO people_auditentry ({columns}) VALUES ({row})"
        if connection.vendor == "sqlite"
        else f"INSERT INTO people_auditentry ({columns}) VALUES ({row}) "
        "ON CONFLICT (organisation_id, number) DO UPDATE SET digest = 'x'"
    )
    refused(lambda: statement(replace))
    assert told(house) == before


def test_number_cannot_be_used_twice(house):
    entry = AuditEntry.objects.order_by("number").last()
    entry.pk = None
    with pytest.raises(DatabaseError), transaction.atomic():
        entry.save(force_insert=True)


def test_organisation_cannot_be_deleted_with_its_log(house):
    with pytest.raises(ProtectedError), transaction.atomic():
        house.delete()


def test_changes_go_through_where_the_triggers_are_off(house):
    """The negative control: it is the triggers that refuse."""
    with unprotected():
        assert statement("UPDATE people_auditentry SET actor = 5") == 2
        assert statement("DELETE FROM people_auditentry") == 2
