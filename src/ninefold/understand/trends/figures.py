"""The picture of a trend and the table behind it."""

from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext as _

from ninefold.kit.figures import Figure
from ninefold.kit.tables import Column, Table
from ninefold.kit.units import as_shown, column_kind, exported
from ninefold.understand.metrics.registry import Metric
from ninefold.understand.trends.queries import Point


def trend_figure(*, points: Sequence[Point], metrics: Sequence[Metric], key: str = "trend") -> Figure:
    """Draw one panel a metric over the same periods.

    Parameters
    ----------
    points : consecutive periods, the earliest first.
    metrics : one panel each, in this order.
    """
    names = ", ".join(str(metric.name) for metric in metrics)
    spoken = {"metrics": names, "first": points[0].period.label, "last": points[-1].period.label}
    return Figure(
        key=key,
        chart="trend",
        data={
            "label": _("%(metrics)s by month from %(first)s to %(last)s, each with its 95%% band") % spoken,
            "periods": [point.period.short for point in points],
            "years": [point.period.year for point in points],
            "panels": [_panel(metric, points=points) for metric in metrics],
            "incomplete": not points[-1].complete,
        },
        table=_table(points=points, metrics=metrics),
    )


def _panel(metric: Metric, *, points: Sequence[Point]) -> dict[str, Any]:
    return {
        "name": str(metric.name),
        "points": [_dot(point, metric=metric) for point in points],
        "decimals": metric.decimals if metric.factor == 1.0 else 0,
        "suffix": "%" if metric.is_percent else "",
        "target": metric.target,
    }


def _dot(point: Point, *, metric: Metric) -> dict[str, float | None] | None:
    if point.group is None or point.group.scores[metric.slug].few:
        return None
    return as_shown(point.group.scores[metric.slug].estimate, unit=metric)


def _table(*, points: Sequence[Point], metrics: Sequence[Metric]) -> Table:
    columns = [Column(key="period", title=_("Month"))]
    for metric in metrics:
        name = metric.titled
        columns += [
            Column(key=f"{metric.slug}", title=name, kind=column_kind(metric)),
            Column(key=f"{metric.slug}.low", title=_("From, 95%"), kind=column_kind(metric)),
            Column(key=f"{metric.slug}.high", title=_("To, 95%"), kind=column_kind(metric)),
            Column(key=f"{metric.slug}.n", title=_("n"), kind="integer"),
        ]
    rows = [_row(point, metrics=metrics) for point in points]
    return Table(name=_("By month"), columns=tuple(columns), rows=rows)


def _row(point: Point, *, metrics: Sequence[Metric]) -> dict[str, Any]:
    row: dict[str, Any] = {"period": point.period.label}
    for metric in metrics:
        if point.group is None or point.group.scores[metric.slug].hidden:
            continue
        estimate = point.group.scores[metric.slug].estimate
        row |= {
            metric.slug: exported(estimate.value, unit=metric),
            f"{metric.slug}.low": exported(estimate.low, unit=metric),
            f"{metric.slug}.high": exported(estimate.high, unit=metric),
            f"{metric.slug}.n": estimate.n,
        }
    return row
