"""What the editor of one map shows: the map, the open step with its form, and the forms that add to it."""

from dataclasses import dataclass
from datetime import date

from ninefold.journeys.drawing.forms import NewStepForm, StageForm, StepForm
from ninefold.journeys.maps.choices import Phase
from ninefold.journeys.maps.models import Journey
from ninefold.journeys.maps.queries import JourneyMap, MappedStage, MappedStep, journey_map
from ninefold.journeys.touchpoints.models import Touchpoint
from ninefold.journeys.touchpoints.queries import (
    InData,
    names_in_data,
    offered_to,
    touchpoint_names,
    touchpoints_of,
)
from ninefold.kit.locales import Reader


@dataclass(frozen=True, kw_only=True)
class Editor:
    """One page of the editor.

    Attributes
    ----------
    columns : the stages, each with its form for a new step.
    open : the step whose panel is open; None for none.
    step_form : its form; None where nothing is open or may be changed.
    adding : the number of the stage whose form for a new step was sent with a mistake; None for none.
    """

    map: JourneyMap
    columns: tuple[tuple[MappedStage, NewStepForm], ...]
    open: MappedStep | None
    step_form: StepForm | None
    new_stage: StageForm
    adding: int | None
    touchpoints: tuple[Touchpoint, ...]


def editor_of(
    *,
    journey: Journey,
    on: date,
    reader: Reader,
    step: str = "",
    writes: bool,
    whole: bool,
    step_form: StepForm | None = None,
    new_step: NewStepForm | None = None,
    new_stage: StageForm | None = None,
    adding: int | None = None,
) -> Editor:
    """Read the page of a journey.

    Parameters
    ----------
    step : the number of the step whose panel is open, as it stands in the address.
    writes : whether whoever looks may change it.
    whole : whether they see all facts; from a part of them nobody could tell what is not measured.
    step_form, new_step, new_stage : forms as they were sent, with what is wrong in them.
    """
    house = journey.organisation
    in_data = names_in_data(organisation=house) if whole else None
    found = journey_map(organisation=house, journey=journey, on=on, in_data=in_data)
    opened = next((each for each in found.steps if str(each.step.pk) == step), None)
    if opened is not None and writes and step_form is None:
        step_form = form_of(opened, in_data=in_data, reader=reader)
    return Editor(
        map=found,
        open=opened,
        step_form=step_form if opened is not None else None,
        columns=tuple((each, _adder(each, sent=new_step, to=adding)) for each in found.stages),
        new_stage=new_stage or StageForm(initial={"phase": _next_phase(found)}),
        adding=adding,
        touchpoints=touchpoints_of(organisation=house) if writes else (),
    )


def form_of(opened: MappedStep, *, in_data: InData | None, reader: Reader, data: object = None) -> StepForm:
    """Make the form of a step, filled with what stands or with what was sent."""
    names = touchpoint_names(organisation=opened.step.organisation)
    offered = offered_to(
        touchpoint=opened.touchpoint.pk, names=names, in_data=in_data or InData(answers={}, events={})
    )
    initial = {
        "name": opened.touchpoint.name,
        "kind": opened.kind,
        "goal": opened.goal,
        "problem": opened.problem,
        "answers": opened.feedback_names,
        "events": opened.event_names,
    }
    return StepForm(data, initial=initial, offered=offered, reader=reader)


def _adder(stage: MappedStage, *, sent: NewStepForm | None, to: int | None) -> NewStepForm:
    """Make the form for a new step of a stage; each has names of its own for its fields on the page."""
    if sent is not None and stage.stage.pk == to:
        return sent
    return NewStepForm(auto_id=f"new-{stage.stage.pk}-%s")


def _next_phase(found: JourneyMap) -> str:
    return found.stages[-1].stage.phase if found.stages else Phase.BEFORE.value
