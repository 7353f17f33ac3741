"""A journey as it is lived: the scores of its touchpoints and the runs through it, over one period."""

from collections import Counter
from collections.abc import Hashable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

from ninefold.engine.daily import rows_by_day
from ninefold.engine.engines import Held, engine
from ninefold.engine.event_counts import Days, Fit, event_days, fit_events
from ninefold.engine.facts import Frame
from ninefold.engine.filters import AGAINST, Filter
from ninefold.engine.instances import HeldInstances, Stitching, hold_instances, hold_steps
from ninefold.engine.legs import Leg, hold_reached, tell_legs
from ninefold.engine.snapshot import snapshot, state_of
from ninefold.engine.stitching import READ
from ninefold.engine.visits import hold_visits
from ninefold.journeys.maps.models import Journey
from ninefold.journeys.maps.queries import JourneyMap, journey_map
from ninefold.kit.calendars import Period
from ninefold.kit.clock import local_day
from ninefold.kit.locales import Reader
from ninefold.kit.memory import Kept
from ninefold.people.organisations.models import Organisation
from ninefold.understand.journey_health.handovers import Passed, passed
from ninefold.understand.journey_health.paths import Path, path_of
from ninefold.understand.journey_health.runs import Runs, runs
from ninefold.understand.journey_health.scores import Scores, at_touchpoints, score_touchpoints
from ninefold.understand.journey_health.silence import Silent, placed, silence
from ninefold.understand.journey_health.sittings import Asked, asked_of
from ninefold.understand.journey_health.whole import Whole
from ninefold.understand.journey_health.whole_queries import whole_against_parts
from ninefold.understand.metrics.queries import Facts, facts_of, metrics_of
from ninefold.understand.metrics.registry import Metric
from ninefold.understand.trends.windows import Window, window


@dataclass(frozen=True, kw_only=True)
class Measured:
    """The numbers of a journey over one period.

    Attributes
    ----------
    scores : of its touchpoints; None where nothing has been answered anywhere near.
    runs : through it; None where no event of its kinds is known.
    silence : visits without an answer; None where it cannot be told.
    whole : the whole against its touchpoints, on the answers that rate both.
    passed : what runs tell of the way between two departments, where enough people came to it.
    """

    window: Window
    scores: Scores | None
    runs: Runs | None
    silence: tuple[Silent, ...] | None
    passed: Mapping[Leg, Passed]
    whole: Whole


@dataclass(frozen=True, kw_only=True)
class Health:
    """A journey with its map and its numbers.

    Attributes
    ----------
    metric, metrics : what is measured, and what could be.
    measured : None where neither answers nor events tell of it.
    """

    map: JourneyMap
    path: Path
    metric: Metric | None
    metrics: tuple[Metric, ...]
    measured: Measured | None

    @property
    def heard(self) -> dict[str, str]:
        """What is shown, by the parameter of an address that asks for it."""
        return {} if self.metric is None else {"metric": self.metric.slug}


_KEPT = Kept[Measured | None](most=32)
# Stitched once for whatever period is asked for; they lie within the memory of the engine.
_STITCHED = Kept["_Stitched"](most=4)


def journey_health(
    *, organisation: Organisation, journey: Journey, where: Filter, slug: str, at: datetime, reader: Reader
) -> Health:
    """Look at a journey.

    Parameters
    ----------
    where : narrows answers and events; what events do not know (survey, words) narrows the answers alone, and
        so does a choice of touchpoints, which the map itself is about.
    slug : the metric; the first there is where no metric has that name.
    at : the present moment; events of later days are not looked at.
    """
    on = local_day(at, reader=reader)
    mapped = journey_map(organisation=organisation, journey=journey, on=on)
    path = path_of(mapped)
    metrics = metrics_of(organisation=organisation, survey=where.survey)
    metric = next((each for each in metrics if each.slug == slug), metrics[0] if metrics else None)
    look = _Look(
        organisation=organisation,
        path=path,
        where=replace(where, since=None, until=None),
        metric=metric,
        asked=asked_of(metrics, wanted=metric),
        at=_end_of(on, reader=reader),
        # Read before the facts: should an import come between, newer numbers go with the older state.
        state=state_of(organisation=organisation.pk),
    )
    measured = _KEPT.get(
        owner=organisation.pk,
        state=look.state,
        asked=(organisation.threshold, metric, look.asked, path.shape, where, reader, on),
        make=lambda: _measured(look, where=where, reader=reader),
    )
    return Health(map=mapped, path=path, metric=metric, metrics=metrics, measured=measured)


def journeys_of(*, organisation: Organisation) -> tuple[Journey, ...]:
    """List the journeys by name."""
    return tuple(Journey.objects.for_organisation(organisation).order_by("name", "pk"))


@dataclass(frozen=True, kw_only=True)
class _Look:
    """What is looked at, whatever the days shown.

    Attributes
    ----------
    where : the filter, without its days.
    asked : what can be told of the whole and of its parts.
    at : the end of the present day.
    state : of the facts when the look began.
    """

    organisation: Organisation
    path: Path
    where: Filter
    metric: Metric | None
    asked: Asked
    at: datetime
    state: Hashable

    @property
    def by(self) -> Stitching:
        """How the events are stitched."""
        return Stitching(rules=self.path.rules, places=dict(self.path.kinds), at=self.at)


