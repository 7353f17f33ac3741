"""One person erased among 1,000,000 records: how long it takes, and that they are found nowhere afterwards.

    python benchmarks/bench_erasure.py [--rows 1000000]

The records come in by a file, as a user brings them, and their original still lies there; 50,000 customers
have profiles, 200,000 events happened. The search reads every byte of every file below the data folder, and
every cell of every Parquet file; it must find the person in many places first.
"""

import argparse
import json
import os
import random
import sys
import tempfile
import time
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

sys.path[:0] = [
    str(Path(__file__).resolve().parent.parent),
    str(Path(__file__).resolve().parent.parent / "src"),
]

from benchmarks.measuring import Bar, part, report
from benchmarks.stored import start_django

AT = datetime(2026, 1, 15, 12, tzinfo=UTC)
MAIL, NUMBER, SAID = "zephyrine.quillmore@canary.example", "K-7741903", "marmaladeforest never came"
CANARIES = ("zephyrine", "quillmore", "7741903", "marmaladeforest")
WORDS = (
    "the parcel",
    "came late",
    "and nobody",
    "could say why",
    "it took",
    "so long",
    "we waited",
    "for help",
)
CUSTOMERS, PROFILES, EVENTS = 250_000, 50_000, 200_000


def _lines(rows: int) -> Iterator[str]:
    chance = random.Random(7)  # the same file each time
    yield "response_id,responded_at,customer,touchpoint,unit,plan,nps,comment\n"
    theirs, naming = {rows * n // 6 for n in range(1, 6)}, {rows * n // 4 + 1 for n in range(1, 4)}
    for number in range(rows):
        day = date(2024, 1, 1) + timedelta(days=number * 700 // rows)
        who = NUMBER if number in theirs else f"C-{chance.randrange(CUSTOMERS):06d}"
        said = " ".join(chance.choices(WORDS, k=8)) if number % 2 else ""
        if number in theirs:
            said = SAID
        if number in naming:
            said = f"I gave it to {MAIL} and she knows"
        place = f"point {number % 24},store {number % 300},{('Gold', 'Silver')[number % 2]}"
        yield f"r{number},{day},{who},{place},{number % 11},{said}\n"


def set_up(rows: int) -> None:
    """Bring the records in, as a user does."""
    start_django()
    from django.conf import settings
    from django.core.management import call_command

    call_command("migrate", verbosity=0)
    from ninefold.people.organisations.models import Organisation

    house = Organisation.objects.create(name="House", slug="house", created_at=AT)
    file = Path(settings.HOME) / "answers.csv"
    with file.open("w") as opened:
        opened.writelines(_lines(rows))
    _import(house, file)
    _profiles(house)
    _events(house)
    print(json.dumps({"files": len(list(Path(settings.HOME).rglob("*.parquet")))}))


def _import(house: object, file: Path) -> None:
    from ninefold.listen.sources import operations

    def unseen(_share: float) -> None:
        pass

    upload = operations.receive_file(
        organisation=house, by=None, file=file, name="answers.csv", definition=None, source=None, at=AT
    )
    operations.understand_file(upload=upload, progress=unseen)
    operations.accept(
        upload=upload,
        mapping=operations.understood(upload=upload),
        destination=operations.Destination(source="Answers", wave="First", wave_date=None),
        at=AT,
    )
    operations.store_file(upload=upload, at=AT, progress=unseen)
    if upload.state != "stored":
        raise SystemExit(f"The import failed: {upload.problem}")


def _profiles(house: object) -> None:
    from ninefold.customers.profiles.recording import record_customers
    from ninefold.customers.profiles.rows import CustomerRow

    rows = [
        CustomerRow(identifiers=(("number", f"C-{n:06d}"),), attributes={"plan": "Gold"})
        for n in range(PROFILES)
    ]
    rows.append(
        CustomerRow(identifiers=(("number", NUMBER), ("email", MAIL)), attributes={"name": "Zephyrine"})
    )
    record_customers(organisation=house, rows=rows, source="crm.csv", at=AT)


def _events(house: object) -> None:
    import pyarrow as pa

    from ninefold.engine.blocks import block_of
    from ninefold.engine.facts import schema_of
    from ninefold.engine.operations import commit_batch
    from ninefold.engine.segments import write_segment

    rows = [
        {
            "organisation": house.pk,
            "survey": 0,
            "source": 9_999,
            "wave": 1,
            "record": f"e{n}",
            "block": block_of(house.pk, f"C-{n % CUSTOMERS:06d}"),
            "local_date": date(2025, 1, 1) + timedelta(days=n * 300 // EVENTS),
            "customer": NUMBER if n % 50_000 == 7 else f"C-{n % CUSTOMERS:06d}",
            "kind": ("order", "delivered")[n % 2],
            "case": f"O-{n // 2}",
        }
        for n in range(EVENTS)
    ]
    table = pa.Table.from_pylist(rows, schema=schema_of(table="event"))
    written = write_segment(organisation=house.pk, table="event", batches=table)
    commit_batch(organisation=house.pk, survey=0, source=9_999, wave=1, segments=[written], at=AT)


def erase() -> None:
    """Look, confirm, carry out; print the seconds and what went."""
    start_django()
    from ninefold.customers.erasure import operations
    from ninefold.people.organisations.models import Organisation

    house, seconds = Organisation.objects.get(), {}
    start = time.perf_counter()
    erasure = operations.ask(organisation=house, by=None, at=AT, identifiers=[MAIL], queued=False)
    operations.look(erasure=erasure, at=AT)
    erasure.refresh_from_db()
    seconds["look"] = time.perf_counter() - start
    start = time.perf_counter()
    operations.confirm(erasure=erasure, kind="erase", kept=(), by=None, at=AT, queued=False)
    operations.carry_out(erasure=erasure, at=AT)
    erasure.refresh_from_db()
    seconds["erase"] = time.perf_counter() - start
    print(json.dumps({**seconds, "done": erasure.done, "found": erasure.found["places"]}))


def search() -> None:
    """Search every byte and every decoded cell; print in how many places each word stands."""
    start_django()
    import pyarrow as pa
    import pyarrow.compute as pc
    import pyarrow.parquet as pq
    from django.conf import settings

    hits: dict[str, int] = {}
    for path in sorted(each for each in Path(settings.HOME).rglob("*") if each.is_file()):
        raw = path.read_bytes().lower()
        found = [word for word in CANARIES if word.encode() in raw]
        if path.suffix == ".parquet":
            with pq.ParquetFile(path) as opened:
                for batch in opened.iter_batches():
                    texts = [column.cast(pa.string()) for column in batch.columns]
                    found += [
                        word
                        for word in CANARIES
                        for column in texts
                        if pc.any(pc.match_substring(column, word, ignore_case=True)).as_py()
                    ]
        if found:
            hits[path.relative_to(settings.HOME).as_posix()] = len(found)
    print(json.dumps(hits))


def main() -> None:
    """Set up, search, erase, search again, each in a process of its own."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--rows", type=int, default=1_000_000)
    parser.add_argument("--only", choices=("set-up", "erase", "search"))
    given = parser.parse_args()
    if given.only == "set-up":
        set_up(int(os.environ.get("ERASURE_ROWS", given.rows)))
    elif given.only:
        {"erase": erase, "search": search}[given.only]()
    else:
        _measure(given.rows)


def _measure(rows: int) -> None:
    os.environ["ERASURE_ROWS"] = str(rows)
    with tempfile.TemporaryDirectory(prefix="ninefold-erasure-") as folder:
        home = Path(folder) / "home"
        part(__file__, "set-up", home=home)
        before = json.loads(part(__file__, "search", home=home).output)
        done = part(__file__, "erase", home=home)
        after = json.loads(part(__file__, "search", home=home).output)
    told = json.loads(done.output)
    print(f"found first: {before}\nwent: {told['done']}")
    bars = [
        Bar(name="files in which the person is found first", value=len(before), unit="", least=4),
        Bar(name="dry run", value=told["look"], unit="s"),
        Bar(name="erasure, with search and rinsing", value=told["erase"], unit="s", most=60),
        Bar(name="memory at its peak", value=done.peak_mb, unit="MB", most=1_000),
        Bar(name="files in which the person is found afterwards", value=len(after), unit="", most=0),
    ]
    report(f"One person erased among {rows:,} records", bars)
    if not all(bar.reached for bar in bars if bar.judged):
        print(f"left: {after}")
        sys.exit(1)


if __name__ == "__main__":
    main()
