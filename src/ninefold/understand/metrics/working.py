"""How a number was made, written out: the formula with the counts in it, and the name of the method."""

from dataclasses import dataclass, replace
from datetime import date
from functools import partial
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cxstats.estimate import Estimate
from ninefold.engine.filters import Filter
from ninefold.kit.arithmetic import Line, Part
from ninefold.kit.digits import number
from ninefold.kit.units import value_text
from ninefold.understand.metrics.registry import Kind, Metric
from ninefold.understand.metrics.scoring import Score
from ninefold.understand.metrics.versions import VERSION

METHODS = {
    "adjusted-wald": gettext_lazy("adjusted Wald"),
    "score": gettext_lazy("score interval, for few answers"),
    "wilson": gettext_lazy("Wilson"),
    "t": gettext_lazy("Student’s t"),
}


@dataclass(frozen=True, kw_only=True)
class Working:
    """What the panel of a number shows.

    Attributes
    ----------
    formula : lines of arithmetic, left to right in every language; none where the number is hidden.
    query : the address of the same number as JSON, which anybody with the right can ask again.
    definition : the address of the page of the metric, narrowed down alike; none where nothing is stored.
    """

    score: Score
    formula: tuple[Line, ...]
    method: object
    query: str
    definition: str = ""

    @property
    def weighted(self) -> Estimate | None:
        """The same number with weights, if there are any."""
        return self.score.weighted


def working(*, score: Score, query: str, definition: str = "") -> Working:
    """Write down how a score was made."""
    slug = score.estimate.method
    # A page without filters ends its address with the sign that would part them.
    return Working(
        score=score,
        formula=_formula(score),
        method=METHODS.get(slug, slug),
        # With its version the address gives the same number whatever is defined later.
        query=f"{query.rstrip('&')}&{VERSION}={score.metric.version}" if query else "",
        definition=definition,
    )


def definition_address(*, metric: Metric, where: Filter, since: date | None, until: date | None) -> str:
    """Give the address of the page of a metric, narrowed down to what a number was made of.

    Parameters
    ----------
    since, until : the first day of the number, and the day after its last: a page may choose them itself.
    """
    query = replace(where, since=since, until=until).to_query() | {VERSION: [str(metric.version)]}
    return f"{reverse('understand:definition', args=[metric.slug])}?{urlencode(query, doseq=True)}"


def _formula(score: Score) -> tuple[Line, ...]:
    if score.few:
        return ()
    written = {Kind.NPS: _nps, Kind.TOP: _top, Kind.MEAN: _mean}[score.metric.kind]
    return written(score)


def _nps(score: Score) -> tuple[Line, ...]:
    n, plus, minus = score.estimate.n, score.promoters, score.detractors
    words = {"plus": _("promoters"), "minus": _("detractors")}
    counts = {"plus": _whole(plus), "minus": _whole(minus), "n": _whole(n), "nps": _value(score)}
    lines = (
        Line(shape="NPS = 100 × ({plus} − {minus}) / n", parts=words),
        Line(shape="    = 100 × ({plus} − {minus}) / {n} = {nps}", parts=counts),
    )
    return (*lines, *_adjusted(n=n, plus=plus, minus=minus)) if _is_adjusted(score) else lines


def _is_adjusted(score: Score) -> bool:
    return score.estimate.method == "adjusted-wald"


def _adjusted(*, n: int, plus: int, minus: int) -> tuple[Line, ...]:
    """The interval: as if 3/4 of an answer more had been given on each side, and 3 in all."""
    net, spread = (plus - minus) / (n + 3), (plus + minus + 1.5) / (n + 3)
    half = 1.96 * (max(spread - net * net, 0.0) / (n + 3)) ** 0.5
    parts: dict[str, Part] = {
        "added": _("with 3/4 added to each side and 3 to n:"),
        "plus": partial(number, plus + 0.75, decimals=2),
        "minus": partial(number, minus + 0.75, decimals=2),
        "n": _whole(n + 3),
        "net": partial(number, net, decimals=3),
        "spread": partial(number, spread, decimals=3),
        "half": partial(number, half, decimals=3),
    }
    shapes = (
        "{added}",
        "m   = ({plus} − {minus}) / {n} = {net}",
        "±   = 1.96 × √(({spread} − m²) / {n}) = {half}",
    )
    return tuple(Line(shape=shape, parts=parts) for shape in shapes)


def _top(score: Score) -> tuple[Line, ...]:
    count, top = round(score.answers.moments.s), f"{score.metric.top:g}"
    words = {"share": _("share"), "count": _("answers of %(top)s or more") % {"top": top}}
    counts = {"count": _whole(count), "n": _whole(score.estimate.n), "share": _value(score)}
    return (
        Line(shape="{share} = {count} / n", parts=words),
        Line(shape="    = {count} / {n} = {share}", parts=counts),
        Line(shape="{wilson}:", parts={"wilson": str(METHODS["wilson"])}),
        Line(shape="(p + z²/2n ± z√(p(1−p)/n + z²/4n²)) / (1 + z²/n), z = 1.96"),
    )


def _mean(score: Score) -> tuple[Line, ...]:
    words = {"mean": _("mean"), "total": _("sum of answers")}
    total = partial(number, score.answers.moments.s)
    counts = {"total": total, "n": _whole(score.estimate.n), "mean": _value(score)}
    lines = (
        Line(shape="{mean} = {total} / n", parts=words),
        Line(shape="    = {total} / {n} = {mean}", parts=counts),
        Line(shape="±   = t(0.975, n − 1) × s / √n"),
    )
    cut = Line(shape="{cut}", parts={"cut": _("the interval ends where the scale does")})
    return (*lines, cut) if _is_cut(score) else lines


def _is_cut(score: Score) -> bool:
    return score.estimate.low == score.metric.low or score.estimate.high == score.metric.high


def _whole(count: int) -> Part:
    return partial(number, count)


def _value(score: Score) -> Part:
    return partial(value_text, score.estimate.value, unit=score.metric)
