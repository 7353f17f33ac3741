"""An import killed at any moment leaves the wave as it was or as it shall be, and doing it again completes it.

`make test` kills six times; `make kills` a hundred times, a file of a million rows (NINEFOLD_KILLS and
NINEFOLD_KILL_ROWS change that). The moments are spread over starting, reading, writing, renaming, committing.
"""

import json
import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from pathlib import Path
from typing import Any

import duckdb
import pyarrow.parquet as pq
import pytest
from django.conf import settings
from django.db import connection
from django.test import override_settings
from tests import factories
from tests.stories.at_home import ROOT, environment

from ninefold.engine.models import Segment
from ninefold.engine.operations import collect_garbage
from ninefold.engine.segments import folder
from ninefold.kit.clock import now
from ninefold.kit.jobs.choices import State
from ninefold.kit.jobs.models import Job
from ninefold.kit.jobs.worker import work_off
from ninefold.listen.sources.choices import ImportState
from ninefold.listen.sources.mapping import Mapping
from ninefold.listen.sources.models import Import, Source, Wave
from ninefold.listen.sources.operations import Destination, confirm, receive_file
from ninefold.people.organisations.models import Organisation
from ninefold.site.wiring import wire_jobs

FEW, FEW_ROWS = 6, 30_000
MANY = int(os.environ.get("NINEFOLD_KILLS", "100"))
MANY_ROWS = int(os.environ.get("NINEFOLD_KILL_ROWS", "1000000"))
STEPS = ("starting", "reading", "storing", "writing", "renaming", "committing")
MUST_BE_MET = frozenset(STEPS) - {"starting"}

pytestmark = pytest.mark.django_db(transaction=True)


class Harm(AssertionError):
    """What a kill must not do."""


@dataclass(frozen=True)
class Content:
    """What a wave holds: rows, different records, the sum of the scores, comments, and a print of it all."""

    rows: int
    records: int
    scores: float
    comments: int
    print: int


@pytest.fixture
def house(tmp_path: Path) -> Iterator[Organisation]:
    """An organisation in a data folder of its own."""
    (tmp_path / "home" / "uploads").mkdir(parents=True)
    with override_settings(HOME=tmp_path / "home"):
        yield factories.organisation()


def write_file(path: Path, *, rows: int, version: int) -> None:
    """Write a wave: every tenth person of the first version is gone in the second, others are new or say otherwise."""
    first = rows // 10 * (version - 1)
    with path.open("w", encoding="utf-8") as file:
        file.write("response_id,responded_at,touchpoint,nps,comment\n")
        for number in range(first, first + rows):
            score = number * (3 if version == 1 or number % 7 else 5) % 11
            day = f"2026-{1 + number % 12:02d}-{1 + number % 28:02d}"
            words = f"{version} of {number} is what this person wrote." if number % 5 == 0 else ""
            file.write(f"r{number},{day},{('shop', 'phone', 'web')[number % 3]},{score},{words}\n")


def child(notes: Path, *command: str, without: str = "") -> "subprocess.Popen[bytes]":
    guard = ["--without", without] if without else []
    return subprocess.Popen(
        [sys.executable, "-m", "tests.stories.importer", str(notes), *guard, *command],
        env=environment(),
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )


def importing(file: Path) -> tuple[str, ...]:
    return ("command", "import", str(file), "--source", "Shop", "--wave", "First", "--json")


def complete(notes: Path, file: Path) -> dict[str, Any]:
    """Run the command to its end."""
    process = child(notes, *importing(file))
    out, problem = process.communicate()
    if process.returncode:
        raise RuntimeError(problem.decode())
    return dict(json.loads(out))


def marks(notes: Path) -> list[tuple[str, float]]:
    """Read where a child stood when."""
    lines = notes.read_text().splitlines() if notes.exists() else []
    return [(step, float(at)) for step, at in (line.split() for line in lines if line.count(" ") == 1)]


def moments(
    notes: Path, *, kills: int, chance: random.Random, steps: Sequence[str]
) -> list[tuple[int, float]]:
    """Spread kills over the steps of an undisturbed run: after how many marks, and how many seconds later."""
    told = marks(notes)
    spans = [(place + 1, step, after - at) for place, ((step, at), (_, after)) in enumerate(pairwise(told))]
    chosen = []
    for number in range(kills):
        mine = [span for span in spans if span[1] == steps[number % len(steps)]]
        place, _step, seconds = chance.choices(mine, weights=[span[2] for span in mine])[0]
        chosen.append((place, chance.uniform(0.0, 0.8 * seconds)))
    return chosen


