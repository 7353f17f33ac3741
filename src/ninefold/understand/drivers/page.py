"""Drivers as a page: the finding, the picture, how to read it, every driver in a row."""

from dataclasses import dataclass
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _

from ninefold.engine.filters import Filter
from ninefold.kit.digits import number, span
from ninefold.kit.figures import Figure
from ninefold.kit.locales import Reader
from ninefold.kit.units import PlainUnit
from ninefold.understand.drivers.asking import Asked
from ninefold.understand.drivers.figures import quadrant_figure
from ninefold.understand.drivers.measured import MEASURE
from ninefold.understand.drivers.reading import SHARE, explained, headline, paragraphs
from ninefold.understand.drivers.table import STEP, Analysis, Line, Silence, Table, pilot_size
from ninefold.understand.metrics.switching import Switch

Query = dict[str, list[str]]


@dataclass(frozen=True, kw_only=True)
class Row:
    """One driver of the table.

    Attributes
    ----------
    act : whether it is to be looked at first.
    place : "2", or "2 to 3" where its place is not certain.
    url : the answers to it over time, in the explorer.
    """

    line: Line
    act: bool
    place: str
    url: str


@dataclass(frozen=True, kw_only=True)
class Pilot:
    """What it would take to see whether one driver moves the outcome, instead of only going along with it."""

    driver: str
    step: str
    needs: str


@dataclass(frozen=True, kw_only=True)
class DriversPage:
    """Everything the template needs.

    Attributes
    ----------
    outcomes : what the drivers can be set against.
    others : questions that are not among the drivers, each leading to a table around it.
    measures : what was measured, each with the address that sets it beside the questions or takes it away.
    same : questions that everybody answered alike.
    axis : of the importance bars, in per cent.
    hidden_fields : what the choice of questions keeps of the address.
    """

    found: Analysis
    headline: str
    cure: str
    explained: str
    reading: tuple[str, ...]
    outcomes: tuple[Switch, ...]
    others: tuple[Switch, ...]
    measures: tuple[Switch, ...]
    same: tuple[str, ...]
    rows: tuple[Row, ...]
    axis: tuple[float, float]
    pilot: Pilot | None
    figure: Figure | None
    links: dict[str, str]
    hidden_fields: tuple[tuple[str, str], ...]
    comments: str

    @property
    def share(self) -> PlainUnit:
        """How shares are written: in per cent, without decimals."""
        return SHARE

    @property
    def table(self) -> Table | None:
        """The drivers, where they can be told."""
        return self.found.table

    @property
    def answers(self) -> int | None:
        """How many answers count; None where they are too few."""
        return None if self.table is None else self.table.found.n


def drivers_page(
    *,
    found: Analysis,
    asked: Asked,
    where: Filter,
    reader: Reader,
    takeable: bool = True,
    readable: bool = True,
) -> DriversPage:
    """Put an analysis into words and figures.

    Parameters
    ----------
    asked : what the reader asked, kept in the addresses of the page.
    takeable : whether figures may be taken away as files.
    readable : whether comments may be read.
    """
    table, outcome = found.table, found.outcome
    query = _query(found, asked=asked, where=where)
    drawn = table is not None and table.asked_for
    figure = quadrant_figure(table=table, outcome=outcome) if drawn and table and outcome else None
    return DriversPage(
        found=found,
        headline=headline(found=found, reader=reader),
        cure=_cure(found),
        explained=""
        if table is None or outcome is None
        else explained(table=table, outcome=outcome, reader=reader),
        reading=() if table is None else paragraphs(table=table, reader=reader),
        outcomes=_outcomes(found, query=query),
        others=_others(found, query=query),
        measures=_measures(found, asked=asked, query=query),
        same=tuple(each.scale.title for each in found.candidates if each.same),
        rows=() if table is None else _rows(table, where=where, reader=reader),
        axis=_axis(table),
        pilot=None if table is None else _pilot(table, reader=reader),
        figure=figure,
        links=_links(query) if takeable and figure else {},
        hidden_fields=tuple(
            (name, value)
            for name, values in query.items()
            if name not in {"with", "driver"}
            for value in values
        ),
        comments=f"{reverse('listen:comments')}?{urlencode(where.to_query(), doseq=True)}"
        if readable
        else "",
    )


