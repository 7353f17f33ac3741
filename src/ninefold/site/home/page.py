"""The Overview as a page: its headline, its tiles with their working, its figures."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from cxstats.estimate import Verdict
from ninefold.engine.filters import Filter
from ninefold.kit.digits import number
from ninefold.kit.figures import Figure
from ninefold.kit.locales import Reader, isolated
from ninefold.listen.responses.filter_bar import NAMES
from ninefold.site.home.answering import NOBODY, Answering, Gap
from ninefold.site.home.arrangement import Section, sections_of
from ninefold.site.home.groups import GroupTable, group_table
from ninefold.site.home.queries import Overview
from ninefold.understand.comparisons.figures import groups_figure
from ninefold.understand.comparisons.pairs import Change
from ninefold.understand.metrics.figures import recommendation_figure
from ninefold.understand.metrics.working import Working, definition_address, working
from ninefold.understand.trends.figures import trend_figure

SHOWN_CHANGES, SHOWN_GAPS, MOST_OWN = 6, 6, 20
TOUCHPOINT = "touchpoint"


@dataclass(frozen=True, kw_only=True)
class Tile:
    """One key metric: its change, the axis of its bar, and how it was made."""

    change: Change
    axis: tuple[float, float]
    working: Working
    url: str

    @property
    def panel(self) -> str:
        """The id of the panel that its number opens."""
        return f"p-{self.change.metric.slug}"


@dataclass(frozen=True, kw_only=True)
class Changed:
    """One line of what really changed, with the address where it can be looked into."""

    change: Change
    name: str
    url: str


@dataclass(frozen=True, kw_only=True)
class Side:
    """The groups of one dimension: their picture, its files, where to look further, if any may be seen."""

    title: str
    figure: Figure
    links: dict[str, str]
    url: str
    known: bool


@dataclass(frozen=True, kw_only=True)
class OverviewPage:
    """Everything the template needs, in words and figures."""

    found: Overview
    words: str
    headline: str
    looks: str
    tiles: tuple[Tile, ...]
    changed: tuple[Changed, ...]
    figures: dict[str, Figure]
    links: dict[str, dict[str, str]]
    sides: tuple[Side, ...]
    weakest: GroupTable | None
    yours: GroupTable | None
    gaps: tuple[Gap, ...]
    more_gaps: int
    sections: tuple[Section, ...]
    address: str
    comments: str
    own_comments: str


def overview_page(
    *,
    found: Overview,
    where: Filter,
    threshold: int,
    reader: Reader,
    takeable: bool = True,
    readable: bool = True,
    role: str = "",
    answering: Answering = NOBODY,
) -> OverviewPage:
    """Put the Overview into words and figures.

    Parameters
    ----------
    readable : whether comments may be read.
    takeable : whether figures may be taken away as files.
    threshold, reader : for the words of a hidden group.
    role : whose order the parts of the page have.
    answering : who answers for which touchpoint.
    """
    address = urlencode(where.to_query(), doseq=True)
    figures = _figures(found, threshold=threshold, reader=reader)
    yours = _yours(found, where=where, answering=answering)
    there = _there(found, readable=readable, answering=answering, yours=yours)
    return OverviewPage(
        found=found,
        words=_words(found, where=where) if readable else "",
        headline=headline(found),
        looks=_looks(found, reader=reader),
        tiles=tuple(_tile(change, found=found, where=where) for change in found.tiles),
        changed=tuple(_changed(change, found=found, where=where) for change in found.changed[:SHOWN_CHANGES]),
        figures=figures,
        links={key: _links(key, address=address) for key in figures if takeable},
        sides=_sides(found, figures=figures, address=address, takeable=takeable),
        weakest=_weakest(found, where=where, answering=answering),
        yours=yours,
        gaps=answering.gaps[:SHOWN_GAPS],
        more_gaps=max(0, len(answering.gaps) - SHOWN_GAPS),
        sections=sections_of(role=role, there=there),
        address=address,
        comments=comments_address(where) if readable else "",
        own_comments=comments_address(replace(where, touchpoint=_named(yours))),
    )


def _words(found: Overview, *, where: Filter) -> str:
    """Where the latest comments of the period come from, after the page."""
    within = replace(where, since=found.window.now.start, until=found.window.now.end)
    return f"{reverse('overview-words')}?{urlencode(within.to_query(), doseq=True)}"


def comments_address(where: Filter) -> str:
    """Where all comments of a selection are read."""
    return f"{reverse('listen:comments')}?{urlencode(where.to_query(), doseq=True)}"


def _named(table: GroupTable | None) -> tuple[str, ...]:
    return () if table is None else tuple(row.name for row in table.rows)


def headline(found: Overview) -> str:
    """One or two sentences that the numbers support, and no more than they support."""
    parts = [_whole(found.tiles), *_groups(found)]
    return " ".join(part for part in parts if part)


def _whole(changes: Sequence[Change]) -> str:
    better = [str(change.metric.name) for change in changes if change.verdict is Verdict.BETTER]
    worse = [str(change.metric.name) for change in changes if change.verdict is Verdict.WORSE]
    if better and worse:
        words = {"better": _listed(better), "worse": _listed(worse)}
        return _("%(better)s got better, %(worse)s got worse.") % words
    if worse:
        return _("%(worse)s got worse.") % {"worse": _listed(worse)}
    if better:
        return _("%(better)s got better.") % {"better": _listed(better)}
    if all(change.verdict is Verdict.FEW for change in changes):
        return _("There is no earlier period to compare with yet.")
    return _("No key measure really changed.")


def _groups(found: Overview) -> list[str]:
    """Name the group with the surest change for the worse, and the one for the better."""
    told = {
        Verdict.WORSE: _("%(metric)s fell for “%(group)s”."),
        Verdict.BETTER: _("%(metric)s rose for “%(group)s”."),
    }
    sentences = []
    for verdict, sentence in told.items():
        first = next(
            (each for each in found.changed if each.verdict is verdict and each.group is not None), None
        )
        if first is not None:
            sentences.append(sentence % {"metric": first.metric.name, "group": isolated(first.name)})
    return sentences


def _listed(names: Sequence[str]) -> str:
    if len(names) == 1:
        return names[0]
    return _("%(first)s and %(last)s") % {"first": _(", ").join(names[:-1]), "last": names[-1]}


def _looks(found: Overview, *, reader: Reader) -> str:
    if found.family.size == 0:
        return ""
    told = ngettext(
        "Real changes in the %(looks)s comparison on this page: %(real)s. False alarms are held to 1 in 20.",
        "Real changes among the %(looks)s comparisons on this page: %(real)s. "
        "False alarms are held to 1 in 20.",
        found.family.size,
    )
    return told % {
        "real": number(len(found.changed), reader=reader),
        "looks": number(found.family.size, reader=reader),
    }


def _tile(change: Change, *, found: Overview, where: Filter) -> Tile:
    slug, address = change.metric.slug, urlencode(where.to_query(), doseq=True)
    now = found.window.now
    return Tile(
        change=change,
        axis=_axis(change),
        working=working(
            score=change.now,
            query=f"{reverse('api:scores')}?metric={slug}&{address}",
            definition=definition_address(metric=change.metric, where=where, since=now.start, until=now.end),
        ),
        url=f"{reverse('understand:metrics')}?metric={slug}&{address}",
    )


def _axis(change: Change) -> tuple[float, float]:
    """A stretch of the scale around the interval, wide enough for before and target to be seen."""
    metric = change.metric
    low, high = metric.axis
    ends = [
        each * metric.factor
        for estimate in (change.now.estimate, change.before.estimate)
        for each in (estimate.low, estimate.high)
        if each is not None
    ]
    if metric.target is not None:
        ends.append(metric.target)
    if not ends:
        return low, high
    room = max((high - low) * 0.05, (max(ends) - min(ends)) * 0.25)
    return max(low, min(ends) - room), min(high, max(ends) + room)


def _changed(change: Change, *, found: Overview, where: Filter) -> Changed:
    query = where.to_query() | {"metric": [change.metric.slug]}
    name = str(change.metric.name)
    side = next((each for each in found.breakdowns if change in each.changes), None)
    if side is not None and change.group is not None:
        query |= {side.dimension: [str(change.group)]}
        name = _("%(group)s: %(metric)s") % {"group": change.name, "metric": name}
    return Changed(
        change=change, name=name, url=f"{reverse('understand:metrics')}?{urlencode(query, doseq=True)}"
    )


def _figures(found: Overview, *, threshold: int, reader: Reader) -> dict[str, Figure]:
    figures = [trend_figure(points=found.points, metrics=[change.metric for change in found.tiles])]
    for side in found.breakdowns:
        name = str(NAMES[side.dimension])
        figures.append(
            groups_figure(
                changes=side.changes,
                metric=side.metric,
                name=name,
                key=side.dimension,
                threshold=threshold,
                reader=reader,
            )
        )
    if found.recommendations:
        figures.append(recommendation_figure(counts=found.recommendations))
    return {figure.key: figure for figure in figures}


def _there(
    found: Overview, *, readable: bool, answering: Answering, yours: GroupTable | None
) -> list[Section]:
    """Name the parts of the page that have something to show."""
    there = {
        Section.TREND: True,
        Section.CHANGED: True,
        Section.WEAKEST: len(found.breakdowns) > 0,
        Section.ANSWERS: len(found.recommendations) > 0,
        Section.WORDS: readable,
        Section.GROUPS: len(found.breakdowns) > 1,
        Section.YOURS: yours is not None,
        Section.GAPS: bool(answering.gaps),
    }
    return [section for section, shown in there.items() if shown]


def _weakest(found: Overview, *, where: Filter, answering: Answering) -> GroupTable | None:
    """The first side; a chain is as weak as its weakest link, so touchpoints come first of all."""
    if not found.breakdowns:
        return None
    side = found.breakdowns[0]
    owners = answering.owners if side.dimension == TOUCHPOINT else {}
    return group_table(side=side, where=where, owners=owners)


def _yours(found: Overview, *, where: Filter, answering: Answering) -> GroupTable | None:
    """The touchpoints that the reader answers for, as far as anybody answered about them."""
    side = next((each for each in found.breakdowns if each.dimension == TOUCHPOINT), None)
    if side is None or not answering.mine:
        return None
    table = group_table(side=side, where=where, owners={}, among=answering.mine, most=MOST_OWN)
    return table if table.rows else None


def _sides(found: Overview, *, figures: dict[str, Figure], address: str, takeable: bool) -> tuple[Side, ...]:
    return tuple(
        Side(
            title=_("%(metric)s by %(dimension)s")
            % {"metric": side.metric.name, "dimension": NAMES[side.dimension]},
            figure=figures[side.dimension],
            links=_links(side.dimension, address=address) if takeable else {},
            url=f"{reverse('understand:metrics')}?by={side.dimension}&{address}",
            known=any(not change.now.few for change in side.changes),
        )
        for side in found.breakdowns
    )


def _links(key: str, *, address: str) -> dict[str, str]:
    return {form.upper(): _export(key, form=form, address=address) for form in ("csv", "xlsx", "svg")}


def _export(key: str, *, form: str, address: str) -> str:
    return f"{reverse('overview-export', args=[key, form])}?{address}"
