"""What changed as a page: one finding, what is real, and where to look next."""

from dataclasses import dataclass
from urllib.parse import urlencode

from django.urls import reverse

from cxstats.estimate import Verdict
from ninefold.engine.filters import Filter
from ninefold.kit.figures import Figure
from ninefold.kit.locales import Reader
from ninefold.kit.long_lists import first_of
from ninefold.kit.tables import Table
from ninefold.kit.written_periods import PERIOD, write_period
from ninefold.listen.responses.filter_bar import NAMES
from ninefold.understand.changes.figures import changes_figure, changes_table
from ninefold.understand.changes.queries import Changes, Look
from ninefold.understand.changes.reading import headline, looked


@dataclass(frozen=True, kw_only=True)
class Row:
    """One real change, and where to look closer.

    Attributes
    ----------
    side : what the group is of, in words; "" where it is everybody.
    over_time, drivers, comments : the same answers over time, what goes with them, and what was said.
    """

    look: Look
    side: str
    over_time: str
    drivers: str
    comments: str


@dataclass(frozen=True, kw_only=True)
class ChangesPage:
    """Everything the template needs.

    Attributes
    ----------
    left_out : sides of too many groups, in words, with the address that compares them fairly.
    table : every comparison, or the first of them: what really changed stands before what did not.
    everything : whether the reader asked for all of them.
    all_rows : where every comparison is listed; "" where it is.
    """

    found: Changes
    headline: str
    looked: str
    rows: tuple[Row, ...]
    unchanged: int
    left_out: tuple[str, ...]
    groups: str
    figure: Figure | None
    table: Table
    everything: bool
    all_rows: str
    links: dict[str, str]

    @property
    def answers(self) -> int | None:
        """How many answers the period holds; None where they are hidden."""
        return self.found.answers


def changes_page(
    *,
    found: Changes,
    where: Filter,
    reader: Reader,
    everything: bool = False,
    takeable: bool = True,
    readable: bool = True,
) -> ChangesPage:
    """Put what changed into words and figures.

    Parameters
    ----------
    everything : list all comparisons, however many.
    takeable : whether figures may be taken away as files.
    readable : whether comments may be read.
    """
    asked = urlencode(where.to_query(), doseq=True)
    ordered = (*found.real, *(look for look in found.looks if look.change.verdict is Verdict.NONE))
    listed, all_rows = first_of(ordered, everything=everything, query=where.to_query())
    return ChangesPage(
        found=found,
        headline=headline(found=found, reader=reader),
        looked=looked(found=found, reader=reader),
        rows=tuple(_row(look, found=found, where=where, readable=readable) for look in found.real),
        unchanged=found.family.size - len(found.real),
        left_out=tuple(str(NAMES[side]) for side in found.left_out),
        groups=f"{reverse('understand:groups')}?{asked}",
        figure=changes_figure(looks=found.real),
        table=changes_table(looks=listed),
        everything=everything,
        all_rows=all_rows,
        links=_links(asked) if takeable else {},
    )


def _row(look: Look, *, found: Changes, where: Filter, readable: bool) -> Row:
    now = found.window.now
    period = {PERIOD: [write_period(now.start, now.end)]}
    narrowed = where.to_query() | ({look.side: [str(look.change.group)]} if look.side else {})
    query = urlencode(narrowed | period, doseq=True)
    metric = urlencode({"metric": look.change.metric.slug})
    outcome = urlencode({"outcome": look.change.metric.column})
    return Row(
        look=look,
        side=str(NAMES[look.side]) if look.side else "",
        over_time=f"{reverse('understand:metrics')}?{query}&{metric}",
        drivers=f"{reverse('understand:drivers')}?{query}&{outcome}",
        comments=f"{reverse('listen:comments')}?{query}" if readable else "",
    )


def _links(asked: str) -> dict[str, str]:
    return {
        form.upper(): f"{reverse('understand:changes-export', args=[form])}?{asked}"
        for form in ("csv", "xlsx")
    }
