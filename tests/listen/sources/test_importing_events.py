"""Events are imported with the guarantees of answers: whole or not at all, in order, nothing lost unsaid."""

import csv
from collections import Counter, defaultdict
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests import factories
from tests.listen.sources.imports import HEAD as ANSWERS
from tests.listen.sources.imports import facts, read, rows, store, unseen
from tests.listen.sources.logs import HEAD, case, events, log, packed, xes

from ninefold.engine.models import Segment
from ninefold.kit.jobs.models import Job
from ninefold.listen.sources.choices import ImportState, SourceKind
from ninefold.listen.sources.models import Source
from ninefold.listen.sources.operations import (
    Destination,
    Refused,
    accept,
    begin_import,
    confirm,
    stop,
    store_file,
    take_as,
    understand_file,
    understood,
)
from ninefold.listen.surveys.models import Question, Survey

NEW = {"changed": 0, "gone": 0, "same": 0}


def stored(house, tmp_path, text, *, name="log.csv", wave="First"):
    (tmp_path / name).write_text(text)
    return store(house, tmp_path / name, source="Shop log", wave=wave)


def in_order(house):
    """The events of each case as an analysis reads them: by instant, then by record."""
    found = defaultdict(list)
    for row in sorted(facts(house, "event"), key=lambda row: (row["at"], row["record"])):
        found[row["case"]].append(row["kind"])
    return dict(found)


def rejected(upload):
    with upload.rejects_file.open(encoding="utf-8-sig", newline="") as file:
        return [(int(row["line"]), row["reason"]) for row in csv.DictReader(file)]


def test_an_event_log_becomes_events_and_asks_nobody_anything(house, tmp_path):
    upload = stored(house, tmp_path, HEAD + events(*range(60)))
    assert (upload.kind, upload.source.kind, upload.source.survey) == ("events", "events", None)
    assert (upload.state, upload.wave.rows, upload.changes) == (ImportState.STORED, 60, NEW | {"new": 60})
    assert (Survey.objects.count(), Question.objects.count()) == (0, 0)
    assert {segment.table: segment.survey for segment in Segment.objects.all()} == {"event": 0}
    first = next(row for row in facts(house, "event") if row["amount"] == 0.5)
    assert {name: first[name] for name in ("kind", "case", "agent", "customer", "survey")} == {
        "kind": "ordered",
        "case": "order 0",
        "agent": "Pat 0",
        "customer": None,
        "survey": 0,
    }
    assert first["at"] == datetime(2026, 1, 1, 10, 0, tzinfo=UTC)
    assert first["local_date"] == date(2026, 1, 1)


def test_events_of_a_case_without_a_customer_are_of_one_person_and_block(house, tmp_path):
    stored(house, tmp_path, HEAD + events(*range(60)))
    people = defaultdict(set)
    for row in facts(house, "event"):
        people[row["case"]].add((row["person"], row["block"]))
    assert {len(found) for found in people.values()} == {1}
    assert len({person for found in people.values() for person, _block in found}) == 20


@pytest.mark.parametrize(
    ("name", "cases", "number"),
    [
        ("helpdesk.xes.gz", 4_580, 21_348),
        ("08_receipt.xes.gz", 1_434, 8_577),
        ("06_bpic2013_closed.xes.gz", 1_487, 6_660),
        ("running_example.csv", 6, 42),
    ],
)
def test_a_real_log_is_stored_to_the_last_event(house, name, cases, number):
    upload = store(house, log(name), source=name)
    found = facts(house, "event")
    assert (len({row["case"] for row in found}), len(found)) == (cases, number)
    assert len({row["record"] for row in found}) == number
    assert (upload.counts["taken"], upload.counts["rejected"], upload.counts["ahead"]) == (number, 0, 0)
    again = store(house, log(name), source=name)
    assert again.changes == {"new": 0, "changed": 0, "gone": 0, "same": number}


def test_the_helpdesk_log_has_the_variants_that_are_published(house):
    store(house, log("helpdesk.xes.gz"))
    assert len(Counter(tuple(kinds) for kinds in in_order(house).values())) == 226


