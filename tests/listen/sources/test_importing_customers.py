"""Customers and what is known of them are imported lot by lot; the same file twice changes nothing."""

import csv
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from django.urls import reverse
from tests import factories
from tests.listen.sources.imports import facts, read, store, unseen

from ninefold.customers.erasure.registry import Erasing, Person
from ninefold.customers.profiles import recording
from ninefold.customers.profiles.models import AttributeValue, Customer, Identifier
from ninefold.customers.suppression.operations import suppress
from ninefold.engine.models import Segment
from ninefold.engine.sought import Sought
from ninefold.listen.sources import operations
from ninefold.listen.sources.erasing import waves
from ninefold.listen.sources.forms import mapping_from
from ninefold.listen.sources.models import Import, Source
from ninefold.listen.sources.operations import Destination, accept, store_file, understood
from ninefold.listen.sources.reading import Stopped

HEAD = "customer_id,company_id,segment,plan,e-mail,since\n"
SAME = {"new": 0, "changed": 0, "gone": 0, "same": 60, "torn": 0}


def customers(*numbers: int) -> str:
    return "".join(
        f"c{n},firm {n % 9},{('home', 'office')[n % 2]},{('S', 'M', 'L')[n % 3]},c{n}@example.org,2025-0{1 + n % 9}-01\n"
        for n in numbers
    )


@pytest.fixture
def file(tmp_path):
    (tmp_path / "crm.csv").write_text(HEAD + customers(*range(60)))
    return tmp_path / "crm.csv"


def attributes(value):
    customer = Identifier.objects.get(value=value).customer
    return dict(AttributeValue.objects.filter(customer=customer).values_list("name", "value"))


def test_customers_become_profiles_and_no_facts(house, file):
    upload = store(house, file, source="CRM")
    assert (upload.kind, upload.source.kind, upload.wave.rows) == ("customers", "customers", 60)
    assert upload.changes == SAME | {"new": 60, "same": 0}
    assert (Segment.objects.count(), Customer.objects.count()) == (0, 60)
    assert attributes("c4") == {"segment": "home", "plan": "M", "since": "2025-05-01"}


def test_the_same_file_again_changes_nothing(house, file):
    store(house, file, source="CRM")
    assert store(house, file, source="CRM").changes == SAME
    assert Customer.objects.count() == 60


def test_a_changed_attribute_and_a_new_customer_are_told(house, file):
    store(house, file, source="CRM")
    file.write_text((HEAD + customers(*range(61))).replace("c4,firm 4,home,M", "c4,firm 4,home,L"))
    upload = store(house, file, source="CRM")
    assert upload.changes == {"new": 1, "changed": 1, "gone": 0, "same": 59, "torn": 0}


def test_an_e_mail_address_is_left_out_unless_a_person_chooses_it(house, file):
    store(house, file, source="CRM")
    assert not Identifier.objects.filter(kind="email").exists()
    upload = read(house, file, source="Other")
    mapping = mapping_from(posted={"role-4": "email", "role-5": "at"}, mapping=understood(upload=upload))
    value = mapping.to_json()
    value["rules"][5]["date_format"] = "ymd"
    destination = Destination(source="Other", wave="First", wave_date=None)
    accept(upload=upload, mapping=type(mapping).from_json(value), destination=destination, at=factories.AT)
    store_file(upload=upload, at=factories.AT, progress=unseen)
    assert Identifier.objects.filter(kind="email").count() == 60
    assert Customer.objects.count() == 60
    since = set(AttributeValue.objects.filter(source="Other").values_list("since", flat=True))
    assert since == {datetime(2025, month, 1, tzinfo=UTC) for month in range(1, 10)}


def test_rows_that_cannot_be_taken_are_named(house, file):
    long = "x" * 250
    file.write_text(HEAD + customers(*range(60)) + f",firm,home,S,,\nc90,firm,home,{long},,\n")
    upload = store(house, file, source="CRM")
    with upload.rejects_file.open(encoding="utf-8-sig", newline="") as rejects:
        told = [(int(row["line"]), row["reason"]) for row in csv.DictReader(rejects)]
    assert told == [(62, "This row names no customer."), (63, "A value is longer than 200 characters.")]
    assert (upload.counts["taken"], upload.counts["rejected"], upload.wave.rows) == (60, 2, 60)


def accepted(house, file):
    upload = read(house, file, source="CRM")
    destination = Destination(source="CRM", wave="First", wave_date=None)
    accept(upload=upload, mapping=understood(upload=upload), destination=destination, at=factories.AT)
    return upload


