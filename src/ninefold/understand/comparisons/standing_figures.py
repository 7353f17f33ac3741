"""The pictures of groups side by side: the league with what is likely of each, and the funnel."""

import math
from collections.abc import Sequence
from typing import Any, Final

import numpy as np
from django.utils.translation import gettext as _

from cxstats.estimate import Difference, Estimate, Verdict
from cxstats.league.table import funnel
from ninefold.kit.digits import percent
from ninefold.kit.figures import Figure
from ninefold.kit.locales import Reader
from ninefold.kit.tables import Column, Table
from ninefold.kit.units import as_shown, column_kind, exported, hidden_words, shown
from ninefold.understand.comparisons.standings import OUTER, Floats, Funnel, Standing, Standings
from ninefold.understand.metrics.registry import Metric
from ninefold.understand.metrics.tallies import Ints

STEPS: Final = 40  # of the curves of a funnel
DRAWN: Final = 25


def league_figure(
    *, of: Standings, rows: Sequence[Standing], name: str, mixed: bool, threshold: int, reader: Reader
) -> Figure:
    """Draw what is likely of each group with its range, and a ring for its own score.

    Parameters
    ----------
    rows : the groups in the order of the page; so many as can be seen are drawn, the table has them all.
    name : what the groups are, for the head of the table.
    """
    spoken = {"metric": str(of.metric.name), "dimension": name}
    hidden = hidden_words(reader=reader, threshold=threshold)
    return Figure(
        key="league",
        chart="bars",
        data={
            "label": _("%(metric)s by %(dimension)s: what is likely of each group, with its 95%% range")
            % spoken,
            "rows": [_bar(row, metric=of.metric) for row in rows[:DRAWN]],
            "mark": "dot",
            "threshold": threshold,
            "decimals": of.metric.decimals,
            "suffix": "%" if of.metric.is_percent else "",
        },
        table=Table(
            name=name,
            columns=_columns(of.metric, name=name, mixed=mixed),
            rows=[
                *(_cells(row, metric=of.metric, mixed=mixed) for row in rows),
                *({"group": str(group), "verdict": hidden} for group in of.hidden),
            ],
        ),
    )


def _bar(row: Standing, *, metric: Metric) -> dict[str, Any]:
    best = row.likely or row.fair
    return {
        "name": str(row.group),
        **as_shown(best, unit=metric),
        "n": row.n,
        "before": shown(row.own.value, unit=metric),
        "act": row.verdict is Verdict.WORSE,
    }


def _columns(metric: Metric, *, name: str, mixed: bool) -> tuple[Column, ...]:
    kind = column_kind(metric)

    def ranged(key: str, title: str) -> tuple[Column, ...]:
        low, high = f"{key}.low", f"{key}.high"
        ends = Column(low, _("From, 95%"), kind), Column(high, _("To, 95%"), kind)
        return (Column(key, title, kind), *ends)

    return (
        Column("group", name),
        *ranged("own", str(metric.name)),
        Column("n", _("n"), "integer"),
        *(ranged("fair", _("With the same mix")) if mixed else ()),
        *ranged("likely", _("Likely")),
        Column("top", _("Chance of the highest fifth"), "percent"),
        Column("bottom", _("Chance of the lowest fifth"), "percent"),
        *ranged("others", _("Against the others")),
        Column("verdict", _("Really different?")),
    )


def _cells(row: Standing, *, metric: Metric, mixed: bool) -> dict[str, Any]:
    cells: dict[str, Any] = {"group": str(row.group), "n": row.n, "top": row.top, "bottom": row.bottom}
    parts: dict[str, Estimate | Difference | None] = {
        "own": row.own,
        "fair": row.fair if mixed else None,
        "likely": row.likely,
        "others": row.others,
    }
    for key, found in parts.items():
        if found is not None:
            ends = {key: found.value, f"{key}.low": found.low, f"{key}.high": found.high}
            cells |= {each: exported(end, unit=metric) for each, end in ends.items()}
    return cells | {"verdict": row.words}


