"""Our score beside the figures of others: the picture, and the table behind it, which says whose they are."""

from collections.abc import Sequence
from typing import Any, Final

from django.utils.translation import gettext as _

from cxstats.estimate import Estimate
from ninefold.kit.figures import Figure
from ninefold.kit.locales import Reader
from ninefold.kit.tables import Column, Table
from ninefold.kit.units import Ranged, Unit, as_shown, column_kind, exported, shown
from ninefold.understand.benchmarks.beside import Beside, Judged
from ninefold.understand.benchmarks.findings import standing_words
from ninefold.understand.benchmarks.models import BenchmarkSet
from ninefold.understand.benchmarks.wording import provenance_of

KEY: Final = "benchmark"
DRAWN: Final = 24


def benchmark_figure(
    *,
    benchmark: BenchmarkSet,
    found: Judged,
    unit: Unit,
    ours: Estimate | None,
    name: str,
    reader: Reader,
) -> Figure:
    """Draw the figures with their ranges, ours among them and as a line through all.

    Parameters
    ----------
    ours, name : our score and what it is called; None where only theirs are listed.
    """
    told = {"set": benchmark.name, "metric": name}
    beside_ours = _(
        "%(metric)s beside the figures of “%(set)s”, each with its 95%% interval where it has one"
    )
    alone = _("The figures of “%(set)s”, each with its 95%% interval where it has one")
    drawn = nearest(found.rows, to=ours)
    rows = [_bar(row, unit=unit) for row in drawn]
    if ours is not None:
        rows.insert(_position(drawn, of=ours), _own_bar(ours, name=name, unit=unit))
    return Figure(
        key=KEY,
        chart="bars",
        data={
            "label": (alone if ours is None else beside_ours) % told,
            "rows": rows,
            "mark": "dot",
            "reference": None if ours is None else shown(ours.value, unit=unit),
            "decimals": unit.decimals,
            "suffix": "%" if unit.is_percent else "",
        },
        table=_table(benchmark, found=found, unit=unit, ours=ours, name=name, reader=reader),
    )


def nearest(rows: Sequence[Beside], *, to: Estimate | None) -> tuple[Beside, ...]:
    """Choose the figures that are drawn: all of a few, else those next to ours in order."""
    if len(rows) <= DRAWN:
        return tuple(rows)
    centre = 0 if to is None else _position(rows, of=to)
    start = min(max(0, centre - DRAWN // 2), len(rows) - DRAWN)
    return tuple(rows[start : start + DRAWN])


def _position(rows: Sequence[Beside], *, of: Estimate) -> int:
    return sum(row.value.value > (of.value or 0.0) for row in rows)


def _bar(row: Beside, *, unit: Unit) -> dict[str, Any]:
    return {
        "name": row.value.label,
        **_ends(row.estimate, unit=unit),
        "n": row.n,
        "hollow": not row.ranged,
    }


def _own_bar(ours: Estimate, *, name: str, unit: Unit) -> dict[str, Any]:
    told = _("Yours: %(metric)s") % {"metric": name}
    return {"name": told, **_ends(ours, unit=unit), "n": ours.n, "act": True}


def _ends(found: Ranged, *, unit: Unit) -> dict[str, float | None]:
    """A figure without a range is drawn as a point: its line has no length."""
    ends = as_shown(found, unit=unit)
    return {name: ends["value"] if end is None else end for name, end in ends.items()}


def _table(
    benchmark: BenchmarkSet, *, found: Judged, unit: Unit, ours: Estimate | None, name: str, reader: Reader
) -> Table:
    kind = column_kind(unit)
    columns = (
        Column(key="label", title=_("Whose")),
        Column(key="value", title=_("Figure"), kind=kind),
        Column(key="low", title=_("From, 95%"), kind=kind),
        Column(key="high", title=_("To, 95%"), kind=kind),
        Column(key="n", title=_("n"), kind="integer"),
        Column(key="difference", title=_("Yours less theirs"), kind=kind),
        Column(key="difference.low", title=_("From, 95%"), kind=kind),
        Column(key="difference.high", title=_("To, 95%"), kind=kind),
        Column(key="standing", title=_("Where you stand")),
        Column(key="provenance", title=_("Source, period, country")),
    )
    line = provenance_of(benchmark, reader=reader).line
    rows = [_row(row, unit=unit, alone=found.family is None, line=line) for row in found.rows]
    if ours is not None:
        own = {"label": _("Yours: %(metric)s") % {"metric": name}, "n": ours.n, "provenance": _("your data")}
        rows.insert(0, own | _exported("", ours, unit=unit))
    return Table(name=benchmark.name, columns=columns, rows=rows)


def _row(row: Beside, *, unit: Unit, alone: bool, line: str) -> dict[str, Any]:
    told: dict[str, Any] = {"label": row.value.label, "n": row.n, "provenance": line}
    told |= _exported("", row.estimate, unit=unit)
    if row.difference is not None:
        told |= _exported("difference", row.difference, unit=unit)
    return told | {"standing": standing_words(row, alone=alone)}


def _exported(key: str, found: Ranged, *, unit: Unit) -> dict[str, float | None]:
    names = (key or "value", f"{key}.low".lstrip("."), f"{key}.high".lstrip("."))
    ends = (found.value, found.low, found.high)
    return {name: exported(end, unit=unit) for name, end in zip(names, ends, strict=True)}
