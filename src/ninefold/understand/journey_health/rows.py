"""The rows of the map: every step with its score, its volume, its owner and its flags."""

from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlencode

from django.urls import reverse

from ninefold.engine.filters import Filter
from ninefold.journeys.maps.queries import MappedStep
from ninefold.journeys.owners.telling import owners_text
from ninefold.kit.graphics import shade
from ninefold.understand.comparisons.queries import Change
from ninefold.understand.journey_health.queries import Health
from ninefold.understand.metrics.scoring import Score

NO_SHADE = 0


@dataclass(frozen=True, kw_only=True)
class StepRow:
    """One step of the map.

    Attributes
    ----------
    change : its score, `before` being all the other touchpoints; None where nobody has answered there, or
        nothing is measured at all.
    events : how many; None where there are none or too few people had them.
    has_events : whether the map names kinds of events for it.
    score_shade, events_shade : 1 to 5 by where it lies among the steps, 0 without a number.
    owner : who answers for it, in few words; "" where nobody does.
    url : where its answers can be looked into; "" without any.
    """

    step: MappedStep
    change: Change | None
    events: int | None
    has_events: bool
    score_shade: int
    events_shade: int
    owner: str
    weakest: bool
    url: str

    @property
    def score(self) -> Score | None:
        """Its score alone."""
        return None if self.change is None else self.change.now


@dataclass(frozen=True, kw_only=True)
class Stage:
    """One stage of the map with its steps in order."""

    name: str
    phase: str
    rows: tuple[StepRow, ...]


def stages_of(found: Health, *, where: Filter) -> tuple[Stage, ...]:
    """Put the map and its numbers together, in the order of the journey."""
    events = _events(found)
    values = [
        value for change in _changes(found).values() if (value := change.now.estimate.value) is not None
    ]
    ends = (min(values, default=0.0), max(values, default=0.0))
    most = max((count for count in events.values() if count is not None), default=0)
    return tuple(
        Stage(
            name=stage.stage.name,
            phase=str(stage.stage.get_phase_display()),
            rows=tuple(_row(step, found=found, ends=ends, most=most, where=where) for step in stage.steps),
        )
        for stage in found.map.stages
    )


def _changes(found: Health) -> Mapping[int, Change]:
    scores = found.measured.scores if found.measured else None
    return {} if scores is None else scores.at


def _events(found: Health) -> dict[int, int | None]:
    told = found.measured.runs if found.measured else None
    return {} if told is None else {place: each.events for place, each in told.volumes.items()}


def _row(step: MappedStep, *, found: Health, ends: tuple[float, float], most: int, where: Filter) -> StepRow:
    change = _changes(found).get(step.touchpoint.pk)
    value = None if change is None else change.now.estimate.value
    events = _events(found).get(found.path.places[step.touchpoint.pk])
    scores = found.measured.scores if found.measured else None
    return StepRow(
        step=step,
        change=change,
        events=events,
        has_events=bool(step.event_names),
        score_shade=NO_SHADE if value is None else shade(value, low=ends[0], high=ends[1]),
        events_shade=NO_SHADE if events is None else shade(events, low=0, high=most),
        owner=owners_text(step.owners),
        weakest=scores is not None and scores.weakest == step.touchpoint.pk,
        url=_url(step, found=found, where=where),
    )


def _url(step: MappedStep, *, found: Health, where: Filter) -> str:
    """The explorer, narrowed down to this touchpoint."""
    if found.metric is None or not step.feedback_names:
        return ""
    query = where.to_query() | {"metric": [found.metric.slug], "touchpoint": list(step.feedback_names)}
    return f"{reverse('understand:metrics')}?{urlencode(query, doseq=True)}"
