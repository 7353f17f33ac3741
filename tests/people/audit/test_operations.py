from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

import pytest
from django.db import connection, connections, transaction
from tests import factories
from tests.people.audit.logs import AT, ON_SQLITE, told, written

from ninefold.kit.events import OutsideTransactionError
from ninefold.people.audit.choices import Action
from ninefold.people.audit.models import AuditEntry
from ninefold.people.audit.operations import NotOpaqueError, record, record_export, record_reading
from ninefold.people.audit.queries import verified
from ninefold.people.organisations.models import Organisation

HOUR = timedelta(hours=1)


@pytest.mark.django_db
def test_entries_are_numbered_and_tied_to_each_other_in_each_organisation():
    houses = [factories.organisation(), factories.organisation()]
    for house in (*houses, *houses):
        record(organisation=house, action=Action.SIGNED_IN, by=7, at=AT)
    for house in houses:
        first, second = AuditEntry.objects.for_organisation(house).order_by("number")
        assert [(entry.number, entry.actor, entry.at) for entry in (first, second)] == [
            (1, 7, AT),
            (2, 7, AT),
        ]
        assert (first.previous, second.previous) == ("", first.digest)
        assert len({first.digest, second.digest}) == 2


@pytest.mark.django_db
def test_record_takes_three_queries(django_assert_num_queries):
    house = factories.organisation()
    with django_assert_num_queries(3):  # the lock, the entry before, the new entry
        record(organisation=house, action=Action.SIGNED_IN, by=None, at=AT)


@pytest.mark.django_db
@pytest.mark.parametrize(
    "wrong", [{"subject": "ingrid@example.org"}, {"details": {"email": "ingrid@example.org"}}]
)
def test_record_refuses_what_would_have_to_be_erased(wrong):
    house = factories.organisation()
    with pytest.raises(NotOpaqueError, match=r"ingrid@example\.org"):
        record(organisation=house, action=Action.SIGNED_IN, by=None, at=AT, **wrong)
    assert told(house) == []


@pytest.mark.django_db
def test_record_refuses_an_organisation_that_is_gone():
    with pytest.raises(Organisation.DoesNotExist):
        record(organisation=Organisation(pk=999_999), action=Action.SIGNED_IN, by=None, at=AT)


@pytest.mark.django_db(transaction=True)
def test_record_outside_a_transaction_is_refused():
    house = factories.organisation()
    with pytest.raises(OutsideTransactionError, match="signed_in"):
        record(organisation=house, action=Action.SIGNED_IN, by=None, at=AT)


@pytest.mark.django_db(transaction=True)
def test_entry_falls_with_its_act():
    house = factories.organisation()
    with transaction.atomic():
        record(organisation=house, action=Action.SIGNED_IN, by=None, at=AT)
        transaction.set_rollback(True)
    written(house, count=1)
    assert verified(organisation=house).number == 1


@pytest.mark.django_db(transaction=True)
def test_many_at_once_make_one_unbroken_chain():
    house, threads, each = factories.organisation(), 4, 10
    start = Barrier(threads)

    def append(number):
        try:
            start.wait(20)
            for _ in range(each):
                written(house, count=1, by=number)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(threads) as pool:
        list(pool.map(append, range(threads)))
    checked = verified(organisation=house)
    assert (checked.sound, checked.number, checked.entries) == (True, threads * each, threads * each)


@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif(ON_SQLITE, reason="SQLite has one writer at a time.")
def test_row_that_points_to_the_organisation_need_not_wait_for_an_entry():
    house = factories.organisation()

    def join():
        try:
            with transaction.atomic():
                statement = "SET LOCAL lock_timeout = '5s'"
                with connection.cursor() as cursor:
                    cursor.execute(statement)
                return factories.member(of=house).name
        finally:
            connections.close_all()

    with ThreadPoolExecutor(1) as pool, transaction.atomic():
        record(organisation=house, action=Action.SIGNED_IN, by=None, at=AT)
        assert pool.submit(join).result(20) == "Ingrid"


def read(house, by, at):
    return record_reading(
        organisation=house, action=Action.COMMENTS_READ, by=by, at=at, details={"filters": 2}
    )


@pytest.mark.django_db
def test_reading_is_recorded_once_an_hour_for_each_member():
    house = factories.organisation()
    read(house, 7, AT)
    assert read(house, 7, AT + HOUR - timedelta(seconds=1)) is None
    read(house, 8, AT + timedelta(minutes=5))
    read(house, 7, AT + HOUR)
    entries = AuditEntry.objects.for_organisation(house).order_by("number")
    assert list(entries.values_list("actor", "at", "details")) == [
        (7, AT, {"filters": 2}),
        (8, AT + timedelta(minutes=5), {"filters": 2}),
        (7, AT + HOUR, {"filters": 2}),
    ]


@pytest.mark.django_db
def test_reading_of_each_subject_has_an_hour_of_its_own():
    house = factories.organisation()
    opened = {"organisation": house, "action": Action.CUSTOMER_READ, "by": 7, "at": AT}
    for number in (1, 2, 1):
        record_reading(**opened, subject=f"customer {number}")
    entries = AuditEntry.objects.for_organisation(house).order_by("number")
    assert list(entries.values_list("subject", flat=True)) == ["customer 1", "customer 2"]


@pytest.mark.django_db
def test_reading_within_the_hour_takes_one_query(django_assert_num_queries):
    house = factories.organisation()
    read(house, 7, AT)
    with django_assert_num_queries(1):
        read(house, 7, AT)


@pytest.mark.django_db(transaction=True)
def test_pages_opened_at_once_are_one_reading():
    house, threads = factories.organisation(), 4
    start = Barrier(threads)

    def open_page(_number):
        try:
            start.wait(20)
            read(house, 7, AT)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(threads) as pool:
        list(pool.map(open_page, range(threads)))
    assert len(told(house)) == 1


@pytest.mark.django_db
def test_export_tells_names_of_filters_and_never_their_values():
    house = factories.organisation()
    record_export(
        organisation=house,
        by=7,
        at=AT,
        kind="comments",
        form="csv",
        rows=34,
        filters={"period": ["2026-01-01..2026-01-31"], "a.plan": ["Gold"], "a.طبقه": ["x"]},
    )
    record_export(organisation=house, by=7, at=AT, kind="trend", form="svg", subject="metrics")
    assert told(house) == [
        (
            7,
            "export_made",
            "",
            {"kind": "comments", "form": "csv", "filters": ["period", "a_plan", "attribute"], "rows": 34},
        ),
        (7, "export_made", "metrics", {"kind": "trend", "form": "svg", "filters": []}),
    ]
