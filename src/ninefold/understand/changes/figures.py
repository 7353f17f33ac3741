"""The picture of what changed, and the table behind it."""

from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext as _

from ninefold.kit.figures import Figure
from ninefold.kit.tables import Column, Table
from ninefold.kit.units import as_shown, exported
from ninefold.listen.responses.filter_bar import NAMES
from ninefold.understand.changes.queries import Look
from ninefold.understand.comparisons.figures import VERDICTS
from ninefold.understand.metrics.registry import Kind

DRAWN = 25


def changes_figure(*, looks: Sequence[Look]) -> Figure | None:
    """Draw the changes that are counted in points, NPS and shares, each with its interval; None without any.

    Parameters
    ----------
    looks : what really changed, the surest first; means of different scales stand in the table alone.
    """
    points = [look for look in looks if look.change.metric.kind is not Kind.MEAN][:DRAWN]
    if not points:
        return None
    return Figure(
        key="changes",
        chart="bars",
        data={
            "label": _("What really changed, in points, with the interval of each"),
            "mark": "dot",
            "reference": 0,
            "decimals": 1,
            "rows": [_bar(look) for look in points],
        },
        table=changes_table(looks=looks),
    )


def changes_table(*, looks: Sequence[Look]) -> Table:
    """List all comparisons with size, interval, n and verdict."""
    columns = (
        Column(key="side", title=_("Side")),
        Column(key="group", title=_("Group")),
        Column(key="metric", title=_("Metric")),
        Column(key="now", title=_("Now"), kind="number"),
        Column(key="before", title=_("Before"), kind="number"),
        Column(key="difference", title=_("Change"), kind="number"),
        Column(key="low", title=_("From, 95%"), kind="number"),
        Column(key="high", title=_("To, 95%"), kind="number"),
        Column(key="n", title=_("n"), kind="integer"),
        Column(key="verdict", title=_("Real change?")),
    )
    return Table(name=_("What really changed"), columns=columns, rows=[_row(look) for look in looks])


def _named(look: Look) -> str:
    change = look.change
    if not look.side:
        return str(change.metric.name)
    return _("%(metric)s, %(group)s") % {"metric": change.metric.name, "group": change.name}


def _bar(look: Look) -> dict[str, Any]:
    difference = look.change.difference
    ends = {} if difference is None else as_shown(difference, unit=look.change.metric)
    return {"name": _named(look), **ends, "n": look.change.now.estimate.n, "act": False}


def _row(look: Look) -> dict[str, Any]:
    change, difference = look.change, look.change.difference
    row: dict[str, Any] = {
        "side": str(NAMES[look.side]) if look.side else "",
        "group": change.name if look.side else _("everybody"),
        "metric": str(change.metric.name),
        "verdict": str(VERDICTS[change.verdict]),
    }
    if difference is None:
        return row
    numbers = {
        "now": change.now.value,
        "before": change.before.value,
        "difference": difference.value,
        "low": difference.low,
        "high": difference.high,
    }
    of = change.metric
    shown = {
        name: exported(value, unit=of) if not of.is_percent else None if value is None else value * of.factor
        for name, value in numbers.items()
    }
    return row | shown | {"n": change.n}
