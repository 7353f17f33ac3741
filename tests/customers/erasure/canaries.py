"""One person planted in every place, and the search that looks for them in every byte and every cell."""

import zipfile
from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pyarrow as pa
import pyarrow.parquet as pq
from django.conf import settings
from django.contrib.sessions.backends.db import SessionStore
from django.contrib.sessions.models import Session
from django.db import connection
from openpyxl import Workbook
from tests import factories

from ninefold.customers.consent.models import Consent
from ninefold.customers.profiles.models import Account, AttributeValue, Customer, Identifier
from ninefold.engine.blocks import block_of
from ninefold.engine.facts import Table, schema_of
from ninefold.engine.operations import append, commit_batch
from ninefold.engine.sealing import seal
from ninefold.engine.segments import folder, write_segment
from ninefold.engine.tail import Comment, Record
from ninefold.kit.jobs.models import Job
from ninefold.kit.mail.models import Mail
from ninefold.listen.joined_files.models import Bundle, BundleFile
from ninefold.listen.sources.models import Import, Source
from ninefold.listen.sources.operations import (
    Destination,
    accept,
    receive_file,
    store_file,
    understand_file,
    understood,
)
from ninefold.people.members.models import Member
from ninefold.people.organisations.models import Organisation
from ninefold.people.saved_views.models import SavedView

MAIL, NUMBER, NAME = "zephyrine.quillmore@canary.example", "K-7741903", "Zephyrine Quillmore"
SAID, PLAN = "marmaladeforest was never delivered", "tangerineplan"
# Whatever of these stands anywhere is a leak: identifiers, a name, and words of the person's own.
CANARIES = ("zephyrine", "quillmore", "7741903", "marmaladeforest", "tangerineplan")
OTHERS = 40
HEAD = "response_id,responded_at,customer,nps,plan,comment\n"


def csv_text(*, others: int = OTHERS) -> str:
    """A delivery with the person's rows among others, one of which cannot be taken."""
    rows = [f"r{n},2026-01-{1 + n % 28:02d},C-{n:05d},{n % 11},Gold,Said {n}" for n in range(1, others + 1)]
    rows.insert(3, f'r900,2026-01-05,{NUMBER},2,{PLAN},"{SAID}, {NAME}"')
    rows.insert(9, f"r901,the 45th of May,{NUMBER},3,{PLAN},{SAID}")
    rows.append(f"r902,2026-01-07,C-99999,7,Gold,I wrote to {MAIL} myself")
    return HEAD + "\n".join(rows) + "\n"


def deliver(of: Organisation, by: Member, file: Path, *, wave: str = "First") -> Import:
    """Bring a file in as the page does, its jobs done at once."""
    copy = file.with_name(f"copy-{file.name}")
    copy.write_bytes(file.read_bytes())
    source = Source.objects.filter(organisation=of, name="Shop").first()
    upload = receive_file(
        organisation=of, by=by, file=copy, name=file.name, definition=None, source=source, at=factories.AT
    )
    understand_file(upload=upload, progress=lambda _share: None)
    mapping = understood(upload=upload)
    accept(
        upload=upload,
        mapping=mapping,
        destination=Destination(source="Shop", wave=wave, wave_date=None),
        at=factories.AT,
    )
    store_file(upload=upload, at=factories.AT, progress=lambda _share: None)
    upload.refresh_from_db()
    return upload


def plant(of: Organisation, by: Member, *, files: Path) -> Customer:
    """Plant the person in every place there is."""
    answers = files / "answers.csv"
    answers.write_text(csv_text())
    first = deliver(of, by, answers)
    assert first.state == "stored", first.problem
    _plant_open_import(of, by, files)
    _plant_files(of)
    _plant_bundle(of)
    _plant_facts(of)
    customer = _plant_profile(of)
    _plant_rows(of, by)
    return customer


def _plant_open_import(of: Organisation, by: Member, files: Path) -> None:
    book = Workbook()
    book.active.append(["response_id", "responded_at", "customer", "nps", "comment"])
    book.active.append(["r1", "2026-01-01", NUMBER, 3, SAID])
    book.create_sheet("Notes").append([MAIL])
    path = files / "open.xlsx"
    book.save(path)
    upload = receive_file(
        organisation=of, by=by, file=path, name="open.xlsx", definition=None, source=None, at=factories.AT
    )
    understand_file(upload=upload, progress=lambda _share: None)


def _plant_bundle(of: Organisation) -> None:
    bundle = Bundle.objects.create(organisation=of, created_at=factories.AT, found={"samples": [SAID]})
    bundle.folder.mkdir(parents=True)
    (bundle.folder / "0.given").write_text(f"customer,said\n{NUMBER},{SAID}\n")
    pq.write_table(pa.table({"customer": [NUMBER], "said": [SAID]}), bundle.folder / "0.parquet")
    BundleFile.objects.create(
        organisation=of, bundle=bundle, name="a", file_name="a.csv", path=str(bundle.folder / "0.given")
    )


def _plant_files(of: Organisation) -> None:
    """Plant what killed processes leave: half a segment, a desk, an upload that nobody took up, a spilled query."""
    home = Path(settings.HOME)
    (folder() / str(of.pk) / "feedback" / "dead.writing").write_bytes(f"PAR1 {MAIL}".encode())
    (home / "uploads" / "tmpdead.upload.csv").write_text(f"{MAIL},{SAID}")
    left = facts(of, [{"customer": NUMBER, "a_plan": PLAN}])
    write_segment(organisation=of.pk, table="feedback", batches=left)


