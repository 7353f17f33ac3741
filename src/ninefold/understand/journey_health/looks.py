"""What is asked of a journey: its map, the answers and events that tell of it, and the days shown."""

from collections import Counter
from collections.abc import Hashable
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time
from functools import cached_property
from zoneinfo import ZoneInfo

from ninefold.engine.daily import rows_by_day
from ninefold.engine.engines import engine
from ninefold.engine.event_counts import event_days
from ninefold.engine.facts import Frame
from ninefold.engine.filters import AGAINST, Filter
from ninefold.engine.instances import Stitching
from ninefold.engine.snapshot import snapshot, state_of
from ninefold.engine.stitching import READ
from ninefold.journeys.maps.models import Journey
from ninefold.journeys.maps.queries import JourneyMap, journey_map
from ninefold.kit.clock import local_day
from ninefold.kit.locales import Reader
from ninefold.kit.memory import Kept
from ninefold.people.organisations.models import Organisation
from ninefold.understand.journey_health.paths import Path, path_of
from ninefold.understand.journey_health.scores import at_touchpoints
from ninefold.understand.metrics.queries import Facts, facts_of, metrics_of
from ninefold.understand.metrics.registry import Metric
from ninefold.understand.trends.windows import Window, window


@dataclass(frozen=True, kw_only=True)
class Look:
    """A journey, and what of it is asked.

    Attributes
    ----------
    where : narrows answers and events; what events do not know (survey, words) narrows the answers alone, and
        so does a choice of touchpoints, which the map itself is about.
    metric, metrics : what is measured, and what could be.
    day : the present day.
    state : of the facts when the look began: should an import come between, newer numbers go with the older
        state.
    """

    organisation: Organisation
    map: JourneyMap
    path: Path
    where: Filter
    metric: Metric | None
    metrics: tuple[Metric, ...]
    reader: Reader
    day: date
    state: Hashable

    @property
    def heard(self) -> dict[str, str]:
        """What is shown, by the parameter of an address that asks for it."""
        return {} if self.metric is None else {"metric": self.metric.slug}

    @property
    def query(self) -> dict[str, list[str]]:
        """What is asked, as an address keeps it."""
        return self.where.to_query() | {name: [value] for name, value in self.heard.items()}

    @property
    def everywhen(self) -> Filter:
        """The filter without its days."""
        return replace(self.where, since=None, until=None)

    @property
    def by(self) -> Stitching:
        """How the events are stitched; events of later days are not looked at."""
        end = datetime.combine(self.day, time.max, tzinfo=ZoneInfo(self.reader.time_zone)).astimezone(UTC)
        return Stitching(rules=self.path.rules, places=dict(self.path.kinds), at=end)

    @property
    def asked(self) -> Hashable:
        """What its numbers depend on besides the facts."""
        threshold = self.organisation.threshold
        return threshold, self.metric, self.path.shape, self.where, self.reader, self.day

    @property
    def answered(self) -> bool:
        """Whether customers are asked anything along the journey."""
        return self.metric is not None and bool(self.path.answers)

    @cached_property
    def answers(self) -> Facts | None:
        """The answers at the touchpoints of the journey, of all days; None where none can be measured."""
        return self._answers(self.everywhen)

    @cached_property
    def events(self) -> Frame | None:
        """The events in sight that a filter selects, of all days; None where there can be none."""
        return self._events(self.everywhen)

    @cached_property
    def days(self) -> tuple[Counter[date], Counter[date]]:
        """Answers and events by day, whatever the filter: days that are shown tell nothing of few people."""
        everything = Filter(sight=self.where.sight, survey=self.where.survey, against=self.where.against)
        narrowed = self.everywhen != everything
        facts = self._answers(everything) if narrowed else self.answers
        events = self._events(everything) if narrowed else self.events
        answered = {} if facts is None else rows_by_day(facts.frame)
        happened = {}
        if events is not None:
            happened = event_days(frame=events, kinds=self.by.places, at=self.by.at)
        return Counter(answered), Counter(happened)

    def _answers(self, where: Filter) -> Facts | None:
        if self.metric is None or not self.answered:
            return None
        found = facts_of(organisation=self.organisation, where=where, metrics=[self.metric], by="customer")
        return at_touchpoints(found, names=dict(self.path.answers))

    def _events(self, where: Filter) -> Frame | None:
        found = snapshot(organisation=self.organisation.pk, table="event") if self.path.kinds else None
        if found is None or not (found.files or found.tail.num_rows):
            return None
        # They belong to no survey, say no words, and a map is all touchpoints.
        narrowed = replace(where, survey=None, touchpoint=(), words="", against=AGAINST[0])
        filtered = [name for name in narrowed.columns() if name in found.schema.names]
        frame = engine().frame(found, columns=tuple(dict.fromkeys([*READ, *filtered])))
        return narrowed.apply(frame, engine=engine())


def look_at(
    *, organisation: Organisation, journey: Journey, where: Filter, slug: str, at: datetime, reader: Reader
) -> Look:
    """Find what is asked of a journey.

    Parameters
    ----------
    slug : the metric; the first there is where no metric has that name.
    at : the present moment.
    """
    day = local_day(at, reader=reader)
    mapped = journey_map(organisation=organisation, journey=journey, on=day)
    metrics = metrics_of(organisation=organisation, survey=where.survey)
    return Look(
        organisation=organisation,
        map=mapped,
        path=path_of(mapped),
        where=where,
        metric=next((each for each in metrics if each.slug == slug), metrics[0] if metrics else None),
        metrics=metrics,
        reader=reader,
        day=day,
        state=state_of(organisation=organisation.pk),
    )


@dataclass(frozen=True, kw_only=True)
class Shown:
    """The days shown.

    Attributes
    ----------
    window : None where nobody in sight said or did anything on the days asked for.
    eventful : whether there is any event of the journey in sight, on whatever day.
    """

    window: Window | None
    eventful: bool


# A page and the part of it that comes later ask for the same days.
_KEPT = Kept[Shown](most=32)


def shown(look: Look) -> Shown:
    """Find the days to show: the same for few people as for nobody."""
    return _KEPT.get(
        owner=look.organisation.pk, state=look.state, asked=look.asked, make=lambda: _shown(look)
    )


def _shown(look: Look) -> Shown:
    answered, happened = look.days
    where = look.where
    found = window(
        days=answered + happened,
        since=where.since,
        until=where.until,
        against=where.against,
        reader=look.reader,
    )
    return Shown(window=found, eventful=bool(happened))
