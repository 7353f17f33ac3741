"""A report as a page: headline, tables and figures in the reader's words."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from django.contrib.staticfiles import finders
from django.template.loader import get_template, render_to_string
from django.utils import translation
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from ninefold.kit.calendars import range_text
from ninefold.kit.chart_filling import Width
from ninefold.kit.charts import draw
from ninefold.kit.digits import localise, number
from ninefold.kit.figures import Figure
from ninefold.kit.locales import Reader
from ninefold.kit.units import value_text
from ninefold.listen.sources.page import TOOLS
from ninefold.understand.comparisons.figures import groups_figure
from ninefold.understand.comparisons.pairs import Change
from ninefold.understand.metrics.axes import axis_of
from ninefold.understand.metrics.figures import recommendation_figure
from ninefold.understand.metrics.scoring import Score
from ninefold.understand.metrics.working import Working, working
from ninefold.understand.reports.asking import Asked
from ninefold.understand.reports.columns import Columns, columns_of, left_out
from ninefold.understand.reports.contents import Report
from ninefold.understand.reports.findings import findings
from ninefold.understand.reports.queries import Breakdown, Grid, Numbers
from ninefold.understand.reports.voices import Voice
from ninefold.understand.trends.figures import trend_figure

TEMPLATE = "reports/report.html"
DRAWN, MOST_DRAWN = 2, 15
LISTED_REJECTS = 12
TABLED = 30
WIDTHS: tuple[Width, ...] = ("page", "phone")


@dataclass(frozen=True, kw_only=True)
class Tile:
    """One key metric: how it was made, the axis of its bar, and what was not counted."""

    working: Working
    axis: tuple[float, float]
    left_out: str


@dataclass(frozen=True, kw_only=True)
class Side:
    """One breakdown: its groups, and its picture where it is among the first.

    Attributes
    ----------
    drawn : how many groups the picture shows of how many; both 0 where it shows them all.
    more, hidden : groups that the table does not list, and groups too small to be shown.
    """

    drawn: tuple[int, int]
    breakdown: Breakdown
    figure: Figure | None
    axis: tuple[float, float]
    shown: tuple[Change, ...]
    more: int
    hidden: int


@dataclass(frozen=True, kw_only=True)
class ReportPage:
    """Everything the template needs."""

    style: SafeString
    headline: str
    summary: str
    period: str
    tool: str
    findings: tuple[str, ...]
    tiles: tuple[Tile, ...]
    trend: Figure | None
    answers: Figure | None
    sides: tuple[Side, ...]
    heat: tuple[tuple[str, tuple[object, ...]], ...]
    months: tuple[str, ...]
    items: tuple[Score, ...]
    items_axis: tuple[float, float]
    not_compared: tuple[str, ...]
    voices: tuple[Voice, ...]
    columns: Columns
    rejects: tuple[object, ...]
    more_rejects: int


def prepare() -> None:
    """Have the page's template at hand before there is anything to lay out."""
    get_template(TEMPLATE)


def write_html(*, report: Report) -> str:
    """Lay a report out as one page that needs nothing beside it."""
    reader = report.asked.reader
    with translation.override(reader.language):
        page = report_page(report=report)
        parts = {"page": page, "report": report, "reader": reader, "threshold": report.asked.threshold}
        return render_to_string(TEMPLATE, parts)


def draw_ahead(*, numbers: Numbers | None, asked: Asked) -> None:
    """Draw the figures of a page that will be laid out soon; it then finds them drawn."""
    if numbers is None:
        return
    with translation.override(asked.reader.language):
        figures = [_trend(numbers), _answers(numbers)]
        figures += [side.figure for side in _sides(numbers.breakdowns, asked=asked)]
        for figure in filter(None, figures):
            for width in WIDTHS:
                draw(chart=figure.chart, data=figure.data, reader=asked.reader, width=width)


def report_page(*, report: Report) -> ReportPage:
    """Put a report into words and figures."""
    found, reader = report.numbers, report.asked.reader
    scores = [] if found is None else [found.whole.scores[metric.slug] for metric in found.key]
    items = (
        ()
        if found is None
        else tuple(sorted((found.whole.scores[m.slug] for m in found.items), key=_weakest))
    )
    sides = [] if found is None else _sides(found.breakdowns, asked=report.asked)
    return ReportPage(
        style=_style(),
        headline=_headline(scores, report=report),
        summary=_summary(report),
        period=""
        if found is None or found.first is None or found.last is None
        else range_text(found.first, found.last, reader=reader),
        tool=TOOLS.get(report.opened.tool, ""),
        findings=findings(report=report, items=items),
        tiles=tuple(_tile(score, report=report) for score in scores),
        trend=_trend(found) if found else None,
        answers=_answers(found) if found else None,
        sides=tuple(side for side in sides if len(side.shown) > 1),
        heat=_heat(report.grid, reader=reader) if report.grid else (),
        months=tuple(period.short for period in report.grid.periods) if report.grid else (),
        items=items,
        items_axis=_items_axis(items),
        not_compared=tuple(side.breakdown.title for side in sides if len(side.shown) < 2),
        voices=tuple({voice.text: voice for voice in report.voices}.values()),
        columns=columns_of(report=report),
        rejects=report.rejects[:LISTED_REJECTS],
        more_rejects=max(0, len(report.rejects) - LISTED_REJECTS),
    )


