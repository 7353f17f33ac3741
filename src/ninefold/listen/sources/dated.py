"""The parts of the pass over the cells that read the column of the date."""

from ninefold.listen.sources.mapping import ColumnRule, Mapping
from ninefold.listen.sources.moments import WHOLE, offset_sql, parts_sql, plain_sql, wall_sql
from ninefold.listen.sources.opened import FileColumn

Dated = tuple[FileColumn, ColumnRule] | None


def moment_parts(dated: Dated, mapping: Mapping) -> list[str]:
    """Write ``plain``, ``ahead`` and ``at_cell`` of the first step."""
    if dated is None:
        return ["NULL::TIMESTAMP AS plain", "NULL::INTEGER AS ahead", "NULL::VARCHAR AS at_cell"]
    place, written = f"c{dated[0].position}", dated[1].date_format
    return [
        f"{plain_sql(place, written=written, decimal=mapping.decimal)} AS plain",
        # A month is that of the calendar on the wall, wherever it hangs.
        "NULL::INTEGER AS ahead"
        if mapping.shape.monthly
        else f"CAST({offset_sql(place, written=written)} AS INTEGER) AS ahead",
        f"{place} AS at_cell",
    ]


def clock_parts(dated: Dated) -> list[str]:
    """Write ``parts`` of the second step, where cells have to be taken apart."""
    if dated is None or dated[1].date_format in WHOLE:
        return []
    return [f"CASE WHEN plain IS NULL THEN {parts_sql('at_cell')} END AS parts"]


def wall(dated: Dated) -> str:
    """Write the wall clock of the third step."""
    return "plain" if dated is None else wall_sql(plain="plain", parts="parts", written=dated[1].date_format)