def funnel_figure(*, of: Standings, name: str, reader: Reader, most: int | None = None) -> Figure | None:
    """Draw every group's score, with the same mix where one is held equal, by its number of answers.

    None where there are no limits.

    Parameters
    ----------
    most : so many groups stand in the table, those farthest out first; None for all.
    """
    told = np.flatnonzero(~np.isnan(of.values))
    if of.funnel is None or told.size < 2:
        return None
    metric, limits = of.metric, of.funnel
    spoken = {"metric": str(metric.name), "dimension": name}
    # How many standard errors each lies from the score of all, to whichever side.
    distances = np.abs(of.values - limits.center) * np.sqrt(of.n / limits.variance)
    farthest = told[np.argsort(-distances[told], kind="stable")].tolist()
    return Figure(
        key="funnel",
        chart="funnel",
        data={
            "label": _("%(metric)s by %(dimension)s against the number of answers, with the limits of chance")
            % spoken,
            "points": _points(of, distances=distances, places=farthest),
            "center": shown(limits.center, unit=metric),
            "curves": _curves(of.n[told], limits=limits, metric=metric),
            "inner_name": percent(0.95, reader=reader),
            "outer_name": percent(OUTER, reader=reader, decimals=1),
            "decimals": metric.decimals,
            "suffix": "%" if metric.is_percent else "",
        },
        table=_funnel_table(of.at(farthest[:most]), metric=metric, limits=limits, name=name),
    )


def _points(of: Standings, *, distances: Floats, places: Sequence[int]) -> list[dict[str, Any]]:
    """The groups at some places; those that really differ may be pointed at."""
    # In standard errors; what a cut at the ends of the scale takes of the limits, no score has.
    reach = funnel(center=0.0, variance=1.0, n=1, kind="mean")[1]
    columns = (of.n, of.values * of.metric.factor, distances > reach)
    n, values, outside = (column[places].tolist() for column in columns)
    real = {Verdict.BETTER, Verdict.WORSE}
    return [
        {
            "name": str(of.names[place]),
            "n": size,
            "value": value,
            "outside": far,
            "act": of.verdicts[place] in real,
        }
        for place, size, value, far in zip(places, n, values, outside, strict=True)
    ]


def _curves(sizes: Ints, *, limits: Funnel, metric: Metric) -> list[dict[str, Any]]:
    """The limits from fewer answers than the smallest group has to more than the largest has."""
    least, most = max(1, math.floor(int(sizes.min()) * 0.85)), math.ceil(int(sizes.max()) * 1.2)
    steps = sorted({round(least * (most / least) ** (step / STEPS)) for step in range(STEPS + 1)})
    return [
        {
            "n": size,
            "inner": [shown(end, unit=metric) for end in limits.limits(n=size, level=0.95)],
            "outer": [shown(end, unit=metric) for end in limits.limits(n=size, level=OUTER)],
        }
        for size in steps
    ]


def _funnel_table(rows: Sequence[Standing], *, metric: Metric, limits: Funnel, name: str) -> Table:
    kind = column_kind(metric)
    columns = (
        Column("group", name),
        Column("n", _("n"), "integer"),
        Column("value", str(metric.name), kind),
        Column("value.low", _("From, 95%"), kind),
        Column("value.high", _("To, 95%"), kind),
        Column("inner.low", _("Lower limit, 95%"), kind),
        Column("inner.high", _("Upper limit, 95%"), kind),
        Column("outer.low", _("Lower limit, 99.8%"), kind),
        Column("outer.high", _("Upper limit, 99.8%"), kind),
    )
    cells = []
    for row in rows:
        ends = {"value": row.fair.value, "value.low": row.fair.low, "value.high": row.fair.high}
        for key, level in (("inner", 0.95), ("outer", OUTER)):
            low, high = limits.limits(n=row.n, level=level)
            ends |= {f"{key}.low": low, f"{key}.high": high}
        told = {key: exported(end, unit=metric) for key, end in ends.items()}
        cells.append({"group": str(row.group), "n": row.n, **told})
    return Table(name=name, columns=columns, rows=cells)
