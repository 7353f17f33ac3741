"""How a number was made, written out: the formula with the counts in it, and the name of the method."""

from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from cxstats.estimate import Estimate
from ninefold.understand.metrics.registry import Kind
from ninefold.understand.metrics.scoring import Score

METHODS = {
    "adjusted-wald": _("adjusted Wald"),
    "score": _("score interval, for few answers"),
    "wilson": _("Wilson"),
    "t": _("Student’s t"),
}


@dataclass(frozen=True, kw_only=True)
class Working:
    """What the panel of a number shows.

    Attributes
    ----------
    formula : lines of arithmetic, left to right in every language.
    query : the address of the same number as JSON, which anybody with the right can ask again.
    """

    score: Score
    formula: str
    method: object
    query: str

    @property
    def weighted(self) -> Estimate | None:
        """The same number with weights, if there are any."""
        return self.score.weighted


def working(*, score: Score, query: str) -> Working:
    """Write down how a score was made."""
    slug = score.estimate.method
    return Working(score=score, formula=_formula(score), method=METHODS.get(slug, slug), query=query)


def _formula(score: Score) -> str:
    if score.few:
        return ""
    written = {Kind.NPS: _nps, Kind.TOP: _top, Kind.MEAN: _mean}[score.metric.kind]
    return written(score)


def _nps(score: Score) -> str:
    n, plus, minus = score.estimate.n, score.promoters, score.detractors
    lines = [
        "NPS = 100 × (promoters − detractors) / n",
        f"    = 100 × ({plus:,} − {minus:,}) / {n:,} = {_figure(score)}",
    ]
    if score.estimate.method == "adjusted-wald":
        net = (plus - minus) / (n + 3)
        spread = (plus + minus + 1.5) / (n + 3)
        half = 1.96 * (max(spread - net * net, 0.0) / (n + 3)) ** 0.5
        lines += [
            "add 3/4 to each side, 3 to n:",
            f"m   = ({plus + 0.75:,} − {minus + 0.75:,}) / {n + 3:,} = {net:.3f}",
            f"±   = 1.96 × √(({spread:.3f} − m²) / {n + 3:,}) = {half:.3f}",
        ]
    return "\n".join(lines)


def _top(score: Score) -> str:
    n, k, top = score.estimate.n, round(score.answers.moments.s), score.metric.top
    return "\n".join(
        [
            f"share = answers of {top:g} or more / n",
            f"      = {k:,} / {n:,} = {_figure(score)}%",
            "Wilson: (p + z²/2n ± z√(p(1−p)/n + z²/4n²)) / (1 + z²/n), z = 1.96",
        ]
    )


def _mean(score: Score) -> str:
    n, total = score.estimate.n, score.answers.moments.s
    return "\n".join(
        [
            "mean = sum of answers / n",
            f"     = {total:,.0f} / {n:,} = {_figure(score)}",
            "±    = t(0.975, n − 1) × s / √n",
        ]
    )


def _figure(score: Score) -> str:
    value = (score.estimate.value or 0.0) * score.metric.factor
    return f"{value:.{score.metric.decimals}f}"
