"""The weakest touchpoints of all, whatever journey they stand in, with who answers for each."""

from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from cxstats.compare import Family
from cxstats.estimate import Verdict
from ninefold.engine.filters import Filter
from ninefold.engine.snapshot import state_of
from ninefold.journeys.owners.queries import Answering, owners_on
from ninefold.journeys.touchpoints.choices import Where
from ninefold.journeys.touchpoints.models import Touchpoint
from ninefold.journeys.touchpoints.queries import Names, touchpoint_names, touchpoints_of
from ninefold.kit.memory import Kept
from ninefold.people.organisations.models import Organisation
from ninefold.understand.comparisons.queries import Change
from ninefold.understand.journey_health.scores import Scores, at_touchpoints, score_touchpoints
from ninefold.understand.metrics.queries import facts_of
from ninefold.understand.metrics.registry import Metric


@dataclass(frozen=True, kw_only=True)
class WeakTouchpoint:
    """A touchpoint and its score.

    Attributes
    ----------
    change : the score, with all other touchpoints together as `before`.
    owner : who answers for it; None where nobody does.
    told : whether it is told from the others, and worse.
    """

    touchpoint: Touchpoint
    change: Change
    owner: Answering | None
    told: bool


@dataclass(frozen=True, kw_only=True)
class Weakest:
    """Touchpoints, the surest to be weak first, and the looks that their verdicts were given in."""

    touchpoints: tuple[WeakTouchpoint, ...]
    family: Family | None


_KEPT = Kept[Scores](most=32)


def weakest_touchpoints(
    *,
    organisation: Organisation,
    where: Filter,
    metric: Metric,
    at: datetime,
    limit: int = 7,
) -> Weakest:
    """List the touchpoints by how surely they are weak.

    Parameters
    ----------
    where : narrows the answers, also to the days shown.
    at : the present moment; it decides who answers on this day, where the organisation is.
    limit : so many at most.

    Returns
    -------
    Those whose score may be shown alone; nothing where no touchpoint has a name in the answers.
    """
    names = touchpoint_names(organisation=organisation)
    answers = _answers(names)
    if not answers:
        return Weakest(touchpoints=(), family=None)
    scores = _KEPT.get(
        owner=organisation.pk,
        state=state_of(organisation=organisation.pk),
        asked=(organisation.threshold, metric, answers, where),
        make=lambda: _scored(organisation, where=where, metric=metric, answers=answers),
    )
    on = at.astimezone(ZoneInfo(organisation.time_zone)).date()
    listed = _listed(organisation, scores=scores, on=on)
    return Weakest(touchpoints=listed[:limit], family=scores.family)


def _answers(names: Names) -> tuple[tuple[str, int], ...]:
    return tuple(
        sorted((text, number) for number, places in names.items() for text in places.get(Where.FEEDBACK, ()))
    )


def _scored(
    organisation: Organisation, *, where: Filter, metric: Metric, answers: tuple[tuple[str, int], ...]
) -> Scores:
    facts = facts_of(organisation=organisation, where=where, metrics=[metric])
    return score_touchpoints(facts=at_touchpoints(facts, names=dict(answers)), metric=metric)


def _listed(organisation: Organisation, *, scores: Scores, on: date) -> tuple[WeakTouchpoint, ...]:
    book = owners_on(organisation=organisation, on=on)
    found = [
        WeakTouchpoint(
            touchpoint=each,
            change=scores.at[each.pk],
            owner=book.of_touchpoint(each.pk),
            told=scores.at[each.pk].verdict is Verdict.WORSE,
        )
        for each in touchpoints_of(organisation=organisation)
        if each.pk in scores.at and not scores.at[each.pk].now.few
    ]
    return tuple(sorted(found, key=lambda each: (_upper(each.change), each.touchpoint.name)))


def _upper(change: Change) -> float:
    """The end of the interval: the lower it is, the surer we are that a touchpoint is weak."""
    return float("inf") if change.now.estimate.high is None else change.now.estimate.high
