"""Drawing maps: journeys, their stages and their steps, in an order without holes or doubles."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.db.models import F, QuerySet

from ninefold.journeys.maps.models import Journey, Stage, Step
from ninefold.journeys.maps.rules import placed
from ninefold.journeys.touchpoints.models import Touchpoint
from ninefold.journeys.turns import GoneError, take_turn
from ninefold.people.audit.choices import Action
from ninefold.people.audit.operations import record
from ninefold.people.organisations.models import Organisation

# Rows step aside to here while they are put into a new order: the database lets no two stand at one place.
_ASIDE = 1_000_000


class JourneyTakenError(Exception):
    """There is a journey of this name already."""


class StageTakenError(Exception):
    """The journey has a stage of this name already."""


class StageInUseError(Exception):
    """The stage has steps; they would go with it."""


class StepTakenError(Exception):
    """The stage has a step at this touchpoint already."""


@transaction.atomic
def draw_journey(
    *, organisation: Organisation, name: str, goal: str = "", by: int | None, at: datetime
) -> Journey:
    """Begin a map without stages.

    Parameters
    ----------
    goal
        What customers want to reach, in their words.
    by
        Number of the member who does it, as in all that follows; None for the machine.

    Raises
    ------
    JourneyTakenError
        When there is one of this name.
    """
    take_turn(organisation.pk)
    if Journey.objects.for_organisation(organisation).filter(name=name).exists():
        raise JourneyTakenError(name)
    made = Journey.objects.create(organisation=organisation, name=name, goal=goal, created_at=at)
    _record(organisation, change="added", by=by, at=at, subject=f"journey {made.pk}")
    return made


@transaction.atomic
def change_journey(
    *,
    journey: Journey,
    name: str,
    goal: str,
    key: str,
    starts: Sequence[str],
    ends: Sequence[str],
    timeout_days: int,
    by: int | None,
    at: datetime,
) -> None:
    """Change what a journey is called, what customers want of it, and which events make one run of it.

    Parameters
    ----------
    key
        A value of `Key`: what the events of one run have in common.
    starts, ends
        Kinds of events that begin and end a run.
    timeout_days
        After so many days without an event a run has ended.

    Raises
    ------
    JourneyTakenError
        When another one has this name.
    GoneError
        When the journey is gone.
    """
    organisation = take_turn(journey.organisation_id)
    others = Journey.objects.for_organisation(organisation).exclude(pk=journey.pk)
    if others.filter(name=name).exists():
        raise JourneyTakenError(name)
    changed = Journey.objects.filter(pk=journey.pk).update(
        name=name, goal=goal, key=key, starts=[*starts], ends=[*ends], timeout_days=timeout_days
    )
    if not changed:
        raise GoneError
    _record(organisation, change="changed", by=by, at=at, subject=f"journey {journey.pk}")


@transaction.atomic
def remove_journey(*, journey: Journey, by: int | None, at: datetime) -> None:
    """Remove a map with its stages, steps and owners; touchpoints stay, and so do all facts."""
    organisation = take_turn(journey.organisation_id)
    if Journey.objects.filter(pk=journey.pk).delete()[0]:
        _record(organisation, change="removed", by=by, at=at, subject=f"journey {journey.pk}")


@transaction.atomic
def add_stage(*, journey: Journey, name: str, phase: str, by: int | None, at: datetime) -> Stage:
    """Add a stage after the others.

    Raises
    ------
    StageTakenError
        When there is one of this name.
    GoneError
        When the journey is gone.
    """
    organisation = take_turn(journey.organisation_id)
    if not Journey.objects.filter(pk=journey.pk).exists():
        raise GoneError
    stages = Stage.objects.filter(journey=journey)
    if stages.filter(name=name).exists():
        raise StageTakenError(name)
    made = Stage.objects.create(
        organisation=organisation, journey=journey, name=name, phase=phase, position=stages.count()
    )
    _record(organisation, change="added", by=by, at=at, subject=f"stage {made.pk}")
    return made


@transaction.atomic
def change_stage(*, stage: Stage, name: str, phase: str, by: int | None, at: datetime) -> None:
    """Give a stage another name or phase.

    Raises
    ------
    StageTakenError
        When another stage of the journey has this name.
    GoneError
        When the stage is gone.
    """
    organisation = take_turn(stage.organisation_id)
    if Stage.objects.filter(journey=stage.journey_id, name=name).exclude(pk=stage.pk).exists():
        raise StageTakenError(name)
    if not Stage.objects.filter(pk=stage.pk).update(name=name, phase=phase):
        raise GoneError
    _record(organisation, change="renamed", by=by, at=at, subject=f"stage {stage.pk}")


@transaction.atomic
def move_stage(*, stage: Stage, to: int, by: int | None, at: datetime) -> None:
    """Put a stage at a place among the stages of its journey, counted from 0.

    Raises
    ------
    GoneError
        When the stage is gone.
    """
    organisation = take_turn(stage.organisation_id)
    stages = Stage.objects.filter(journey=stage.journey_id)
    order = _order(stages)
    if stage.pk not in order:
        raise GoneError
    _arrange(stages, placed(order, moved=stage.pk, to=to))
    _record(organisation, change="moved", by=by, at=at, subject=f"stage {stage.pk}")


@transaction.atomic
def remove_stage(*, stage: Stage, by: int | None, at: datetime) -> None:
    """Remove an empty stage.

    Raises
    ------
    StageInUseError
        When it has steps.
    """
    organisation = take_turn(stage.organisation_id)
    if Step.objects.filter(stage=stage.pk).exists():
        raise StageInUseError
    stages = Stage.objects.filter(journey=stage.journey_id)
    if stages.filter(pk=stage.pk).delete()[0]:
        _arrange(stages, _order(stages))
        _record(organisation, change="removed", by=by, at=at, subject=f"stage {stage.pk}")


@transaction.atomic
def add_step(*, stage: Stage, touchpoint: Touchpoint, by: int | None, at: datetime) -> Step:
    """Add a step after the others of its stage.

    Raises
    ------
    StepTakenError
        When the stage has a step at this touchpoint.
    GoneError
        When the stage or the touchpoint is gone.
    """
    organisation = take_turn(stage.organisation_id)
    owned = Touchpoint.objects.for_organisation(organisation)
    there = Stage.objects.filter(pk=stage.pk).exists() and owned.filter(pk=touchpoint.pk).exists()
    if not there:
        raise GoneError
    steps = Step.objects.filter(stage=stage.pk)
    if steps.filter(touchpoint=touchpoint).exists():
        raise StepTakenError(touchpoint.name)
    made = Step.objects.create(
        organisation=organisation, stage=stage, touchpoint=touchpoint, position=steps.count()
    )
    _record(organisation, change="added", by=by, at=at, subject=f"step {made.pk}")
    return made


@transaction.atomic
def change_step(*, step: Step, goal: str, problem: str, by: int | None, at: datetime) -> None:
    """Say what customers want at a step, and what goes wrong for them.

    Raises
    ------
    GoneError
        When the step is gone.
    """
    organisation = take_turn(step.organisation_id)
    if not Step.objects.filter(pk=step.pk).update(goal=goal, problem=problem):
        raise GoneError
    _record(organisation, change="changed", by=by, at=at, subject=f"step {step.pk}")


@transaction.atomic
def move_step(*, step: Step, stage: Stage, to: int, by: int | None, at: datetime) -> None:
    """Put a step at a place in a stage of its journey, counted from 0.

    Raises
    ------
    GoneError
        When the step or the stage is gone, or the stage belongs to another journey.
    StepTakenError
        When the stage has another step at this touchpoint.
    """
    organisation = take_turn(step.organisation_id)
    # Read behind the lock: somebody else may have moved or removed it while this page was open.
    now = Step.objects.filter(pk=step.pk).select_related("stage").first()
    if now is None or not Stage.objects.filter(pk=stage.pk, journey=now.stage.journey_id).exists():
        raise GoneError
    there, before = Step.objects.filter(stage=stage.pk), Step.objects.filter(stage=now.stage_id)
    if there.filter(touchpoint=now.touchpoint_id).exclude(pk=now.pk).exists():
        raise StepTakenError
    order = placed(_order(there), moved=now.pk, to=to)
    Step.objects.filter(pk=now.pk).update(stage=stage.pk, position=2 * _ASIDE)
    _arrange(before, _order(before))
    _arrange(there, order)
    _record(organisation, change="moved", by=by, at=at, subject=f"step {now.pk}")


@transaction.atomic
def remove_step(*, step: Step, by: int | None, at: datetime) -> None:
    """Remove a step; its touchpoint stays, with names, owners and answers."""
    organisation = take_turn(step.organisation_id)
    stage = Step.objects.filter(pk=step.pk).values_list("stage", flat=True).first()
    if Step.objects.filter(pk=step.pk).delete()[0]:
        left = Step.objects.filter(stage=stage)
        _arrange(left, _order(left))
        _record(organisation, change="removed", by=by, at=at, subject=f"step {step.pk}")


def _order(rows: QuerySet[Stage] | QuerySet[Step]) -> list[int]:
    return list(rows.order_by("position", "pk").values_list("pk", flat=True))


def _arrange(rows: QuerySet[Stage] | QuerySet[Step], order: Sequence[int]) -> None:
    """Number the rows anew, from 0 on; those that stand right already are not written."""
    standing = dict(rows.values_list("pk", "position"))
    wrong = {pk: place for place, pk in enumerate(order) if standing[pk] != place}
    if not wrong:
        return
    rows.filter(pk__in=wrong, position__lt=_ASIDE).update(position=F("position") + _ASIDE)
    for pk, place in wrong.items():
        rows.filter(pk=pk).update(position=place)


def _record(organisation: Organisation, *, change: str, by: int | None, at: datetime, subject: str) -> None:
    record(
        organisation=organisation,
        action=Action.JOURNEY_CHANGED,
        by=by,
        at=at,
        subject=subject,
        details={"change": change},
    )
