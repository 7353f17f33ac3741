"""Erasing a person from the facts: their rows go, others' mentions are masked, the rest is as it was."""

from collections.abc import Iterator
from datetime import date

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from tests.engine.samples import AT, written

from ninefold.engine import erasing
from ninefold.engine.anonymising import Anonymous
from ninefold.engine.blocks import block_of
from ninefold.engine.dropping import drop_removed
from ninefold.engine.engines import Engine
from ninefold.engine.erasing import erase_person, person_in_facts
from ninefold.engine.facts import TABLES, Table
from ninefold.engine.listed import listed_in
from ninefold.engine.models import Manifest, Segment, TailRecord
from ninefold.engine.operations import append, commit_batch
from ninefold.engine.sealing import seal
from ninefold.engine.segments import folder
from ninefold.engine.snapshot import snapshot
from ninefold.engine.sought import MASK, Sought
from ninefold.engine.tail import Comment, Record

pytestmark = pytest.mark.django_db
ANNA = Sought(identifiers=frozenset({"anna@example.org", "A-1"}))


def wave(number: int = 1, *, source: int = 1, **tables: list[dict[str, object]]) -> None:
    place = {"wave": number, "source": source}
    files = [
        written([{**place, **row} for row in rows], table=table)  # type: ignore[arg-type]
        for table, rows in tables.items()
    ]
    commit_batch(organisation=1, survey=1, source=source, wave=number, segments=files, at=AT)


def read(engine: Engine, *columns: str, table: Table = "feedback") -> list[tuple[object, ...]]:
    found = engine.frame(snapshot(organisation=1, table=table), columns=columns).collect("pyarrow").to_arrow()
    return sorted(zip(*(found[name].to_pylist() for name in columns), strict=True), key=str)


def cells() -> Iterator[str]:
    """Every text in every Parquet file on disk, decoded, and what its footer says of its values."""
    for path in folder().rglob("*.parquet"):
        for counted in listed_in(str(path)).values():
            yield from counted
        rows = pq.read_table(path)
        for name in rows.column_names:
            if pa.types.is_string(rows[name].type):
                yield from (text for text in rows[name].to_pylist() if text)


def erase(sought: Sought = ANNA, *, anonymous: Anonymous | None = None) -> erasing.Found:
    found = erase_person(organisation=1, sought=sought, at=AT, anonymous=anonymous)
    drop_removed(organisation=1, sought=sought, wait=0)
    return found


def test_rows_of_the_person_go_and_the_others_stay(engine: Engine) -> None:
    wave(
        feedback=[
            {"customer": "ANNA@example.org", "nps": 3, "a_yacht": "Aurora"},
            {"customer": "B-2", "nps": 9, "a_yacht": "Boreas"},
        ],
        comment=[
            {"customer": "anna@example.org", "text": "Mine", "folded": "mine"},
            {"customer": "B-2", "record": "r1", "text": "His", "folded": "his"},
        ],
        event=[{"customer": "A-1", "kind": "order"}, {"customer": "B-2", "kind": "order"}],
        outcome=[{"customer": " a-1", "revenue": 10.0}],
    )
    wave(2, feedback=[{"customer": "C-3", "nps": 1}])
    assert list(cells()).count("Aurora") == 2
    before = set(Segment.objects.filter(wave=2).values_list("path", flat=True))
    found = erase()
    assert found.own == {"feedback": 1, "comment": 1, "event": 1, "outcome": 1}
    assert found.naming == dict.fromkeys(TABLES, 0)
    assert found.waves == frozenset({(1, 1)})
    assert read(engine, "customer", "nps") == [("B-2", 9.0), ("C-3", 1.0)]
    assert read(engine, "text", table="comment") == [("His",)]
    assert read(engine, "customer", table="event") == [("B-2",)]
    assert read(engine, "customer", table="outcome") == []
    assert set(Segment.objects.filter(wave=2).values_list("path", flat=True)) == before
    assert not any(ANNA.names_text(text) or text in {"Mine", "Aurora"} for text in cells())
    assert list(cells()).count("Boreas") == 2
    assert Segment.objects.filter(removed_in=None, wave=1).count() == 3


def test_a_name_in_what_others_say_is_masked_and_their_rows_stay(engine: Engine) -> None:
    wave(
        feedback=[{"customer": "B-2", "nps": 9, "a_note": "asked Anna@Example.org"}],
        comment=[
            {
                "customer": "B-2",
                "text": "I met anna@example.org, A-1.",
                "folded": "i met anna@example.org, a-1.",
            }
        ],
    )
    found = erase()
    assert found.own == dict.fromkeys(TABLES, 0)
    assert found.naming == {"feedback": 1, "comment": 1, "event": 0, "outcome": 0}
    assert read(engine, "nps", "a_note") == [(9.0, f"asked {MASK}")]
    assert read(engine, "text", "folded", table="comment") == [(f"I met {MASK}, A-1.", f"i met {MASK}, a-1.")]


