"""What follows what in instances: by hand, and against the figures of a published log."""

import csv
import json
import os
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from tests.engine.samples import AT, written
from tests.engine.test_instances import CUSTOMER, EVENTS, PLACES
from tests.engine.test_stitching import NOW, frame

from cxstats.journeys.follows import directly_follows
from ninefold.engine.engines import Engine
from ninefold.engine.event_counts import Counted, Days
from ninefold.engine.follows import Followed, Follows, tell_follows
from ninefold.engine.instances import Stitching, hold_steps
from ninefold.engine.operations import commit_batch
from ninefold.engine.snapshot import snapshot
from ninefold.engine.stitching import READ, Rules

REFS = Path(os.environ.get("NINEFOLD_REFS", Path(__file__).parents[2] / ".." / "shared" / "refs"))
HOUR = 3600


def told(engine: Engine, days: Days) -> Follows:
    by = Stitching(rules=CUSTOMER, places=PLACES, at=NOW)
    steps = hold_steps(frame=frame(engine, EVENTS), by=by, engine=engine)
    return tell_follows(steps=steps.frame(), by=by, days=days)


def test_steps_between_kinds_are_counted_within_instances(engine: Engine) -> None:
    found = told(engine, Days())
    assert found.steps == (
        Followed(before="call", after="paid", n=2, instances=2, people=2, seconds=26 * HOUR),
        Followed(before="order", after="call", n=2, instances=2, people=2, seconds=3 * HOUR),
    )
    assert found.starts == {"order": Counted(n=4, people=3)}
    assert found.ends == {"order": Counted(n=2, people=2), "paid": Counted(n=2, people=2)}
    assert found.visited == {
        "call": Counted(n=2, people=2),
        "order": Counted(n=4, people=3),
        "paid": Counted(n=2, people=2),
    }


def test_steps_are_those_of_instances_that_began_in_the_days_shown(engine: Engine) -> None:
    found = told(engine, Days(since=date(2026, 1, 1), until=date(2026, 1, 2)))
    # The second customer paid a day later, in an instance that began on the first day.
    assert [(each.before, each.after, each.n) for each in found.steps] == [
        ("call", "paid", 2),
        ("order", "call", 2),
    ]
    assert found.starts == {"order": Counted(n=2, people=2)}
    assert found.ends == {"paid": Counted(n=2, people=2)}


def test_steps_of_no_event_tell_nothing(engine: Engine) -> None:
    found = told(engine, Days(since=date(2030, 1, 1)))
    assert found == Follows(steps=(), starts={}, ends={}, visited={})


def case_18() -> tuple[list[dict[str, str]], Any]:
    table, expected = REFS / "18_running_example.csv", REFS / "18_process_mining.json"
    if not table.exists() or not expected.exists():
        pytest.skip("the reference case 18 is not at hand (set NINEFOLD_REFS)")
    with table.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file)), json.loads(expected.read_text(encoding="utf-8"))


@pytest.mark.django_db
def test_case_18_steps_of_the_running_example_are_those_of_pm4py(engine: Engine) -> None:
    rows, expected = case_18()
    moments = [datetime.fromisoformat(row["time:timestamp"]).astimezone(UTC) for row in rows]
    kinds, cases = [row["concept:name"] for row in rows], [row["case:concept:name"] for row in rows]
    events = [
        {"record": f"{place:06}", "case": case, "kind": kind, "at": at, "local_date": at.date(), "survey": 0}
        for place, (case, kind, at) in enumerate(zip(cases, kinds, moments, strict=True))
    ]
    commit_batch(organisation=1, survey=0, source=1, wave=1, segments=[written(events, table="event")], at=AT)
    facts = engine.frame(snapshot(organisation=1, table="event"), columns=READ)
    by = Stitching(rules=Rules(key="case"), places=dict.fromkeys(kinds, 0), at=NOW)
    steps = hold_steps(frame=facts, by=by, engine=engine)
    found = tell_follows(steps=steps.frame(), by=by, days=Days())
    assert [[each.before, each.after, each.n] for each in found.steps] == sorted(expected["dfg"])
    means = [[each.before, each.after, each.seconds / each.n] for each in found.steps]
    assert means == sorted(expected["perf_mean_seconds"])
    assert {kind: each.n for kind, each in found.starts.items()} == expected["start"]
    assert {kind: each.n for kind, each in found.ends.items()} == expected["end"]
    times = np.array([at.replace(tzinfo=None) for at in moments], dtype="datetime64[us]")
    pure = directly_follows(case=cases, activity=kinds, time=times)
    assert [(each.before, each.after, each.n, each.instances, each.seconds) for each in found.steps] == [
        (step.before, step.after, step.n, step.journeys, step.seconds) for step in pure.steps
    ]
    assert {kind: each.n for kind, each in found.visited.items()} == pure.visited
