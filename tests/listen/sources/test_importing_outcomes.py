"""What customers bring and cost, a row a customer and month, is imported with the guarantees of answers."""

import csv
from datetime import UTC, date, datetime

import pytest
from tests.listen.sources.imports import facts, read, store

from ninefold.listen.sources.choices import SourceKind
from ninefold.listen.sources.operations import understood
from ninefold.listen.surveys.models import Survey

HEAD = "customer_id,month,revenue,margin,cost to serve,status,plan\n"


NO_FIGURE = "This row has no revenue, margin or cost, and does not tell whether the customer is active."


def months(customers: int = 20, *, only: tuple[int, ...] = (1, 2, 3)) -> str:
    return "".join(
        f"c{n},2026-{month:02d},{n * 10}.50,{n},{month},{('active', 'churned')[n % 7 == 0]},{('S', 'M')[n % 2]}\n"
        for n in range(customers)
        for month in only
    )


def stored(house, tmp_path, text, **more):
    (tmp_path / "months.csv").write_text(text)
    return store(house, tmp_path / "months.csv", source="Ledger", **more)


def test_months_of_customers_become_outcomes(house, tmp_path):
    upload = stored(house, tmp_path, HEAD + months())
    assert (upload.kind, upload.source.survey, upload.wave.rows) == ("outcomes", None, 60)
    assert Survey.objects.count() == 0
    assert understood(upload=upload).kind_sure == "sure"
    row = next(row for row in facts(house, "outcome") if row["record"] == "c3/2026-02")
    assert row | {"block": 0} == row | {
        "block": 0,
        "customer": "c3",
        "person": "c3",
        "survey": 0,
        "at": datetime(2026, 2, 1, tzinfo=UTC),
        "local_date": date(2026, 2, 1),
        "revenue": 30.5,
        "margin": 3.0,
        "cost": 2.0,
        "active": 1.0,
        "a_plan": "M",
    }
    assert {row["active"] for row in facts(house, "outcome") if row["customer"] == "c7"} == {0.0}


def test_another_figure_of_the_same_month_is_a_change(house, tmp_path):
    stored(house, tmp_path, HEAD + months())
    text = (
        (HEAD + months())
        .replace("c3,2026-02,30.50", "c3,2026-02,31.50")
        .replace("c4,2026-01,", "c99,2026-01,")
    )
    upload = stored(house, tmp_path, text)
    assert upload.changes == {"new": 1, "changed": 1, "gone": 1, "same": 58}


@pytest.mark.parametrize(
    ("written", "stored_as"),
    [
        ("2026-03", date(2026, 3, 1)),
        ("2026/3", date(2026, 3, 1)),
        ("202603", date(2026, 3, 1)),
        ("03/2026", date(2026, 3, 1)),
        ("2026-03-31", date(2026, 3, 1)),
        ("2026-03-31T23:30:00-08:00", date(2026, 3, 1)),
        ("۲۰۲۶-۰۳", date(2026, 3, 1)),
    ],
)
def test_a_month_is_read_as_ledgers_write_it(house, tmp_path, written, stored_as):
    text = "customer_id,month,revenue\n" + "".join(f"c{n},{written},{n * 1.5}\n" for n in range(60))
    stored(house, tmp_path, text)
    assert {row["local_date"] for row in facts(house, "outcome")} == {stored_as}


def test_a_file_of_one_month_takes_that_of_its_wave(house, tmp_path):
    (tmp_path / "months.csv").write_text(
        "customer_id,revenue\n" + "".join(f"c{n},{n}.5\n" for n in range(60))
    )
    from tests import factories
    from tests.listen.sources.imports import unseen

    from ninefold.listen.sources.operations import (
        Destination,
        accept,
        begin_import,
        store_file,
        understand_file,
    )

    upload = begin_import(
        organisation=house,
        by=None,
        file=tmp_path / "months.csv",
        name="months.csv",
        definition=None,
        source=None,
        at=factories.AT,
        kind=SourceKind.OUTCOMES,
    )
    understand_file(upload=upload, progress=unseen)
    mapping = understood(upload=upload)
    assert mapping.wave_date_needed
    destination = Destination(source="Ledger", wave="March", wave_date=date(2026, 3, 17))
    accept(upload=upload, mapping=mapping, destination=destination, at=factories.AT)
    store_file(upload=upload, at=factories.AT, progress=unseen)
    found = facts(house, "outcome")
    assert {row["local_date"] for row in found} == {date(2026, 3, 1)}
    assert {row["record"] for row in found} == {f"c{n}/2026-03" for n in range(60)}


def test_rows_that_cannot_be_taken_are_named(house, tmp_path):
    bad = (
        ",2026-01,1,1,1,active,S\n"
        "c500,2026-01,,,,,S\n"
        "c501,2026-13,1,1,1,active,S\n"
        "c502,,1,1,1,active,S\n"
        "c1,2026-01,7,7,7,active,S\n"
    )
    upload = stored(house, tmp_path, HEAD + months() + bad)
    with upload.rejects_file.open(encoding="utf-8-sig", newline="") as file:
        told = [(int(row["line"]), row["reason"]) for row in csv.DictReader(file)]
    assert told == [
        (62, "This row names no customer."),
        (63, NO_FIGURE),
        (64, "The date “2026-13” cannot be read."),
        (65, "This record has no date."),
        (66, "The id of this record stands already in record 4."),
    ]
    assert (upload.counts["taken"], upload.counts["rejected"]) == (60, 5)


@pytest.mark.parametrize(
    ("name", "cells", "active"),
    [
        ("active", ("yes", "no"), {1.0: 30, 0.0: 30}),
        ("churned", ("1", "0"), {0.0: 30, 1.0: 30}),
        ("is active", ("TRUE", "FALSE"), {1.0: 30, 0.0: 30}),
    ],
)
def test_who_is_a_customer_still_is_read_from_words_and_numbers(house, tmp_path, name, cells, active):
    text = f"customer_id,month,revenue,{name}\n" + "".join(
        f"c{n},2026-03,{n}.5,{cells[n % 2]}\n" for n in range(60)
    )
    stored(house, tmp_path, text)
    first = next(row for row in facts(house, "outcome") if row["customer"] == "c0")
    assert first["active"] == (0.0 if name == "churned" else 1.0)
    found = [row["active"] for row in facts(house, "outcome")]
    assert {value: found.count(value) for value in set(found)} == active


def test_an_active_column_chosen_by_hand_reads_words(house, tmp_path):
    from ninefold.listen.sources.forms import mapping_from

    (tmp_path / "months.csv").write_text(
        "customer_id,month,revenue,state\n"
        + "".join(f"c{n},2026-03,{n}.5,{('Yes', 'No')[n % 2]}\n" for n in range(60))
    )
    upload = read(house, tmp_path / "months.csv")
    mapping = understood(upload=upload)
    changed = mapping_from(posted={"role-3": "active"}, mapping=mapping)
    assert changed.rules[3].labels["yes"] == 1.0
    assert changed.rules[3].scale == (0.0, 1.0)