def test_a_comment_belongs_to_whom_its_record_belongs_to(engine: Engine) -> None:
    wave(
        feedback=[
            {"record": "1", "a_email": "anna@example.org"},
            {"record": "2", "a_email": "b@example.org"},
        ],
        comment=[{"record": "1", "text": "Mine"}, {"record": "2", "text": "His"}],
    )
    assert erase().own["comment"] == 1
    assert read(engine, "text", table="comment") == [("His",)]


def test_an_order_of_the_person_belongs_to_them_where_nobody_else_is_named(engine: Engine) -> None:
    wave(
        event=[
            {"record": "1", "case": "O-1", "kind": "delivered"},
            {"record": "2", "case": "O-2", "kind": "delivered"},
        ]
    )
    wave(2, event=[{"record": "3", "case": "O-1", "kind": "order", "customer": "A-1"}])
    assert erase().own["event"] == 2
    assert read(engine, "case", table="event") == [("O-2",)]


def test_single_records_go_from_the_tail_and_from_what_is_sealed(engine: Engine) -> None:
    def put(key: str, customer: str, said: str) -> None:
        record = Record(
            survey=1,
            source=7,
            record=key,
            values={"customer": customer, "nps": 5},
            comments=[Comment(text=said)],
        )
        append(organisation=1, records=[record], at=AT)

    put("1", "anna@example.org", "Mine")
    put("2", "B-2", "His")
    seal(organisation=1, at=AT)
    put("3", "A-1", "Mine too\u2028and so on")
    put("4", "B-2", "He knows anna@example.org\u2028well")
    found = erase()
    assert found.own == {"feedback": 2, "comment": 2, "event": 0, "outcome": 0}
    assert read(engine, "record") == [("2",), ("4",)]
    assert read(engine, "text", table="comment") == [(f"He knows {MASK}\u2028well",), ("His",)]
    assert TailRecord.objects.count() == 1


def test_anonymous_rows_keep_their_scores_and_nothing_that_leads_back(engine: Engine) -> None:
    wave(
        feedback=[
            {
                "record": "1",
                "person": "A-1",
                "customer": "A-1",
                "nps": 3,
                "unit": "North",
                "a_plan": "Gold",
                "comments": 1,
            },
            {"record": "2", "person": "A-1", "customer": "A-1", "nps": 8, "unit": "North", "account": "Acme"},
            {"record": "3", "person": "B-2", "customer": "B-2", "nps": 9, "unit": "South"},
        ],
        comment=[{"record": "1", "person": "A-1", "customer": "A-1", "text": "Mine"}],
    )
    append(
        organisation=1,
        records=[Record(survey=1, source=7, record="9", values={"customer": "A-1", "nps": 0})],
        at=AT,
    )
    anonymous = Anonymous(kept=frozenset({"unit"}))
    assert erase(anonymous=anonymous).own["feedback"] == 3
    name = anonymous.pseudonym
    assert read(engine, "nps", "unit", "customer", "account", "a_plan", "comments", "wave") == [
        (0.0, None, name, None, None, 0, None),
        (3.0, "North", name, None, None, 0, None),
        (8.0, "North", name, None, None, 0, None),
        (9.0, "South", "B-2", None, None, None, 1),
    ]
    assert {row[0] for row in read(engine, "block", "customer") if row[1] == name} == {block_of(1, name)}
    assert {row[0] for row in read(engine, "record")} & {"1", "2", "9"} == set()
    assert read(engine, "text", table="comment") == []
    assert read(engine, "nps", "local_date")[1] == (3.0, date(2026, 1, 1))


def test_anonymous_rows_stay_when_their_wave_comes_again(engine: Engine) -> None:
    wave(
        feedback=[{"record": "1", "customer": "A-1", "nps": 3}, {"record": "2", "customer": "B-2", "nps": 9}]
    )
    erase(anonymous=Anonymous())
    wave(feedback=[{"record": "2", "customer": "B-2", "nps": 9}])
    assert read(engine, "nps") == [(3.0,), (9.0,)]


def test_kept_comments_are_masked(engine: Engine) -> None:
    wave(comment=[{"customer": "A-1", "text": "I am anna@example.org", "folded": "i am anna@example.org"}])
    erase(anonymous=Anonymous(kept=frozenset({"comments"})))
    assert read(engine, "text", "folded", table="comment") == [(f"I am {MASK}", f"i am {MASK}")]


