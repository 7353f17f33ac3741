"""Numbers and dates in a page, written for its reader."""

from collections.abc import Iterable
from datetime import date as day_type
from datetime import datetime
from typing import Any

from django import template
from django.template import Context
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from ninefold.kit import calendars, digits, graphics, units
from ninefold.kit.arithmetic import Line, pieces
from ninefold.kit.locales import Reader

register = template.Library()

Estimate = Any


def reader_of(context: Context) -> Reader:
    """Return who reads the page: from the context, the request, or the active language alone."""
    found = context.get("reader") or getattr(context.get("request"), "reader", None)
    return found if isinstance(found, Reader) else Reader(language=get_language() or "en")


def threshold_of(context: Context) -> int:
    """Return the smallest group that may be shown: of the organisation, or of a page that has none."""
    found = context.get("threshold") or getattr(context.get("organisation"), "threshold", None)
    return found if isinstance(found, int) else 10


def hidden_of(context: Context) -> str:
    """Return the words for a hidden group, with the organisation's threshold: what counts is people."""
    return units.hidden_people_words(reader=reader_of(context), threshold=threshold_of(context))


@register.simple_tag(takes_context=True)
def hidden(context: Context) -> str:
    """Say that a group, its number or its words are hidden, or that there are none: `{% hidden %}`."""
    return hidden_of(context)


@register.simple_tag(takes_context=True)
def under(context: Context) -> str:
    """Say in a narrow cell that a count is hidden: `{% under %}`."""
    return units.under_words(reader=reader_of(context), threshold=threshold_of(context))


def isolated(text: str) -> SafeString:
    """Write a text whose direction does not reach what stands around it."""
    return format_html("<bdi>{}</bdi>", text)


@register.simple_tag(takes_context=True)
def number(context: Context, value: float | None, decimals: int = 0) -> SafeString:
    """Write a number: `{% number answers %}`, `{% number mean 2 %}`."""
    return isolated(digits.number(value, reader=reader_of(context), decimals=decimals))


@register.simple_tag(takes_context=True)
def percent(context: Context, fraction: float | None, decimals: int = 0) -> SafeString:
    """Write a fraction as a percentage: `{% percent 0.815 1 %}`."""
    return isolated(digits.percent(fraction, reader=reader_of(context), decimals=decimals))


@register.simple_tag(takes_context=True)
def signed(context: Context, value: float | None, decimals: int = 0) -> SafeString:
    """Write a number with its sign: `{% signed -6.4 1 %}`."""
    return isolated(digits.number(value, reader=reader_of(context), decimals=decimals, signed=True))


@register.simple_tag(takes_context=True)
def arithmetic(context: Context, lines: Iterable[Line]) -> SafeString:
    """Write arithmetic, each word and number isolated: `{% arithmetic working.formula %}`."""
    reader = reader_of(context)
    rows = [
        format_html_join("", "{}", ((isolated(text) if alone else text,) for text, alone in found))
        for found in (pieces(line, reader=reader) for line in lines)
    ]
    return format_html_join("\n", "{}", ((row,) for row in rows))


@register.simple_tag(takes_context=True, name="digits")
def digits_of(context: Context, text: object) -> str:
    """Write a label in the reader's digits: `{% digits "1 to 7" %}`."""
    return digits.localise(str(text), reader=reader_of(context))


@register.simple_tag(takes_context=True)
def date(context: Context, day: day_type | None, year: bool = True) -> str:
    """Write a day: `{% date day %}`, without its year `{% date day False %}`."""
    return day_text(day, reader=reader_of(context), year=year)


def day_text(day: day_type | None, *, reader: Reader, year: bool = True) -> str:
    """Write a day, if there is one."""
    return digits.NOTHING if day is None else calendars.date_text(day, reader=reader, year=year)


@register.simple_tag(takes_context=True)
def moment(context: Context, at: datetime | None) -> str:
    """Write an instant in the reader's time zone: `{% moment imported.at %}`."""
    return instant_text(at, reader=reader_of(context))


def instant_text(at: datetime | None, *, reader: Reader) -> str:
    """Write an instant, if there is one."""
    return digits.NOTHING if at is None else calendars.moment_text(at, reader=reader)


@register.simple_tag(takes_context=True, name="range")
def range_of(context: Context, first: day_type, last: day_type) -> str:
    """Write two days, both included: `{% range first last %}`."""
    return calendars.range_text(first, last, reader=reader_of(context))


