"""Journeys at 1,000,000 answers and as many events: the stitching itself, the map, and its runs.

    python benchmarks/bench_journeys.py [--times 30] [--rows 10000000]

Each visit asks for another period, so that everything is measured anew, but for the stitching: that is done
once for all periods by whoever asks for the runs first after the facts have changed. The map needs none; its
runs come by an address of their own, and their charts after them. Told is also when the last of these had
come, and what is asked for again.
"""

import argparse
import os
import random
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "src")]

from benchmarks.measuring import Bar, percentile, report
from benchmarks.running import running
from benchmarks.stored import start_django

if TYPE_CHECKING:
    import pyarrow as pa

ROWS, MOST_MS = 1_000_000, {1_000_000: 300, 10_000_000: 1_500}
# One customer has so many events, one with another.
EVENTS_OF_ONE, DAYS, FIRST = 8, 730, date(2023, 1, 1)
KINDS = ("search", "visit", "order", "pack", "deliver", "use", "call", "return", "renew", "tell")
# The part of an address, and what stands on a page that is whole.
PAGES = {"map": ("", b'class="t stk journey"'), "runs": ("runs/", b"Most frequent ways")}
# How a customer goes on from each kind: most take the next, some leave, some come back.
ENDS, STARTS = ["renew"], ["search", "visit"]


