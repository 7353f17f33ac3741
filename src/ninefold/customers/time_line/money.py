"""The picture of a customer's money by month, and the table behind it."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from django.utils.translation import gettext as _

from ninefold.customers.time_line.queries import Month
from ninefold.kit.calendars import month_text, months
from ninefold.kit.figures import Figure
from ninefold.kit.locales import Reader
from ninefold.kit.tables import Column, Table


def money_figure(*, told: Sequence[Month], reader: Reader) -> Figure | None:
    """Draw revenue and margin over the months; None where the data tell of no month or of one alone.

    Parameters
    ----------
    told : months that the data tell of, the earliest first.
    reader : whose digits and words; the months stay those of the data.
    """
    names = {"revenue": _("Revenue"), "margin": _("Margin"), "cost": _("Cost to serve")}
    known = {
        name: title for name, title in names.items() if any(getattr(each, name) is not None for each in told)
    }
    if len(told) < 2 or not known:
        return None
    # Money is counted by the months of the data; cut by those of another calendar it would be guessed.
    plain = replace(reader, calendar="gregory")
    periods = months(first=told[0].first, last=told[-1].first, reader=plain)
    by_month = {each.first: each for each in told}
    drawn = [name for name in known if name != "cost"] or [*known]
    return Figure(
        key="money",
        chart="trend",
        data={
            "label": _("Money of this customer by month"),
            "periods": [period.short for period in periods],
            "years": [period.year for period in periods],
            "panels": [
                {"name": known[name], "points": [_point(by_month.get(each.start), name) for each in periods]}
                for name in drawn
            ],
        },
        table=_table(told, known=known, reader=plain),
    )


def _point(month: Month | None, name: str) -> dict[str, float] | None:
    value = None if month is None else getattr(month, name)
    return None if value is None else {"value": value}


def _table(told: Sequence[Month], *, known: dict[str, str], reader: Reader) -> Table:
    columns = [Column("month", _("Month")), *(Column(name, title, "number") for name, title in known.items())]
    rows = [
        {"month": _label(each.first, reader), **{name: getattr(each, name) for name in known}}
        for each in reversed(told)
    ]
    return Table(name=_("Money by month"), columns=tuple(columns), rows=rows)


def _label(first: date, reader: Reader) -> str:
    return month_text(first, reader=reader)