def _query(found: Analysis, *, asked: Asked, where: Filter) -> Query:
    """What the page is asked, its outcome by name even where none was named."""
    outcome = {} if found.outcome is None else {"outcome": [found.outcome.column]}
    kept = {name: [value] for name, value in asked.to_query().items() if name != "outcome"}
    return where.to_query() | outcome | kept


def _cure(found: Analysis) -> str:
    told = {
        Silence.NO_OUTCOME: _("Bring in a survey that asks for a recommendation, satisfaction or effort."),
        Silence.NO_QUESTIONS: _("Bring in a survey that also asks about single touchpoints or qualities."),
        Silence.FEW: _(
            "Widen the period, take a filter away, or choose questions that more people answered."
        ),
        Silence.NOBODY_DIFFERS: _("Widen the period, or choose other questions."),
        Silence.ALIKE: _("Leave one of them out."),
    }
    return "" if found.silence is None else told[found.silence]


def _outcomes(found: Analysis, *, query: Query) -> tuple[Switch, ...]:
    return tuple(
        Switch(
            name=str(each.name),
            note=str(each.meaning),
            url="?" + urlencode(query | {"outcome": [each.column]}, doseq=True),
            current=each == found.outcome,
        )
        for each in found.outcomes
    )


def _others(found: Analysis, *, query: Query) -> tuple[Switch, ...]:
    kept = {name: values for name, values in query.items() if name not in {"with", "driver"}}
    return tuple(
        Switch(
            name=each.scale.title,
            note="",
            url="?" + urlencode(kept | {"with": [each.scale.column]}, doseq=True),
            current=False,
        )
        for each in found.candidates
        if not each.chosen and not each.same and each.scale.role != MEASURE
    )


def _measures(found: Analysis, *, asked: Asked, query: Query) -> tuple[Switch, ...]:
    return tuple(
        Switch(
            name=each.scale.title,
            note="",
            url="?" + urlencode(query | _turned(each.scale.column, asked=asked), doseq=True),
            current=each.scale.column in asked.measures,
        )
        for each in found.candidates
        if each.scale.role == MEASURE
    )


def _turned(column: str, *, asked: Asked) -> Query:
    """Set a measure beside the questions, or take it away where it stands there."""
    rest = [name for name in asked.measures if name != column]
    return {"measured": [",".join(rest if column in asked.measures else [*rest, column])]}


def _rows(table: Table, *, where: Filter, reader: Reader) -> tuple[Row, ...]:
    first = table.first()
    return tuple(
        Row(
            line=line,
            act=line in first,
            place=_place(line, reader=reader),
            url=_explorer(line, where=where),
        )
        for line in table.lines
    )


def _place(line: Line, *, reader: Reader) -> str:
    rank = line.found.rank
    if rank.low is None or rank.high is None or rank.low == rank.high:
        return number(rank.value, reader=reader)
    return span(rank.low, rank.high, reader=reader)


def _explorer(line: Line, *, where: Filter) -> str:
    if line.performance is None:
        return ""
    query = where.to_query() | {"metric": [f"{line.scale.column}-top2"]}
    return f"{reverse('understand:metrics')}?{urlencode(query, doseq=True)}"


def _axis(table: Table | None) -> tuple[float, float]:
    """From zero to the next ten above the longest interval."""
    highest = 0.0 if table is None else max(line.found.share.high or 0.0 for line in table.lines)
    return 0.0, min(100.0, 10.0 * (int(10 * highest) + 1))


def _pilot(table: Table, *, reader: Reader) -> Pilot | None:
    told = table.first() or [line for line in table.told if line.performance is not None]
    if not told:
        return None
    line = told[0]
    return Pilot(
        driver=line.scale.title,
        step=number(100 * STEP, reader=reader),
        needs=number(pilot_size(line), reader=reader),
    )


def _links(query: Query) -> dict[str, str]:
    asked = urlencode(query, doseq=True)
    return {
        form.upper(): f"{reverse('understand:drivers-export', args=[form])}?{asked}"
        for form in ("csv", "xlsx", "svg")
    }
