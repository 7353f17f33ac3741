"""Instances stitched by window functions against the same walked event by event, on every engine."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.engine.invented import invented
from tests.engine.samples import facts

from ninefold.engine.engines import Engine
from ninefold.engine.facts import Frame
from ninefold.engine.stitching import Rules, instances, stitched, usable

NOW = datetime(2026, 3, 1, tzinfo=UTC)
BEGIN = datetime(2026, 1, 1, tzinfo=UTC)
KINDS = ("order", "call", "paid", "closed")
PLACES = {"order": 1, "call": 2, "paid": 3}
Event = Mapping[str, Any]


def event(kind: str | None, hours: float = 0.0, customer: str | None = "a", **given: Any) -> dict[str, Any]:
    at = BEGIN + timedelta(hours=hours)
    return {"kind": kind, "customer": customer, "at": at, "local_date": at.date(), **given}


def frame(engine: Engine, events: Sequence[Event]) -> Frame:
    numbered = [{"record": f"r{place:04}", **each} for place, each in enumerate([*events, {}])]
    whole = facts(numbered, table="event")
    return engine.lookup(whole.slice(0, len(events)))


def made(engine: Engine, events: Sequence[Event], rules: Rules) -> list[dict[str, Any]]:
    """Stitch, and give what each instance came to."""
    steps = stitched(
        usable(frame(engine, events), rules=rules, at=NOW),
        rules=rules, kinds=KINDS, places=PLACES, at=NOW, engine=engine,
    )  # fmt: skip
    kinds: dict[Any, list[tuple[int, str]]] = defaultdict(list)
    for row in steps.collect("pyarrow").to_arrow().to_pylist():
        kinds[row["key"], row["instance"]].append((row["step"], row["kind"]))
    names = sorted({each[rules.key] for each in events if _counts(each, rules)})
    rows = instances(steps, engine=engine).collect("pyarrow").to_arrow().to_pylist()
    found = [
        {
            "key": names[row["key"] - 1], "kinds": [kind for _, kind in sorted(kinds[row["key"], row["instance"]])],
            "events": row["events"], "seconds": row["seconds"], "place": row["place"],
            "state": next(name for name in ("ended", "silent", "open") if row[name]),
            "began": row["local_date"], "mark": row["way"], "instance": row["instance"],
        }
        for row in rows
    ]  # fmt: skip
    return sorted(found, key=lambda each: (each["key"], each["instance"]))


def walked(events: Sequence[Event], rules: Rules) -> list[dict[str, Any]]:
    """Walk the events of each key in order and begin an instance where the rules say so."""
    by_key: dict[str, list[Event]] = defaultdict(list)
    for place, each in enumerate(events):
        if _counts(each, rules):
            by_key[each[rules.key]].append({**each, "place": place})
    found = []
    for key in sorted(by_key):
        ordered = sorted(by_key[key], key=lambda each: (each["at"], each["place"]))
        runs: list[list[Event]] = []
        under_way = False
        for each in ordered:
            last = runs[-1][-1]["at"] if under_way else each["at"]
            if _cut(rules, after=last, at=each["at"]):
                under_way = False
            if not under_way:
                if rules.starts and each["kind"] not in rules.starts:
                    continue
                runs.append([])
            runs[-1].append(each)
            under_way = each["kind"] not in rules.ends
        found += [_told(key, run, of=ordered, rules=rules) for run in runs]
    return found


def _cut(rules: Rules, *, after: datetime, at: datetime) -> bool:
    """A customer's silence begins another run; a case holds together."""
    if rules.key == "case" or rules.timeout_days is None:
        return False
    return at - after > timedelta(days=rules.timeout_days)


def _counts(each: Event, rules: Rules) -> bool:
    known = each.get(rules.key) is not None and each["kind"] is not None
    return known and (each["at"] is None or each["at"] <= NOW)


def _told(key: str, run: list[Event], *, of: list[Event], rules: Rules) -> dict[str, Any]:
    following = of[of.index(run[-1]) + 1 :]
    until = following[0]["at"] if following else NOW
    quiet = rules.timeout_days is not None and until - run[-1]["at"] > timedelta(days=rules.timeout_days)
    state = "ended" if run[-1]["kind"] in rules.ends else "silent" if quiet else "open"
    kinds = [each["kind"] for each in run]
    return {
        "key": key, "kinds": kinds, "events": len(run), "state": state, "began": run[0]["local_date"],
        "seconds": int((run[-1]["at"] - run[0]["at"]).total_seconds()),
        "place": max(PLACES.get(kind, 0) for kind in kinds),
    }  # fmt: skip