def events(*, rows: int, seed: int = 9) -> "pa.Table":
    """Make events of customers who go through the kinds at their own pace, sorted by their day."""
    import numpy as np
    import pyarrow as pa

    from ninefold.engine.facts import EVENT

    generator = np.random.default_rng(seed)
    customers = rows // EVENTS_OF_ONE
    customer = np.sort(generator.integers(0, customers, rows))
    place = np.arange(rows) - np.searchsorted(customer, customer)
    kind = np.minimum(generator.geometric(0.7, rows) - 1 + place, len(KINDS) - 1) % len(KINDS)
    start = generator.integers(0, (DAYS - 60) * 86_400, customers)[customer]
    second = np.minimum(start + place * generator.integers(3_600, 700_000, rows), DAYS * 86_400 - 1)
    order = np.argsort(second, kind="stable")
    customer, kind, second = customer[order], kind[order], second[order]
    offset = (FIRST - date(1970, 1, 1)).days
    whole = np.full(rows, 1, np.int32)
    made = {
        "organisation": pa.array(whole),
        "survey": pa.array(whole * 0),
        "source": pa.array(whole * 2),
        "wave": pa.array(whole),
        "record": pa.array(np.arange(rows).astype("U9").tolist()),
        "block": pa.array((customer * 2_654_435_761 % 4_294_967_296 % 100).astype(np.uint8)),
        "at": pa.array((second + offset * 86_400) * 1_000_000).cast(pa.timestamp("us", "UTC")),
        "local_date": pa.array((second // 86_400 + offset).astype(np.int32)).cast(pa.date32()),
        "customer": pa.array([f"C-{number}" for number in customer]),
        "unit": pa.array([f"unit {number % 300:03d}" for number in customer]),
        "kind": pa.array([KINDS[place] for place in kind]),
    }
    columns = [made.get(field.name, pa.nulls(rows, field.type)) for field in EVENT]
    return pa.Table.from_arrays(
        [column.cast(field.type) for column, field in zip(columns, EVENT, strict=True)], schema=EVENT
    )


def store(*, rows: int) -> None:
    """Found an organisation with facts and a map; print the link of its owner and the path of the page."""
    start_django()
    from benchmarks.synthetic import feedback
    from django.core.management import call_command

    from ninefold.engine.operations import commit_batch
    from ninefold.engine.segments import write_segment
    from ninefold.listen.surveys.operations import Asked, record_questions, survey_named
    from ninefold.people.members.links import invite
    from ninefold.people.organisations.operations import found_organisation
    from ninefold.people.roles.choices import Role
    from ninefold.people.roles.operations import invite_as

    call_command("migrate", verbosity=0)
    at = datetime.now(UTC)
    own = found_organisation(name="Bench", language="en", time_zone="UTC", calendar="gregory", at=at)
    survey = survey_named(organisation=own, name="Bench", at=at)
    record_questions(survey=survey, asked=[Asked(column="nps", role="nps", title="NPS", low=0, high=10)])
    answered = write_segment(organisation=own.pk, table="feedback", batches=feedback(rows=rows))
    happened = write_segment(organisation=own.pk, table="event", batches=events(rows=rows))
    for source, written in ((1, answered), (2, happened)):
        commit_batch(organisation=own.pk, survey=survey.pk, source=source, wave=1, segments=[written], at=at)
    journey = _mapped(own, at=at)
    issue = partial(invite, organisation=own, by=None, note="bench", at=at)
    link = invite_as(issue=issue, role=Role.OWNER, unit=None, access=None)
    print(f"/people/welcome/{link.token}/", f"/understand/journeys/{journey}/")


def _mapped(organisation: Any, *, at: datetime) -> int:
    """Map a journey of five stages with two touchpoints each."""
    from ninefold.journeys.maps.models import Journey, Stage, Step
    from ninefold.journeys.touchpoints.models import Touchpoint, TouchpointName

    own = {"organisation": organisation}
    journey = Journey.objects.create(
        **own, name="Bench", key="customer", starts=STARTS, ends=ENDS, timeout_days=30, created_at=at
    )
    for place, kind in enumerate(KINDS):
        stage, _made = Stage.objects.get_or_create(
            **own, journey=journey, name=f"Stage {place // 2}", position=place // 2
        )
        touchpoint = Touchpoint.objects.create(**own, name=kind, kind="app", created_at=at)
        Step.objects.create(**own, stage=stage, touchpoint=touchpoint, position=place % 2)
        names = (("feedback", f"touchpoint {place:03d}"), ("event", kind))
        for where, text in names:
            TouchpointName.objects.create(**own, touchpoint=touchpoint, where=where, text=text)
    return int(journey.pk)


def stitch(*, rows: int) -> None:
    """Stitch all events and print the seconds it took, the best of three, of many the best of one."""
    start_django()
    from ninefold.engine.engines import engine
    from ninefold.engine.event_counts import Days
    from ninefold.engine.instances import Stitching, hold_instances, hold_steps, tell
    from ninefold.engine.snapshot import snapshot
    from ninefold.engine.stitching import READ, Rules
    from ninefold.people.organisations.models import Organisation

    rules = Rules(key="customer", starts=tuple(STARTS), ends=tuple(ENDS), timeout_days=30)
    places = {kind: place for place, kind in enumerate(KINDS, start=1)}
    seconds = []
    for _ in range(3 if rows <= ROWS else 1):
        start = time.perf_counter()
        frame = engine().frame(
            snapshot(organisation=Organisation.objects.get().pk, table="event"), columns=READ
        )
        by = Stitching(rules=rules, places=places, at=datetime.now(UTC))
        steps = hold_steps(frame=frame, by=by, engine=engine())
        held = hold_instances(steps=steps.frame(), engine=engine())
        told = tell(held=held, by=by, days=Days())
        seconds.append(time.perf_counter() - start)
    print(min(seconds), told.n, told.events, told.ways)


def _queries(*, times: int) -> Iterator[str]:
    chance = random.Random(9)
    for _ in range(times):
        start = FIRST + timedelta(days=chance.randrange(DAYS - 200))
        yield f"?period={start}..{start + timedelta(days=chance.randrange(20, 190))}"


def _asked(step: str, *, rows: int, home: Path) -> list[str]:
    done = subprocess.run(
        [sys.executable, __file__, "--only", step, "--rows", str(rows)],
        env={**os.environ, "NINEFOLD_HOME": str(home)},
        stdout=subprocess.PIPE,
        text=True,
        check=True,
    )
    return done.stdout.split()


def main() -> int:
    """Store, stitch, visit; hold the times against the bar."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--times", type=int, default=30)
    parser.add_argument("--rows", type=int, default=ROWS, choices=list(MOST_MS))
    parser.add_argument("--only", choices=["store", "stitch"])
    given = parser.parse_args()
    if given.only:
        {"store": store, "stitch": stitch}[given.only](rows=given.rows)
        return 0
    with tempfile.TemporaryDirectory(prefix="ninefold-bench-") as folder:
        home = Path(folder)
        link, path = _asked("store", rows=given.rows, home=home)
        seconds, runs, stitched, ways = _asked("stitch", rows=given.rows, home=home)
        seen: dict[str, list[float]] = {name: [] for name in (*PAGES, *(f"{each} again" for each in PAGES))}
        wrong, whole = 0, []
        with running(home=home) as served:
            visitor = served.enter(link=link)
            stitching = visitor.get(f"{path}runs/").seconds
            for query in _queries(times=given.times):
                for name, (part, word) in PAGES.items():
                    for column in (name, f"{name} again"):
                        answer = visitor.get(f"{path}{part}{query}")
                        wrong += answer.status != 200 or word not in answer.body
                        seen[column].append(1000 * answer.seconds)
                        if charts := visitor.charts(answer):
                            whole.append(1000 * (answer.seconds + sum(each.seconds for each in charts)))
    bars = [
        Bar(name=f"{given.rows:,} events stitched and told", value=float(seconds), unit="s"),
        Bar(name="runs", value=float(runs), unit=""),
        Bar(name="events in them", value=float(stitched), unit=""),
        Bar(name="different ways", value=float(ways), unit=""),
        Bar(name="runs, the first look after facts changed", value=1000 * stitching, unit="ms"),
        *(bar for name in seen for bar in _bars(name, seen[name], most=MOST_MS[given.rows])),
        Bar(name="until the last chart of the runs, p95", value=percentile(whole, 0.95), unit="ms"),
        Bar(name="answers that were no whole page", value=wrong, unit="", most=0),
    ]
    report(f"Journeys at {given.rows:,} answers and as many events", bars)
    return 0 if all(bar.reached for bar in bars if bar.judged) else 1


def _bars(name: str, found: list[float], *, most: int) -> list[Bar]:
    tail = percentile(found, 0.95)
    return [
        Bar(name=f"{name}, p95 of {len(found)}", value=tail, unit="ms", most=most),
        Bar(name=f"{name}, p50", value=percentile(found, 0.5), unit="ms"),
    ]


if __name__ == "__main__":
    sys.exit(main())
