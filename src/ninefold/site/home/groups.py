"""The groups of one side as a table: score, interval, n, change, and who answers for each."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _

from ninefold.engine.filters import Filter
from ninefold.listen.responses.filter_bar import NAMES
from ninefold.site.home.queries import Breakdown
from ninefold.understand.comparisons.pairs import Change
from ninefold.understand.metrics.axes import axis_of
from ninefold.understand.metrics.registry import Metric

SHOWN_GROUPS = 7


@dataclass(frozen=True, kw_only=True)
class Row:
    """One group, where it can be looked into, and who answers for it; "" where nobody does."""

    change: Change
    name: str
    url: str
    owner: str


@dataclass(frozen=True, kw_only=True)
class GroupTable:
    """Some groups of one side, the surest to be weak first.

    Attributes
    ----------
    key : the dimension as the data name it; `dimension` is its name for people.
    axis : both ends of the bars, in the unit of the page.
    owned : whether owners are known at all, so that a missing one says something.
    """

    key: str
    title: str
    dimension: str
    metric: Metric
    axis: tuple[float, float]
    rows: tuple[Row, ...]
    owned: bool


def group_table(
    *,
    side: Breakdown,
    where: Filter,
    owners: Mapping[str, str],
    among: Collection[str] | None = None,
    most: int = SHOWN_GROUPS,
) -> GroupTable:
    """Put the groups of a side into a table.

    Parameters
    ----------
    owners : who answers for a group, by its name in the data.
    among : only these groups; None for the weakest of all.
    most : so many rows at most.
    """
    changes = [change for change in side.changes if among is None or change.group in among][:most]
    names = {"metric": side.metric.name, "dimension": NAMES[side.dimension]}
    return GroupTable(
        key=side.dimension,
        title=_("%(metric)s by %(dimension)s") % names,
        dimension=str(NAMES[side.dimension]),
        metric=side.metric,
        axis=_axis(changes, metric=side.metric),
        rows=tuple(_row(change, side=side, where=where, owners=owners) for change in changes),
        owned=bool(owners),
    )


def _row(change: Change, *, side: Breakdown, where: Filter, owners: Mapping[str, str]) -> Row:
    if change.group is None:
        return Row(change=change, name=change.name, url="", owner="")
    query = where.to_query() | {"metric": [change.metric.slug], side.dimension: [str(change.group)]}
    address = f"{reverse('understand:metrics')}?{urlencode(query, doseq=True)}"
    return Row(change=change, name=change.name, url=address, owner=owners.get(str(change.group), ""))


def _axis(changes: Sequence[Change], *, metric: Metric) -> tuple[float, float]:
    """One axis for the whole table: as wide as its intervals and its rings, within the scale."""
    return axis_of(
        metric=metric,
        estimates=[change.now.estimate for change in changes],
        points=[change.before.estimate.value for change in changes if not change.now.few],
    )
