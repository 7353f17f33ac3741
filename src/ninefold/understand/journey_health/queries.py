"""A journey as it is lived: the scores of its touchpoints and the runs through it, over one period."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from ninefold.engine.duck import engine
from ninefold.engine.event_counts import event_days
from ninefold.engine.facts import Frame
from ninefold.engine.filters import Filter
from ninefold.engine.snapshot import snapshot, state_of
from ninefold.engine.stitching import READ, Rules
from ninefold.journeys.maps.choices import Key
from ninefold.journeys.maps.models import Journey
from ninefold.journeys.maps.queries import JourneyMap, journey_map
from ninefold.kit.clock import local_day
from ninefold.kit.locales import Reader
from ninefold.kit.memory import Kept
from ninefold.people.organisations.models import Organisation
from ninefold.understand.journey_health.runs import Runs, runs
from ninefold.understand.journey_health.scores import Scores, at_touchpoints, score_touchpoints
from ninefold.understand.metrics.queries import dated, facts_of, metrics_of
from ninefold.understand.metrics.registry import Metric
from ninefold.understand.trends.windows import Window, window


@dataclass(frozen=True, kw_only=True)
class Path:
    """A map as the facts need it.

    Attributes
    ----------
    places : the place of every touchpoint along the journey, from 1, where it stands first.
    answers : the number of a touchpoint by what the answers call it.
    kinds : the place of every kind of event that belongs to the journey; 0 if it only starts or ends it.
    rules : how its events are stitched.
    """

    places: Mapping[int, int]
    answers: tuple[tuple[str, int], ...]
    kinds: tuple[tuple[str, int], ...]
    rules: Rules


@dataclass(frozen=True, kw_only=True)
class Measured:
    """The numbers of a journey over one period.

    Attributes
    ----------
    scores : of its touchpoints; None where nothing has been answered anywhere near.
    runs : through it; None where no event of its kinds is known.
    """

    window: Window
    scores: Scores | None
    runs: Runs | None


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


_KEPT = Kept[Measured | None](most=32)


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
    measured = _KEPT.get(
        owner=organisation.pk,
        state=state_of(organisation=organisation.pk),
        asked=(organisation.threshold, metric, path.answers, path.kinds, path.rules, where, reader, on),
        make=lambda: _measured(
            organisation=organisation, path=path, where=where, metric=metric, on=on, reader=reader
        ),
    )
    return Health(map=mapped, path=path, metric=metric, metrics=metrics, measured=measured)


def journeys_of(*, organisation: Organisation) -> tuple[Journey, ...]:
    """List the journeys by name."""
    return tuple(Journey.objects.for_organisation(organisation).order_by("name", "pk"))


def path_of(mapped: JourneyMap) -> Path:
    """Work out what the facts need to know of a map."""
    places: dict[int, int] = {}
    for step in mapped.steps:
        places.setdefault(step.touchpoint.pk, len(places) + 1)
    journey = mapped.journey
    kinds = dict.fromkeys([*journey.starts, *journey.ends], 0) if places else {}
    for step in mapped.steps:
        kinds |= dict.fromkeys(step.event_names, places[step.touchpoint.pk])
    answers = {name: step.touchpoint.pk for step in mapped.steps for name in step.feedback_names}
    return Path(
        places=places,
        answers=tuple(sorted(answers.items())),
        kinds=tuple(sorted(kinds.items())),
        rules=Rules(
            key="case" if journey.key == Key.CASE else "customer",
            starts=tuple(journey.starts),
            ends=tuple(journey.ends),
            # A case holds together by itself, however long nothing happens in it.
            timeout_days=None if journey.key == Key.CASE else journey.timeout_days,
        ),
    )


def _measured(
    *,
    organisation: Organisation,
    path: Path,
    where: Filter,
    metric: Metric | None,
    on: date,
    reader: Reader,
) -> Measured | None:
    end_of_day = datetime.combine(on, time.max, tzinfo=ZoneInfo(reader.time_zone))
    undated = replace(where, since=None, until=None)
    facts, days = None, Counter[date]()
    if metric is not None and path.answers:
        found = facts_of(organisation=organisation, where=undated, metrics=[metric])
        facts = at_touchpoints(found, names=dict(path.answers))
        days.update(dated(facts=facts, metrics=[metric]).days)
    events = _events(organisation, where=undated) if path.kinds else None
    happened = {} if events is None else event_days(frame=events, kinds=dict(path.kinds), at=end_of_day)
    days.update(happened)
    shown = window(days=days, since=where.since, until=where.until, against=where.against, reader=reader)
    if shown is None:
        return None
    return Measured(
        window=shown,
        scores=None
        if facts is None or metric is None
        else score_touchpoints(facts=facts, metric=metric, period=shown.now),
        runs=None
        if events is None or not happened
        else runs(
            frame=events,
            engine=engine(),
            rules=path.rules,
            places=dict(path.kinds),
            period=shown.now,
            at=end_of_day,
            threshold=organisation.threshold,
        ),
    )


def _events(organisation: Organisation, *, where: Filter) -> Frame | None:
    """The events in sight that a filter selects, of all days; None where there are none at all."""
    found = snapshot(organisation=organisation.pk, table="event")
    if not found.files and not found.tail.num_rows:
        return None
    narrowed = replace(where, survey=None, touchpoint=(), words="")
    filtered = [name for name in narrowed.columns() if name in found.schema.names]
    reader = engine()
    frame = reader.frame(found, columns=tuple(dict.fromkeys([*READ, *filtered])))
    return narrowed.apply(frame, engine=reader)