@register.simple_tag(takes_context=True)
def month(context: Context, day: day_type, short: bool = False) -> str:
    """Name the month of a day: `{% month period.start %}`."""
    return calendars.month_text(day, reader=reader_of(context), short=short)


@register.simple_tag(takes_context=True)
def value(context: Context, estimate: Estimate, unit: units.Unit | str = "count") -> SafeString:
    """Write the value of an estimate: `{% value estimate metric %}`, `{% value estimate "nps" %}`."""
    found = None if estimate is None else estimate.value
    return isolated(units.value_text(found, unit=unit, reader=reader_of(context)))


@register.simple_tag(takes_context=True)
def interval(context: Context, estimate: Estimate, unit: units.Unit | str = "count") -> SafeString:
    """Write the interval of an estimate: `{% interval estimate metric %}`."""
    if estimate is None or estimate.low is None:
        return isolated(digits.NOTHING)
    text = units.interval_text(estimate, unit=unit, reader=reader_of(context))
    return format_html('<span class="nowrap">{}</span>', text)


def _sign_words(found: float | None, *, of: units.Unit, reader: Reader, plus: bool = True) -> SafeString:
    shown = units.shown(found, unit=of)
    return isolated(digits.number(shown, reader=reader, decimals=units.change_decimals(of), signed=plus))


@register.simple_tag(takes_context=True)
def difference(
    context: Context, change: Estimate, unit: units.Unit | str = "count", plus: bool = True
) -> SafeString:
    """Write a change with its sign, of shares in points: `{% difference change metric %}`.

    With `plus=False` the size of a change in either direction is written.
    """
    of, reader = units.unit_of(unit), reader_of(context)
    text = _sign_words(None if change is None else change.value, of=of, reader=reader, plus=plus)
    if not of.is_percent or change is None or change.value is None:
        return text
    return format_html(_("{} points"), text)


@register.simple_tag(takes_context=True)
def difference_interval(context: Context, change: Estimate, unit: units.Unit | str = "count") -> SafeString:
    """Write the interval of a change, each end isolated: `{% difference_interval change metric %}`."""
    of, reader = units.unit_of(unit), reader_of(context)
    if change is None or change.low is None:
        return isolated(digits.NOTHING)
    low, high = (_sign_words(end, of=of, reader=reader) for end in (change.low, change.high))
    return format_html("{} {} {}", low, reader.range_word, high)


@register.simple_tag
def by_itself(change: Estimate, found: object) -> str:
    """Say why an interval leaves out 0 while the verdict is "no real change".

    `{% by_itself change verdict as note %}`: the interval is that of one comparison, the verdict counts all
    those of the page.
    """
    outside = change is not None and change.low is not None and not change.low <= 0 <= change.high
    if str(found) != "none" or not outside:
        return ""
    return _(
        "Taken by itself this would be a real difference; among all comparisons of this page it may be"
        " chance."
    )


@register.simple_tag(takes_context=True)
def interval_bar(
    context: Context,
    estimate: Estimate,
    axis_low: float,
    axis_high: float,
    unit: units.Unit | str = "count",
    before: Estimate | float | None = None,
    target: float | None = None,
    act: bool = False,
    hollow: bool | None = None,
) -> SafeString:
    """Draw an estimate on an axis.

    `{% interval_bar estimate 0 100 metric before=earlier target=85 act=True %}`: the axis and the target
    are in the unit of the page, estimate and `before` (an estimate or a number) as they are computed. Without
    `hollow` a ring stands for few answers.
    """
    if estimate is None or estimate.value is None:
        return format_html('<span class="dim small">{}</span>', hidden_of(context))
    of = units.unit_of(unit)
    earlier = getattr(before, "value", before)
    ends = None if estimate.low is None else (estimate.low * of.factor, estimate.high * of.factor)
    few = getattr(estimate, "n", graphics.FEW) < graphics.FEW
    return graphics.interval_bar(
        value=estimate.value * of.factor,
        ends=ends,
        axis=(axis_low, axis_high),
        rtl=reader_of(context).rtl,
        before=units.shown(earlier, unit=of),
        target=target,
        style="hollow" if (few if hollow is None else hollow) else "acc" if act else "",
    )


@register.simple_tag(takes_context=True)
def split_bar(context: Context, worse: float, better: float) -> SafeString:
    """Draw detractors and promoters as fractions of one bar: `{% split_bar 0.16 0.52 %}`."""
    return graphics.split_bar(worse=worse, better=better, rtl=reader_of(context).rtl)