def test_what_breaks_off_while_customers_are_recorded_is_completed_by_the_next_run(house, file, monkeypatch):
    monkeypatch.setattr(recording, "CHUNK", 20)
    upload, lots = accepted(house, file), []

    def breaking(share):
        lots.extend([share] if Customer.objects.exists() else [])
        if len(lots) == 2:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        store_file(upload=upload, at=factories.AT, progress=breaking)
    upload.refresh_from_db()
    assert (upload.state, upload.changes, upload.wave.rows) == ("storing", {"new": 40, "changed": 0}, 0)
    assert (Customer.objects.count(), Identifier.objects.count()) == (40, 40)
    store_file(upload=upload, at=factories.AT, progress=unseen)
    upload.refresh_from_db()
    assert (Customer.objects.count(), Source.objects.get().waves.get().rows) == (60, 60)
    assert upload.changes == SAME | {"new": 60, "same": 0}


def test_a_stopped_import_says_whom_it_recorded_and_goes_on_where_it_was(house, file, monkeypatch):
    monkeypatch.setattr(recording, "CHUNK", 20)
    upload = accepted(house, file)

    def stopping(_share):
        if Customer.objects.exists():
            operations.stop(upload=Import.objects.get(pk=upload.pk), at=factories.AT)

    with pytest.raises(Stopped):
        store_file(upload=upload, at=factories.AT, progress=stopping)
    page = factories.browser(of=factories.member(of=house)).get(reverse("listen:import", args=[upload.pk]))
    assert "Customers recorded by then stay" in page.content.decode()
    assert "<dt>New</dt><dd><bdi>20</bdi></dd>" in page.content.decode()
    upload = Import.objects.get(pk=upload.pk)
    assert (upload.state, upload.changes) == ("stopped", {"new": 20, "changed": 0})
    destination = Destination(source="CRM", wave="First", wave_date=None)
    accept(upload=upload, mapping=understood(upload=upload), destination=destination, at=factories.AT)
    store_file(upload=upload, at=factories.AT, progress=unseen)
    upload.refresh_from_db()
    assert (upload.changes, Customer.objects.count()) == (SAME | {"new": 40, "same": 20}, 60)


def test_a_second_run_says_nothing_newer_than_what_somebody_said_meanwhile(house, file):
    store(house, file, source="CRM")
    customer = Identifier.objects.get(value="c4").customer
    later = factories.AT + timedelta(minutes=1)
    AttributeValue.objects.create(
        organisation=house, customer=customer, name="plan", value="XL", since=later, source="by hand"
    )
    upload = accepted(house, file)
    store_file(upload=upload, at=later + timedelta(minutes=1), progress=unseen)
    lines = AttributeValue.objects.filter(customer=customer, name="plan").order_by("since")
    assert list(lines.values_list("value", flat=True)) == ["M", "XL"]


@pytest.mark.django_db(transaction=True)
def test_nobody_waits_for_the_database_between_two_lots(house, file, monkeypatch):
    monkeypatch.setattr(recording, "CHUNK", 20)
    upload, inside = accepted(house, file), []
    store_file(
        upload=upload,
        at=factories.AT,
        progress=lambda _share: inside.append((Customer.objects.count(), connection.in_atomic_block)),
    )
    assert [each for each in inside if each[0]] == [(20, False), (40, False), (60, False)]


def test_a_file_without_a_customer_says_so(house, tmp_path):
    (tmp_path / "a.csv").write_text("plan,town\n" + "".join(f"p{n % 5},t{n % 7}\n" for n in range(60)))
    upload = read(house, tmp_path / "a.csv")
    mapping = type(understood(upload=upload)).from_json(
        understood(upload=upload).to_json() | {"kind": "customers"}
    )
    assert mapping.problems() == ("No column names the customer. Choose the column with the customer's id.",)


def test_who_was_erased_is_not_brought_back_by_any_kind_of_file(house, file, tmp_path):
    suppress(organisation=house, identifiers=["c4"])
    upload = store(house, file, source="CRM")
    assert (upload.counts["taken"], upload.counts["erased"], upload.wave.rows) == (59, 1, 59)
    assert not Identifier.objects.filter(value="c4").exists()
    (tmp_path / "months.csv").write_text(
        "customer_id,month,revenue\n" + "".join(f"c{n},2026-03,{n}.5\n" for n in range(60))
    )
    upload = store(house, tmp_path / "months.csv", source="Ledger")
    assert (upload.counts["taken"], upload.counts["erased"], upload.wave.rows) == (59, 1, 59)
    assert "c4" not in {row["customer"] for row in facts(house, "outcome")}


def test_the_rows_of_a_file_of_customers_stay_when_waves_are_counted_anew(house, file):
    upload = store(house, file, source="CRM")
    sought = Sought(identifiers=frozenset({"c4@example.org"}))
    erasing = Erasing(person=Person(organisation=house.pk, sought=sought), at=factories.AT)
    assert waves.erase(erasing).counts == {"waves": 0}
    upload.wave.refresh_from_db()
    assert upload.wave.rows == 60
