"""An export with one row an order and several dates becomes an event for each date, named after its column."""

import csv
from collections import Counter
from dataclasses import replace
from datetime import UTC, date, datetime

import duckdb
import pytest
from tests import factories
from tests.listen.sources.by_hand import DATA, guessed, opened_of
from tests.listen.sources.imports import facts, read, store, unseen

from ninefold.listen.sources.choices import SourceKind
from ninefold.listen.sources.correcting import moved, with_events
from ninefold.listen.sources.guessing import guess
from ninefold.listen.sources.guessing_dates import happening
from ninefold.listen.sources.happened import each_happening
from ninefold.listen.sources.mapping import ColumnRule, Mapping, MappingProblem
from ninefold.listen.sources.operations import Destination, accept, store_file, understood
from ninefold.listen.sources.profiling import profile
from ninefold.listen.sources.roles import Role

HEAD = "order_id,customer_id,order_status,purchased_at,approved_at,delivered_date,estimated_delivery_date,price\n"


@pytest.fixture
def connection():
    with duckdb.connect() as found:
        yield found


def row(n: int, *, approved: str | None = None, delivered: str | None = None) -> str:
    day = 1 + n % 25
    approved = f"2026-01-{day:02d} 10:30:00" if approved is None else approved
    delivered = f"2026-01-{day + 2:02d} 08:00:00" if delivered is None else delivered
    status = ("shipped", "delivered")[n % 2]
    return f"o{n},c{n % 9},{status},2026-01-{day:02d} 10:00:00,{approved},{delivered},2026-02-01,{n}.5\n"


def orders(*numbers: int) -> str:
    return HEAD + "".join(row(n) for n in numbers)


def written(tmp_path, text):
    place = tmp_path / "orders.csv"
    place.write_text(text)
    return place


def rejected(upload):
    with upload.rejects_file.open(encoding="utf-8-sig", newline="") as file:
        return [(int(each["line"]), each["reason"]) for each in csv.DictReader(file)]


def roles(mapping):
    return {rule.column: (rule.role.value, rule.title, rule.sure) for rule in mapping.rules}


def test_each_date_is_guessed_as_an_event_named_after_its_column(house, tmp_path):
    upload = read(house, written(tmp_path, orders(*range(60))))
    mapping = understood(upload=upload)
    assert (mapping.kind, mapping.kind_sure, mapping.problems()) == (SourceKind.EVENTS, "check", ())
    assert roles(mapping) == {
        "order_id": ("case", "order id", "sure"),
        "customer_id": ("customer", "customer id", "sure"),
        "order_status": ("attribute", "order status", "sure"),
        "purchased_at": ("happened", "Purchased", "check"),
        "approved_at": ("happened", "Approved", "check"),
        "delivered_date": ("happened", "Delivered", "check"),
        "estimated_delivery_date": ("leave_out", "estimated delivery date", "sure"),
        "price": ("amount", "price", "sure"),
    }
    assert {key: upload.counts[key] for key in ("rows", "taken", "rejected", "records", "kinds")} == {
        "rows": 180,
        "taken": 180,
        "rejected": 0,
        "records": 60,
        "kinds": [["Approved", 60], ["Delivered", 60], ["Purchased", 60]],
    }


def test_all_else_of_the_row_goes_along_with_each_event(house, tmp_path):
    store(house, written(tmp_path, orders(*range(60))))
    events = [each for each in facts(house, "event") if each["case"] == "o7"]
    assert [(each["kind"], each["at"]) for each in sorted(events, key=lambda each: each["at"])] == [
        ("Purchased", datetime(2026, 1, 8, 10, 0, tzinfo=UTC)),
        ("Approved", datetime(2026, 1, 8, 10, 30, tzinfo=UTC)),
        ("Delivered", datetime(2026, 1, 10, 8, 0, tzinfo=UTC)),
    ]
    same = ("customer", "amount", "a_order_status", "person", "block")
    assert {tuple(each[name] for name in same[:3]) for each in events} == {("c7", 7.5, "delivered")}
    assert len({tuple(each[name] for name in same) for each in events}) == 1


def test_a_blank_date_is_no_event_and_a_row_without_any_is_named_by_its_line(house, tmp_path):
    text = orders(*range(60)) + row(60, approved=" ", delivered="") + "o61,c1,shipped,,,,2026-02-01,1\n"
    upload = store(house, written(tmp_path, text))
    assert Counter(each["kind"] for each in facts(house, "event")) == {
        "Purchased": 61,
        "Approved": 60,
        "Delivered": 60,
    }
    assert rejected(upload) == [(63, "This record has no date.")]