def bare(found: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    return [{key: value for key, value in each.items() if key not in {"mark", "instance"}} for each in found]


kinds_of = st.lists(st.sampled_from(KINDS), max_size=2, unique=True).map(tuple)
rules_of = st.builds(
    Rules,
    key=st.sampled_from(["customer", "case"]),
    starts=kinds_of,
    ends=kinds_of,
    timeout_days=st.none() | st.integers(1, 3),
)
events_of = st.lists(
    st.builds(
        event,
        kind=st.sampled_from([*KINDS, None]),
        # Few moments, so that many events share one; some of them lie in the future.
        hours=st.sampled_from([0, 1, 12, 24, 25, 48, 49, 73, 120, 240, 1415, 1416, 1417]),
        customer=st.sampled_from(["a", "b", None]),
        case=st.sampled_from(["1", "2", "3", None]),
    ),
    max_size=40,
)


@invented(60)
@given(events=events_of, rules=rules_of)
def test_instances_are_those_of_walking_event_by_event(
    engine: Engine, events: list[Event], rules: Rules
) -> None:
    found, expected = made(engine, events, rules), walked(events, rules)
    assert bare(found) == expected
    marks = {(each["mark"], tuple(each["kinds"])) for each in found}
    assert len(marks) == len({mark for mark, _ in marks}) == len({kinds for _, kinds in marks})


def test_instances_begin_anew_after_an_end(engine: Engine) -> None:
    rules = Rules(key="customer", ends=("paid",))
    found = made(engine, [event("order"), event("paid", 1), event("call", 2)], rules)
    assert [(each["kinds"], each["state"]) for each in found] == [
        (["order", "paid"], "ended"),
        (["call"], "open"),
    ]


def test_instances_begin_anew_after_silence_and_not_before(engine: Engine) -> None:
    rules = Rules(key="customer", timeout_days=2)
    found = made(engine, [event("order"), event("call", 48), event("call", 97)], rules)
    assert [(each["kinds"], each["state"]) for each in found] == [
        (["order", "call"], "silent"),
        (["call"], "silent"),
    ]


def test_instances_leave_out_what_comes_before_a_start(engine: Engine) -> None:
    rules = Rules(key="customer", starts=("order",), ends=("paid",))
    events = [event("call"), event("order", 1), event("order", 2), event("paid", 3), event("call", 4)]
    assert [each["kinds"] for each in made(engine, events, rules)] == [["order", "order", "paid"]]


def test_events_of_one_instant_stay_in_the_order_of_their_file(engine: Engine) -> None:
    events = [event(KINDS[place % 4], record=f"{place:06}/{12 - place}") for place in range(12)]
    found = made(engine, events, Rules(key="customer"))
    assert found[0]["kinds"] == [KINDS[place % 4] for place in range(12)]


def test_events_out_of_order_are_ordered_by_their_moment(engine: Engine) -> None:
    events = [event("paid", 5), event("order", 1), event("call", 3)]
    assert made(engine, events, Rules(key="customer"))[0]["kinds"] == ["order", "call", "paid"]


def test_an_hour_repeated_by_the_clock_is_no_step_back(engine: Engine) -> None:
    # Kyiv, 26 October 2025: local 03:30 occurs twice, an hour apart in truth.
    before, after = datetime(2025, 10, 26, 0, 30, tzinfo=UTC), datetime(2025, 10, 26, 1, 30, tzinfo=UTC)
    events = [
        {**event("call"), "at": after, "local_date": date(2025, 10, 26)},
        {**event("order"), "at": before, "local_date": date(2025, 10, 26)},
    ]
    found = made(engine, events, Rules(key="customer", timeout_days=1))
    assert (found[0]["kinds"], found[0]["seconds"]) == (["order", "call"], 3600)


def test_events_without_an_instant_stand_at_the_beginning_of_their_day(engine: Engine) -> None:
    events = [event("order", 5), {**event("call"), "at": None}]
    assert made(engine, events, Rules(key="customer"))[0]["kinds"] == ["call", "order"]


def test_rules_refuse_what_makes_no_sense() -> None:
    with pytest.raises(ValueError, match="by customer or by case, not by 'person'"):
        Rules(key="person")  # type: ignore[arg-type]
    with pytest.raises(ValueError, match="must be positive, not 0"):
        Rules(key="case", timeout_days=0)