def _style() -> SafeString:
    """The style sheet of the house and of the report, written into the page."""
    parts = []
    for name in ("ninefold/ninefold.css", "ninefold/report.css"):
        place = finders.find(name)
        if isinstance(place, str):
            parts.append(Path(place).read_text(encoding="utf-8"))
    return mark_safe("\n".join(parts))  # noqa: S308  # our own files


def _headline(scores: Sequence[Score], *, report: Report) -> str:
    if not scores or scores[0].few:
        return _("What stands in %(name)s") % {"name": report.opened.name}
    reader, score = report.asked.reader, scores[0]
    ends = {"value": score.estimate.value, "low": score.estimate.low, "high": score.estimate.high}
    told = {name: value_text(end, unit=score.metric, reader=reader) for name, end in ends.items()}
    told["metric"] = str(score.metric.name)
    return _("%(metric)s is %(value)s, 95%% sure between %(low)s and %(high)s.") % told


def _summary(report: Report) -> str:
    reader = report.asked.reader
    taken = number(report.counts.taken, reader=reader)
    told = ngettext("%(taken)s row was used", "%(taken)s rows were used", report.counts.taken) % {
        "taken": taken
    }
    if not report.counts.rejected:
        return _("%(used)s, none was left out.") % {"used": told}
    left = number(report.counts.rejected, reader=reader)
    return _("%(used)s, %(left)s could not be used; the reasons stand at the end.") % {
        "used": told,
        "left": left,
    }


def _tile(score: Score, *, report: Report) -> Tile:
    estimates = [each for each in (score.estimate, score.weighted) if each is not None]
    return Tile(
        working=working(score=score, query=""),
        axis=axis_of(metric=score.metric, estimates=estimates),
        left_out=left_out(metric=score.metric, report=report),
    )


def _trend(found: Numbers) -> Figure | None:
    return trend_figure(points=found.points, metrics=found.key) if found.points else None


def _answers(found: Numbers) -> Figure | None:
    return recommendation_figure(counts=found.recommendations) if found.recommendations else None


def _sides(breakdowns: Sequence[Breakdown], *, asked: Asked) -> list[Side]:
    sides = [_side(each, key=f"side-{place}", asked=asked) for place, each in enumerate(breakdowns)]
    drawn = [side for side in sides if len(side.shown) > 1][:DRAWN]
    return [side if side in drawn else replace(side, figure=None, drawn=(0, 0)) for side in sides]


def _side(found: Breakdown, *, key: str, asked: Asked) -> Side:
    known = [change for change in found.changes if not change.now.few]
    return Side(
        drawn=(MOST_DRAWN, len(known)) if len(known) > MOST_DRAWN else (0, 0),
        breakdown=found,
        figure=groups_figure(
            changes=known,
            metric=found.metric,
            name=found.title,
            key=key,
            most=MOST_DRAWN,
            threshold=asked.threshold,
            reader=asked.reader,
        ),
        axis=axis_of(metric=found.metric, estimates=[change.now.estimate for change in known]),
        shown=tuple(known[:TABLED]),
        more=max(0, len(known) - TABLED),
        hidden=len(found.changes) - len(known),
    )


def _items_axis(scores: Sequence[Score]) -> tuple[float, float]:
    if not scores:
        return (0.0, 1.0)
    lows = [score.metric.low for score in scores]
    highs = [score.metric.high for score in scores]
    return (min(lows), max(highs))


def _weakest(score: Score) -> tuple[bool, float]:
    """By the share of the scale reached, so that questions on different scales stand in one list."""
    value = score.estimate.value
    if value is None:
        return (True, 0.0)
    return (False, (value - score.metric.low) / (score.metric.high - score.metric.low))


def _heat(grid: Grid, *, reader: Reader) -> tuple[tuple[str, tuple[object, ...]], ...]:
    slug = grid.metric.slug
    return tuple(
        (
            localise(_("(not given)") if name is None else str(name), reader=reader),
            tuple(None if group is None else group.scores[slug].estimate for group in groups),
        )
        for name, groups in grid.rows
    )
