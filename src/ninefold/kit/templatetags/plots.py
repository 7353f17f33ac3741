"""Charts and tables in their frames."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from html import escape
from typing import Any, Final

from django import template
from django.template import Context
from django.utils.safestring import SafeString, mark_safe

from ninefold.kit import chart_svg, charts, digits, graphics, units
from ninefold.kit.chart_drafts import to_text
from ninefold.kit.chart_filling import Width
from ninefold.kit.figures import Figure
from ninefold.kit.locales import Reader
from ninefold.kit.tables import Column, Kind, Table
from ninefold.kit.templatetags.writing import day_text, hidden_of, instant_text, reader_of

register = template.Library()

Estimate = Any
Parts = dict[str, Any]
NARROW: Final = "phone"


@register.inclusion_tag("kit/components/data_table.html", takes_context=True)
def data_table(context: Context, table: Table, caption: str = "") -> Parts:
    """Show a table of `kit.tables`, each cell by the kind of its column: `{% data_table table %}`."""
    # Written here and not by the template: a table of a hundred rows has a thousand cells.
    reader = reader_of(context)
    heads = (f'<th scope="col"{_side(each)}>{escape(str(each.title))}</th>' for each in table.columns)
    rows = (_row(row, columns=table.columns, reader=reader) for row in table.rows)
    return {"heads": _markup(heads), "rows": _markup(rows), "caption": caption or table.name}


def _markup(parts: Iterable[str]) -> SafeString:
    """Put markup together of which every text was escaped as it was written."""
    return mark_safe("\n".join(parts))  # noqa: S308 (escaped by `_row` and `data_table`)


def _row(row: Mapping[str, Any], *, columns: Sequence[Column], reader: Reader) -> str:
    cells = (f"<td{_side(each)}>{_WRITTEN[each.kind](row.get(each.key), reader)}</td>" for each in columns)
    return f"<tr>{''.join(cells)}</tr>"


def _side(column: Column) -> str:
    """Numbers and days stand at the end of their column."""
    return "" if column.kind == "text" else ' class="r"'


def _isolated(text: str) -> str:
    return f"<bdi>{escape(text)}</bdi>"


_WRITTEN: Final[Mapping[Kind, Callable[[Any, Reader], str]]] = {
    "text": lambda cell, _reader: "" if cell is None else f'<bdi class="wrap">{escape(str(cell))}</bdi>',
    "integer": lambda cell, reader: _isolated(digits.number(cell, reader=reader)),
    "number": lambda cell, reader: _isolated(digits.number(cell, reader=reader, decimals=2)),
    "percent": lambda cell, reader: _isolated(digits.percent(cell, reader=reader, decimals=1)),
    "date": lambda cell, reader: escape(day_text(cell, reader=reader)),
    "moment": lambda cell, reader: escape(instant_text(cell, reader=reader)),
}
"""How a cell is written, as HTML."""


@register.inclusion_tag("kit/components/figure.html", takes_context=True)
def figure(
    context: Context,
    chart: charts.Chart,
    data: Mapping[str, Any],
    title: str,
    note: str = "",
    events: Sequence[tuple[str, str]] = (),
    table: Table | None = None,
    links: Mapping[str, str] | None = None,
    more: str = "",
    more_url: str = "",
    next_text: str = "",
    next_label: str = "",
    next_url: str = "",
    size: Width = "page",
) -> Parts:
    """Show a chart in its frame: title, key, chart in two widths, data table, exports, next action.

    `{% figure chart=f.chart data=f.data title=t note=key table=f.table links=links next_text=text
    next_label=label next_url=url %}`; `links` maps "CSV", "XLSX", "SVG" to addresses, `events` are pairs
    of mark and what happened, `size` "half" is for half a page.
    """
    reader = reader_of(context)
    drafts = [charts.draft(chart=chart, data=data, reader=reader, width=width) for width in (size, NARROW)]
    return {
        "reader": reader,
        **_shown(drafts, context=context),
        "title": title,
        "note": note,
        "events": events,
        "table": table,
        "links": links or {},
        "more": more,
        "more_url": more_url,
        "next_text": next_text,
        "next_label": next_label,
        "next_url": next_url,
    }


def _shown(drafts: Sequence[charts.Draft], *, context: Context) -> Parts:
    """Show charts that are drawn; for others a page of a member keeps their room and asks after itself."""
    found = [charts.found(each) for each in drafts]
    member, charts_url = context.get("member"), context.get("charts_url")
    if all(found) or member is None or not charts_url:
        wide, narrow = (known or charts.drawn(each) for known, each in zip(found, drafts, strict=True))
        return {"wide": wide, "narrow": narrow}
    wide, narrow = (chart_svg.room(each.room, label=each.label) for each in drafts)
    draft = to_text(drafts, whose=member.pk)
    here = context["request"].get_full_path()
    return {"wide": wide, "narrow": narrow, "draft": draft, "charts_url": charts_url, "here": here}


def _heat_cell(estimate: Estimate, *, of: units.Unit, axis: tuple[float, float]) -> Parts:
    found = units.shown(None if estimate is None else estimate.value, unit=of)
    if found is None:
        return {"estimate": None, "shade": 0}
    return {"estimate": estimate, "shade": graphics.shade(found, low=axis[0], high=axis[1])}


@register.inclusion_tag("kit/components/heat.html", takes_context=True)
def heat(
    context: Context,
    caption: str,
    columns: Sequence[str],
    rows: Sequence[tuple[str, Sequence[Estimate]]],
    unit: units.Unit | str,
    axis: tuple[float, float] | None = None,
    corner: str = "",
) -> Parts:
    """Show groups by periods, the value printed in each cell and shaded by it.

    `{% heat caption=text columns=months rows=groups unit=metric %}`; `rows` are pairs of name and estimates.
    A hidden cell and an empty one look alike. Without `axis` the shades run from the lowest to the highest.
    """
    of = units.unit_of(unit)
    shown = [
        e.value * of.factor for _name, cells in rows for e in cells if e is not None and e.value is not None
    ]
    ends = axis or ((min(shown), max(shown)) if shown else (0.0, 0.0))
    return {
        "reader": reader_of(context),
        "caption": caption,
        "corner": corner,
        "hidden": hidden_of(context),
        "columns": columns,
        "unit": of,
        "rows": [(name, [_heat_cell(e, of=of, axis=ends) for e in cells]) for name, cells in rows],
    }


@register.simple_tag(takes_context=True)
def drawing(context: Context, figure: Figure, width: Width = "page") -> SafeString:
    """Show the chart of a figure alone: `{% drawing figure "phone" %}`."""
    return charts.draw(chart=figure.chart, data=figure.data, reader=reader_of(context), width=width)
