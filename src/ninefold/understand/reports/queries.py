"""What a report says: the numbers of one file, measured as everywhere else, with nothing stored."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

import duckdb
import narwhals as nw
import pyarrow as pa

from cxstats.compare.looks import Family
from ninefold.engine.aggregates import by_period, histogram
from ninefold.engine.facts import Frame
from ninefold.engine.filters import DIMENSIONS
from ninefold.kit.calendars import Period, months, years
from ninefold.kit.locales import Reader
from ninefold.listen.sources.mapping import Mapping
from ninefold.listen.sources.roles import Role
from ninefold.listen.surveys.queries import Scale
from ninefold.understand.comparisons.pairs import Change, against_rest
from ninefold.understand.comparisons.queries import judged
from ninefold.understand.metrics.headcount import Name
from ninefold.understand.metrics.queries import Facts, counted, counted_by_side, dated, total
from ninefold.understand.metrics.registry import Kind, Metric, standard
from ninefold.understand.metrics.scoring import Group, groups_of_grid
from ninefold.understand.trends.queries import Point, trend

KEY, ATTRIBUTES, MOST_MONTHS, MOST_GROUPS = 3, 6, 60, 400


@dataclass(frozen=True, kw_only=True)
class DeskEngine:
    """The engine of one file: the database in memory that its rows were typed in."""

    connection: duckdb.DuckDBPyConnection

    def lookup(self, table: pa.Table) -> Frame:
        """Give a small table as a frame beside the facts."""
        return nw.from_native(self.connection.from_arrow(table))


@dataclass(frozen=True, kw_only=True)
class Breakdown:
    """The groups of one side of the answers, each held against all the others."""

    column: str
    title: str
    metric: Metric
    changes: tuple[Change, ...]


@dataclass(frozen=True, kw_only=True)
class Grid:
    """A score by month and group: the rows of a heat table; a hidden cell is None."""

    title: str
    metric: Metric
    periods: tuple[Period, ...]
    rows: tuple[tuple[Name, tuple[Group | None, ...]], ...]


@dataclass(frozen=True, kw_only=True)
class Numbers:
    """Everything measured in one file.

    Attributes
    ----------
    key : the metrics that lead the report.
    whole : all answers as one group, every metric, weighted where there are weights.
    items : the other questions, the weakest first.
    first, last : the first and the last day; None without dates.
    hidden : how many groups were held back.
    """

    key: tuple[Metric, ...]
    whole: Group
    items: tuple[Metric, ...]
    recommendations: tuple[int, ...]
    points: tuple[Point, ...]
    breakdowns: tuple[Breakdown, ...]
    family: Family
    first: date | None
    last: date | None
    hidden: int


def metrics_in(*, mapping: Mapping) -> tuple[Metric, ...]:
    """The metrics a report tells of: the standard ones, and the mean of every other question."""
    scored = (Role.NPS, Role.CSAT, Role.CES, Role.RATING)
    found = standard(
        scales=[
            Scale(
                column=rule.role.value if rule.role in scored else rule.target,
                low=rule.scale[0],
                high=rule.scale[1],
                title=rule.title or rule.column,
                role=rule.role.value,
            )
            for rule in mapping.rules
            if rule.role in (*scored, Role.ITEM) and rule.scale is not None
        ]
    )
    return tuple(metric for metric in found if not metric.slug.startswith("q_") or metric.kind is Kind.MEAN)


def numbers(*, facts: Facts, mapping: Mapping, values: dict[str, int], reader: Reader) -> Numbers | None:
    """Measure the typed rows of a file; None where no question has a scale.

    Parameters
    ----------
    facts : as `facts_in` gives them.
    values : how many values a column has about, by the column's name among the facts.
    """
    metrics = metrics_in(mapping=mapping)
    if not metrics:
        return None
    key = _key(metrics)
    first, last = _days(facts.frame)
    found, family = _breakdowns(facts, mapping=mapping, metric=key[0], values=values)
    whole = total(facts=facts, metrics=metrics, weighted=mapping.one(Role.WEIGHT) is not None)
    return Numbers(
        key=key,
        whole=whole,
        items=tuple(metric for metric in metrics if metric.slug.startswith("q_")),
        recommendations=_recommendations(facts.frame, metrics=metrics, whole=whole),
        points=_points(facts, metrics=key, first=first, last=last, reader=reader),
        breakdowns=found,
        family=family,
        first=first,
        last=last,
        hidden=sum(change.now.hidden for each in found for change in each.changes),
    )


def facts_in(
    *, frame: Frame, connection: duckdb.DuckDBPyConnection, mapping: Mapping, threshold: int
) -> Facts:
    """Take the typed rows of a file for facts.

    Parameters
    ----------
    frame : the rows taken.
    connection : where they lie.
    threshold : the smallest group that may be shown.
    """
    # A typed answer outside its scale is empty already.
    sound = frozenset(metric.column for metric in metrics_in(mapping=mapping))
    return Facts(frame=frame, engine=DeskEngine(connection=connection), threshold=threshold, sound=sound)


def grid(*, facts: Facts, mapping: Mapping, of: Numbers | None, reader: Reader) -> Grid | None:
    """Score the leading metric by month and touchpoint, or unit where there is no touchpoint."""
    rule = mapping.one(Role.TOUCHPOINT) or mapping.one(Role.UNIT)
    if of is None or rule is None or of.first is None or of.last is None:
        return None
    metric, periods = of.key[0], _periods(of.first, of.last, reader=reader)
    framed = replace(facts, frame=by_period(facts.frame, periods=periods, engine=facts.engine))
    found = counted(facts=framed, keys=[rule.role.value, "period"], metrics=[metric], weighted=False)
    names = sorted({key[0] for key in found.keys}, key=str)
    if len(periods) < 2 or not 2 <= len(names) <= 40:
        return None
    cells = groups_of_grid(found=found, metric=metric, threshold=facts.threshold)
    rows = tuple((name, tuple(cells.get((name, place)) for place in range(len(periods)))) for name in names)
    return Grid(title=rule.title or rule.column, metric=metric, periods=tuple(periods), rows=rows)


def _key(metrics: Sequence[Metric]) -> tuple[Metric, ...]:
    standing = [metric for metric in metrics if metric.slug in {"nps", "csat", "ces", "rating"}]
    return tuple((standing or list(metrics))[:KEY])


def _days(frame: Frame) -> tuple[date | None, date | None]:
    day = nw.col("local_date")
    found = frame.select(day.min().alias("first"), day.max().alias("last")).collect(backend="pyarrow")
    row = found.to_arrow().to_pylist()[0]
    return row["first"], row["last"]


def _periods(first: date, last: date, *, reader: Reader) -> list[Period]:
    found = months(first=first, last=last, reader=reader)
    return found if len(found) <= MOST_MONTHS else years(first=first, last=last, reader=reader)


def _points(
    facts: Facts, *, metrics: Sequence[Metric], first: date | None, last: date | None, reader: Reader
) -> tuple[Point, ...]:
    if first is None or last is None:
        return ()
    periods = _periods(first, last, reader=reader)
    points = trend(of=dated(facts=facts, metrics=metrics), periods=periods, last_day=last)
    return tuple(points) if sum(point.group is not None for point in points) > 1 else ()


def _breakdowns(
    facts: Facts, *, mapping: Mapping, metric: Metric, values: dict[str, int]
) -> tuple[tuple[Breakdown, ...], Family]:
    """Every dimension and the first attributes with a handful of values, judged as one family of looks."""
    listed: list[tuple[str, str, list[Change]]] = []
    titles = _sides(mapping=mapping)
    sizes = {column: values.get(column, MOST_GROUPS) for column in titles}
    for column, found in counted_by_side(facts=facts, sides=sizes, metrics=[metric]).items():
        if 2 <= sum(key[0] is not None for key in found.keys) <= MOST_GROUPS:
            changes = against_rest(found=found, metric=metric, threshold=facts.threshold)
            listed.append((column, titles[column], changes))
    judged_all, family = judged(changes=[change for _c, _t, changes in listed for change in changes])
    rest = iter(judged_all)
    breakdowns = []
    for column, title, changes in listed:
        mine = sorted((next(rest) for _ in changes), key=_lowest_first)
        breakdowns.append(Breakdown(column=column, title=title, metric=metric, changes=tuple(mine)))
    return tuple(breakdowns), family


def _lowest_first(change: Change) -> tuple[bool, float]:
    value = change.now.estimate.value
    return (value is None, value or 0.0)


def _sides(*, mapping: Mapping) -> dict[str, str]:
    """The columns to compare by, with the names people know them by."""
    fixed = {
        rule.role.value: rule.title or rule.column for rule in mapping.rules if rule.role.value in DIMENSIONS
    }
    attributes = [rule for rule in mapping.rules if rule.role is Role.ATTRIBUTE]
    return fixed | {rule.target: rule.title or rule.column for rule in attributes[:ATTRIBUTES]}


def _recommendations(frame: Frame, *, metrics: Sequence[Metric], whole: Group) -> tuple[int, ...]:
    asked = next((metric for metric in metrics if metric.kind is Kind.NPS), None)
    if asked is None or whole.scores[asked.slug].hidden:
        return ()
    rows = histogram(frame=frame, keys=(), column=asked.column).to_pylist()
    counts = {row[asked.column]: row["n"] for row in rows}
    return tuple(int(counts.get(float(answer), 0)) for answer in range(11))