def test_events_of_one_instant_keep_the_order_of_the_file(house, tmp_path):
    kinds = [f"step {n}" for n in (9, 10, 1, 11, 2, 12, 3, 5, 4, 6, 8, 7)]
    at = "2026-01-05T12:00:00Z"
    text = xes(case("A", *((kind, at) for kind in kinds)), case("B", *((kind, at) for kind in kinds[::-1])))
    stored(house, tmp_path, text, name="log.xes")
    assert in_order(house) == {"A": kinds, "B": kinds[::-1]}


@settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    minutes=st.lists(
        st.tuples(st.sampled_from("AB"), st.integers(0, 3), st.sampled_from(("x", "y"))),
        min_size=4,
        max_size=30,
    )
)
def test_in_any_file_the_order_within_an_instant_is_that_of_the_file(house, tmp_path, minutes):
    text = HEAD.replace(",resource,amount", "") + "".join(
        f"case {which},{kind},2026-01-05 12:0{minute}:00\n" for which, minute, kind in minutes
    )
    (tmp_path / "log.csv").write_text(text)
    upload = begin_import(
        organisation=house,
        by=None,
        file=tmp_path / "log.csv",
        name="log.csv",
        definition=None,
        source=None,
        at=factories.AT,
        kind=SourceKind.EVENTS,
    )
    understand_file(upload=upload, progress=unseen)
    mapping = understood(upload=upload)
    roles = {"case_id": "case", "activity": "kind", "timestamp": "at"}
    value = mapping.to_json()
    for rule in value["rules"]:
        rule |= {"role": roles[rule["column"]], "target": "", "date_format": "ymd"}
    destination = Destination(source="Any", wave="First", wave_date=None)
    accept(upload=upload, mapping=type(mapping).from_json(value), destination=destination, at=factories.AT)
    store_file(upload=upload, at=factories.AT, progress=unseen)
    source = Source.objects.get(name="Any").pk
    found = [row for row in facts(house, "event") if row["source"] == source]
    assert len(found) == len(minutes)
    assert len({row["record"] for row in found}) == len(minutes)
    for which in "AB":
        mine = [row for row in found if row["case"] == f"case {which}"]
        mine.sort(key=lambda row: (row["at"], row["record"]))
        wanted = sorted(
            ((minute, place, kind) for place, (each, minute, kind) in enumerate(minutes) if each == which)
        )
        assert [row["kind"] for row in mine] == [kind for _minute, _place, kind in wanted]


def test_importing_again_tells_what_is_new_changed_and_gone(house, tmp_path):
    text = "event_id," + HEAD + "".join(f"e{n},{events(n)}" for n in range(60))
    stored(house, tmp_path, text)
    lines = text.splitlines(keepends=True)
    lines[3] = lines[3].replace("Pat", "Kim")
    del lines[10]
    lines.append(f"e60,{events(60)}")
    upload = stored(house, tmp_path, "".join(lines))
    assert upload.changes == {"new": 1, "changed": 1, "gone": 1, "same": 58}
    assert len(facts(house, "event")) == 60


def test_an_event_without_an_id_is_known_again_by_what_it_says(house, tmp_path):
    twice = events(1, 1, 2)
    stored(house, tmp_path, HEAD + events(*range(60)) + twice)
    upload = stored(house, tmp_path, HEAD + events(70) + events(*range(60)) + twice)
    assert upload.changes == {"new": 1, "changed": 0, "gone": 0, "same": 63}


def test_an_event_added_before_others_of_its_case_renames_none(house, tmp_path):
    stored(house, tmp_path, HEAD + events(*range(30)))
    early = "order 3,called,2025-12-31 09:00:00,Pat 1,1.0\n"
    upload = stored(house, tmp_path, HEAD + early + events(*range(30)))
    assert upload.changes == {"new": 1, "changed": 0, "gone": 0, "same": 30}


