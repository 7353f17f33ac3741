"""Groups side by side as a page: the finding, the switches, the table, the figures."""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _

from ninefold.engine.filters import Filter
from ninefold.kit.digits import NOTHING, percent
from ninefold.kit.figures import Figure
from ninefold.kit.locales import Reader
from ninefold.kit.long_lists import MOST, first_of
from ninefold.understand.comparisons.asking import written_mix
from ninefold.understand.comparisons.fair import Fair, Look
from ninefold.understand.comparisons.figures import groups_figure
from ninefold.understand.comparisons.finding import finding, told_of
from ninefold.understand.comparisons.pairs import Change
from ninefold.understand.comparisons.standing_figures import funnel_figure, league_figure
from ninefold.understand.comparisons.standings import Standing, Standings
from ninefold.understand.metrics.axes import axis_of
from ninefold.understand.metrics.headcount import Name
from ninefold.understand.metrics.switching import MetricSwitch, Switch, metric_switch

SORTS: Final = ("likely", "name", "size")
SURELY_NOT: Final = 0.01


@dataclass(frozen=True, kw_only=True)
class Row:
    """One group of the table, with the address that filters by it; "" where none does.

    `top` and `bottom` are its chances to be among the highest and the lowest fifth, in words.
    """

    name: str
    url: str
    standing: Standing | None = None
    change: Change | None = None
    top: str = ""
    bottom: str = ""


@dataclass(frozen=True, kw_only=True)
class GroupsPage:
    """Everything the template needs, in words and figures.

    Attributes
    ----------
    rows : the groups listed, out of so many `groups`.
    hidden : the first names of those that may not be shown, so many as `unshown` says.
    all_rows : the address that lists all of them; "" where all are listed.
    held : what is held equal, in words; "" where nothing is.
    comments : where the comments of the group are that is surest to be weak, or of all.
    """

    fair: Fair
    headline: str
    metrics: MetricSwitch
    sides: tuple[Switch, ...]
    looks: tuple[Switch, ...]
    sorts: tuple[Switch, ...]
    mixes: tuple[Switch, ...]
    held: str
    rows: tuple[Row, ...]
    hidden: tuple[str, ...]
    groups: int
    all_rows: str
    axis: tuple[float, float]
    funnel: Figure | None
    links: dict[str, dict[str, str]]
    weakest: str
    comments: str

    @property
    def unshown(self) -> int:
        """How many groups may not be shown."""
        stood = self.fair.found.standings
        return 0 if stood is None else len(stood.hidden)

    @property
    def past(self) -> str:
        """Where each group is held against its past."""
        return self.looks[-1].url

    @property
    def answers(self) -> int | None:
        """How many answers count; None where they are hidden."""
        return self.fair.found.answers


@dataclass(frozen=True, kw_only=True)
class Shown:
    """How a reader looks at the groups.

    Attributes
    ----------
    sort : "likely", "name" or "size".
    everything : list all groups, however many.
    takeable : whether figures may be taken away as files.
    readable : whether comments may be read.
    """

    reader: Reader
    threshold: int
    sort: str = SORTS[0]
    everything: bool = False
    takeable: bool = True
    readable: bool = True


def groups_page(*, fair: Fair, where: Filter, shown: Shown) -> GroupsPage:
    """Put a comparison of groups into words and figures."""
    query = _query(fair, where=where, sort=shown.sort)
    ordered = _ordered(fair, sort=shown.sort)
    first, all_rows = first_of(ordered, everything=shown.everything, query=query)
    listed = _at(first, fair=fair)
    weakest = next(iter(told_of(fair).below), "")
    stood = fair.found.standings
    name, most = fair.side.title, None if shown.everything else MOST
    return GroupsPage(
        fair=fair,
        headline=finding(fair, reader=shown.reader),
        metrics=metric_switch(metrics=fair.metrics, current=fair.metric, query=query),
        **_switches(fair, query=query, sort=shown.sort),
        held=", ".join(fair.mixable[column] for column in fair.mix),
        rows=tuple(_row(each, fair=fair, where=where, reader=shown.reader) for each in listed),
        hidden=_hidden(stood, most=most),
        groups=len(ordered),
        all_rows=all_rows,
        axis=_axis(fair, listed),
        funnel=None if stood is None else funnel_figure(of=stood, name=name, reader=shown.reader, most=most),
        links={key: _links(key, query=query) for key in _pictures(fair) if shown.takeable and ordered},
        weakest=weakest,
        comments=_comments(fair, where=where, group=weakest) if shown.readable else "",
    )


def picture(*, fair: Fair, key: str, shown: Shown) -> Figure | None:
    """One figure with all its groups, as it is taken away; None where there is none of this name."""
    ordered, stood, name = _ordered(fair, sort=shown.sort), fair.found.standings, fair.side.title
    if key not in _pictures(fair) or not ordered:
        return None
    if stood is None:
        return groups_figure(
            changes=[fair.found.changes[place] for place in ordered],
            metric=fair.metric,
            name=name,
            key=key,
            threshold=shown.threshold,
            reader=shown.reader,
        )
    if key == "funnel":
        return funnel_figure(of=stood, name=name, reader=shown.reader)
    return league_figure(
        of=stood,
        rows=stood.at(ordered),
        name=name,
        mixed=bool(fair.mix),
        threshold=shown.threshold,
        reader=shown.reader,
    )