def facts(
    of: Organisation, rows: list[Mapping[str, Any]], *, table: Table = "feedback", wave: int | None = 1
) -> pa.Table:
    """Make facts out of the few columns that matter."""
    full = [
        {
            "organisation": of.pk,
            "survey": 0,
            "source": 77,
            "wave": wave,
            "record": f"f{number}",
            "block": block_of(of.pk, str(row.get("customer") or number)),
            "local_date": date(2026, 1, 1) + timedelta(days=number % 300),
            **row,
        }
        for number, row in enumerate(rows)
    ]
    own = {name for row in full for name in row}
    return pa.Table.from_pylist(full, schema=schema_of(table=table, own=own))


def _plant_facts(of: Organisation) -> None:
    events = [{"customer": f"C-{n:05d}", "kind": "order", "case": f"O-{n}"} for n in range(OTHERS)]
    events += [{"customer": NUMBER, "kind": "order", "case": "O-7741903", "a_item": "marmaladeforest jam"}]
    events += [{"kind": "delivered", "case": "O-7741903", "agent": f"met {NAME}"}]
    outcomes = [
        {"customer": MAIL.upper(), "revenue": 12.0, "account": NAME},
        {"customer": "C-00001", "revenue": 1.0},
    ]
    made = [
        write_segment(organisation=of.pk, table="event", batches=facts(of, events, table="event")),
        write_segment(organisation=of.pk, table="outcome", batches=facts(of, outcomes, table="outcome")),
    ]
    commit_batch(
        organisation=of.pk,
        survey=0,
        source=77,
        wave=1,
        segments=[each for each in made if each],
        at=factories.AT,
    )
    for lot in (0, 1):
        records = [
            Record(
                survey=0,
                source=78,
                record=f"t{lot}-{n}",
                values={"customer": who, "nps": 4, "local_date": date(2026, 1, 2)},
                comments=[Comment(text=said)],
            )
            for n, (who, said) in enumerate(
                [(MAIL, SAID), ("C-00002", "Nothing to say"), ("C-00003", f"Ask {MAIL.title()}, she knows")]
            )
        ]
        append(organisation=of.pk, records=records, at=factories.AT)
        if lot == 0:
            seal(organisation=of.pk, at=factories.AT)


def _plant_profile(of: Organisation) -> Customer:
    own = {"organisation": of}
    account = Account.objects.create(**own, key=NAME, name=NAME, created_at=factories.AT)
    customer = Customer.objects.create(**own, key="0" * 32, account=account, created_at=factories.AT)
    other = Customer.objects.create(**own, key="1" * 32, merged_into=customer, created_at=factories.AT)
    Identifier.objects.create(
        **own, customer=customer, kind="number", value=NUMBER.lower(), spellings=[NUMBER]
    )
    Identifier.objects.create(**own, customer=other, kind="email", value=MAIL, spellings=[MAIL.upper()])
    AttributeValue.objects.create(**own, customer=customer, name="plan", value=PLAN, since=factories.AT)
    Consent.objects.create(
        **own, customer=other, purpose="marketing", state="given", at=factories.AT, source=f"Letter of {NAME}"
    )
    third = Customer.objects.create(**own, key="2" * 32, created_at=factories.AT)
    AttributeValue.objects.create(
        **own, customer=third, name="friend", value=f"knows {MAIL}", since=factories.AT
    )
    return customer


def _plant_rows(of: Organisation, by: Member) -> None:
    Job.objects.create(
        organisation=of.pk,
        kind="listen.sources.store",
        state="dead",
        payload={"import": 1},
        error=f'Traceback\n  File "x.py"\nValueError: {SAID}',
        run_at=factories.AT,
        created_at=factories.AT,
        finished_at=factories.AT,
    )
    Mail.objects.create(
        organisation=of.pk,
        key="greeting-1",
        to=MAIL,
        subject="Hello",
        text=f"Dear {NAME}",
        created_at=factories.AT,
        changed_at=factories.AT,
    )
    SavedView.objects.create(
        organisation=of,
        member=by,
        name="Mine",
        address=f"/listen/responses/?words={quote(MAIL)}",
        created_at=factories.AT,
    )
    session = SessionStore()
    session["_messages"] = f"The customer {MAIL} is merged."
    session.save()


def hits(words: tuple[str, ...] = CANARIES) -> dict[str, set[str]]:
    """Search everything: bytes of every file, cells of every Parquet file and workbook, rows, sessions."""
    found: dict[str, set[str]] = {}
    for place, text in _everything():
        low = text.lower()
        here = {word for word in words if word in low}
        if here:
            found.setdefault(place, set()).update(here)
    return found


def _everything() -> Iterator[tuple[str, str]]:
    home = Path(settings.HOME)
    for path in sorted(each for each in home.rglob("*") if each.is_file()):
        name = path.relative_to(home).as_posix()
        raw = path.read_bytes()
        yield name, raw.decode("latin-1")
        yield name, raw.decode("utf-16-le", "replace")
        if raw[:4] == b"PAR1" and raw[-4:] == b"PAR1":
            for column in pq.read_table(path).columns:
                yield f"{name} (decoded)", "\n".join(str(cell) for cell in column.to_pylist())
        if raw[:4] == b"PK\x03\x04":
            with zipfile.ZipFile(path) as archive:
                for part in archive.namelist():
                    yield f"{name} (unpacked)", archive.read(part).decode("utf-8", "replace")
    for session in Session.objects.all():
        yield "sessions", str(session.get_decoded())
    yield from _rows()


def _rows() -> Iterator[tuple[str, str]]:
    """Every row of every table; of PostgreSQL this is what is left to see, of SQLite the file is above."""
    for table in connection.introspection.table_names():
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")  # our own tables
            yield f"table {table}", "\n".join(str(row) for row in cursor.fetchall())
