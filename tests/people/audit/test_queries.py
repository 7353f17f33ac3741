"""Whoever changes the log behind our back is found."""

from datetime import date

import pytest
from tests import factories
from tests.people.audit.logs import ON_SQLITE, statement, tampered, unprotected, written

from ninefold.kit.locales import Reader
from ninefold.people.audit import queries
from ninefold.people.audit.choices import Action, Fault
from ninefold.people.audit.models import AuditEntry
from ninefold.people.audit.queries import Checked, entries_of, holds, log_page, names_of, verified
from ninefold.people.audit.selection import NOBODY, Selection

pytestmark = pytest.mark.django_db
SQLITE = pytest.mark.skipif(not ON_SQLITE, reason="PostgreSQL refuses such a value itself.")
READER = Reader()


@pytest.fixture
def house():
    house = factories.organisation()
    written(house, count=6, by=7, details={"rows": 12, "filters": ["a_plan"]})
    return house


def digest(house, number):
    return AuditEntry.objects.for_organisation(house).get(number=number).digest


def broken(house, at, fault, *, entries=6):
    head = digest(house, at - 1) if at > 1 else ""
    return Checked(entries=entries, number=at - 1, head=head, broken_at=at, fault=fault)


def test_empty_log_is_sound():
    checked = verified(organisation=factories.organisation())
    assert checked == Checked(entries=0, number=0, head="")
    assert checked.sound


def test_untouched_log_is_sound_up_to_its_head(house):
    assert verified(organisation=house) == Checked(entries=6, number=6, head=digest(house, 6))


@pytest.mark.parametrize("size", [1, 2, 3, 6, 7])
def test_log_is_walked_in_batches(house, size, monkeypatch):
    monkeypatch.setattr(queries, "BATCH", size)
    assert verified(organisation=house).number == 6


def test_moments_with_and_without_fractions_are_read_back(house):
    for micro in (0, 1, 500_000, 999_999):
        written(house, count=1, at=factories.AT.replace(microsecond=micro))
    assert verified(organisation=house).number == 10


@pytest.mark.parametrize(
    "change",
    [
        {"at": "2026-01-15 12:03:01+00:00"},
        {"actor": 8},
        {"actor": None},
        {"action": "signed_out"},
        {"subject": "member 8"},
        {"details": '{"rows": 13, "filters": ["a_plan"]}'},
        {"digest": "0" * 64},
        pytest.param({"details": '{"rows": 12, "filters": ["a_plan"}'}, marks=SQLITE),
        pytest.param({"at": "2026-13-15 12:03:00"}, marks=SQLITE),
        pytest.param({"actor": b"\x07"}, marks=SQLITE),
    ],
)
def test_changed_content_is_found(house, change):
    tampered(house, 4, **change)
    assert verified(organisation=house) == broken(house, 4, Fault.CONTENT)


@SQLITE
@pytest.mark.parametrize("column", ["action", "details", "digest"])
def test_flipped_bit_that_leaves_no_text_is_found(house, column):
    with unprotected():
        statement(
            f"UPDATE people_auditentry SET {column} = CAST(X'80' || CAST({column} AS BLOB) AS TEXT) WHERE number = 4"
        )
    assert verified(organisation=house) == broken(house, 4, Fault.CONTENT)
    assert list(queries._rows(house))[3:] == [None]


def test_entry_tied_to_another_is_found(house):
    tampered(house, 4, previous=digest(house, 2))
    assert verified(organisation=house) == broken(house, 4, Fault.PREVIOUS)


def test_gap_is_found(house):
    with unprotected():
        statement("DELETE FROM people_auditentry WHERE number = 3")
    assert verified(organisation=house) == broken(house, 3, Fault.MISSING, entries=5)


def test_lost_beginning_is_found(house):
    with unprotected():
        statement("DELETE FROM people_auditentry WHERE number = 1")
    assert verified(organisation=house) == broken(house, 1, Fault.MISSING, entries=5)


def test_gap_closed_by_new_numbers_is_found(house):
    with unprotected():
        statement("DELETE FROM people_auditentry WHERE number = 3")
        for number in (4, 5, 6):
            statement("UPDATE people_auditentry SET number = %s WHERE number = %s", number - 1, number)
    assert verified(organisation=house) == broken(house, 3, Fault.PREVIOUS, entries=5)


def test_renumbered_entry_is_found(house):
    tampered(house, 6, number=60)
    assert verified(organisation=house) == broken(house, 6, Fault.MISSING)
    tampered(house, 60, number=0)
    assert verified(organisation=house) == Checked(
        entries=6, number=0, head="", broken_at=1, fault=Fault.MISSING
    )


def test_cut_off_end_is_found_by_a_head_noted_down(house):
    head = verified(organisation=house)
    written(house, count=1)
    assert holds(organisation=house, number=head.number, digest=head.head)
    with unprotected():
        statement("DELETE FROM people_auditentry WHERE number > 4")
    assert verified(organisation=house) == Checked(entries=4, number=4, head=digest(house, 4))
    assert not holds(organisation=house, number=head.number, digest=head.head)


def test_head_of_another_organisation_is_not_in_the_chain(house):
    other = factories.organisation()
    written(other, count=6, by=7, details={"rows": 12, "filters": ["a_plan"]})
    assert not holds(organisation=house, number=6, digest=digest(other, 6))


def numbers(house, **chosen):
    found = entries_of(organisation=house, chosen=Selection(**chosen), reader=Reader(time_zone="Asia/Tehran"))
    return [entry.number for entry in found]


def test_entries_are_selected_by_act_member_and_day(house):
    at = factories.AT.replace(hour=20, minute=29)  # 23:59 in Tehran
    written(house, count=2, at=at, action=Action.SIGN_IN_FAILED, subject="member 7")
    written(factories.organisation(), count=1)
    assert numbers(house) == [8, 7, 6, 5, 4, 3, 2, 1]
    assert numbers(house, action="sign_in_failed") == [8, 7]
    assert numbers(house, member=NOBODY) == [8, 7]
    assert numbers(house, member="7") == [8, 7, 6, 5, 4, 3, 2, 1]
    assert numbers(house, member="8") == []
    assert numbers(house, since=date(2026, 1, 16)) == [8]
    assert numbers(house, until=date(2026, 1, 16), action="sign_in_failed") == [7]


def test_pages_hold_fifty_and_end_where_the_log_ends(house):
    written(house, count=45)
    shown = [log_page(organisation=house, chosen=Selection(), reader=READER, page=page) for page in (1, 2, 9)]
    assert [(page.page, page.pages, page.total, len(page.entries)) for page in shown] == [
        (1, 2, 51, 50),
        (2, 2, 51, 1),
        (2, 2, 51, 1),
    ]
    assert (shown[0].next, shown[1].previous) == (2, 1)


def test_names_are_of_members_present_and_former():
    house = factories.organisation()
    ingrid = factories.member(of=house, name="Ingrid")
    gone = factories.member(of=house, name="Anna", left_at=factories.AT)
    factories.member(name="elsewhere")
    assert list(names_of(organisation=house).items()) == [(gone.pk, "Anna"), (ingrid.pk, "Ingrid")]
