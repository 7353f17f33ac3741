"""A set in words: what its figures are, on which scale, from when and where; and what is not stated."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ninefold.kit.calendars import range_text
from ninefold.kit.digits import number
from ninefold.kit.locales import Reader
from ninefold.kit.units import UNITS, Unit
from ninefold.understand.benchmarks.choices import SetKind
from ninefold.understand.benchmarks.countries import country_name
from ninefold.understand.benchmarks.models import BenchmarkSet

NOT_STATED: Final = gettext_lazy("not stated")
_UNITS: Final = {SetKind.NPS: "nps", SetKind.TOP: "percent", SetKind.MEAN: "mean"}


def unit_of_kind(kind: str) -> Unit:
    """Tell in what unit the figures of a kind are shown."""
    return UNITS[_UNITS[SetKind(kind)]]


def end_words(end: float, *, reader: Reader) -> str:
    """Write an answer of a scale, with as many decimals as it has."""
    return number(end, reader=reader, decimals=0 if end == int(end) else 1)


def scale_words(*, low: float, high: float, top: float | None, reader: Reader) -> str:
    """Write a scale, and from which answer on they count where a share is meant."""
    ends = {"low": end_words(low, reader=reader), "high": end_words(high, reader=reader)}
    if top is None:
        return _("answers from %(low)s to %(high)s") % ends
    told = ends | {"top": end_words(top, reader=reader)}
    return _("answers from %(low)s to %(high)s, of which %(top)s and above count") % told


@dataclass(frozen=True, kw_only=True)
class Provenance:
    """Everything that a reader of the figures must know, each in words; "not stated" where nobody has told.

    Attributes
    ----------
    line : source, period and country in one line, as they stand beside every figure.
    shown : the same for a page, each part isolated, since they may run in different directions.
    """

    kind: str
    scale: str
    period: str
    country: str
    industry: str
    source: str
    licence: str
    question: str
    method: str
    line: str
    shown: str


def provenance_of(benchmark: BenchmarkSet, *, reader: Reader) -> Provenance:
    """Put the provenance of a set into words."""
    unknown = str(NOT_STATED)
    period = range_text(benchmark.since, benchmark.until, reader=reader)
    country = country_name(benchmark.country, reader=reader)
    told = {"source": benchmark.source, "period": period, "country": country}
    return Provenance(
        kind=str(SetKind(benchmark.kind).label),
        scale=scale_words(low=benchmark.low, high=benchmark.high, top=benchmark.top, reader=reader),
        period=period,
        country=country or unknown,
        industry=benchmark.industry or unknown,
        source=benchmark.source,
        licence=benchmark.licence or unknown,
        question=benchmark.question or unknown,
        method=str(benchmark.get_method_display()) if benchmark.method else unknown,
        line=_line(told),
        shown=_line({name: _isolated(text) for name, text in told.items()}),
    )


def _line(told: Mapping[str, str]) -> str:
    known = _("%(source)s · %(period)s · %(country)s · not your data")
    unsaid = _("%(source)s · %(period)s · country not stated · not your data")
    return (known if told["country"] else unsaid) % told


def _isolated(text: str) -> str:
    return f"\u2068{text}\u2069" if text else ""