def test_of_a_superseded_record_one_row_is_kept(engine: Engine) -> None:
    def put(version: int, nps: int) -> None:
        values = {"customer": "A-1", "nps": nps}
        append(
            organisation=1,
            records=[Record(survey=1, source=7, record="1", version=version, values=values)],
            at=AT,
        )

    put(1, 3)
    seal(organisation=1, at=AT)
    put(2, 8)
    erase(anonymous=Anonymous())
    assert read(engine, "nps") == [(8.0,)]


def test_erasing_twice_finds_nothing_the_second_time() -> None:
    wave(feedback=[{"customer": "A-1"}, {"customer": "B-2"}])
    erase()
    version = Manifest.objects.get().version
    assert erase().rows == 0
    assert Manifest.objects.get().version == version


def test_looking_changes_nothing() -> None:
    wave(feedback=[{"customer": "A-1", "nps": 3, "a_plan": "Gold"}, {"customer": "B-2"}])
    before = {path: path.read_bytes() for path in folder().rglob("*.parquet")}
    found = person_in_facts(organisation=1, sought=ANNA)
    assert found.own["feedback"] == 1
    assert {"customer", "a_plan"} <= found.filled
    assert {path: path.read_bytes() for path in folder().rglob("*.parquet")} == before
    assert Manifest.objects.get().version == 1


def test_erasing_gives_way_to_another_commit_and_takes_it_in(
    engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    wave(feedback=[{"customer": "A-1"}, {"customer": "B-2"}])
    real, calls = erasing._swap, []

    def and_meanwhile(*given: object, **more: object) -> bool:
        if not calls:
            calls.append(1)
            wave(2, feedback=[{"customer": "A-1"}, {"customer": "D-4"}])
        return real(*given, **more)  # type: ignore[arg-type]

    monkeypatch.setattr(erasing, "_swap", and_meanwhile)
    assert erase().own["feedback"] == 2
    assert read(engine, "customer") == [("B-2",), ("D-4",)]


def test_files_that_nobody_lists_go_where_they_hold_the_person() -> None:
    theirs, others = written([{"customer": "A-1"}]), written([{"customer": "B-2"}])
    half = (folder() / theirs.path).with_name("half.writing")
    half.write_bytes(b"PAR1 anna@example.org")
    erase()
    assert [path.name for path in folder().rglob("*.*")] == [others.path.rsplit("/", 1)[1]]


def test_a_person_of_another_organisation_stays(engine: Engine) -> None:
    commit_batch(
        organisation=2,
        survey=1,
        source=1,
        wave=1,
        segments=[written([{"customer": "A-1"}], organisation=2)],
        at=AT,
    )
    assert erase().rows == 0
    assert snapshot(organisation=2, table="feedback").files[0].rows == 1


@pytest.mark.parametrize(
    ("known", "written_as"),
    [
        ("علی کریم", "علي كريم"),  # Persian letters for Arabic ones
        ("1234567", "١٢٣٤٥٦٧"),
        ("anna@example.org", "anna\u200b@example.org"),  # a sign without width
        ("anna@example.org", "\u200fanna@example.org\u200f"),
        ("anna@example.org", "Ａnna@example.org"),  # a wide letter
        ("STRASSE@example.org", "straße@example.org"),
        ("a.*b[c](d)+?", "A.*B[C](D)+?"),
    ],
)
def test_an_identifier_is_found_in_whatever_spelling_a_search_would_find(
    engine: Engine, known: str, written_as: str
) -> None:
    wave(feedback=[{"customer": written_as}, {"customer": "B-2", "a_note": f"told by {written_as} today"}])
    said = [Comment(text=f"I am {written_as}.")]
    records = [
        Record(survey=1, source=9, record=f"t{who}", values={"customer": who}, comments=said)
        for who in (written_as, "B-3")
    ]
    append(organisation=1, records=records, at=AT)
    erase(Sought(identifiers=frozenset({known})))
    seal(organisation=1, at=AT)
    left = [text for text in cells() if written_as in text or known in text]
    assert left == []
    assert len(read(engine, "record")) == 2


def test_account_17_is_not_customer_17(engine: Engine) -> None:
    firm = [{"customer": "18", "account": "17"}, {"account": "17"}, {"customer": "19", "account": "a-1000"}]
    wave(feedback=[{"customer": "17", "account": "A"}, {"account": "A-1000"}, *firm])
    found = erase(Sought(identifiers=frozenset({"17", "A-1000"})))
    assert (found.own["feedback"], found.naming["feedback"]) == (2, 1)
    assert read(engine, "customer", "account") == [("18", "17"), ("19", None), (None, "17")]
