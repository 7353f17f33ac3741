"""The picture of failing touchpoints: how much lower the outcome is where one of them alone failed."""

from typing import Any

from django.utils.translation import gettext as _

from ninefold.kit.figures import Figure
from ninefold.kit.locales import Reader
from ninefold.kit.tables import Column, Table
from ninefold.kit.units import as_shown, hidden_people_words
from ninefold.understand.journey_health.whole import Failing, WholeTold
from ninefold.understand.journey_health.whole_words import MEAN, goes_with


def failing_figure(*, told: WholeTold, threshold: int, reader: Reader) -> Figure:
    """Draw what the failing of each touchpoint goes with, with its interval."""
    return Figure(
        key="failing",
        chart="bars",
        data={
            "label": _("%(outcome)s where one touchpoint alone failed, less that where none did")
            % {"outcome": str(told.outcome.name)},
            "rows": [_bar(each) for each in told.failing],
            "mark": "dot",
            "reference": 0,
            "threshold": threshold,
            "decimals": 2,
        },
        table=_table(told, hidden=hidden_people_words(reader=reader, threshold=threshold)),
    )


def _bar(each: Failing) -> dict[str, Any]:
    name = str(each.part.name)
    if each.gap is None:
        return {"name": name, "hidden": True}
    return {"name": name, **as_shown(each.gap, unit=MEAN), "n": each.gap.n_now, "act": each.way < 0}


def _table(told: WholeTold, *, hidden: str) -> Table:
    columns = (
        Column(key="touchpoint", title=_("Touchpoint")),
        Column(key="failed", title=_("Failed"), kind="percent"),
        Column(key="failed_low", title=_("Failed from, 95%"), kind="percent"),
        Column(key="failed_high", title=_("Failed to, 95%"), kind="percent"),
        Column(key="people", title=_("People"), kind="integer"),
        Column(key="gap", title=_("Difference where it alone failed"), kind="number"),
        Column(key="low", title=_("From, 95%"), kind="number"),
        Column(key="high", title=_("To, 95%"), kind="number"),
        Column(key="n", title=_("n"), kind="integer"),
        Column(key="told", title=_("Among all looks")),
    )
    return Table(
        name=_("What failing touchpoints go with"),
        columns=columns,
        rows=[_row(each, hidden=hidden) for each in told.failing],
    )


def _row(each: Failing, *, hidden: str) -> dict[str, Any]:
    found: dict[str, Any] = {
        "touchpoint": str(each.part.name),
        "failed": each.failed.value,
        "failed_low": each.failed.low,
        "failed_high": each.failed.high,
        "people": each.failed.n,
    }
    if each.gap is None:
        return found | {"told": hidden}
    ends = {"gap": each.gap.value, "low": each.gap.low, "high": each.gap.high}
    return found | ends | {"n": each.gap.n_now, "told": goes_with(each.way)}
