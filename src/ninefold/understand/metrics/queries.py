"""The metrics of an organisation and their scores; the one place where small groups are held back."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

import pyarrow as pa

from ninefold.engine.aggregates import PERIOD, Span, by_period, moments
from ninefold.engine.daily import Daily, sums_by_day
from ninefold.engine.engines import Lookup, engine
from ninefold.engine.facts import Frame
from ninefold.engine.filters import DIMENSIONS, Filter
from ninefold.engine.sides import EVERYBODY, sums_by_side
from ninefold.engine.snapshot import snapshot
from ninefold.engine.values import about, breadth
from ninefold.listen.surveys.queries import scales
from ninefold.people.organisations.models import Organisation
from ninefold.understand.metrics.crowds import crowds
from ninefold.understand.metrics.models import MetricSetting
from ninefold.understand.metrics.registry import Metric, standard
from ninefold.understand.metrics.scoring import Group, groups
from ninefold.understand.metrics.tallies import Tally
from ninefold.understand.metrics.versions import defined, version_of

# What every measuring needs: whose answer it is, when and where it was given.
MEASURED = ("record", "person", "block", "local_date", *DIMENSIONS)
WEIGHT = "weight"


@dataclass(frozen=True, kw_only=True)
class Facts:
    """Facts to be measured.

    Attributes
    ----------
    frame, engine : the facts, and the engine that reads them.
    threshold : the smallest group that may be shown.
    weighed : whether any of them may have a weight.
    sound : columns without an answer outside its scale.
    breadth : how many values a dimension has at most; one that has too many to be listed is left out.
    about : about how many they are, if anybody knows: it decides how they are read, and nothing else.
    """

    frame: Frame
    engine: Lookup
    threshold: int
    weighed: bool = True
    sound: frozenset[str] = frozenset()
    breadth: Mapping[str, int] = field(default_factory=dict)
    about: float = math.inf


def facts_of(
    *,
    organisation: Organisation,
    where: Filter,
    metrics: Sequence[Metric],
    by: str | None = None,
    also: Sequence[str] = (),
) -> Facts:
    """The feedback records that a filter selects, as they stand at this moment.

    Parameters
    ----------
    metrics, by : what will be measured and broken down by; a column that no file has any more is empty.
    also : further columns that are read.
    """
    found = snapshot(organisation=organisation.pk, table="feedback").within(
        survey=where.survey, since=where.since, until=where.until
    )
    wanted = [*(metric.column for metric in metrics), *([] if by is None else [by]), *also]
    # Only what can be asked for: every step of a query costs by the columns it passes on.
    filtered = [name for name in where.columns() if name in found.schema.names]
    weighed = found.holds(WEIGHT)
    columns = tuple(dict.fromkeys([*MEASURED, *([WEIGHT] if weighed else []), *filtered, *wanted]))
    reader = engine()
    frame = where.apply(reader.frame(found, columns=columns), engine=reader)
    unsound = {
        each.column for each in metrics if not found.within_scale(each.column, low=each.low, high=each.high)
    }
    return Facts(
        frame=frame,
        engine=reader,
        threshold=organisation.threshold,
        weighed=weighed,
        sound=frozenset(each.column for each in metrics) - unsound,
        breadth=breadth(found=found, columns=DIMENSIONS)
        | {name: len(getattr(where, name)) for name in DIMENSIONS if getattr(where, name)},
        about=about(found=found, where=where),
    )


def metrics_of(
    *, organisation: Organisation, survey: int | None, slug: str = "", version: int | None = None
) -> tuple[Metric, ...]:
    """The metrics that the surveys in sight make possible, with owner, target and version.

    Parameters
    ----------
    slug, version : that metric as this version defines it, all others as they are defined now.

    Raises
    ------
    NoSuchVersion
        If the metric never had this version.
    """
    known = MetricSetting.objects.filter(organisation=organisation).select_related("owner", "current")
    settings = {setting.slug: setting for setting in known}
    found = {
        metric.slug: _aimed(metric, setting=settings.get(metric.slug))
        for metric in standard(scales=scales(organisation=organisation, survey=survey).usable)
    }
    definitions = {each: setting.current for each, setting in settings.items()}
    if version is not None and slug in found:
        definitions[slug] = version_of(organisation=organisation, slug=slug, number=version)
    return tuple(defined(metric, definition=definitions.get(each)) for each, metric in found.items())


def standard_of(*, organisation: Organisation, survey: int | None, slug: str) -> Metric | None:
    """A metric as the standard defines it, which is version 1."""
    usable = scales(organisation=organisation, survey=survey).usable
    return next((each for each in standard(scales=usable) if each.slug == slug), None)


def setting_of(*, organisation: Organisation, slug: str) -> MetricSetting | None:
    """What the organisation has added to a metric, if anything."""
    known = MetricSetting.objects.for_organisation(organisation).select_related("current")
    return known.filter(slug=slug).first()


def counted(*, facts: Facts, keys: Sequence[str], metrics: Sequence[Metric], weighted: bool) -> Tally:
    """Sum every group, and find the people behind each metric wherever they may be too few."""
    table = moments(
        frame=facts.frame,
        keys=keys,
        measures=[metric.measure for metric in metrics],
        weighted=weighted and facts.weighed,
        # People are proven for each metric by itself: who left a question blank lends no cover.
        floor=bool(metrics),
        sound=facts.sound,
    )
    return _peopled(table, facts=facts, keys=keys, metrics=metrics)


def counted_by_side(
    *,
    facts: Facts,
    sides: Mapping[str, int],
    metrics: Sequence[Metric],
    within: Sequence[str] = (),
    whole: Sequence[Metric] = (),
) -> dict[str, Tally]:
    """Sum the groups of several columns as `counted` does those of one.

    Parameters
    ----------
    sides : the columns, and how many groups each has about.
    within : columns by which each of them is told apart, such as the period.
    whole : what is summed of all records beside; it is told as the side `EVERYBODY`.
    """
    tables = sums_by_side(
        frame=facts.frame,
        sides=sides,
        measures=[metric.measure for metric in metrics],
        within=within,
        sound=facts.sound,
        whole=[metric.measure for metric in whole],
    )
    found = {}
    for side, table in tables.items():
        keys, asked = (within, whole) if side == EVERYBODY else ([*within, side], metrics)
        found[side] = _peopled(table, facts=facts, keys=keys, metrics=asked)
    return found


@dataclass(frozen=True, kw_only=True)
class Dated:
    """Facts with the sums of some metrics by day, from which those of any periods are added up."""

    facts: Facts
    metrics: tuple[Metric, ...]
    daily: Daily

    @property
    def days(self) -> dict[date, int]:
        """Records a day, the first day first; they bound the periods of a page and reveal no answer."""
        return self.daily.days

    def counted(self, *, periods: Sequence[Span]) -> Tally:
        """Sum every period as `counted` does groups; the key of a period is its place."""
        table = self.daily.by_period(periods)
        return _peopled(table, facts=self.facts, keys=[PERIOD], metrics=self.metrics, periods=periods)


def dated(*, facts: Facts, metrics: Sequence[Metric]) -> Dated:
    """Sum the metrics by day, in one reading of the facts."""
    daily = sums_by_day(
        frame=facts.frame,
        measures=[metric.measure for metric in metrics],
        sound=facts.sound,
    )
    return Dated(facts=facts, metrics=tuple(metrics), daily=daily)


def _peopled(
    table: pa.Table,
    *,
    facts: Facts,
    keys: Sequence[str],
    metrics: Sequence[Metric],
    periods: Sequence[Span] = (),
) -> Tally:
    """Take the sums of every group out of a table, with the people of those in which they may be too few."""

    def frame() -> Frame:
        return by_period(facts.frame, periods=periods, engine=facts.engine) if periods else facts.frame

    by = crowds(table, keys=keys, metrics=metrics, threshold=facts.threshold, frame=frame)
    return Tally.of(table, keys=keys, metrics=metrics, by=by)


def total(*, facts: Facts, metrics: Sequence[Metric], weighted: bool = False) -> Group:
    """Score all selected records as one group."""
    found = counted(facts=facts, keys=(), metrics=metrics, weighted=weighted)
    return groups(found=found, metrics=metrics, threshold=facts.threshold)[0]


def _aimed(metric: Metric, *, setting: MetricSetting | None) -> Metric:
    if setting is None:
        return metric
    owner = "" if setting.owner is None else setting.owner.name
    holds = 1 if setting.current is None else setting.current.number
    return replace(metric, owner=owner, target=setting.target, holds=holds)