def test_a_date_that_cannot_be_read_is_named_by_the_line_of_the_file(house, tmp_path):
    text = orders(*range(60)) + 'o60,"c\n1",shipped,2026-01-02,soon,,,1\n' + row(61, delivered="13/13/13")
    upload = store(house, written(tmp_path, text))
    assert rejected(upload) == [
        (62, "The date “soon” cannot be read."),
        (64, "The date “13/13/13” cannot be read."),
    ]
    assert (upload.counts["taken"], upload.counts["rejected"], upload.counts["records"]) == (183, 2, 62)


def test_the_same_export_again_changes_nothing_and_a_later_one_adds_what_happened_since(house, tmp_path):
    first = orders(*range(59)) + row(59, delivered="")
    place = written(tmp_path, first)
    assert store(house, place).changes["new"] == 179
    assert store(house, place).changes == {"new": 0, "changed": 0, "gone": 0, "same": 179}
    assert store(house, written(tmp_path, orders(*range(60)))).changes == {
        "new": 1,
        "changed": 0,
        "gone": 0,
        "same": 179,
    }


def test_an_event_whose_row_has_changed_is_the_same_event(house, tmp_path):
    text = orders(*range(59))
    store(house, written(tmp_path, text + "o59,c1,shipped,2026-01-02,2026-01-03,,2026-02-01,1\n"))
    later = text + "o59,c1,delivered,2026-01-02,2026-01-03,2026-01-09,2026-02-01,1\n"
    assert store(house, written(tmp_path, later)).changes == {"new": 1, "changed": 2, "gone": 0, "same": 177}


def test_an_order_that_stands_in_several_rows_loses_none_of_its_events(house, tmp_path):
    text = orders(*range(59)) + "o58,c1,shipped,2026-01-02,2026-01-03,,2026-02-01,1\n"
    upload = store(house, written(tmp_path, text))
    assert (upload.counts["taken"], upload.counts["rejected"]) == (179, 0)


def test_a_name_that_a_person_gives_is_kept_for_the_next_wave(house, tmp_path):
    upload = read(house, written(tmp_path, orders(*range(60))))
    mapping = understood(upload=upload)
    rule = next(each for each in mapping.rules if each.column == "purchased_at")
    accept(
        upload=upload,
        mapping=mapping.with_rule(replace(rule, title="Bought")),
        destination=Destination(source="Shop", wave="First", wave_date=None),
        at=factories.AT,
    )
    store_file(upload=upload, at=factories.AT, progress=unseen)
    assert {each["kind"] for each in facts(house, "event")} == {"Bought", "Approved", "Delivered"}
    again = understood(upload=read(house, written(tmp_path, orders(*range(60, 120)))))
    assert roles(again)["purchased_at"] == ("happened", "Bought", "sure")
    assert again.problems() == ()


def test_one_date_is_one_event_and_one_without_a_name_asks_for_it(connection):
    days = [str(date(2026, 1, 1 + n % 28)) for n in range(60)]
    many = [f"o{n}" for n in range(60)]
    found = guessed(connection, opened_of(connection, {"order_id": many, "order_date": days}))
    assert roles(found)["order_date"] == ("happened", "Order", "check")
    found = guessed(connection, opened_of(connection, {"order_id": many, "date": days}))
    assert (roles(found)["date"], found.kind_sure) == (("happened", "", "unsure"), "check")
    assert found.problems() == ("Say what happened on the dates of the column “date”.",)


def test_a_log_stays_a_log_and_a_status_beside_dates_is_none(connection):
    days = [str(date(2026, 1, 1 + n % 28)) for n in range(60)]
    kinds = [("new", "open", "done")[n % 3] for n in range(60)]
    many, few = [f"o{n}" for n in range(60)], [f"o{n // 3}" for n in range(60)]
    columns = {"activity": kinds, "start_time": days, "end_time": days}
    log = guessed(connection, opened_of(connection, {"case_id": few, **columns}))
    assert [rule.role for rule in log.rules].count(Role.HAPPENED) == 0
    table = {"ticket id": many, "status": kinds, "created": days, "closed": days}
    tickets = guessed(connection, opened_of(connection, table))
    assert [rule.role.value for rule in tickets.rules] == ["case", "attribute", "happened", "happened"]


def test_the_id_of_a_row_is_the_case_of_its_events(connection):
    days = [str(date(2026, 1, 1 + n % 28)) for n in range(60)]
    opened = opened_of(connection, {"id": [f"o{n}" for n in range(60)], "ordered": days, "sent": days})
    profiles = profile(opened=opened, connection=connection)
    found = guess(opened=opened, profiles=profiles, kind=SourceKind.EVENTS)
    assert [rule.role.value for rule in found.rules] == ["case", "happened", "happened"]


