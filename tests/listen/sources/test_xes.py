"""Event logs in XES: a row an event in file order, little memory, and a clear sentence for what is broken."""

import gzip
from pathlib import Path

import pytest
from tests.listen.sources.logs import case, log, packed, xes
from tests.listen.sources.opening_bench import cost, opened

from ninefold.listen.sources.opened import Unreadable
from ninefold.listen.sources.opening import physical_line
from ninefold.listen.sources.xes import is_log

NOON = "2026-01-05T12:00:00.250+03:30"


@pytest.mark.parametrize(
    ("name", "cases", "events"),
    [
        ("helpdesk.xes.gz", 4_580, 21_348),
        ("08_receipt.xes.gz", 1_434, 8_577),
        ("06_bpic2013_closed.xes.gz", 1_487, 6_660),
        ("01_running-example.xes.gz", 6, 42),
    ],
)
def test_a_real_log_has_the_cases_and_events_that_are_published(tmp_path, name, cases, events):
    found, rows = opened(log(name), tmp_path)
    place = next(each.position for each in found.columns if each.name == "case:concept:name")
    assert (len({row[place] for row in rows}), len(rows)) == (cases, events)
    assert (found.kind, found.rejects) == ("xes", ())


def test_events_keep_their_order_and_carry_what_their_case_says(tmp_path):
    text = xes(case("A", ("b", NOON), ("a", NOON)), case("B", ("c", NOON)))
    (tmp_path / "a.xes").write_text(text)
    found, rows = opened(tmp_path / "a.xes", tmp_path)
    assert [each.name for each in found.columns] == ["case:concept:name", "concept:name", "time:timestamp"]
    assert rows == [("A", "b", NOON), ("A", "a", NOON), ("B", "c", NOON)]


def test_the_line_of_an_event_is_known(tmp_path):
    (tmp_path / "a.xes").write_text(xes(case("A", ("b", NOON)), case("B", ("c", NOON))))
    found, _rows = opened(tmp_path / "a.xes", tmp_path)
    assert [physical_line(opened=found, record=n) for n in (1, 2)] == [4, 7]


def test_keys_that_come_late_and_keys_of_case_and_event_stand_apart(tmp_path):
    late = (
        '<string key="name" value="of case"/>'
        '<event><string key="name" value="of event"/><int key="late" value="7"/></event>'
    )
    (tmp_path / "a.xes").write_text(xes(case("A", ("b", NOON)), late))
    found, rows = opened(tmp_path / "a.xes", tmp_path)
    names = [each.name for each in found.columns]
    assert sorted(names) == sorted(
        ["case:concept:name", "concept:name", "time:timestamp", "case:name", "name", "late"]
    )
    first, second = (dict(zip(names, row, strict=True)) for row in rows)
    assert first["case:concept:name"] == "A"
    assert first["late"] is None
    assert (second["case:name"], second["name"], second["late"]) == ("of case", "of event", "7")
    assert second["case:concept:name"] is None


def test_what_is_declared_for_all_names_columns_and_fills_none(tmp_path):
    top = (
        '<global scope="trace"><string key="concept:name" value="UNKNOWN"/></global>'
        '<global scope="event"><string key="cost" value="UNKNOWN"/></global>'
        '<string key="of the log" value="x"/>'
    )
    (tmp_path / "a.xes").write_text(xes(case("A", ("b", NOON)), top=top))
    found, rows = opened(tmp_path / "a.xes", tmp_path)
    assert [each.name for each in found.columns][:2] == ["case:concept:name", "cost"]
    assert rows == [("A", None, "b", NOON)]


def test_attributes_within_attributes_and_events_without_a_case_are_no_harm(tmp_path):
    nested = (
        '<event><list key="all"><string key="inner" value="x"/></list><string key="k" value="v"/></event>'
    )
    text = xes(nested).replace("</log>", '<event><string key="k" value="alone"/></event></log>')
    (tmp_path / "a.xes").write_text(text)
    _found, rows = opened(tmp_path / "a.xes", tmp_path)
    assert rows == [("v",), ("alone",)]


def test_signs_and_line_ends_in_values_survive(tmp_path):
    (tmp_path / "a.xes").write_text(xes(case("A &amp; &quot;B&quot;, ارسال", ("x&#10;y", NOON))))
    _found, rows = opened(tmp_path / "a.xes", tmp_path)
    assert rows == [('A & "B", ارسال', "x\ny", NOON)]


