"""The pictures of a table of drivers, and the table itself."""

from typing import Any

from django.utils.translation import gettext as _

from ninefold.kit.figures import Figure
from ninefold.kit.tables import Column, Table
from ninefold.understand.drivers.table import Line
from ninefold.understand.drivers.table import Table as Drivers
from ninefold.understand.metrics.registry import Metric


def quadrant_figure(*, table: Drivers, outcome: Metric) -> Figure:
    """Draw importance upwards by performance, each with whiskers; hollow is not told from nothing.

    Parameters
    ----------
    table : the drivers, the largest share first.
    outcome : what they are set against.
    """
    first = table.first()
    data: dict[str, Any] = {
        "label": _("How much of what goes with %(outcome)s each driver carries, by how well it is done")
        % {"outcome": outcome.name},
        "points": [_point(line, act=line in first) for line in table.asked_for],
        "x_name": _("best answers: how well it is done"),
        "x_unit": {"suffix": "%"},
        "y_unit": {"suffix": "%"},
    }
    if len(table.asked_for) > 1 and table.middle is not None:
        data |= {
            "x_middle": 100 * table.middle,
            "y_middle": 100 * table.fair_share,
            "corners": {
                "top_near": _("Fix first"),
                "top_far": _("Keep"),
                "bottom_near": _("Watch"),
                "bottom_far": _("Enough"),
            },
        }
    return Figure(key="drivers", chart="quadrant", data=data, table=_table(table))


def _point(line: Line, *, act: bool) -> dict[str, Any]:
    share, done = line.found.share, line.done
    ends = {"x": done.value, "x_low": done.low, "x_high": done.high}
    ends |= {"y": share.value, "y_low": share.low, "y_high": share.high}
    shown = {name: 100 * (end or 0.0) for name, end in ends.items()}
    return {"name": line.scale.title, **shown, "hollow": not line.told, "act": act}


def _table(table: Drivers) -> Table:
    columns = (
        Column(key="driver", title=_("Driver")),
        Column(key="share", title=_("Importance share"), kind="percent"),
        Column(key="share.low", title=_("From, 95%"), kind="percent"),
        Column(key="share.high", title=_("To, 95%"), kind="percent"),
        Column(key="done", title=_("Best answers"), kind="percent"),
        Column(key="done.low", title=_("From, 95%"), kind="percent"),
        Column(key="done.high", title=_("To, 95%"), kind="percent"),
        Column(key="level", title=_("Mean of what was measured"), kind="number"),
        Column(key="rank.low", title=_("Best place"), kind="integer"),
        Column(key="rank.high", title=_("Last place"), kind="integer"),
        Column(key="slope", title=_("Goes with a point more"), kind="number"),
        Column(key="slope.low", title=_("From, 95%"), kind="number"),
        Column(key="slope.high", title=_("To, 95%"), kind="number"),
        Column(key="low", title=_("Lowest answers go with"), kind="number"),
        Column(key="low.low", title=_("From, 95%"), kind="number"),
        Column(key="low.high", title=_("To, 95%"), kind="number"),
        Column(key="best", title=_("Best answers go with"), kind="number"),
        Column(key="best.low", title=_("From, 95%"), kind="number"),
        Column(key="best.high", title=_("To, 95%"), kind="number"),
        Column(key="told", title=_("Told from nothing?")),
        Column(key="n", title=_("n"), kind="integer"),
    )
    return Table(name=_("Drivers"), columns=columns, rows=[_row(line) for line in table.lines])


def _row(line: Line) -> dict[str, Any]:
    share, done, slope = line.found.share, line.done, line.found.coefficient.estimate
    row: dict[str, Any] = {"driver": line.scale.title}
    for key, ranged in (("share", share), ("done", done), ("slope", slope)):
        row |= {key: ranged.value, f"{key}.low": ranged.low, f"{key}.high": ranged.high}
    row |= {"rank.low": line.found.rank.low, "rank.high": line.found.rank.high, "n": line.n}
    if line.sides is not None:
        for key, ranged in (("low", line.sides.penalty), ("best", line.sides.reward)):
            row |= {key: ranged.value, f"{key}.low": ranged.low, f"{key}.high": ranged.high}
    row |= {} if line.level is None else {"level": line.level.value}
    return row | {"told": _("yes") if line.told else _("no")}