def once_more(notes: Path, *, step: str) -> tuple[int, float]:
    """Aim at the very beginning of a step that no kill has met: some last for milliseconds."""
    told = marks(notes)
    return next(place + 1 for place, (name, _at) in enumerate(told) if name == step), 0.0


def kill(process: "subprocess.Popen[bytes]", notes: Path, *, place: int, after: float) -> str:
    """Let a child come as far as a mark and a moment further, then end it without warning; answer its last step."""
    deadline = time.monotonic() + 600
    while len(marks(notes)) < place and process.poll() is None:
        if time.monotonic() > deadline:
            raise RuntimeError("The importer does not come along.")
        time.sleep(0.002)
    enough = time.monotonic() + after
    while time.monotonic() < enough and len(marks(notes)) == place:
        time.sleep(0.002)
    process.send_signal(signal.SIGKILL)
    process.communicate()
    return marks(notes)[-1][0] if marks(notes) else "starting"


def content(organisation: Organisation) -> Content | None:
    """Read what the wave holds, from the files that the manifest lists."""
    listed = Segment.objects.filter(organisation=organisation.pk, removed_in=None)
    paths = {
        table: [str(folder() / one.path) for one in listed if one.table == table]
        for table in ("feedback", "comment")
    }
    for one in listed:
        place = folder() / one.path
        if (
            not place.exists()
            or place.stat().st_size != one.bytes
            or pq.read_metadata(place).num_rows != one.rows
        ):
            raise Harm(f"The manifest lists {one.path}, which is not there as it was written.")
    if not paths["feedback"]:
        return None
    with duckdb.connect() as reader:
        found = reader.execute(
            "SELECT count(*), count(DISTINCT record), sum(nps), bit_xor(hash(record, nps, touchpoint, local_date))"
            " FROM read_parquet($1)",
            [paths["feedback"]],
        ).fetchone()
        said = (0, 0)
        if paths["comment"]:
            said = (
                reader.execute(
                    "SELECT count(*), bit_xor(hash(record, text)) FROM read_parquet($1)", [paths["comment"]]
                ).fetchone()
                or said
            )
    assert found is not None
    return Content(
        rows=found[0], records=found[1], scores=found[2], comments=said[0], print=hash((found[3], said[1]))
    )


def examine(organisation: Organisation, *, old: Content, new: Content) -> Content:
    """Look for harm: anything but the whole old or the whole new content, or rows that tell otherwise."""
    held = content(organisation)
    if held not in {old, new}:
        raise Harm(f"The wave holds neither the old nor the new content: {held}")
    for file in folder().rglob("*.parquet"):
        try:
            pq.read_metadata(file)
        except Exception as problem:
            raise Harm(f"{file.name} bears a final name but is not complete.") from problem
    wave = Wave.objects.get(organisation=organisation)
    if wave.rows != held.rows:
        raise Harm(f"The wave says it has {wave.rows} rows, it has {held.rows}.")
    return held


def nothing_is_left(organisation: Organisation) -> None:
    """After the sweep nothing lies around that belongs to nobody."""
    later = datetime.now(UTC) + timedelta(days=2)
    collect_garbage(organisation=organisation.pk, at=later)
    listed = {str(folder() / path) for path in Segment.objects.values_list("path", flat=True)}
    assert {str(file) for file in folder().rglob("*") if file.is_file()} == listed
    assert not Segment.objects.exclude(removed_in=None).exists()
    assert list((settings.HOME / "uploads").glob("ninefold-*")) == []
    assert list((settings.HOME / "uploads").glob("*/*.mark")) == []
    assert set(Import.objects.values_list("state", flat=True)) <= {ImportState.STORED, ImportState.STOPPED}
    assert (Source.objects.count(), Wave.objects.count()) == (1, 1)


