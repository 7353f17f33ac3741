"""Drawing maps: an order without holes or doubles, and nothing removed that is in use."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connections
from tests import factories
from tests.factories import AT

from ninefold.journeys.maps import operations
from ninefold.journeys.maps.choices import Key, Phase
from ninefold.journeys.maps.models import Journey, Stage, Step
from ninefold.journeys.touchpoints.models import Touchpoint
from ninefold.journeys.turns import GoneError
from ninefold.people.audit.models import AuditEntry

DONE = {"by": None, "at": AT}
pytestmark = pytest.mark.django_db


@pytest.fixture
def touchpoints():
    house = factories.organisation()
    return [factories.touchpoint(of=house, name=name) for name in ("A", "B", "C", "D")]


@pytest.fixture
def journey(touchpoints):
    a, b, c, _d = touchpoints
    return factories.journey(of=a.organisation, stages={"First": [a, b, c], "Second": [a], "Third": []})


def drawn(journey):
    """Write a map as text; a hole or a double in its numbers shows."""
    stages = list(Stage.objects.filter(journey=journey).order_by("position"))
    assert [stage.position for stage in stages] == list(range(len(stages)))
    found = []
    for stage in stages:
        steps = list(stage.steps.order_by("position").select_related("touchpoint"))
        assert [step.position for step in steps] == list(range(len(steps)))
        found.append(f"{stage.name}: {' '.join(step.touchpoint.name for step in steps)}".strip())
    return found


def stage(journey, name):
    return Stage.objects.get(journey=journey, name=name)


def step(journey, name, within="First"):
    return Step.objects.get(stage__journey=journey, stage__name=within, touchpoint__name=name)


def changes(house):
    entries = AuditEntry.objects.for_organisation(house).order_by("number")
    return [(each.action, each.subject.split()[0], each.details["change"]) for each in entries]


def test_a_journey_is_drawn_from_nothing():
    house = factories.organisation()
    made = operations.draw_journey(organisation=house, name="Order", goal="A chair at home", **DONE)
    first = operations.add_stage(journey=made, name="Choose", phase=Phase.BEFORE, **DONE)
    operations.add_stage(journey=made, name="Tell others", phase=Phase.AFTER, **DONE)
    operations.add_step(stage=first, touchpoint=factories.touchpoint(of=house, name="Page"), **DONE)
    assert drawn(made) == ["Choose: Page", "Tell others:"]
    assert changes(house) == [
        ("journey_changed", "journey", "added"),
        ("journey_changed", "stage", "added"),
        ("journey_changed", "stage", "added"),
        ("journey_changed", "step", "added"),
    ]


def test_names_of_journeys_and_stages_are_given_once(journey):
    other = operations.draw_journey(organisation=journey.organisation, name="Return", **DONE)
    same = {"goal": "", "key": Key.CASE, "starts": [], "ends": [], "timeout_days": 30} | DONE
    with pytest.raises(operations.JourneyTakenError):
        operations.draw_journey(organisation=journey.organisation, name="Return", **DONE)
    with pytest.raises(operations.JourneyTakenError):
        operations.change_journey(journey=other, name=journey.name, **same)
    with pytest.raises(operations.StageTakenError):
        operations.add_stage(journey=journey, name="First", phase=Phase.USE, **DONE)
    with pytest.raises(operations.StageTakenError):
        operations.change_stage(stage=stage(journey, "Second"), name="First", phase=Phase.USE, **DONE)
    operations.add_stage(journey=other, name="First", phase=Phase.USE, **DONE)


def test_a_journey_says_which_events_make_a_run(journey):
    told = {"name": "Order", "goal": "A chair", "key": Key.CUSTOMER, "timeout_days": 14}
    operations.change_journey(journey=journey, starts=["ordered"], ends=["paid", "gone"], **told, **DONE)
    found = Journey.objects.get(pk=journey.pk)
    assert (found.name, found.key, found.starts, found.ends, found.timeout_days) == (
        "Order",
        "customer",
        ["ordered"],
        ["paid", "gone"],
        14,
    )


@pytest.mark.parametrize(
    ("name", "to", "expected"),
    [
        ("Third", 0, ["Third", "First", "Second"]),
        ("First", 1, ["Second", "First", "Third"]),
        ("First", 99, ["Second", "Third", "First"]),
        ("Second", -7, ["Second", "First", "Third"]),
        ("Second", 1, ["First", "Second", "Third"]),
    ],
)
def test_a_stage_is_moved(journey, name, to, expected):
    operations.move_stage(stage=stage(journey, name), to=to, **DONE)
    assert [line.split(":")[0] for line in drawn(journey)] == expected


@pytest.mark.parametrize(
    ("name", "within", "to", "expected"),
    [
        ("A", "First", 1, ["First: B A C", "Second: A", "Third:"]),
        ("C", "First", 0, ["First: C A B", "Second: A", "Third:"]),
        ("B", "Second", 0, ["First: A C", "Second: B A", "Third:"]),
        ("B", "Second", 9, ["First: A C", "Second: A B", "Third:"]),
        ("A", "Third", 0, ["First: B C", "Second: A", "Third: A"]),
    ],
)
def test_a_step_is_moved_within_and_between_stages(journey, name, within, to, expected):
    operations.move_step(step=step(journey, name), stage=stage(journey, within), to=to, **DONE)
    assert drawn(journey) == expected


def test_a_stage_has_one_step_at_a_touchpoint(journey, touchpoints):
    with pytest.raises(operations.StepTakenError):
        operations.add_step(stage=stage(journey, "First"), touchpoint=touchpoints[0], **DONE)
    with pytest.raises(operations.StepTakenError):
        operations.move_step(step=step(journey, "A"), stage=stage(journey, "Second"), to=0, **DONE)
    assert drawn(journey) == ["First: A B C", "Second: A", "Third:"]


def test_a_step_stays_within_its_journey(journey):
    other = factories.journey(of=journey.organisation, name="Return", stages={"Ask": []})
    with pytest.raises(GoneError):
        operations.move_step(step=step(journey, "A"), stage=stage(other, "Ask"), to=0, **DONE)


def test_a_step_is_described_and_removed_and_its_touchpoint_stays(journey):
    found = step(journey, "B")
    operations.change_step(step=found, goal="To know the day", problem="Nobody calls", **DONE)
    found.refresh_from_db()
    assert (found.goal, found.problem) == ("To know the day", "Nobody calls")
    operations.remove_step(step=found, **DONE)
    operations.remove_step(step=found, **DONE)  # somebody else was quicker
    assert drawn(journey) == ["First: A C", "Second: A", "Third:"]
    assert Touchpoint.objects.filter(name="B").exists()


def test_a_stage_with_steps_is_not_removed(journey):
    with pytest.raises(operations.StageInUseError):
        operations.remove_stage(stage=stage(journey, "First"), **DONE)
    operations.remove_step(step=step(journey, "A", within="Second"), **DONE)
    operations.remove_stage(stage=stage(journey, "Second"), **DONE)
    assert drawn(journey) == ["First: A B C", "Third:"]


def test_what_is_gone_is_not_written_to(journey, touchpoints):
    third, found = stage(journey, "Third"), step(journey, "A")
    operations.remove_stage(stage=third, **DONE)
    with pytest.raises(GoneError):
        operations.move_stage(stage=third, to=0, **DONE)
    with pytest.raises(GoneError):
        operations.change_stage(stage=third, name="Other", phase=Phase.USE, **DONE)
    with pytest.raises(GoneError):
        operations.add_step(stage=third, touchpoint=touchpoints[3], **DONE)
    with pytest.raises(GoneError):
        operations.move_step(step=found, stage=third, to=0, **DONE)
    operations.remove_journey(journey=Journey(pk=journey.pk, organisation=journey.organisation), **DONE)
    with pytest.raises(GoneError):
        operations.change_step(step=found, goal="To know the day", problem="", **DONE)
    with pytest.raises(GoneError):
        operations.change_journey(
            journey=journey, name="Other", goal="", key=Key.CASE, starts=(), ends=(), timeout_days=9, **DONE
        )
    with pytest.raises(GoneError):
        operations.add_stage(journey=journey, name="Fourth", phase=Phase.USE, **DONE)
    assert (Stage.objects.count(), Step.objects.count(), Touchpoint.objects.count()) == (0, 0, 4)


def test_what_somebody_else_has_removed_is_removed_once_in_the_log(journey):
    third, found = stage(journey, "Third"), step(journey, "B")
    for _twice in range(2):
        operations.remove_step(step=Step(pk=found.pk, organisation=journey.organisation), **DONE)
        operations.remove_stage(
            stage=Stage(pk=third.pk, organisation=third.organisation, journey=journey), **DONE
        )
        operations.remove_journey(journey=Journey(pk=journey.pk, organisation=journey.organisation), **DONE)
    removed = [entry for entry in AuditEntry.objects.all() if entry.details.get("change") == "removed"]
    assert len(removed) == 3


@pytest.mark.django_db(transaction=True)
def test_many_moves_at_once_leave_an_order_without_holes_or_doubles():
    house = factories.organisation()
    touchpoints = [factories.touchpoint(of=house, name=name) for name in "ABCDEF"]
    journey = factories.journey(of=house, stages={"First": touchpoints[:3], "Second": touchpoints[3:]})
    first, second = (stage(journey, name) for name in ("First", "Second"))
    steps = list(Step.objects.filter(stage__journey=journey))
    start = Barrier(len(steps))

    def move(number):
        try:
            start.wait(20)
            for turn, there in enumerate((second, first, second)):
                operations.move_step(step=steps[number], stage=there, to=(number + turn) % 3, **DONE)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(len(steps)) as pool:
        list(pool.map(move, range(len(steps))))
    lines = drawn(journey)  # asserts 0, 1, 2, ...
    assert (lines[0], sorted(lines[1].removeprefix("Second: ").split())) == ("First:", list("ABCDEF"))
