"""One metric looked at from every side: over time, by any dimension, now against before."""

from dataclasses import dataclass, replace
from datetime import date

from cxstats.compare.looks import Family
from ninefold.engine.filters import DIMENSIONS, Filter
from ninefold.engine.snapshot import state_of
from ninefold.kit.calendars import months
from ninefold.kit.locales import Reader
from ninefold.kit.memory import Kept
from ninefold.listen.surveys.queries import attribute_titles, scales
from ninefold.people.organisations.models import Organisation
from ninefold.understand.comparisons.pairs import Change
from ninefold.understand.comparisons.queries import compared, compared_by_day, judged
from ninefold.understand.metrics.queries import Dated, dated, facts_of, metrics_of
from ninefold.understand.metrics.registry import Metric
from ninefold.understand.trends.queries import Point, trend
from ninefold.understand.trends.windows import Window, window

MONTHS = 36
FEW = 50  # more different values than these make a list, and no comparison


@dataclass(frozen=True, kw_only=True)
class Measured:
    """The numbers of one metric over the selection.

    Attributes
    ----------
    rows : records of the period; 0 where they are hidden.
    change : the whole selection against the period before, with weights where there are any.
    points : month by month over all that is known.
    changes : the groups of the dimension chosen, now and before, the largest first.
    """

    window: Window
    rows: int
    change: Change
    points: tuple[Point, ...]
    changes: tuple[Change, ...]
    family: Family
    last_day: date


@dataclass(frozen=True, kw_only=True)
class Exploration:
    """One metric over the selection.

    Attributes
    ----------
    measured : its numbers.
    attributes : further columns to break down by, with their titles: a survey's own, of few different values.
    conflicting : columns asked on different scales, usable once a survey is chosen.
    version : the version of the definition that was asked for; None is the one that holds.
    """

    metric: Metric
    metrics: tuple[Metric, ...]
    measured: Measured
    dimension: str
    attributes: dict[str, str]
    conflicting: tuple[str, ...]
    version: int | None = None

    @property
    def heard(self) -> dict[str, str]:
        """What is shown, by the parameter of an address that asks for it."""
        return {"metric": self.metric.slug, "by": self.dimension}


_KEPT = Kept[Measured | None](most=32)


def explore(
    *,
    organisation: Organisation,
    where: Filter,
    slug: str,
    dimension: str,
    reader: Reader,
    version: int | None = None,
) -> Exploration | None:
    """Look at one metric; None where there is nothing to look at.

    Raises
    ------
    NoSuchVersion
        If the definition never had the version that is asked for.
    """
    metrics = metrics_of(organisation=organisation, survey=where.survey, slug=slug, version=version)
    if not metrics:
        return None
    metric = next((each for each in metrics if each.slug == slug), metrics[0])
    attributes = _attributes(organisation=organisation, survey=where.survey, chosen=dimension)
    dimension = dimension if dimension in DIMENSIONS or dimension in attributes else DIMENSIONS[0]
    measured = _KEPT.get(
        owner=organisation.pk,
        state=state_of(organisation=organisation.pk),
        asked=(organisation.threshold, metric, dimension, where, reader),
        make=lambda: _measured(
            organisation=organisation, where=where, metric=metric, dimension=dimension, reader=reader
        ),
    )
    if measured is None:
        return None
    return Exploration(
        metric=metric,
        metrics=metrics,
        measured=measured,
        dimension=dimension,
        attributes=attributes,
        conflicting=scales(organisation=organisation, survey=where.survey).conflicting,
        version=version if metric.slug == slug else None,
    )


def _attributes(*, organisation: Organisation, survey: int | None, chosen: str) -> dict[str, str]:
    """The attributes that tell groups apart; one that an address asks for is there whatever its values."""
    few = attribute_titles(organisation=organisation, survey=survey, most=FEW)
    if chosen in DIMENSIONS or chosen in few:
        return few
    known = attribute_titles(organisation=organisation)
    return few | ({chosen: known[chosen]} if chosen in known else {})


def _measured(
    *, organisation: Organisation, where: Filter, metric: Metric, dimension: str, reader: Reader
) -> Measured | None:
    undated = replace(where, since=None, until=None)
    facts = facts_of(organisation=organisation, where=undated, metrics=[metric], by=dimension)
    by_day = dated(facts=facts, metrics=[metric])
    days = by_day.days
    shown = window(days=days, since=where.since, until=where.until, against=where.against, reader=reader)
    if shown is None:
        return None
    whole = compared_by_day(of=by_day, now=shown.now, before=shown.before, weighted=True)
    parts = compared(facts=facts, metrics=[metric], now=shown.now, before=shown.before, dimension=dimension)
    changes, family = judged(changes=[*whole.changes, *parts.changes])
    return Measured(
        window=shown,
        rows=whole.rows[0],
        change=changes[0],
        points=tuple(_points(by_day, reader=reader)),
        changes=tuple(changes[len(whole.changes) :]),
        family=family,
        last_day=max(days),
    )


def _points(of: Dated, *, reader: Reader) -> list[Point]:
    first, last = min(of.days), max(of.days)
    periods = months(first=first, last=last, reader=reader)[-MONTHS:]
    return trend(of=of, periods=periods, last_day=last)