def kill_and_examine(
    organisation: Organisation,
    place: Path,
    *,
    kills: int,
    rows: int,
    rest: int,
    within: Sequence[str] = STEPS,
    without: str = "",
) -> None:
    """Kill imports of two versions of one wave, and every so often let one come to its end."""
    files = (place / "one.csv", place / "two.csv")
    for version, file in enumerate(files, start=1):
        write_file(file, rows=rows, version=version)
    complete(place / "first", files[1])
    states = [content(organisation)]
    assert complete(place / "undisturbed", files[0])["changes"]["gone"] == rows // 10
    states.insert(0, content(organisation))
    for state in states:
        assert state is not None
        assert (state.rows, state.records, state.comments) == (rows, rows, rows // 5)
    assert states[0] != states[1]
    chance = random.Random(20261122)
    steps: dict[str, int] = {}
    held = states[0]
    planned = moments(place / "undisturbed", kills=kills, chance=chance, steps=within)
    for number, (mark, after) in enumerate(planned):
        aim = 1 if held == states[0] else 0
        notes = place / f"notes-{number}"
        process = child(notes, *importing(files[aim]), without=without)
        step = kill(process, notes, place=mark, after=after)
        steps[step] = steps.get(step, 0) + 1
        held = examine(organisation, old=states[1 - aim], new=states[aim])
        if (number + 1) % rest == 0:
            complete(place / f"again-{number}", files[aim])
            assert content(organisation) == states[aim]
            held = states[aim]
        missing = sorted(MUST_BE_MET & set(within) - steps.keys())
        if number + 1 == len(planned) and missing and len(planned) < kills + 20:
            planned.append(once_more(place / "undisturbed", step=missing[0]))
    complete(place / "last", files[1])
    assert content(organisation) == states[1]
    nothing_is_left(organisation)
    print(f"{len(planned)} kills of {rows} rows, at {steps}: 0 half, 0 lost, 0 doubled")
    # Kills that all came too early or too late would have proved nothing.
    assert steps.keys() >= MUST_BE_MET


def test_killed_import_is_whole_or_not_there(house: Organisation, tmp_path: Path) -> None:
    kill_and_examine(house, tmp_path, kills=FEW, rows=FEW_ROWS, rest=6)


@pytest.mark.kills
def test_import_killed_a_hundred_times_is_whole_or_not_there(house: Organisation, tmp_path: Path) -> None:
    kill_and_examine(house, tmp_path, kills=MANY, rows=MANY_ROWS, rest=10)


def test_killed_import_without_its_transaction_is_noticed(house: Organisation, tmp_path: Path) -> None:
    if connection.vendor == "postgresql":
        pytest.skip(
            "PostgreSQL refuses to lock a row outside of a transaction: the guard cannot be taken away."
        )
    # Only the last step has this guard, so all kills go there.
    rules = {"kills": 40, "rows": 2_000, "rest": 1_000, "within": ("committing",)}
    with pytest.raises(Harm):
        kill_and_examine(house, tmp_path, **rules, without="transaction")  # type: ignore[arg-type]


def test_first_import_killed_leaves_nothing_to_see(house: Organisation, tmp_path: Path) -> None:
    file = tmp_path / "one.csv"
    write_file(file, rows=2_000, version=1)
    notes = tmp_path / "notes"
    process = child(notes, *importing(file))
    while "writing" not in dict(marks(notes)):
        time.sleep(0.002)
    process.send_signal(signal.SIGKILL)
    process.communicate()
    assert content(house) is None
    page = factories.browser(of=factories.member(of=house)).get("/listen/sources/").content.decode()
    assert "There is no source yet." in page
    assert complete(tmp_path / "again", file)["changes"] == {"new": 2_000, "changed": 0, "gone": 0, "same": 0}
    nothing_is_left(house)


def test_killed_worker_is_followed_by_one_that_completes(house: Organisation, tmp_path: Path) -> None:
    file = tmp_path / "one.csv"
    write_file(file, rows=20_000, version=1)
    upload = receive_file(
        organisation=house,
        by=factories.member(of=house),
        file=file,
        name="one.csv",
        definition=None,
        source=None,
        at=now(),
    )
    work_off(wiring=wire_jobs())
    upload.refresh_from_db()
    mapping = Mapping.from_json(upload.mapping)
    confirm(
        upload=upload,
        mapping=mapping,
        destination=Destination(source="Shop", wave="First", wave_date=None),
        at=now(),
    )
    steps = ("storing", "writing", "renaming", "committing")
    for number, step in enumerate(steps):
        notes = tmp_path / f"notes-{number}"
        process = child(notes, "worker")
        place = wait_for(notes, step)
        kill(process, notes, place=place, after=0.01)
        assert content(house) is None
    last = child(tmp_path / "last", "worker")
    deadline = time.monotonic() + 60
    while Job.objects.exclude(state=State.DONE).exists() and time.monotonic() < deadline:
        time.sleep(0.05)
    last.send_signal(signal.SIGKILL)
    last.communicate()
    held = content(house)
    assert held is not None
    assert (held.rows, held.records, held.comments) == (20_000, 20_000, 4_000)
    stored = Job.objects.get(kind="listen.sources.store")
    assert (stored.state, stored.attempts) == (State.DONE, len(steps) + 1)
    assert list(Import.objects.values_list("state", flat=True)) == [ImportState.STORED]
    nothing_is_left(house)


def wait_for(notes: Path, step: str) -> int:
    """Wait for the first mark of a step; answer its place."""
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        told = [name for name, _ in marks(notes)]
        if step in told:
            return told.index(step) + 1
        time.sleep(0.002)
    raise RuntimeError("The worker does not come along.")
