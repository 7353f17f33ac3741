"""A number as a few lines of Python that anybody with the right can run again, and change."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from django.utils.translation import gettext as _

from cxstats.estimate import Estimate
from ninefold.engine.filters import DIMENSIONS, Filter
from ninefold.people.access import Access, Right
from ninefold.people.members.models import Member
from ninefold.understand.metrics.registry import Kind, Metric
from ninefold.understand.metrics.scoring import Score

# What a notebook asks of whoever takes single answers away; see `site/notebook`.
ROWS: Final = (Right.TAKE_AWAY, Right.SEE_CUSTOMERS)
_FUNCTIONS: Final = {
    Kind.NPS: ("nps", "weighted_nps"),
    Kind.TOP: ("share", "weighted_share"),
    Kind.MEAN: ("mean", "weighted_mean"),
}


@dataclass(frozen=True, kw_only=True)
class Opener:
    """Who will run it: the notebook opens with the same rights and the same sight as the page."""

    email: str
    organisation: str
    role: str
    rows: bool

    @classmethod
    def of(cls, *, member: Member, access: Access) -> "Opener":
        """Take the reader of a page."""
        return cls(
            email=member.user.email,
            organisation=member.organisation.slug,
            role=str(access.role),  # a plain text, which writes itself as one
            rows=all(access.may(right) for right in ROWS),
        )


def as_python(*, score: Score, where: Filter, opener: Opener) -> str:
    """Write a number as Python: from the rows with `cxstats`, or by the product where rows stay inside.

    Parameters
    ----------
    score : the number of the page; with weights, these are written too.
    where : the filter of the page.

    Returns
    -------
    str
        A whole program: run, it leaves the number in `score`, and in `weighted` with weights.

    Examples
    --------
    Executed on the demo company in `tests/understand/metrics/test_as_python.py`.
    """
    lines = _from_rows(score, where) if opener.rows else _from_metric(score, where)
    return "\n".join([*_imports(score, rows=opener.rows), "", *_opened(opener), *lines, *_told(score), ""])


def _opened(opener: Opener) -> list[str]:
    named = {"member": opener.email, "organisation": opener.organisation, "role": opener.role}
    return [
        "# " + _("The data folder: what NINEFOLD_HOME names on the machine where Ninefold runs."),
        'home = os.environ.get("NINEFOLD_HOME", "var")',
        *_call("house = ninefold.open", ["home", *(f"{name}={text!r}" for name, text in named.items())]),
    ]


def _imports(score: Score, *, rows: bool) -> list[str]:
    what = {"metric": score.metric.slug, "version": score.metric.version}
    lines = ["# " + _("%(metric)s, version %(version)s") % what]
    if not rows:
        return [*lines, "import os", "", "import ninefold"]
    plain, weighted = _FUNCTIONS[score.metric.kind]
    functions = [plain, *([weighted] if score.weighted is not None else [])]
    numpy = ["import numpy as np"] if score.weighted is not None or score.metric.clamped else []
    sums = [] if _plain_counts(score) else ["from cxstats.moments import of_answers"]
    named = f"from cxstats.scores import {', '.join(functions)}"
    return [*lines, "import os", "", *numpy, "import ninefold", *sums, named]


def _plain_counts(score: Score) -> bool:
    return score.metric.kind is not Kind.MEAN and score.weighted is None


def _from_metric(score: Score, where: Filter) -> list[str]:
    slug, version = repr(score.metric.slug), f"version={score.metric.version}"
    lines = [
        "# " + _("Your role may not take single answers away; the number comes from the product itself.")
    ]
    lines += _call("score = house.metric", [slug, version, *_filters(where)])
    if score.weighted is not None:
        lines += _call("weighted = house.metric", [slug, version, "weighted=True", *_filters(where)])
    return lines


def _from_rows(score: Score, where: Filter) -> list[str]:
    metric = score.metric
    columns = [metric.column, *(["weight"] if score.weighted is not None else [])]
    lines = _call("rows = house.feedback", [f"columns={columns!r}", *_filters(where)], after=".to_arrow()")
    lines += [
        f"answers = rows[{metric.column!r}].to_numpy().astype(float)",
        *_kept(metric),
        *_scored(metric),
    ]
    return lines if score.weighted is None else [*lines, *_weighted(metric)]


def _kept(metric: Metric) -> list[str]:
    if metric.clamped:
        return [
            "# " + _("Blank answers are left out; those outside the scale count as its nearer end."),
            "kept = ~np.isnan(answers)",
            f"answers = answers[kept].clip({metric.low!r}, {metric.high!r})",
        ]
    return [
        "# " + _("Blank answers and those outside the scale are left out."),
        f"kept = (answers >= {metric.low!r}) & (answers <= {metric.high!r})",
        "answers = answers[kept]",
    ]


def _scored(metric: Metric) -> list[str]:
    if metric.kind is Kind.NPS:
        return [
            "promoters, detractors = int((answers >= 9).sum()), int((answers <= 6).sum())",
            "passives = len(answers) - promoters - detractors",
            "score = nps(promoters=promoters, passives=passives, detractors=detractors)",
        ]
    if metric.kind is Kind.TOP:
        return [f"score = share(successes=int((answers >= {metric.top!r}).sum()), n=len(answers))"]
    return [f"score = mean(moments=of_answers(answers=answers){_scale(metric)})"]


def _weighted(metric: Metric) -> list[str]:
    worth = {
        Kind.NPS: "1.0 * (answers >= 9) - (answers <= 6)",
        Kind.TOP: f"1.0 * (answers >= {metric.top!r})",
        Kind.MEAN: "answers",
    }[metric.kind]
    return [
        'weights = np.nan_to_num(rows["weight"].to_numpy().astype(float)[kept])',
        f"worth = {worth}",
        "moments = of_answers(answers=worth[weights > 0], weights=weights[weights > 0])",
        f"weighted = {_FUNCTIONS[metric.kind][1]}(moments=moments{_scale(metric)})",
    ]


def _scale(metric: Metric) -> str:
    """Write the ends where limits are cut: those of NPS and shares are known."""
    return f", scale=({metric.low!r}, {metric.high!r})" if metric.kind is Kind.MEAN else ""


def _filters(where: Filter) -> list[str]:
    """Write a filter as keywords of the notebook door; sight is none of them, it comes with the member."""
    found: list[str] = [] if where.survey is None else [f"survey={where.survey!r}"]
    days = {"since": where.since, "until": where.until}
    found += [f'{name}="{day.isoformat()}"' for name, day in days.items() if day is not None]
    found += [f"{name}={list(getattr(where, name))!r}" for name in DIMENSIONS if getattr(where, name)]
    if where.attributes:
        found.append(f"attributes={ {name: list(values) for name, values in where.attributes}!r}")
    return found


def _call(name: str, arguments: Sequence[str], *, after: str = "") -> list[str]:
    """Write a call, one argument a line where there are several."""
    if len(arguments) < 3:
        return [f"{name}({', '.join(arguments)}){after}"]
    return [f"{name}(", *(f"    {each}," for each in arguments), f"){after}"]


def _told(score: Score) -> list[str]:
    """Print the number, and write beside it what the page says."""
    lines = ["print(score)"]
    if not score.few:
        lines.append(_said(score.estimate))
    if score.weighted is not None:
        lines += ["print(weighted)", _said(score.weighted)]
    return lines


def _said(found: Estimate) -> str:
    ends = f"value={found.value!r}, low={found.low!r}, high={found.high!r}, n={found.n!r}"
    return "# " + _("The page said:") + f" {ends}"