BROKEN = {
    "cut off": (xes(case("A", ("b", NOON)))[:-40], "Line 4 of the event log is not proper XML", 4),
    "no log": ("<?xml version='1.0'?>\n<other>\n<log >\n</log></other>", "Line 2 of the event log", 2),
    "document type": (
        '<?xml version="1.0"?>\n<!DOCTYPE log [<!ENTITY a "aaaa">]>\n<log ><trace/></log>',
        "Line 2 of the event log declares a document type",
        2,
    ),
    "unknown encoding": ('<?xml version="1.0" encoding="klingon"?>\n<log ></log>', "not proper XML", 1),
    "no events": (xes(), "holds no events", None),
    "late attribute": (
        xes(case("A", ("b", NOON)) + '<string key="k" value="v"/>'),
        "In line 5 of the event log an attribute of a case stands behind its events",
        5,
    ),
    "long value": (
        xes(case("A", ("b" * 1_100_000, NOON))),
        "In line 4 the column “concept:name” holds more than 1 MB",
        4,
    ),
    "endless tag": (xes()[:-7] + '<string key="' + "k" * 20_000_000, "longer than 8 MB", 3),
    "too deep": (
        xes("<event>" + '<list key="a">' * 70 + "</list>" * 70 + "</event>"),
        "Line 3 of the event log",
        3,
    ),
    "too many keys": (
        xes("<event>" + "".join(f'<string key="k{n}" value="v"/>' for n in range(4_001)) + "</event>"),
        "The file has 4001 columns",
        3,
    ),
}


@pytest.mark.parametrize("name", BROKEN)
@pytest.mark.parametrize("gz", [False, True])
def test_a_broken_log_ends_in_a_clear_sentence_with_its_line(tmp_path, name, gz):
    text, told, line = BROKEN[name]
    path = tmp_path / "a.xes"
    path.write_bytes(gzip.compress(text.encode()) if gz else text.encode())
    with pytest.raises(Unreadable) as refused:
        opened(path, tmp_path)
    assert told in refused.value.message
    assert refused.value.line == line


def test_a_packed_log_that_is_cut_off_or_damaged_is_refused(tmp_path):
    whole = gzip.compress(xes(*(case(f"A{n}", ("b", NOON)) for n in range(2_000))).encode())
    for data in (whole[: len(whole) // 2], whole[:-6] + bytes(2) + whole[-4:]):
        path = tmp_path / "a.xes.gz"
        path.write_bytes(data)
        with pytest.raises(Unreadable, match="cut off or damaged"):
            opened(path, tmp_path)


def test_a_bomb_is_not_unpacked_to_its_end(tmp_path):
    path = tmp_path / "a.xes.gz"
    with gzip.open(path, "wb") as file:
        file.write(b'<?xml version="1.0"?><log >')
        for _ in range(300):
            file.write(b"<!--" + b" " * 1_000_000 + b"-->")
        file.write(b"</log>")
    with pytest.raises(Unreadable, match="would unpack beyond all measure"):
        opened(path, tmp_path)


def test_other_packed_files_are_refused_as_before(tmp_path):
    with pytest.raises(Unreadable, match="a file of type GZIP"):
        opened(packed(tmp_path / "a.csv.gz", "a,b\n1,2\n"), tmp_path)


def test_a_log_of_two_members_is_one(tmp_path):
    text = xes(case("A", ("b", NOON)))
    path = tmp_path / "a.xes.gz"
    path.write_bytes(gzip.compress(text[:60].encode()) + gzip.compress(text[60:].encode()) + bytes(64))
    assert opened(path, tmp_path)[1] == [("A", "b", NOON)]


@pytest.mark.parametrize(
    ("head", "found"),
    [
        (b"<?xml version='1.0'?><!-- by hand --><log>", True),
        (b"\xef\xbb\xbf<log xes.version='1'>", True),
        (b"<xes:log>", False),
        (b"<?xml version='1.0'?><logs>", False),
        (b"<html><log>", False),
        (b"a,b\n<log >,1\n", False),
    ],
)
def test_a_log_is_known_by_its_beginning(head, found):
    assert is_log(head=head) is found


def test_a_large_log_takes_little_memory(tmp_path):
    path: Path = tmp_path / "a.xes"
    with path.open("w") as file:
        start, end = xes().split("</log>")
        file.write(start)
        for n in range(30_000):
            file.write(f"<trace>{case(f'A{n}', ('a', NOON), ('b', NOON), ('c', NOON))}</trace>\n")
        file.write(f"</log>{end}")
    spent = cost(path, tmp_path / "scratch")
    assert (spent.said, spent.megabytes < 250) == ("", True)
