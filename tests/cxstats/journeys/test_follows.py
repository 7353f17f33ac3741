"""What follows what: by hand, against a published log, and properties."""

from datetime import UTC, datetime

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cxstats.estimate import Estimate
from cxstats.journeys.durations import duration_quantiles
from cxstats.journeys.follows import Follows, Step, StepShare, Variant, directly_follows, step_shares

EVENTS = st.lists(
    st.tuples(st.integers(1, 5), st.sampled_from(["ask", "buy", "call"]), st.integers(0, 1000)),
    min_size=1,
    max_size=30,
    unique_by=lambda event: (event[0], event[2]),
)


@pytest.fixture(scope="module")
def running(reference_table) -> Follows:
    rows = reference_table("18_running_example")
    moments = [
        datetime.fromisoformat(row["time:timestamp"]).astimezone(UTC).replace(tzinfo=None) for row in rows
    ]
    return directly_follows(
        case=[row["case:concept:name"] for row in rows],
        activity=[row["concept:name"] for row in rows],
        time=np.array(moments, dtype="datetime64[us]"),
    )


def test_case_18_graph_of_the_running_example_is_that_of_pm4py(running: Follows, reference) -> None:
    expected = reference("18_process_mining")
    assert (running.journeys, running.events) == (expected["n_cases"], expected["n_events"])
    assert [[step.before, step.after, step.n] for step in running.steps] == sorted(expected["dfg"])
    assert (running.starts, running.ends) == (expected["start"], expected["end"])


def test_case_18_variants_of_the_running_example_are_those_of_pm4py(running: Follows, reference) -> None:
    expected = {(tuple(way), n) for way, n in reference("18_process_mining")["variants"]}
    assert {(variant.activities, variant.n) for variant in running.variants} == expected
    assert len(running.variants) == len(expected)


def test_case_18_durations_of_the_running_example_are_those_of_pm4py(running: Follows, reference) -> None:
    expected = reference("18_process_mining")
    assert sorted(running.seconds.tolist()) == expected["case_durations_s"]
    means = [[step.before, step.after, step.seconds / step.n] for step in running.steps]
    assert means == sorted(expected["perf_mean_seconds"])
    (median,) = duration_quantiles(values=running.seconds, quantiles=[0.5])
    assert median.value == np.median(expected["case_durations_s"])


def test_follows_of_a_small_log_by_hand() -> None:
    found = directly_follows(
        case=["a", "b", "a", "a", "b", "c"],
        activity=["ask", "ask", "call", "ask", "buy", "buy"],
        time=[0, 5, 10, 30, 6, 7],
    )
    assert found.steps == (
        Step("ask", "buy", 1, 1, 1.0),
        Step("ask", "call", 1, 1, 10.0),
        Step("call", "ask", 1, 1, 20.0),
    )
    assert (found.journeys, found.events) == (3, 6)
    assert found.starts == {"ask": 2, "buy": 1}
    assert found.ends == {"ask": 1, "buy": 2}
    assert found.visited == {"ask": 2, "buy": 2, "call": 1}
    assert found.variants == (
        Variant(("ask", "buy"), 1),
        Variant(("ask", "call", "ask"), 1),
        Variant(("buy",), 1),
    )
    assert found.seconds.tolist() == [30, 1, 0]


def test_events_of_one_time_stay_in_the_order_given() -> None:
    found = directly_follows(case=[1, 1, 1], activity=["c", "a", "b"], time=[0, 0, 0])
    assert found.variants[0].activities == ("c", "a", "b")


@given(EVENTS, st.randoms(use_true_random=False))
@settings(max_examples=30)
def test_follows_do_not_depend_on_the_order_of_rows(events, dice) -> None:
    def counted(rows):
        case, activity, time = zip(*rows, strict=True)
        found = directly_follows(case=case, activity=activity, time=time)
        return found.steps, found.starts, found.ends, found.visited, found.variants, found.seconds.tolist()

    shuffled = list(events)
    dice.shuffle(shuffled)
    assert counted(events) == counted(shuffled)


@given(EVENTS)
@settings(max_examples=30)
def test_follows_add_up(events) -> None:
    case, activity, time = zip(*events, strict=True)
    found = directly_follows(case=case, activity=activity, time=time)
    assert sum(step.n for step in found.steps) == found.events - found.journeys
    assert sum(step.seconds for step in found.steps) == pytest.approx(found.seconds.sum())
    assert sum(found.starts.values()) == sum(found.ends.values()) == found.journeys
    assert sum(variant.n for variant in found.variants) == found.journeys
    for each in step_shares(steps=found.steps, visited=found.visited):
        assert 0 <= each.share.low <= each.share.value <= each.share.high <= 1


def test_step_shares_count_journeys_and_not_steps() -> None:
    found = step_shares(steps=[Step("ask", "ask", 9, 1, 0.0)], visited={"ask": 4})
    assert [(each.before, each.after, each.share.value, each.share.n) for each in found] == [
        ("ask", "ask", 0.25, 4)
    ]
    assert isinstance(found[0], StepShare)
    assert isinstance(found[0].share, Estimate)


@pytest.mark.parametrize(
    ("case", "activity", "time", "message"),
    [
        ([1, 1], ["a", "b"], [0], "equally long, not 2, 2 and 1"),
        ([], [], [], "there is no event"),
        ([1, 1], ["a", "b"], [0, float("nan")], r"time\[1\] must be a finite number, not nan"),
        ([1], ["a"], np.array(["NaT"], dtype="datetime64[s]"), r"time\[0\] is missing"),
        ([1], ["a"], [datetime(2026, 1, 1, tzinfo=UTC)], "time must be seconds or datetime64, not datetime"),
        ([1, None], ["a", "b"], [0, 1], r"case\[1\] is missing"),
        ([1, 2], [None, "b"], [0, 1], r"activity\[0\] is missing"),
    ],
)
def test_follows_of_bad_input_are_refused(case, activity, time, message) -> None:
    with pytest.raises(ValueError, match=message):
        directly_follows(case=case, activity=activity, time=time)


def test_follows_of_an_empty_log_with_dates_are_refused() -> None:
    with pytest.raises(ValueError, match="there is no event"):
        directly_follows(case=[], activity=[], time=np.array([], dtype="datetime64[s]"))


@pytest.mark.parametrize(
    ("journeys", "visited", "message"),
    [
        (1, {"b": 3}, "does not say how many journeys passed 'a'"),
        (4, {"a": 3}, "successes must not exceed n, but 4 of 3"),
        (1, {"a": -3}, r"visited\['a'\] must be a whole number"),
    ],
)
def test_step_shares_of_bad_counts_are_refused(journeys, visited, message) -> None:
    with pytest.raises(ValueError, match=message):
        step_shares(steps=[Step("a", "b", journeys, journeys, 0.0)], visited=visited)
