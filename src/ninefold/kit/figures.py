"""A figure: one chart and the table behind it, which always go together."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from ninefold.kit.charts import Chart
from ninefold.kit.tables import Table


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """What a page, an export and a report show of one result.

    Parameters
    ----------
    key : str
        Its name in the address of an export, unique on its page.
    chart, data
        As `kit.charts.draw` takes them.
    table : Table
        Every number of the chart, with n and interval.
    """

    key: str
    chart: Chart
    data: Mapping[str, Any]
    table: Table
