"""Reading maps: a journey with its stages, steps, names in the data, owners and flags, in few queries."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from ninefold.journeys.maps.choices import Flag
from ninefold.journeys.maps.models import Journey, Stage, Step
from ninefold.journeys.owners.queries import Answering, Book, owners_on
from ninefold.journeys.touchpoints.choices import Where
from ninefold.journeys.touchpoints.models import Touchpoint
from ninefold.journeys.touchpoints.queries import InData, Names, touchpoint_names
from ninefold.people.organisations.models import Organisation


@dataclass(frozen=True, kw_only=True)
class MappedStep:
    """One step as a map shows it.

    Attributes
    ----------
    step, touchpoint : the rows.
    kind : the touchpoint's, a value of `Kind`.
    goal, problem : what customers want there, and what goes wrong for them.
    feedback_names, event_names : what the data call the touchpoint.
    owner : who answers for it everywhere; None where nobody does.
    owners : all who answer for it on that day: first everywhere, then by unit.
    flags : what the map points out.
    """

    step: Step
    touchpoint: Touchpoint
    kind: str
    goal: str
    problem: str
    feedback_names: tuple[str, ...]
    event_names: tuple[str, ...]
    owner: Answering | None
    owners: tuple[Answering, ...]
    flags: tuple[Flag, ...]


@dataclass(frozen=True, kw_only=True)
class MappedStage:
    """One stage with its steps in order."""

    stage: Stage
    steps: tuple[MappedStep, ...]


@dataclass(frozen=True, kw_only=True)
class JourneyMap:
    """A journey on a day.

    Attributes
    ----------
    owner : who answers for the whole journey everywhere; None where nobody does.
    owners : all who answer for it, by unit.
    """

    journey: Journey
    on: date
    stages: tuple[MappedStage, ...]
    owner: Answering | None
    owners: tuple[Answering, ...]

    @property
    def steps(self) -> tuple[MappedStep, ...]:
        """All steps, in the order of the journey."""
        return tuple(step for stage in self.stages for step in stage.steps)

    def flagged(self, flag: str) -> tuple[MappedStep, ...]:
        """Give the steps that bear a flag."""
        return tuple(step for step in self.steps if flag in step.flags)

    @property
    def without_owner(self) -> int:
        """How many steps nobody owns."""
        return len(self.flagged(Flag.NO_OWNER))

    @property
    def not_measured(self) -> int:
        """How many steps nobody measures."""
        return len(self.flagged(Flag.NOT_MEASURED))


def journey_map(
    *, organisation: Organisation, journey: Journey, on: date, in_data: InData | None = None
) -> JourneyMap:
    """Give the map of a journey as it is owned on a day, in four queries.

    Parameters
    ----------
    on : the day whose owners are named.
    in_data : the names that the data use (`touchpoints.queries.names_in_data`). With it a step is also
        flagged as not measured when no answer bears any of its names.
    """
    stages = Stage.objects.for_organisation(organisation).filter(journey=journey)
    return _maps(
        organisation, journeys=[journey], stages=stages.order_by("position"), on=on, in_data=in_data
    )[0]


def journey_maps(
    *, organisation: Organisation, on: date, in_data: InData | None = None
) -> tuple[JourneyMap, ...]:
    """Give the maps of all journeys by name, in five queries however many there are."""
    journeys = list(Journey.objects.for_organisation(organisation).order_by("name", "pk"))
    stages = Stage.objects.for_organisation(organisation).order_by("journey", "position")
    return _maps(organisation, journeys=journeys, stages=stages, on=on, in_data=in_data)


def mapped_touchpoints(*, organisation: Organisation) -> tuple[Touchpoint, ...]:
    """List the touchpoints of all maps, each once, in the order of the journeys, in one query."""
    steps = Step.objects.for_organisation(organisation).select_related("touchpoint")
    placed = steps.order_by("stage__journey__name", "stage__journey", "stage__position", "position")
    return tuple(dict.fromkeys(step.touchpoint for step in placed))


def _maps(
    organisation: Organisation,
    *,
    journeys: Sequence[Journey],
    stages: Iterable[Stage],
    on: date,
    in_data: InData | None,
) -> tuple[JourneyMap, ...]:
    standing = list(stages)
    steps = Step.objects.filter(stage__in=[stage.pk for stage in standing]).select_related("touchpoint")
    book, names = owners_on(organisation=organisation, on=on), touchpoint_names(organisation=organisation)
    by_stage: dict[int, list[MappedStep]] = {}
    for step in steps.order_by("stage", "position"):
        by_stage.setdefault(step.stage_id, []).append(
            mapped_step(step=step, book=book, names=names, in_data=in_data)
        )
    by_journey: dict[int, list[MappedStage]] = {}
    for stage in standing:
        by_journey.setdefault(stage.journey_id, []).append(
            MappedStage(stage=stage, steps=tuple(by_stage.get(stage.pk, ())))
        )
    return tuple(
        JourneyMap(
            journey=journey,
            on=on,
            stages=tuple(by_journey.get(journey.pk, ())),
            owner=book.of_journey(journey.pk),
            owners=book.journeys.get(journey.pk, ()),
        )
        for journey in journeys
    )


def mapped_step(*, step: Step, book: Book, names: Names, in_data: InData | None) -> MappedStep:
    """Describe one step, whose touchpoint has been read with it."""
    touchpoint = step.touchpoint
    called = names.get(touchpoint.pk, {})
    owners = book.touchpoints.get(touchpoint.pk, ())
    feedback = called.get(Where.FEEDBACK, ())
    return MappedStep(
        step=step,
        touchpoint=touchpoint,
        kind=touchpoint.kind,
        goal=step.goal,
        problem=step.problem,
        feedback_names=feedback,
        event_names=called.get(Where.EVENT, ()),
        owner=book.of_touchpoint(touchpoint.pk),
        owners=owners,
        flags=flags_of(touchpoint, owners=owners, feedback=feedback, in_data=in_data),
    )


def flags_of(
    touchpoint: Touchpoint,
    *,
    owners: Sequence[Answering],
    feedback: Sequence[str],
    in_data: InData | None = None,
) -> tuple[Flag, ...]:
    """Tell what a map points out about a touchpoint.

    Parameters
    ----------
    owners : who answers for it.
    feedback : what the answers call it.
    in_data : the names that the data use, as in `journey_map`.
    """
    measured = any(in_data is None or name in in_data.answers for name in feedback)
    told = (
        (Flag.NO_OWNER, not owners),
        (Flag.NOT_MEASURED, not measured),
        (Flag.OUTSIDE, touchpoint.outside),
    )
    return tuple(flag for flag, holds in told if holds)