def test_rows_without_a_kind_or_a_date_are_named_with_their_line(house, tmp_path):
    bad = (
        "order 1,,2026-01-05 10:00:00,Pat,1\n"
        "order 1,packed,,Pat,1\n"
        "order 1,packed,someday,Pat,1\n"
        ",returned,2026-01-05 10:00:00,Pat,1\n"
    )
    upload = stored(house, tmp_path, HEAD + events(*range(30)) + bad)
    assert rejected(upload) == [
        (32, "This event does not tell what happened."),
        (33, "This record has no date."),
        (34, "The date “someday” cannot be read."),
    ]
    assert (upload.counts["rows"], upload.counts["taken"], upload.counts["rejected"]) == (34, 31, 3)
    (alone,) = (row for row in facts(house, "event") if row["kind"] == "returned")
    assert alone["case"] is None


def test_events_in_the_future_are_taken_and_counted(house, tmp_path):
    after = [factories.AT + timedelta(hours=hours) for hours in (-1, 1, 48)]
    late = "".join(f"order 9,planned,{at:%Y-%m-%d %H:%M:%S},Pat,1\n" for at in after)
    upload = stored(house, tmp_path, HEAD + events(*range(30)) + late)
    expected = 2 + sum(datetime(2026, 1, 1 + n % 28, 10, n, tzinfo=UTC) > factories.AT for n in range(30))
    assert upload.counts["ahead"] == expected
    assert upload.counts["rejected"] == 0


def test_events_out_of_order_are_taken_as_they_happened(house, tmp_path):
    text = HEAD + "".join(
        f"order {n},{kind},2026-01-{day:02d} 10:00:00,Pat,1\n"
        for n in range(20)
        for kind, day in (("delivered", 9), ("ordered", 2), ("packed", 5))
    )
    stored(house, tmp_path, text)
    assert set(map(tuple, in_order(house).values())) == {("ordered", "packed", "delivered")}


def test_the_hour_that_a_clock_change_repeats_loses_nothing(house, tmp_path):
    clock = ("02:30:00", "02:50:00", "02:10:00", "02:30:00")  # on 25 October 2026 it is 2 o'clock twice
    text = (
        HEAD
        + events(*range(30))
        + "".join(f"order 9,step {n},2026-10-25 {at},P,1\n" for n, at in enumerate(clock))
    )
    text += "order 9,offset before,2026-10-25T02:30:00+02:00,P,1\norder 9,offset after,2026-10-25T02:30:00+01:00,P,1\n"
    (tmp_path / "log.csv").write_text(text)
    upload = read(house, tmp_path / "log.csv", source="Shop log")
    value = understood(upload=upload).to_json() | {"time_zone": "Europe/Berlin"}
    mapping = type(understood(upload=upload)).from_json(value)
    destination = Destination(source="Shop log", wave="First", wave_date=None)
    accept(upload=upload, mapping=mapping, destination=destination, at=factories.AT)
    store_file(upload=upload, at=factories.AT, progress=unseen)
    found = {row["kind"]: row["at"] for row in facts(house, "event") if row["at"].month == 10}
    assert len(found) == 6
    assert found["offset after"] - found["offset before"] == timedelta(hours=1)
    assert {at.hour for at in found.values()} <= {0, 1}
    both = [row for row in facts(house, "event") if row["kind"] in ("step 0", "step 3")]
    assert [row["kind"] for row in sorted(both, key=lambda row: (row["at"], row["record"]))] == [
        "step 0",
        "step 3",
    ]


def test_a_file_without_a_column_for_what_happened_says_so(house, tmp_path):
    (tmp_path / "a.csv").write_text(
        "order_id,due_date,customer_id\n" + "".join(f"o{n},2026-01-02,c{n % 7}\n" for n in range(60))
    )
    upload = read(house, tmp_path / "a.csv")
    assert (upload.kind, upload.counts) == ("events", None)
    told = (
        "No column tells what happened. Choose the column with the activity or kind of event, or take each "
        "date as an event of its own."
    )
    assert understood(upload=upload).problems() == (told,)
    with pytest.raises(Refused, match="No column tells what happened"):
        confirm(
            upload=upload,
            mapping=understood(upload=upload),
            destination=Destination(source="S", wave="W", wave_date=date(2026, 1, 1)),
            at=factories.AT,
        )
    assert Source.objects.count() == 0


