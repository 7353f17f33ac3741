"""A field for a day, in the calendar and the digits of whoever reads the page."""

from datetime import date
from typing import Any

from django import template
from django.forms import BoundField
from django.template import Context
from django.utils.translation import gettext as _

from ninefold.kit.day_fields import typed_in
from ninefold.kit.locales import Reader
from ninefold.kit.solar_hijri import month_name
from ninefold.kit.templatetags.writing import reader_of
from ninefold.kit.typed_days import MONTHS, NoDayError, day_for_field, example_for_field, typed_day

register = template.Library()

Parts = dict[str, Any]


@register.inclusion_tag("kit/components/day_field.html", takes_context=True)
def day_field(context: Context, name: str, label: str, day: date | None = None, near: Any = None) -> Parts:
    """Ask for a day: `{% day_field "from" label day near %}`.

    It takes typing; `static/ninefold/days.js` adds a month to choose from, which opens at `day`, else at the
    date `near`. What was typed and could not be used stays in it, with a sentence below.
    """
    reader, typed = reader_of(context), _typed(context, name)
    value = typed or ("" if day is None else day_for_field(day, reader=reader))
    problem = _problem(typed, reader=reader)
    return _parts(reader, name=name, label=label, value=value, problem=problem, shown=day or near)


@register.inclusion_tag("kit/components/day_field.html", takes_context=True)
def form_day(context: Context, bound: BoundField) -> Parts:
    """Show a `DayField` of a form, as it was typed or as it begins: `{% form_day form.since %}`."""
    reader, found = reader_of(context), typed_in(bound)
    day = found if isinstance(found, date) else None
    value = day_for_field(day, reader=reader) if day else str(found or "")
    problem = " ".join(str(error) for error in bound.errors)
    return _parts(
        reader, name=bound.html_name, label=str(bound.label), value=value, problem=problem, shown=day
    )


def _parts(reader: Reader, *, name: str, label: str, value: str, problem: str, shown: Any) -> Parts:
    example = example_for_field(reader=reader)
    return {
        "name": name,
        "label": label,
        "value": value,
        "problem": problem,
        "example": example,
        "hint": _("Year, month and day, such as %(example)s") % {"example": example},
        "near": "" if shown is None else shown.isoformat(),
        "reader": reader,
        "tag": str(reader.locale).replace("_", "-"),
        "months": _months(reader),
    }


@register.simple_tag(takes_context=True)
def day_problems(context: Context, *names: str) -> list[str]:
    """Say what is wrong with the days typed: `{% day_problems "from" "to" as problems %}`."""
    reader = reader_of(context)
    found = (_problem(_typed(context, name), reader=reader) for name in names)
    return [problem for problem in found if problem]


def _typed(context: Context, name: str) -> str:
    request = context.get("request")
    return "" if request is None else str(request.GET.get(name, "")).strip()


def _problem(typed: str, *, reader: Reader) -> str:
    if not typed:
        return ""
    try:
        typed_day(typed, reader=reader)
    except NoDayError as problem:
        return str(problem)
    return ""


def _months(reader: Reader) -> str:
    """Name the months where a browser would name them otherwise than the rest of the page."""
    if reader.calendar != "persian":
        return ""
    return "|".join(month_name(reader.language, month) for month in range(1, MONTHS + 1))
