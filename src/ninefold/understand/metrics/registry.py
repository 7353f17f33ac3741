"""What can be measured: every metric with its formula, scale and direction, defined once for all pages."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from ninefold.engine.aggregates import Measure
from ninefold.listen.surveys.queries import Scale


class Kind(StrEnum):
    """How the answers of a column become one number."""

    NPS = "nps"
    TOP = "top"
    MEAN = "mean"


Text = str | Promise

_FORMULAS: dict[Kind, Text] = {
    Kind.NPS: _("share of answers 9 and 10 minus share of answers 0 to 6, in points"),
    Kind.TOP: _("share of the answers in the two highest points of the scale"),
    Kind.MEAN: _("sum of the answers divided by their number"),
}


@dataclass(frozen=True, kw_only=True)
class Metric:
    """One definition, the same on every page.

    Attributes
    ----------
    slug : its address, e.g. ``nps`` or ``q_ease``.
    kind : NPS (share of 9-10 minus share of 0-6), TOP (share of answers of `top` or more), MEAN.
    column : the fact column it reads.
    low, high : the ends of the answer scale; answers outside are excluded and counted.
    top : lowest answer that counts as satisfied (TOP only).
    decimals : digits shown after the decimal sign.
    version : goes up when the definition changes, so that old figures stay readable.
    clamped : answers outside the scale are not left out but count as its nearer end.
    holds : the version that holds now, which is another one where an older one is asked for.
    """

    slug: str
    name: Text
    meaning: Text
    kind: Kind
    column: str
    low: float
    high: float
    top: float | None = None
    decimals: int = 1
    version: int = 1
    owner: str = ""
    target: float | None = None
    question: str = ""
    clamped: bool = False
    holds: int = 1

    @property
    def titled(self) -> str:
        """The name, with the version where the definition is not the standard one: for what is taken away."""
        if self.version == 1:
            return str(self.name)
        return gettext("%(metric)s, version %(version)s") % {"metric": self.name, "version": self.version}

    @property
    def factor(self) -> float:
        """Shares and NPS are fractions inside and points or per cent on the page."""
        return 1.0 if self.kind is Kind.MEAN else 100.0

    @property
    def formula(self) -> Text:
        """The definition in one line."""
        if self.kind is Kind.TOP and self.top is not None and self.top != usual_top(self.low, self.high):
            return gettext("share of the answers of %(top)s or more") % {"top": f"{self.top:g}"}
        return _FORMULAS[self.kind]

    @property
    def is_percent(self) -> bool:
        """Whether a percent sign follows the number."""
        return self.kind is Kind.TOP

    @property
    def axis(self) -> tuple[float, float]:
        """The ends of what the metric can be, in the units of the page."""
        if self.kind is Kind.NPS:
            return (-100.0, 100.0)
        return (self.low, self.high) if self.kind is Kind.MEAN else (0.0, 100.0)

    @property
    def measure(self) -> Measure:
        """What the engine has to sum."""
        return Measure(
            name=self.slug,
            column=self.column,
            kind=self.kind.value,
            low=self.low,
            high=self.high,
            top=self.top,
            clamped=self.clamped,
        )


def usual_top(low: float, high: float) -> float:
    """Give the lowest of the two best answers of a scale; of two answers only one is the best."""
    return high - 1.0 if high - low >= 2 else high


def answers_from(top: float) -> str:
    """Say in short which answers a share counts, where they are not the two best."""
    return gettext("answers of %(top)s or more") % {"top": f"{top:g}"}


def standard(*, scales: Iterable[Scale]) -> tuple[Metric, ...]:
    """List the metrics that these columns make possible, the well-known ones first.

    Parameters
    ----------
    scales : one entry a column; a column asked on two different scales must be narrowed to one survey first.

    Returns
    -------
    Metrics in the order in which pages show them.
    """
    found: list[Metric] = []
    for scale in sorted(scales, key=lambda each: _ORDER.get(each.role, 9)):
        found.extend(_of(scale))
    return tuple(found)


def one_a_question(metrics: Iterable[Metric]) -> tuple[Metric, ...]:
    """Keep the first metric of each question: two views of the same answers are two looks at one change."""
    seen: dict[str, Metric] = {}
    for metric in metrics:
        seen.setdefault(metric.column, metric)
    return tuple(seen.values())


_ORDER = {"nps": 0, "csat": 1, "ces": 2, "rating": 3}


def _of(scale: Scale) -> tuple[Metric, ...]:
    if scale.role == "nps":
        return (_nps(scale),)
    if scale.role == "csat":
        return (
            _top(scale, slug="csat", name=_("CSAT"), meaning=_("satisfied, top two of the scale")),
            _mean(scale, slug="csat-mean", name=_("Satisfaction, mean"), meaning=_("mean of the answers")),
        )
    if scale.role == "ces":
        return (_mean(scale, slug="ces", name=_("CES"), meaning=_("it was easy, mean of the answers")),)
    if scale.role == "rating":
        return (_mean(scale, slug="rating", name=_("Rating"), meaning=_("mean of the ratings")),)
    average = _mean(scale, slug=scale.column, name=scale.title, meaning=_("mean of the answers"))
    if scale.high - scale.low < 2:  # both answers would be the top two
        return (average,)
    return (average, top_share(scale))


def top_share(scale: Scale) -> Metric:
    """Define the share of the best answers to a question, whichever its scale.

    Parameters
    ----------
    scale : the question; of two possible answers the higher one is best, else the two highest.
    """
    return _top(scale, slug=f"{scale.column}-top2", name=scale.title, meaning=_("top two of the scale"))


def _nps(scale: Scale) -> Metric:
    return Metric(
        slug="nps",
        name=_("NPS"),
        meaning=_("would recommend us"),
        kind=Kind.NPS,
        column=scale.column,
        low=0.0,
        high=10.0,
        question=scale.title,
    )


def _top(scale: Scale, *, slug: str, name: Text, meaning: Text) -> Metric:
    return Metric(
        slug=slug,
        name=name,
        meaning=meaning,
        kind=Kind.TOP,
        column=scale.column,
        low=scale.low,
        high=scale.high,
        top=usual_top(scale.low, scale.high),
        question=scale.title,
    )


def _mean(scale: Scale, *, slug: str, name: Text, meaning: Text) -> Metric:
    return Metric(
        slug=slug,
        name=name,
        meaning=meaning,
        kind=Kind.MEAN,
        column=scale.column,
        low=scale.low,
        high=scale.high,
        decimals=2 if scale.high - scale.low >= 2 else 3,  # the mean of yes and no is a share
        question=scale.title,
    )
