"""The explorer as a page: its headline, its switches, its figures."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _

from cxstats.estimate import Verdict
from ninefold.engine.filters import Filter
from ninefold.kit.figures import Figure
from ninefold.kit.locales import Reader
from ninefold.kit.long_lists import first_of
from ninefold.listen.responses.filter_bar import NAMES
from ninefold.understand.comparisons.figures import groups_figure
from ninefold.understand.comparisons.pairs import Change
from ninefold.understand.explorer.queries import Exploration
from ninefold.understand.metrics.axes import axis_of
from ninefold.understand.metrics.registry import Metric
from ninefold.understand.metrics.switching import MetricSwitch, Switch, metric_switch
from ninefold.understand.metrics.versions import VERSION
from ninefold.understand.metrics.working import Working, definition_address, working
from ninefold.understand.trends.figures import trend_figure

PICTURES: Final = ("trend", "groups")


@dataclass(frozen=True, kw_only=True)
class GroupRow:
    """One group of the table, with the address that filters by it."""

    change: Change
    name: str
    url: str


@dataclass(frozen=True, kw_only=True)
class ExplorerPage:
    """Everything the template needs, in words and figures.

    Attributes
    ----------
    rows : the groups listed, out of so many `groups`.
    all_rows : the address that lists all of them; "" where all are listed.
    now : the address of the same page by the definition that holds now.
    """

    found: Exploration
    headline: str
    working: Working
    metrics: MetricSwitch
    dimensions: tuple[Switch, ...]
    dimension: str
    rows: tuple[GroupRow, ...]
    groups: int
    all_rows: str
    axis: tuple[float, float]
    tile_axis: tuple[float, float]
    trend: Figure
    links: dict[str, dict[str, str]]
    answers: int | None
    comments: str
    now: str

    @property
    def compared(self) -> bool:
        """Whether anything earlier stands beside it; too few are like nobody."""
        return not self.found.measured.change.before.few

    @property
    def verdict(self) -> str:
        """What became of the whole; nothing where it is held against nothing."""
        return str(self.found.measured.change.verdict) if self.compared else ""


def explorer_page(
    *,
    found: Exploration,
    where: Filter,
    everything: bool = False,
    takeable: bool = True,
    readable: bool = True,
) -> ExplorerPage:
    """Put an exploration into words and figures.

    Parameters
    ----------
    everything : list all groups, however many.
    takeable : whether figures may be taken away as files.
    readable : whether comments may be read.
    """
    plain = where.to_query() | {"metric": [found.metric.slug], "by": [found.dimension]}
    query = plain | _version(found)
    asked = urlencode(query, doseq=True)
    listed, all_rows = first_of(found.measured.changes, everything=everything, query=query)
    return ExplorerPage(
        found=found,
        headline=_headline(found.measured.change),
        working=_working(found, where=where, query=plain),
        metrics=metric_switch(metrics=found.metrics, current=found.metric, query=plain),
        dimensions=_dimensions(found, query=query),
        dimension=_title(found, name=found.dimension),
        rows=tuple(_row(change, found=found, where=where) for change in listed),
        groups=len(found.measured.changes),
        all_rows=all_rows,
        axis=_axis(listed, metric=found.metric),
        tile_axis=axis_of(
            metric=found.metric,
            estimates=[found.measured.change.now.estimate, found.measured.change.before.estimate],
            points=[None if found.metric.target is None else found.metric.target / found.metric.factor],
        ),
        trend=trend_figure(points=found.measured.points, metrics=[found.metric]),
        links={key: _links(key, asked=asked) for key in PICTURES if takeable},
        answers=found.measured.rows or None,
        comments=_comments(where) if readable else "",
        now=f"?{urlencode(plain, doseq=True)}",
    )


def _version(found: Exploration) -> dict[str, list[str]]:
    """Keep the version that an address asks for in the addresses of the page."""
    return {} if found.version is None else {VERSION: [str(found.version)]}


def _working(found: Exploration, *, where: Filter, query: dict[str, list[str]]) -> Working:
    """How the total was made, with the address of its definition over the same days."""
    now = found.measured.window.now
    return working(
        score=found.measured.change.now,
        query=f"{reverse('api:scores')}?{urlencode(query, doseq=True)}",
        definition=definition_address(metric=found.metric, where=where, since=now.start, until=now.end),
    )


def _links(key: str, *, asked: str) -> dict[str, str]:
    addresses = {
        form: reverse("understand:metrics-export", args=[key, form]) for form in ("csv", "xlsx", "svg")
    }
    return {form.upper(): f"{address}?{asked}" for form, address in addresses.items()}


def _comments(where: Filter) -> str:
    return f"{reverse('listen:comments')}?{urlencode(where.to_query(), doseq=True)}"


def _headline(change: Change) -> str:
    name = {"metric": change.metric.name}
    told = {
        Verdict.BETTER: _("%(metric)s got better."),
        Verdict.WORSE: _("%(metric)s got worse."),
        Verdict.NONE: _("%(metric)s did not really change."),
        Verdict.FEW: _("%(metric)s, with nothing earlier to compare with."),
    }
    return told[change.verdict] % name


def _dimensions(found: Exploration, *, query: dict[str, list[str]]) -> tuple[Switch, ...]:
    return tuple(
        Switch(
            name=_title(found, name=name),
            note="",
            url="?" + urlencode(query | {"by": [name]}, doseq=True),
            current=name == found.dimension,
        )
        for name in (*NAMES, *found.attributes)
    )


def _title(found: Exploration, *, name: str) -> str:
    return str(NAMES[name]) if name in NAMES else found.attributes.get(name, name)


def _row(change: Change, *, found: Exploration, where: Filter) -> GroupRow:
    key = found.dimension if found.dimension in NAMES else f"a.{found.dimension.removeprefix('a_')}"
    query = where.to_query() | {"metric": [change.metric.slug], "by": [found.dimension]} | _version(found)
    if change.group is not None:
        query |= {key: [str(change.group)]}
    url = "" if change.group is None else "?" + urlencode(query, doseq=True)
    return GroupRow(change=change, name=change.name, url=url)


def _axis(listed: Sequence[Change], *, metric: Metric) -> tuple[float, float]:
    """One axis for the whole table: as wide as its intervals and its rings, within the scale."""
    return axis_of(
        metric=metric,
        estimates=[change.now.estimate for change in listed],
        points=[change.before.estimate.value for change in listed if not change.now.few],
    )


def picture(*, found: Exploration, key: str, threshold: int, reader: Reader) -> Figure | None:
    """One figure as it is taken away, with all its groups; None where there is none of this name.

    Parameters
    ----------
    threshold, reader : for the words of a hidden group.
    """
    if key == "trend":
        return trend_figure(points=found.measured.points, metrics=[found.metric])
    if key == "groups":
        return groups_figure(
            changes=found.measured.changes,
            metric=found.metric,
            name=_title(found, name=found.dimension),
            threshold=threshold,
            reader=reader,
        )
    return None