def test_a_date_of_the_wave_never_stands_in_for_that_of_an_event(house, tmp_path):
    (tmp_path / "log.csv").write_text(HEAD + events(*range(30)) + "order 1,packed,,Pat,1\n")
    upload = store(house, tmp_path / "log.csv", source="Shop log", day=date(2026, 3, 1))
    assert upload.counts["rejected"] == 1
    assert upload.wave.date is None


def test_a_file_can_be_taken_as_something_else(house, tmp_path):
    (tmp_path / "log.csv").write_text(HEAD + events(*range(30)))
    upload = read(house, tmp_path / "log.csv")
    take_as(upload=upload, kind=SourceKind.ANSWERS, at=factories.AT)
    assert (upload.state, upload.kind, upload.mapping) == (ImportState.READING, "answers", None)
    assert Job.objects.get(pk=upload.job).kind == "listen.sources.read"
    with pytest.raises(Refused, match="no longer waiting"):
        take_as(upload=upload, kind=SourceKind.EVENTS, at=factories.AT)
    understand_file(upload=upload, progress=unseen)
    assert understood(upload=upload).kind is SourceKind.ANSWERS


def test_a_source_holds_one_kind(house, tmp_path):
    stored(house, tmp_path, HEAD + events(*range(30)))
    (tmp_path / "a.csv").write_text(ANSWERS + rows(*range(60)))
    upload = begin_import(
        organisation=house,
        by=None,
        file=tmp_path / "a.csv",
        name="a.csv",
        definition=None,
        source=None,
        at=factories.AT,
    )
    understand_file(upload=upload, progress=unseen)
    with pytest.raises(Refused, match="“Shop log” holds something else: Events"):
        accept(
            upload=upload,
            mapping=understood(upload=upload),
            destination=Destination(source="Shop log", wave="Second", wave_date=None),
            at=factories.AT,
        )
    assert Survey.objects.count() == 0


def test_the_next_wave_of_a_source_is_of_its_kind_and_understood_alike(house, tmp_path):
    stored(house, tmp_path, HEAD + events(*range(30)))
    (tmp_path / "next.csv").write_text(
        "resource,timestamp,case_id,activity,amount\nPat,2026-02-01,o1,ordered,3\n"
    )
    upload = read(house, tmp_path / "next.csv", source="Shop log")
    assert {rule.column: rule.role.value for rule in understood(upload=upload).rules} == {
        "resource": "agent",
        "timestamp": "at",
        "case_id": "case",
        "activity": "kind",
        "amount": "amount",
    }
    assert understood(upload=upload).kind_sure == "sure"


def test_a_stopped_import_of_events_leaves_nothing(house, tmp_path):
    (tmp_path / "log.csv").write_text(HEAD + events(*range(30)))
    upload = read(house, tmp_path / "log.csv")
    destination = Destination(source="Shop log", wave="First", wave_date=None)
    accept(upload=upload, mapping=understood(upload=upload), destination=destination, at=factories.AT)
    stop(upload=upload, at=factories.AT)
    store_file(upload=upload, at=factories.AT, progress=unseen)
    assert (Source.objects.count(), Segment.objects.count()) == (0, 0)


def test_own_numbers_and_texts_are_kept(house, tmp_path):
    head = "case_id,activity,timestamp,waiting minutes,carrier\n"
    text = head + "".join(
        f"c{n // 3},{('a', 'b', 'c')[n % 3]},2026-01-02 10:{n:02d},{n * 1.5},{('DHL', 'UPS')[n % 2]}\n"
        for n in range(60)
    )
    stored(house, tmp_path, text)
    row = next(row for row in facts(house, "event") if row["q_waiting_minutes"] == 1.5)
    assert row["a_carrier"] == "UPS"


def test_a_packed_log_is_stored(house, tmp_path):
    path = packed(tmp_path / "log.xes.gz", xes(case("A", ("a", "2026-01-05T12:00:00.125+03:30"))))
    store(house, path)
    (row,) = facts(house, "event")
    assert row["at"] == datetime(2026, 1, 5, 8, 30, 0, 125_000, tzinfo=UTC)