def _measured(look: _Look, *, where: Filter, reader: Reader) -> Measured | None:
    facts, events = _answers(look), _events(look)
    days, answered = Counter[date](), dict[date, int]()
    if facts is not None and look.metric is not None:
        answered = rows_by_day(facts.frame)
        days.update(answered)
    happened = {} if events is None else event_days(frame=events, kinds=look.by.places, at=look.at)
    days.update(happened)
    shown = window(days=days, since=where.since, until=where.until, against=where.against, reader=reader)
    if shown is None:
        return None
    scores = None
    if facts is not None and look.metric is not None:
        scores = score_touchpoints(facts=facts, metric=look.metric, now=shown.now, before=shown.before)
    known = Measured(
        window=shown,
        scores=scores,
        runs=None,
        silence=None,
        passed={},
        whole=_whole(look, period=shown.now, answered=answered),
    )
    if events is None or not happened:
        return known
    found = _stitched(look, events=events, facts=facts)
    return replace(
        known,
        runs=_runs(look, found=found, events=events, period=shown.now),
        silence=_silence(look, found=found, period=shown.now),
        passed=_passed(look, found=found, period=shown.now),
    )


def _whole(look: _Look, *, period: Period, answered: Mapping[date, int]) -> Whole:
    return whole_against_parts(
        organisation=look.organisation,
        where=replace(look.where, since=period.start, until=period.end),
        names=dict(look.path.answers),
        asked=look.asked,
        answers=sum(count for day, count in answered.items() if period.start <= day < period.end),
    )


def _answers(look: _Look) -> Facts | None:
    """The answers at the touchpoints of the journey, of all days; None where none can be measured."""
    if look.metric is None or not look.path.answers:
        return None
    found = facts_of(organisation=look.organisation, where=look.where, metrics=[look.metric], by="customer")
    return at_touchpoints(found, names=dict(look.path.answers))


@dataclass(frozen=True, kw_only=True)
class _Stitched:
    """The runs of all days, when they were where, and the visits where customers are asked: nobody's name.

    Attributes
    ----------
    fit : which events could be stitched.
    """

    runs: HeldInstances
    fit: Fit
    visits: Held | None
    reached: Held


def _stitched(look: _Look, *, events: Frame, facts: Facts | None) -> _Stitched:
    """Stitch once for all periods."""
    return _STITCHED.get(
        owner=look.organisation.pk,
        state=look.state,
        asked=(look.path.kinds, look.path.answers, look.path.rules, look.at, look.where),
        make=lambda: _stitch(look, events=events, facts=facts),
    )


def _stitch(look: _Look, *, events: Frame, facts: Facts | None) -> _Stitched:
    steps = hold_steps(frame=events, by=look.by, engine=engine())
    visits = None
    if facts is not None:
        answers = placed(facts.frame, names=look.path.asked, engine=facts.engine)
        visits = hold_visits(steps=steps.frame(), answers=answers, today=look.at.date(), engine=engine())
    return _Stitched(
        runs=hold_instances(steps=steps.frame(), engine=engine()),
        fit=fit_events(frame=events, rules=look.by.rules, kinds=look.by.places, at=look.at),
        visits=visits,
        reached=hold_reached(steps=steps.frame(), engine=engine()),
    )


def _runs(look: _Look, *, found: _Stitched, events: Frame, period: Period) -> Runs:
    return runs(
        held=found.runs,
        fit=found.fit,
        frame=events,
        by=look.by,
        period=period,
        threshold=look.organisation.threshold,
        engine=engine(),
    )


def _passed(look: _Look, *, found: _Stitched, period: Period) -> dict[Leg, Passed]:
    told = tell_legs(
        reached=found.reached.frame(),
        instances=found.runs.instances.frame(),
        legs=look.path.legs,
        days=Days(since=period.start, until=period.end),
        engine=engine(),
    )
    return passed(told, threshold=look.organisation.threshold)


def _silence(look: _Look, *, found: _Stitched, period: Period) -> tuple[Silent, ...] | None:
    if found.visits is None:
        return None
    return silence(
        held=found.visits.frame(),
        days=Days(since=period.start, until=period.end),
        asked=frozenset(look.path.asked.values()),
        threshold=look.organisation.threshold,
    )


def _end_of(day: date, *, reader: Reader) -> datetime:
    return datetime.combine(day, time.max, tzinfo=ZoneInfo(reader.time_zone)).astimezone(UTC)


def _of_events(where: Filter) -> Filter:
    """What of a filter events know: they belong to no survey, say no words, and a map is all touchpoints."""
    return replace(where, survey=None, touchpoint=(), words="", against=AGAINST[0])


def _events(look: _Look) -> Frame | None:
    """The events in sight that a filter selects, of all days; None where there can be none."""
    found = snapshot(organisation=look.organisation.pk, table="event") if look.path.kinds else None
    if found is None or not (found.files or found.tail.num_rows):
        return None
    narrowed = _of_events(look.where)
    filtered = [name for name in narrowed.columns() if name in found.schema.names]
    frame = engine().frame(found, columns=tuple(dict.fromkeys([*READ, *filtered])))
    return narrowed.apply(frame, engine=engine())
