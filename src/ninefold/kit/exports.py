"""A figure as a file to take away: its table as CSV or XLSX, its chart as SVG."""

from dataclasses import dataclass
from urllib.parse import quote

from ninefold.kit.chart_svg import LIGHT
from ninefold.kit.charts import draw
from ninefold.kit.figures import Figure
from ninefold.kit.locales import Reader
from ninefold.kit.tables import Table, to_csv, to_xlsx

EXPORTS = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "svg": "image/svg+xml",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Export:
    """A file: its name, what it is, and its bytes."""

    name: str
    media_type: str
    content: bytes

    @property
    def headers(self) -> dict[str, str]:
        """Headers that make a browser save it and never run it."""
        return {
            "Content-Disposition": f"attachment; filename*=UTF-8''{quote(self.name)}",
            "X-Content-Type-Options": "nosniff",
        }


def export(*, figure: Figure, form: str, reader: Reader) -> Export:
    """Write a figure in one of the forms of `EXPORTS`.

    Raises
    ------
    KeyError
        If the form is none of them.
    """
    if form != "svg":
        return table_export(table=figure.table, key=figure.key, form=form, reader=reader)
    content = _standalone(draw(chart=figure.chart, data=figure.data, reader=reader)).encode()
    return Export(name=f"ninefold-{figure.key}.svg", media_type=EXPORTS["svg"], content=content)


def table_export(*, table: Table, key: str, form: str, reader: Reader) -> Export:
    """Write a table as "csv" or "xlsx".

    Raises
    ------
    KeyError
        If the form is neither.
    """
    content = {"csv": lambda: to_csv(table), "xlsx": lambda: to_xlsx(table, rtl=reader.rtl)}[form]()
    return Export(name=f"ninefold-{key}.{form}", media_type=EXPORTS[form], content=content)


def _standalone(svg: str) -> str:
    """Outside of a page there are no custom properties and no font: write both into the drawing."""
    for token, colour in LIGHT.items():
        svg = svg.replace(f"var(--{token})", colour)
    return svg.replace("<svg ", '<svg font-family="sans-serif" ', 1)
