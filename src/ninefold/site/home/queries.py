"""What the Overview shows, gathered from the rooms in a handful of readings of the facts."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import islice

from cxstats.compare.looks import Family
from ninefold.engine.filters import Filter
from ninefold.engine.sides import EVERYBODY
from ninefold.engine.snapshot import snapshot, state_of
from ninefold.kit.calendars import months
from ninefold.kit.locales import Reader
from ninefold.kit.memory import Kept
from ninefold.listen.responses.queries import CommentPage, comments
from ninefold.people.organisations.models import Organisation
from ninefold.site.home.arrangement import COMPARED_UNITS, sides_of
from ninefold.understand.comparisons.pairs import Change
from ninefold.understand.comparisons.queries import (
    NOW,
    compared_by_day,
    compared_sums,
    judged,
    may_be_few,
    really_changed,
    summed_by_side,
)
from ninefold.understand.metrics.queries import Dated, Facts, dated, facts_of, metrics_of
from ninefold.understand.metrics.registry import Kind, Metric, one_a_question
from ninefold.understand.metrics.steps import counts_of, steps_of
from ninefold.understand.metrics.tallies import Tally
from ninefold.understand.trends.queries import Point, trend
from ninefold.understand.trends.windows import Window, window

TILES = 3
SHOWN_WORDS = 4
SIDES = sides_of(role="")
SHOWN_SIDES, MOST_GROUPS = 2, 400
MOST_BESIDE = COMPARED_UNITS  # of the first side the weakest are listed, of the second all are drawn
MONTHS = 13


@dataclass(frozen=True, kw_only=True)
class Breakdown:
    """The groups of one dimension, now and before, the weakest first."""

    dimension: str
    metric: Metric
    changes: tuple[Change, ...]


@dataclass(frozen=True, kw_only=True)
class Overview:
    """All numbers of the page.

    Attributes
    ----------
    tiles : the key metrics of the period, each with its change.
    points : the last thirteen months of the key metrics.
    changed : what really changed in the family of all looks of this page, the surest first.
    unchanged : how many looks showed no real change.
    answers : records in the period; None where every measure of them is hidden.
    recommendations : answers 0 to 10 of the period; empty where hidden.
    """

    window: Window
    tiles: tuple[Change, ...]
    points: tuple[Point, ...]
    changed: tuple[Change, ...]
    unchanged: int
    family: Family
    breakdowns: tuple[Breakdown, ...]
    recommendations: tuple[int, ...]
    answers: int | None
    last_day: date


_KEPT = Kept[Overview | None](most=32)


def begun(*, organisation: Organisation) -> bool:
    """Whether anything has been imported at all."""
    found = snapshot(organisation=organisation.pk, table="feedback")
    return bool(found.files) or found.tail.num_rows > 0


def events_brought(*, organisation: Organisation) -> bool:
    """Whether any events have been imported."""
    return bool(snapshot(organisation=organisation.pk, table="event").files)


def overview(
    *, organisation: Organisation, where: Filter, reader: Reader, sides: tuple[str, ...] = SIDES
) -> Overview | None:
    """Gather the Overview; None where nothing has been imported or the filter selects nothing.

    Parameters
    ----------
    sides : the dimensions to compare groups of; the first two that have groups are shown.
    """
    metrics = metrics_of(organisation=organisation, survey=where.survey)
    if not metrics:
        return None
    return _KEPT.get(
        owner=organisation.pk,
        state=state_of(organisation=organisation.pk),
        asked=(organisation.threshold, metrics, where, reader, sides),
        make=lambda: _gathered(
            organisation=organisation, where=where, metrics=metrics, reader=reader, sides=sides
        ),
    )


def latest_words(*, organisation: Organisation, where: Filter) -> CommentPage:
    """The latest comments; they are read anew for each visit and never kept."""
    return comments(organisation=organisation, where=where, size=SHOWN_WORDS)


def _gathered(
    *,
    organisation: Organisation,
    where: Filter,
    metrics: Sequence[Metric],
    reader: Reader,
    sides: Sequence[str],
) -> Overview | None:
    undated = replace(where, since=None, until=None)
    facts = facts_of(organisation=organisation, where=undated, metrics=metrics)
    by_day = dated(facts=facts, metrics=key_metrics(metrics))
    days = by_day.days
    shown = window(days=days, since=where.since, until=where.until, against=where.against, reader=reader)
    if shown is None:
        return None
    total = compared_by_day(of=by_day, now=shown.now, before=shown.before, weighted=True)
    rest = [metric for metric in one_a_question(metrics) if metric not in by_day.metrics]
    steps = next((steps_of(metric) for metric in by_day.metrics if metric.kind is Kind.NPS), ())
    left = [side for side in sides if len(getattr(where, side)) != 1]
    everybody, broken = _read(
        facts=facts, whole=[*rest, *steps], metric=by_day.metrics[0], shown=shown, sides=left
    )
    others = _beside(everybody, metrics=rest, threshold=facts.threshold)
    looks = [total.changes, others, *(side.changes for side in broken)]
    changes, family = judged(changes=[change for changes in looks for change in changes])
    tiles = changes[: len(total.changes)]
    real = really_changed(changes)
    return Overview(
        window=shown,
        tiles=tiles,
        points=tuple(_trend(by_day, reader=reader)),
        changed=tuple(real),
        unchanged=family.size - len(real),
        family=family,
        breakdowns=_weakest_first(broken, changes[len(total.changes) + len(others) :]),
        recommendations=_recommendations(everybody, tiles=tiles),
        answers=total.rows[0] or None,
        last_day=max(days),
    )


def _beside(everybody: Tally | None, *, metrics: Sequence[Metric], threshold: int) -> tuple[Change, ...]:
    """Compare what has no tile."""
    if everybody is None or not metrics:
        return ()
    return compared_sums(everybody, metrics=metrics, threshold=threshold).changes


def key_metrics(metrics: Sequence[Metric]) -> tuple[Metric, ...]:
    """The metrics that deserve a tile: the standard ones, else the first items."""
    asked = one_a_question(metrics)
    wanted = [m for m in asked if m.slug in {"nps", "csat", "ces", "rating"}]
    others = [m for m in asked if m not in wanted]
    return tuple((wanted + others)[:TILES])


def _trend(of: Dated, *, reader: Reader) -> list[Point]:
    last = max(of.days)
    first = max(min(of.days), date(last.year - 1, last.month, 1))
    periods = months(first=first, last=last, reader=reader)[-MONTHS:]
    return trend(of=of, periods=periods, last_day=last)


def _read(
    *, facts: Facts, whole: Sequence[Metric], metric: Metric, shown: Window, sides: Sequence[str]
) -> tuple[Tally | None, list[Breakdown]]:
    """Sum everybody, and compare the first two dimensions that have groups: in one reading as a rule.

    Parameters
    ----------
    whole : what is summed of everybody.
    metric, sides : what is compared by the values of a dimension, and the dimensions to try.
    """
    everybody: Tally | None = None
    found: list[Breakdown] = []
    now, before = shown.now, shown.before
    few = (
        side for side in sides if may_be_few(facts=facts, now=now, before=before, side=side, most=MOST_GROUPS)
    )
    while (tried := list(islice(few, SHOWN_SIDES - len(found)))) or whole:
        sums = summed_by_side(facts=facts, metrics=[metric], now=now, before=before, sides=tried, whole=whole)
        everybody = sums.pop(EVERYBODY, everybody)
        whole = ()
        for dimension, several in sums.items():
            parts = compared_sums(several, metrics=[metric], threshold=facts.threshold)
            most = MOST_BESIDE if found else MOST_GROUPS
            if 2 <= sum(name is not None for name in parts.names) <= most:
                found.append(Breakdown(dimension=dimension, metric=metric, changes=parts.changes))
    return everybody, found


def _weakest_first(sides: Sequence[Breakdown], changes: Sequence[Change]) -> tuple[Breakdown, ...]:
    """Put the judged changes back into their sides, the surest to be weak first."""
    rest = iter(changes)
    ordered = []
    for side in sides:
        mine = sorted((next(rest) for _ in side.changes), key=lambda each: (each.now.few, _upper(each)))
        ordered.append(replace(side, changes=tuple(mine)))
    return tuple(ordered)


def _upper(change: Change) -> float:
    """The end of the interval: the lower it is, the surer we are that the group is weak."""
    return float("inf") if change.now.estimate.high is None else change.now.estimate.high


def _recommendations(everybody: Tally | None, *, tiles: Sequence[Change]) -> tuple[int, ...]:
    asked = next((each for each in tiles if each.metric.kind is Kind.NPS), None)
    if everybody is None or asked is None or asked.now.hidden:
        return ()
    return counts_of(everybody.within(NOW), metric=asked.metric)
