"""The picture of groups side by side and the table behind it."""

from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cxstats.estimate import Verdict
from ninefold.kit.figures import Figure
from ninefold.kit.locales import Reader
from ninefold.kit.tables import Column, Table
from ninefold.kit.units import Ranged, as_shown, column_kind, exported, hidden_words, shown
from ninefold.understand.comparisons.pairs import Change
from ninefold.understand.metrics.registry import Metric

VERDICTS = {
    Verdict.BETTER: gettext_lazy("Real change: better"),
    Verdict.WORSE: gettext_lazy("Real change: worse"),
    Verdict.NONE: gettext_lazy("No real change"),
    Verdict.FEW: gettext_lazy("Too few to tell"),
}


def groups_figure(
    *,
    changes: Sequence[Change],
    metric: Metric,
    name: str,
    key: str = "groups",
    most: int = 25,
    threshold: int = 10,
    reader: Reader | None = None,
) -> Figure:
    """Draw every group with its interval, and a ring for the period before.

    Parameters
    ----------
    changes : one a group, in the order of the page.
    name : what the groups are, for the head of the table.
    most : at most so many groups are drawn; the table has them all.
    threshold, reader : for the words of a hidden group.
    """
    spoken = {"metric": str(metric.name), "dimension": name}
    return Figure(
        key=key,
        chart="bars",
        data={
            "label": _("%(metric)s by %(dimension)s, each with its 95%% interval") % spoken,
            "rows": [_bar(change) for change in changes[:most]],
            "mark": "dot",
            "threshold": threshold,
            "decimals": metric.decimals,
            "suffix": "%" if metric.is_percent else "",
        },
        table=_table(
            changes,
            metric=metric,
            name=name,
            hidden=hidden_words(reader=reader or Reader(digits="latin"), threshold=threshold),
        ),
    )


def _bar(change: Change) -> dict[str, Any]:
    name = change.name
    if change.now.few:
        return {"name": name, "hidden": True, "value": None, "low": None, "high": None, "n": None}
    return {
        "name": name,
        **as_shown(change.now.estimate, unit=change.metric),
        "n": change.now.estimate.n,
        "before": shown(change.before.estimate.value, unit=change.metric),
        "act": change.verdict is Verdict.WORSE,
    }


def _table(changes: Sequence[Change], *, metric: Metric, name: str, hidden: str) -> Table:
    kind = column_kind(metric)
    columns = (
        Column(key="group", title=name),
        Column(key="value", title=metric.titled, kind=kind),
        Column(key="low", title=_("From, 95%"), kind=kind),
        Column(key="high", title=_("To, 95%"), kind=kind),
        Column(key="n", title=_("n"), kind="integer"),
        Column(key="difference", title=_("Against before"), kind=kind),
        Column(key="difference.low", title=_("From, 95%"), kind=kind),
        Column(key="difference.high", title=_("To, 95%"), kind=kind),
        Column(key="verdict", title=_("Real change?")),
    )
    return Table(name=name, columns=columns, rows=[_row(change, hidden=hidden) for change in changes])


def _row(change: Change, *, hidden: str) -> dict[str, Any]:
    row: dict[str, Any] = {"group": change.name}
    if change.now.hidden:
        return row | {"verdict": hidden}
    row |= _exported("value", change.now.estimate, metric=change.metric) | {"n": change.now.estimate.n}
    if change.difference is not None:
        row |= _exported("difference", change.difference, metric=change.metric)
    return row | {"verdict": str(VERDICTS[change.verdict])}


def _exported(key: str, found: Ranged, *, metric: Metric) -> dict[str, Any]:
    low, high = ("low", "high") if key == "value" else (f"{key}.low", f"{key}.high")
    ends = {key: found.value, low: found.low, high: found.high}
    return {name: exported(each, unit=metric) for name, each in ends.items()}
