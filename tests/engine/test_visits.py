"""Visits and their answers by joins, against the same looked up one by one, on every engine."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any

import pyarrow as pa
from hypothesis import given
from hypothesis import strategies as st
from tests.engine.invented import invented
from tests.engine.test_stitching import KINDS, PLACES, event, frame

from ninefold.engine.engines import Engine
from ninefold.engine.event_counts import Days
from ninefold.engine.instances import Stitching, hold_steps
from ninefold.engine.stitching import Rules
from ninefold.engine.visits import GRACE_DAYS, Visits, hold_visits, tell_visits

NOW = datetime.fromisoformat("2026-06-01T00:00:00+00:00")
RULES = Rules(key="case", ends=("closed",))
Rows = Sequence[Mapping[str, Any]]


def told(engine: Engine, events: Rows, answers: Rows, days: Days) -> Mapping[int, Visits]:
    given = pa.Table.from_pylist(
        [dict(row) for row in answers],
        schema=pa.schema([("customer", pa.string()), ("place", pa.int32()), ("local_date", pa.date32())]),
    )
    by = Stitching(rules=RULES, places=dict.fromkeys(KINDS, 0) | PLACES, at=NOW)
    steps = hold_steps(frame=frame(engine, events), by=by, engine=engine)
    held = hold_visits(steps=steps.frame(), answers=engine.lookup(given), today=NOW.date(), engine=engine)
    return tell_visits(held=held.frame(), days=days)


def looked_up(events: Rows, answers: Rows) -> dict[int, Visits]:
    """Cut the cases after each end, and look for an answer to every visit."""
    runs: dict[tuple[str, int], list[Mapping[str, Any]]] = defaultdict(list)
    ended: dict[str, int] = defaultdict(int)
    ordered = sorted(enumerate(events), key=lambda each: (each[1]["at"], each[0]))
    for _, each in ordered:
        if each["case"] is not None:
            runs[each["case"], ended[each["case"]]].append(each)
            ended[each["case"]] += each["kind"] == "closed"
    found: dict[int, list[tuple[str, bool]]] = defaultdict(list)
    for run in runs.values():
        last = max(each["local_date"] for each in run) + timedelta(days=GRACE_DAYS)
        visits: dict[tuple[int, str], date] = {}
        for each in run:
            if each["customer"] and each["kind"] in PLACES:
                visits.setdefault((PLACES[each["kind"]], each["customer"]), each["local_date"])
        for (place, customer), day in visits.items():
            mine = [row for row in answers if (row["customer"], row["place"]) == (customer, place)]
            found[place].append((customer, any(day <= row["local_date"] <= last for row in mine)))
    return {
        place: Visits(
            n=len(visits), people=len({who for who, _ in visits}), silent=sum(not met for _, met in visits)
        )
        for place, visits in found.items()
    }


events_of = st.lists(
    st.builds(
        event,
        kind=st.sampled_from(KINDS),
        hours=st.sampled_from([0, 1, 24, 25, 240, 900]),
        customer=st.sampled_from(["a", "b", None]),
        case=st.sampled_from(["1", "2", None]),
    ),
    max_size=30,
)
answers_of = st.lists(
    st.fixed_dictionaries(
        {
            "customer": st.sampled_from(["a", "b", None]),
            "place": st.integers(1, 3),
            "local_date": st.sampled_from([date(2025, 12, 31), *(date(2026, 1, day) for day in (1, 2, 11, 31)), date(2026, 2, 28)]),
        }
    ),
    max_size=10,
)  # fmt: skip


@invented(40)
@given(events=events_of, answers=answers_of)
def test_silence_is_that_of_looking_up_one_by_one(engine: Engine, events: Rows, answers: Rows) -> None:
    assert told(engine, events, answers, Days()) == looked_up(events, answers)


def test_last_event_counts_though_it_does_not_say_whose_it_is(engine: Engine) -> None:
    run = [event("order", 0, "a", case="1"), event("order", 900, None, case="1")]
    late = [{"customer": "a", "place": 1, "local_date": date(2026, 2, 28)}]
    assert told(engine, run, late, Days()) == {1: Visits(n=1, people=1, silent=0)}


def test_visits_are_those_of_the_days_shown_and_of_no_run_that_may_still_be_answered(engine: Engine) -> None:
    early = event("order", 0, "a", case="1")
    late = event("order", 24 * 130, "b", case="2")  # on 11 May, 21 days before the present moment
    assert told(engine, [early, late], [], Days()) == {1: Visits(n=1, people=1, silent=1)}
    assert told(engine, [early], [], Days(since=date(2026, 1, 2))) == {}
