"""The rows of the map: each step with score, trend, volume, owner, and whose hands it comes from."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext_lazy

from cxstats.estimate import Verdict
from ninefold.journeys.maps.queries import MappedStep
from ninefold.journeys.owners.telling import owners_text
from ninefold.kit.graphics import shade
from ninefold.kit.locales import Reader
from ninefold.understand.comparisons.pairs import Change
from ninefold.understand.journey_health.handover_words import over_text, scores_text
from ninefold.understand.journey_health.handovers import HandOver, hand_overs
from ninefold.understand.journey_health.looks import Look
from ninefold.understand.journey_health.queries import Health
from ninefold.understand.metrics.scoring import Score

NO_SHADE = 0
TRENDS = {
    Verdict.BETTER: gettext_lazy("rose"),
    Verdict.WORSE: gettext_lazy("fell"),
    Verdict.NONE: gettext_lazy("No real change"),
    Verdict.FEW: gettext_lazy("Too few to tell"),
}


@dataclass(frozen=True, kw_only=True)
class Handed:
    """A hand-over to a step.

    Attributes
    ----------
    title : who hands over to whom.
    words : the scores before it and after it; "" where one may not be shown.
    """

    over: HandOver
    title: str
    words: str


@dataclass(frozen=True, kw_only=True)
class StepRow:
    """One step of the map.

    Attributes
    ----------
    change : its score, `before` being all the other touchpoints; None where nobody has answered there, or
        nothing is measured at all.
    trend : its score against the period before; None where there is no such period, or no answer.
    events : how many; None where there are none or too few people had them.
    has_events : whether the map names kinds of events for it.
    score_shade, events_shade : 1 to 5 by where it lies among the steps, 0 without a number.
    owner : who answers for it, in few words; "" where nobody does.
    url : where its answers can be looked into; "" without any.
    handed : whose hands it comes from; None where it stays in the same.
    """

    step: MappedStep
    change: Change | None
    trend: Change | None
    events: int | None
    has_events: bool
    score_shade: int
    events_shade: int
    owner: str
    weakest: bool
    url: str
    handed: Handed | None = None

    @property
    def score(self) -> Score | None:
        """Its score alone."""
        return None if self.change is None else self.change.now

    @property
    def trend_words(self) -> str:
        """Whether its score rose or fell, in a word or two."""
        return "" if self.trend is None else str(TRENDS[self.trend.verdict])


@dataclass(frozen=True, kw_only=True)
class Stage:
    """One stage of the map with its steps in order."""

    name: str
    phase: str
    rows: tuple[StepRow, ...]


def stages_of(look: Look, *, found: Health | None) -> tuple[Stage, ...]:
    """Put the map and its numbers together, in the order of the journey."""
    rows = _rows(look, found=found)
    stages, first = [], 0
    for stage in look.map.stages:
        end = first + len(stage.steps)
        phase = str(stage.stage.get_phase_display())
        stages.append(Stage(name=stage.stage.name, phase=phase, rows=rows[first:end]))
        first = end
    return tuple(stages)


def _rows(look: Look, *, found: Health | None) -> tuple[StepRow, ...]:
    changes = found.scores.at if found and found.scores else {}
    events = _events(found)
    values = [value for change in changes.values() if (value := change.now.estimate.value) is not None]
    ends = (min(values, default=0.0), max(values, default=0.0))
    most = max((count for count in events.values() if count is not None), default=0)
    handed = {each.place: _handed(each, changes=changes, reader=look.reader) for each in hand_overs(look.map)}
    return tuple(
        replace(_row(step, look=look, found=found, ends=ends, most=most), handed=handed.get(place))
        for place, step in enumerate(look.map.steps)
    )


def _events(found: Health | None) -> Mapping[int, int | None]:
    return (found.volumes if found else None) or {}


def _handed(over: HandOver, *, changes: Mapping[int, Change], reader: Reader) -> Handed:
    sides = [changes.get(step.touchpoint.pk) for step in (over.before, over.after)]
    before, after = (None if change is None else change.now for change in sides)
    return Handed(over=over, title=over_text(over), words=scores_text(before, after, reader=reader))


def _row(
    step: MappedStep, *, look: Look, found: Health | None, ends: tuple[float, float], most: int
) -> StepRow:
    number, scores = step.touchpoint.pk, found.scores if found else None
    change = scores.at.get(number) if scores else None
    value = change.now.estimate.value if change else None
    events = _events(found).get(look.path.places[number])
    return StepRow(
        step=step,
        change=change,
        trend=scores.trend.get(number) if scores else None,
        events=events,
        has_events=bool(step.event_names),
        score_shade=NO_SHADE if value is None else shade(value, low=ends[0], high=ends[1]),
        events_shade=NO_SHADE if events is None else shade(events, low=0, high=most),
        owner=owners_text(step.owners),
        weakest=scores is not None and scores.weakest == number,
        url=_url(step, look=look),
    )


def _url(step: MappedStep, *, look: Look) -> str:
    """The explorer, narrowed down to this touchpoint."""
    if look.metric is None or not step.feedback_names:
        return ""
    query = look.query | {"touchpoint": list(step.feedback_names)}
    return f"{reverse('understand:metrics')}?{urlencode(query, doseq=True)}"