def test_where_day_and_month_could_be_exchanged_another_column_tells(connection):
    clear = [f"{1 + n % 28}/{1 + n % 12}/2026" for n in range(60)]
    unclear = [f"{1 + n % 12}/{1 + n % 12}/2026" for n in range(60)]
    months_first = [f"{1 + n % 12}/{1 + n % 28}/2026" for n in range(60)]
    many = [f"o{n}" for n in range(60)]
    opened = opened_of(connection, {"order_id": many, "ordered": unclear, "sent": months_first})
    assert [rule.date_format for rule in guessed(connection, opened).rules] == ["", "mdy", "mdy"]
    opened = opened_of(connection, {"order_id": many, "ordered": clear, "sent": months_first})
    (told,) = guessed(connection, opened).problems()
    assert told == (
        "The dates of “ordered” and “sent” are written in different ways. Leave one of them out, and import "
        "it as another source."
    )


def test_a_column_of_the_whole_row_cannot_tell_of_one_event():
    mapping = Mapping(
        kind=SourceKind.EVENTS,
        rules=(
            ColumnRule(column="sent", role=Role.HAPPENED, title="Sent", date_format="ymd"),
            ColumnRule(column="what", role=Role.KIND),
        ),
    )
    told = (
        "The dates of “sent” are events of their own, so “what” cannot tell when or what an event was, or its "
        "id. Take it as something else."
    )
    assert mapping.problems() == (told,)


def test_two_files_apart_in_one_connection_and_names_that_stand_already(connection):
    opened = opened_of(connection, {"at": ["2026-01-01"], "kind": ["x"], "sent'": ["2026-01-02"]})
    mapping = Mapping(
        kind=SourceKind.EVENTS,
        rules=(
            ColumnRule(column="at", role=Role.HAPPENED, title="It's \x00 begun", date_format="ymd"),
            ColumnRule(column="kind", role=Role.ATTRIBUTE, target="a_kind"),
            ColumnRule(column="sent'", role=Role.HAPPENED, title="Sent", date_format="ymd"),
        ),
    )
    longer, told = each_happening(opened=opened, mapping=mapping, connection=connection)
    assert [rule.column for rule in told.rules] == ["kind", "at (2)", "kind (2)"]
    assert connection.execute(f"SELECT * FROM {longer.relation}").fetchall() == [
        (1, 1, None, "x", None, "2026-01-01", "It's  begun", None),
        (2, 1, None, "x", None, "2026-01-02", "Sent", None),
    ]


def test_events_are_named_on_a_command_line(house, tmp_path):
    mapping = understood(upload=read(house, written(tmp_path, orders(*range(60)))))
    named = {"approved_at": "Paid", "estimated_delivery_date": ""}
    found = with_events(mapping, named=named)
    assert {rule.column: rule.title for rule in found.for_role(Role.HAPPENED)} == {
        "approved_at": "Paid",
        "estimated_delivery_date": "Estimated delivery",
    }
    assert (found.one(Role.AT), found.problems(), found.kind_sure) == (None, (), "sure")
    with pytest.raises(MappingProblem, match="The file has no column “paid_at”"):
        with_events(mapping, named={"paid_at": "Paid"})


def test_another_role_brings_what_it_needs_and_takes_the_rest_away():
    rule = ColumnRule(column="sent_at", role=Role.LEAVE_OUT, title="sent at", date_format="dmy")
    event = moved(rule, role=Role.HAPPENED)
    assert (event.title, event.date_format, event.sure) == ("Sent", "dmy", "sure")
    back = moved(event, role=Role.ATTRIBUTE)
    assert (back.role, back.target) == (Role.ATTRIBUTE, "a_sent_at")


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("order_delivered_customer_date", "Order delivered customer"),
        ("createdAt", "Created"),
        ("Date of return", "Return"),
        ("DELIVERED_AT", "Delivered"),
        ("timestamp", ""),
        ("下单时间", "下单"),
        ("تاریخ ارسال", "ارسال"),
        ("SLA breached on", "SLA breached"),
    ],
)
def test_what_happened_is_read_out_of_the_name_of_a_column(name, said):
    assert happening(name) == said


def test_the_orders_of_olist_become_events_of_orders_and_deliveries(house):
    place = DATA / "olist_sample_4000" / "olist_orders_dataset.csv"
    if not place.is_file():
        pytest.skip("The real data set olist_sample_4000 is not at hand.")
    upload = store(house, place)
    assert (upload.counts["records"], upload.counts["taken"], upload.counts["rejected"]) == (4000, 15831, 0)
    assert Counter(each["kind"] for each in facts(house, "event")) == {
        "Order purchase": 4000,
        "Order approved": 3994,
        "Order delivered carrier": 3939,
        "Order delivered customer": 3898,
    }