def _pictures(fair: Fair) -> tuple[str, ...]:
    return ("periods",) if fair.found.standings is None else ("league", "funnel")


def _query(fair: Fair, *, where: Filter, sort: str) -> dict[str, list[str]]:
    asked = where.to_query() | {"metric": [fair.metric.slug], "by": [fair.side.key]}
    if fair.look is not Look.OTHERS:
        asked |= {"look": [fair.look.value]}
    if fair.mix:
        asked |= {"mix": written_mix(fair.mix)}
    return asked if sort == SORTS[0] else asked | {"sort": [sort]}


def _switches(fair: Fair, *, query: dict[str, list[str]], sort: str) -> dict[str, tuple[Switch, ...]]:
    def switch(name: str, *, current: bool, **asked: list[str]) -> Switch:
        return Switch(name=name, note="", url="?" + urlencode(query | asked, doseq=True), current=current)

    looks = {Look.OTHERS: _("against the others"), Look.BEFORE: _("against before")}
    names = {"likely": _("by what is likely"), "name": _("by name"), "size": _("by size")}
    return {
        "sides": tuple(
            switch(each.title, current=each.key == fair.side.key, by=[each.key]) for each in fair.sides
        ),
        "looks": tuple(
            switch(name, current=look is fair.look, look=[look.value]) for look, name in looks.items()
        ),
        "sorts": tuple(switch(names[each], current=each == sort, sort=[each]) for each in SORTS),
        "mixes": tuple(
            switch(title, current=column in fair.mix, mix=written_mix(_toggled(column, of=fair.mix)))
            for column, title in (fair.mixable if fair.look is Look.OTHERS else {}).items()
        ),
    }


def _toggled(column: str, *, of: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(each for each in of if each != column) if column in of else (*of, column)


def _ordered(fair: Fair, *, sort: str) -> list[int]:
    """The places of the groups in order, the weakest first where nothing else is asked, the hidden last."""
    found, stood = fair.found, fair.found.standings
    columns: Iterable[tuple[Name, int, float | None]] = (
        ((each.group, each.n, each.value) for each in found.changes)
        if stood is None
        else zip(stood.names, stood.n.tolist(), stood.best.tolist(), strict=True)
    )
    keys = [(n == 0, *_place(name, sort=sort, n=n, value=value)) for name, n, value in columns]
    return sorted(range(len(keys)), key=keys.__getitem__)


def _at(places: Sequence[int], *, fair: Fair) -> Sequence[Standing | Change]:
    """The groups at some places."""
    stood = fair.found.standings
    return [fair.found.changes[place] for place in places] if stood is None else stood.at(places)


def _place(group: Name, *, sort: str, n: int, value: float | None) -> tuple[float, str]:
    name = str(group)
    if sort == "name":
        return 0.0, name
    if sort == "size":
        return -float(n), name
    return float("inf") if value is None or math.isnan(value) else value, name


def _row(one: Standing | Change, *, fair: Fair, where: Filter, reader: Reader) -> Row:
    name, url = str(one.group), ""
    # An agent is no filter, and the units of a level stand for several names of the data.
    if fair.side.level is None and not fair.side.staff:
        query = where.to_query() | {"metric": [fair.metric.slug], fair.side.column: [name]}
        url = f"{reverse('understand:metrics')}?{urlencode(query, doseq=True)}"
    if isinstance(one, Change):
        return Row(name=name, url=url, change=one)
    top, bottom = (_chance(each, reader=reader) for each in (one.top, one.bottom))
    return Row(name=name, url=url, standing=one, top=top, bottom=bottom)


def _chance(found: float | None, *, reader: Reader) -> str:
    """Write a chance; nothing is said to be sure."""
    if found is None:
        return NOTHING
    if found < SURELY_NOT:
        return _("under %(chance)s") % {"chance": percent(SURELY_NOT, reader=reader)}
    if found > 1 - SURELY_NOT:
        return _("over %(chance)s") % {"chance": percent(1 - SURELY_NOT, reader=reader)}
    return percent(found, reader=reader)


def _hidden(stood: Standings | None, *, most: int | None) -> tuple[str, ...]:
    return () if stood is None else tuple(str(each) for each in stood.hidden[:most])


def _axis(fair: Fair, rows: Sequence[Standing | Change]) -> tuple[float, float]:
    """One axis for the whole table: as wide as its intervals and its rings, within the scale."""
    stood = [each for each in rows if isinstance(each, Standing)]
    changes = [each for each in rows if isinstance(each, Change) and not each.now.few]
    estimates = [each.likely or each.fair for each in stood] + [each.now.estimate for each in changes]
    rings = [each.own.value for each in stood] + [each.before.estimate.value for each in changes]
    return axis_of(metric=fair.metric, estimates=estimates, points=rings)


def _links(key: str, *, query: dict[str, list[str]]) -> dict[str, str]:
    asked = urlencode(query, doseq=True)
    addresses = {
        form: reverse("understand:groups-export", args=[key, form]) for form in ("csv", "xlsx", "svg")
    }
    return {form.upper(): f"{address}?{asked}" for form, address in addresses.items()}


def _comments(fair: Fair, *, where: Filter, group: str) -> str:
    query = where.to_query()
    if group and fair.side.level is None and not fair.side.staff:
        query |= {fair.side.column: [group]}
    return f"{reverse('listen:comments')}?{urlencode(query, doseq=True)}"
